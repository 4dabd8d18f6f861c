"""Finds the tables in a sheet of cells: rows and columns without anything stand between them, titles above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from orchestration.draft.signs import is_value

Cells = Mapping[tuple[int, int], str]
"""Texts by row and column, counted from 1; what is not there is empty."""


@dataclass(frozen=True)
class Region:
    """A table in a sheet, or a line of text beside one."""

    top: int
    left: int
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    """The row of the sheet of each row."""

    @property
    def right(self) -> int:
        """Its last column."""
        return self.left + len(self.rows[0]) - 1

    def holds(self, at: tuple[int, int]) -> bool:
        """Whether it reaches over a cell."""
        return self.numbers[0] <= at[0] <= self.numbers[-1] and self.left <= at[1] <= self.right

    @property
    def is_table(self) -> bool:
        """Whether it is more than a text."""
        return len(self.rows[0]) > 1 or (len(self.rows) > 1 and any(is_value(row[0]) for row in self.rows))


def regions(cells: Cells) -> list[Region]:
    """The tables and lines of a sheet, from top to bottom."""
    found: list[Region] = []
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        by_row.setdefault(row, []).append(column)
    for rows in _bands(cells, by_row):
        found += _of_band(cells, by_row, rows)
    return found


def _bands(cells: Cells, by_row: Mapping[int, list[int]]) -> list[list[int]]:
    """The rows of each table: the next begins below an empty row, if it looks as if it were another."""
    bands: list[list[int]] = []
    for row in sorted(by_row):
        if bands and (row - bands[-1][-1] == 1 or _goes_on(cells, by_row, bands[-1], row)):
            bands[-1].append(row)
        else:
            bands.append([row])
    return bands


def _goes_on(cells: Cells, by_row: Mapping[int, list[int]], band: Sequence[int], row: int) -> bool:
    """Whether a row below one empty row is of the table above: values under values, as its last row has."""
    here, above = by_row[row], by_row[band[-1]]
    if row - band[-1] > 2 or len(here) < 2 or len(above) < 2 or here[0] != above[0]:
        return False
    values = {column for column in here if is_value(cells[row, column])}
    return bool(values) and values <= {column for column in above if is_value(cells[band[-1], column])}


def _of_band(cells: Cells, by_row: Mapping[int, list[int]], rows: list[int]) -> list[Region]:
    filled = {row: by_row[row] for row in rows}
    left = min(min(columns) for columns in filled.values())
    right = max(max(columns) for columns in filled.values())
    if right == left and not any(is_value(cells[row, left]) for row in rows):
        return [_region(cells, [row], left, left) for row in rows]
    first, last = 0, len(rows)
    if right > left:
        while first < last and filled[rows[first]] == [left]:
            first += 1
        while last > first and filled[rows[last - 1]] == [left]:
            last -= 1
    found = [_region(cells, [row], left, left) for row in rows[:first]]
    for start, end in _parts(cells, by_row, rows[first:last], (left, right)):
        found.append(_region(cells, rows[first:last], start, end))
    return found + [_region(cells, [row], left, left) for row in rows[last:]]


def _parts(
    cells: Cells, by_row: Mapping[int, list[int]], rows: Sequence[int], whole: tuple[int, int]
) -> list[tuple[int, int]]:
    """First and last column of each table that stands beside others, with an empty column between them."""
    used = {column for row in rows for column in by_row[row]}
    stretches: list[tuple[int, int]] = []
    for column in sorted(used):
        if stretches and stretches[-1][1] + 1 == column:
            stretches[-1] = (stretches[-1][0], column)
        else:
            stretches.append((column, column))
    has_labels = [_is_of_labels(cells, rows, start) for start, _ in stretches]
    if len(stretches) > 1 and all(has_labels) and all(end > start for start, end in stretches):
        return stretches
    return [whole] if rows else []


def _is_of_labels(cells: Cells, rows: Sequence[int], column: int) -> bool:
    texts = [cells[row, column] for row in rows if (row, column) in cells]
    return 2 * sum(not is_value(text) for text in texts) > len(texts)


def _region(cells: Cells, rows: Sequence[int], left: int, right: int) -> Region:
    found = [tuple(cells.get((row, column), "") for column in range(left, right + 1)) for row in rows]
    filled = [number for number, row in enumerate(found) if any(row)]
    first, last = filled[0], filled[-1] + 1
    return Region(rows[first], left, tuple(found[first:last]), tuple(rows[first:last]))


def side_by_side(found: Sequence[Region]) -> set[int]:
    """Which regions, by their number, begin on the row of the one before: they stand side by side."""
    pairs = enumerate(pairwise(found))
    return {at for number, (one, other) in pairs if one.top == other.top for at in (number, number + 1)}
