"""The served figures, laid out as tables: a block per metric, organisation and breakdown, a column per period."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.explain.bilingual import Both, figure_words, period_words, same
from orchestration.explain.served import Served
from orchestration.explain.words import FIGURE_KINDS, RESULT
from orchestration.pages.layout import Layout
from orchestration.pages.words import domain_of

SQL = Path(__file__).with_name("sql")

QueryRow = dict[str, Any]
"""A row of a query, by column name."""

BLOCK = ("metric_id", "organisation_id", "breakdown_id")
"""The columns that a block has in common."""

CROSSED = "+"
"""What stands between two breakdowns, or categories, that cross."""

NO_PARENT: tuple[str | None, str | None] = (None, None)
"""The breakdown and category of a whole that is no category itself."""

BOUNDS = {"over": "≥", "at_least": "≥", "under": "≤", "at_most": "≤", "nearly": "≤", "about": "≈"}
"""How a drawing marks a figure that the report does not give exactly; an average is as exact as any number."""


_COLUMN_ORDER = ("year", "half_year", "four_months", "quarter", "month", "week", "instant", "interval")
"""The kinds of periods as columns of a table: what covers most comes first."""


def query(served: Served, name: str) -> list[QueryRow]:
    """The rows of a query of the folder `sql`."""
    return served.rows((SQL / f"{name}.sql").read_text(encoding="utf-8"))


def mark_of(figure: QueryRow) -> str | None:
    """The sign beside a drawn figure that is a bound or an approximation; None for one that is exact."""
    return BOUNDS.get(figure["qualifier"])


def cell_page(figure: QueryRow) -> str:
    """Where the printed cell of a figure is shown, from the root of the site."""
    return "reports/{report_id}/{table_id}.html#r{row_number}c{column_number}".format(**figure)


def reasons_once(figures: Iterable[QueryRow]) -> list[tuple[QueryRow, QueryRow]]:
    """The reasons of figures, each with the first figure that has it: that of a year is given for its quarters, too."""
    told: dict[tuple[str, str, str, str], tuple[QueryRow, QueryRow]] = {}
    for figure in figures:
        for reason in figure["reasons"]:
            key = (reason["report_id"], reason["reason_nl"], figure["metric_id"], figure["area_id"])
            told.setdefault(key, (figure, reason))
    return list(told.values())


def block_id(metric_id: str, organisation_id: str, breakdown_id: str | None) -> str:
    """The anchor of a block; the same in every release."""
    return "-".join(part for part in (metric_id, organisation_id, breakdown_id) if part)


def metric_page(organisation_id: str, metric_id: str) -> str:
    """Where the page of a metric of an organisation stands, from the root of the site."""
    return f"figures/{organisation_id}/{metric_id}.html"


def figure_pages(figures: Iterable[QueryRow], layout: Layout) -> dict[str, str]:
    """Where each figure is shown beside the others of its metric, by its key, from the root of the site.

    A metric of one figure has no page of its own: it is a line of its domain's.
    """
    known = list(figures)
    counts = Counter((figure["organisation_id"], figure["metric_id"]) for figure in known)
    found = {}
    for figure in known:
        key = figure["organisation_id"], figure["metric_id"]
        page = metric_page(*key) if counts[key] > 1 else layout.domain(domain_of(figure["mart"]), key[0])
        found[figure["figure_key"]] = f"{page}#{figure['figure_key']}"
    return found


@dataclass(frozen=True)
class PeriodColumn:
    """A period that a block has figures of."""

    period_id: str
    grain: str
    start: str
    """First day, ISO."""
    end: str
    """Last day, ISO."""

    @property
    def year(self) -> str:
        """The year that the period begins in."""
        return self.start[:4]

    @property
    def label(self) -> Both:
        """The period in words."""
        return period_words(self.period_id)

    @property
    def short(self) -> Both:
        """The period as the head of a column."""
        return period_words(self.period_id, short=True)


@dataclass
class Line:
    """A row of a block's table: an area, a category or both, with the figure in each column."""

    label: Both
    area_id: str
    area_kind: str
    is_total: bool
    """Whether it is the whole of the block's breakdown, of which the others are parts."""
    cells: list[QueryRow | None]
    category_id: str | None = None
    within: str | None = None
    """The category of the same block that this one is a part of."""
    is_beside: bool = False
    """Whether it is no part of the whole, where other lines of the block are: a goal, or a group that overlaps them."""
    kind: str = RESULT
    """The kind of its figures; what is no result stands beside it."""

    @property
    def is_result(self) -> bool:
        """Whether its figures tell what came about."""
        return self.kind == RESULT


@dataclass(frozen=True)
class CrossTable:
    """The figures of an area and period where two breakdowns cross, with the totals of both that are printed."""

    title: Both
    area_id: str
    area_kind: str
    period: PeriodColumn
    heads: list[Both]
    """The categories of the second breakdown, and the total where one is printed."""
    rows: list[tuple[Both, list[QueryRow | None]]]
    """A category of the first breakdown, or the total, with its figures."""


@dataclass
class FigureBlock:
    """The figures of one metric of one organisation, whole or by one breakdown."""

    metric: QueryRow
    organisation_id: str
    organisation_name: str
    breakdown_id: str | None
    breakdown: Both | None
    columns: list[PeriodColumn]
    lines: list[Line]
    crossed: list[CrossTable] = field(default_factory=list)
    """What it is shown as where two breakdowns cross."""
    breaks: list[QueryRow] = field(default_factory=list)
    sentences: list[Both] = field(default_factory=list)
    questions: list[Any] = field(default_factory=list)
    rates: list[QueryRow] = field(default_factory=list)
    """What its figures come to per 1,000 inhabitants."""
    has_page: bool = False
    """Whether its metric has two figures or more, and so a page of its own."""
    layout: Layout = Layout()  # noqa: RUF009 - it cannot be changed

    @property
    def block_id(self) -> str:
        """The anchor of the block."""
        return block_id(self.metric["metric_id"], self.organisation_id, self.breakdown_id)

    @property
    def title(self) -> Both:
        """What it is about: the metric, and what it is broken down by."""
        title = Both(self.metric["label_nl"], self.metric["label_en"])
        if self.breakdown is None:
            return title
        return Both(_broken_down(title.nl, "naar", self.breakdown.nl), _broken_down(title.en, "by", self.breakdown.en))

    @property
    def sources(self) -> list[str]:
        """Whose figures these are, where its organisation does not account for them itself."""
        return sorted({cell["source"] for line in self.lines for cell in line.cells if cell and cell["source"]})

    @property
    def numbers(self) -> int:
        """How many numbers it has."""
        return sum(1 for line in self.lines for cell in line.cells if cell and cell["value"] is not None)

    @property
    def years(self) -> str:
        """The first and the last year that it has figures of."""
        years = sorted({column.year for column in self.columns})
        return years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"

    @property
    def page(self) -> str:
        """Where it stands, from the root of the site: its section of its metric's page, or its only figure."""
        if self.has_page:
            page = metric_page(self.organisation_id, self.metric["metric_id"])
            return f"{page}#{self.block_id}" if self.breakdown_id else page
        figure = next(cell for line in self.lines if not line.is_total for cell in line.cells if cell)
        page = self.layout.domain(domain_of(self.metric["mart"]), self.organisation_id)
        return f"{page}#{figure['figure_key']}"

    @property
    def figures(self) -> list[QueryRow]:
        """Its own figures, without those of the whole that stand beside them."""
        return [
            cell for line in self.lines for cell in line.cells if cell and cell["breakdown_id"] == self.breakdown_id
        ]


def blocks(served: Served, figures: list[QueryRow], layout: Layout = Layout()) -> list[FigureBlock]:  # noqa: B008
    """All figures as blocks, those of one metric together."""
    categories = {(row["breakdown_id"], row["category_id"]): row for row in served.rows("SELECT * FROM core.category")}
    breaks: dict[tuple[str, str], list[QueryRow]] = {}
    for row in served.rows("SELECT * FROM core.series_break ORDER BY starts_on, break_id"):
        breaks.setdefault((row["organisation_id"], row["metric_id"]), []).append(row)
    grouped: dict[tuple[str, str, str | None], list[QueryRow]] = {}
    for figure in figures:
        key = (figure["metric_id"], figure["organisation_id"], figure["breakdown_id"])
        grouped.setdefault(key, []).append(figure)
    sentences = _sentences(served, figures)
    counts = Counter((figure["metric_id"], figure["organisation_id"]) for figure in figures)
    made = []
    for (metric_id, organisation_id, breakdown_id), rows in grouped.items():
        first = rows[0]
        shown = rows
        if breakdown_id is not None:
            shown = _whole(rows, grouped, categories) + rows
        made.append(
            FigureBlock(
                served.metrics[metric_id],
                organisation_id,
                first["organisation_name"],
                breakdown_id,
                Both(first["breakdown_label_nl"], first["breakdown_label_en"]) if breakdown_id else None,
                *_table(shown, breakdown_id, categories),
                crossed=_cross_tables(rows, grouped, categories),
                breaks=breaks.get((organisation_id, metric_id), []),
                sentences=sentences.get((metric_id, organisation_id, breakdown_id), []),
                has_page=counts[metric_id, organisation_id] > 1,
                layout=layout,
            )
        )
    return made


def _whole(
    parts: list[QueryRow],
    grouped: dict[tuple[str, str, str | None], list[QueryRow]],
    categories: dict[tuple[str, str], QueryRow],
) -> list[QueryRow]:
    """The whole of a block's parts, where it is printed for the same areas and periods.

    That is the metric without a breakdown, or the category of another breakdown that the parts belong to: the reasons
    of those who left at own request are parts of these, not of all who left.
    """
    metric_id, organisation_id, breakdown_id = (parts[0][name] for name in BLOCK)
    outside = {part["category_id"]: _parent(part, categories) for part in parts}
    parents = {outside[part["category_id"]] for part in parts if _is_part(part, categories)}
    parents = (parents | set(outside.values()) - {NO_PARENT}) or {NO_PARENT}
    places = {_place(row) for row in parts}
    return [
        row
        for parent in sorted(parents, key=lambda parent: parent[0] or "")
        for row in grouped.get((metric_id, organisation_id, parent[0]), [])
        if row["category_id"] == parent[1] and parent[0] != breakdown_id and _place(row) in places
    ]


def _place(figure: QueryRow) -> tuple[Any, ...]:
    """What figures have in common that a table shows beside each other."""
    return tuple(figure[name] for name in ("area_id", "period_id", "compared_with_period_id", "kind"))


def _cross_tables(
    parts: list[QueryRow],
    grouped: dict[tuple[str, str, str | None], list[QueryRow]],
    categories: dict[tuple[str, str], QueryRow],
) -> list[CrossTable]:
    """The figures of two breakdowns at once as tables of the one by the other; none for those of one breakdown."""
    metric_id, organisation_id, breakdown_id = (parts[0][name] for name in BLOCK)
    if CROSSED not in (breakdown_id or ""):
        return []
    down, across = breakdown_id.split(CROSSED)
    places: dict[tuple[Any, ...], dict[tuple[str | None, str | None], QueryRow]] = {}
    for part in parts:
        places.setdefault(_place(part), {})[tuple(part["category_id"].split(CROSSED))] = part
    for margin, of in ((down, 0), (across, 1), (None, None)):
        for row in grouped.get((metric_id, organisation_id, margin), []):
            if (cells := places.get(_place(row))) is not None:
                cells[(row["category_id"], None) if of == 0 else (None, row["category_id"])] = row
    return [
        _cross_table(cells, [[*_ordered(cells, side, one, categories), None] for side, one in ((0, down), (1, across))])
        for cells in places.values()
    ]


def _ordered(
    cells: dict[tuple[str | None, str | None], QueryRow],
    side: int,
    breakdown_id: str,
    categories: dict[tuple[str, str], QueryRow],
) -> list[QueryRow]:
    """The categories of one side of a table where two breakdowns cross, in their order."""
    found = [categories[breakdown_id, key] for key in {pair[side] for pair in cells if None not in pair} if key]
    return sorted(found, key=lambda row: (row["sort_order"] is None, row["sort_order"] or 0, row["category_id"]))


def _cross_table(
    cells: dict[tuple[str | None, str | None], QueryRow], sides: list[list[QueryRow | None]]
) -> CrossTable:
    first = next(iter(cells.values()))
    down, across = sides
    if not any(pair[1] is None for pair in cells):
        across = across[:-1]
    rows: list[tuple[Both, list[QueryRow | None]]] = []
    for row in down:
        figures = [cells.get((_category(row), _category(column))) for column in across]
        if any(figures):
            rows.append((_category_label(row), figures))
    period = _period_column(first)
    title = same(f"{first['area_name']}, ") + period.label
    if first["kind"] != RESULT:
        title = title + " – " + Both(*FIGURE_KINDS[first["kind"]])
    heads = [_category_label(column) for column in across]
    return CrossTable(title, first["area_id"], first["area_kind"], period, heads, rows)


def _category(row: QueryRow | None) -> str | None:
    return None if row is None else row["category_id"]


def _category_label(row: QueryRow | None) -> Both:
    return Both("Totaal", "Total") if row is None else Both(row["label_nl"], row["label_en"])


def _period_column(figure: QueryRow) -> PeriodColumn:
    days = figure["start_date"].isoformat(), figure["end_date"].isoformat()
    return PeriodColumn(figure["period_id"], figure["grain"], *days)


def _parent(part: QueryRow, categories: dict[tuple[str, str], QueryRow]) -> tuple[str | None, str | None]:
    """The breakdown and category, outside the part's own breakdown, that it belongs to in the end."""
    breakdown_id, category_id = part["breakdown_id"], part["category_id"]
    seen = set()
    while category_id and breakdown_id == part["breakdown_id"] and category_id not in seen:
        seen.add(category_id)
        row = categories[breakdown_id, category_id]
        breakdown_id, category_id = row["part_of_breakdown_id"], row["part_of_category_id"]
    return breakdown_id, category_id


def _is_part(part: QueryRow, categories: dict[tuple[str, str], QueryRow]) -> bool:
    return bool(categories[part["breakdown_id"], part["category_id"]]["is_part_of_whole"])


def _table(
    figures: list[QueryRow], breakdown_id: str | None, categories: dict[tuple[str, str], QueryRow]
) -> tuple[list[PeriodColumn], list[Line]]:
    columns = sorted(
        {_period_column(figure) for figure in figures},
        key=lambda column: (_COLUMN_ORDER.index(column.grain), column.start, column.period_id),
    )
    position = {column.period_id: at for at, column in enumerate(columns)}
    several_areas = len({f["area_id"] for f in figures}) > 1
    lines: dict[tuple[Any, ...], Line] = {}
    for figure in figures:
        key = (figure["area_id"], figure["category_id"], figure["compared_with_period_id"], figure["kind"])
        if key not in lines:
            label = _label(figure, breakdown_id, several_areas)
            is_total = figure["breakdown_id"] != breakdown_id
            lines[key] = Line(
                label, figure["area_id"], figure["area_kind"], is_total, [None] * len(columns), kind=figure["kind"]
            )
            if breakdown_id is not None and not is_total:
                lines[key].category_id = figure["category_id"]
                lines[key].within = categories[breakdown_id, figure["category_id"]]["part_of_category_id"]
                lines[key].is_beside = not _is_part(figure, categories)
        lines[key].cells[position[figure["period_id"]]] = figure
    return columns, _in_order(list(lines.values()))


def _in_order(lines: list[Line]) -> list[Line]:
    """The lines as they are read: what is part of a category under it, what is no part of the whole at the end."""
    has_parts = any(line.category_id and not line.is_beside for line in lines)
    for line in lines:
        line.is_beside = line.is_beside and has_parts
        if not any(other.category_id == line.within and other.area_id == line.area_id for other in lines):
            line.within = None
    ordered: list[Line] = []

    def add(line: Line) -> None:
        ordered.append(line)
        for below in lines:
            if line.category_id and below.within == line.category_id and below.area_id == line.area_id:
                add(below)

    for line in sorted(lines, key=lambda line: line.is_beside):
        if line.within is None:
            add(line)
    return ordered


def _label(figure: QueryRow, breakdown_id: str | None, several_areas: bool) -> Both:
    if breakdown_id is None:
        label = same(figure["area_name"])
    else:
        label = (
            Both(figure["category_label_nl"], figure["category_label_en"])
            if figure["category_id"]
            else Both("Totaal", "Total")
        )
        if figure["category_id"] and figure["breakdown_id"] != breakdown_id:
            label = Both("Totaal: ", "Total: ") + label
        if several_areas:
            label = same(f"{figure['area_name']} – ") + label
    if compared := figure["compared_with_period_id"]:
        period = period_words(compared)
        label = label + Both(f" (tegenover {period.nl})", f" (against {period.en})")
    if figure["kind"] != RESULT:
        label = label + " – " + Both(*FIGURE_KINDS[figure["kind"]])
    return label


def _sentences(served: Served, figures: list[QueryRow]) -> dict[tuple[str, str, str | None], list[Both]]:
    """What the charts show, in words: the development of the city, per kind of period, up to the newest figure."""
    by_id = {figure["figure_id"]: figure for figure in figures}
    newest: dict[tuple[str, str, str | None], QueryRow] = {}
    for figure in figures:
        if figure["area_kind"] == "city" and figure["breakdown_id"] is None and figure["kind"] == RESULT:
            key: tuple[str, str, str | None] = (figure["metric_id"], figure["organisation_id"], None)
            known = newest.setdefault(key, figure)
            # Of figures up to the same day, the one about the longest period.
            newest[key] = min(known, figure, key=lambda one: (-one["end_date"].toordinal(), one["start_date"]))
    found: dict[tuple[str, str, str | None], list[Both]] = {}
    told: dict[tuple[str, str, str | None], dt.date] = {}
    for row in query(served, "series"):
        last = by_id.get(row["last_figure_id"])
        if last is None or last["area_kind"] != "city" or row["breakdown_id"] is not None:
            continue
        key = (row["metric_id"], row["organisation_id"], None)
        is_newest = last["end_date"] == newest[key]["end_date"]
        if row["numbers"] > 1 or (row["follows_break"] and is_newest):
            found.setdefault(key, []).append(_sentence(row, by_id))
            told[key] = last["end_date"]
    for key, until in told.items():
        figure = newest[key]
        if figure["end_date"] > until:
            said, when = figure_words(figure), period_words(figure["period_id"])
            found[key].append(
                Both(f"Het nieuwste cijfer: {said.nl} in {when.nl}.", f"The newest figure: {said.en} in {when.en}.")
            )
    return found


def _sentence(row: QueryRow, by_id: dict[str, QueryRow]) -> Both:
    """The course of one series since its last break; nothing is laid beside what lies before that."""
    first, last, low, high = (by_id[row[f"{which}_figure_id"]] for which in ("first", "last", "lowest", "highest"))
    said = [(figure_words(figure), period_words(figure["period_id"])) for figure in (first, last, low, high)]
    (a, a_when), (b, b_when), (lo, lo_when), (hi, hi_when) = said
    area = first["area_name"]
    if row["numbers"] == 1:
        return Both(
            f"{area}: {b.nl} in {b_when.nl}. Een breuk in de reeks scheidt dit van eerdere cijfers, die er niet mee te "
            "vergelijken zijn.",
            f"{area}: {b.en} in {b_when.en}. A break in the series parts this from earlier figures, which cannot be "
            "compared with it.",
        )
    text = Both(
        f"{area}: {a.nl} in {a_when.nl} en {b.nl} in {b_when.nl}",
        f"{area}: {a.en} in {a_when.en} and {b.en} in {b_when.en}",
    )
    if row["follows_break"]:
        text = Both("Sinds de breuk in de reeks, ", "Since the break in the series, ") + text
    if row["numbers"] > 2 and row["is_exact"] and row["moved"]:
        text = text + Both(
            f"; het laagst in {lo_when.nl} ({lo.nl}), het hoogst in {hi_when.nl} ({hi.nl})",
            f"; lowest in {lo_when.en} ({lo.en}), highest in {hi_when.en} ({hi.en})",
        )
    return text + "."


def _broken_down(title: str, by: str, breakdown: str) -> str:
    """The title with its breakdown, unless the metric is named after that already: `Aandeel van de melder`."""
    if breakdown.lower() in title.lower():
        return title
    return f"{title} {by} {breakdown[:1].lower()}{breakdown[1:]}"


def in_domain(made: Iterable[FigureBlock], domain: str) -> list[FigureBlock]:
    """The blocks of a domain."""
    return [block for block in made if domain_of(block.metric["mart"]) == domain]
