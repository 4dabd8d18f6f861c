"""Where the points of a small drawing lie. Numbers come in as they are served; only places are worked out here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from orchestration.explain.bilingual import is_range
from orchestration.pages.figures import QueryRow, mark_of

Point = tuple[float, float]


@dataclass
class Curve:
    """The figures of one area as lines: a new run begins where the series breaks or a period has no number."""

    name: str
    runs: list[list[Point]]
    last: Point | None
    """Where the line ends, if that is an exact number."""
    marked: list[tuple[Point, str]] = field(default_factory=list)
    """Bounds and approximations, each with its sign."""
    ranges: list[tuple[Point, Point]] = field(default_factory=list)
    """Lower and upper end of what the report gives as lying between two numbers."""


@dataclass(frozen=True)
class Plot:
    """Curves over the same periods; points are from 0 to 1, upwards. `top` is the number at the upper edge."""

    curves: list[Curve]
    periods: list[str]
    top: float

    @property
    def is_drawn(self) -> bool:
        """Whether there is anything to draw."""
        return any(curve.runs or curve.ranges for curve in self.curves)


def plot(series: dict[str, Sequence[QueryRow | None]], periods: list[str]) -> Plot:
    """The figures of each name, one per period, drawn from zero up."""
    numbers = (
        row[name]
        for rows in series.values()
        for row in rows
        if row
        for name in ("value_high" if is_range(row) else "value",)
        if row[name] is not None
    )
    top = _round_up(float(max(numbers, default=0)))
    return Plot([_curve(name, rows, len(periods), top) for name, rows in series.items()], periods, top)


def _curve(name: str, rows: Sequence[QueryRow | None], periods: int, top: float) -> Curve:
    curve = Curve(name, [], None)
    joined = False
    for at, row in enumerate(rows):
        value = row["value"] if row else None
        if row is None or value is None:
            joined = False
            if row and is_range(row):
                curve.ranges.append(
                    (_point(at, periods, row["value_low"], top), _point(at, periods, row["value_high"], top))
                )
            continue
        point, mark = _point(at, periods, value, top), mark_of(row)
        if not joined or row["crosses_break"]:
            curve.runs.append([])
        curve.runs[-1].append(point)
        joined = True
        curve.last = None if mark else point
        if mark:
            curve.marked.append((point, mark))
    return curve


def _point(at: int, periods: int, value: Decimal, top: float) -> Point:
    return at / max(periods - 1, 1), float(value) / top if top else 0.0


def _round_up(value: float) -> float:
    """The next number that is easy to read at an axis."""
    if value <= 0:
        return 0.0
    step = 10.0 ** (len(str(int(value))) - 1) / 2
    return -(-value // step) * step
