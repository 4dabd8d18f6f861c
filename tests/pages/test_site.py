"""The built site without a browser: links, figures, sizes, and what stands on every page."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import pytest

from orchestration.pages.site import PAGES
from orchestration.release.stored import release_id_of, served_release
from tests.pages.conftest import BuiltSite

MEGABYTE = 2**20


def test_no_link_is_broken(site: BuiltSite) -> None:
    broken = []
    for path, page in site.pages.items():
        for href in [link.href for link in page.links] + page.loads:
            parts = urlsplit(href)
            assert not parts.scheme, f"{path} links out of the site: {href}"
            target = (Path("/") / path).parent / parts.path if parts.path else Path("/") / path
            name = str(target.resolve().relative_to("/"))
            if not (site.folder / name).is_file():
                broken.append(f"{path}: {href}")
            elif parts.fragment and unquote(parts.fragment) not in site.pages[name].ids:
                broken.append(f"{path}: {href} (no such place on that page)")
    assert not broken, "\n".join(broken[:20])


def test_no_id_stands_twice_on_a_page(site: BuiltSite) -> None:
    for path, page in site.pages.items():
        assert [name for name, count in Counter(page.ids).items() if count > 1] == [], path


def test_every_page_carries_the_release(site: BuiltSite) -> None:
    release = release_id_of(served_release(site.home))
    assert release
    assert [path for path, page in site.pages.items() if release not in page.text] == []


def test_the_menu_leads_to_pages(site: BuiltSite) -> None:
    assert set(PAGES) <= set(site.pages)


def test_every_served_figure_is_shown_and_leads_to_its_cell_and_back(site: BuiltSite) -> None:
    with duckdb.connect(str(served_release(site.home)), read_only=True) as connection:
        figures = connection.execute(
            """
            SELECT
                s.figure_key, s.mart, s.value, f.value_printed, f.report_id, f.table_id, f.row_number, f.column_number
            FROM core.served_figure AS s JOIN core.figure AS f ON s.figure_id = f.figure_id
            """
        ).fetchall()
    assert len(figures) > 2000
    for key, mart, value, printed, report, table, row, column in figures:
        organisation, metric = key.split(":")[:2]
        page = f"figures/{organisation}/{metric}.html"
        page = page if page in site.pages else f"{mart}.html"
        shown = site.pages[page]
        assert key in shown.ids, f"{key} is not on {page}"
        cell = shown.cells.get(key)
        if cell is not None and value is not None:
            assert float(cell["data-v"]) == float(value)
        paper = site.pages[f"reports/{report}/{table}.html"].cells[f"r{row}c{column}"]
        assert " ".join((printed or "").split()) in " ".join(paper["text"].split())
        assert paper["data-page"].endswith(page)
        assert paper["data-key"] == key


def test_every_number_in_a_metrics_tables_is_a_link(site: BuiltSite) -> None:
    for page in (page for path, page in site.pages.items() if path.startswith("figures/")):
        linked = {link.inside for link in page.links if "reports/" in link.href}
        assert page.cells.keys() <= linked


def test_sheets_tell_of_team_city_and_similar_areas(site: BuiltSite) -> None:
    sheet = site.pages["wijk/overvecht-centrum.html"]
    text = " ".join(sheet.text.split())
    # The same as the printed year of the team and of the city, and the marts' difference between them.
    assert "Wie zich meldde wachtte gemiddeld" in text
    assert "4,9 werkdagen" in text
    assert "2,7 korter" in text
    assert "plaats 17 van 18" in text
    assert {link.text for link in sheet.links} >= {"Overvecht Vechtzoom", "Kanaleneiland Noord", "Zuilen"}
    assert "Kanaleneiland Zuid" not in site.pages["wijk/overvecht.html"].text


def test_a_mart_says_which_columns_its_own_are_taken_from(site: BuiltSite) -> None:
    text = " ".join(site.pages["dictionary/flow.team_month.html"].text.split())
    assert "Made from: core.mart_value" in text
    assert re.search(r"wait_workdays\s*DOUBLE\s*Mean number of [^.]*\.\s*metric_id, value", text)


@pytest.mark.parametrize("path", ["figures/bto-sociaal/wait_workdays.html", "dictionary.html"])
def test_a_metric_is_defined_in_both_languages(site: BuiltSite, path: str) -> None:
    both = "Gemiddeld aantal werkdagen van aanmelding tot eerste gesprek.Mean number of working days from registration"
    assert both in site.pages[path].text


def test_an_area_without_figures_says_so(site: BuiltSite) -> None:
    assert "Geen enkel verslag drukt een cijfer over dit team" in site.pages["wijk/mobile-team.html"].text


def test_a_metric_of_one_figure_is_a_line_and_has_no_page(site: BuiltSite) -> None:
    page = site.pages["reach.html"]
    assert "bto-sociaal:low_literacy_residents:utrecht:-:2021" in page.ids
    assert "figures/bto-sociaal/low_literacy_residents.html" not in site.pages


def test_a_domain_is_an_index_in_which_older_anchors_land(site: BuiltSite) -> None:
    page = site.pages["flow.html"]
    for anchor in (
        "wait_workdays-bto-sociaal",
        "cases_started-bto-sociaal-referrer",
        "timely_introduction_share-lokalis",
    ):
        assert anchor in page.ids
    assert {
        "figures/bto-sociaal/wait_workdays.html",
        "figures/bto-sociaal/cases_started.html#cases_started-bto-sociaal-referrer",
    } <= {link.href for link in page.links}


def test_the_site_is_small(site: BuiltSite) -> None:
    whole = sum(file.stat().st_size for file in site.folder.rglob("*") if file.is_file())
    assert whole < 8 * MEGABYTE
    first = site.pages["index.html"]
    loaded = [site.folder / "index.html", *(site.folder / name for name in first.loads)]
    assert sum(file.stat().st_size for file in loaded) < MEGABYTE / 4


def test_scripts_ask_for_nothing(site: BuiltSite) -> None:
    for file in (site.folder / "static").glob("*.js"):
        assert not re.search(r"\b(fetch|XMLHttpRequest|import)\s*\(", file.read_text(encoding="utf-8"))
