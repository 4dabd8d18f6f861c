"""A table in the style of a statistics office goes from its workbook to the release with a page of YAML and no more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.build.compiled import ensure_compiled
from orchestration.home import Home
from tests.cases.conftest import write_workbook
from tests.conftest import Place
from tests.organisations.refreshing import home_beside, refresh

CASE = Path(__file__).parents[1] / "cases" / "statistics-office"
MOST_LINES = 30


@pytest.fixture(scope="module")
def office(compiled: Home, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The one report, refreshed; that the refresh publishes it is asked here, since no test means anything without."""
    place = Place(tmp_path_factory.mktemp("office") / "place")
    shutil.copytree(CASE, place.sources / CASE.name, ignore=shutil.ignore_patterns("expected.yml"))
    write_workbook(described := place.sources / CASE.name / "t.xlsx.yml")
    described.unlink()
    home = home_beside(compiled, place.path)
    assert refresh(home, place.sources, ensure_compiled(home)).outcome == "released"
    return place


def test_it_takes_few_lines() -> None:
    assert len((CASE / "report.yml").read_text(encoding="utf-8").splitlines()) < MOST_LINES


def test_its_figures_are_released(office: Place) -> None:
    figures = office.query(
        "SELECT metric_id, coalesce(category_id, '-'), period_id, value, value_status, is_provisional, note "
        "FROM core.figure WHERE metric_id <> 'cases_closed' OR category_id IS NULL ORDER BY ALL"
    )
    assert figures == [
        ("cases_closed", "-", "2021", 28375, "printed", False, None),
        ("cases_closed", "-", "2022", 27900, "printed", True, "Voorlopig."),
        ("cases_started", "-", "2021", 31200, "printed", False, None),
        ("cases_started", "-", "2022", None, "unknown", True, "Voorlopig."),
        ("cases_started", "foster", "2021", 11100, "printed", False, None),
        ("cases_started", "foster", "2022", None, "unknown", True, "Voorlopig."),
        ("cases_started", "none", "2021", 20100, "printed", False, None),
        ("cases_started", "none", "2022", None, "unknown", True, "Voorlopig."),
        ("cases_started", "stay", "2021", None, "suppressed", False, None),
        ("cases_started", "stay", "2022", None, "unknown", True, "Voorlopig."),
        ("youth_in_support", "-", "2021", 404980, "printed", False, None),
        ("youth_in_support", "-", "2022", 412005, "printed", True, "Voorlopig."),
        ("youth_in_support", "foster", "2021", 30010, "printed", False, None),
        ("youth_in_support", "foster", "2022", 29140, "printed", True, "Voorlopig."),
        ("youth_in_support", "none", "2021", 330415, "printed", False, None),
        ("youth_in_support", "none", "2022", 340115, "printed", True, "Voorlopig. Met crisishulp."),
        ("youth_in_support", "stay", "2021", 44560, "printed", False, None),
        ("youth_in_support", "stay", "2022", 42750, "printed", True, "Voorlopig."),
    ]


def test_its_rows_stand_in_the_marts(office: Place) -> None:
    rows = office.query(
        "SELECT category_label_nl, value FROM flow.category_period "
        "WHERE metric_id = 'cases_closed' AND period_id = '2021' ORDER BY value DESC"
    )
    assert rows == [("Zonder verblijf", 18250), ("Met verblijf", 5120), ("Pleegzorg", 5010)]


def test_its_sums_hold_within_rounding_and_nothing_is_found(office: Place) -> None:
    (sum_of_2021,) = office.query(
        "SELECT verdict, left_value, right_value, tolerance FROM quality.identity "
        "WHERE identity_id LIKE 'sum_over_categories:bureau:cases_closed:%:2021/%'"
    )
    assert sum_of_2021 == ("holds", 28380, 28375, 10)
    assert office.query("SELECT identity_id FROM quality.finding") == []
