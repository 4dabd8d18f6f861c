"""dbt's exposures name what the pages and the dashboard read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.build.manifest import table_of
from orchestration.pages.site import PAGES
from orchestration.pages.words import DOMAINS
from tests.built import BuiltWarehouse
from tests.conftest import REPOSITORY
from tests.pages.reads import QUESTIONS, TABLE, Reads

EXPOSURES = {
    "index.html": "pages_overview",
    **{f"{domain}.html": "pages_domains" for domain in DOMAINS},
    "wijk/index.html": "pages_neighbourhoods",
    "quality.html": "pages_quality",
    "reports/index.html": "pages_reports",
    "dictionary.html": "pages_dictionary",
    "about.html": "pages_about",
    "search.html": "pages_search",
    QUESTIONS: "pages_questions",
}
"""By page: its exposure."""


@pytest.fixture(scope="module")
def manifest(built: BuiltWarehouse) -> Any:
    return built.artefact("manifest")


@pytest.fixture(scope="module")
def exposed(manifest: Any) -> dict[str, set[str]]:
    """By exposure: the tables that it depends on."""
    nodes = manifest["nodes"] | manifest["sources"]
    return {
        exposure["name"]: {".".join(table_of(nodes[node])) for node in exposure["depends_on"]["nodes"]}
        for exposure in manifest["exposures"].values()
    }


@pytest.fixture(scope="module")
def read(manifest: Any, invented_site: Path, reads: Reads) -> dict[str, set[str]]:
    """By page: the tables of dbt's that it was seen to read."""
    known = {".".join(table_of(node)) for node in (manifest["nodes"] | manifest["sources"]).values() if "alias" in node}
    known |= {".".join(table_of(node)) for node in manifest["sources"].values()}
    return {page: tables & known for page, tables in reads.tables.items() if tables & known}


def test_every_page_has_an_exposure(exposed: dict[str, set[str]], read: dict[str, set[str]]) -> None:
    assert PAGES.keys() <= EXPOSURES.keys()
    # What the domains share is read for the first of them that is made.
    assert read.keys() == EXPOSURES.keys() - {f"{domain}.html" for domain in DOMAINS if domain != "reach"}
    assert exposed.keys() == {*EXPOSURES.values(), "superset"}


def test_what_a_page_reads_is_in_its_exposure(exposed: dict[str, set[str]], read: dict[str, set[str]]) -> None:
    for page, tables in read.items():
        assert tables <= exposed[EXPOSURES[page]], page


def test_nothing_is_exposed_that_no_page_reads(exposed: dict[str, set[str]], read: dict[str, set[str]]) -> None:
    pages = set().union(*(exposed[exposure] for exposure in EXPOSURES.values()))
    assert pages == set().union(*read.values())


def test_the_dashboard_is_exposed_with_what_its_datasets_read(exposed: dict[str, set[str]]) -> None:
    files = (REPOSITORY / "bi" / "superset" / "assets" / "datasets").rglob("*.yaml")
    queries = [yaml.safe_load(file.read_text(encoding="utf-8"))["sql"] for file in files]
    assert queries
    assert all(queries)
    assert exposed["superset"] == {table for query in queries for table in TABLE.findall(query)}
