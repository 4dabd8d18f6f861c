"""Makes the whole site of one release."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from orchestration.explain.marts import mart_names
from orchestration.explain.served import Served
from orchestration.explain.words import RESULT
from orchestration.pages import dbt_docs
from orchestration.pages.change import Change, changes
from orchestration.pages.dictionary import write_dictionary
from orchestration.pages.domain import place_questions, write_domain
from orchestration.pages.figures import FigureBlock, QueryRow, blocks, in_domain, query
from orchestration.pages.map import city_maps
from orchestration.pages.message import OVERVIEW, Sentence, messages
from orchestration.pages.metric import Metric, metrics, write_metrics
from orchestration.pages.overview import write_overview
from orchestration.pages.quality import write_quality
from orchestration.pages.questions import Question, answered
from orchestration.pages.reports import write_reports
from orchestration.pages.search import write_search
from orchestration.pages.site import Site, new_site
from orchestration.pages.standards.publisher import Publisher
from orchestration.pages.standards.write import ABOUT, ACCESSIBILITY, write_standards
from orchestration.pages.wijk import Sheets, sheet_page
from orchestration.pages.words import DOMAINS, OTHER
from orchestration.record import PageFailure
from orchestration.release.history import HistoryEntry


class Material:
    """What several pages are made from, read when the first of them asks: what cannot be read fails only those."""

    def __init__(self, site: Site, served: Served) -> None:
        self.site, self.served = site, served

    @cached_property
    def figures(self) -> list[QueryRow]:
        """Every served figure."""
        return query(self.served, "figures")

    @cached_property
    def results(self) -> list[QueryRow]:
        """Those that tell what came about, and not what was aimed at."""
        return [figure for figure in self.figures if figure["kind"] == RESULT]

    @cached_property
    def blocks(self) -> list[FigureBlock]:
        """The figures as blocks, each question with one of them."""
        made = blocks(self.served, self.figures)
        place_questions(made, self.questions)
        return made

    @cached_property
    def metrics(self) -> list[Metric]:
        """The blocks by metric and organisation."""
        return metrics(self.served, self.blocks, self.changes)

    @cached_property
    def changes(self) -> dict[str, Change]:
        """The figures that have one before them, with what changed."""
        return changes(self.served)

    @cached_property
    def messages(self) -> dict[str, list[Sentence]]:
        """The sentences at the top of the first page and of each domain; the pages can do without."""
        found: dict[str, list[Sentence]] = {}
        with self.site.noting("messages"):
            found = messages(self.served, self.figures, self.changes)
        return found

    @cached_property
    def questions(self) -> list[Question]:
        """The questions of the guide with their answers; the pages can do without."""
        found: list[Question] = []
        with self.site.noting("questions"):
            found = answered(self.served, self.results)
        return found

    @cached_property
    def printed(self) -> list[str]:
        """The pages of the reports and their tables."""
        reports = self.served.column("SELECT report_id FROM core.report")
        tables = self.served.rows("SELECT report_id, table_id FROM core.report_table")
        return [f"reports/{report_id}/index.html" for report_id in reports] + [
            "reports/{report_id}/{table_id}.html".format(**table) for table in tables
        ]

    @cached_property
    def areas(self) -> list[str]:
        """The ids of the areas that have a sheet."""
        return [row["area_id"] for row in self.served.rows("SELECT area_id FROM core.area WHERE kind <> 'city'")]


def build_pages(
    release: Path,
    out: Path,
    history: Sequence[HistoryEntry] = (),
    manifest: Path | None = None,
    compiled: Path | None = None,
    publisher: Publisher = Publisher(),  # noqa: B008 - it cannot be changed
) -> list[PageFailure]:
    """Write the site about a release's file into the folder `out`; returns the pages that could not be made.

    All figures come from the release. `history` lists the releases beside it; `manifest` is dbt's, and `compiled` its
    folder of queries, for the lineage; `publisher` says what only the publisher can. Without these, and if no page of
    dbt's own documentation is in the folder yet, the site says less.
    """
    with Served(release) as served:
        site = new_site(out, served)
        site.environment.globals["has_docs"] = (out / dbt_docs.NAME).exists()
        material = Material(site, served)
        # First the page that the menu leaves out where nothing is on it.
        for domain in sorted(DOMAINS, key=lambda domain: domain != OTHER):
            with site.standing_alone(f"{domain}.html"):
                if domain == OTHER and not in_domain(material.blocks, OTHER):
                    site.environment.globals["left_out"] = {f"{OTHER}.html"}
                write_domain(site, domain, material.metrics, material.questions, material.messages.get(domain, ()))
        write_metrics(site, lambda: material.figures, lambda: material.metrics)
        with site.standing_alone("index.html"):
            with site.noting("map"):
                site.environment.globals["maps"] = city_maps(site, served, material.blocks)
            sentences = material.messages.get(OVERVIEW, [])
            write_overview(site, served, material.blocks, material.changes, sentences)
        with site.standing_alone("wijk/index.html", map(sheet_page, material.areas)):
            Sheets(site, served, material.figures).write()
        with site.standing_alone("reports/index.html", material.printed):
            write_reports(site, served, lambda: material.figures)
        with site.standing_alone("quality.html"):
            write_quality(site, served, history, material.questions)
        pages_of_marts = [f"dictionary/{name}.html" for name in mart_names(served)]
        with site.standing_alone("dictionary.html", pages_of_marts):
            write_dictionary(site, served, material.blocks, manifest, compiled)
        with site.standing_alone(ABOUT, (ACCESSIBILITY,)):
            write_standards(site, served, manifest, publisher)
        with site.standing_alone("search.html"):
            write_search(site, served, material.blocks)
        return site.failures
