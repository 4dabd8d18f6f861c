"""Blocks, their repairs and the suspects in them, ranked: what is written to `quality.suspect`."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import duckdb

from expectations.localise.blocks import Block, blocks, cells_of
from expectations.localise.read import Build, has_work
from expectations.localise.rows import RowRepair, row_repairs
from expectations.localise.single import repairs_among, shared_cells, single_repairs
from expectations.localise.slips import OTHER, Slip, likelihood_of_all, slip
from expectations.localise.surroundings import Neighbourhood
from expectations.localise.system import Cell, Interval, Number, System, as_decimal
from orchestration.database import connect, insert_rows

TABLES = Path(__file__).with_name("tables.sql")
SUSPECT_TABLES = ("suspect", "suspect_block")

SEARCHED = 200
"""Where several values of a cell repair a block, as many of them are compared with what is printed."""


SECONDS_PER_RUN = 60.0
"""How long the searches for several cells may take together."""

BLOCKS_AT_ONCE = 2000
"""About as many blocks are read and looked at together: more of them would take more memory."""

BLOCKS_SEARCHED_AT_ONCE = 50

NOT_SEARCHED = (
    "not searched: looking for several cells takes at most {:g} s per run, and blocks that stop a release or have more "
    "findings come first"
)


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


class Source(Protocol):
    """Where the identities come from: one system that holds them all, or a build that is read as far as needed."""

    def failing(self) -> System:
        """The identities that may fail, with the cells in them."""

    def system(self, cells: Collection[str]) -> System:
        """The identities that some cells stand in, and the cells."""

    def around(self, cells: Collection[str]) -> Mapping[str, Cell]:
        """Some cells and those around them, with which they are compared."""

    def rows_of(self, cells: Collection[str]) -> set[str]:
        """The cells of the rows that some cells stand in."""

    def candidates(self, shared: Sequence[Collection[str]]) -> list[list[str]]:
        """Of the cells that each block shares those that may repair it alone."""


class Whole:
    """One system that holds everything."""

    def __init__(self, system: System) -> None:
        self._system = system

    def failing(self) -> System:  # noqa: D102
        return self._system

    def system(self, cells: Collection[str]) -> System:  # noqa: D102
        return self._system

    def around(self, cells: Collection[str]) -> Mapping[str, Cell]:  # noqa: D102
        return self._system.cells

    def rows_of(self, cells: Collection[str]) -> set[str]:  # noqa: D102
        return set(cells)

    def candidates(self, shared: Sequence[Collection[str]]) -> list[list[str]]:  # noqa: D102
        return [sorted(cells) for cells in shared]


def localise(system: System, seconds: float = SECONDS_PER_RUN) -> list[Solved]:
    """Every block of failing identities with its suspects, those with most findings first.

    `seconds` is how long the searches for several cells may take together.
    """
    return localise_source(Whole(system), seconds)


def localise_source(source: Source, seconds: float = SECONDS_PER_RUN) -> list[Solved]:
    """The same of identities that are read where they are needed."""
    printed = source.failing()
    found = blocks(printed.failing())
    solved: list[Solved] = []
    left: list[Block] = []
    for part in _parts(found, printed):
        of_part, not_solved = _without_search(source, part)
        solved += of_part
        left += not_solved
    solved += _searched(source, left, seconds)
    return sorted(solved, key=lambda one: (-len(one.block), one.block[0].identity_id))


def _parts(found: list[Block], printed: System) -> Iterator[list[Block]]:
    """The blocks in parts that have nothing to do with each other: no organisation is in two of them."""
    by_organisation: dict[str, list[Block]] = {}
    for block in found:
        organisation = printed.cells[next(iter(block[0].figure_ids))].figure_key.partition(":")[0]
        by_organisation.setdefault(organisation, []).append(block)
    part: list[Block] = []
    for of_one in by_organisation.values():
        part += of_one
        if len(part) >= BLOCKS_AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _without_search(source: Source, found: list[Block]) -> tuple[list[Solved], list[Block]]:
    """What one cell or a row in another place repairs, and the blocks that neither does."""
    candidates = source.candidates([shared_cells(block) for block in found])
    suspected = {figure_id for cells in candidates for figure_id in cells}
    system = source.system(suspected)
    repairs = [repairs_among(system, cells) for cells in candidates]
    neighbourhood = Neighbourhood(source.around({figure_id for singles in repairs for figure_id in singles}))
    solved = [
        _one_cell(system, block, singles, neighbourhood)
        for block, singles in zip(found, repairs, strict=True)
        if singles
    ]
    left = [block for block, singles in zip(found, repairs, strict=True) if not singles]
    if left:
        near = source.rows_of({figure_id for block in left for figure_id in cells_of(block)})
        system = source.system(near | suspected)
        solved += _rows_in_the_wrong_place(system, left)
        solved += _once_others_are_mended(source, system, solved, left)
    return solved, left


def _one_cell(
    system: System, block: Block, singles: dict[str, Interval], neighbourhood: Neighbourhood, why: str = ""
) -> Solved:
    sets = [_with_slips(system, {name: interval}, neighbourhood) for name, interval in singles.items()]
    return Solved(block, "one_cell", f"one cell repairs all of it{why}", _ranked(sets))


def _once_others_are_mended(source: Source, system: System, solved: list[Solved], left: list[Block]) -> list[Solved]:
    """Look again at the blocks that nothing repairs yet, where the cells that are told alone read right.

    Two slips can hide each other in an identity that both stand in: it holds, and would fail once one is mended alone.
    What one cell repairs then is taken out of `left`.
    """
    alone = [one.sets[0].suspects[0] for one in solved if one.outcome == "one_cell" and len(one.sets) == 1]
    values = {one.figure_id: one.implied_value for one in alone if one.implied_value is not None}
    if not values or not left:
        return []
    before = {block[0].identity_id for block in left}
    mended = system.printing(values)
    repairs = [
        (block, singles)
        for block in blocks(mended.failing())
        if block[0].identity_id in before and (singles := single_repairs(mended, block))
    ]
    around = source.around({figure_id for _, singles in repairs for figure_id in singles})
    neighbourhood = Neighbourhood({**around, **{name: mended.cells[name] for name in values if name in around}})
    said = ", once the other suspects are mended"
    found = [_one_cell(mended, block, singles, neighbourhood, said) for block, singles in repairs]
    repaired = {one.block[0].identity_id for one in found}
    left[:] = [block for block in left if block[0].identity_id not in repaired]
    return found


def _searched(source: Source, left: list[Block], seconds: float) -> list[Solved]:
    """The blocks that several cells may repair, those that stop a release and those with most findings first."""
    order = sorted(left, key=lambda block: (not any(one.is_critical for one in block), -len(block)))
    end = time.monotonic() + seconds
    solved: list[Solved] = []
    for start in range(0, len(order), BLOCKS_SEARCHED_AT_ONCE):
        part = order[start : start + BLOCKS_SEARCHED_AT_ONCE]
        if time.monotonic() < end:
            cells = {figure_id for block in part for figure_id in cells_of(block)}
            system, neighbourhood = source.system(cells), Neighbourhood(source.around(cells))
        for block in part:
            if (room := end - time.monotonic()) > 0:
                solved.append(_several_cells(system, block, neighbourhood, room))
            else:
                solved.append(Solved(block, "not_searched", NOT_SEARCHED.format(seconds), []))
    return solved


def write_suspects(
    database: Path, seconds: float = SECONDS_PER_RUN, organisations: Collection[str] | None = None
) -> tuple[int, int]:
    """Fill `quality.suspect` and `quality.suspect_block` of a build; returns how many rows each has.

    With `organisations` only what stands there of them is found anew.
    """
    with connect(database) as connection:
        if organisations is None:
            connection.execute(TABLES.read_text(encoding="utf-8"))
            connection.execute(
                "CREATE OR REPLACE TEMP TABLE localised AS SELECT DISTINCT organisation_id FROM quality.judged_identity"
            )
        else:
            replace_suspects(connection, organisations, None)
        if has_work(connection, "AND f.organisation_id IN (SELECT o.organisation_id FROM localised AS o)"):
            build = Build(connection)
            solved = localise_source(build, seconds)
            named = {one.figure_id for block in solved for each in block.sets for one in each.suspects}
            _add_solved(connection, solved, build.cells(named) if named else {})
        if organisations is not None:
            replace_suspects(connection, (), None)
        found = [connection.execute(f"SELECT count(*) FROM quality.{table}").fetchone() for table in SUSPECT_TABLES]
        return found[0][0] if found[0] else 0, found[1][0] if found[1] else 0


def write_solved(
    connection: duckdb.DuckDBPyConnection, solved: Sequence[Solved], cells: Mapping[str, Cell]
) -> tuple[int, int]:
    """Make the tables of suspects anew from what was found; returns how many rows each has."""
    connection.execute(TABLES.read_text(encoding="utf-8"))
    return _add_solved(connection, solved, cells)


def _add_solved(
    connection: duckdb.DuckDBPyConnection, solved: Sequence[Solved], cells: Mapping[str, Cell]
) -> tuple[int, int]:
    there = connection.execute("SELECT coalesce(max(block_id), 0) FROM quality.suspect_block").fetchone()
    numbered = list(enumerate(solved, (there[0] if there else 0) + 1))
    insert_rows(connection, "quality.suspect_block", [_block_row(*one) for one in numbered])
    rows = [row for number, one in numbered for row in _suspect_rows(cells, number, one)]
    insert_rows(connection, "quality.suspect", rows)
    return len(rows), len(solved)


def replace_suspects(connection: duckdb.DuckDBPyConnection, organisations: Collection[str], source: str | None) -> None:
    """Put the suspects that a schema has of some organisations in the place of those in `quality`, and number all anew.

    Without a `source` they are only taken out. `localised` names the organisations from then on.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE localised (organisation_id VARCHAR)")
    insert_rows(connection, "localised", [(name,) for name in sorted(organisations)])
    # The id of an identity begins with its rule and its organisation.
    theirs = "split_part(identity_ids[1], ':', 2) IN (SELECT o.organisation_id FROM localised AS o)"
    sides = {"quality": f"NOT {theirs}"} | ({source: theirs} if source else {})
    found = " UNION ALL ".join(
        f"SELECT '{side}' AS side, * FROM {side}.suspect_block WHERE {which}" for side, which in sides.items()
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE block AS "
        f"SELECT row_number() OVER (ORDER BY findings DESC, identity_ids) AS number, * FROM ({found})"
    )
    cells = " UNION ALL ".join(
        f"SELECT b.number, s.* EXCLUDE (block_id) FROM {side}.suspect AS s "
        f"JOIN block AS b ON b.side = '{side}' AND s.block_id = b.block_id"
        for side in sides
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE suspect_cell AS {cells}")
    connection.execute(TABLES.read_text(encoding="utf-8"))
    connection.execute(
        "INSERT INTO quality.suspect_block SELECT number, * EXCLUDE (number, side, block_id) FROM block ORDER BY number"
    )
    connection.execute("INSERT INTO quality.suspect FROM suspect_cell ORDER BY number, set_number, figure_id")


def _rows_in_the_wrong_place(system: System, left: list[Block]) -> list[Solved]:
    """The blocks that a row in another place repairs, as one; they are taken out of `left`."""
    not_yet = {block[0].identity_id for block in left}
    groups: dict[tuple[str, ...], list[RowRepair]] = {}
    for repair in row_repairs(system, left):
        names = tuple(block[0].identity_id for block in repair.repaired)
        if names in groups or not_yet.issuperset(names):
            groups.setdefault(names, []).append(repair)
            not_yet.difference_update(names)
    left[:] = [block for block in left if block[0].identity_id in not_yet]
    solved = []
    for same in groups.values():
        sets = [(1.0 / len(repair.changed), _moved(repair)) for repair in same]
        block = [identity for one in same[0].repaired for identity in one]
        solved.append(Solved(block, "rows", "a row in another place repairs all of it", _ranked(sets)))
    return solved


def _moved(repair: RowRepair) -> list[RepairedCell]:
    return [RepairedCell(name, value, value, repair.kind, repair.kind) for name, value in repair.changed.items()]


def _several_cells(system: System, block: Block, neighbourhood: Neighbourhood, room: float) -> Solved:
    # scipy takes its time to import; most blocks never need it.
    from expectations.localise.several import SECONDS, smallest_sets

    search = smallest_sets(system, block, seconds=min(SECONDS, room))
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
        # A slip of digits is one of the number that is printed, whatever it was multiplied by.
        printed = None if cell.value is None else cell.printed(cell.value)
        around = neighbourhood.around(name)
        likeliest = max(
            (
                (slip(printed, cell.printed(value), around), value)
                for value in _values(low, high, cell.value, cell.step)
            ),
            key=lambda one: one[0].likelihood,
            default=(Slip(OTHER, 1e-12), None),
        )
        slips.append(likeliest[0])
        suspects.append(
            RepairedCell(name, low, high, likeliest[0].kind, _why(cell, likeliest[0].kind, low, high, likeliest[1]))
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


def _why(cell: Cell, kind: str, low: Number, high: Number, likeliest: int | None) -> str:
    if low == high:
        return "looks like nothing in particular" if kind == OTHER else kind
    if kind == OTHER or likeliest is None:
        return "more than one value repairs it"
    return f"more than one value repairs it; {cell.written(likeliest)} would be: {kind}"


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


def _suspect_rows(cells: Mapping[str, Cell], number: int, solved: Solved) -> list[list[Any]]:
    rows = []
    for position, one in enumerate(solved.sets, 1):
        for suspect in one.suspects:
            cell = cells[suspect.figure_id]
            address = [cell.report_id, cell.table_id, cell.file, cell.row_number, cell.column_number]
            read = (suspect.implied_value, suspect.low, suspect.high)
            values = [*map(_value, read), *(cell.written(one) if isinstance(one, int) else None for one in read)]
            rows.append(
                [number, position, one.rank, len(solved.sets) > 1, cell.figure_id, cell.figure_key, *address,
                 cell.document_line, cell.value_printed, *values, suspect.slip, suspect.why]
            )  # fmt: skip
    return rows


def _value(value: Number | None) -> Decimal | None:
    return as_decimal(value) if isinstance(value, int) else None
