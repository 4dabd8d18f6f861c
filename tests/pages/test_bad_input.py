"""Releases that a page must survive: hostile and long labels, an empty mart."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import openpyxl
import pytest

from orchestration.explain.served import Served
from orchestration.home import Home
from orchestration.pages.build import build_pages
from orchestration.pages.downloads import write_downloads
from orchestration.release.stored import served_release
from tests.conftest import Place
from tests.pages.html import Page, read

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCRIPT = "<script>document.title='hacked'</script>"
FORMULA = "=cmd|' /C calc'!A0"
LONG = "Zeerlangebuurtnaam" * 40
WHY = "<img src=x onerror=\"document.title='hacked'\"> & {{ 7 * 7 }} <b>vet</b>"


@pytest.fixture(scope="module")
def spoiled(released: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a release whose labels are hostile and whose workforce is empty."""
    folder = tmp_path_factory.mktemp("spoiled")
    release = served_release(Home(released.home))
    assert release
    copy = folder / release.name
    shutil.copyfile(release, copy)
    with duckdb.connect(str(copy)) as connection:
        for table in ("core.area", "core.served_figure", "flow.team_year", "flow.team_comparison_year"):
            name = "name" if table == "core.area" else "area_name"
            for area, label in (("west", SCRIPT), ("oost", FORMULA), ("zuilen", LONG)):
                connection.execute(f"UPDATE {table} SET {name} = ? WHERE area_id = ?", [label, area])
        connection.execute("UPDATE core.report_table SET title = ? WHERE table_id = 'cases_started'", [SCRIPT])
        connection.execute("UPDATE raw.cell SET text = ? WHERE table_id = 'cases_started' AND row_number = 4", [SCRIPT])
        connection.execute(
            "UPDATE core.figure_reason SET reason = ?, reason_nl = ? WHERE area_id = 'west'", [FORMULA, WHY]
        )
        connection.execute("DELETE FROM core.served_figure WHERE mart = 'workforce'")
        for table in ("city_period", "category_period", "city_year", "area_period"):
            connection.execute(f"DELETE FROM workforce.{table}")
    build_pages(copy, folder / "site")
    return folder / "site"


def _page(folder: Path, path: str) -> Page:
    return read(folder / path)


def test_a_label_with_a_script_is_text(spoiled: Path) -> None:
    for path in (
        "figures/bto-sociaal/wait_workdays.html",
        "wijk/west.html",
        "wijk/index.html",
        "search.html",
        "reports/index.html",
    ):
        page = _page(spoiled, path)
        assert SCRIPT in page.text, path
    table = _page(spoiled, "reports/bto-sociaal-2021/cases_started.html")
    assert table.text.count(SCRIPT) > 10
    # The only script is the page's own.
    assert table.tags.count("script") == 1


def test_a_reason_with_markup_is_text(spoiled: Path) -> None:
    for path in ("reports/bto-sociaal-2021/wait_by_team.html", "figures/bto-sociaal/wait_workdays.html"):
        page = _page(spoiled, path)
        assert WHY in page.text, path
        assert FORMULA in page.text, path
        assert "img" not in page.tags, path


def test_hostile_labels_do_nothing_in_a_browser(spoiled: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for path in (
        "figures/bto-sociaal/wait_workdays.html?areas=west,zuilen",
        "wijk/zuilen.html",
        "wijk/west.html",
        "wijk/index.html",
        "search.html",
    ):
        page.goto((spoiled / path.partition("?")[0]).as_uri() + path[len(path.partition("?")[0]) :])
        assert page.title() != "hacked"
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    page.close()
    assert not wrong


def test_an_empty_mart_has_a_page_that_says_so(spoiled: Path) -> None:
    assert "Geen enkel verslag drukt hier een cijfer over af" in _page(spoiled, "workforce.html").text
    here = {link.href for link in _page(spoiled, "index.html").links if "alle cijfers" in link.text}
    assert "flow.html" in here
    assert "workforce.html" not in here
    rows = list(csv.reader((spoiled / "downloads" / "workforce.city_year.csv").open(encoding="utf-8")))
    assert rows[0][0] == "organisation_id"
    assert len(rows) == 1


def test_no_text_is_a_formula_in_a_spreadsheet(spoiled: Path) -> None:
    rows = list(csv.DictReader((spoiled / "downloads" / "flow.team_year.csv").open(encoding="utf-8")))
    assert {row["area_name"] for row in rows if row["area_id"] == "oost"} == {f"'{FORMULA}"}
    book = openpyxl.load_workbook(spoiled / "downloads" / "flow.team_year.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert f"'{FORMULA}" in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}


@pytest.mark.parametrize("text", ["=1+1", "+31", "-x", "@name", "\tx", "'kept", "gewoon", "–", None])
def test_downloads_hold_every_text(text: str | None, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "warehouse-x.duckdb")) as connection:
        connection.execute("CREATE TABLE t (name VARCHAR, value DECIMAL(9, 2))")
        connection.execute("INSERT INTO t VALUES (?, -1.5)", [text])
    columns = [
        {"column_name": "name", "data_type": "VARCHAR", "comment": "A name."},
        {"column_name": "value", "data_type": "DECIMAL(9,2)", "comment": "=1+1"},
    ]
    with Served(tmp_path / "warehouse-x.duckdb") as served:
        about = {"table": "t", "description": "=1+1", "release": "20260101T000000Z-aaaaaaaa", "released_at": "2026"}
        write_downloads(served, "main.t", columns, about, tmp_path)
    safe = f"'{text}" if text and text[0] in "=+-@\t" else text
    [row] = csv.DictReader((tmp_path / "main.t.csv").open(encoding="utf-8", newline=""))
    # A number keeps its sign; only texts are written otherwise.
    assert row == {"name": safe or "", "value": "-1.50", "release_id": "20260101T000000Z-aaaaaaaa"}
    book = openpyxl.load_workbook(tmp_path / "main.t.xlsx")
    shown = safe.replace("\t", "\\t") if safe else safe
    assert [cell.value for cell in book["data"][2]] == [shown, -1.5]
    assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert duckdb.sql(f"FROM '{tmp_path / 'main.t.parquet'}'").fetchone() == (text, pytest.approx(-1.5))
