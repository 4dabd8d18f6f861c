"""The identities of a build as plain objects, and the exact algebra on them.

Every number is an integer: the value times SCALE, which holds all decimals that are printed and their tolerances.
What a cell would be after a repair is an overlay (`changed`) on what is printed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

SCALE = 10**5
"""Tolerances have five decimals (`quality.identity_term.rounding`)."""

Number = int | float
"""A scaled value; a float only where it is an infinity."""

Interval = tuple[Number, Number]
"""From and to, both included; empty where from is larger."""

ANY: Interval = (-math.inf, math.inf)
NONE: Interval = (math.inf, -math.inf)

Changed = Mapping[str, int]
"""Figure id to the value that it would have."""


@dataclass(frozen=True)
class Cell:
    """A printed cell: its address, what it prints, and what a number in it can look like."""

    figure_id: str
    figure_key: str
    report_id: str
    table_id: str
    file: str
    row_number: int
    column_number: int
    document_line: int | None
    value_printed: str | None
    value: int | None
    decimals: int
    """Decimals that it prints, or that cells like it print where those are more."""
    printed_decimals: int | None
    least: Number
    """0 where a figure of its kind cannot be negative."""
    is_count: bool

    @property
    def step(self) -> int:
        """The distance between two values that can be printed in the cell."""
        return int(SCALE // 10**self.decimals)

    @property
    def rounding(self) -> int:
        """How far rounding may have moved it once it is repaired."""
        return 0 if self.is_count else self.step // 2

    def printable(self, interval: Interval) -> Interval:
        """The part of an interval that the cell can print: its ends are multiples of its step."""
        low, high = max(interval[0], self.least), interval[1]
        if isinstance(low, int):
            low = -(-low // self.step) * self.step
        if isinstance(high, int):
            high = high // self.step * self.step
        return (low, high)


@dataclass(frozen=True)
class Term:
    """A figure (or, without figure id, a number) in an identity; `value` is None where nothing is printed."""

    figure_id: str | None
    coefficient: int
    value: int | None
    rounding: int


@dataclass(frozen=True)
class Side:
    """One side of an identity: the sum, smallest or largest of its terms."""

    combine: str
    terms: tuple[Term, ...]

    def value(self, changed: Changed, without: str | None = None) -> Number:
        """The value of the side, without the terms of one cell where that is asked."""
        values = [
            term.coefficient * value
            for term in self.terms
            if without is None or term.figure_id != without
            if (value := changed.get(term.figure_id, term.value) if term.figure_id else term.value) is not None
        ]
        if self.combine == "sum":
            return sum(values)
        if self.combine == "min":
            return min(values, default=math.inf)
        return max(values, default=-math.inf)

    def net(self, figure_id: str) -> int:
        """How often a cell counts in the side."""
        return sum(term.coefficient for term in self.terms if term.figure_id == figure_id)

    def allowed(self, figure_id: str, wanted: Interval, changed: Changed) -> Interval:
        """The values of a cell for which the side lies in `wanted`."""
        rest, net = self.value(changed, without=figure_id), self.net(figure_id)
        low, high = wanted
        if low > high:
            return NONE
        if self.combine == "sum":
            return _divided((low - rest, high - rest), net)
        if self.combine == "min":
            # The smallest of the others caps the side: the cell can only bring it down.
            if rest < low:
                return NONE
            return _divided((low, math.inf if rest <= high else high), net)
        if rest > high:
            return NONE
        return _divided((-math.inf if rest >= low else low, high), net)


@dataclass(frozen=True)
class Identity:
    """Left and right side; it holds where left minus right lies between `low` and `high`, widened by the tolerance.

    A waived identity has to keep the difference that its waiver expects: `low` and `high` are that, and there is no
    tolerance. So it neither makes a suspect nor stops mattering.
    """

    identity_id: str
    left: Side
    right: Side
    low: Number
    high: Number
    is_waived: bool = False

    @cached_property
    def figure_ids(self) -> frozenset[str]:
        """The cells that can make a difference: those whose terms do not cancel out."""
        ids = {term.figure_id for side in (self.left, self.right) for term in side.terms if term.figure_id}
        return frozenset(i for i in ids if not self.is_linear or self.net(i))

    @property
    def is_linear(self) -> bool:
        """Whether both sides are sums."""
        return self.left.combine == "sum" and self.right.combine == "sum"

    @property
    def is_equation(self) -> bool:
        """Whether it binds its cells from both sides."""
        return not math.isinf(self.low)

    def net(self, figure_id: str) -> int:
        """How often a cell counts in left minus right."""
        return self.left.net(figure_id) - self.right.net(figure_id)

    def tolerance(self, roundings: Mapping[str, int]) -> int:
        """How far the sides may be apart; `roundings` are those of cells that are repaired."""
        if self.is_waived:
            return 0
        of_sides = [
            [roundings.get(term.figure_id or "", term.rounding) for term in side.terms]
            for side in (self.left, self.right)
        ]
        every = [rounding for side in of_sides for rounding in side]
        # As quality.identity does: rounding keeps order, so equally rounded numbers need no tolerance.
        if not self.is_linear and min(every) == max(every):
            return 0
        return sum(
            sum(roundings) if side.combine == "sum" else max(roundings)
            for side, roundings in zip((self.left, self.right), of_sides, strict=True)
        )

    def wanted(self, roundings: Mapping[str, int]) -> Interval:
        """Where left minus right has to lie."""
        tolerance = self.tolerance(roundings)
        return (self.low - tolerance, self.high + tolerance)

    def holds(self, changed: Changed, roundings: Mapping[str, int]) -> bool:
        """Whether it holds once some cells are changed."""
        low, high = self.wanted(roundings)
        return low <= self.left.value(changed) - self.right.value(changed) <= high

    def allowed(self, figure_id: str, changed: Changed, roundings: Mapping[str, int]) -> Interval:
        """The values of one cell for which it holds; the other cells are as printed or as changed."""
        low, high = self.wanted(roundings)
        on_left, on_right = self.left.net(figure_id), self.right.net(figure_id)
        if on_left and on_right:
            if not self.is_linear:
                return ANY
            rest = self.left.value(changed, without=figure_id) - self.right.value(changed, without=figure_id)
            return _divided((low - rest, high - rest), on_left - on_right)
        if on_left:
            right = self.right.value(changed)
            return self.left.allowed(figure_id, (low + right, high + right), changed)
        left = self.left.value(changed)
        return self.right.allowed(figure_id, (left - high, left - low), changed)


@dataclass
class System:
    """Every identity that can be judged, and the cells in them."""

    identities: list[Identity]
    cells: dict[str, Cell]
    by_cell: dict[str, list[Identity]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_cell = {}
        for identity in self.identities:
            for figure_id in identity.figure_ids:
                self.by_cell.setdefault(figure_id, []).append(identity)

    def failing(self) -> list[Identity]:
        """The identities that do not hold as printed."""
        return [identity for identity in self.identities if not identity.holds({}, {})]

    def touching(self, figure_ids: Iterable[str]) -> list[Identity]:
        """The identities that some cells stand in, each once."""
        found = {i.identity_id: i for figure_id in figure_ids for i in self.by_cell.get(figure_id, [])}
        return list(found.values())

    def roundings(self, figure_ids: Iterable[str]) -> dict[str, int]:
        """The roundings that cells have once they are repaired, where they print another number of decimals then."""
        cells = (self.cells[figure_id] for figure_id in figure_ids)
        return {cell.figure_id: cell.rounding for cell in cells if cell.decimals != cell.printed_decimals}

    def allowed(self, figure_id: str, changed: Changed) -> Interval:
        """The printable values of a cell for which every identity that it stands in holds."""
        cell = self.cells[figure_id]
        roundings = self.roundings([figure_id, *changed])
        low, high = ANY
        for identity in self.by_cell.get(figure_id, []):
            of_identity = identity.allowed(figure_id, changed, roundings)
            low, high = max(low, of_identity[0]), min(high, of_identity[1])
            if low > high:
                return NONE
        return cell.printable((low, high))

    def repairs(self, changed: Changed, block: Iterable[Identity]) -> bool:
        """Whether a change repairs every identity of a block and breaks none."""
        roundings = self.roundings(changed)
        touched = {i.identity_id: i for i in [*block, *self.touching(changed)]}
        return all(identity.holds(changed, roundings) for identity in touched.values())


def scaled(value: Decimal | int | float | None) -> int | None:
    """A value as an integer; None stays None."""
    return None if value is None else int(Decimal(value) * SCALE)


def as_decimal(value: int) -> Decimal:
    """An integer of this module as the number that it stands for."""
    return (Decimal(value) / SCALE).normalize() + 0


def _divided(interval: Interval, by: int) -> Interval:
    """The numbers whose product with `by` lies in the interval; whole ones where the ends are finite."""
    if by == 0:
        return ANY if interval[0] <= 0 <= interval[1] else NONE
    low, high = interval if by > 0 else (-interval[1], -interval[0])
    by = abs(by)
    if isinstance(low, int):
        low = -(-low // by)
    if isinstance(high, int):
        high = high // by
    return (low, high)
