"""What no report prints and shorter periods make up: when it is computed, and when it is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.dbt.village import Cells, Village

QUARTER: Cells = {
    "cases_started dorp 2021-01": "10",
    "cases_started dorp 2021-02": "12",
    "cases_started dorp 2021-03": "11",
}
REFERRED: Cells = {f"cases_started dorp referrer=self 2021-0{month}": "4" for month in (4, 5, 6)}
STOCK: Cells = {
    "cases_running dorp 2021-01": "100", "cases_started dorp 2021-01": "10", "cases_closed dorp 2021-01": "7",
    "cases_running dorp 2021-02": "105", "cases_started dorp 2021-02": "12", "cases_closed dorp 2021-02": "5",
    "cases_running dorp 2021-03": "111", "cases_started dorp 2021-03": "11", "cases_closed dorp 2021-03": "20",
}  # fmt: skip


def computed(village: Village, metric: str = "cases_started") -> dict[str, float]:
    """Period to value, of one metric."""
    rows = village.of("core.computed_value", "period_id", "value", where=f"metric_id = '{metric}'")
    assert all(isinstance(value, Decimal) for _, value in rows)
    return {period: float(value) for period, value in rows}


@pytest.mark.prints(QUARTER)
def test_months_make_a_quarter(village):
    ((key, area, value, unit, formula),) = village.of(
        "core.computed_value", "figure_key", "area_id", "value", "unit", "formula"
    )
    assert (key, area, value, unit) == ("dorp:cases_started:dorp:-:2021-Q1", "dorp", 33, "count")
    assert formula == "cases_started in 2021-01 + cases_started in 2021-02 + cases_started in 2021-03"
    assert village.of("core.mart_value", "value", "is_computed", where="period_id = '2021-Q1'") == [(33, True)]


@pytest.mark.prints(QUARTER | REFERRED)
def test_parts_of_a_category(village):
    rows = village.of("core.computed_value", "period_id", "category_id", "value")
    assert rows == [("2021-Q1", None, 33), ("2021-Q2", "self", 12)]


@pytest.mark.prints(lambda cells: cells)
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({f"cases_started dorp 2021-Q{n}": "5" for n in (1, 2, 3, 4)}, {"2021-H1": 10, "2021": 20, "2021-H2": 10}),
        ({"cases_started dorp 2021-H1": "7", "cases_started dorp 2021-H2": "8"}, {"2021": 15}),
        # A half-year stands for its quarters, and months for the quarter that nobody prints.
        (
            QUARTER | {"cases_started dorp 2021-Q2": "5", "cases_started dorp 2021-H2": "40"},
            {"2021-Q1": 33, "2021-H1": 38, "2021": 78},
        ),
        # A quarter that is not exact is no part, and its months make the half-year all the same.
        (
            {f"cases_started dorp 2021-{month:02}": "2" for month in range(1, 7)}
            | {"cases_started dorp 2021-Q1": "ruim 5"},
            {"2021-H1": 12, "2021-Q2": 6},
        ),
    ],
)  # fmt: skip
def test_any_cover_of_a_period(village, cells, expected):
    assert computed(village) == expected


@pytest.mark.prints(lambda instead: QUARTER | {"cases_started dorp 2021-02": instead})
@pytest.mark.parametrize(
    "instead",
    [
        None,
        "-",
        "",
        "circa 12",
    ],
    ids=["missing", "dash", "blank", "qualified"],
)
def test_a_part_that_is_no_exact_number(village, instead):
    assert computed(village) == {}


@pytest.mark.prints(lambda printed: QUARTER | {"cases_started dorp 2021-Q1": printed})
@pytest.mark.parametrize("printed", ["33", "", "-", "circa 30"])
def test_what_a_report_prints_is_not_computed(village, printed):
    """A mark, or nothing, in the place of a number is what the report says of the period."""
    assert computed(village) == {}


@pytest.mark.prints(
    {
        meaning.replace("cases_started", metric): "5"
        for meaning in QUARTER
        for metric in ("unique_clients", "wait_workdays")
    }
)
def test_what_does_not_add_up_over_time(village):
    assert village.of("core.computed_value", "*") == []


@pytest.mark.prints(
    QUARTER | {"cases_started dorp 2021-04": "1"},
    first=lambda village, starts: village.break_series("cases_started", starts),
)
@pytest.mark.parametrize(
    ("starts", "expected"), [("2021-02", {}), ("2021-01", {"2021-Q1": 33}), ("2021-Q2", {"2021-Q1": 33})]
)
def test_a_break_in_the_series(village, starts, expected):
    assert computed(village) == expected


@pytest.mark.prints(QUARTER | {"2023/t|cases_started dorp 2021-01": "10"})
def test_parts_of_reports_that_agree(village):
    assert computed(village) == {"2021-Q1": 33}


@pytest.mark.prints(QUARTER | {"2023/t|cases_started dorp 2021-02": "20"})
def test_parts_of_reports_that_differ(village):
    """February was counted otherwise a year later; nobody knows how January and March would have been."""
    assert computed(village) == {}


@pytest.mark.prints(QUARTER | {f"2023/t|{meaning}": "20" for meaning in QUARTER})
def test_a_report_that_prints_all_parts_anew(village):
    assert computed(village) == {"2021-Q1": 60}


@pytest.mark.prints(STOCK)
def test_what_runs_in_a_period(village):
    assert computed(village, "cases_running") == {"2021-Q1": 123}
    ((formula,),) = village.of("core.computed_value", "formula", where="metric_id = 'cases_running'")
    assert formula == "cases_running in 2021-01 - cases_started in 2021-01 + cases_started"


@pytest.mark.prints(lambda spoilt: STOCK | spoilt)
@pytest.mark.parametrize(
    "spoilt",
    [
        {"cases_running dorp 2021-03": "112"},
        {"cases_closed dorp 2021-02": None},
        {"cases_running dorp 2021-01": "circa 100"},
    ],
)
def test_what_runs_is_not_computed_where_start_and_end_do_not_agree(village, spoilt):
    assert computed(village, "cases_running") == {}
    assert computed(village) == {"2021-Q1": 33}


STOCK_OF_FEBRUARY = "stock_over_time:dorp:cases_running:dorp:-:2021-02"


@pytest.mark.prints(
    STOCK | {"cases_running dorp 2021-02": "104", "cases_started dorp 2021-Q2": "1"},
    first=lambda village: village.waive(STOCK_OF_FEBRUARY, "1"),
)
def test_a_waived_finding_of_a_part_goes_with_the_value(village):
    assert village.findings()[STOCK_OF_FEBRUARY][0] == "waived"
    rows = village.of("core.computed_value", "period_id", "has_waived_finding", where="metric_id = 'cases_started'")
    assert rows == [("2021-H1", True), ("2021-Q1", True)]
