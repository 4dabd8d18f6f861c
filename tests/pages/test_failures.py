"""What fails for one page leaves the others standing; reports of every kind have pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from orchestration.pages import build, material, organisation, reports, wijk
from orchestration.pages.build import build_pages
from orchestration.pages.figures import QueryRow
from orchestration.pages.site import PAGES
from orchestration.pages.standards import feed
from tests.pages.html import read
from tests.pages.invented import REPORTS

NOT_MADE = "Deze pagina kon niet worden gemaakt"
DOMAIN_PAGES = {"reach.html", "flow.html", "satisfaction.html", "workforce.html", "other.html"}


def test_reports_of_every_kind_have_pages(invented_site: Path) -> None:
    for page in PAGES:
        assert NOT_MADE not in read(invented_site / page).text
    listed = read(invented_site / "reports" / "index.html").text
    assert all(f"Verslag {report_id}" in listed for report_id in REPORTS)
    assert "Alleen woorden" in listed
    # One thing is counted as one.
    assert "1 cijfer," not in listed
    assert "1 cijfer\u00a0" not in listed
    assert "1 cijfers" not in "".join(read(file).text for file in invented_site.rglob("*.html"))


def _sheet_of_one_team(self: wijk.Sheets, area: QueryRow, sheet: Any = wijk.Sheets._sheet) -> None:
    if area["area_id"] == "team-heide":
        raise KeyError("2023")
    sheet(self, area)


def _raise(error: Exception) -> Any:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    return fail


ORGANISATIONS = (*REPORTS, "only-texts", "aimed-and-crossed")
TABLES = {f"reports/{report_id}/key_figures.html" for report_id in REPORTS} | {
    "reports/only-texts/norms.html",
    "reports/aimed-and-crossed/crossed.html",
    "reports/aimed-and-crossed/ratings.html",
}


DESCRIBED = "downloads/datapackage.json, downloads/contract.odcs.yaml, catalog.jsonld"
"""What describes the downloads, which are made with the dictionary."""


@pytest.mark.parametrize(
    ("broken", "failing"),
    [
        (
            {
                (build, "write_overview"): KeyError("2023"),
                (build, "write_quality"): OSError("gone"),
                (build, "write_dictionary"): RuntimeError("x"),
                (build, "write_search"): ZeroDivisionError(),
                (build, "answered"): TypeError("no number"),
                (reports, "printed_table"): AttributeError("table"),
                (wijk.Sheets, "_sheet"): _sheet_of_one_team,
            },
            {"index.html", "quality.html", "dictionary.html", "search.html", "questions", "wijk/team-heide.html"}
            | {DESCRIBED}
            | TABLES,
        ),
        (
            {
                (build, "write_domain"): KeyError("x"),
                (organisation, "write_reports"): KeyError("x"),
                (wijk.Sheets, "write"): KeyError("x"),
            },
            {*DOMAIN_PAGES, *(f"reports of {name}" for name in ORGANISATIONS)}
            | {f"sheets of {name}" for name in ("nobody", *ORGANISATIONS)},
        ),
        (
            {(material, "blocks"): ValueError("x")},
            {*DOMAIN_PAGES, "index.html", "map", *(f"figures/{name}" for name in ORGANISATIONS)},
        ),
    ],
    ids=["single pages", "whole rooms", "what many need"],
)
def test_one_page_that_fails_leaves_the_others(
    broken: dict[tuple[Any, str], Any], failing: set[str], invented: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for (place, name), how in broken.items():
        monkeypatch.setattr(place, name, _raise(how) if isinstance(how, Exception) else how)
    found = build_pages(invented, tmp_path)
    assert {failure.page for failure in found} == failing
    for failure in found:
        # What describes the downloads misses those that failed with the dictionary.
        place = r"\w+\.py" if failure.page == DESCRIBED else r"test_failures\.py"
        assert re.match(rf"\w+Error:.* \({place} line \d+\)$", failure.error)
    pages = {str(file.relative_to(tmp_path)): read(file) for file in tmp_path.rglob("*.html")}
    for page in (*PAGES, "wijk/team-heide.html", "wijk/team-kerk.html"):
        is_lost = page in failing or (page.startswith("wijk/team") and "sheets of nobody" in failing)
        assert (NOT_MADE in pages[page].text) == is_lost, page
    # Every page that another leads to is there, if only to say that it could not be made.
    for path, shown in pages.items():
        for link in shown.links:
            # The list of releases is written when pages are published.
            if link.href.endswith((feed.LIST, feed.FEED)):
                continue
            assert ((tmp_path / path).parent / urlsplit(link.href).path).exists(), (path, link.href)
