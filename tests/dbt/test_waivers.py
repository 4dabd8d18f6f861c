"""What a waiver accepts and what it does not, and how the findings of a rule are counted."""

from __future__ import annotations

import pytest

from tests.dbt.village import Cells, over_months

BROKEN = over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": "34"}
IDENTITY = "sum_over_time:dorp:cases_started:dorp:-:2021-Q1/month"
COUNTS = ("identities", "holding", "failing", "open_findings", "waived_findings", "evaluated_share")


def test_a_waiver_accepts_its_difference(warehouse):
    warehouse.waive(IDENTITY, "-1")
    warehouse.print_cells(BROKEN)
    assert warehouse.findings() == {IDENTITY: ("waived", "new")}
    assert warehouse.result("waivers_current", *COUNTS) == (1, 1, 0, 0, 0, 1.0)
    assert all(verdict.success for verdict in warehouse.said_by_gx().values())


def test_a_waiver_accepts_no_other_difference(warehouse):
    warehouse.waive(IDENTITY, "-1")
    warehouse.print_cells(BROKEN | {"cases_started dorp 2021-02": "13"})
    assert warehouse.findings() == {IDENTITY: ("open", "the waiver expects a difference of -1")}
    said = warehouse.said_by_gx()
    (row,) = said["sum_over_time"].failing_rows
    assert (row["left_value"], row["right_value"], row["expected_difference"]) == (35, 34, -1)
    assert said["waivers_current"].success


def test_a_waiver_outlives_its_finding(warehouse):
    warehouse.waive(IDENTITY, "-1")
    warehouse.print_cells(BROKEN | {"cases_started dorp 2021-Q1": "33"})
    obsolete = ("open", "the waived finding is gone: look at its cells before you remove the waiver")
    assert warehouse.findings() == {f"waivers_current:{IDENTITY}": obsolete}
    assert warehouse.result("waivers_current", *COUNTS) == (1, 0, 1, 1, 0, 1.0)
    said = warehouse.said_by_gx()
    (row,) = said["waivers_current"].failing_rows
    assert (row["identity_id"], row["right_value"]) == (f"waivers_current:{IDENTITY}", -1)
    assert not [rule for rule, verdict in said.items() if not verdict.success and rule != "waivers_current"]


def test_a_waiver_whose_review_date_has_passed(warehouse):
    warehouse.waive(IDENTITY, "-1", due=True)
    warehouse.print_cells(BROKEN)
    due = ("open", "the review date of the waiver has passed")
    assert warehouse.findings() == {IDENTITY: ("waived", "new"), f"waivers_reviewed:{IDENTITY}": due}
    assert warehouse.result("waivers_reviewed", *COUNTS) == (1, 0, 1, 1, 0, 1.0)
    (row,) = warehouse.said_by_gx()["waivers_reviewed"].failing_rows
    assert row["identity_id"] == f"waivers_reviewed:{IDENTITY}"


def test_a_waiver_of_an_identity_that_does_not_exist(warehouse):
    never = "sum_over_time:dorp:cases_started:dorp:-:2031-Q1/month"
    warehouse.waive(never, "-1")
    warehouse.print_cells(BROKEN)
    unknown = "no identity has this id, now or any more: compare it with those that `warehouse check` prints"
    assert warehouse.findings()[f"waivers_current:{never}"] == ("open", unknown)


def test_a_waiver_rests_while_its_report_is_not_loaded(warehouse):
    warehouse.waive(IDENTITY, "-1", report="elsewhere")
    warehouse.print_cells({"cases_started dorp 2021": "12"})
    assert warehouse.findings() == {}
    assert warehouse.result("waivers_current", *COUNTS) == (0, 0, 0, 0, 0, None)


def test_counts_of_a_rule(warehouse):
    quarter = over_months("cases_closed dorp") | {"cases_closed dorp 2021-Q1": "33"}
    unclear: Cells = {"joiners dorp 2021-01": "ruim 3", "joiners dorp 2021-02": "2", "joiners dorp 2021-Q1": "5"}
    warehouse.waive(IDENTITY, "-1")
    warehouse.print_cells(BROKEN | quarter | unclear)
    assert warehouse.findings()[IDENTITY] == ("waived", "new")
    assert warehouse.result("sum_over_time", *COUNTS) == (3, 1, 1, 0, 1, pytest.approx(2 / 3))


def test_a_rule_without_anything_to_look_at(warehouse):
    warehouse.print_cells({"cases_started dorp 2021": "12"})
    assert warehouse.findings() == {}
    assert warehouse.result("sum_over_time", *COUNTS) == (0, 0, 0, 0, 0, None)
