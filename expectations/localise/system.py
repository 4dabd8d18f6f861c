"""The identities of a build as plain objects, and the exact algebra on them.

Every number is an integer: the value times SCALE, which holds all decimals that are printed and their tolerances.
What a cell would be after a repair is an overlay (`changed`) on what is printed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from orchestration.notation import DUTCH, Notation

SCALE = 10**5
"""Tolerances have five decimals (`quality.identity_term.rounding`)."""

NEAR = 10
"""How many printable values from the end of an interval are tried in a ratio."""

Number = int | float
"""A scaled value; a float only where it is an infinity."""

Interval = tuple[Number, Number]
"""From and to, both included; empty where from is larger."""

ANY: Interval = (-math.inf, math.inf)
NONE: Interval = (math.inf, -math.inf)

Changed = Mapping[str, int]
"""Figure id to the value that it would have."""

Roundings = Mapping[str, int]
"""Figure id to how far rounding may have moved it, for cells that print another number of decimals once repaired."""


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
    is_in_full: bool
    """Whether it counts to the last one, so that rounding has not moved it."""
    scale: Fraction = Fraction(1)
    """What the printed number was multiplied by: 1000 under a heading "x 1.000"."""
    rounded_to: int = 0
    """Of what it prints a multiple, as a value, where that is more than its last digit."""
    notation: Notation = DUTCH
    """How its table writes numbers."""

    @property
    def step(self) -> int:
        """The distance between two values that can be printed in the cell."""
        return max(int(SCALE * self.scale / 10**self.decimals), self.rounded_to, 1)

    @property
    def rounding(self) -> int:
        """How far rounding may have moved it once it is repaired."""
        return 0 if self.is_in_full else self.step // 2

    def printed(self, value: int) -> Decimal:
        """A value as the number that the cell prints for it."""
        return as_decimal(value) if self.scale == 1 else _plain(Fraction(value, SCALE) / self.scale)

    def written(self, value: int) -> str:
        """A value as the cell prints it, in the notation of its table."""
        return self.notation.written(self.printed(value), self.printed_decimals or 0)

    def value_of(self, other: Cell) -> int | None:
        """The value that the cell has if it prints what another one prints; None where that is no number."""
        if other.value is None:
            return None
        moved = other.value * self.scale / other.scale
        return int(moved) if moved.denominator == 1 else None

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

    def printing(self, values: Changed) -> Term:
        """The term where some cells print other values."""
        if self.value is None or self.figure_id is None or self.figure_id not in values:
            return self
        return replace(self, value=values[self.figure_id])


@dataclass(frozen=True)
class Side:
    """One side of an identity: the sum, smallest or largest of its terms."""

    combine: str
    terms: tuple[Term, ...]

    def printing(self, values: Changed) -> Side:
        """The side where some cells print other values."""
        return Side(self.combine, tuple(term.printing(values) for term in self.terms))

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

    def roundings(self, repaired: Roundings) -> list[int]:
        """How far rounding may have moved each term; `repaired` are cells that print other decimals now."""
        return [abs(term.coefficient) * repaired.get(term.figure_id or "", term.rounding) for term in self.terms]

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

    Where there is a base, left divided by base is compared with right; it may be cut off instead of rounded.
    A waived identity has to keep the difference that its waiver expects: `low` and `high` are that, and there is no
    tolerance. So it neither makes a suspect nor stops mattering. The comparison is that of `quality.identity`; a test
    holds the two together.
    """

    identity_id: str
    left: Side
    right: Side
    low: Number
    high: Number
    is_waived: bool = False
    base: Side | None = None
    is_critical: bool = False
    """Whether its rule stops a release."""
    is_bounded: bool = False
    """Whether figures stand in it of which only bounds are known: `low` and `high` leave room for them."""

    def printing(self, values: Changed) -> Identity:
        """The identity where some cells print other values."""
        base = None if self.base is None else self.base.printing(values)
        return replace(self, left=self.left.printing(values), right=self.right.printing(values), base=base)

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """Its sides, the base last."""
        return (self.left, self.right) if self.base is None else (self.left, self.right, self.base)

    @cached_property
    def figure_ids(self) -> frozenset[str]:
        """The cells that can make a difference: those whose terms do not cancel out."""
        if self.is_linear:
            return frozenset(i for i, net in self._nets.items() if net)
        return frozenset(term.figure_id for side in self.sides for term in side.terms if term.figure_id)

    @cached_property
    def _nets(self) -> dict[str, int]:
        """Of sums: how often each cell counts in left minus right."""
        nets: dict[str, int] = {}
        for sign, side in ((1, self.left), (-1, self.right)):
            for term in side.terms:
                if term.figure_id:
                    nets[term.figure_id] = nets.get(term.figure_id, 0) + sign * term.coefficient
        return nets

    @cached_property
    def _printed(self) -> dict[str | None, int]:
        """Of sums: what each cell, as printed, is of left minus right; under None what is no cell."""
        parts: dict[str | None, int] = {None: 0}
        for sign, side in ((1, self.left), (-1, self.right)):
            for term in side.terms:
                if term.value is not None:
                    name = term.figure_id or None
                    parts[name] = parts.get(name, 0) + sign * term.coefficient * term.value
        return parts

    @cached_property
    def _difference_printed(self) -> int:
        return sum(self._printed.values())

    @cached_property
    def _tolerance_printed(self) -> int:
        return self._tolerance({}, {})

    @cached_property
    def is_linear(self) -> bool:
        """Whether both sides are sums, and none is divided."""
        return all(side.combine == "sum" for side in self.sides) and self.base is None

    @property
    def is_exact_sum(self) -> bool:
        """Whether it is an equation of known numbers, which binds its cells from both sides."""
        return self.is_linear and not math.isinf(self.low) and not self.is_bounded

    def net(self, figure_id: str) -> int:
        """How often a cell counts in left minus right."""
        return self._nets.get(figure_id, 0)

    def difference(self, changed: Changed) -> Number:
        """Left (divided by its base) minus right; infinite where the base is zero."""
        if self.is_linear:
            return self._difference_printed + sum(
                self._nets[name] * value - self._printed.get(name, 0)
                for name, value in changed.items()
                if name in self._nets
            )
        left = self.left.value(changed)
        if self.base is not None:
            base = self.base.value(changed)
            if not base:
                return math.inf
            left = _four_decimals(left * SCALE / base)
        return left - self.right.value(changed)

    def tolerance(self, roundings: Roundings, changed: Changed = MappingProxyType({})) -> int:
        """How far the sides may be apart; `roundings` are those of cells that are repaired."""
        # Without a base it is the same whatever the cells print.
        return self._tolerance_printed if not roundings and self.base is None else self._tolerance(roundings, changed)

    def _tolerance(self, roundings: Roundings, changed: Changed) -> int:
        if self.is_waived:
            return 0
        of_sides = [side.roundings(roundings) for side in self.sides]
        # Rounding keeps order, so the smallest and largest of equally rounded numbers need no tolerance.
        if any(side.combine != "sum" for side in self.sides) and len({one for side in of_sides for one in side}) == 1:
            return 0
        sums = [
            sum(rounded) if side.combine == "sum" else max(rounded)
            for side, rounded in zip(self.sides, of_sides, strict=True)
        ]
        if self.base is None:
            return _four_decimals(sum(sums))
        base = abs(self.base.value(changed))
        if base <= sums[2]:
            return 0
        ratio = abs(self.left.value(changed) / base)
        return _four_decimals((sums[0] + ratio * sums[2]) * SCALE / (base - sums[2]) + sums[1])

    def wanted(self, roundings: Roundings, changed: Changed = MappingProxyType({})) -> Interval:
        """Where left minus right has to lie."""
        tolerance = self.tolerance(roundings, changed)
        low, high = self.low - tolerance, self.high + tolerance
        if self.base is None or self.is_waived:
            return (low, high)
        # Cut off instead of rounded: towards zero, and by less than the last printed digit.
        cut_off = max(sum(self.right.roundings(roundings)) - 1, 0)
        is_negative = self.left.value(changed) * self.base.value(changed) < 0
        return (low - cut_off, high) if is_negative else (low, high + cut_off)

    def holds(self, changed: Changed, roundings: Roundings) -> bool:
        """Whether it holds once some cells are changed."""
        low, high = self.wanted(roundings, changed)
        return low <= self.difference(changed) <= high

    def allowed(self, figure_id: str, changed: Changed, roundings: Roundings) -> Interval:
        """The values of one cell for which it holds; the other cells are as printed or as changed."""
        low, high = self.wanted(roundings, changed)
        if self.is_linear:
            is_now = changed.get(figure_id)
            part = self._printed.get(figure_id, 0) if is_now is None else self._nets.get(figure_id, 0) * is_now
            rest = self.difference(changed) - part
            return _divided((low - rest, high - rest), self._nets.get(figure_id, 0))
        if self.base is not None:
            return _allowed_in_ratio(self, self.base, figure_id, (low, high), changed)
        on_left, on_right = self.left.net(figure_id), self.right.net(figure_id)
        if on_left and on_right:
            return ANY
        if on_left:
            right = self.right.value(changed)
            return self.left.allowed(figure_id, (low + right, high + right), changed)
        left = self.left.value(changed)
        return self.right.allowed(figure_id, (left - high, left - low), changed)


def _allowed_in_ratio(identity: Identity, base: Side, figure_id: str, wanted: Interval, changed: Changed) -> Interval:
    """(p + q v) / (r + s v) = k: solved for v at both ends of what is wanted, exactly; a step too wide at each end.

    The tolerance depends on the cell itself where that is rounded, so who asks looks at the ends again.
    """
    on_right = identity.right.net(figure_id)
    p, q = (round(x) for x in (identity.left.value(changed, without=figure_id), identity.left.net(figure_id)))
    r, s = (round(x) for x in (base.value(changed, without=figure_id), base.net(figure_id)))
    if on_right:
        if q or s or not r:
            return ANY
        ratio = Fraction(p * SCALE, r) - round(identity.right.value(changed, without=figure_id))
        ends = [(ratio - end) / on_right for end in map(Fraction, wanted)]
    else:
        right = round(identity.right.value(changed))
        ends = []
        for end in map(Fraction, wanted):
            weight = q - (end + right) / SCALE * s
            if not weight:
                return ANY
            ends.append(((end + right) / SCALE * r - p) / weight)
    return (math.floor(min(ends)), math.ceil(max(ends)))


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

    def printing(self, values: Changed) -> System:
        """The system where some cells print other values, with as many decimals as before."""
        cells = {figure_id: replace(self.cells[figure_id], value=value) for figure_id, value in values.items()}
        touched = {identity.identity_id for identity in self.touching(values)}
        identities = [
            identity.printing(values) if identity.identity_id in touched else identity for identity in self.identities
        ]
        return System(identities, self.cells | cells)

    def is_silent(self, figure_id: str) -> bool:
        """Whether a cell prints no number and nothing is compared with it."""
        return self.cells[figure_id].value is None and figure_id not in self.by_cell

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
        low, high = cell.printable((low, high))
        ratios = [identity for identity in self.by_cell.get(figure_id, []) if identity.base is not None]
        if ratios:
            low = self._first_held(ratios, figure_id, changed, low, cell.step)
            high = self._first_held(ratios, figure_id, changed, high, -cell.step)
        return (low, high)

    def _first_held(self, ratios: list[Identity], figure_id: str, changed: Changed, end: Number, step: int) -> Number:
        """The first value from an end of an interval inwards for which all ratios hold; they are solved too wide."""
        roundings = self.roundings([figure_id, *changed])
        for _ in range(NEAR):
            if not isinstance(end, int) or all(r.holds({**changed, figure_id: end}, roundings) for r in ratios):
                break
            end += step
        return end

    def repairs(self, changed: Changed, block: Iterable[Identity]) -> bool:
        """Whether a change repairs every identity of a block and breaks none."""
        roundings = self.roundings(changed)
        # Most changes that are tried do not even repair the block.
        if not all(identity.holds(changed, roundings) for identity in block):
            return False
        return all(identity.holds(changed, roundings) for identity in self.touching(changed))


def scaled(value: Decimal | int | float | None) -> int | None:
    """A value as an integer; None stays None."""
    return None if value is None else int(Decimal(value) * SCALE)


def as_decimal(value: int) -> Decimal:
    """An integer of this module as the number that it stands for."""
    return (Decimal(value) / SCALE).normalize() + 0


def _plain(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).normalize() + 0


def _four_decimals(value: float) -> int:
    """A scaled value rounded to four decimals, as quality.identity has them."""
    unit = SCALE // 10**4
    return math.floor(value / unit + 0.5) * unit


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
