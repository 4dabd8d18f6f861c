"""The maps: three cities, an area without a tile, one that ended, a withheld number, 400 areas, a user's map file."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from orchestration.explain.served import Served
from orchestration.pages.build import build_pages
from orchestration.pages.map import VARIABLE, CityMap, city_maps
from orchestration.pages.serve import server
from orchestration.pages.site import new_site
from tests.built import BuiltWarehouse
from tests.pages.html import read
from tests.pages.invented import release_of
from tests.pages.test_outline import feature, polygon, square, written

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

KAART = """\
id: kaart-2023
title: Verslag van Kaartstad
organisation: kaart
period: 2023
means: {area: kaart, blank: none, marks: {"x": suppressed}}
tables:
  - id: teams
    title: Teams
    file: teams.csv
    header: [[Wijk, Wachttijd, Klachten]]
    rows_are: area
    columns: [label, {metric: wait_workdays}, {metric: complaints_about_teams}]
    rows: [Noord, Zuid, Oost, West, Midden, Elders, {label: Kaartstad, total: true}]
define:
  organisations: [{id: kaart, name: Team Kaartstad, area: kaart}]
  areas:
    - {id: kaart, name: Kaartstad, kind: city}
    - {id: kaart-noord, name: Noord, kind: team, part_of: [kaart], tile: [3, 5]}
    - {id: kaart-zuid, name: Zuid, kind: team, part_of: [kaart], tile: [5, 5], code: WK990102, valid: {from: 2021}}
    - {id: kaart-oost, name: Oost, kind: team, part_of: [kaart], tile: [4, 6]}
    - {id: kaart-west, name: West, kind: team, part_of: [kaart], tile: [4, 4]}
    - {id: kaart-midden, name: Midden, kind: team, part_of: [kaart], tile: [4, 5]}
    - {id: kaart-elders, name: Elders, kind: team, part_of: [kaart]}
    - {id: kaart-oud, name: Oud-Zuid, kind: team, part_of: [kaart], tile: [5, 5], valid: {until: 2020},
       merged_into: kaart-zuid}
"""
TEAMS = (
    "Wijk,Wachttijd,Klachten\n"
    '"Noord","4,0",1\nZuid,"6,5",4\nOost,x,2\nWest,,\nMidden,"14,0",9\nElders,"9,0",3\nKaartstad,"8,0",19\n'
)

TWEE = """\
id: twee-2023
title: Verslag van Tweestad
organisation: twee
period: 2023
means: {area: twee, metric: client_rating}
tables:
  - id: teams
    title: Teams
    file: teams.csv
    header: [[Wijk, Cijfer]]
    rows_are: area
    columns: [label, {}]
    rows: [Boven, Onder]
define:
  organisations: [{id: twee, name: Team Tweestad, area: twee}]
  areas:
    - {id: twee, name: Tweestad, kind: city}
    - {id: twee-boven, name: Boven, kind: team, part_of: [twee]}
    - {id: twee-onder, name: Onder, kind: team, part_of: [twee]}
"""

GROOT = 400
LONG = "Zeer lange naam van een buurt die nergens op een tegel past " * 3


def _big_report() -> tuple[str, str]:
    """A city of 400 neighbourhoods, on tiles of 20 by 20."""
    names = [f"Buurt {at}" if at else LONG.strip() for at in range(GROOT)]
    areas = "".join(
        f"    - {{id: groot-{at}, name: {name}, kind: neighbourhood, part_of: [groot], "
        f"tile: [{at // 20 + 1}, {at % 20 + 1}]}}\n"
        for at, name in enumerate(names)
    )
    report = (
        "id: groot-2023\ntitle: Verslag van Grootstad\norganisation: groot\nperiod: 2023\n"
        "means: {area: groot, metric: complaints}\ntables:\n  - id: t\n    title: Klachten\n    file: t.csv\n"
        "    header: [[Buurt, Aantal]]\n    rows_are: area\n    columns: [label, {}]\n"
        "define:\n  organisations: [{id: groot, name: Groot, area: groot}]\n"
        f"  areas:\n    - {{id: groot, name: Grootstad, kind: city}}\n{areas}"
    )
    return report, "Buurt,Aantal\n" + "".join(f"{name},{at}\n" for at, name in enumerate(names))


@pytest.fixture(scope="module")
def release(built: BuiltWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("maps")
    big, counts = _big_report()
    for report_id, files in {
        "kaart-2023": {"report.yml": KAART, "teams.csv": TEAMS},
        "twee-2023": {"report.yml": TWEE, "teams.csv": 'Wijk,Cijfer\nBoven,"7,9"\nOnder,"8,1"\n'},
        "groot-2023": {"report.yml": big, "t.csv": counts},
    }.items():
        (folder / "sources" / report_id).mkdir(parents=True)
        for name, text in files.items():
            (folder / "sources" / report_id / name).write_text(text, encoding="utf-8")
    return release_of(built, folder / "sources", folder)


@pytest.fixture(scope="module")
def site(release: Path) -> Path:
    out = release.parent / "site"
    out.mkdir()
    assert build_pages(release, out) == []
    return out


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with server(site, 0) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}"
        listening.shutdown()


def _maps(release: Path, out: Path) -> tuple[dict[str, CityMap], list[Any]]:
    with Served(release) as served:
        site = new_site(out, served)
        return {one.map_id: one for one in city_maps(site, served, [])}, site.failures


@pytest.fixture(scope="module")
def maps(release: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, CityMap]:
    made, failures = _maps(release, tmp_path_factory.mktemp("out"))
    assert not failures
    return made


def test_every_city_has_a_map_of_its_own(maps: dict[str, CityMap], site: Path) -> None:
    assert list(maps) == ["map-groot-neighbourhood", "map-kaart-team", "map-twee-team"]
    for page in ("index.html", "wijk/index.html"):
        assert set(maps) <= set(read(site / page).ids)


def test_tiles_stand_where_they_are_said_without_empty_edges(maps: dict[str, CityMap]) -> None:
    drawn = {one.area["name"]: (one.row, one.column) for one in maps["map-kaart-team"].tiles}
    places = {"Noord": (1, 2), "West": (2, 1), "Midden": (2, 2), "Oost": (2, 3), "Zuid": (3, 2), "Oud-Zuid": (3, 2)}
    assert drawn == places
    assert maps["map-kaart-team"].columns == 3


def test_an_area_without_a_tile_stands_beside_the_map(maps: dict[str, CityMap]) -> None:
    assert [area["name"] for area in maps["map-kaart-team"].beside] == ["Elders"]
    assert [area["name"] for area in maps["map-twee-team"].beside] == ["Boven", "Onder"]
    assert maps["map-twee-team"].tiles == []


def test_of_two_areas_on_one_tile_the_second_stands_beside_the_map(release: Path, tmp_path: Path) -> None:
    """Reports of two organisations may say the same tile of two areas; one report may not."""
    copy = tmp_path / release.name
    shutil.copyfile(release, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("UPDATE core.area SET tile_row = 3, tile_column = 5 WHERE area_id = 'kaart-west'")
    made, _ = _maps(copy, tmp_path / "out")
    assert [area["name"] for area in made["map-kaart-team"].beside] == ["Elders", "West"]


def test_what_is_compared_comes_before_what_is_counted(maps: dict[str, CityMap]) -> None:
    chosen = maps["map-kaart-team"].layers
    assert [(one.layer_id, one.is_count) for one in chosen] == [
        ("wait_workdays-kaart", False), ("complaints_about_teams-kaart", True),
    ]  # fmt: skip
    assert [name.nl for name, _ in maps["map-kaart-team"].choices] == [
        "Gemiddelden, aandelen en verhoudingen", "Aantallen (een grote wijk telt meer)",
    ]  # fmt: skip
    # A part is not laid beside its whole.
    assert chosen[0].city
    assert float(chosen[0].city["value"]) == 8
    assert chosen[1].city is None


def test_classes_have_bounds_between_which_no_number_lies(maps: dict[str, CityMap]) -> None:
    wait, complaints = maps["map-kaart-team"].layers
    legend = [(1, "4,0 – 5,9"), (2, "6,0 – 7,9"), (3, "8,0 – 9,9"), (4, "10,0 – 11,9"), (5, "12,0 – 14,0")]
    assert wait.legend == legend
    assert {area: one.look for area, one in wait.shown.items() if one.look.startswith("c")} == {
        "kaart-noord": "c1", "kaart-zuid": "c2", "kaart-elders": "c3", "kaart-midden": "c5",
    }  # fmt: skip
    assert complaints.legend == [(1, "1 – 2"), (2, "3 – 4"), (3, "5"), (4, "6 – 7"), (5, "8 – 9")]
    (large,) = maps["map-groot-neighbourhood"].layers
    assert large.legend[0] == (1, "0 – 79")
    assert [sum(one.look == f"c{at}" for one in large.shown.values()) for at in range(1, 6)] == [80] * 5
    (rating,) = maps["map-twee-team"].layers
    assert rating.legend == [(1, "7,9"), (3, "8,0"), (5, "8,1")]


def test_a_withheld_number_is_hatched_and_nothing_else_is(maps: dict[str, CityMap], site: Path) -> None:
    hatched = {
        (layer.layer_id, area)
        for one in maps.values()
        for layer in one.layers
        for area, shown in layer.shown.items()
        if shown.look == "withheld"
    }
    assert hatched == {("wait_workdays-kaart", "kaart-oost")}
    text = (site / "wijk" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<a class="withheld" href="\.\./wijk/([\w-]+)\.html"', text) == ["kaart-oost"]
    wait, complaints = maps["map-kaart-team"].layers
    assert wait.looks >= {"withheld", "none"}
    assert "withheld" not in complaints.looks
    assert wait.of("kaart-oost").says.nl == "afgeschermd"
    assert wait.of("kaart-west").text.nl == "–"


def test_an_area_that_ended_is_on_no_map_of_later(maps: dict[str, CityMap], site: Path) -> None:
    assert maps["map-kaart-team"].first.gone == {"kaart-oud"}
    text = (site / "wijk" / "index.html").read_text(encoding="utf-8")
    assert re.search(r'<li data-area="kaart-oud"[^>]* hidden>', text)


def test_a_sheet_says_what_became_of_an_area_and_what_it_came_of(site: Path) -> None:
    old, new = (" ".join(read(site / "wijk" / f"kaart-{name}.html").text.split()) for name in ("oud", "zuid"))
    assert "Bestond tot en met" in old
    assert "31 december 2020" in old
    assert "samengevoegd tot" in old
    assert "zuid.html" in {link.href.rpartition("-")[2] for link in read(site / "wijk" / "kaart-oud.html").links}
    assert "Ontstaan na" in new
    assert "Oud-Zuid" in new


def test_a_sheet_lays_a_part_beside_others_and_not_beside_its_whole(site: Path) -> None:
    text = " ".join(read(site / "wijk" / "kaart-midden.html").text.split())
    assert "947 % van de stad" in text
    assert "; hoogste van 5" in text
    assert "stadcity 8,0" in text
    # The longest wait stands out, and is a tile before the others.
    assert "de langste wachttijd van de 4 teams" in text
    assert "city 19" not in text
    # Of a withheld number nothing is worked out.
    withheld = " ".join(read(site / "wijk" / "kaart-oost.html").text.split())
    assert "afgeschermd" in withheld
    assert "4e van 5" in withheld
    assert "van 4" not in withheld


def test_four_hundred_areas_are_a_light_page(site: Path) -> None:
    assert (site / "wijk" / "index.html").stat().st_size < 700_000
    assert read(site / "wijk" / "index.html").text.count("Buurt 399") >= 1


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield page
    page.close()
    assert not wrong


def test_the_chosen_metric_stands_in_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}/wijk/index.html?from=mail")
    here = page.locator("#map-kaart-team")
    tile = here.locator("li[data-area=kaart-midden] a")
    assert tile.inner_text().split() == ["Midden", "14,0"]
    here.locator("select").select_option("complaints_about_teams-kaart")
    assert tile.inner_text().split() == ["Midden", "9"]
    assert page.url.endswith("?from=mail&metric=complaints_about_teams-kaart")
    page.reload()
    assert tile.get_attribute("class") == "c5"
    assert tile.inner_text().split() == ["Midden", "9"]
    assert here.locator(".key-of-map:visible li").first.inner_text() == "1 – 2"
    assert here.locator("a.withheld").count() == 0
    # The other maps have nothing of the kind, and stay.
    assert page.locator("#map-twee-team li a:visible").first.inner_text().split() == ["Boven", "7,9"]
    here.locator("select").select_option("wait_workdays-kaart")
    assert "metric" not in page.url
    assert here.locator("a.withheld").count() == 1


def test_a_metric_that_no_map_has_changes_nothing(page: Page, address: str) -> None:
    page.goto(f"{address}/wijk/index.html?metric=nothing")
    assert page.locator("#map-kaart-team select").input_value() == "wait_workdays-kaart"


def test_without_javascript_the_first_metric_is_shown_as_text(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/wijk/index.html")
    here = page.locator("#map-kaart-team")
    assert not here.locator("form").is_visible()
    assert here.locator("li[data-area]:visible").count() == 6
    assert here.locator("li[data-area=kaart-zuid]").inner_text().split() == ["Zuid", "6,5"]
    assert here.locator(".layer:visible").count() == 1
    context.close()


@pytest.mark.parametrize("width", [320, 1440])
def test_maps_of_every_size_fit_the_screen(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("wijk/index.html", "index.html"):
        page.goto(f"{address}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_numbers_can_be_read_on_every_colour(page: Page, address: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}/wijk/index.html")
    contrasts = page.evaluate(
        """() => {
            const light = (colour) => {
                const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((one) => one / 255)
                    .map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            return [1, 2, 3, 4, 5].map((at) => {
                const style = getComputedStyle(document.querySelector(`li a.c${at}`));
                const [a, b] = [light(style.color), light(style.backgroundColor)];
                return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), b];
            });
        }"""
    )
    assert all(contrast >= 4.5 for contrast, _ in contrasts), contrasts
    # Each class is plainly lighter or darker than the one before, so that no hue need be seen.
    lights = [light for _, light in contrasts]
    steps = [(max(pair) + 0.05) / (min(pair) + 0.05) for pair in pairwise(lights)]
    assert lights in (sorted(lights), sorted(lights, reverse=True))
    assert min(steps) > 1.25, steps


SHAPES = [
    feature(polygon(square(136_000, 455_000, 1000)), area_id="kaart-noord"),
    feature(polygon(square(136_000, 454_000, 1000)), WIJKCODE="WK990102"),
    feature(polygon(square(137_000, 454_000, 1000)), naam="Midden"),
    feature(polygon(square(137_000, 455_000, 1000)), area_id="kaart-oost"),
    feature(polygon(square(138_000, 454_000, 1000)), statcode="WK7", statnaam="Buitengebied"),
]


def test_outlines_are_drawn_where_the_map_file_has_them(
    release: Path, tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(written(tmp_path / "kaart.geojson", *SHAPES)))
    out = tmp_path / "site"
    out.mkdir()
    assert build_pages(release, out) == []
    with server(out, 0) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        page = browser.new_page(viewport={"width": 390, "height": 900})
        page.goto(f"http://127.0.0.1:{listening.server_address[1]}/wijk/index.html")
        here = page.locator("#map-kaart-team")
        drawn = here.locator("svg a")
        assert sorted(drawn.evaluate_all("all => all.map((one) => one.dataset.area)")) == [
            "kaart-midden", "kaart-noord", "kaart-oost", "kaart-zuid",
        ]  # fmt: skip
        hatched = here.locator("svg a.withheld path")
        assert hatched.evaluate_all("all => all.map((one) => getComputedStyle(one).fill)") == [
            'url("#map-kaart-team-hatch")'
        ]
        here.locator("select").select_option("complaints_about_teams-kaart")
        assert here.locator("svg a[data-area=kaart-midden] .value").inner_html() == "9"
        assert hatched.count() == 0
        # What has no shape, and what has no area, is said; the other cities keep their tiles.
        assert "Elders" in here.locator(".beside").inner_text()
        assert "Buitengebied" in here.locator(".file").inner_text()
        assert page.locator("#map-groot-neighbourhood svg").count() == 0
        assert page.locator("#map-groot-neighbourhood li[data-area]:visible").count() == GROOT
        page.close()
        listening.shutdown()


@pytest.mark.parametrize("content", [None, "{", json.dumps({"type": "FeatureCollection", "features": SHAPES[4:]})])
def test_a_map_file_that_cannot_be_used_is_told_and_tiles_are_drawn(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    file = tmp_path / "kaart.geojson"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(file))
    made, failures = _maps(release, tmp_path / "out")
    assert [one.page for one in failures] == [VARIABLE]
    assert str(file) in failures[0].error
    assert made["map-kaart-team"].picture is None
    assert len(made["map-kaart-team"].tiles) == 6
