"""Slips as people and scanners make them: each says what some of the printed cells print instead."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from expectations.localise.system import SCALE, Cell, System

Values = dict[str, int]
"""Figure id to the value that is printed instead."""


@dataclass(frozen=True)
class Table:
    """The cells of one printed table that hold a number, by row and column."""

    rows: dict[int, dict[int, Cell]]


Slip = Callable[[random.Random, System, list[Cell], list[Table]], Values | None]
"""Makes one slip; None where the cell or table it fell upon does not allow it."""


def one_digit(chance: random.Random, system: System, cells: list[Cell], tables: list[Table]) -> Values | None:
    """One digit reads otherwise."""
    cell = chance.choice(cells)
    digits = _digits(cell)
    place = chance.randrange(len(digits))
    least = "1" if place == 0 and len(digits) > 1 else "0"
    other = chance.choice([digit for digit in "0123456789" if digit >= least and digit != digits[place]])
    return _read(cell, digits[:place] + other + digits[place + 1 :])


def digits_swapped(chance: random.Random, system: System, cells: list[Cell], tables: list[Table]) -> Values | None:
    """Two digits that stand side by side change places."""
    cell = chance.choice(cells)
    digits = _digits(cell)
    places = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1] and (i or digits[1] != "0")]
    if not places:
        return None
    at = chance.choice(places)
    return _read(cell, digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])


def digit_lost(chance: random.Random, system: System, cells: list[Cell], tables: list[Table]) -> Values | None:
    """A digit is left out."""
    cell = chance.choice(cells)
    digits = _digits(cell)
    places = [i for i in range(len(digits)) if len(digits) > 1 and (i or digits[1] != "0")]
    if not places:
        return None
    at = chance.choice(places)
    return _read(cell, digits[:at] + digits[at + 1 :])


def mark_lost(chance: random.Random, system: System, cells: list[Cell], tables: list[Table]) -> Values | None:
    """The decimal comma is left out: 7,8 is read as 78."""
    cell = chance.choice(cells)
    if not cell.printed_decimals or not cell.value:
        return None
    return {cell.figure_id: cell.value * 10**cell.printed_decimals}


def wrong_total(chance: random.Random, system: System, cells: list[Cell], tables: list[Table]) -> Values | None:
    """A total forgets one of its parts."""
    sums = [i for i in system.identities if i.is_exact_sum and not i.is_waived]
    wholes = [i for i in sums if len(i.right.terms) == 1 and len(i.left.terms) > 1]
    identity = chance.choice(wholes)
    whole, part = identity.right.terms[0], chance.choice(identity.left.terms)
    if whole.figure_id is None or not whole.value or not part.value or whole.value <= part.value:
        return None
    return {whole.figure_id: whole.value - part.value}


def row_shifted(chance: random.Random, system: System, cells: list[Cell], tables: list[Table]) -> Values | None:
    """From some cell on, every number of a row stands one column to the right; the first of them is read twice."""
    row = chance.choice(list(chance.choice(tables).rows.values()))
    columns = sorted(row)
    if len(columns) < 4:
        return None
    moved = [row[column] for column in columns[chance.randrange(len(columns) - 3) :]]
    return _changed(dict(zip(moved[1:], moved, strict=False)))


def rows_swapped(chance: random.Random, system: System, cells: list[Cell], tables: list[Table]) -> Values | None:
    """Two rows of numbers stand behind each other's label."""
    rows = list(chance.choice(tables).rows.values())
    if len(rows) < 2:
        return None
    one, other = chance.sample(rows, 2)
    if one.keys() != other.keys():
        return None
    return _changed({one[c]: other[c] for c in one} | {other[c]: one[c] for c in one})


MARK_LOST = "decimal mark lost"

KINDS: dict[str, Slip] = {
    "one digit": one_digit,
    "digits swapped": digits_swapped,
    "digit lost": digit_lost,
    MARK_LOST: mark_lost,
    "wrong total": wrong_total,
    "row shifted": row_shifted,
    "rows swapped": rows_swapped,
}
"""The slips that change values. A row that is missing changes what there is; see `missing.py`."""

OF_ONE_CELL = ("one digit", "digits swapped", "digit lost", MARK_LOST, "wrong total")


def tables_of(cells: list[Cell]) -> list[Table]:
    """The printed tables with their numbers; figures in prose stand in none."""
    found: dict[tuple[str, str], dict[int, dict[int, Cell]]] = {}
    for cell in cells:
        if cell.table_id != "key_figures":
            rows = found.setdefault((cell.report_id, cell.table_id), {})
            rows.setdefault(cell.row_number, {})[cell.column_number] = cell
    return [Table(rows) for rows in found.values()]


def _changed(prints: dict[Cell, Cell]) -> Values:
    """Cells to what they print instead: the value of another cell."""
    return {
        cell.figure_id: other.value
        for cell, other in prints.items()
        if other.value is not None and other.value != cell.value
    }


def _digits(cell: Cell) -> str:
    return str(abs(cell.value or 0) * 10 ** (cell.printed_decimals or 0) // SCALE)


def _read(cell: Cell, digits: str) -> Values:
    """The value of other digits, with the decimal comma and sign where they were."""
    sign = -1 if (cell.value or 0) < 0 else 1
    return {cell.figure_id: sign * int(digits) * SCALE // 10 ** (cell.printed_decimals or 0)}
