"""One printed number of one report made another, as a typist corrects it: the least that can change."""

from __future__ import annotations

import csv
import os
import re
import shutil
from pathlib import Path

import duckdb

from orchestration.home import Home

TABLE = "wait_by_team.csv"
"""The mean wait of a team and month: a tenth more or less is within what any mean over it allows."""
MEAN = re.compile(r"\d+,\d")


def own_copy(sources: Path, to: Path) -> Path:
    """The same folders to write in; the files are the same ones where the disk can link them, until one is changed."""
    shutil.copytree(sources, to, copy_function=_link)
    return to


def _link(file: str, to: str) -> None:
    try:
        os.link(file, to)
    except OSError:
        shutil.copy2(file, to)


def change_one_number(sources: Path) -> Path:
    """Change the first mean of the last report that has such a table, and back the next time; returns its file."""
    file = max(sources.glob(f"*/{TABLE}"))
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    row, column = next((y, x) for y, row in enumerate(rows) for x, cell in enumerate(row) if MEAN.fullmatch(cell))
    rows[row][column] = _tenth_beside(rows[row][column])
    # A file of its own: the one that stands there may be that of the folders it was linked from.
    changed = file.with_suffix(".new")
    with changed.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(rows)
    changed.replace(file)
    return file


def _tenth_beside(mean: str) -> str:
    """From an even tenth to the odd one above it, and from that back."""
    return f"{mean[:-1]}{int(mean[-1]) ^ 1}"


def release_and_base(home: Home) -> tuple[str, str | None]:
    """The id of the served release, and of the one that it was built on; None where all was made anew."""
    with duckdb.connect(str(home.link), read_only=True) as connection:
        ((release, base),) = connection.execute("SELECT release_id, base_release_id FROM release.release").fetchall()
    return str(release), base
