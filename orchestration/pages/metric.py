"""The page of a metric of an organisation: its charts, tables, breaks, questions, and files to take along."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from orchestration.explain.bilingual import MARKED, NOTHING, Both, is_range, period_words
from orchestration.explain.served import Served
from orchestration.pages.change import Change
from orchestration.pages.chart_bars import Bars, bars
from orchestration.pages.chart_lines import LineChart, index_chart, line_chart
from orchestration.pages.chart_multiples import Multiples, multiples, shades
from orchestration.pages.downloads import RELEASE_COLUMN, safe_text
from orchestration.pages.figures import FigureBlock, Line, QueryRow, metric_page, query, reasons_once
from orchestration.pages.site import Site
from orchestration.pages.words import domain_of

OVER_TIME = {
    "sum": Both(
        "Perioden tellen op: de maanden van een jaar zijn samen het jaar.",
        "Periods add up: the months of a year make the year.",
    ),
    "distinct": Both(
        "Perioden tellen niet op: wie in twee perioden meetelt, telt over beide samen één keer.",
        "Periods do not add up: whoever counts in two periods counts once in both together.",
    ),
    "mean": Both(
        "Perioden tellen niet op: het is een gemiddelde of een aandeel over de periode.",
        "Periods do not add up: it is a mean or a share over the period.",
    ),
    "none": Both("Perioden tellen niet op.", "Periods do not add up."),
}
OVER_AREAS = {
    "sum": Both("Wijken tellen op tot de stad.", "Areas add up to the city."),
    "overlap": Both(
        "Wijken tellen niet op tot de stad: wie in twee wijken meetelt, telt in de stad één keer.",
        "Areas do not add up to the city: whoever counts in two areas counts once in the city.",
    ),
    "distinct": Both(
        "Wijken tellen niet op tot de stad: wie in twee wijken meetelt, telt in de stad één keer.",
        "Areas do not add up to the city: whoever counts in two areas counts once in the city.",
    ),
    "mean": Both(
        "Wijken tellen niet op: het cijfer van de stad is een gemiddelde.",
        "Areas do not add up: the figure of the city is a mean.",
    ),
    "none": Both("Wijken tellen niet op.", "Areas do not add up."),
}
"""How a metric adds up, as a reader needs to know it."""

CSV_COLUMNS = (
    "figure_key", "area_name", "category_label_nl", "period_id", "kind", "value", "unit", "qualifier", "value_status",
    "value_printed", "is_provisional", "report_id", "table_id", "row_number", "column_number",
)  # fmt: skip
"""The columns of the file beside a page; the key of a figure says its organisation, area and category by their ids."""


@dataclass
class Section:
    """A block with what is drawn of it."""

    block: FigureBlock
    lines: LineChart | None
    index: LineChart | None
    index_base: Both
    """The period that the index begins at."""
    bars: list[Bars]
    multiples: Multiples | None
    shades: dict[str, int]

    @property
    def reasons(self) -> list[tuple[QueryRow, QueryRow]]:
        """Why its figures are what they are, as reports say, newest first; each reason once."""
        newest_first = sorted(
            self.block.figures, key=lambda one: (one["area_kind"] != "city", -one["end_date"].toordinal())
        )
        return reasons_once(newest_first)

    @property
    def is_drawn(self) -> bool:
        """Whether there is any chart."""
        return bool(self.lines or self.index or self.bars or self.multiples)


@dataclass
class Metric:
    """All blocks of one metric of one organisation, the whole figures first."""

    blocks: list[FigureBlock]
    adding: QueryRow | None = None
    """How it adds up, with the exception that its organisation makes."""
    index: dict[str, QueryRow] = field(default_factory=dict)
    """Its counts as an index, by the id of the figure."""
    changes: dict[str, Change] = field(default_factory=dict)
    """What changed, by the key of the figure."""
    elsewhere: Sequence[tuple[str, str]] = ()
    """The other organisations that print it, each with its page, where they are few."""

    @property
    def first(self) -> FigureBlock:
        """The whole figures, or else its first breakdown."""
        return self.blocks[0]

    @property
    def metric_id(self) -> str:
        """What it is known by."""
        metric_id: str = self.first.metric["metric_id"]
        return metric_id

    @property
    def title(self) -> Both:
        """What it is called."""
        return Both(self.first.metric["label_nl"], self.first.metric["label_en"])

    @property
    def page(self) -> str:
        """Where it stands, from the root of the site."""
        return metric_page(self.first.organisation_id, self.metric_id) if self.first.has_page else self.first.page

    @property
    def questions(self) -> list[Any]:
        """The questions of the guide that it answers."""
        return [question for block in self.blocks for question in block.questions]

    @property
    def numbers(self) -> int:
        """How many numbers it has."""
        return sum(block.numbers for block in self.blocks)

    @property
    def reports(self) -> list[str]:
        """The reports that print it."""
        return sorted({figure["report_id"] for block in self.blocks for figure in block.figures})

    @property
    def areas(self) -> list[tuple[str, str]]:
        """The areas beside the city that have a figure, with their names."""
        known = {
            figure["area_id"]: figure["area_name"]
            for block in self.blocks
            for figure in block.figures
            if figure["area_kind"] != "city"
        }
        return sorted(known.items(), key=lambda area: (area[1].lower(), area[0]))

    @cached_property
    def newest(self) -> QueryRow | None:
        """The newest figure of the city, of the longest period up to the same day; None if the city has no number."""
        city = self.city
        told = [cell for cell in (city.cells if city else []) if cell and _is_told(cell)]
        return max(told, key=lambda cell: (cell["end_date"], -cell["start_date"].toordinal()), default=None)

    @property
    def change(self) -> Change | None:
        """What the newest figure is against the one before it."""
        return self.changes.get(self.newest["figure_key"]) if self.newest else None

    @property
    def city(self) -> Line | None:
        """The whole figures of the city."""
        if self.first.breakdown_id is not None:
            return None
        return next((line for line in self.first.lines if line.area_kind == "city" and line.is_result), None)

    @property
    def until(self) -> QueryRow:
        """The figure about the newest period, whatever it is about."""
        return max(
            (figure for block in self.blocks for figure in block.figures),
            key=lambda figure: (figure["value"] is not None, figure["end_date"], -figure["start_date"].toordinal()),
        )

    def sections(self) -> list[Section]:
        """Its blocks, drawn."""
        found = []
        for block in self.blocks:
            index = index_chart(block, self.index) if self.index else None
            grains = index.panels[0].grains if index else []
            base = next((row["base_period_id"] for row in self.index.values() if row["grain"] in grains), None)
            said = period_words(base) if base else NOTHING
            found.append(Section(block, line_chart(block), index, said, bars(block), multiples(block), shades(block)))
        return found


def _is_told(figure: QueryRow) -> bool:
    return figure["value"] is not None or is_range(figure) or figure["value_status"] in MARKED


Elsewhere = Mapping[tuple[str, str], Sequence[tuple[str, str]]]
"""By organisation and metric: the other organisations that print it, each with its page."""


def metrics(
    served: Served, made: Iterable[FigureBlock], changes: dict[str, Change], elsewhere: Elsewhere | None = None
) -> list[Metric]:
    """The blocks by metric and organisation."""
    adding = {
        (row["organisation_id"], row["metric_id"]): row for row in served.rows("SELECT * FROM core.metric_additivity")
    }
    index: dict[tuple[str, str], dict[str, QueryRow]] = {}
    for row in query(served, "index"):
        index.setdefault((row["organisation_id"], row["metric_id"]), {})[row["figure_id"]] = row
    rates: dict[tuple[str, str], list[QueryRow]] = {}
    for row in query(served, "rates"):
        rates.setdefault((row["organisation_id"], row["metric_id"]), []).append(row)
    grouped: dict[tuple[str, str], list[FigureBlock]] = {}
    for block in made:
        grouped.setdefault((block.organisation_id, block.metric["metric_id"]), []).append(block)
    found = {}
    for key, blocks in grouped.items():
        blocks.sort(key=lambda block: (block.breakdown_id is not None, -block.numbers))
        blocks[0].rates = rates.get(key, [])
        found[key] = Metric(blocks, adding.get(key), index.get(key, {}), changes, (elsewhere or {}).get(key, ()))
    return list(found.values())


def write_metrics(site: Site, made: Iterable[Metric]) -> None:
    """A page per metric of two figures or more, each with its figures as a file beside it."""
    for metric in made:
        if metric.first.has_page:
            with site.standing_alone(metric.page):
                write_metric(site, metric)


def write_metric(site: Site, metric: Metric) -> None:
    """The page of one metric, and its file."""
    site.write(
        metric.page,
        "metric.html",
        metric=metric,
        sections=metric.sections(),
        domain=domain_of(metric.first.metric["mart"]),
        csv=metric.page.rpartition("/")[2].removesuffix(".html") + ".csv",
        over_time=OVER_TIME,
        over_areas=OVER_AREAS,
    )
    _write_csv(site, metric)


def _write_csv(site: Site, metric: Metric) -> None:
    """The figures of a page as a file for spreadsheets and programs, with the printed place of each."""
    with (site.out / metric.page).with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([*CSV_COLUMNS, RELEASE_COLUMN])
        for block in metric.blocks:
            for figure in block.figures:
                rows.writerow([*(_written(figure[name]) for name in CSV_COLUMNS), site.release["release_id"]])


def _written(value: Any) -> Any:
    """A value as the file has it: a number without zeros that say nothing, no text that is a formula."""
    if isinstance(value, str):
        return safe_text(value)
    return format(value.normalize(), "f") if hasattr(value, "normalize") else value
