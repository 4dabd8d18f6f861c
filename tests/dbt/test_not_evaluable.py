"""What a rule cannot judge, because something it needs is not printed or not exact."""

from __future__ import annotations

import pytest

from tests.dbt.rule_cases import CASES
from tests.dbt.village import Cells, over_months


def test_a_month_is_not_printed(warehouse):
    """What the months add up to is not known; the largest of them still is not larger than the quarter."""
    cells = over_months("cases_started heide") | over_months("unique_clients heide")
    cells |= {"cases_started heide 2021-Q1": "11", "unique_clients heide 2021-Q1": "11"}
    cells |= {"cases_started heide 2021-02": None, "unique_clients heide 2021-02": None}
    warehouse.print_cells(cells)
    gap = ("not_evaluable", "only 2 figures by month are printed")
    assert warehouse.judged("sum_over_time:dorp:cases_started:heide:-:2021-Q1/month") == gap
    assert warehouse.judged("bounds_over_time:dorp:unique_clients:heide:-:2021-Q1/month:to") == gap
    assert warehouse.failing("bounds_over_time") == {"dorp:unique_clients:heide:-:2021-Q1/month:from": 1}


def test_any_complete_cover_of_a_period(warehouse):
    """Half-years of a year, quarters of a half-year, two quarters and a half-year, the months of an interval."""
    warehouse.print_cells(
        {"complaints dorp 2020-H1": "3", "complaints dorp 2020-H2": "4", "complaints dorp 2020": "8"}
        | {"complaints heide 2020-Q3": "3", "complaints heide 2020-Q4": "4", "complaints heide 2020-H2": "8"}
        | {"complaints kerk 2021-Q1": "1", "complaints kerk 2021-Q2": "2", "complaints kerk 2021-H2": "3"}
        | {"complaints kerk 2021": "7"}
        | {"complaints haven 2021-05": "1", "complaints haven 2021-06": "2", "complaints haven 2021-05/2021-06": "4"}
        | {"complaints haven 2021-05/2021-09": "5"}
    )
    only_quarters = ("not_evaluable", "only 2 figures by quarter are printed")
    assert warehouse.failing("sum_over_time") == {
        "dorp:complaints:dorp:-:2020/half_year": -1,
        "dorp:complaints:heide:-:2020-H2/quarter": -1,
        "dorp:complaints:kerk:-:2021/mixed": -1,
        "dorp:complaints:haven:-:2021-05/2021-06/month": -1,
    }
    assert warehouse.judged("sum_over_time:dorp:complaints:kerk:-:2021/quarter") == only_quarters
    assert len(warehouse.verdicts("sum_over_time")) == 5


def test_a_metric_that_does_not_add_up_is_one_finding(warehouse):
    cells: Cells = {
        f"complaints {area} {period}": text
        for area in ("heide", "kerk", "haven")
        for year in (2018, 2019, 2020, 2021)
        for period, text in ((f"{year}-H1", "3"), (f"{year}-H2", "4"), (str(year), "5"))
    }
    warehouse.print_cells(cells | {"complaints heide 2018": "7"})
    assert warehouse.findings().keys() == {"additivity_holds:dorp:complaints/sum_over_time"}
    why = ("not_evaluable", "the metric does not add up so: 1 of 12 hold")
    assert warehouse.judged("sum_over_time:dorp:complaints:kerk:-:2021/half_year") == why


def test_many_findings_of_a_metric_that_does_add_up_stay_apart(warehouse):
    cells: Cells = {
        f"complaints {area} {period}": text
        for area in ("heide", "kerk", "haven")
        for year in (2018, 2019, 2020, 2021)
        for period, text in ((f"{year}-H1", "3"), (f"{year}-H2", "4"), (str(year), "5"))
    }
    warehouse.print_cells(cells | {"complaints heide 2018": "7", "complaints heide 2019": "7"})
    assert len(warehouse.failing("sum_over_time")) == 10
    assert warehouse.failing("additivity_holds") == {}


def test_a_report_with_one_table_only(warehouse):
    """Nothing to compare is no failure, and is said as that."""
    warehouse.print_cells({"cases_started heide 2021": "4", "cases_started kerk 2021": "5"})
    assert warehouse.findings() == {"every_area_printed:dorp:cases_started:2021@r/t": ("open", "new")}
    assert warehouse.result("sum_over_areas", "identities", "evaluated_share") == (0, None)


@pytest.mark.parametrize("weight", [None, "circa 20"])
def test_a_weighted_mean_needs_every_weight(warehouse, weight):
    warehouse.print_cells(CASES["weighted_mean"].good | {"cases_started haven 2021": weight})
    assert warehouse.verdicts("weighted_mean") == {}


def test_closing_stock(warehouse):
    cells: Cells = {
        "cases_running heide 2021-03": "100",
        "cases_closed heide 2021-03": "10",
        "cases_closed heide 2021-Q1": "40",
        "cases_running heide 2021-Q1": "131",
    }
    warehouse.print_cells(cells)
    assert warehouse.failing("stock_in_period") == {"dorp:cases_running:heide:-:2021-Q1/month:end": -1}


def test_a_team_is_not_printed(warehouse):
    warehouse.print_cells(
        {"cases_started dorp 2021": "4", "cases_started heide 2021": "5", "cases_started kerk 2021": "3"}
        | {"complaints dorp 2021": "4", "complaints heide 2021": "5", "complaints kerk 2021": "3"}
    )
    gap = ("not_evaluable", "the printed areas hold 2 teams of 3")
    assert warehouse.judged("overlap_over_areas:dorp:cases_started:dorp:-:2021/teams:to") == gap
    assert warehouse.judged("sum_over_areas:dorp:complaints:dorp:-:2021/teams") == gap
    # What is not printed at all is held against the rule.
    assert warehouse.result("sum_over_areas", "identities", "declared", "evaluated_share") == (1, 0, 0)
    assert warehouse.failing("overlap_over_areas") == {"dorp:cases_started:dorp:-:2021/teams:from": 1}
    # Great Expectations is not asked about it, and says that too little could be judged.
    said = warehouse.said_by_gx()["sum_over_areas"]
    assert (said.success, said.failing_rows) == (False, [])
    sides, enough = said.validation["results"]
    assert (sides["success"], sides["result"]["element_count"]) == (True, 0)
    assert (enough["success"], enough["result"]["observed_value"]) == (False, 0)


def test_a_group_stands_for_its_teams(warehouse):
    warehouse.print_cells(
        {"complaints dorp 2021": "12", "complaints polder 2021": "7", "complaints haven 2021": "6"}
        | {"data_leaks dorp 2021": "12", "data_leaks polder 2021": "7", "data_leaks haven 2021": "5"}
        | {"data_leaks heide 2021": "3", "data_leaks kerk 2021": "5"}
    )
    assert warehouse.verdicts("sum_over_areas") == {
        "dorp:complaints:dorp:-:2021/groups": ("fails", 1),
        "dorp:data_leaks:dorp:-:2021/groups": ("holds", 0),
        "dorp:data_leaks:dorp:-:2021/teams": ("fails", 1),
        "dorp:data_leaks:polder:-:2021/teams": ("fails", 1),
    }


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("circa 11", "1 of 4 figures cannot be read exactly"),
        ("ruim 11", "1 of 4 figures cannot be read exactly"),
        ("", "1 of 4 figures cannot be read exactly"),
    ],
)
def test_a_figure_that_cannot_be_read_exactly(warehouse, printed, why):
    cells = over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": "33"}
    warehouse.print_cells(cells | {"cases_started dorp 2021-02": printed})
    identity = "sum_over_time:dorp:cases_started:dorp:-:2021-Q1/month"
    assert warehouse.judged(identity) == ("not_evaluable", why)
    assert warehouse.findings() == {}
    # What the report says itself is not held against the rule.
    assert warehouse.result("sum_over_time", "identities", "declared", "evaluated_share") == (1, 1, None)
    said = warehouse.said_by_gx()["sum_over_time"]
    assert said.success
    assert said.validation["results"][-1]["result"]["observed_value"] == 0


def test_a_number_far_from_too_few_others_is_not_asked_after(warehouse):
    """Zero, another print of the figure, and figures of another metric, kind of area or grain are no others."""
    warehouse.print_cells(
        {"wait_days heide 2019": "5", "wait_days heide 2020": "6", "wait_days heide 2021": "800"}
        | {"u|wait_days heide 2021": "800", "wait_days heide 2018": "0"}
        | {"wait_days heide 2021-01": "5", "wait_days dorp 2021": "5", "start_wait_days heide 2021": "5"}
    )
    assert warehouse.verdicts("plausible") == {}


@pytest.mark.parametrize(("quarter", "verdict"), [("22", "holds"), ("23", "fails")])
def test_an_empty_cell_counts_as_nothing(warehouse, quarter, verdict):
    cells = over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": quarter}
    warehouse.print_cells(cells | {"cases_started dorp 2021-02": "-"})
    identity = "sum_over_time:dorp:cases_started:dorp:-:2021-Q1/month"
    assert warehouse.judged(identity) == (verdict, "1 empty cells counted as nothing")


@pytest.mark.parametrize(
    ("printed", "verdict", "why"),
    [
        (
            {"k|referrer_share dorp referrer=self 2021": "circa 54%"},
            "not_evaluable",
            "1 of 3 figures cannot be read exactly",
        ),
        ({"k|referrer_share dorp referrer=self 2021": "53%"}, "holds", "the printed digits are cut off, not rounded"),
        ({"cases_started dorp 2021": "0"}, "not_evaluable", "the base of the ratio is zero"),
    ],
)
def test_a_share_that_is_not_judged_as_it_stands(warehouse, printed, verdict, why):
    warehouse.print_cells(
        {
            "cases_started dorp 2021": "5.457",
            "cases_started dorp referrer=self 2021": "2.925",
            "k|referrer_share dorp referrer=self 2021": "54%",
        }
        | printed
    )
    assert warehouse.judged("share_of_whole:dorp:referrer_share:dorp:referrer=self:2021@r") == (verdict, why)


def test_a_share_that_is_wrong_is_told_once(warehouse):
    """What is off by more than a digit cut off is found by one rule, and left alone by the other."""
    warehouse.print_cells(
        {
            "cases_started dorp 2021": "5.457",
            "cases_started dorp referrer=self 2021": "2.925",
            "k|referrer_share dorp referrer=self 2021": "45%",
        }
    )
    scope = "dorp:referrer_share:dorp:referrer=self:2021@r"
    assert warehouse.findings().keys() == {f"share_of_whole:{scope}"}
    why = ("not_evaluable", "off by more than digits that were cut off")
    assert warehouse.judged(f"percentage_rounded:{scope}") == why


@pytest.mark.parametrize("missing", ["cases_started dorp 2021", "cases_started dorp referrer=self 2021"])
def test_a_share_whose_part_or_whole_is_not_printed_is_no_identity(warehouse, missing):
    cells: Cells = {
        "cases_started dorp 2021": "5.457",
        "cases_started dorp referrer=self 2021": "2.925",
        "k|referrer_share dorp referrer=self 2021": "45%",
    }
    warehouse.print_cells(cells | {missing: None})
    assert warehouse.verdicts("share_of_whole") == {}


def test_a_share_is_of_the_figures_of_its_own_report(warehouse):
    """A later report restates the whole; the earlier percentage was right when it was printed."""
    warehouse.print_cells(
        {
            "cases_started dorp 2021": "100",
            "cases_started dorp referrer=self 2021": "54",
            "k|referrer_share dorp referrer=self 2021": "54%",
            "2023/t|cases_started dorp 2021": "120",
        }
    )
    assert warehouse.failing("share_of_whole") == {}
    assert warehouse.failing("same_in_two_reports") == {"dorp:cases_started:dorp:-:2021@2023": 20}
