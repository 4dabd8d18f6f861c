"""The first page: what there is to say, the way in by neighbourhood, each number beside the one before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestration.explain.bilingual import Both, date_words, is_range
from orchestration.explain.served import Served
from orchestration.pages.change import Change
from orchestration.pages.figures import FigureBlock, QueryRow, in_domain, mark_of, query
from orchestration.pages.grammar import age
from orchestration.pages.message import Sentence
from orchestration.pages.phrases import KEY_METRICS
from orchestration.pages.site import Site
from orchestration.pages.words import DOMAINS, LISTED, listed

MOST_OWN = 4
"""How many metrics are shown of a domain of an organisation that prints none of these: those with the most numbers."""

LEAST_COURSE = 3
"""How many points make a line that says more than the change beside it."""

MOST_AREAS = 60
"""How many areas are listed openly; of more, the list of each city opens when asked."""

Point = tuple[float, float]
"""A place in a drawing, from 0 to 1 in both directions."""


@dataclass(frozen=True)
class Key:
    """A metric at a glance: its latest figure, the change to it, and the line that ends in it."""

    block: FigureBlock
    latest: QueryRow
    course: list[QueryRow]
    """The figures of the line, `latest` at the end; none where no line can be drawn."""
    domain: str = ""
    change: Change | None = None

    @property
    def year(self) -> int:
        """The year that its latest figure runs to."""
        return int(self.latest["end_date"].year)

    @property
    def points(self) -> list[Point]:
        """Where the line runs, with zero at the lower edge, as in the charts of the pages behind it."""
        values = [float(figure["value"]) for figure in self.course]
        days = [figure["start_date"].toordinal() for figure in self.course]
        low, high = min(0.0, *values), max(0.0, *values)
        height = high - low or 1.0
        return [
            ((day - days[0]) / (days[-1] - days[0]), (value - low) / height)
            for day, value in zip(days, values, strict=True)
        ]


@dataclass(frozen=True)
class Year:
    """What an organisation is shown by of one year, by domain."""

    year: int
    is_older: bool
    """Whether the organisation has newer figures of other metrics."""
    domains: Mapping[str, list[Key]]


@dataclass
class Whose:
    """An organisation on the first page."""

    organisation_id: str
    name: str
    city: str | None
    """None where it accounts for no city's figures itself: a source of others, such as a statistical office."""
    report: QueryRow | None
    """Its newest report."""
    numbers: int
    keys: list[Key] = field(default_factory=list)

    @property
    def years(self) -> list[Year]:
        """Its figures by year, the newest first, so that no older one stands unmarked beside a newer one."""
        years = sorted({key.year for key in self.keys}, reverse=True)
        return [
            Year(
                year,
                year < years[0],
                {
                    domain: keys
                    for domain in DOMAINS
                    if (keys := [key for key in self.keys if key.year == year and key.domain == domain])
                },
            )
            for year in years
        ]


def write_overview(
    site: Site,
    served: Served,
    made: list[FigureBlock],
    changes: Mapping[str, Change],
    sentences: Sequence[Sentence],
) -> None:
    """The first page. It loads no charts: its lines are drawn in the page itself."""
    counts = served.rows(
        """
        SELECT
            (SELECT count(*) FROM quality.finding WHERE status = 'open') AS open_findings,
            (SELECT count(*) FROM quality.finding WHERE status = 'waived') AS waived_findings,
            (SELECT count(*) FROM quality.suspect) AS suspects,
            (SELECT count(*) FROM core.served_figure WHERE value_status = 'illegible') AS illegible,
            (SELECT sum(identities) FROM quality.rule_result) AS identities,
            (SELECT sum(holding) FROM quality.rule_result) AS holding
        """
    )[0]
    reports = served.rows(
        """
        SELECT r.*, o.name AS organisation_name, count(f.figure_id) AS figures
        FROM core.report AS r
        JOIN core.organisation AS o ON r.organisation_id = o.organisation_id
        LEFT JOIN core.figure AS f ON r.report_id = f.report_id
        GROUP BY ALL ORDER BY r.edition_date DESC, r.report_id
        """
    )
    cities = {
        row["organisation_name"]: row["city_name"]
        for row in served.rows(
            """
            SELECT o.name AS organisation_name, a.name AS city_name
            FROM core.organisation AS o JOIN core.area AS a ON o.area_id = a.area_id
            WHERE o.organisation_id IN (SELECT organisation_id FROM core.figure WHERE source IS NULL)
            """
        )
    }
    organisations = _organisations(made, changes, reports, cities)
    areas = [area for area in query(served, "areas") if area["kind"] != "city"]
    newest = next((report for report in reports if report["source"] is None), None)
    site.write(
        "index.html", "overview.html",
        sentences=sentences, pages_of=pages_of(made), newest=newest and _newest(newest, site),
        organisations=organisations, is_summary=len(organisations) > LISTED, ages=_ages(reports, site),
        areas=_by_city(areas), areas_open=len(areas) <= MOST_AREAS,
        counts=counts, reports=reports, cities=cities,
        whose=listed(cities, "organisation"), where=listed(cities.values(), "city"),
    )  # fmt: skip


def pages_of(made: Iterable[FigureBlock]) -> dict[tuple[str, str], FigureBlock]:
    """By organisation and metric the block of the metric as a whole, where a sentence about it leads."""
    return {(block.organisation_id, block.metric["metric_id"]): block for block in made if block.breakdown_id is None}


def _organisations(
    made: list[FigureBlock], changes: Mapping[str, Change], reports: list[QueryRow], cities: Mapping[str, str]
) -> list[Whose]:
    """The organisations with figures: those that account for a city first, and those with the newest reports."""
    found: dict[str, Whose] = {}
    for block in made:
        if (whose := found.get(block.organisation_id)) is None:
            report = next((one for one in reports if one["organisation_id"] == block.organisation_id), None)
            city = cities.get(block.organisation_name)
            found[block.organisation_id] = whose = Whose(
                block.organisation_id, block.organisation_name, city, report, 0
            )
        whose.numbers += block.numbers
    for whose in found.values():
        own = [block for block in made if block.organisation_id == whose.organisation_id]
        whose.keys = [
            key
            for domain in DOMAINS
            for metric in key_metrics(own, domain, whose.name)
            for key in keys(own, domain, whose.name, metric, changes)
        ]

    def place(whose: Whose) -> tuple[Any, ...]:
        edition = whose.report["edition_date"].toordinal() if whose.report else 0
        return whose.city is None, whose.city or "", -edition, whose.name

    return sorted(found.values(), key=place)


def _by_city(areas: Iterable[QueryRow]) -> dict[str | None, list[QueryRow]]:
    """The areas that have a sheet by the city that they are in; those of which nobody knows it at the end."""
    found: dict[str | None, list[QueryRow]] = {}
    for area in sorted(areas, key=lambda area: (area["city_name"] is None, area["city_name"] or "", area["name"])):
        found.setdefault(area["city_name"], []).append(area)
    return found


def _newest(report: QueryRow, site: Site) -> dict[str, Any]:
    """The newest report, with how old it was when the release was published."""
    day = report["published"] or report["edition_date"]
    released = _released(site)
    return {"report": report, "day": date_words(day), "age": age(day, released), "released": date_words(released)}


def _released(site: Site) -> dt.date:
    release: Any = site.environment.globals["release"]
    day: dt.date = release["released_at"].date()
    return day


def _ages(reports: Iterable[QueryRow], site: Site) -> dict[str, Both]:
    """How old each report was when the release was published."""
    released = _released(site)
    return {report["report_id"]: age(report["published"] or report["edition_date"], released) for report in reports}


def key_metrics(made: list[FigureBlock], domain: str, organisation: str) -> list[str]:
    """The metrics of a domain that an organisation is shown by, most important first."""
    numbers: dict[str, int] = {}
    for block in in_domain(made, domain):
        if block.organisation_name == organisation and not block.breakdown_id:
            metric_id = block.metric["metric_id"]
            numbers[metric_id] = numbers.get(metric_id, 0) + block.numbers
    known = [metric for metric in KEY_METRICS.get(domain, ()) if metric in numbers]
    return known or sorted(numbers, key=lambda metric: (-numbers[metric], metric))[:MOST_OWN]


def keys(
    made: list[FigureBlock], domain: str, organisation: str, metric_id: str, changes: Mapping[str, Change]
) -> Iterable[Key]:
    """A metric of an organisation at a glance, where it is printed for the whole city."""
    for block in in_domain(made, domain):
        if block.organisation_name != organisation or block.metric["metric_id"] != metric_id or block.breakdown_id:
            continue
        city = next((line for line in block.lines if line.area_kind == "city" and line.is_result), None)
        cells = [cell for cell in (city.cells if city else []) if cell and _is_said(cell)]
        if cells:
            # Of the figures up to the same day, the one about the longest period.
            latest = max(cells, key=lambda cell: (cell["end_date"], -cell["start_date"].toordinal()))
            yield Key(block, latest, course(cells, latest), domain, changes.get(latest["figure_key"]))


def _is_said(figure: QueryRow) -> bool:
    """Whether the report gives a number, or the two between which it lies."""
    return figure["value"] is not None or is_range(figure)


def course(cells: list[QueryRow], latest: QueryRow) -> list[QueryRow]:
    """The figures of a line that ends in the latest: of periods of the same kind, since the last break.

    There is none of fewer points than a change says in words, or where one of them is a bound or an approximation: how
    high that lies nobody knows.
    """
    found: list[QueryRow] = []
    series = [cell for cell in cells if cell["grain"] == latest["grain"] and cell["grain"] != "interval"]
    for cell in sorted(series, key=lambda cell: cell["start_date"].toordinal(), reverse=True):
        found.insert(0, cell)
        if cell["crosses_break"]:
            break
    exact = all(cell["value"] is not None and mark_of(cell) is None for cell in found)
    return found if exact and len(found) >= LEAST_COURSE else []
