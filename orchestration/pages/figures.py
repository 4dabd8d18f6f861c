"""The served figures, laid out as tables: a block per metric, organisation and breakdown, a column per period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.explain.served import Served
from orchestration.pages.words import GRAINS, Both, figure_words, period_words, same

SQL = Path(__file__).with_name("sql")

Row = dict[str, Any]
"""A row of a query, by column name."""


def query(served: Served, name: str) -> list[Row]:
    """The rows of a query of the folder `sql`."""
    return served.rows((SQL / f"{name}.sql").read_text(encoding="utf-8"))


def cell_page(figure: Row) -> str:
    """Where the printed cell of a figure is shown, from the root of the site."""
    return "reports/{report_id}/{table_id}.html#r{row_number}c{column_number}".format(**figure)


def block_id(metric_id: str, organisation_id: str, breakdown_id: str | None) -> str:
    """The anchor of a block; the same in every release."""
    return "-".join(part for part in (metric_id, organisation_id, breakdown_id) if part)


@dataclass(frozen=True)
class Column:
    """A period that a block has figures of."""

    period_id: str
    grain: str
    start: str
    """First day, ISO."""

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


@dataclass(frozen=True)
class Line:
    """A row of a block's table: an area, a category or both, with the figure in each column."""

    label: Both
    area_id: str
    area_kind: str
    is_total: bool
    cells: list[Row | None]


@dataclass
class Block:
    """The figures of one metric of one organisation, whole or by one breakdown."""

    metric: Row
    organisation_id: str
    organisation_name: str
    breakdown_id: str | None
    breakdown: Both | None
    columns: list[Column]
    lines: list[Line]
    breaks: list[Row] = field(default_factory=list)
    sentences: list[Both] = field(default_factory=list)
    questions: list[Any] = field(default_factory=list)

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
    def numbers(self) -> int:
        """How many numbers it has."""
        return sum(1 for line in self.lines for cell in line.cells if cell and cell["value"] is not None)

    @property
    def years(self) -> str:
        """The first and the last year that it has figures of."""
        years = sorted({column.year for column in self.columns})
        return years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"

    @property
    def is_series(self) -> bool:
        """Whether some line has two numbers of one kind of period, which a line can join."""
        return any(_longest(line, self.columns) >= 2 for line in self.lines)

    @property
    def is_comparison(self) -> bool:
        """Whether some period has three numbers or more beside each other, which bars can show."""
        return any(
            sum(1 for line in self.lines if (cell := line.cells[at]) and cell["value"] is not None) >= 3
            for at in range(len(self.columns))
        )

    @property
    def has_section(self) -> bool:
        """Whether it is worth a heading of its own: it can be drawn, or a question is about it."""
        return self.is_series or self.is_comparison or bool(self.questions)

    @property
    def page(self) -> str:
        """Where it stands, from the root of the site: its section, or its first figure among the others."""
        place = self.block_id
        if not self.has_section:
            place = next(cell["figure_key"] for line in self.lines if not line.is_total for cell in line.cells if cell)
        return f"{self.metric['mart']}.html#{place}"


def blocks(served: Served, figures: list[Row]) -> list[Block]:
    """All figures as blocks, those of one metric together."""
    metrics = {row["metric_id"]: row for row in served.rows("SELECT * FROM core.metric")}
    breaks: dict[tuple[str, str], list[Row]] = {}
    for row in served.rows("SELECT * FROM core.series_break ORDER BY starts_on, break_id"):
        breaks.setdefault((row["organisation_id"], row["metric_id"]), []).append(row)
    grouped: dict[tuple[str, str, str | None], list[Row]] = {}
    for figure in figures:
        key = (figure["metric_id"], figure["organisation_id"], figure["breakdown_id"])
        grouped.setdefault(key, []).append(figure)
    wholes = {key[:2]: rows for key, rows in grouped.items() if key[2] is None}
    by_id = {figure["figure_id"]: figure for figure in figures}
    sentences = _sentences(served, by_id)
    made = []
    for (metric_id, organisation_id, breakdown_id), rows in grouped.items():
        first = rows[0]
        shown = rows
        if breakdown_id is not None:
            # The whole stands above its parts, where it is printed for the same areas and periods.
            places = {(row["area_id"], row["period_id"]) for row in rows}
            whole = wholes.get((metric_id, organisation_id), [])
            shown = [row for row in whole if (row["area_id"], row["period_id"]) in places] + rows
        made.append(
            Block(
                metrics[metric_id],
                organisation_id,
                first["organisation_name"],
                breakdown_id,
                Both(first["breakdown_label_nl"], first["breakdown_label_en"]) if breakdown_id else None,
                *_table(shown, breakdown_id),
                breaks=breaks.get((organisation_id, metric_id), []),
                sentences=sentences.get((metric_id, organisation_id, breakdown_id), []),
            )
        )
    return made


def _table(figures: list[Row], breakdown_id: str | None) -> tuple[list[Column], list[Line]]:
    columns = sorted(
        {Column(f["period_id"], f["grain"], f["start_date"].isoformat()) for f in figures},
        key=lambda column: (list(GRAINS).index(column.grain), column.start, column.period_id),
    )
    position = {column.period_id: at for at, column in enumerate(columns)}
    several_areas = len({f["area_id"] for f in figures}) > 1
    lines: dict[tuple[Any, ...], Line] = {}
    for figure in figures:
        key = (figure["area_id"], figure["category_id"], figure["compared_with_period_id"])
        if key not in lines:
            label = _label(figure, breakdown_id, several_areas)
            is_total = breakdown_id is not None and figure["category_id"] is None
            lines[key] = Line(label, figure["area_id"], figure["area_kind"], is_total, [None] * len(columns))
        lines[key].cells[position[figure["period_id"]]] = figure
    return columns, list(lines.values())


def _label(figure: Row, breakdown_id: str | None, several_areas: bool) -> Both:
    if breakdown_id is None:
        label = same(figure["area_name"])
    else:
        label = (
            Both(figure["category_label_nl"], figure["category_label_en"])
            if figure["category_id"]
            else Both("Totaal", "Total")
        )
        if several_areas:
            label = same(f"{figure['area_name']} – ") + label
    if compared := figure["compared_with_period_id"]:
        period = period_words(compared)
        label = label + Both(f" (tegenover {period.nl})", f" (against {period.en})")
    return label


def _sentences(served: Served, by_id: dict[str, Row]) -> dict[tuple[str, str, str | None], list[Both]]:
    """What the charts show, in words: the development of the city, per kind of period."""
    found: dict[tuple[str, str, str | None], list[Both]] = {}
    for row in query(served, "series"):
        first = by_id.get(row["first_figure_id"])
        if first is None or first["area_kind"] != "city" or row["breakdown_id"] is not None:
            continue
        last, low, high = (by_id[row[f"{which}_figure_id"]] for which in ("last", "lowest", "highest"))
        said = [(_said(figure), period_words(figure["period_id"])) for figure in (first, last, low, high)]
        (a, a_when), (b, b_when), (lo, lo_when), (hi, hi_when) = said
        area = first["area_name"]
        text = Both(
            f"{area}: {a.nl} in {a_when.nl} en {b.nl} in {b_when.nl}",
            f"{area}: {a.en} in {a_when.en} and {b.en} in {b_when.en}",
        )
        if row["numbers"] > 2:
            text = text + Both(
                f"; het laagst in {lo_when.nl} ({lo.nl}), het hoogst in {hi_when.nl} ({hi.nl})",
                f"; lowest in {lo_when.en} ({lo.en}), highest in {hi_when.en} ({hi.en})",
            )
        text = text + "."
        if row["crosses_break"]:
            text = text + Both(
                " Let op: er loopt een breuk door deze reeks; de cijfers aan weerszijden zijn niet vergelijkbaar.",
                " Mind: a break runs through this series; the figures on both sides cannot be compared.",
            )
        key = (row["metric_id"], row["organisation_id"], row["breakdown_id"])
        found.setdefault(key, []).append(text)
    return found


def _said(figure: Row) -> Both:
    return figure_words(figure)


def _longest(line: Line, columns: list[Column]) -> int:
    counts: dict[str, int] = {}
    for cell, column in zip(line.cells, columns, strict=True):
        if cell and cell["value"] is not None and column.grain != "interval":
            counts[column.grain] = counts.get(column.grain, 0) + 1
    return max(counts.values(), default=0)


def _broken_down(title: str, by: str, breakdown: str) -> str:
    """The title with its breakdown, unless the metric is named after that already: `Aandeel van de melder`."""
    if breakdown.lower() in title.lower():
        return title
    return f"{title} {by} {breakdown[:1].lower()}{breakdown[1:]}"


def in_domain(made: Iterable[Block], domain: str) -> list[Block]:
    """The blocks of a domain."""
    return [block for block in made if block.metric["mart"] == domain]
