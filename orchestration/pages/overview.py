"""The first page: what there is to say, the way in by neighbourhood, each number beside the one before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestration.explain.bilingual import Both, date_words, is_range
from orchestration.explain.served import Served
from orchestration.pages.change import Change
from orchestration.pages.figures import FigureBlock, QueryRow, in_domain, query
from orchestration.pages.grammar import age
from orchestration.pages.message import Sentence, pages_of
from orchestration.pages.owners import Owner, waits
from orchestration.pages.phrases import KEY_METRICS
from orchestration.pages.site import Site
from orchestration.pages.words import DOMAINS, LISTED, domain_of, listed

MOST_OWN = 4
"""How many metrics are shown of a domain of an organisation that prints none of these: those with the most numbers."""

MOST_AREAS = 60
"""How many areas are listed openly; of more, the list of each city opens when asked."""

CHECKS = """
            (SELECT sum(identities) FROM quality.rule_result) AS identities,
            (SELECT sum(holding) FROM quality.rule_result) AS holding
"""
CHECKS_OF_ONE = """
            (SELECT count(*) FROM quality.judged_identity) AS identities,
            (SELECT count(*) FROM quality.judged_identity WHERE verdict = 'holds') AS holding
"""
"""How many checks there are, and how many hold: of all, which are counted already, and of a part of a release."""

PLACES = ("team", "district", "neighbourhood")
"""The kinds of areas that people choose from; of all others there is the page of neighbourhoods."""


@dataclass(frozen=True)
class Key:
    """A metric at a glance: its latest figure, and what became of it."""

    block: FigureBlock
    domain: str
    latest: QueryRow
    change: Change | None

    @property
    def year(self) -> int:
        """The year that its latest figure runs to."""
        return int(self.latest["end_date"].year)


@dataclass(frozen=True)
class Year:
    """What an organisation is shown by of one year."""

    year: int
    keys: list[Key]

    @property
    def domains(self) -> dict[str, list[Key]]:
        """The same by domain, for those of which there is something."""
        found: dict[str, list[Key]] = {}
        for key in self.keys:
            found.setdefault(key.domain, []).append(key)
        return found


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
    domains: set[str] = field(default_factory=set)
    """Those that it has figures of."""
    keys: list[Key] = field(default_factory=list)

    @property
    def years(self) -> list[Year]:
        """Its figures by year, the newest first, so that no older one stands unmarked beside a newer one."""
        years = sorted({key.year for key in self.keys}, reverse=True)
        return [Year(year, [key for key in self.keys if key.year == year]) for year in years]


def write_overview(
    site: Site,
    served: Served,
    made: list[FigureBlock],
    changes: Mapping[str, Change],
    sentences: Sequence[Sentence],
    path: str = "index.html",
    owner: Owner | None = None,
    shown: Collection[str] | None = None,
) -> None:
    """The first page, or that of one organisation, which is its `owner`: it loads no charts.

    `shown` are the areas to choose from; without it all are.
    """
    counts = served.rows(
        f"""
        SELECT
            (SELECT count(*) FROM quality.finding WHERE status = 'open') AS open_findings,
            (SELECT count(*) FROM quality.finding WHERE status = 'waived') AS waived_findings,
            (SELECT count(*) FROM quality.suspect) AS suspects,
            (SELECT count(*) FROM core.served_figure WHERE value_status = 'illegible') AS illegible,
            {CHECKS_OF_ONE if owner else CHECKS}
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
    areas = [area for area in query(served, "areas") if area["kind"] in PLACES]
    if shown is not None:
        listed_areas = set(shown)
        areas = [area for area in areas if area["area_id"] in listed_areas]
    newest = next((report for report in reports if report["source"] is None), None)
    site.write(
        path, "overview.html", owner=owner, waiting_here=[] if owner else waits(served),
        sentences=sentences, pages_of=pages_of(made), newest=newest and _newest(newest, site),
        organisations=organisations, is_summary=len(organisations) > LISTED, ages=_ages(reports, site),
        areas=_by_city(areas), areas_open=len(areas) <= MOST_AREAS,
        counts=counts, reports=reports, cities=cities,
        whose=listed(cities, "organisation"), where=listed(cities.values(), "city"),
    )  # fmt: skip


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
        whose.domains.add(domain_of(block.metric["mart"]))
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
    day: dt.date = site.release["released_at"].date()
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
            yield Key(block, domain, latest, changes.get(latest["figure_key"]))


def _is_said(figure: QueryRow) -> bool:
    """Whether the report gives a number, or the two between which it lies."""
    return figure["value"] is not None or is_range(figure)
