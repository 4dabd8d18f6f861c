"""The pages that list organisations where they are many, and lead to the pages of each."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.explain.bilingual import Both
from orchestration.explain.served import Served
from orchestration.pages.figures import QueryRow, query
from orchestration.pages.grammar import age
from orchestration.pages.owners import Owner, waits
from orchestration.pages.plan import Plan
from orchestration.pages.site import Site
from orchestration.pages.words import DOMAINS, counted, domain_of


@dataclass
class Count:
    """What an organisation has in a domain."""

    metrics: int = 0
    figures: int = 0
    newest: QueryRow | None = None


@dataclass(frozen=True)
class ListRow:
    """An organisation in a list."""

    owner: Owner
    about: QueryRow
    """A row of organisations.sql."""
    domains: dict[str, Count]
    age: Both
    """How old its newest report was when the release was published."""


def list_rows(site: Site, plan: Plan) -> list[ListRow]:
    """The organisations, those of a city together."""
    domains: dict[str, dict[str, Count]] = {name: {} for name in plan.owners}
    seen: set[tuple[str, str]] = set()
    for place in plan.places:
        count = domains[place.organisation_id].setdefault(domain_of(place.mart), Count())
        count.figures += place.figures
        count.metrics += (place.organisation_id, place.metric_id) not in seen
        seen.add((place.organisation_id, place.metric_id))
    released = site.release["released_at"].date()
    return [
        ListRow(
            plan.owners[row["organisation_id"]],
            row,
            domains[row["organisation_id"]],
            age(row["published"], released),
        )
        for row in query(plan.served, "organisations")
    ]


def write_front(site: Site, served: Served, rows: list[ListRow]) -> None:
    """The first page: how much there is, who waits, and the organisations."""
    (counts,) = served.rows(
        """
        SELECT
            (SELECT count(*) FROM core.report) AS reports,
            (SELECT count(*) FROM core.served_figure) AS figures,
            (SELECT count(*) FROM quality.finding WHERE status = 'open') AS open_findings,
            (SELECT count(*) FROM quality.finding WHERE status = 'waived') AS waived_findings,
            (SELECT count(*) FROM quality.suspect) AS suspects,
            (SELECT coalesce(sum(identities), 0) FROM quality.rule_result) AS checks,
            (SELECT coalesce(sum(holding), 0) FROM quality.rule_result) AS holding
        """
    )
    cities = {row.about["city"] for row in rows} - {None}
    site.write(
        "index.html", "organisations_front.html",
        rows=rows, counts=counts, cities=counted(len(cities), "city"), waiting_here=waits(served),
    )  # fmt: skip


def write_domain_list(site: Site, domain: str, rows: list[ListRow]) -> None:
    """The page of a domain: the organisations that have figures of it."""
    here = [row for row in rows if domain in row.domains]
    site.write(f"{domain}.html", "organisations.html", title=DOMAINS[domain], rows=here, domain=domain, what="domain")


def write_area_list(site: Site, rows: list[ListRow]) -> None:
    """The page of neighbourhoods: the organisations that print figures of them."""
    here = [row for row in rows if row.about["areas"]]
    title = Both("Wijken en teams", "Neighbourhoods and teams")
    site.write("wijk/index.html", "organisations.html", title=title, rows=here, domain=None, what="areas")


def write_report_list(site: Site, rows: list[ListRow]) -> None:
    """The page of reports: the organisations that published them."""
    title = Both("Verslagen", "Reports")
    site.write("reports/index.html", "organisations.html", title=title, rows=rows, domain=None, what="reports")
