"""Figures of which only bounds are known (a printed range, a withheld number with bounds), in an identity.

Such a figure is no cell to suspect: it prints what is meant. The identity asks of the others what it would ask if the
figure were the bound that lets it hold the easiest. So it holds wherever it can, and fails where it cannot.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from expectations.localise.system import Identity, Interval, Number, Side, Term


@dataclass(frozen=True)
class Between:
    """A figure in an identity that lies between two numbers; an end that nobody knows is infinite."""

    side: str
    coefficient: int
    low: Number
    high: Number
    rounding: int

    @property
    def part(self) -> Interval:
        """Between what its part of the side lies."""
        ends = (self.coefficient * self.low, self.coefficient * self.high)
        return (min(ends), max(ends))


def with_bounds(identity: Identity, between: Sequence[Between]) -> Identity | None:
    """An identity in which such figures stand too; None where it then says nothing of the others."""
    if not between:
        return identity
    # What a waiver accepts is a difference of numbers, and there is none.
    if identity.is_waived:
        return None
    if identity.base is not None and any(one.side != "right" for one in between):
        return _nearest(identity, between)
    if math.isinf(identity.low):
        return _at_most(identity, between)
    return _with_room(identity, between)


def _with_room(identity: Identity, between: Sequence[Between]) -> Identity | None:
    """An equation that leaves room for what lies between bounds."""
    low, high = identity.low, identity.high
    for one in between:
        least, most = one.part if one.side == "left" else (-one.part[1], -one.part[0])
        low, high = low - most, high - least
    if math.isinf(low) and math.isinf(high):
        return None
    return replace(_with_constants(identity, between, [0] * len(between)), low=low, high=high)


def _at_most(identity: Identity, between: Sequence[Between]) -> Identity | None:
    """Left at most right: the left figures are as little as they can be, the right ones as much."""
    told: list[Between] = []
    values: list[Number] = []
    for one in between:
        value = one.part[0] if one.side == "left" else one.part[1]
        combine = (identity.left if one.side == "left" else identity.right).combine
        if math.isinf(value):
            # The largest of the others is at least known, and so is the smallest on the other side.
            if combine == ("max" if one.side == "left" else "min"):
                continue
            return None
        told.append(one)
        values.append(value)
    return replace(_with_constants(identity, told, values), is_bounded=True)


def _nearest(identity: Identity, between: Sequence[Between]) -> Identity | None:
    """A ratio of figures between bounds: with those bounds that let it hold the easiest; None where it can hold."""
    tried = [
        replace(_with_constants(identity, between, values), is_bounded=True)
        for values in product(*(sorted(set(one.part)) for one in between))
        if not any(map(math.isinf, values))
    ]
    off = [(_off(one), one) for one in tried]
    can_hold = len(tried) < 2 or min(one for one, _ in off) <= 0 <= max(one for one, _ in off)
    return None if can_hold else min(off, key=lambda one: abs(one[0]))[1]


def _off(identity: Identity) -> Number:
    """By how much it is too large, or less than zero where it is too small; zero where it holds."""
    low, high = identity.wanted({})
    is_now = identity.difference({})
    return max(is_now - high, 0) + min(is_now - low, 0)


def _with_constants(identity: Identity, between: Iterable[Between], values: Iterable[Number]) -> Identity:
    """The identity with a number in the place of each figure."""
    sides = {"left": identity.left, "right": identity.right, "base": identity.base}
    for one, value in zip(between, values, strict=True):
        side = sides[one.side]
        assert side is not None
        constant = Term(None, 1, int(value), abs(one.coefficient) * one.rounding)
        sides[one.side] = Side(side.combine, (*side.terms, constant))
    left, right = sides["left"], sides["right"]
    assert left is not None
    assert right is not None
    return replace(identity, left=left, right=right, base=sides["base"], is_bounded=True)
