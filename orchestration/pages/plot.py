"""Where the points of a small drawing lie. Numbers come in as they are served; only places are worked out here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.pages.figures import Row

Point = tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """The figures of one area as lines: a new run begins where the series breaks or a period has no number."""

    name: str
    runs: list[list[Point]]
    last: Point | None


@dataclass(frozen=True)
class Plot:
    """Curves over the same periods; points are from 0 to 1, upwards. `top` is the number at the upper edge."""

    curves: list[Curve]
    periods: list[str]
    top: float

    @property
    def is_drawn(self) -> bool:
        """Whether there is anything to draw."""
        return any(curve.last for curve in self.curves)


def plot(series: dict[str, Sequence[Row | None]], periods: list[str]) -> Plot:
    """The figures of each name, one per period, drawn from zero up."""
    values = [float(row["value"]) for rows in series.values() for row in rows if row and row["value"] is not None]
    top = _round_up(max(values, default=0))
    curves = []
    for name, rows in series.items():
        runs: list[list[Point]] = []
        joined = False
        for at, row in enumerate(rows):
            if row is None or row["value"] is None:
                joined = False
                continue
            point = (at / max(len(periods) - 1, 1), float(row["value"]) / top if top else 0.0)
            if not joined or row["crosses_break"]:
                runs.append([])
            runs[-1].append(point)
            joined = True
        curves.append(Curve(name, runs, runs[-1][-1] if runs else None))
    return Plot(curves, periods, top)


def _round_up(value: float) -> float:
    """The next number that is easy to read at an axis."""
    if value <= 0:
        return 0.0
    step = 10.0 ** (len(str(int(value))) - 1) / 2
    return -(-value // step) * step
