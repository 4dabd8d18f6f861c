"""Small drawings beside each other on the same axes: a line per area or category. Only places are worked out here."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.explain.bilingual import MARKED, same
from orchestration.pages.chart_axis import Scale, TimeAxis, scale, time_axis
from orchestration.pages.chart_bars import leading_area
from orchestration.pages.chart_lines import TOTALS, WHOLE
from orchestration.pages.figures import FigureBlock, Line, PeriodColumn, QueryRow, mark_of

MOST = 24
"""How many small drawings a page bears; of more areas the table is coloured instead."""

LEVELS = 5
"""How many shades a coloured table has."""


@dataclass(frozen=True)
class Small:
    """One small drawing: its line, the dots where nothing joins it, and where it ends, in units of a square of 1000."""

    line: Line
    latest: QueryRow
    path: str
    dots: str
    withheld: list[float]
    end: tuple[float, float]
    """In percents from the upper left."""


@dataclass(frozen=True)
class Multiples:
    """Small drawings of the same kind of periods, on the same axes."""

    columns: list[PeriodColumn]
    smalls: list[Small]
    city: str
    """The path of the city, where it can be laid beside its parts."""
    city_name: str
    top: float
    bottom: float
    breaks: list[float]
    """Where the series breaks, in percents."""

    @property
    def grain(self) -> str:
        """The kind of periods."""
        return self.columns[0].grain


def multiples(block: FigureBlock) -> Multiples | None:
    """The small drawings of a block: its areas, or its categories; None where that would be fewer than two lines."""
    if block.crossed:
        return None
    results = [line for line in block.lines if line.is_result]
    if block.breakdown_id is None:
        cities = [line for line in results if line.area_kind == "city"]
        lines = [line for line in results if line.area_kind != "city"]
    else:
        cities = []
        lines = [line for line in leading_area(results) if not line.is_total]
    chosen = _columns(block, lines)
    if not chosen:
        return None
    columns = [block.columns[at] for at in chosen]
    drawn = [line for line in lines if _numbers(line, chosen) >= 2]
    if not 2 <= len(drawn) <= MOST:
        return None
    beside = [line for line in cities if block.metric["unit"] not in TOTALS and _numbers(line, chosen) >= 2]
    figures = [
        cell for line in (*drawn, *beside) for at in chosen if (cell := line.cells[at]) and cell["value"] is not None
    ]
    numbers = scale(float(figure["value"]) for figure in figures)
    axis = time_axis((cell["start_date"].toordinal(), cell["end_date"].toordinal()) for cell in figures)
    smalls = [_small(line, chosen, axis, numbers) for line in drawn]
    smalls.sort(key=lambda small: -float(small.latest["value"]))
    broken = sorted(
        {
            round(100 * axis.at(one["starts_on"].toordinal() - 0.5), 1)
            for one in block.breaks
            if axis.first < one["starts_on"].toordinal() <= axis.last and any(cell["crosses_break"] for cell in figures)
        }
    )
    city = _small(beside[0], chosen, axis, numbers) if beside else None
    city_name = beside[0].label.nl if beside else ""
    return Multiples(columns, smalls, city.path if city else "", city_name, numbers.high, numbers.low, broken)


def _numbers(line: Line, columns: list[int]) -> int:
    return sum(1 for at in columns if (cell := line.cells[at]) is not None and cell["value"] is not None)


def _columns(block: FigureBlock, lines: list[Line]) -> list[int]:
    """The columns of the kind of periods with the most numbers."""
    kinds: dict[str, list[int]] = {}
    for at, column in enumerate(block.columns):
        if column.grain != "interval" and any((cell := line.cells[at]) and cell["value"] is not None for line in lines):
            kinds.setdefault(column.grain, []).append(at)
    best = max(kinds.values(), key=lambda columns: sum(_numbers(line, columns) for line in lines), default=[])
    return best if len(best) >= 2 else []


def _small(line: Line, columns: list[int], axis: TimeAxis, numbers: Scale) -> Small:
    path, dots, withheld = "", "", []
    joined = 0
    latest: QueryRow | None = None
    place = ""
    for cell in (line.cells[at] for at in columns):
        if cell is None or cell["value"] is None:
            if cell is not None and cell["value_status"] in MARKED:
                withheld.append(round(100 * _middle(axis, cell), 1))
            dots += f"M{place}h0" if joined == 1 else ""
            joined = 0
            continue
        if cell["crosses_break"]:
            dots += f"M{place}h0" if joined == 1 else ""
            joined = 0
        x, y = _middle(axis, cell), 1 - numbers.at(float(cell["value"]))
        place = f"{round(WHOLE * x)} {round(WHOLE * y)}"
        path += f"{'L' if joined else 'M'}{place}"
        joined += 1
        latest = cell
    assert latest is not None  # only lines with numbers are drawn
    end = _middle(axis, latest), 1 - numbers.at(float(latest["value"]))
    return Small(line, latest, path, dots, withheld, (round(100 * end[0], 1), round(100 * end[1], 1)))


def _middle(axis: TimeAxis, figure: QueryRow) -> float:
    return axis.at((figure["start_date"].toordinal() + figure["end_date"].toordinal()) / 2)


def spark(figures: list[QueryRow]) -> Small | None:
    """A small drawing of figures of one kind of period; None where no two are joined, or one is a bound."""
    known = [figure for figure in figures if figure["value"] is not None]
    if len(known) < 2 or any(mark_of(figure) for figure in known):
        return None
    axis = time_axis((figure["start_date"].toordinal(), figure["end_date"].toordinal()) for figure in known)
    numbers = scale(float(figure["value"]) for figure in known)
    line = Line(same(known[0]["area_name"]), known[0]["area_id"], known[0]["area_kind"], False, list(figures))
    made = _small(line, list(range(len(figures))), axis, numbers)
    return made if "L" in made.path else None


def shades(block: FigureBlock) -> dict[str, int]:
    """How dark each figure of very many areas or categories is in the table, by its key: within its period, 1 to 5."""
    lines = [line for line in block.lines if line.is_result and not line.is_total and line.area_kind != "city"]
    if block.crossed or len(lines) <= MOST:
        return {}
    found = {}
    for at in range(len(block.columns)):
        cells = [cell for line in lines if (cell := line.cells[at]) is not None and cell["value"] is not None]
        if len(cells) < 2:
            continue
        low, high = min(cell["value"] for cell in cells), max(cell["value"] for cell in cells)
        for cell in cells:
            part = float((cell["value"] - low) / (high - low)) if high > low else 0.0
            found[cell["figure_key"]] = 1 + min(int(part * LEVELS), LEVELS - 1)
    return found
