"""Puts together the lines of one row of a table: texts that were too long for their cell go on below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from orchestration.draft.signs import is_value

_YEAR = re.compile(r"(?:19|20)\d\d(?:[-/](?:19|20)?\d\d)?")
TIGHT = 0.15
"""How much nearer, in heights of a line, two lines of a row stand than two rows."""


@dataclass(frozen=True)
class Row:
    """A line of a table in its cells, with its upper and lower edge."""

    cells: tuple[str, ...]
    number: int
    """Which line it is; of a row of several, the one with its numbers, or else the first."""
    top: float
    bottom: float
    is_heading: bool

    @property
    def has_values(self) -> bool:
        """Whether a number, or what is printed for one, stands behind the label."""
        return not self.is_heading and any(is_value(text) for text in self.cells[1:])

    @property
    def is_label(self) -> bool:
        """Whether a label stands alone on it."""
        return not any(self.cells[1:])


def put_together(rows: Sequence[Row]) -> list[Row]:
    """The rows, each whole, where the lines of a row stand nearer to each other than rows do."""
    whole = [
        (one, other)
        for one, other in pairwise(rows)
        if all(row.has_values and not _may_be_heading(row) for row in (one, other))
    ]
    if not whole:
        return list(rows)
    least = min(other.top - one.bottom for one, other in whole)
    found: list[list[Row]] = []
    for row in rows:
        height = row.bottom - row.top
        is_tight = bool(found) and row.top - found[-1][-1].bottom < least - TIGHT * height
        if is_tight and found[-1][-1].is_heading and _may_be_heading(row):
            row = replace(row, is_heading=True)
        if is_tight and _fits(found[-1], row):
            found[-1].append(row)
        else:
            found.append([row])
    return [_whole(group) for group in found]


def _may_be_heading(row: Row) -> bool:
    """Whether a line below headings may be one: years alone, or numbers without a label."""
    values = [text for text in row.cells[1:] if text]
    return not row.cells[0] or (bool(values) and all(_YEAR.fullmatch(text) for text in values))


def _fits(group: Sequence[Row], row: Row) -> bool:
    """Whether a line may be of the same row as others: they are headings, or numbers stand on one of them at most."""
    if any(one.is_heading for one in group) or row.is_heading:
        return row.is_heading and all(one.is_heading for one in group)
    of_values = [one for one in (*group, row) if not one.is_label]
    return len(of_values) <= 1


def _whole(group: Sequence[Row]) -> Row:
    if len(group) == 1:
        return group[0]
    columns = zip(*(row.cells for row in group), strict=True)
    cells = tuple(" ".join(text for text in column if text) for column in columns)
    first = next((row for row in group if row.has_values), group[0])
    return Row(cells, first.number, group[0].top, group[-1].bottom, first.is_heading)
