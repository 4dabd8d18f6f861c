"""Errors planted in printed numbers: the slips of a person who types a report over, or typed the report itself.

An error is planted only in a number that an identity pins, and never in two numbers of one row or column of a table.
"""

from __future__ import annotations

import random
from dataclasses import astuple, dataclass, fields

from tests.country.tables import Table, count


@dataclass(frozen=True)
class Planted:
    """A planted error; row and column are those of the file, counted from 1."""

    report: str
    table: str
    row: int
    column: int
    printed: str
    should_be: str
    kind: str


COLUMNS = [field.name for field in fields(Planted)]


def as_row(planted: Planted) -> tuple[object, ...]:
    """The error in the order of COLUMNS."""
    return astuple(planted)


def plant(chance: random.Random, report: str, tables: list[Table], share: float) -> list[Planted]:
    """Spoil about this share of all numbers of the tables; returns what was spoilt, in the order of the report."""
    numbers = sum(len(row.cells) for table in tables for row in table.rows)
    # What the share leaves of a whole error is planted in as many reports.
    wanted = int(share * numbers + chance.random()) if share else 0
    places = [
        (position, row, column)
        for position, table in enumerate(tables)
        for column in range(len(table.columns))
        if table.pinned(column)
        for row in range(len(table.rows))
    ]
    chance.shuffle(places)
    taken: set[tuple[int, str, int]] = set()
    spoilt: dict[tuple[int, int, int], Planted] = {}
    for position, row, column in places:
        if len(spoilt) == wanted:
            break
        lines = {(position, "row", row), (position, "column", column)}
        table = tables[position]
        slips = _slips(chance, table, row, column)
        if lines & taken or not slips:
            continue
        kind = chance.choice(sorted(slips))
        cells = table.rows[row].cells
        place = (len(table.header) + row + 1, column + 2)
        spoilt[position, row, column] = Planted(report, table.id, *place, slips[kind], cells[column], kind)
        cells[column] = slips[kind]
        taken |= lines
    return [spoilt[place] for place in sorted(spoilt)]


def _slips(chance: random.Random, table: Table, row: int, column: int) -> dict[str, str]:
    """Kind of slip to what it makes of a number, for those that change it."""
    cells = table.rows[row].cells
    text = cells[column]
    if "," in text:
        # Of a mean or a percentage, only a slip that takes it far away is surely wrong.
        number, sign = int(text.rstrip("%").replace(",", "")), "%" if text.endswith("%") else ""
        return {"lost decimal mark": count(number) + sign} if number else {}
    digits = text.replace(".", "")
    last = int(digits[-1])
    slips = {
        "wrong digit": digits[:-1] + str((last + chance.randint(1, 9)) % 10),
        "doubled digit": digits + digits[-1],
        "value of a neighbour": cells[column + 1 if column + 1 < len(cells) else 0].replace(".", ""),
    }
    if len(digits) > 1:
        at = chance.randrange(len(digits) - 1)
        slips["swapped digits"] = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        slips["lost digit"] = digits[:-1]
    if table.rows[row].means.get("total") or table.columns[column].get("total"):
        slips["wrong total"] = str(int(digits) + chance.choice((10, 100)))
    printed = {kind: count(int(slip)) for kind, slip in slips.items() if slip.isdigit()}
    return {kind: slip for kind, slip in printed.items() if slip != text}
