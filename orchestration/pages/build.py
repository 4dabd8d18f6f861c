"""Makes the whole site of one release."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from orchestration.explain.marts import mart_names
from orchestration.explain.served import Served
from orchestration.pages import dbt_docs, lists, reports
from orchestration.pages.dictionary import write_dictionary
from orchestration.pages.domain import write_domain
from orchestration.pages.kept import Base, Kept, kept_of, take_over
from orchestration.pages.map import city_maps
from orchestration.pages.material import Material
from orchestration.pages.message import OVERVIEW
from orchestration.pages.organisation import write_organisation
from orchestration.pages.overview import write_overview
from orchestration.pages.own import OwnRows
from orchestration.pages.owners import about
from orchestration.pages.plan import Plan
from orchestration.pages.quality import write_quality
from orchestration.pages.questions import Question, answered, organisation_of
from orchestration.pages.search import write_search
from orchestration.pages.site import Site, new_site
from orchestration.pages.standards.publisher import Publisher
from orchestration.pages.standards.write import ABOUT, ACCESSIBILITY, write_standards
from orchestration.pages.wijk import Sheets, sheet_page
from orchestration.pages.words import DOMAINS, OTHER
from orchestration.record import PageFailure
from orchestration.release.history import HistoryEntry


def build_pages(
    release: Path,
    out: Path,
    history: Sequence[HistoryEntry] = (),
    manifest: Path | None = None,
    compiled: Path | None = None,
    publisher: Publisher = Publisher(),  # noqa: B008 - it cannot be changed
    base: Base | None = None,
) -> list[PageFailure]:
    """Write the site about a release's file into the folder `out`; returns the pages that could not be made.

    All figures come from the release. `history` lists the releases beside it; `manifest` is dbt's, and `compiled` its
    folder of queries, for the lineage; `publisher` says what only the publisher can. Without these, and if no page of
    dbt's own documentation is in the folder yet, the site says less. What the pages of `base` say of organisations
    that have not changed since is taken over.
    """
    with Served(release) as served:
        plan = Plan(served)
        site = new_site(out, served, plan.layout)
        said = site.environment.globals
        said["has_docs"] = (out / dbt_docs.NAME).exists()
        with site.noting("menu"):
            said["left_out"] = set() if plan.has_other else {f"{OTHER}.html"}
        said["waiting"] = {name: owner.waits for name, owner in plan.owners.items() if owner.waits}
        questions: list[Question] = []
        with site.noting("questions"):
            questions = answered(served, plan.owners)
        kept = Kept()
        if base is not None:
            with site.noting("pages of before"):
                kept = kept_of(plan, questions, base)
                take_over(base, out, kept.pages)
        _write_of_organisations(site, release, plan, questions, kept)
        if plan.layout.is_split:
            _write_lists(site, served, plan)
        else:
            _write_together(site, served, plan, questions)
        with site.standing_alone("quality.html"):
            write_quality(site, served, history, questions)
        pages_of_marts = [f"dictionary/{name}.html" for name in mart_names(served)]
        with site.standing_alone("dictionary.html", pages_of_marts):
            write_dictionary(site, served, _pages_of_metrics(plan), manifest, compiled)
        with site.standing_alone(ABOUT, (ACCESSIBILITY,)):
            write_standards(site, served, manifest, publisher)
        with site.standing_alone("search.html"):
            write_search(site, served, plan)
        return site.failures


def _write_of_organisations(site: Site, release: Path, plan: Plan, questions: Sequence[Question], kept: Kept) -> None:
    """The pages of each organisation and the sheets of areas that are not taken over, one organisation at a time."""
    sheets: dict[frozenset[str], list[str]] = {}
    for area_id, theirs in plan.sheets.items():
        if area_id not in kept.sheets:
            sheets.setdefault(theirs, []).append(area_id)
    parts = {frozenset({name}): name for name in plan.owners if name not in kept.organisations}
    with OwnRows(release) as rows:
        for theirs in dict.fromkeys((*parts, *sheets)):
            here = site.of(about((plan.owners[name] for name in theirs if name in plan.owners), site.release))
            areas, name = sheets.get(theirs, []), parts.get(theirs)
            with here.noting(f"pages of {_named(theirs)}"), rows.of(theirs) as own:
                material = Material(here, own, _asked_of(theirs, plan, questions), plan.elsewhere)
                if name is not None:
                    write_organisation(here, own, plan.owners[name], material, plan.areas(name))
                with here.noting(f"sheets of {_named(theirs)}"):
                    Sheets(here, own, material.figures).write(areas)
            # Others lead there, so that what could not be made says so in its place.
            for page in (*(plan.pages[name] if name is not None else ()), *map(sheet_page, areas)):
                if page.endswith(".html") and not (site.out / page).exists():
                    here.write(page, "failed.html")


def _named(organisations: Collection[str]) -> str:
    return ", ".join(sorted(organisations)) or "nobody"


def _asked_of(organisations: Collection[str], plan: Plan, questions: Sequence[Question]) -> list[Question]:
    """The questions that stand at figures of these organisations."""
    return [one for one in questions if one.block and organisation_of(one.block, plan.owners) in organisations]


def _write_together(site: Site, served: Served, plan: Plan, questions: Sequence[Question]) -> None:
    """The pages on which organisations stand together."""
    material = Material(site, served, questions, plan.elsewhere)
    for domain in DOMAINS:
        with site.standing_alone(f"{domain}.html"):
            write_domain(site, domain, material.metrics, material.questions, material.messages.get(domain, ()))
    with site.standing_alone("index.html"):
        with site.noting("map"):
            site.environment.globals["maps"] = city_maps(site, served, material.blocks)
        write_overview(site, served, material.blocks, material.changes, material.messages.get(OVERVIEW, []))
    with site.standing_alone("wijk/index.html"):
        Sheets(site, served, material.figures).write_index("wijk/index.html", plan.sheets)
    with site.standing_alone("reports/index.html"):
        reports.write_report_list(site, served)


def _write_lists(site: Site, served: Served, plan: Plan) -> None:
    """The pages that list the organisations, where they are many."""
    rows: list[lists.ListRow] = []
    with site.noting("organisations"):
        rows = lists.list_rows(site, plan)
    for domain in DOMAINS:
        with site.standing_alone(f"{domain}.html"):
            lists.write_domain_list(site, domain, rows)
    with site.standing_alone("index.html"):
        lists.write_front(site, served, rows)
    with site.standing_alone("wijk/index.html"):
        lists.write_area_list(site, rows)
    with site.standing_alone("reports/index.html"):
        lists.write_report_list(site, rows)


def _pages_of_metrics(plan: Plan) -> dict[str, str]:
    """Where the dictionary leads from a metric: to the page with most numbers, or to the list of who has some."""
    found: dict[str, str] = {}
    several: dict[str, set[str]] = {}
    for place in sorted(plan.places, key=lambda place: (place.breakdown_id is not None, -place.numbers)):
        found.setdefault(place.metric_id, place.page)
        several.setdefault(place.metric_id, set()).add(place.organisation_id)
    if plan.layout.is_split:
        domains = {place.metric_id: place.mart or OTHER for place in plan.places}
        found |= {metric: f"{domains[metric]}.html" for metric, names in several.items() if len(names) > 1}
    return found
