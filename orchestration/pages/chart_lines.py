"""Lines over time: what is drawn of a block, and where each point lies. Figures come in as they are served."""

from __future__ import annotations

import datetime as dt
import os.path
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from orchestration.explain.bilingual import MARKED, Both, figure_words, is_range, period_words, written_words
from orchestration.pages.chart_axis import Scale, TimeAxis, scale, spread, time_axis
from orchestration.pages.figures import FigureBlock, Line, QueryRow, mark_of
from orchestration.pages.words import GRAINS

WHOLE = 1000
"""Paths are drawn in a square of so many units, which the page stretches to the place that there is."""

TOTALS = ("count", "eur", "fte", "hours")
"""Units of which the city is so much more than a team that on one axis the team would lie flat."""

MOST_LINES = 6
"""As many lines as can be told apart where nobody chose among them."""

MOST_FAINT = 24
"""Of how many areas the lines stand in a chart, to be chosen from; of more, their points are left out."""

NAME_GAP = 0.17
"""How far the names of lines lie apart, as a part of the height: two lines of text."""


WORD_GAP = 14.0
"""How far apart the words at breaks lie at least, in percents of the width."""


@dataclass(frozen=True)
class Point:
    """A figure that is drawn as a point: `x` and `y` in percents from the upper left."""

    figure: QueryRow
    x: float
    y: float
    said: Both
    """The figure with where and when, as its tip says it."""
    sign: str | None = None
    is_hollow: bool = False
    index: int | None = None
    """The number that is drawn, where it is an index."""


@dataclass(frozen=True)
class Bar:
    """A figure of which the report prints two ends."""

    figure: QueryRow
    x: float
    top: float
    bottom: float
    said: Both


@dataclass(frozen=True)
class Mark:
    """A sign at a place of the time axis, with what it says: a break, or a figure that is withheld."""

    x: float
    said: Both
    is_named: bool = True
    """Whether there is room for a word at it."""


@dataclass
class DrawnLine:
    """The figures of one area or category, as paths and points."""

    line: Line
    role: str
    """`main` where it is drawn for all to see, `other` where it waits to be chosen, `aim` for what was aimed at."""
    path: str = ""
    gaps: str = ""
    """Where it goes on over periods that no report prints."""
    spans: str = ""
    """The days that each figure is about."""
    points: list[Point] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    withheld: list[Mark] = field(default_factory=list)
    end: float = 0.0
    """How high it ends, in percents from above."""
    name_at: float = 0.0
    """Where its name stands."""

    @property
    def key(self) -> str:
        """What the keys of its figures begin with."""
        keys = [point.figure["figure_key"] for point in self.points]
        # Keys are no paths, and this is the standard library's longest common beginning of texts.
        return os.path.commonprefix(keys).rpartition(":")[0] + ":" if len(keys) > 1 else ""  # noqa: RUF071


@dataclass
class Panel:
    """Lines of periods that can be laid beside each other, on one axis of numbers."""

    grains: list[str]
    scale: Scale
    lines: list[DrawnLine]

    @property
    def title(self) -> Both:
        """The kinds of periods in it."""
        return _listed([GRAINS.get(grain, Both(grain, grain)) for grain in self.grains])


@dataclass
class LineChart:
    """Panels under each other on one time axis, with the breaks in the series."""

    axis: TimeAxis
    panels: list[Panel]
    breaks: list[Mark]
    left_out: list[QueryRow]
    """Figures of kinds of periods of which there is one: they are said, not drawn."""
    has_faint: bool = False
    """Whether areas wait in it to be chosen."""

    @property
    def width(self) -> int:
        """How wide it is at most, in rem: two points are no reason for a wide drawing."""
        places = {point.x for panel in self.panels for line in panel.lines for point in line.points}
        return min(18 + 3 * len(places), 68)

    @property
    def kinds(self) -> list[str]:
        """The kinds of periods in it, in the order in which tables show them."""
        used = {one.figure["grain"] for panel in self.panels for line in panel.lines for one in line.points}
        used |= {one.figure["grain"] for panel in self.panels for line in panel.lines for one in line.bars}
        return [grain for grain in GRAINS if grain in used]


ValueOf = Callable[[QueryRow], float | None]
"""The number of a figure that is drawn."""


def value_of(figure: QueryRow) -> float | None:
    """The number that the report prints."""
    return None if figure["value"] is None else float(figure["value"])


def line_chart(block: FigureBlock) -> LineChart | None:
    """The chart of a block's results over time, with what was aimed at; None where no line would join two of them."""
    results = [line for line in block.lines if line.is_result]
    cities = [line for line in results if line.area_kind == "city"] if block.breakdown_id is None else []
    others = [line for line in results if line not in cities]
    if block.breakdown_id is not None or block.crossed:
        return None
    main = cities or (others if len(others) <= MOST_LINES else [])
    if cities and block.metric["unit"] in TOTALS:
        others = []
    elif cities and 0 < len(others) < MOST_LINES - 1 and all(line.area_kind == "group" for line in others):
        main = [*cities, *others]
    faint = [line for line in others if line not in main]
    aims = [line for line in block.lines if not line.is_result and not line.kind.startswith(("over_", "under_"))]
    return _chart(block, main, faint, aims, value_of, joins_grains=block.metric["over_time"] == "mean")


def index_chart(block: FigureBlock, index: dict[str, QueryRow]) -> LineChart | None:
    """A team's counts beside the city's, each from 100 on; `index` has the numbers by the id of their figure."""
    lines = [line for line in block.lines if line.is_result and any(c and c["figure_id"] in index for c in line.cells)]
    cities = [line for line in lines if line.area_kind == "city"]
    others = [line for line in lines if line not in cities]
    if not cities or not others or block.breakdown_id is not None:
        return None

    # Where no part has an index, that of the city tells nothing.
    shared = {cell["grain"] for line in others for cell in line.cells if cell and cell["figure_id"] in index}

    def of_index(figure: QueryRow) -> float | None:
        row = index.get(figure["figure_id"])
        return None if row is None or figure["grain"] not in shared else float(row["index_value"])

    return _chart(block, cities, others, [], of_index, joins_grains=False)


def _chart(
    block: FigureBlock,
    main: list[Line],
    faint: list[Line],
    aims: list[Line],
    number_of: ValueOf,
    joins_grains: bool,
) -> LineChart | None:
    if not main and not faint:
        return None
    drawn = [figure for line in (*main, *faint, *aims) for figure in _figures(line) if _is_drawn(figure, number_of)]
    leading = [figure for line in main or faint for figure in _figures(line) if _is_drawn(figure, number_of)]
    groups = _grain_groups(leading, main or faint, number_of, joins_grains)
    if not groups:
        return None
    shown = {grain for group in groups for grain in group}
    spans = [_days(figure) for figure in drawn if figure["grain"] in shown]
    axis = time_axis(spans)
    is_index = number_of is not value_of
    panels = []
    for grains in groups:
        numbers = [
            number
            for figure in drawn
            if figure["grain"] in grains
            for number in (number_of(figure), *(_ends(figure) if is_range(figure) and not is_index else ()))
            if number is not None
        ]
        lines = [
            line
            for role, of_role in (("other", faint), ("aim", aims), ("main", main))
            for one in of_role
            if (line := _line(one, role, grains, axis, scale(numbers), number_of, len(faint) <= MOST_FAINT)) is not None
        ]
        panel = Panel(grains, scale(numbers), lines)
        _name(panel)
        panels.append(panel)
    left_out = [
        figure
        for line in main
        for figure in _figures(line)
        if _is_drawn(figure, number_of) and figure["grain"] not in shown
    ]
    breaks = _breaks(block, leading, shown, axis)
    return LineChart(axis, panels, breaks, [] if is_index else left_out, bool(faint))


def _figures(line: Line) -> list[QueryRow]:
    """The figures of a line in the order of time."""
    known = [cell for cell in line.cells if cell is not None]
    return sorted(known, key=lambda cell: (cell["start_date"], cell["end_date"]))


def _is_drawn(figure: QueryRow, number_of: ValueOf) -> bool:
    return number_of(figure) is not None or (number_of is value_of and is_range(figure))


def _days(figure: QueryRow) -> tuple[int, int]:
    return figure["start_date"].toordinal(), figure["end_date"].toordinal()


def _ends(figure: QueryRow) -> tuple[float, float]:
    return float(figure["value_low"]), float(figure["value_high"])


def _grain_groups(
    leading: list[QueryRow], lines: list[Line], number_of: ValueOf, joins_grains: bool
) -> list[list[str]]:
    """The kinds of periods that are drawn, those of one panel together.

    Means of longer and shorter periods can be laid beside each other; counts and shares of a quarter and of a year
    cannot, and have a panel each. A kind with one number is no line. Nothing is drawn where no kind has two.
    """
    kinds = [grain for grain in GRAINS if any(figure["grain"] == grain for figure in leading)]
    fullest = {
        grain: max(
            sum(1 for figure in _figures(line) if figure["grain"] == grain and _is_drawn(figure, number_of))
            for line in lines
        )
        for grain in kinds
    }
    if joins_grains:
        # Two of a kind, or one of each of several kinds.
        return [kinds] if sum(fullest.values()) >= 2 and kinds != ["interval"] else []
    joined = [grain for grain in kinds if fullest[grain] >= 2 and grain != "interval"]
    return [[grain] for grain in sorted(joined, key=lambda grain: -fullest[grain])]


def _line(
    line: Line,
    role: str,
    grains: Sequence[str],
    axis: TimeAxis,
    numbers: Scale,
    number_of: ValueOf,
    with_points: bool,
) -> DrawnLine | None:
    made = DrawnLine(line, role)
    figures = [figure for figure in _figures(line) if figure["grain"] in grains]
    last: tuple[int, float] | None = None
    for grain in grains:
        before: QueryRow | None = None
        for figure in (one for one in figures if one["grain"] == grain):
            start, end = _days(figure)
            x = axis.at((start + end) / 2)
            number = number_of(figure)
            if number is None:
                _without_number(made, figure, x, numbers, number_of)
                before = None
                continue
            y = 1 - numbers.at(number)
            place = f"{_unit(x)} {_unit(y)}"
            if role == "aim":
                made.path += f"M{_unit(axis.at(start - 0.5))} {_unit(y)}H{_unit(axis.at(end + 0.5))}"
            else:
                if end - start > 45:
                    made.spans += f"M{_unit(axis.at(start - 0.5))} {_unit(y)}H{_unit(axis.at(end + 0.5))}"
                if before is None or figure["crosses_break"] or grain == "interval":
                    made.path += f"M{place}"
                elif before["end_date"] + dt.timedelta(days=1) < figure["start_date"] and grain != "instant":
                    came_from = number_of(before) or 0.0
                    middle = axis.at(sum(_days(before)) / 2)
                    made.gaps += f"M{_unit(middle)} {_unit(1 - numbers.at(came_from))}L{place}"
                    made.path += f"M{place}"
                else:
                    made.path += f"L{place}"
                if with_points or role == "main":
                    made.points.append(_point(line, figure, x, y, number, number_of))
            before = figure
            if last is None or end >= last[0]:
                last = end, y
    if last is None and not made.bars:
        return None
    made.end = _percent(last[1] if last else (made.bars[-1].top + made.bars[-1].bottom) / 200)
    return made


def _without_number(made: DrawnLine, figure: QueryRow, x: float, numbers: Scale, number_of: ValueOf) -> None:
    """What is drawn of a figure that is no number: a range, or a sign at the axis where it is withheld."""
    if number_of is not value_of:
        return
    said = _said(made.line, figure, figure_words(figure))
    if is_range(figure):
        low, high = _ends(figure)
        made.bars.append(Bar(figure, _percent(x), _percent(1 - numbers.at(high)), _percent(1 - numbers.at(low)), said))
    elif figure["value_status"] in MARKED:
        made.withheld.append(Mark(_percent(x), said))


def _point(line: Line, figure: QueryRow, x: float, y: float, number: float, number_of: ValueOf) -> Point:
    is_index = number_of is not value_of
    if not is_index:
        said = figure_words(figure)
    else:
        said = Both(
            f"{round(number)} (index), {figure_words(figure).nl}", f"{round(number)} (index), {figure_words(figure).en}"
        )
    sign = mark_of(figure)
    hollow = sign is not None or bool(figure["is_provisional"])
    return Point(
        figure, _percent(x), _percent(y), _said(line, figure, said), sign, hollow, round(number) if is_index else None
    )


def _said(line: Line, figure: QueryRow, words: Both) -> Both:
    return line.label + ", " + period_words(figure["period_id"]) + ": " + words


def _unit(part: float) -> int:
    return round(part * WHOLE)


def _percent(part: float) -> float:
    return round(100 * part, 1)


def _name(panel: Panel) -> None:
    """Move the names of the lines that all see apart; the others are moved by the page, once they are chosen."""
    for line in panel.lines:
        line.name_at = line.end
    seen = [line for line in panel.lines if line.role != "other"]
    for line, place in zip(seen, spread([line.end / 100 for line in seen], NAME_GAP), strict=True):
        line.name_at = _percent(place)


def _breaks(block: FigureBlock, leading: list[QueryRow], grains: Iterable[str], axis: TimeAxis) -> list[Mark]:
    """Where the series breaks between figures that are drawn, each place once, with all that is said of it."""
    drawn = sorted((figure for figure in leading if figure["grain"] in set(grains)), key=lambda one: one["start_date"])
    found: dict[float, Both] = {}
    told = set()
    for one in block.breaks:
        crossing = next(
            (
                figure
                for figure in drawn
                if figure["crosses_break"] and figure["start_date"] <= one["starts_on"] <= figure["end_date"]
            ),
            None,
        )
        day = float(one["starts_on"].toordinal()) - 0.5
        before = [figure for figure in drawn if figure["end_date"] < one["starts_on"]]
        if crossing is not None:
            before = [figure for figure in before if figure["grain"] == crossing["grain"]] or before
            told.add(crossing["figure_id"])
        if not before or not any(figure["end_date"] >= one["starts_on"] for figure in drawn):
            continue
        reason = written_words(one["reason"], one["reason_nl"])
        words = reason if isinstance(reason, Both) else Both(one["reason"], one["reason"])
        said = Both("Breuk, ", "Break, ") + period_words(one["period_id"]) + ": " + words
        at = _percent(axis.at(day))
        found[at] = found[at] + " · " + words if at in found else said
    for at, figure in enumerate(drawn):
        if figure["crosses_break"] and figure["figure_id"] not in told and not figure["crossed_break_ids"]:
            earlier = [one for one in drawn[:at] if one["grain"] == figure["grain"]]
            if earlier:
                place = _percent(axis.at((earlier[-1]["end_date"].toordinal() + figure["start_date"].toordinal()) / 2))
                found.setdefault(place, Both("Breuk: het gebied is veranderd", "Break: the area has changed"))
    marks: list[Mark] = []
    for at, said in sorted(found.items()):
        named = [mark.x for mark in marks if mark.is_named]
        marks.append(Mark(at, said, not named or at - named[-1] > WORD_GAP))
    return marks


def _listed(names: list[Both]) -> Both:
    first, *more = names
    for name in more:
        first = first + ", " + Both(name.nl.lower(), name.en.lower())
    return first
