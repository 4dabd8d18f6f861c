"""Targets stand beside results, and two breakdowns as a table of the one by the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.explain.explanation import explain
from orchestration.explain.search import find
from orchestration.explain.served import Served
from orchestration.pages.figures import FigureBlock, QueryRow
from orchestration.pages.material import Material
from orchestration.pages.overview import keys
from orchestration.pages.site import new_site
from tests.pages.html import read

RATING, COMPLAINTS = "client_rating-aimed-and-crossed", "complaints-aimed-and-crossed-kind_of_complaint+outcome"
COMPLAINTS_KEY = "aimed-and-crossed:complaints:aimed-and-crossed:kind_of_complaint+outcome"
KEY = "aimed-and-crossed:client_rating:aimed-and-crossed:-:2022:target"


@pytest.fixture(scope="module")
def made(invented: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, FigureBlock]:
    """The blocks of the invented reports, by their anchor."""
    with Served(invented) as served:
        return {
            block.block_id: block
            for block in Material(new_site(tmp_path_factory.mktemp("site"), served), served).blocks
        }


def _values(figures: list[QueryRow | None]) -> list[float | None]:
    return [float(figure["value"]) if figure else None for figure in figures]


def test_a_target_is_a_line_of_its_own_beside_the_result(made: dict[str, FigureBlock]) -> None:
    lines = {line.kind: (line.label.nl, line.label.en, _values(line.cells)) for line in made[RATING].lines}
    assert lines == {
        "realised": ("Doelstad", "Doelstad", [7.8, 7.2, None]),
        "target": ("Doelstad – Streefwaarde", "Doelstad – Target", [7.5, 7.6, 8]),
        "over_target": ("Doelstad – Boven streefwaarde", "Doelstad – Over target", [0.3, -0.4, None]),
    }


def test_a_target_is_neither_told_as_a_result_nor_the_newest_number(made: dict[str, FigureBlock]) -> None:
    (key,) = keys(list(made.values()), "satisfaction", "Doelstad", "client_rating", {})
    assert (key.latest["period_id"], float(key.latest["value"])) == ("2021", 7.2)
    (sentence,) = made[RATING].sentences
    assert sentence.nl == "Doelstad: 7,8 in 2020 en 7,2 in 2021."


def test_two_breakdowns_are_a_table_with_both_margins(made: dict[str, FigureBlock], invented_site: Path) -> None:
    (table,) = made[COMPLAINTS].crossed
    assert [head.nl for head in table.heads] == ["Gegrond", "Ongegrond", "Totaal"]
    assert [(label.nl, _values(figures)) for label, figures in table.rows] == [
        ("Bejegening", [1, 2, 3]),
        ("Wachttijd", [4, 5, 9]),
        ("Totaal", [5, 7, 12]),
    ]
    page = read(invented_site / "figures" / "aimed-and-crossed" / "complaints.html")
    text = "".join(page.text.split())
    for row in ("BejegeningTreatment123", "WachttijdWait459", "TotaalTotal5712"):
        assert row in text
    assert f"{COMPLAINTS_KEY}=treatment+rejected:2022" in page.ids


def test_a_target_is_found_and_explained_by_its_kind(invented: Path) -> None:
    with Served(invented) as served:
        (figures,) = [found for found in find(served, ["streefwaarde"]).found if found.kind == "figure"]
        # The newest; how far the result lies above it is another kind.
        assert figures.count == 1
        assert figures.hits[0].label == f"{KEY} · 8"
        (explanation,) = explain(served, KEY, {}, None)
    assert explanation.about == "aimed-and-crossed · Doelstad · 2022 · Streefwaarde"
    assert explanation.values[0].value == 8


def test_the_mart_has_the_result_with_its_target_and_their_distance(invented: Path) -> None:
    with Served(invented) as served:
        rows = served.rows(
            "SELECT period_id, value, target_value, over_target, figure_id FROM satisfaction.city_period "
            "WHERE organisation_id = 'aimed-and-crossed' AND metric_id = 'client_rating' ORDER BY period_id"
        )
    assert [
        (row["period_id"], row["value"], row["target_value"], row["over_target"] and round(row["over_target"], 4))
        for row in rows
    ] == [("2020", 7.8, 7.5, 0.3), ("2021", 7.2, 7.6, -0.4), ("2022", None, 8, None)]
    assert [row["figure_id"] for row in rows] == [
        "aimed-and-crossed/ratings/r2c3",
        "aimed-and-crossed/ratings/r3c3",
        None,
    ]
