"""Reads a release with old and new DuckDB drivers: `python -m tests.bi.drivers` (fetches drivers; outside `make test`).

Each driver gets an environment of its own, opens the served release by its link as an ordinary user, and fetches every
row of every table and view that a reader finds there. What takes too long is given up, and named:
old planners do not get through the widest views of `quality`. Prints a row per driver, and what each of them, the
command line and Node call the database; exit code 1 where one of them could not read something else, read other numbers
of rows than the rest, or calls it otherwise than `warehouse`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.home import DEFAULT_HOME, Home

VERSIONS = ("1.1.0", "1.1.3", "1.2.2", "1.3.2", "1.4.5", "1.5.6", "2.0.0", "2.0.1")

PATIENCE = 20
"""Seconds for one table or view, after which the driver is stopped: some old ones do not answer an interrupt."""

# Runs in the driver's own environment, so it needs nothing but the driver. A line before and a line after each reading.
READ = f"""
import datetime, decimal, json, os, signal, sys, time  # what values need, before root's libraries cannot be read
import duckdb
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
link, done = sys.argv[1], set(sys.argv[2:])
connection = duckdb.connect(link, read_only=True)
connection.execute("SET enable_progress_bar = false")
print(json.dumps(dict(database=connection.execute("SELECT current_database()").fetchone()[0])), flush=True)
for schema, name, kind in connection.execute(
    "SELECT schema_name, table_name, 'table' FROM duckdb_tables() WHERE NOT internal UNION ALL "
    "SELECT schema_name, view_name, 'view' FROM duckdb_views() WHERE NOT internal ORDER BY ALL"
).fetchall():
    said = dict(name=schema + "." + name, kind=kind)
    if said["name"] in done:
        continue
    print(json.dumps(said), flush=True)
    signal.alarm({PATIENCE})
    began = time.perf_counter()
    try:
        rows = connection.execute('SELECT * FROM "' + schema + '"."' + name + '"').fetchall()
        said["rows"] = len(rows)
    except Exception as error:
        said["failed"] = str(error).splitlines()[0]
    signal.alarm(0)
    print(json.dumps(said | dict(seconds=time.perf_counter() - began)), flush=True)
"""


@dataclass
class Reading:
    """What one driver read of the release, by table and view, or why it read nothing."""

    driver: str
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    database: str = ""
    """What it calls the database."""
    failed: str = ""

    def count(self, kind: str) -> int:
        """How many tables or views it read."""
        return sum(said["kind"] == kind and "rows" in said for said in self.said.values())


def main() -> None:
    """Make the environments, read with each, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the state folder whose release is read")
    parser.add_argument("--environments", type=Path, help="where to keep the environments (default: thrown away)")
    parser.add_argument("versions", nargs="*", default=VERSIONS, help=f"drivers (default: {' '.join(VERSIONS)})")
    options = parser.parse_args()
    link = Home(options.home).link
    if not link.exists():
        sys.exit(f"{link} is not there: make a release first (make refresh), or name its state folder with --home")
    with tempfile.TemporaryDirectory() as scratch:
        place = options.environments or Path(scratch)
        # An ordinary user must be able to enter it.
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(0o755)
        readings = [_read(link.absolute(), place, version) for version in options.versions]
        code = _report(readings)
        names = {reading.driver: reading.database for reading in readings if not reading.failed}
        names |= {"command line": _name_by_command_line(link), "Node": _name_by_node(link.absolute(), place / "node")}
    print("\nThe database is called: " + ", ".join(f"{name} in {client}" for client, name in names.items()))
    sys.exit(code or int(any(name not in ("warehouse", NOT_TRIED) for name in names.values())))


NOT_TRIED = "(not tried)"
NODE = """
const { DuckDBInstance } = require("@duckdb/node-api");
(async () => {
  const instance = await DuckDBInstance.create(process.argv[2], { access_mode: "READ_ONLY" });
  const reader = await (await instance.connect()).runAndReadAll("select current_database()");
  console.log(reader.getRows()[0][0]);
})();
"""


def _name_by_command_line(link: Path) -> str:
    """What the command `duckdb` calls the database; NOT_TRIED where there is no such command."""
    command = shutil.which("duckdb", path=str(Path(sys.executable).parent)) or shutil.which("duckdb")
    if not command:
        return NOT_TRIED
    return _said([command, "-readonly", "-csv", "-noheader", str(link), "select current_database()"])


def _name_by_node(link: Path, place: Path) -> str:
    """What the package @duckdb/node-api calls the database; NOT_TRIED where npm is not there or cannot install it."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        return NOT_TRIED
    place.mkdir(exist_ok=True)
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(place), "@duckdb/node-api"]
    if subprocess.run(install, check=False).returncode:
        return NOT_TRIED
    (place / "name.js").write_text(NODE, encoding="utf-8")
    return _said([node, str(place / "name.js"), str(link)])


def _said(command: list[str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.stdout.strip() or f"exit {result.returncode}: {result.stderr.strip()}"


def _read(link: Path, place: Path, version: str) -> Reading:
    reading = Reading(version)
    python = _environment(place / f"duckdb-{version}", version)
    if not python:
        reading.failed = "could not be installed"
        return reading
    while True:
        command = [str(python), "-c", READ, str(link), *reading.said]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        for line in result.stdout.splitlines():
            said = json.loads(line)
            if "database" in said:
                reading.database = said["database"]
            else:
                reading.said[said["name"]] = said
        if result.returncode != -signal.SIGALRM:
            break
        # It was stopped in what it named last; the next process goes on behind that.
        said["slow"] = True
    if result.returncode:
        reading.failed = (result.stderr.splitlines() or [f"exit {result.returncode}"])[-1]
    return reading


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
    """Print a row per driver, and return the exit code."""
    names = sorted({name for reading in readings for name in reading.said})
    bad = False
    print(f"| driver | tables | views | rows | seconds | not within {PATIENCE} s | failed |")
    print("| --- | --: | --: | --: | --: | --- | --- |")
    for reading in readings:
        problems = [reading.failed] if reading.failed else []
        slow = [name for name, said in reading.said.items() if "slow" in said]
        for name in sorted(set(names) - set(slow)) if not reading.failed else ():
            said = reading.said.get(name, {"failed": "not there"})
            others = {other.said[name]["rows"] for other in readings if "rows" in other.said.get(name, {})}
            if "failed" in said:
                problems.append(f"{name}: {said['failed']}")
            elif others != {said["rows"]}:
                problems.append(f"{name}: {said['rows']} rows, where other drivers read {sorted(others)}")
        if not reading.count("table") and not problems:
            problems = ["found no table"]
        bad = bad or bool(problems)
        rows = sum(said.get("rows", 0) for said in reading.said.values())
        seconds = sum(said.get("seconds", 0) for said in reading.said.values())
        print(
            f"| {reading.driver} | {reading.count('table')} | {reading.count('view')} | {rows:,} | {seconds:.0f} "
            f"| {', '.join(slow) or 'none'} | {'; '.join(problems) or 'none'} |"
        )
    return 1 if bad else 0


if __name__ == "__main__":
    main()
