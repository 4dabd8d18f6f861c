"""How the state folder grows: `python -m tests.faults.growth [REFRESHES]` (200 where none is said; some hours).

Real refreshes of one report, each with a changed title so that each builds, checks and publishes; all in one process,
which saves the start of Dagster and nothing else. Prints the size of the state folder at every quarter of the way.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

from orchestration.home import Home
from orchestration.refresh.attempt import load_all
from orchestration.refresh.run import run_job
from tests.conftest import REPOSITORY

REPORT = "lokalis-2019-h1"
MEGABYTE = 2**20


def main(refreshes: int) -> None:
    """Refresh so often, and say what the state folder holds."""
    with tempfile.TemporaryDirectory() as folder:
        sources, home = Path(folder) / "sources", Home(Path(folder) / "home")
        shutil.copytree(REPOSITORY / "sources" / REPORT, sources / REPORT)
        file = sources / REPORT / "report.yml"
        as_is = file.read_text(encoding="utf-8")
        os.environ |= {"WAREHOUSE_HOME": str(home.path), "WAREHOUSE_ALERT_URLS": ""}
        begun = time.monotonic()
        for number in range(1, refreshes + 1):
            file.write_text(re.sub(r"(?m)^title: (.*)$", rf"title: \1 {number}", as_is, count=1), encoding="utf-8")
            outcome = run_job("refresh", home, sources, quiet=True).outcome
            if number == 1 or number % max(1, refreshes // 4) == 0:
                print(
                    f"{number} refreshes ({(time.monotonic() - begun) / number:.0f} s each, last {outcome}):", end=" "
                )
                print(_sizes(home), flush=True)


def _sizes(home: Home) -> str:
    parts = {part.name: _size(part) for part in sorted(home.path.iterdir())}
    runs = len(list((home.dagster / "history" / "runs").glob("*-*.db")))
    counts = f"{len(list(home.releases.iterdir()))} releases, {len(load_all(home.attempts))} attempts, {runs} runs"
    largest = ", ".join(f"{name} {size / MEGABYTE:.1f}" for name, size in parts.items() if size > MEGABYTE / 10)
    return f"{sum(parts.values()) / MEGABYTE:.1f} MB ({largest}); {counts}"


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files if file.is_file() and not file.is_symlink())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
