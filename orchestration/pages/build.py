"""Makes the whole site of one release."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestration.explain.served import Served
from orchestration.pages import dbt_docs
from orchestration.pages.dictionary import write_dictionary
from orchestration.pages.domain import write_domains
from orchestration.pages.figures import blocks, query
from orchestration.pages.overview import write_overview
from orchestration.pages.quality import write_quality
from orchestration.pages.questions import answered
from orchestration.pages.reports import write_reports
from orchestration.pages.search import write_search
from orchestration.pages.site import new_site
from orchestration.pages.wijk import Sheets
from orchestration.release.history import Entry


def build_pages(
    release: Path,
    out: Path,
    history: Sequence[Entry] = (),
    manifest: Path | None = None,
    compiled: Path | None = None,
) -> None:
    """Write the site about a release's file into the folder `out`.

    All figures come from the release. `history` lists the releases beside it; `manifest` is dbt's, and `compiled` its
    folder of queries, for the lineage. Without these, and if no page of dbt's own documentation is in the folder yet,
    the site says less.
    """
    with Served(release) as served:
        site = new_site(out, served)
        site.environment.globals["has_docs"] = (out / dbt_docs.NAME).exists()
        figures = query(served, "figures")
        made = blocks(served, figures)
        questions = answered(served, figures)
        write_domains(site, served, made, questions)
        write_overview(site, served, made)
        Sheets(site, served, figures).write()
        write_reports(site, served, figures)
        write_quality(site, served, history, questions)
        marts = write_dictionary(site, served, made, manifest, compiled)
        write_search(site, served, made, marts)
