"""Writes what a drill found into the pages of docs/ that tell of it."""

from __future__ import annotations

from orchestration.home import REPOSITORY
from tests.drill.printing import drill_tables, pinned_table
from tests.drill.run import Drill

DOCS = REPOSITORY / "docs"
START, END = "<!-- from the drill: make drill ARGS=--write -->", "<!-- end of the drill -->"


def write_pages(drill: Drill) -> None:
    """Fill docs/drill.md and the part of docs/coverage.md on pinned cells.

    Raises ValueError where a page has lost the two comments between which its tables stand.
    """
    for name, tables in (("drill.md", drill_tables(drill)), ("coverage.md", pinned_table(drill.pinned))):
        page = DOCS / name
        before, found, rest = page.read_text(encoding="utf-8").partition(START)
        _, found_end, after = rest.partition(END)
        if not (found and found_end):
            raise ValueError(f"{name} lacks the comments {START} and {END}")
        page.write_text(f"{before}{START}\n\n{tables}\n\n{END}{after}", encoding="utf-8")
