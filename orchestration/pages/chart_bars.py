"""Bars beside each other: the areas or categories of the newest period, by size. Only places are worked out here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from orchestration.explain.bilingual import Both, figure_words, is_range
from orchestration.pages.chart_axis import Scale, scale
from orchestration.pages.chart_lines import TOTALS
from orchestration.pages.figures import FigureBlock, Line, PeriodColumn, QueryRow, mark_of
from orchestration.pages.words import AREA_KINDS

ENDS = 12
"""Of more areas than a screen holds, so many of the largest and of the smallest are shown."""

TEAMS = ("team", "team_without_area")
"""Kinds of areas that stand in one list: none is a part of another."""


@dataclass
class BarRow:
    """One bar: where it begins and ends, in percents of the room that there is."""

    line: Line
    figure: QueryRow
    left: float
    width: float
    is_open: bool
    """Whether it is a bound or an approximation, or lies between two ends."""
    is_far: bool = False
    """Whether it lies in the middle of very many, and is left out until it is chosen."""
    aim: tuple[float, Both] | None = None
    """Where what was aimed at lies, and what it is."""


@dataclass
class Bars:
    """The bars of one period, from zero."""

    column: PeriodColumn
    area: Both | None
    """Of which area the categories are; None where areas are compared."""
    kind: Both | None
    """What kind of areas these are, where a block has several."""
    rows: list[BarRow]
    zero: float
    wholes: list[tuple[Both, QueryRow, float | None]] = field(default_factory=list)
    """What they are parts of, with where it lies on the axis if it can be laid beside them."""

    @property
    def left_out(self) -> int:
        """How many of very many are not shown."""
        return sum(1 for row in self.rows if row.is_far)

    @property
    def reference(self) -> float | None:
        """Where the city lies, if its parts can be laid beside it."""
        return next((at for _, _, at in self.wholes if at is not None), None)


def bars(block: FigureBlock) -> list[Bars]:
    """The bars of a block; none where its newest period has no two: older ones would leave out the newest."""
    if block.crossed:
        return []
    results = [line for line in block.lines if line.is_result]
    if block.breakdown_id is not None:
        return [made for made in [_of_categories(block, results)] if made is not None]
    parts = [line for line in results if line.area_kind != "city"]
    kinds = list(dict.fromkeys("team" if line.area_kind in TEAMS else line.area_kind for line in parts))
    found = []
    for kind in kinds:
        lines = [line for line in parts if line.area_kind == kind or (kind == "team" and line.area_kind in TEAMS)]
        made = _of_areas(block, lines, results, _kind(kind) if len(kinds) > 1 else None)
        if made is not None:
            found.append(made)
    return found


def _kind(kind: str) -> Both:
    return Both("Teams", "Teams") if kind == "team" else AREA_KINDS.get(kind, Both(kind, kind))


def _of_areas(block: FigureBlock, lines: list[Line], results: list[Line], kind: Both | None) -> Bars | None:
    at = _column(block, lines)
    if at is None:
        return None
    shown = sorted(_drawn(lines, at), key=lambda line: -_end(line.cells[at]))
    city = [(line, line.cells[at]) for line in results if line.area_kind == "city"]
    wholes = [(line.label, cell) for line, cell in city if cell is not None and cell["value"] is not None]
    apart = block.metric["unit"] in TOTALS
    values = [float(cell["value"]) for _, cell in wholes if not apart]
    made = _bars(block, shown, at, values)
    made.kind = kind
    made.wholes = [
        (label, cell, None if apart else 100 * _scale(shown, at, values).at(float(cell["value"])))
        for label, cell in wholes
    ]
    if len(shown) > 2 * ENDS:
        for row in made.rows[ENDS:-ENDS]:
            row.is_far = True
    return made


def _of_categories(block: FigureBlock, results: list[Line]) -> Bars | None:
    """Categories are compared within one area: the city, or else the first that has them."""
    lines = leading_area(results)
    parts = [line for line in lines if not line.is_total and not line.is_beside]
    at = _column(block, parts)
    if at is None:
        return None
    shown = _drawn([line for line in lines if not line.is_total], at)
    if not _counts(line.label.nl for line in parts):
        shown = _by_size(shown, at)
    made = _bars(block, shown, at, [])
    made.area = Both(*[(shown[0].cells[at] or {}).get("area_name", "")] * 2)
    made.wholes = [(line.label, cell, None) for line in lines if line.is_total and (cell := line.cells[at])]
    return made


def leading_area(lines: list[Line]) -> list[Line]:
    """The lines of one area: the city, or else the first that has parts."""
    cities = [line for line in lines if line.area_kind == "city"]
    if any(not line.is_total for line in cities):
        return cities
    first = next((line.area_id for line in lines if not line.is_total), None)
    return [line for line in lines if line.area_id == first]


def _counts(labels: Iterable[str]) -> bool:
    """Whether categories have an order of their own, as ages and durations have: most of their labels hold a number."""
    known = list(labels)
    return 2 * sum(1 for label in known if re.search(r"\d", label)) > len(known)


def _by_size(lines: list[Line], at: int) -> list[Line]:
    """By size, what is part of a category under it, and what is no part of the whole at the end."""
    known = {line.category_id for line in lines}
    ordered: list[Line] = []

    def add(within: str | None) -> None:
        level = [line for line in lines if (line.within if line.within in known else None) == within]
        for line in sorted(level, key=lambda line: (line.is_beside, -_end(line.cells[at]))):
            ordered.append(line)
            if line.category_id is not None and line.category_id != within:
                add(line.category_id)

    add(None)
    return ordered


def _column(block: FigureBlock, lines: list[Line]) -> int | None:
    """The column that the bars show: the newest, the fullest of those, the longest of equals."""
    counts = {at: len(_drawn(lines, at)) for at in range(len(block.columns))}
    newest = max((block.columns[at].end for at, count in counts.items() if count), default=None)
    fitting = [at for at, count in counts.items() if count >= 2 and block.columns[at].end == newest]
    return min(fitting, key=lambda at: (-counts[at], block.columns[at].start), default=None)


def _drawn(lines: list[Line], at: int) -> list[Line]:
    return [
        line for line in lines if (cell := line.cells[at]) is not None and (cell["value"] is not None or is_range(cell))
    ]


def _end(figure: QueryRow | None) -> float:
    """How far the bar of a figure reaches."""
    if figure is None:
        return 0.0
    return float(figure["value_high"] if is_range(figure) else figure["value"])


def _scale(lines: list[Line], at: int, more: list[float]) -> Scale:
    """From zero to the longest bar: the numbers stand beside the bars, so the axis needs no round end."""
    lows = [float(cell["value_low"]) for line in lines if (cell := line.cells[at]) and is_range(cell)]
    ends = [0.0, *(_end(line.cells[at]) for line in lines), *lows, *more]
    return Scale(min(ends), max(ends), ()) if min(ends) < max(ends) else scale(ends)


def _bars(block: FigureBlock, lines: list[Line], at: int, more: list[float]) -> Bars:
    aims = {
        (line.area_id, line.category_id): (line, cell)
        for line in block.lines
        if not line.is_result
        and not line.kind.startswith(("over_", "under_"))
        and (cell := line.cells[at]) is not None
        and cell["value"] is not None
    }
    more = [*more, *(_end(cell) for _, cell in aims.values())]
    axis = _scale(lines, at, more)
    rows = []
    for line in lines:
        figure = line.cells[at]
        if figure is None:
            continue
        low, high = axis.zero, axis.at(_end(figure))
        if is_range(figure):
            low = axis.at(float(figure["value_low"]))
        row = BarRow(
            line, figure, round(100 * min(low, high), 1), round(100 * abs(high - low), 1),
            mark_of(figure) is not None or is_range(figure),
        )  # fmt: skip
        if (aim := aims.get((line.area_id, line.category_id))) is not None:
            row.aim = round(100 * axis.at(_end(aim[1])), 1), aim[0].label + ": " + figure_words(aim[1])
        rows.append(row)
    return Bars(block.columns[at], None, None, rows, round(100 * axis.zero, 1))
