"""Work to be killed at: run as `python -m tests.faults.work KIND …` in a process of its own, until it is stopped.

Each kind calls the same functions that a refresh calls, without the seconds that Dagster and dbt take to start.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import duckdb

from orchestration.home import Home
from orchestration.lock import hold
from orchestration.record import Changes
from orchestration.release.prune import prune
from orchestration.release.publish import publish
from orchestration.release.stored import release_id_of, served_release
from orchestration.run.recover import recover
from orchestration.run.steps import prepare_build
from orchestration.verdict import RuleCounts, RuleVerdict

VERDICT = RuleVerdict("rule", "critical", True, None, [], RuleCounts(0, 0, 0, 0, 0), 0, "none")
UNCHANGED = Changes()


def publish_once(home: Home, built: Path, number: int) -> str:
    """Publish a copy of a built warehouse whose every figure carries the hash that the release names as its inputs."""
    mark = f"{number:08d}"
    shutil.copyfile(built, home.build_database)
    home.build_database.chmod(0o644)
    with duckdb.connect(str(home.build_database)) as connection:
        connection.execute("UPDATE core.figure SET note = ?", [mark])
    release_id = publish(home, [VERDICT], mark, UNCHANGED)
    prune(home)
    return release_id


def _begin(home: Home) -> None:
    home.create()
    hold(home)
    recover(home)
    sys.stdout.write("begun\n")
    sys.stdout.flush()


def _publish_again_and_again(home: Home, built: Path) -> None:
    _begin(home)
    served = release_id_of(served_release(home))
    number = int(served.split("-")[1]) if served and served.split("-")[1].isdecimal() else 0
    while True:
        number += 1
        publish_once(home, built, number)


def _read_again_and_again(home: Home, sources: Path) -> None:
    _begin(home)
    table = sources / "bto-sociaal-2021" / "cases_started.csv"
    whole = table.read_text(encoding="utf-8")
    while True:
        # Another content each time, so that there is something to write.
        table.write_text(whole.replace("De Meern,13", f"De Meern,{table.stat().st_mtime_ns % 1000}"), encoding="utf-8")
        prepare_build(home, sources)
        table.write_text(whole, encoding="utf-8")
        prepare_build(home, sources)


if __name__ == "__main__":
    kind, home, other = sys.argv[1], Home(Path(sys.argv[2])), Path(sys.argv[3])
    {"publish": _publish_again_and_again, "read": _read_again_and_again}[kind](home, other)
