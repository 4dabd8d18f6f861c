"""The pages about the data, and the files that describe the downloads to machines."""

from __future__ import annotations

from pathlib import Path

from orchestration.build.manifest import manifest_nodes
from orchestration.database import MART_SCHEMAS
from orchestration.explain.served import Served
from orchestration.pages.site import Site
from orchestration.pages.standards.contract import write_contract
from orchestration.pages.standards.dcat import NAME as CATALOGUE
from orchestration.pages.standards.dcat import write_catalogue
from orchestration.pages.standards.described import described_tables
from orchestration.pages.standards.feed import FEED, LIST
from orchestration.pages.standards.package import write_package
from orchestration.pages.standards.publisher import Publisher

PACKAGE, CONTRACT = "downloads/datapackage.json", "downloads/contract.odcs.yaml"
"""Beside the files that they describe."""

REPORTS = """
SELECT r.report_id, r.title, coalesce(o.name, r.organisation_id) AS organisation
FROM core.report AS r LEFT JOIN core.organisation AS o ON r.organisation_id = o.organisation_id
ORDER BY r.period_id, r.report_id
"""

ABOUT, ACCESSIBILITY = "about.html", "accessibility.html"


def write_standards(site: Site, served: Served, manifest: Path | None, publisher: Publisher) -> None:
    """Write what to know of publisher, licence and access, and describe the downloads, which stand there already.

    A release of before there was a catalogue gets the pages alone.
    """
    with site.noting(f"{PACKAGE}, {CONTRACT}, {CATALOGUE}"):
        _describe(site, served, manifest, publisher)
    shown = {
        "publisher": publisher,
        "reports": served.rows(REPORTS),
        "files": {"feed": FEED, "releases": LIST, "catalogue": CATALOGUE, "contract": CONTRACT, "package": PACKAGE},
        "is_described": (site.out / CATALOGUE).exists(),
        "is_listed": (site.out / FEED).exists(),
    }
    site.write(ABOUT, "about.html", **shown)
    site.write(ACCESSIBILITY, "accessibility.html", **shown)


def _describe(site: Site, served: Served, manifest: Path | None, publisher: Publisher) -> None:
    nodes = manifest_nodes(manifest) if manifest and manifest.exists() else {}
    release = served.rows("SELECT * FROM release.release")[0]
    marts = described_tables(served, MART_SCHEMAS, nodes)
    if not marts:
        return
    write_package(site.out / PACKAGE, marts, release, served.rows(REPORTS), publisher)
    tables = described_tables(served, ("core", *MART_SCHEMAS), nodes)
    rules = served.rows("SELECT * FROM quality.rule_result ORDER BY rule_id")
    write_contract(site.out / CONTRACT, tables, rules, release, publisher)
    write_catalogue(site.out, served, marts, release, publisher)
