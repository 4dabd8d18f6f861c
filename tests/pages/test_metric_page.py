"""The page of a metric: what stands on it for every kind of figures that reports could print."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest

from orchestration.pages.figures import FigureBlock
from orchestration.pages.metric import Metric, write_metric
from orchestration.pages.site import Site, page_environment
from tests.pages.drawn import block, line, period
from tests.pages.html import Page, read

YEARS = [period(str(year)) for year in range(2015, 2023)]
MONTHS = [period(f"2021-{month:02}") for month in range(1, 13)]
ADDING = {"over_time": "mean", "over_areas": "mean", "over_categories": "none", "exception_reason": None}
RELEASE = {"release_id": "20260101T000000Z-aaaaaaaa", "released_at": dt.datetime(2026, 1, 1)}  # noqa: DTZ001


def _page(folder: Path, *blocks: FigureBlock) -> tuple[Page, str]:
    site = Site(folder, page_environment(RELEASE))
    metric = Metric(list(blocks), ADDING)
    write_metric(site, metric)
    file = folder / metric.page
    return read(file), file.read_text("utf-8")


def test_every_figure_stands_in_the_table_and_leads_to_its_cell(tmp_path: Path) -> None:
    made = block([line(YEARS, range(8)), line(YEARS, [5] * 8, "west", "team")], YEARS)
    page, text = _page(tmp_path, made)
    assert {cell["figure_key"] for cell in made.figures} == page.cells.keys()
    linked = {link.inside for link in page.links if "reports/verslag/tabel.html#r1c1" in link.href}
    assert page.cells.keys() <= linked
    assert [name for name, count in Counter(page.ids).items() if count > 1] == []
    # Both languages stand in the page, and a point says the same as its cell.
    assert "<span class=nl lang=nl>Wachttijd</span><span class=en lang=en>Wait</span>" in text
    assert "<title>Stad, 2022: 7 werkdagen</title>" in text
    assert 'data-en="Stad, 2022: 7 working days"' in text
    assert '<g class="line other" data-k="west:None:" data-a="west">' in text
    assert '<a class="pt" data-p="2015:realised">' in text


def test_the_file_beside_it_has_the_same_figures_and_no_formula(tmp_path: Path) -> None:
    made = block([line(YEARS[:2], [1.5, -2]), line(YEARS[:2], ["suppressed", 3], "=cmd", "team")], YEARS[:2])
    _page(tmp_path, made)
    with (tmp_path / "figures" / "org" / "wait.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["area_name"], row["period_id"], row["value"], row["value_status"]) for row in rows] == [
        ("Stad", "2015", "1.5", "printed"), ("Stad", "2016", "-2", "printed"),
        ("'=Cmd", "2015", "", "suppressed"), ("'=Cmd", "2016", "3", "printed"),
    ]  # fmt: skip


@pytest.mark.parametrize("values", [[5, None], ["illegible", "illegible"], ["suppressed", "suppressed"]])
def test_a_metric_of_one_number_or_none_is_told_without_a_chart(values: list[object], tmp_path: Path) -> None:
    page, text = _page(tmp_path, block([line(YEARS[:2], values)], YEARS[:2], unit="count", over_time="sum"))
    assert "<figure" not in text
    assert "table" in page.tags
    newest = re.search(r'<p class="newest">.*?</p>', text, re.S)
    assert (newest is None) == (values[0] == "illegible")
    if values[0] == "suppressed":
        assert newest
        assert "afgeschermd" in newest[0]


def test_zeros_negative_numbers_and_huge_ranges_are_drawn(tmp_path: Path) -> None:
    for number, values in enumerate(([0, 0, 0], [-5, 3, -1], [1, 10**12, 2], [-(10**12), 0, 10**12])):
        _, text = _page(tmp_path / str(number), block([line(YEARS[:3], values)], YEARS[:3]))
        assert text.count('<use href="#m-year" x=') == 3
        assert "nan" not in re.sub(r"<[^>]*>", "", text).lower()
        assert all(-1 <= float(y) <= 101 for y in re.findall(r' y="([-\d.]+)%"', text))


def test_labels_of_two_hundred_characters_that_stand_twice_are_told_apart_by_their_area(tmp_path: Path) -> None:
    label = "Zeer lange naam van een buurt " * 7
    lines = [line(MONTHS, [1000] * 12)]
    lines += [line(MONTHS, [at] * 12, f"area-{at}", "team", area_name=label) for at in (1, 2)]
    page, text = _page(tmp_path, block(lines, MONTHS))
    assert text.count(f">{label}<") >= 2
    for area in ("area-1", "area-2"):
        assert f'<input type="checkbox" name="areas" value="{area}">' in text
        assert f'<g class="line other" data-k="{area}:None:" data-a="{area}">' in text
        assert f"{area}:None:2021-01:realised" in page.ids


def test_four_hundred_areas_fit_in_one_page(tmp_path: Path) -> None:
    lines = [line(YEARS[:4], [7, 8, 9, 10])]
    lines += [line(YEARS[:4], [at, at + 1, at, "suppressed"], f"area-{at}", "neighbourhood") for at in range(400)]
    page, text = _page(tmp_path, block(lines, YEARS[:4]))
    assert len(page.cells) == 1604
    assert 'class="withheld"' in text
    assert "shade5" in text
    assert text.count('<li class="far"') == 400 - 24
    # Withheld figures have no height in the drawing, nor a colour in the table.
    assert not re.search(r'class="withheld shade|withheld"[^>]*data-v', text)
    assert len(text) < 1_500_000


def test_what_a_report_says_of_its_figures_stands_on_the_page(tmp_path: Path) -> None:
    reason = {
        "reason_id": "list", "reason": "There was a waiting list.", "reason_nl": "Er was een wachtlijst.",
        "report_id": "verslag", "document_line": 12,
    }  # fmt: skip
    made = block([line(YEARS[:2], [5, {"value": 9, "reasons": [reason]}])], YEARS[:2])
    made.breaks = [
        {"starts_on": dt.date(2016, 1, 1), "period_id": "2016", "reason": "Counted anew", "reason_nl": "Anders geteld",
         "report_id": "verslag", "document_line": 7}
    ]  # fmt: skip
    page, _ = _page(tmp_path, made)
    text = " ".join(page.text.split())
    assert "Er was een wachtlijst." in text
    assert "There was a waiting list." in text
    assert "Anders geteld" in text
    assert "Perioden tellen niet op" in text


def test_categories_have_bars_without_the_whole_and_their_own_section(tmp_path: Path) -> None:
    whole = block([line(YEARS[:2], [30, 40])], YEARS[:2], unit="count")
    parts = [
        line(
            YEARS[:2], [at, at * 2], category_id=one, category_label_nl=one, category_label_en=one, breakdown_id="kind"
        )
        for at, one in enumerate(("klein", "midden", "groot"), start=1)
    ]
    total = line(YEARS[:2], [30, 40])
    total.is_total = True
    by_kind = block([total, *parts], YEARS[:2], "kind", unit="count")
    page, text = _page(tmp_path, whole, by_kind)
    assert by_kind.block_id in page.ids
    bars = re.search(r'<figure class="chart bars".*?</figure>', text, re.S)
    assert bars
    assert re.findall(r'<span class="what">(\w+)</span>', bars[0]) == ["groot", "midden", "klein"]
