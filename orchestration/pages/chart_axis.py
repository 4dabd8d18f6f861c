"""The axes of charts: where numbers and days lie, and which of them are named. Only places are worked out here."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.explain.bilingual import Both, same
from orchestration.explain.words import MONTHS_EN, MONTHS_NL

MOST_TICKS = 5
"""How many numbers stand beside an axis, about."""

AIR = 0.012
"""What part of the time axis stays free before the first and after the last day."""


@dataclass(frozen=True)
class Scale:
    """An axis of numbers from `low` to `high`; a place on it is a part of its length, from 0 (`low`) to 1."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Where a number lies."""
        return (float(value) - self.low) / (self.high - self.low)

    @property
    def zero(self) -> float:
        """Where zero lies."""
        return self.at(0)


def scale(values: Iterable[float]) -> Scale:
    """An axis that begins at zero, or below it where numbers do, and ends at a round number."""
    known = [float(value) for value in values]
    low, high = min(0.0, *known, 0.0), max(0.0, *known, 0.0)
    if low == high:
        return Scale(0.0, 1.0, (0.0,))
    step = _step((high - low) / (MOST_TICKS - 1))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Scale(first * step, last * step, tuple(round(at * step, 10) for at in range(first, last + 1)))


def _step(rough: float) -> float:
    """The next number that is easy to count with: 1, 2, 2,5 or 5 with zeros."""
    whole = 10.0 ** math.floor(math.log10(rough))
    return next(part * whole for part in (1, 2, 2.5, 5, 10) if part * whole >= rough * (1 - 1e-9))


@dataclass(frozen=True)
class Tick:
    """A named place on the time axis."""

    at: float
    label: Both
    is_minor: bool = False
    """Whether it is left out where there is little room."""


@dataclass(frozen=True)
class TimeAxis:
    """The days from `first` to `last`, as ordinals; a place on it is a part of its length, from 0 to 1."""

    first: int
    last: int

    def at(self, day: float) -> float:
        """Where the middle of a day lies."""
        length = self.last - self.first + 1
        return AIR + (1 - 2 * AIR) * (day - self.first + 0.5) / length

    @property
    def years(self) -> list[Tick]:
        """The years, each at the middle of its part of the axis; none where a year has hardly a part of it."""
        found = []
        for year in range(dt.date.fromordinal(self.first).year, dt.date.fromordinal(self.last).year + 1):
            start = max(dt.date(year, 1, 1).toordinal(), self.first)
            end = min(dt.date(year, 12, 31).toordinal(), self.last)
            if (end - start + 1) / (self.last - self.first + 1) >= 0.06:
                found.append(Tick(self.at((start + end) / 2), same(str(year))))
        return found

    @property
    def year_ends(self) -> list[float]:
        """Where one year passes into the next."""
        first, last = (dt.date.fromordinal(day).year for day in (self.first, self.last))
        return [self.at(dt.date(year, 1, 1).toordinal() - 0.5) for year in range(first + 1, last + 1)]

    @property
    def months(self) -> list[Tick]:
        """The months that lie on it as a whole; of more than a year, those that a quarter begins with.

        On an axis of over two years there are none.
        """
        days = self.last - self.first
        if days > 731:
            return []
        found = []
        day = dt.date.fromordinal(self.first).replace(day=1)
        while day.toordinal() <= self.last:
            end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
            is_quarter = day.month % 3 == 1
            if day.toordinal() >= self.first and end.toordinal() <= self.last and (days <= 400 or is_quarter):
                nl, en = MONTHS_NL[day.month - 1], MONTHS_EN[day.month - 1]
                label = Both({"maart": "mrt"}.get(nl, nl[:3]), en[:3])
                found.append(
                    Tick(
                        self.at((day.toordinal() + end.toordinal()) / 2),
                        label,
                        not is_quarter or (days > 400 and day.month % 6 != 1),
                    )
                )
            day = end + dt.timedelta(days=1)
        return found


def time_axis(days: Iterable[tuple[int, int]]) -> TimeAxis:
    """The axis of periods, each with its first and last day."""
    spans = list(days)
    return TimeAxis(min(start for start, _ in spans), max(end for _, end in spans))


def spread(places: list[float], gap: float, low: float = 0.0, high: float = 1.0) -> list[float]:
    """Places moved apart, so that none lies nearer than `gap` to the next, in their order and between the edges.

    Where they cannot all lie apart within the edges, they share the room evenly.
    """
    if not places:
        return []
    order = sorted(range(len(places)), key=lambda at: places[at])
    gap = min(gap, (high - low) / max(len(places) - 1, 1))
    moved = [0.0] * len(places)
    least = low
    for at in order:
        moved[at] = max(places[at], least)
        least = moved[at] + gap
    most = high
    for at in reversed(order):
        moved[at] = min(moved[at], most)
        most = moved[at] - gap
    return moved
