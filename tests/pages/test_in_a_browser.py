"""The site in a browser: nothing goes wrong on any page, and everybody can use it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from orchestration.pages.dbt_docs import NAME, write_dbt_docs
from orchestration.pages.serve import server
from orchestration.release.stored import served_release
from tests.pages.conftest import BuiltSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(__file__).with_name("axe.min.js")

KINDS = {
    "overview": "index.html",
    "domain": "flow.html",
    "metric of teams": "figures/bto-sociaal/wait_workdays.html?areas=west,oost",
    "metric of counts": "figures/bto-sociaal/cases_started.html",
    "metric with breaks": "figures/lokalis/timely_introduction_share.html",
    "areas": "wijk/index.html",
    "sheet": "wijk/west.html",
    "sheet of a group": "wijk/overvecht.html",
    "sheet without figures": "wijk/mobile-team.html",
    "quality": "quality.html",
    "reports": "reports/index.html",
    "report": "reports/bto-sociaal-2021/index.html",
    "table with findings": "reports/bto-sociaal-2021/cases_started_by_referrer.html",
    "key figures": "reports/lokalis-2022/key_figures.html",
    "dictionary": "dictionary.html",
    "mart": "dictionary/flow.team_month.html",
    "search": "search.html",
}
"""One page of each kind."""


class Watched:
    """A page, and what went wrong on it: errors, and requests that leave the machine."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.wrong: list[str] = []
        page.on("console", lambda message: self._note(message.type == "error", f"console: {message.text}"))
        page.on("pageerror", lambda error: self._note(True, f"error: {error}"))
        page.on("request", lambda request: self._note(not request.url.startswith(address), f"outside: {request.url}"))
        page.on("response", lambda response: self._note(response.status >= 400, f"{response.status}: {response.url}"))

    def _note(self, is_wrong: bool, what: str) -> None:
        if is_wrong:
            self.wrong.append(f"{self.page.url}: {what}")

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.address}/{path}")
        return self.page


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    """A desktop's page; what goes wrong on it fails the test."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    watched = Watched(page, address)
    yield watched
    page.close()
    assert not watched.wrong, "\n".join(watched.wrong)


def test_no_page_has_an_error_or_asks_anything_from_outside(site: BuiltSite, watched: Watched) -> None:
    for path in site.pages:
        watched.open(path)
    assert len(site.pages) > 100


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_a_page_fits_its_screen(watched: Watched, path: str, width: int) -> None:
    watched.page.set_viewport_size({"width": width, "height": 800})
    page = watched.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_axe_finds_nothing_serious(watched: Watched, path: str, scheme: Any) -> None:
    watched.page.emulate_media(color_scheme=scheme)
    page = watched.open(path)
    # By way of the debugger: the site's own policy allows no script from elsewhere.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    # In the dark only the colours differ.
    rules = ["color-contrast"] if scheme == "dark" else None
    options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
    options |= {"runOnly": rules} if rules else {}
    found = page.evaluate("options => axe.run(document, options)", options)
    serious = [
        f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert not serious, "\n".join(serious)
    assert found["testEngine"]["name"] == "axe-core"


def test_no_word_is_broken_on_a_telephone(watched: Watched) -> None:
    watched.page.set_viewport_size({"width": 390, "height": 800})
    page = watched.open("index.html")
    # As wide as the longest word there is, or wider.
    narrow = page.locator(".glance .what").evaluate_all("all => all.filter(one => one.clientWidth < 150).length")
    assert page.locator(".glance .what").count() > 10
    assert narrow == 0


def test_the_axes_of_a_sheet_speak_the_readers_language(watched: Watched) -> None:
    page = watched.open("wijk/west.html")
    ticks = page.locator("svg.trend text.tick:visible")
    assert "K1 2021" in ticks.all_text_contents()
    page.locator("[data-language=en]").click()
    assert "Q1 2021" in ticks.all_text_contents()
    assert "K1 2021" not in ticks.all_text_contents()


def test_every_sheet_prints_on_one_a4(site: BuiltSite, watched: Watched) -> None:
    sheets = [path for path in site.pages if path.startswith("wijk/") and path != "wijk/index.html"]
    assert len(sheets) == 30
    for path in sheets:
        page = watched.open(path)
        assert _sides(page.pdf(prefer_css_page_size=True)) == 1, f"{path} takes more than one side"


def test_the_first_page_is_shown_within_a_second(watched: Watched) -> None:
    page = watched.open("index.html")
    shown = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert 0 < shown < 1000


def test_chosen_areas_and_the_language_stand_in_the_address_and_travel(watched: Watched) -> None:
    page = watched.open("figures/bto-sociaal/wait_workdays.html")
    rows = page.locator("#wait_workdays-bto-sociaal table.figures tbody tr:visible th")
    assert rows.count() == 19
    page.locator("details.compare summary").click()
    for area in ("west", "oost"):
        page.locator(f"input[value={area}]").check()
    page.locator("[data-language=en]").click()
    assert page.url.endswith("wait_workdays.html?areas=west,oost&lang=en")
    assert rows.all_inner_texts() == ["Utrecht", "Oost", "West"]
    assert page.locator(".names .name:visible").all_inner_texts() == ["Oost", "West", "Utrecht"]
    page.locator(".crumb a").first.click()
    page.wait_for_url("**/flow.html?areas=west,oost&lang=en")
    assert page.locator("h1").inner_text() == "Flow"
    page.locator("a", has_text="Cases started").click()
    page.wait_for_url("**/cases_started.html?areas=west,oost&lang=en")
    # The index lays the chosen areas beside the city; as counts they would lie flat.
    assert page.locator(".names .name:visible").count() == 3
    page.locator("details.compare summary").click()
    assert page.locator("form.compare :checked").count() == 2
    page.locator("form.compare button[type=reset]").click()
    page.locator("[data-language=nl]").click()
    assert page.url.endswith("cases_started.html")


def test_a_link_to_a_figure_shows_it_whatever_was_chosen(watched: Watched) -> None:
    # An older link to the domain's page, and with the name that a choice had before.
    page = watched.open("flow.html?team=west#bto-sociaal:cases_running:oost:-:2021-03")
    page.wait_for_url("**/figures/bto-sociaal/cases_running.html*")
    page.locator("[id='bto-sociaal:cases_running:oost:-:2021-03']").wait_for(state="visible")


def test_a_break_is_drawn_and_told_by_the_keyboard(watched: Watched) -> None:
    page = watched.open("figures/lokalis/timely_introduction_share.html")
    mark = page.locator(".pt.break").last
    mark.focus()
    assert "registratiesysteem" in page.locator("#tip").inner_text()
    assert "breuk" in (mark.text_content() or "")
    page.locator("a.pt").last.focus()
    assert page.locator("#tip").inner_text() == "Utrecht, 2022: 32 %"
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/lokalis-2022/*")


def test_a_table_is_sorted_by_its_heads_and_the_city_stays_above(watched: Watched) -> None:
    page = watched.open("figures/bto-sociaal/wait_workdays.html")
    table = page.locator("#wait_workdays-bto-sociaal table.figures")
    heads, rows = table.locator("thead th"), table.locator("tbody tr th")
    printed = rows.all_inner_texts()
    year = heads.all_inner_texts().index("2021")
    heads.nth(year).locator("button").press("Enter")
    assert heads.nth(year).get_attribute("aria-sort") == "descending"
    assert rows.all_inner_texts()[:3] == ["Utrecht", "West", "Kanaleneiland Zuid"]
    heads.nth(year).locator("button").press("Enter")
    assert rows.all_inner_texts()[:2] == ["Utrecht", "Ondiep Pijlsweerd"]
    heads.nth(year).locator("button").press("Enter")
    assert rows.all_inner_texts() == printed
    assert table.locator("[aria-sort]").count() == 0


def test_a_chart_and_its_figures_are_taken_along(watched: Watched) -> None:
    page = watched.open("figures/bto-sociaal/wait_workdays.html?areas=west")
    with page.expect_download() as image:
        page.locator("[data-do=png]").click()
    assert image.value.suggested_filename == "wait_workdays.png"
    assert image.value.path().read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as file:
        page.locator("a[download]", has_text="CSV").click()
    lines = file.value.path().read_text("utf-8").splitlines()
    assert lines[0].startswith("figure_key,area_name,")
    assert len(lines) > 300
    page.locator("details.cite summary").click()
    citation = page.locator("#citation").inner_text()
    release = page.locator("body").get_attribute("data-release")
    assert citation.startswith(
        "Buurtteamorganisatie Sociaal Utrecht, Wachttijd tot eerste gesprek. Buurtcijfers, uitgave"
    )
    assert f"?areas=west&release={release}" in citation
    assert page.locator("#other-release").count() == 0


def test_a_citation_of_another_release_says_so(watched: Watched) -> None:
    page = watched.open("figures/bto-sociaal/wait_workdays.html?release=20200101T000000Z-00000000")
    assert "20200101T000000Z-00000000" in page.locator("#other-release").inner_text()


def test_a_chart_stands_alone_in_somebody_elses_page(watched: Watched) -> None:
    page = watched.open("figures/bto-sociaal/wait_workdays.html?embed=1")
    assert page.locator("figure.chart:visible").count() == 1
    assert page.locator(".source-line").is_visible()
    assert not page.locator("header.site").is_visible()
    assert page.locator("table:visible").count() == 0


def test_a_metric_prints_whole(watched: Watched) -> None:
    page = watched.open("figures/bto-sociaal/wait_workdays.html")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    table = page.locator("#wait_workdays-bto-sociaal table.figures")
    assert table.evaluate("one => one.getBoundingClientRect().right <= innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    assert page.locator("figure.chart:visible").count() == page.locator("figure.chart").count()


def test_english_by_the_keyboard(watched: Watched) -> None:
    page = watched.open("index.html")
    assert page.locator("h1").inner_text() == "Buurtcijfers van Utrecht"
    page.locator("[data-language=en]").focus()
    page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "Neighbourhood figures of Utrecht"
    assert page.evaluate("document.documentElement.lang") == "en"
    # It is remembered on the next page.
    assert "Cases running" in watched.open("flow.html").locator("#cases_running-bto-sociaal th").inner_text()


def test_search_from_any_page_answers_at_once(watched: Watched) -> None:
    page = watched.open("index.html")
    page.locator("form.find input[type=search]").fill("wachttijd west")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    answer = page.locator(".answers li").first
    assert answer.locator(".value").inner_text() == "13,8 werkdagen"
    assert "2021" in answer.inner_text()
    answer.locator(".of a").click()
    page.locator("h1, h2", has_text="Wachttijd tot eerste gesprek").first.wait_for()
    page.go_back()
    # From the keyboard to the printed cell.
    page.locator(".answers .value a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/bto-sociaal-2021/wait_by_team.html#r19c18")


def test_the_focus_on_a_printed_figure_tells_what_pins_it(watched: Watched) -> None:
    page = watched.open("reports/bto-sociaal-2021/cases_started_by_referrer.html")
    page.locator("#r5c5 a").first.focus()
    panel = page.locator("#pinned")
    assert "1.408 is niet 1.409" in panel.inner_text()
    panel.locator("a.back").click()
    page.wait_for_url("**/figures/bto-sociaal/cases_started.html#*")
    assert (
        page.locator("[id='bto-sociaal:cases_started:utrecht:referrer=medical:2021-Q4']").inner_text().startswith("86")
    )


def test_without_javascript_the_tables_can_be_read(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/figures/bto-sociaal/cases_running.html?areas=west")
    table = page.locator("#cases_running-bto-sociaal table.figures")
    assert page.locator("svg.plot").first.is_visible()
    assert page.locator(".multiples li:visible").count() == 18
    assert table.is_visible()
    table.scroll_into_view_if_needed()
    assert "6.623" in (table.text_content() or "")
    # Dutch alone, and nothing that only works with a script.
    assert page.locator(".en >> visible=true").count() == 0
    assert not page.locator("form.compare").is_visible()
    assert not page.locator("[data-do]:visible").count()
    assert not page.locator(".language").is_visible()
    page.goto(f"{address}/search.html")
    assert page.locator("[data-search] li").count() > 300
    context.close()


def test_dbts_own_documentation_needs_nothing_else(site: BuiltSite, browser: Browser, tmp_path: Path) -> None:
    release = served_release(site.home)
    assert release
    write_dbt_docs(site.home, release, tmp_path)
    with server(tmp_path, 0) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        page = browser.new_page()
        watched = Watched(page, f"http://127.0.0.1:{listening.server_address[1]}")
        watched.open(f"{NAME}#!/model/model.buurtcijfers.flow__team_month")
        page.get_by_text("One row per organisation, team and month").first.wait_for()
        page.close()
        listening.shutdown()
    # Before its own script has filled in its icons, dbt's page asks this server for files that are nowhere.
    assert [wrong for wrong in watched.wrong if "404" not in wrong] == []


def _sides(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))
