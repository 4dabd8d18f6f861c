"""How the state folder grows: `python -m tests.faults.growth [REFRESHES [EVERY]]` (200 and 5 where none is said).

Real refreshes of one report, whose title changes before every fifth: that one builds, checks and publishes, and the
others find nothing to do, as those of a daily schedule mostly do. All in one process, which saves the start of Dagster
and nothing else. Prints the size of the state folder at every tenth of the way. WAREHOUSE_KEEP_RELEASES and
WAREHOUSE_KEEP_RUNS say how soon the policy begins to prune.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from orchestration.attempt import newest_first
from orchestration.definitions.launch import launch
from orchestration.home import Home
from orchestration.run.conductor import run_job
from tests.conftest import REPOSITORY

REPORT = "lokalis-2019-h1"
MEGABYTE = 2**20


def main(refreshes: int = 200, every: int = 5) -> None:
    """Refresh so often, with a change before every so many, and say what the state folder holds."""
    with tempfile.TemporaryDirectory() as folder:
        sources, home = Path(folder) / "sources", Home(Path(folder) / "home")
        shutil.copytree(REPOSITORY / "sources" / REPORT, sources / REPORT)
        file = sources / REPORT / "report.yml"
        as_is = file.read_text(encoding="utf-8")
        os.environ |= {"WAREHOUSE_HOME": str(home.path), "WAREHOUSE_ALERT_URLS": ""}
        begun = time.monotonic()
        for number in range(refreshes):
            if number % every == 0:
                title = rf"title: \1 {number}"
                file.write_text(re.sub(r"(?m)^title: (.*)$", title, as_is, count=1), encoding="utf-8")
            outcome = run_job("refresh", home, sources, partial(launch, "refresh", home, sources, {})).outcome
            assert outcome == ("unchanged" if number % every else "released"), outcome
            if number % max(every, refreshes // 10) == 0 or number == refreshes - 1:
                minutes = (time.monotonic() - begun) / 60
                print(f"after {number + 1} refreshes, {minutes:.0f} minutes: {_sizes(home)}", flush=True)


def _sizes(home: Home) -> str:
    parts = {part.name: _size(part) for part in sorted(home.path.iterdir())}
    runs = len(list((home.dagster / "history" / "runs").glob("*-*.db")))
    counts = (
        f"{len(list(home.releases.iterdir()))} releases, {len(list(newest_first(home.attempts)))} attempts, {runs} runs"
    )
    largest = ", ".join(f"{name} {size / MEGABYTE:.1f}" for name, size in parts.items() if size > MEGABYTE / 10)
    return f"{sum(parts.values()) / MEGABYTE:.1f} MB ({largest}); {counts}"


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files if file.is_file() and not file.is_symlink())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
