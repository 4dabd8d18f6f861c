"""The first page: whose figures these are, the domains at a glance, what is new and open, and the reports behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.explain.bilingual import is_range
from orchestration.explain.served import Served
from orchestration.pages.figures import FigureBlock, QueryRow, in_domain, mark_of
from orchestration.pages.site import Site
from orchestration.pages.words import DOMAINS, listed

KEY_METRICS = {
    "reach": ("unique_clients", "families_reached_share", "youth_reached_share", "unique_families"),
    "flow": (
        "cases_running", "cases_started", "cases_closed", "wait_workdays", "timely_introduction_share", "referrals",
    ),
    "satisfaction": ("can_continue_share", "client_rating", "helped_well_share", "complaints", "incidents"),
    "workforce": ("headcount", "fte", "absence_rate", "leavers", "joiners"),
}  # fmt: skip
"""What is shown of each domain where a report prints it for the whole city; the rest is on the domain's page."""

MOST_OWN = 4
"""How many metrics are shown of an organisation that prints none of these: those with the most numbers."""

Point = tuple[float, float]
"""A place in a drawing, from 0 to 1 in both directions."""


@dataclass(frozen=True)
class Key:
    """A metric at a glance: its latest figure, and the line that ends in it."""

    block: FigureBlock
    latest: QueryRow
    course: list[QueryRow]
    """The figures of the line, `latest` at the end; none where no line can be drawn."""

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


def write_overview(site: Site, served: Served, made: list[FigureBlock]) -> None:
    """The first page. It loads no charts: its lines are drawn in the page itself."""
    cards = {
        domain: {
            organisation: [
                key
                for metric in key_metrics(made, domain, organisation)
                for key in keys(made, domain, organisation, metric)
            ]
            for organisation in sorted({block.organisation_name for block in made})
        }
        for domain in DOMAINS
    }
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
    site.write(
        "index.html", "overview.html",
        cards={domain: shown for domain, shown in cards.items() if domain in KEY_METRICS or any(shown.values())},
        counts=counts, reports=reports, cities=cities,
        whose=listed(cities, "organisation"), where=listed(cities.values(), "city"),
    )  # fmt: skip


def key_metrics(made: list[FigureBlock], domain: str, organisation: str) -> list[str]:
    """The metrics of a domain that an organisation is shown by, most important first."""
    numbers: dict[str, int] = {}
    for block in in_domain(made, domain):
        if block.organisation_name == organisation and not block.breakdown_id:
            metric_id = block.metric["metric_id"]
            numbers[metric_id] = numbers.get(metric_id, 0) + block.numbers
    known = [metric for metric in KEY_METRICS.get(domain, ()) if metric in numbers]
    return known or sorted(numbers, key=lambda metric: (-numbers[metric], metric))[:MOST_OWN]


def keys(made: list[FigureBlock], domain: str, organisation: str, metric_id: str) -> Iterable[Key]:
    """A metric of an organisation at a glance, where it is printed for the whole city."""
    for block in in_domain(made, domain):
        if block.organisation_name != organisation or block.metric["metric_id"] != metric_id or block.breakdown_id:
            continue
        city = next((line for line in block.lines if line.area_kind == "city" and line.is_result), None)
        cells = [cell for cell in (city.cells if city else []) if cell and _is_said(cell)]
        if cells:
            # Of the figures up to the same day, the one about the longest period.
            latest = max(cells, key=lambda cell: (cell["end_date"], -cell["start_date"].toordinal()))
            yield Key(block, latest, course(cells, latest))


def _is_said(figure: QueryRow) -> bool:
    """Whether the report gives a number, or the two between which it lies."""
    return figure["value"] is not None or is_range(figure)


def course(cells: list[QueryRow], latest: QueryRow) -> list[QueryRow]:
    """The figures of a line that ends in the latest: of periods of the same kind, since the last break.

    There is none where it would be a single point, or where one of them is a bound or an approximation: how high that
    lies nobody knows.
    """
    found: list[QueryRow] = []
    series = [cell for cell in cells if cell["grain"] == latest["grain"] and cell["grain"] != "interval"]
    for cell in sorted(series, key=lambda cell: cell["start_date"].toordinal(), reverse=True):
        found.insert(0, cell)
        if cell["crosses_break"]:
            break
    is_line = len(found) > 1 and all(cell["value"] is not None and mark_of(cell) is None for cell in found)
    return found if is_line else []
