"""How many cells of each table a rule pins, so that a slip in one of them cannot go unseen."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from expectations.localise.pinned import PinnedCells, pinned_by_table
from expectations.localise.read import read_system
from orchestration.explain.paper import Paper
from orchestration.explain.printed_table import table_list
from orchestration.explain.served import Served

COLUMNS = ("table", "numbers", "pinned by an equation", "share", "within bounds only", "by nothing")

MEANING = (
    "A cell that stands in an equation cannot change unseen. One within bounds only can, as long as it stays within "
    "them; one that no identity speaks of can become anything."
)


def pinned_tables(served: Served, report_id: str | None = None) -> list[PinnedCells]:
    """The tables that hold numbers, of one report or of all. Raises QuestionError where there is no such report."""
    if report_id is not None:
        table_list(served, report_id)
    found = pinned_by_table(read_system(served))
    return [one for one in found if report_id in (None, one.report_id)]


def pinned_rows(tables: list[PinnedCells]) -> list[tuple[str, ...]]:
    """The tables as text under COLUMNS, and a row for all of them together."""
    sums = [sum(getattr(one, name) for one in tables) for name in ("numbers", "pinned", "bounded")]
    rows = [(f"{one.report_id}/{one.table_id}", one.numbers, one.pinned, one.bounded) for one in tables]
    return [
        (name, str(numbers), str(pinned), f"{pinned / numbers:.0%}", str(bounded), str(numbers - pinned - bounded))
        for name, numbers, pinned, bounded in [*rows, ("all", *sums)]
        if numbers
    ]


def print_pinned(tables: list[PinnedCells]) -> None:
    """Print the tables for people."""
    paper = Paper()
    rows = pinned_rows(tables)
    if not rows:
        paper.sentence("No table holds a number.")
        return
    widths = [max(len(row[place]) for row in (COLUMNS, *rows)) for place in range(len(COLUMNS))]
    for row in (COLUMNS, *rows):
        name, *numbers = (
            text.rjust(width) if place else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        paper.line("  ".join((name, *numbers)) if row is not COLUMNS else ("  ".join((name, *numbers)), "bold"))
    paper.line()
    paper.sentence(MEANING)


def as_data(tables: list[PinnedCells]) -> list[dict[str, Any]]:
    """The tables as plain data, for `--json`."""
    return [asdict(one) for one in tables]
