"""Which pages a site has and whose they are, before any of them is made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from orchestration.explain.served import Served
from orchestration.pages.figures import block_id, metric_page, query
from orchestration.pages.layout import MOST_TOGETHER, Layout
from orchestration.pages.metric import Elsewhere
from orchestration.pages.owners import Owner, owners
from orchestration.pages.wijk import Surroundings
from orchestration.pages.words import DOMAINS, OTHER, domain_of


@dataclass(frozen=True)
class Place:
    """Where the figures of a metric of an organisation stand, whole or by one breakdown."""

    organisation_id: str
    organisation_name: str
    metric_id: str
    mart: str | None
    breakdown_id: str | None
    figures: int
    numbers: int
    figure_key: str
    of_metric: int
    """How many figures the metric has of the organisation."""
    categories: list[str] | None
    page: str
    """From the root of the site."""

    @property
    def block_id(self) -> str:
        """The anchor of the section."""
        return block_id(self.metric_id, self.organisation_id, self.breakdown_id)


class Plan:
    """The pages of the site of a release; each part is read when it is first asked for."""

    def __init__(self, served: Served) -> None:
        self.served = served

    @cached_property
    def owners(self) -> dict[str, Owner]:
        """The organisations of the release."""
        return owners(self.served)

    @cached_property
    def layout(self) -> Layout:
        """Whether they stand together."""
        return Layout(len(self.owners) > MOST_TOGETHER)

    @cached_property
    def places(self) -> list[Place]:
        """Where figures stand."""
        found = []
        for row in query(self.served, "places"):
            page = metric_page(row["organisation_id"], row["metric_id"])
            if row["of_metric"] == 1:
                page = f"{self.layout.domain(domain_of(row['mart']), row['organisation_id'])}#{row['figure_key']}"
            elif row["breakdown_id"]:
                page += "#" + block_id(row["metric_id"], row["organisation_id"], row["breakdown_id"])
            found.append(Place(**row, page=page))
        return found

    @cached_property
    def has_other(self) -> bool:
        """Whether there are figures that no mart serves, and so a page of them in the menu."""
        return any(domain_of(place.mart) == OTHER for place in self.places)

    @cached_property
    def elsewhere(self) -> Elsewhere:
        """Who else prints a metric, where organisations are few."""
        if self.layout.is_split:
            return {}
        pages: dict[str, dict[str, tuple[str, str]]] = {}
        for place in self.places:
            said = place.organisation_name, place.page.partition("#")[0] if place.of_metric > 1 else place.page
            pages.setdefault(place.metric_id, {}).setdefault(place.organisation_id, said)
        return {
            (organisation_id, metric_id): [said for other, said in theirs.items() if other != organisation_id]
            for metric_id, theirs in pages.items()
            for organisation_id in theirs
        }

    @cached_property
    def pages(self) -> dict[str, list[str]]:
        """By organisation the files that show its figures alone."""
        found: dict[str, list[str]] = {organisation_id: [] for organisation_id in self.owners}
        for place in self.places:
            page = metric_page(place.organisation_id, place.metric_id)
            if place.of_metric > 1 and page not in found[place.organisation_id]:
                found[place.organisation_id] += [page, page.removesuffix(".html") + ".csv"]
        for report in self.served.rows("SELECT organisation_id, report_id FROM core.report"):
            found[report["organisation_id"]].append(f"reports/{report['report_id']}/index.html")
        for table in self.served.rows(
            "SELECT r.organisation_id, t.report_id, t.table_id FROM core.report_table AS t JOIN core.report AS r "
            "ON t.report_id = r.report_id"
        ):
            found[table["organisation_id"]].append(f"reports/{table['report_id']}/{table['table_id']}.html")
        if self.layout.is_split:
            for organisation_id, pages in found.items():
                pages += [self.layout.organisation(organisation_id), self.layout.areas(organisation_id)]
                pages += [self.layout.domain(domain, organisation_id) for domain in DOMAINS]
        return found

    @cached_property
    def around(self) -> Surroundings:
        """What stands around areas."""
        return Surroundings(self.served)

    @cached_property
    def sheets(self) -> dict[str, frozenset[str]]:
        """By area that has a sheet: the organisations whose figures are on it."""
        return {
            area_id: frozenset().union(
                *(self._reporting.get(one, ()) for one in (area_id, *self.around.similar(area_id)))
            )
            for area_id, area in self.around.areas.items()
            if area["kind"] != "city"
        }

    def areas(self, organisation_id: str) -> list[str]:
        """The areas that an organisation prints figures of, and those of its city."""
        city = self.served.cities.get(organisation_id)
        return [
            area_id
            for area_id in self.sheets
            if organisation_id in self._reporting.get(area_id, ()) or self.around.areas[area_id]["city_id"] == city
        ]

    @cached_property
    def _reporting(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in self.served.rows("SELECT DISTINCT area_id, organisation_id FROM core.figure"):
            found.setdefault(row["area_id"], set()).add(row["organisation_id"])
        return found
