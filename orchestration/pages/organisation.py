"""The pages that show figures of one organisation alone, made from its rows and no others."""

from __future__ import annotations

from collections.abc import Collection

from orchestration.explain.served import Served
from orchestration.pages.domain import write_domain
from orchestration.pages.map import city_maps
from orchestration.pages.material import Material
from orchestration.pages.message import OVERVIEW
from orchestration.pages.metric import write_metrics
from orchestration.pages.overview import write_overview
from orchestration.pages.owners import Owner
from orchestration.pages.reports import write_reports
from orchestration.pages.site import Site
from orchestration.pages.wijk import Sheets
from orchestration.pages.words import DOMAINS


def write_organisation(site: Site, own: Served, owner: Owner, material: Material, areas: Collection[str]) -> None:
    """The pages of an organisation, but for the sheets of its `areas`; `own` is its part of the release."""
    with site.noting(f"figures/{owner.organisation_id}"):
        write_metrics(site, material.metrics)
    with site.noting(f"reports of {owner.organisation_id}"):
        write_reports(site, own, lambda: material.figures)
    if site.layout.is_split:
        _write_split(site, own, owner, material, areas)


def _write_split(site: Site, own: Served, owner: Owner, material: Material, areas: Collection[str]) -> None:
    """The pages that stand together where organisations are few."""
    layout, organisation_id = site.layout, owner.organisation_id
    for domain in DOMAINS:
        with site.standing_alone(page := layout.domain(domain, organisation_id)):
            sentences = material.messages.get(domain, ())
            write_domain(site, domain, material.metrics, material.questions, sentences, page)
    with site.noting(f"map of {organisation_id}"):
        site = site.of({**site.about, "maps": city_maps(site, own, material.blocks)})
    with site.standing_alone(page := layout.organisation(organisation_id)):
        sentences = material.messages.get(OVERVIEW, [])
        write_overview(site, own, material.blocks, material.changes, sentences, page, owner, areas)
    with site.standing_alone(page := layout.areas(organisation_id)):
        Sheets(site, own, material.figures).write_index(page, areas)
