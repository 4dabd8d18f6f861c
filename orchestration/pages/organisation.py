"""The pages that show figures of one organisation alone, made from its rows and no others."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from orchestration.explain.served import Served
from orchestration.pages.domain import write_domain
from orchestration.pages.map import city_maps
from orchestration.pages.material import Material
from orchestration.pages.message import OVERVIEW
from orchestration.pages.metric import Elsewhere, write_metrics
from orchestration.pages.overview import write_overview
from orchestration.pages.owners import Owner
from orchestration.pages.questions import Question
from orchestration.pages.reports import write_reports
from orchestration.pages.site import Site
from orchestration.pages.wijk import Sheets
from orchestration.pages.words import DOMAINS


class OrganisationPages:
    """Makes the pages of an organisation; `own` is its part of the release."""

    def __init__(self, site: Site, own: Served, owner: Owner, questions: Sequence[Question], elsewhere: Elsewhere):
        self.site, self.own, self.owner = site, own, owner
        self.material = Material(site, own, questions, elsewhere)

    def write(self, pages: Collection[str], areas: Collection[str]) -> None:
        """All of them; of `pages`, all that others lead to, those that could not be made say so in their place."""
        organisation_id = self.owner.organisation_id
        with self.site.noting(f"figures/{organisation_id}"):
            write_metrics(self.site, self.material.metrics)
        with self.site.noting(f"reports of {organisation_id}"):
            write_reports(self.site, self.own, lambda: self.material.figures)
        if self.site.layout.is_split:
            self._write_split(areas)
        for page in pages:
            if page.endswith(".html") and not (self.site.out / page).exists():
                self.site.write(page, "failed.html")

    def _write_split(self, areas: Collection[str]) -> None:
        """The pages that stand together where organisations are few."""
        layout, organisation_id, material = self.site.layout, self.owner.organisation_id, self.material
        for domain in DOMAINS:
            with self.site.standing_alone(page := layout.domain(domain, organisation_id)):
                write_domain(
                    self.site, domain, material.metrics, material.questions, material.messages.get(domain, ()), page
                )
        with self.site.standing_alone(page := layout.organisation(organisation_id)):
            with self.site.noting(f"map of {organisation_id}"):
                self.site = self.site.of({**self.site.about, "maps": city_maps(self.site, self.own, material.blocks)})
            write_overview(
                self.site, self.own, material.blocks, material.changes, material.messages.get(OVERVIEW, []),
                page, self.owner, areas,
            )  # fmt: skip
        with self.site.standing_alone(page := layout.areas(organisation_id)):
            Sheets(self.site, self.own, material.figures).write_index(page, areas)
