"""The search page: its script finds what the command finds, its index stays small, and it shows what it found."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from orchestration.explain.bilingual import Both, same
from orchestration.explain.find_index import Entry, Index, Period, Printed, Series, index_of, series_of
from orchestration.explain.served import Served
from orchestration.explain.words import RESULT
from orchestration.pages import search
from orchestration.pages.plan import Plan
from orchestration.pages.search import DATA, MOST_FIGURES, PLACE, capped, examples, script_text
from orchestration.pages.site import HERE, new_site
from orchestration.release.stored import served_release
from tests.explain.find_index_case import CASES, HOSTILE, IN_SCRIPT, check, in_python, invented_index
from tests.pages.conftest import BuiltSite
from tests.pages.html import read

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MOST_BYTES = 120_000
"""What the index of the real reports may weigh over the wire."""

QUERIES = [
    "cliënten", "wachttijd west", "wachtijd wset", "huiselijk geweld", "ziekteverzuim K3 2021", "5.457", "personeel",
    "wachttijd overvecht maart 2021", "klanten amsterdam", "hoeveel gezinnen in oost", "verwijzers huisarts", "2021",
    "families", "klachten over teams 2021", "e", "team", "reden van vertrek", "opening stock", "xyzzy", "lokalis 2022",
]  # fmt: skip


@pytest.fixture
def script(browser: Browser) -> Iterator[Page]:
    """An empty page with the engine."""
    page = browser.new_page()
    page.add_script_tag(path=HERE / "static" / "find.js")
    yield page
    page.close()


def _in_script(page: Page, index: Index, queries: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(IN_SCRIPT, [json.loads(json.dumps(index.as_data())), queries])
    return found


def test_the_script_finds_what_the_command_finds(script: Page) -> None:
    index = invented_index()
    queries = [case["query"] for case in CASES]
    found = _in_script(script, index, queries)
    for case, one in zip(CASES, found, strict=True):
        check(case, one, index)
    assert found == in_python(index, queries)


def test_so_it_does_for_what_nobody_asks_in_earnest(script: Page) -> None:
    index = invented_index()
    assert _in_script(script, index, HOSTILE) == in_python(index, HOSTILE)


def test_so_it_does_in_the_real_reports(script: Page, site: BuiltSite) -> None:
    release = served_release(site.home)
    assert release
    with Served(release) as served:
        asking = index_of(served)
        index = replace(asking, series=series_of(served, asking), read_series=None)
        found = in_python(index, QUERIES)
        assert _in_script(script, index, QUERIES) == found
        # The command reads only the figures that are asked for.
        places = [[figure for _, figure, _ in one["answers"]] for one in in_python(asking, QUERIES)]
        assert places == [[figure for _, figure, _ in one["answers"]] for one in found]
    assert sum(bool(one["answers"]) for one in found) > 10


def _data(folder: Path) -> dict[str, Any]:
    text = (folder / DATA).read_text("utf-8")
    data: dict[str, Any] = json.loads(text.removeprefix("const SEARCH_INDEX = ").removesuffix(";\n"))
    return data


def test_the_index_is_small_and_complete(site: BuiltSite) -> None:
    assert len(gzip.compress((site.folder / DATA).read_bytes())) < MOST_BYTES
    data = _data(site.folder)
    assert data["cut"] == 0
    release = served_release(site.home)
    assert release
    with Served(release) as served:
        (count,) = served.column("SELECT count(*) FROM core.served_figure")
    assert sum(len(series[-1]) for series in data["series"]) == count


def test_every_page_that_it_leads_to_is_there(site: BuiltSite) -> None:
    data = _data(site.folder)
    hrefs = {entry[8] for entry in data["entries"] if entry[0] != "organisation"} | {one[6] for one in data["series"]}
    hrefs |= {href for pages in data["pages"].values() for _, href in pages} | set(data["tables"])
    assert len(hrefs) > 300
    for href in hrefs:
        path, _, anchor = href.partition("#")
        assert path in site.pages, href
        assert not anchor or anchor in site.pages[path].ids, href
    cells = {f"{data['tables'][int(table)]}#r{cell}" for table, cell in _places(data)}
    for cell in list(cells)[:50]:
        path, _, anchor = cell.partition("#")
        assert anchor in site.pages[path].ids, cell


def _places(data: dict[str, Any]) -> Iterator[list[str]]:
    for series in data["series"]:
        for figure in series[-1]:
            yield figure[PLACE].split("r", 1)


def _large() -> Index:
    """Two metrics of five thousand areas, one of them a whole, in a year and its months."""
    periods = [Period("2021", same("2021"), 2021, 2021, "", 1, 365)]
    periods += [Period(f"2021-{at:02}", same(f"maand {at}"), 2021, 2021, f"{at:02}", at, at) for at in range(12, 0, -1)]
    entries = [Entry("metric", "one", Both("Een", "One")), Entry("metric", "two", Both("Twee", "Two"))]
    entries += [Entry("organisation", "all", same("Alle"))]
    entries += [Entry("area", f"a{at}", same(f"Wijk {at}"), whole=at == 4_999) for at in range(5_000)]
    series = [
        Series(metric, 2, 3 + at, None, RESULT, None, [Printed(p, same("1"), "x", "1", False) for p in range(13)])
        for at in range(5_000)
        for metric in (0, 1)
    ]
    return Index(entries, periods, {}, [], [], series)


def test_of_too_many_figures_the_newest_and_the_wholes_stay() -> None:
    index = capped(_large())
    figures = [figure for series in index.series for figure in series.figures]
    assert len(figures) == MOST_FIGURES
    assert {index.periods[figure.period].period_id for figure in figures} == {"2021", "2021-12"}
    assert [index.entries[series.area].label.nl for series in index.series[:2]] == ["Wijk 4999"] * 2
    small = invented_index()
    assert capped(small) is small


def test_the_script_says_of_a_figure_that_is_left_out_that_it_may_be_printed(script: Page) -> None:
    index = replace(capped(_large()), is_cut=True)
    cut = script.evaluate("([data, query]) => new Find.Engine(data).look(query).cut", [index.as_data(), "een wijk 5"])
    assert cut is True


def test_what_a_page_leaves_out_is_told(
    invented: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    monkeypatch.setattr(search, "MOST_FIGURES", 20)
    monkeypatch.setattr(search, "MOST_ENTRIES", 5)
    with Served(invented) as served:
        site = new_site(tmp_path, served)
        site.environment.globals["has_docs"] = False
        search.write_search(site, served, Plan(served))
    text = read(tmp_path / "search.html").text
    assert "te groot om helemaal in deze pagina te zoeken" in text
    data = _data(tmp_path)
    assert data["cut"] == 1
    assert sum(len(series[-1]) for series in data["series"]) <= 20
    assert sum(entry[0] == "area" for entry in data["entries"]) == 5
    page = browser.new_page()
    page.goto((tmp_path / "search.html").as_uri() + "?q=gestarte casussen 1999")
    assert "staat niet in deze zoekpagina" in page.locator("#found").inner_text()
    page.close()


def test_examples_are_found(invented: Path) -> None:
    with Served(invented) as served:
        index = index_of(served)
        index = replace(index, series=series_of(served, index), read_series=None)
        asked = examples(index)
        found = in_python(index, asked)
    assert len(asked) == 3
    assert all(one["answers"] or one["matches"] for one in found)
    assert all(not one["unknown"] for one in found)
    assert examples(Index([], [], {}, [], [])) == []


@pytest.fixture
def open_search(browser: Browser, invented_site: Path) -> Iterator[Any]:
    """Opens the page of the invented reports from disk, with a query; what goes wrong on it fails the test."""
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: wrong.append(dialog.message))

    def opened(query: str) -> Page:
        page.goto((invented_site / "search.html").as_uri())
        page.locator("#q").fill(query)
        return page

    yield opened
    page.close()
    assert wrong == []


def test_an_answer_stands_with_its_period_organisation_and_place(open_search: Any) -> None:
    page = open_search("gestarte casussen team heide")
    (answer,) = page.locator(".answers li").all()
    text = answer.inner_text()
    for said in ("Gestarte casussen", "Team-Heide", "2021", "Organisatie teams-of-a-year"):
        assert said in text
    assert answer.locator(".value").inner_text() == "1"
    answer.get_by_role("link", name="waar het gedrukt staat").click()
    assert "#r" in page.url
    assert "reports/teams-of-a-year/" in page.url


def test_a_printed_number_is_found(open_search: Any) -> None:
    page = open_search("15.737")
    assert page.locator(".answers li").count() == 0
    page.locator("#q").fill("420")
    (answer,) = page.locator(".answers li").all()
    assert "Organisatie only-years" in answer.inner_text()
    assert answer.locator(".value a").get_attribute("href").startswith("reports/only-years/key_figures.html#r")


def test_the_query_stands_in_the_address_and_is_announced(open_search: Any) -> None:
    page = open_search("klachtne")
    assert page.url.endswith("?q=klachtne")
    assert "Gezocht op “klachten” in plaats van “klachtne”." in page.locator("#found").inner_text()
    assert page.locator("#count").get_attribute("aria-live") == "polite"
    assert page.locator("#count").inner_text().endswith("gevonden")
    page.reload()
    assert page.locator("#q").input_value() == "klachtne"
    page.locator("#q").fill("")
    assert not page.url.endswith("klachtne")
    assert page.locator(".everything").is_visible()


def test_a_word_that_is_nowhere_gives_no_number_and_says_so(open_search: Any) -> None:
    page = open_search("gestarte casussen amsterdam")
    assert page.locator(".answers").count() == 0
    assert "“amsterdam” komt in deze cijfers niet voor" in page.locator("#found").inner_text()
    page.locator("#q").fill("qqqqqq")
    assert page.locator("#count").inner_text() == "Niets gevonden"
    assert page.locator(".examples a").count() > 0
    assert page.locator(".everything").is_visible()


@pytest.mark.parametrize(
    "query", ["<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "a" * 5_000, ".*[(", "%"]
)
def test_what_is_typed_is_shown_as_text(open_search: Any, query: str) -> None:
    page = open_search(query)
    assert page.locator("#found img, #found script").count() == 0
    assert page.locator("#count").inner_text() != ""


def test_by_the_keyboard_and_in_english(open_search: Any) -> None:
    page = open_search("casussen")
    page.locator("button.more").first.focus()
    page.keyboard.press("Enter")
    # The focus goes to the first of those that were hidden.
    assert page.evaluate("document.activeElement.tagName") == "A"
    page.locator("[data-language=en]").click()
    assert "Cases" in page.locator("#found").inner_text()
    assert page.locator("#count").inner_text().endswith("found")


def test_data_in_a_script_cannot_end_it() -> None:
    text = script_text({"a": "</script><!--\u2028"})
    assert "<" not in text
    assert "\u2028" not in text
    assert json.loads(text) == {"a": "</script><!--\u2028"}
