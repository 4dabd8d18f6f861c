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
    "domain with breaks": "reach.html",
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
    narrow = page.locator(".key .what").evaluate_all("all => all.filter(one => one.clientWidth < 200).length")
    assert page.locator(".key .what").count() > 10
    assert narrow == 0


def test_the_axes_of_a_sheet_speak_the_readers_language(watched: Watched) -> None:
    page = watched.open("wijk/west.html")
    ticks = page.locator("svg.trend text.tick:visible")
    assert "K1 2021" in ticks.all_text_contents()
    page.locator("[data-language=en]").click()
    assert "Q1 2021" in ticks.all_text_contents()
    assert "K1 2021" not in ticks.all_text_contents()


def test_no_number_of_a_bar_is_struck_through(watched: Watched) -> None:
    page = watched.open("flow.html#wait_workdays-bto-sociaal")
    page.locator("#wait_workdays-bto-sociaal [data-chart=bars] svg").wait_for()
    layers = page.evaluate(
        """() => barsSpec(document.getElementById("wait_workdays-bto-sociaal"), 600).layer
            .map(({mark}) => `${mark.type} ${mark.style ?? ""}`)"""
    )
    # The city's line lies under the halo of the numbers.
    assert layers.index("rule ") < layers.index("text halo") < layers.index("text ")


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


def test_charts_are_drawn_from_their_table(watched: Watched) -> None:
    page = watched.open("flow.html?period=quarter#wait_workdays-bto-sociaal")
    block = page.locator("#wait_workdays-bto-sociaal")
    bars = block.locator("[data-chart=bars] svg")
    bars.wait_for()
    drawn = bars.text_content() or ""
    assert "West" in drawn
    # The latest quarter of the longest wait, as it stands in the table.
    assert "16,3" in drawn
    assert block.locator("thead th:visible").count() == 4


def test_a_series_break_is_drawn(watched: Watched) -> None:
    page = watched.open("flow.html#timely_introduction_share-lokalis")
    line = page.locator("#timely_introduction_share-lokalis [data-chart=line] svg")
    line.wait_for()
    assert "breuk" in (line.text_content() or "")
    assert page.locator("#timely_introduction_share-lokalis td.break").count() > 0


def test_the_choice_of_a_team_stands_in_the_address(watched: Watched) -> None:
    page = watched.open("flow.html")
    page.select_option("select[name=team]", "west")
    assert page.url.endswith("flow.html?team=west")
    rows = page.locator("#cases_running-bto-sociaal tbody tr:visible th")
    assert rows.all_inner_texts() == ["Utrecht", "West"]
    page.reload()
    assert rows.all_inner_texts() == ["Utrecht", "West"]
    page.locator("form.choose button[type=reset]").click()
    page.wait_for_url("**/flow.html")
    assert rows.count() == 19


def test_a_link_to_a_figure_shows_it_whatever_was_chosen(watched: Watched) -> None:
    page = watched.open("flow.html?team=west#bto-sociaal:cases_running:oost:-:2021-03")
    page.locator("[id='bto-sociaal:cases_running:oost:-:2021-03']").wait_for(state="visible")


def test_english_by_the_keyboard(watched: Watched) -> None:
    page = watched.open("index.html")
    assert page.locator("h1").inner_text() == "Buurtcijfers van Utrecht"
    page.locator("[data-language=en]").focus()
    page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "Neighbourhood figures of Utrecht"
    assert page.evaluate("document.documentElement.lang") == "en"
    # It is remembered on the next page.
    assert "Cases running" in watched.open("flow.html").locator("#cases_running-bto-sociaal h2").inner_text()


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
    page.wait_for_url("**/flow.html#*")
    assert (
        page.locator("[id='bto-sociaal:cases_started:utrecht:referrer=medical:2021-Q4']").inner_text().startswith("86")
    )


def test_without_javascript_the_tables_can_be_read(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/flow.html")
    table = page.locator("#cases_running-bto-sociaal table.figures")
    assert table.is_visible()
    assert "6.623" in table.inner_text()
    # Dutch alone, and nothing that only works with a script.
    assert page.locator(".en >> visible=true").count() == 0
    assert not page.locator("form.choose").is_visible()
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
