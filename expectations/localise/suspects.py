"""Blocks, their repairs and the suspects in them, ranked: what is written to `quality.suspect`."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from expectations.localise.blocks import Block, blocks, cells_of
from expectations.localise.read import has_work, read_system
from expectations.localise.rows import RowRepair, row_repairs
from expectations.localise.single import single_repairs
from expectations.localise.slips import OTHER, Slip, likelihood_of_all, slip
from expectations.localise.surroundings import Neighbourhood
from expectations.localise.system import Interval, Number, System, as_decimal
from orchestration import dutch
from orchestration.database import connect

TABLES = Path(__file__).with_name("tables.sql")

SEARCHED = 200
"""Where several values of a cell repair a block, as many of them are compared with what is printed."""


@dataclass(frozen=True)
class RepairedCell:
    """One cell of a set, with what it should have read (`low` = `high`) or between what, and what the slip is."""

    figure_id: str
    low: Number
    high: Number
    slip: str
    why: str

    @property
    def implied_value(self) -> int | None:
        """The value, where only one repairs the block."""
        return self.low if isinstance(self.low, int) and self.low == self.high else None


@dataclass(frozen=True)
class RepairSet:
    """Cells that repair a block together. Sets that look as likely share a rank."""

    rank: int
    suspects: list[RepairedCell]


@dataclass(frozen=True)
class Solved:
    """A block with the sets that repair it, the likeliest first; `why` says how they were found or what stopped it."""

    block: Block
    outcome: str
    why: str
    sets: list[RepairSet]


def localise(system: System) -> list[Solved]:
    """Every block of failing identities with its suspects, those with most findings first."""
    solved = _localise(system)
    if {one.outcome for one in solved} > {"one_cell"}:
        solved = _once_others_are_mended(system, solved)
    return sorted(solved, key=lambda one: (-len(one.block), one.block[0].identity_id))


def _localise(system: System) -> list[Solved]:
    neighbourhood = Neighbourhood(system)
    solved, left = [], []
    for block in blocks(system.failing()):
        if singles := single_repairs(system, block):
            sets = [_with_slips(system, {name: interval}, neighbourhood) for name, interval in singles.items()]
            solved.append(Solved(block, "one_cell", "one cell repairs all of it", _ranked(sets)))
        else:
            left.append(block)
    solved += _rows_in_the_wrong_place(system, left) if left else []
    return solved + [_several_cells(system, block, neighbourhood) for block in left]


def _once_others_are_mended(system: System, solved: list[Solved]) -> list[Solved]:
    """Look again at the blocks that no single cell repairs, where the cells that are told alone read right.

    Two slips can hide each other in an identity that both stand in: it holds, and would fail once one is mended alone.
    """
    alone = [one.sets[0].suspects[0] for one in solved if one.outcome == "one_cell" and len(one.sets) == 1]
    values = {one.figure_id: one.implied_value for one in alone if one.implied_value is not None}
    again = {one.block[0].identity_id: one for one in _localise(system.printing(values))} if values else {}
    return [
        replace(new, why=f"{new.why}, once the other suspects are mended")
        if (new := again.get(one.block[0].identity_id)) and new.outcome == "one_cell" != one.outcome
        else one
        for one in solved
    ]


def write_suspects(database: Path) -> tuple[int, int]:
    """Fill `quality.suspect` and `quality.suspect_block` of a build; returns how many rows each has."""
    with connect(database) as connection:
        connection.execute(TABLES.read_text(encoding="utf-8"))
        if not has_work(connection):
            return 0, 0
        system = read_system(connection)
        solved = localise(system)
        if not solved:
            return 0, 0
        connection.executemany(
            "INSERT INTO quality.suspect_block VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [_block_row(number, one) for number, one in enumerate(solved, 1)],
        )
        rows = [row for number, one in enumerate(solved, 1) for row in _suspect_rows(system, number, one)]
        if rows:
            connection.executemany(f"INSERT INTO quality.suspect VALUES ({', '.join('?' * len(rows[0]))})", rows)
        return len(rows), len(solved)


def _rows_in_the_wrong_place(system: System, left: list[Block]) -> list[Solved]:
    """The blocks that a row in another place repairs, as one; they are taken out of `left`."""
    solved = []
    repairs = row_repairs(system, left)
    while repairs:
        repaired = repairs[0].repaired
        same = [repair for repair in repairs if repair.repaired == repaired]
        sets = [(1.0 / len(repair.changed), _moved(repair)) for repair in same]
        block = [identity for one in repaired for identity in one]
        solved.append(Solved(block, "rows", "a row in another place repairs all of it", _ranked(sets)))
        left[:] = [block for block in left if block not in repaired]
        repairs = [repair for repair in repairs if all(block in left for block in repair.repaired)]
    return solved


def _moved(repair: RowRepair) -> list[RepairedCell]:
    return [RepairedCell(name, value, value, repair.kind, repair.kind) for name, value in repair.changed.items()]


def _several_cells(system: System, block: Block, neighbourhood: Neighbourhood) -> Solved:
    # scipy takes its time to import; most blocks never need it.
    from expectations.localise.several import smallest_sets

    search = smallest_sets(system, block)
    sets = [_with_slips(system, cells, neighbourhood) for cells in search.sets]
    if not sets:
        why = search.stopped or "no change of its cells repairs it: look for a cell that no other identity speaks of"
        return Solved(block, "unsolved", why, [])
    why = f"no single cell repairs it; {len(search.sets[0])} do"
    return Solved(block, "several_cells", f"{why}; {search.stopped}" if search.stopped else why, _ranked(sets))


def _with_slips(
    system: System, cells: dict[str, Interval], neighbourhood: Neighbourhood
) -> tuple[float, list[RepairedCell]]:
    """How likely all cells of a set slipped, and the cells."""
    slips, suspects = [], []
    for name, (low, high) in cells.items():
        cell = system.cells[name]
        printed = None if cell.value is None else as_decimal(cell.value)
        around = neighbourhood.around(name)
        likeliest = max(
            ((slip(printed, as_decimal(value), around), value) for value in _values(low, high, cell.value, cell.step)),
            key=lambda one: one[0].likelihood,
            default=(Slip(OTHER, 1e-12), None),
        )
        slips.append(likeliest[0])
        suspects.append(
            RepairedCell(name, low, high, likeliest[0].kind, _why(likeliest[0].kind, low, high, likeliest[1]))
        )
    return likelihood_of_all(slips), suspects


def _values(low: Number, high: Number, printed: int | None, step: int) -> list[int]:
    """The values of an interval, or those of them that are nearest to what is printed."""
    middle = printed or 0
    start = (
        low if isinstance(low, int) else min(middle, int(high)) - SEARCHED * step if not math.isinf(high) else middle
    )
    end = high if isinstance(high, int) else max(middle, start) + SEARCHED * step
    if (end - start) // step > 2 * SEARCHED:
        start = max(start, min(middle, end) - SEARCHED * step)
        start -= start % step
        end = min(end, start + 2 * SEARCHED * step)
    return list(range(start + -start % step, end + 1, step))


def _why(kind: str, low: Number, high: Number, likeliest: int | None) -> str:
    if low == high:
        return "looks like nothing in particular" if kind == OTHER else kind
    if kind == OTHER or likeliest is None:
        return "more than one value repairs it"
    return f"more than one value repairs it; {dutch.number(as_decimal(likeliest), most=5)} would be: {kind}"


def _ranked(sets: list[tuple[float, list[RepairedCell]]]) -> list[RepairSet]:
    ordered = sorted(sets, key=lambda one: (-one[0], [suspect.figure_id for suspect in one[1]]))
    found: list[RepairSet] = []
    for place, (likelihood, suspects) in enumerate(ordered, 1):
        is_equal = place > 1 and math.isclose(likelihood, ordered[place - 2][0], rel_tol=1e-9)
        found.append(RepairSet(found[-1].rank if is_equal else place, suspects))
    return found


def _block_row(number: int, solved: Solved) -> list[Any]:
    block, sets = solved.block, solved.sets
    size = len(sets[0].suspects) if sets else None
    identities = sorted(identity.identity_id for identity in block)
    return [number, len(block), identities, len(cells_of(block)), solved.outcome, len(sets), size, solved.why]


def _suspect_rows(system: System, number: int, solved: Solved) -> list[list[Any]]:
    rows = []
    for position, one in enumerate(solved.sets, 1):
        for suspect in one.suspects:
            cell = system.cells[suspect.figure_id]
            address = [cell.report_id, cell.table_id, cell.file, cell.row_number, cell.column_number]
            values = [_value(suspect.implied_value), _value(suspect.low), _value(suspect.high)]
            rows.append(
                [number, position, one.rank, len(solved.sets) > 1, cell.figure_id, cell.figure_key, *address,
                 cell.document_line, cell.value_printed, *values, suspect.slip, suspect.why]
            )  # fmt: skip
    return rows


def _value(value: Number | None) -> Decimal | None:
    return as_decimal(value) if isinstance(value, int) else None
