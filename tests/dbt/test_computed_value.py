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


def served(warehouse: Village, cells: Cells) -> None:
    warehouse.print_cells(cells)
    warehouse.serve()


def computed(warehouse: Village, metric: str = "cases_started") -> dict[str, float]:
    """Period to value, of one metric."""
    rows = warehouse.rows(
        "SELECT period_id, value FROM core.computed_value WHERE metric_id = ? ORDER BY start_date, end_date", metric
    )
    assert all(isinstance(value, Decimal) for _, value in rows)
    return {period: float(value) for period, value in rows}


def test_months_make_a_quarter(warehouse):
    served(warehouse, QUARTER)
    ((key, area, value, unit, formula),) = warehouse.rows(
        "SELECT figure_key, area_id, value, unit, formula FROM core.computed_value"
    )
    assert (key, area, value, unit) == ("dorp:cases_started:dorp:-:2021-Q1", "dorp", 33, "count")
    assert formula == "cases_started in 2021-01 + cases_started in 2021-02 + cases_started in 2021-03"
    assert warehouse.rows("SELECT value, is_computed FROM core.mart_value WHERE period_id = '2021-Q1'") == [(33, True)]


def test_parts_of_a_category(warehouse):
    served(warehouse, QUARTER | REFERRED)
    rows = warehouse.rows("SELECT period_id, category_id, value FROM core.computed_value ORDER BY ALL")
    assert rows == [("2021-Q1", None, 33), ("2021-Q2", "self", 12)]


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
            {f"cases_started dorp 2021-0{month}": "2" for month in range(1, 7)}
            | {"cases_started dorp 2021-Q1": "ruim 5"},
            {"2021-H1": 12, "2021-Q2": 6},
        ),
    ],
)  # fmt: skip
def test_any_cover_of_a_period(warehouse, cells, expected):
    served(warehouse, cells)
    assert computed(warehouse) == expected


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
def test_a_part_that_is_no_exact_number(warehouse, instead):
    served(warehouse, QUARTER | {"cases_started dorp 2021-02": instead})
    assert computed(warehouse) == {}


@pytest.mark.parametrize("printed", ["33", "", "-", "circa 30"])
def test_what_a_report_prints_is_not_computed(warehouse, printed):
    """A mark, or nothing, in the place of a number is what the report says of the period."""
    served(warehouse, QUARTER | {"cases_started dorp 2021-Q1": printed})
    assert computed(warehouse) == {}


def test_what_does_not_add_up_over_time(warehouse):
    cells = {
        meaning.replace("cases_started", metric): "5"
        for meaning in QUARTER
        for metric in ("unique_clients", "wait_workdays")
    }
    served(warehouse, cells)
    assert warehouse.rows("SELECT * FROM core.computed_value") == []


@pytest.mark.parametrize(
    ("starts", "expected"), [("2021-02", {}), ("2021-01", {"2021-Q1": 33}), ("2021-Q2", {"2021-Q1": 33})]
)
def test_a_break_in_the_series(warehouse, starts, expected):
    warehouse.connection.execute(
        f"INSERT INTO raw.series_break VALUES ('r', 'telling', 'cases_started', '{starts}', 'counted anew', NULL, NULL)"
    )
    served(warehouse, QUARTER | {"cases_started dorp 2021-04": "1"})
    assert computed(warehouse) == expected


def test_parts_of_reports_that_agree(warehouse):
    first, *rest = QUARTER.items()
    served(warehouse, {f"2023/t|{first[0]}": first[1], **dict(rest), first[0]: first[1]})
    assert computed(warehouse) == {"2021-Q1": 33}


def test_parts_of_reports_that_differ(warehouse):
    """February was counted otherwise a year later; nobody knows how January and March would have been."""
    served(warehouse, QUARTER | {"2023/t|cases_started dorp 2021-02": "20"})
    assert computed(warehouse) == {}


def test_a_report_that_prints_all_parts_anew(warehouse):
    served(warehouse, QUARTER | {f"2023/t|{meaning}": "20" for meaning in QUARTER})
    assert computed(warehouse) == {"2021-Q1": 60}


def test_what_runs_in_a_period(warehouse):
    served(warehouse, STOCK)
    assert computed(warehouse, "cases_running") == {"2021-Q1": 123}
    ((formula,),) = warehouse.rows("SELECT formula FROM core.computed_value WHERE metric_id = 'cases_running'")
    assert formula == "cases_running in 2021-01 - cases_started in 2021-01 + cases_started"


@pytest.mark.parametrize(
    "spoilt",
    [
        {"cases_running dorp 2021-03": "112"},
        {"cases_closed dorp 2021-02": None},
        {"cases_running dorp 2021-01": "circa 100"},
    ],
)
def test_what_runs_is_not_computed_where_start_and_end_do_not_agree(warehouse, spoilt):
    served(warehouse, STOCK | spoilt)
    assert computed(warehouse, "cases_running") == {}
    assert computed(warehouse) == {"2021-Q1": 33}


def test_a_waived_finding_of_a_part_goes_with_the_value(warehouse):
    identity = "stock_over_time:dorp:cases_running:dorp:-:2021-02"
    warehouse.waive(identity, "1")
    served(warehouse, STOCK | {"cases_running dorp 2021-02": "104", "cases_started dorp 2021-Q2": "1"})
    assert warehouse.findings()[identity][0] == "waived"
    rows = warehouse.rows(
        "SELECT period_id, has_waived_finding FROM core.computed_value WHERE metric_id = 'cases_started'"
    )
    assert rows == [("2021-Q1", True), ("2021-H1", True)]
