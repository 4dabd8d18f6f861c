"""Reads a release with old and new DuckDB drivers: `python -m tests.bi.drivers` (fetches drivers; outside `make test`).

Each driver gets an environment of its own, opens the served release by its link as an ordinary user, and fetches every
row of every table and view that a reader finds there. A view that takes more than a minute is given up, and named.
Prints a row per driver; exit code 1 where one of them could not read something, or read other numbers of rows than
the rest.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.home import Home

VERSIONS = ("1.1.0", "1.1.3", "1.2.2", "1.3.2", "1.4.5", "1.5.6", "2.0.0", "2.0.1")

# Runs in the driver's own environment, so it needs nothing but the driver.
READ = """
import json, os, sys, threading, time
import duckdb
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
began = time.perf_counter()
connection = duckdb.connect(sys.argv[1], read_only=True)
found = connection.execute(
    "SELECT schema_name, table_name, 'table' FROM duckdb_tables() WHERE NOT internal UNION ALL "
    "SELECT schema_name, view_name, 'view' FROM duckdb_views() WHERE NOT internal ORDER BY ALL"
).fetchall()
rows, failed, seconds = {}, {}, {}
for schema, name, kind in found:
    started = time.perf_counter()
    patience = threading.Timer(60, connection.interrupt)
    patience.start()
    try:
        rows[f"{schema}.{name}"] = len(connection.execute(f'SELECT * FROM "{schema}"."{name}"').fetchall())
    except duckdb.InterruptException:
        failed[f"{schema}.{name}"] = "not within 60 s"
    except Exception as error:
        failed[f"{schema}.{name}"] = str(error).splitlines()[0]
    finally:
        patience.cancel()
    seconds[f"{schema}.{name}"] = round(time.perf_counter() - started, 1)
kinds = [kind for _, _, kind in found]
print(json.dumps({
    "driver": duckdb.__version__, "tables": kinds.count("table"), "views": kinds.count("view"),
    "rows": rows, "failed": failed, "seconds": round(time.perf_counter() - began, 1),
    "slowest": max(seconds, key=seconds.get, default=""),
}))
"""


@dataclass
class Reading:
    """What one driver read of the release, or why it read nothing."""

    driver: str
    tables: int = 0
    views: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    slowest: str = ""


def main() -> None:
    """Make the environments, read with each, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="the state folder whose release is read (default: the usual one)")
    parser.add_argument("--environments", type=Path, help="where to keep the environments (default: thrown away)")
    parser.add_argument("versions", nargs="*", default=VERSIONS, help=f"drivers (default: {' '.join(VERSIONS)})")
    options = parser.parse_args()
    link = Home(options.home).link if options.home else Home().link
    if not link.exists():
        sys.exit(f"{link} is not there: make a release first (make refresh), or name its state folder with --home")
    with tempfile.TemporaryDirectory() as scratch:
        place = options.environments or Path(scratch)
        # An ordinary user must be able to enter it.
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(0o755)
        readings = [_read(link.absolute(), place, version) for version in options.versions]
    sys.exit(_report(readings))


def _read(link: Path, place: Path, version: str) -> Reading:
    python = _environment(place / f"duckdb-{version}", version)
    if not python:
        return Reading(version, failed={"": "could not be installed"})
    result = subprocess.run([str(python), "-c", READ, str(link)], capture_output=True, text=True, check=False)
    if result.returncode:
        return Reading(version, failed={"": (result.stderr.splitlines() or [f"exit {result.returncode}"])[-1]})
    return Reading(**json.loads(result.stdout))


def _environment(place: Path, version: str) -> Path | None:
    """The interpreter of an environment that holds this driver and nothing else, or None where pip cannot make it."""
    python = place / "bin" / "python"
    if not (place / "made").exists():
        venv.create(place, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", f"duckdb=={version}"]
        if subprocess.run(install, check=False).returncode:
            return None
        (place / "made").touch()
    return python


def _report(readings: list[Reading]) -> int:
    most = max((reading.rows for reading in readings), key=len)
    bad = 0
    print("| driver | tables | views | rows | seconds | slowest | failed |\n| --- | --: | --: | --: | --: | --- | --- |")
    for reading in readings:
        problems = [f"{name}: {why}".removeprefix(": ") for name, why in reading.failed.items()]
        problems += [
            f"{name}: {reading.rows.get(name)} rows, where another driver reads {count}"
            for name, count in most.items()
            if name not in reading.failed and "" not in reading.failed and reading.rows.get(name) != count
        ]
        if not reading.rows and not problems:
            problems = ["found no table"]
        bad += bool(problems)
        print(
            f"| {reading.driver} | {reading.tables} | {reading.views} | {sum(reading.rows.values()):,} "
            f"| {reading.seconds} | {reading.slowest} | {'; '.join(problems) or 'none'} |"
        )
    return 1 if bad else 0


if __name__ == "__main__":
    main()
