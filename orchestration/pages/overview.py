"""The first page: the four domains at a glance, what is new, what is open, and which reports it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.explain.served import Served
from orchestration.pages.figures import Block, Column, Row, in_domain
from orchestration.pages.site import Site
from orchestration.pages.words import DOMAINS

KEY_METRICS = {
    "reach": ("unique_clients", "families_reached_share", "youth_reached_share", "unique_families"),
    "flow": (
        "cases_running", "cases_started", "cases_closed", "wait_workdays", "timely_introduction_share", "referrals",
    ),
    "satisfaction": ("can_continue_share", "client_rating", "helped_well_share", "complaints", "incidents"),
    "workforce": ("headcount", "fte", "absence_rate", "leavers", "joiners"),
}  # fmt: skip
"""What is shown of each domain where a report prints it for the whole city; the rest is on the domain's page."""

Runs = list[list[tuple[float, float]]]
"""Points of a line, from 0 to 1 in both directions, in runs that a series break parts."""


@dataclass(frozen=True)
class Key:
    """A metric at a glance: its latest figure, and how the figures of one kind of period went."""

    block: Block
    latest: Row
    grain: str | None
    """The kind of period of the line's points; None where there is no line."""
    runs: Runs


def write_overview(site: Site, served: Served, made: list[Block]) -> None:
    """The first page. It loads no charts: its lines are drawn in the page itself."""
    cards = {
        domain: {
            organisation: [key for metric in KEY_METRICS[domain] for key in _keys(made, domain, organisation, metric)]
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
    site.write("index.html", "overview.html", cards=cards, counts=counts, reports=reports)


def _keys(made: list[Block], domain: str, organisation: str, metric_id: str) -> Iterable[Key]:
    for block in in_domain(made, domain):
        if block.organisation_name != organisation or block.metric["metric_id"] != metric_id or block.breakdown_id:
            continue
        city = next((line for line in block.lines if line.area_kind == "city"), None)
        cells = [
            (column, cell)
            for column, cell in zip(block.columns, city.cells if city else [], strict=False)
            if cell and cell["value"] is not None
        ]
        if cells:
            # Of the figures up to the same day, the one about the longest period.
            latest = max(cells, key=lambda pair: (pair[1]["end_date"], -pair[1]["start_date"].toordinal()))[1]
            yield Key(block, latest, *course(cells))


def course(cells: list[tuple[Column, Row]]) -> tuple[str | None, Runs]:
    """The kind of period with the most numbers, and these as points of a line; nothing where there are too few."""
    grains = [column.grain for column, _ in cells if column.grain not in ("interval", "instant")]
    grain = max(dict.fromkeys(grains), key=grains.count, default=None)
    series = [cell for column, cell in cells if column.grain == grain]
    if len(series) < 3:
        return None, []
    values = [float(cell["value"]) for cell in series]
    days = [cell["start_date"].toordinal() for cell in series]
    low, high = min(values), max(values)
    made: Runs = []
    for cell, value, day in zip(series, values, days, strict=True):
        point = ((day - days[0]) / (days[-1] - days[0]), (value - low) / (high - low) if high > low else 0.5)
        if not made or cell["crosses_break"]:
            made.append([])
        made[-1].append(point)
    return grain, made
