"""A row in the wrong place: two rows swapped, or one shifted by a column from some cell on, repaired as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from expectations.localise.blocks import Block, cells_of
from expectations.localise.system import Cell, Identity, System

MOST_ROWS = 100
"""Where more rows of a table fail, they are not tried in pairs: that many did not change places by one slip."""

ROWS_SWAPPED = "rows swapped"
ROW_SHIFTED = "row shifted"

Rows = dict[int, dict[int, Cell]]
"""Of one table: row to its cells by column."""

Failing = dict[str, list[Identity]]
"""The failing identities that each cell stands in."""

Repair = tuple[str, dict[str, int]]
"""The kind of slip, and what its cells should read; to be tried."""


@dataclass(frozen=True)
class RowRepair:
    """A row in the wrong place: the kind of slip, what its cells should read, and the blocks that this repairs."""

    kind: str
    changed: dict[str, int]
    repaired: list[Block]


def row_repairs(system: System, found: list[Block]) -> list[RowRepair]:
    """Every swap or shift of rows that repairs all blocks that it touches, and breaks nothing.

    Two rows that were swapped often have no identity in common, so that they fail in blocks apart.
    """
    failing = {
        (c.report_id, c.table_id, c.row_number)
        for block in found
        for c in map(system.cells.__getitem__, cells_of(block))
    }
    tables: dict[tuple[str, str], Rows] = {}
    for cell in system.cells.values():
        if (cell.report_id, cell.table_id, cell.row_number) in failing:
            rows = tables.setdefault((cell.report_id, cell.table_id), {})
            rows.setdefault(cell.row_number, {})[cell.column_number] = cell
    block_of = {figure_id: number for number, block in enumerate(found) for figure_id in cells_of(block)}
    failing_by_cell: Failing = {}
    for identity in (identity for block in found for identity in block):
        for figure_id in identity.figure_ids:
            failing_by_cell.setdefault(figure_id, []).append(identity)
    tried = [swap for _, rows in sorted(tables.items()) for swap in _swaps(rows)]
    for rows in tables.values():
        tried += [shift for row in rows.values() for shift in _shifts(system, row, failing_by_cell)]
    repairs = []
    # Where a number stands twice side by side, a shift from either of them on comes to the same.
    for kind, changed in {frozenset(changed.items()): (kind, changed) for kind, changed in tried}.values():
        repaired = [found[number] for number in sorted({block_of[name] for name in changed if name in block_of})]
        identities = [identity for block in repaired for identity in block]
        if len(changed) > 2 and repaired and system.repairs(changed, identities):
            repairs.append(RowRepair(kind, changed, repaired))
    return repairs


def _swaps(rows: Rows) -> Iterator[Repair]:
    if len(rows) > MOST_ROWS:
        return
    for (_, upper), (_, lower) in combinations(sorted(rows.items()), 2):
        if upper.keys() == lower.keys():
            pairs = [(upper[column], lower[column]) for column in upper if upper[column].value != lower[column].value]
            changed = {a.figure_id: a.value_of(b) for a, b in pairs} | {b.figure_id: b.value_of(a) for a, b in pairs}
            if all(value is not None for value in changed.values()):
                yield ROWS_SWAPPED, {figure_id: value for figure_id, value in changed.items() if value is not None}


def _shifts(system: System, row: dict[int, Cell], failing_by_cell: Failing) -> Iterator[Repair]:
    """From some cell on, what a cell should read stands in the next one; what the last should read is computed."""
    for columns in (sorted(row), sorted(row, reverse=True)):
        cells = [row[column] for column in columns]
        for start in range(len(cells) - 2):
            moved = cells[start:]
            changed = {
                cell.figure_id: value
                for cell, following in pairwise(moved)
                if (value := cell.value_of(following)) is not None and value != cell.value
            }
            if not _may_repair(system, changed, moved[-1].figure_id, failing_by_cell):
                continue
            # Of a number that the report withholds nobody says what it should read.
            if any(system.is_silent(figure_id) for figure_id in changed):
                continue
            low, high = system.allowed(moved[-1].figure_id, changed)
            if low == high and isinstance(low, int):
                yield ROW_SHIFTED, changed | {moved[-1].figure_id: low}


def _may_repair(system: System, changed: dict[str, int], unknown: str, failing_by_cell: Failing) -> bool:
    """Whether what fails holds with a change as far as it does not depend on the cell that is to be computed."""
    roundings = system.roundings(changed)
    return all(
        unknown in identity.figure_ids or identity.holds(changed, roundings)
        for figure_id in changed
        for identity in failing_by_cell.get(figure_id, ())
    )
