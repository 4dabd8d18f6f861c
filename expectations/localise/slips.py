"""What a change looks like: how likely a slip of the typist or the scanner turned one text into another.

For each kind of slip: how often it happens (`SHARES`), over the number of ways in which it can happen to the text that
should have stood there. A swap of two digits out of four is one of three swaps, a wrong digit one of 36; so a swap
explains more. The shares are an estimate that only ranks: no suspect is left out because of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

SHARES = {
    "one digit": 0.40,
    "digits swapped": 0.20,
    "digit lost": 0.08,
    "digit doubled": 0.05,
    "digit added": 0.03,
    "decimal mark": 0.10,
    "sign": 0.02,
    "another edition": 0.05,
    "neighbouring cell": 0.05,
}
UNEXPLAINED = 0.02
"""The share of slips that look like none of these."""

OTHER = "other"


@dataclass(frozen=True)
class Slip:
    """What one change looks like: its likeliest kind, and how likely it is altogether."""

    kind: str
    likelihood: float


@dataclass(frozen=True)
class Surroundings:
    """What stands around a cell: printed values that may have been put in its place, and what is usual there."""

    neighbours: tuple[Decimal, ...] = ()
    editions: tuple[Decimal, ...] = ()
    usual: tuple[Decimal, ...] = ()
    """The same figure of other periods (or, where there are none, of other areas or categories)."""


def slip(printed: Decimal | None, implied: Decimal, around: Surroundings) -> Slip:
    """How likely `implied` was turned into `printed` (None where nothing is printed)."""
    if printed is None:
        return Slip("digit lost", SHARES["digit lost"] * _fits(implied, around))
    kinds = {kind: SHARES[kind] * share for kind, share in _kinds(printed, implied, around).items()}
    plausible = _fits(implied, around) / _fits(printed, around)
    if not kinds:
        # Any number of about that size could have been put there.
        return Slip(OTHER, UNEXPLAINED / max(10 * abs(float(implied)), 10 * abs(float(printed)), 10) * plausible)
    return Slip(max(kinds, key=lambda one: kinds[one]), sum(kinds.values()) * plausible)


def _kinds(printed: Decimal, implied: Decimal, around: Surroundings) -> dict[str, float]:
    """The kinds of slip that lead from one value to the other, each with one over the ways in which it can happen."""
    found: dict[str, float] = {}
    if printed == implied:
        return found
    if printed in around.neighbours:
        found["neighbouring cell"] = 1 / max(len(around.neighbours), 4)
    if implied in around.editions:
        found["another edition"] = 1.0
    if printed == -implied:
        found["sign"] = 1.0
        return found
    if (printed < 0) != (implied < 0):
        return found
    is_scaled = _significant(printed) == _significant(implied)
    if is_scaled and (_has_mark(printed) or _has_mark(implied)):
        found["decimal mark"] = 1.0
        return found
    decimals = max(_decimals(printed), _decimals(implied))
    for p, i in {(_digits(printed, decimals), _digits(implied, decimals)), (_digits(printed), _digits(implied))}:
        found |= {kind: max(share, found.get(kind, 0.0)) for kind, share in _digit_slips(p, i).items()}
    return found


def _digit_slips(printed: str, implied: str) -> dict[str, float]:
    size = len(implied)
    if len(printed) == size:
        differ = [place for place in range(size) if printed[place] != implied[place]]
        if len(differ) == 1:
            return {"one digit": 1 / (9 * size)}
        if len(differ) == 2:
            a, b = differ
            if b == a + 1 and printed[a] == implied[b] and printed[b] == implied[a]:
                return {"digits swapped": 1 / (size - 1)}
    elif len(printed) == size - 1:
        if any(implied[:place] + implied[place + 1 :] == printed for place in range(size)):
            return {"digit lost": 1 / size}
    elif len(printed) == size + 1:
        for place in range(size + 1):
            if printed[:place] + printed[place + 1 :] == implied:
                if printed[place] in printed[max(place - 1, 0) : place] + printed[place + 1 : place + 2]:
                    return {"digit doubled": 1 / size}
                return {"digit added": 1 / (10 * (size + 1))}
    return {}


def _fits(value: Decimal, around: Surroundings) -> float:
    """How well a value stands among the usual ones: falls off with its ratio to their middle."""
    if len(around.usual) < 2:
        return 1.0
    logs = sorted(_log(one) for one in around.usual)
    middle = logs[len(logs) // 2]
    # Small counts vary by chance alone.
    chance = 1 / math.sqrt(math.exp(middle) + 1)
    spread = max(sum(abs(one - middle) for one in logs) / len(logs), 0.7 * chance, 0.05)
    return max(math.exp(-abs(_log(value) - middle) / spread), 1e-6)


def _log(value: Decimal) -> float:
    return math.log(abs(float(value)) + 0.5)


def _digits(value: Decimal, decimals: int | None = None) -> str:
    """The digits of a value without mark and sign, with as many decimals as asked or needed."""
    return f"{abs(value):.{_decimals(value) if decimals is None else decimals}f}".replace(".", "")


def _significant(value: Decimal) -> str:
    return _digits(value).strip("0")


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _has_mark(value: Decimal) -> bool:
    return _decimals(value) > 0


def likelihood_of_all(slips: Iterable[Slip]) -> float:
    """How likely several slips happened together."""
    return math.prod(slip.likelihood for slip in slips)
