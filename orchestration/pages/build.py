"""Makes the whole site of one release."""

from __future__ import annotations

from pathlib import Path

from orchestration.explain.served import Served
from orchestration.pages.domain import write_domains
from orchestration.pages.figures import blocks, query
from orchestration.pages.overview import write_overview
from orchestration.pages.questions import answered
from orchestration.pages.reports import write_reports
from orchestration.pages.site import new_site
from orchestration.pages.wijk import Sheets


def build_pages(release: Path, out: Path) -> None:
    """Write the site about a release's file into the folder `out`."""
    with Served(release) as served:
        site = new_site(out, served)
        figures = query(served, "figures")
        made = blocks(served, figures)
        write_domains(site, served, made, answered(served, figures))
        write_overview(site, served, made)
        Sheets(site, served, figures).write()
        write_reports(site, served, figures)
