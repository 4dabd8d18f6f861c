"""What a waiver accepts and what it does not, and how the findings of a rule are counted."""

from __future__ import annotations

import pytest

from tests.dbt.village import Cells, over_months

BROKEN = over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": "34"}
IDENTITY = "sum_over_time:dorp:cases_started:dorp:-:2021-Q1/month"
NEVER = "sum_over_time:dorp:cases_started:dorp:-:2031-Q1/month"
COUNTS = ("identities", "holding", "failing", "open_findings", "waived_findings", "evaluated_share")
HOLDING = over_months("cases_closed dorp") | {"cases_closed dorp 2021-Q1": "33"}
UNCLEAR: Cells = {"joiners dorp 2021-01": "ruim 3", "joiners dorp 2021-02": "2", "joiners dorp 2021-Q1": "5"}


@pytest.mark.prints(BROKEN, first=lambda village: village.waive(IDENTITY, "-1"))
def test_a_waiver_accepts_its_difference(village):
    assert village.findings() == {IDENTITY: ("waived", "new")}
    assert village.result("waivers_current", *COUNTS) == (1, 1, 0, 0, 0, 1.0)
    assert all(verdict.success for verdict, _ in village.said_by_gx().values())


@pytest.mark.prints(BROKEN | {"cases_started dorp 2021-02": "13"}, first=lambda village: village.waive(IDENTITY, "-1"))
def test_a_waiver_accepts_no_other_difference(village):
    assert village.findings() == {IDENTITY: ("open", "the waiver expects a difference of -1")}
    said = village.said_by_gx()
    (row,) = said["sum_over_time"].verdict.failing_rows
    assert (row["left_value"], row["right_value"], row["expected_difference"]) == (35, 34, -1)
    assert said["waivers_current"].verdict.success


@pytest.mark.prints(BROKEN | {"cases_started dorp 2021-Q1": "33"}, first=lambda village: village.waive(IDENTITY, "-1"))
def test_a_waiver_outlives_its_finding(village):
    obsolete = ("open", "the waived finding is gone: look at its cells before you remove the waiver")
    assert village.findings() == {f"waivers_current:{IDENTITY}": obsolete}
    assert village.result("waivers_current", *COUNTS) == (1, 0, 1, 1, 0, 1.0)
    said = village.said_by_gx()
    (row,) = said["waivers_current"].verdict.failing_rows
    assert (village.plain(row["identity_id"]), row["right_value"]) == (f"waivers_current:{IDENTITY}", -1)
    assert [rule for rule, (verdict, _) in said.items() if not verdict.success] == ["waivers_current"]


@pytest.mark.prints(BROKEN, first=lambda village: village.waive(IDENTITY, "-1", due=True))
def test_a_waiver_whose_review_date_has_passed(village):
    due = ("open", "the review date of the waiver has passed")
    assert village.findings() == {IDENTITY: ("waived", "new"), f"waivers_reviewed:{IDENTITY}": due}
    assert village.result("waivers_reviewed", *COUNTS) == (1, 0, 1, 1, 0, 1.0)
    (row,) = village.said_by_gx()["waivers_reviewed"].verdict.failing_rows
    assert village.plain(row["identity_id"]) == f"waivers_reviewed:{IDENTITY}"


@pytest.mark.prints(BROKEN, first=lambda village: village.waive(NEVER, "-1"))
def test_a_waiver_of_an_identity_that_does_not_exist(village):
    unknown = "no identity has this id, now or any more: compare it with those that `warehouse check` prints"
    assert village.findings()[f"waivers_current:{NEVER}"] == ("open", unknown)


@pytest.mark.prints(
    {"cases_started dorp 2021": "12"}, first=lambda village: village.waive(IDENTITY, "-1", report="elsewhere")
)
def test_a_waiver_rests_while_its_report_is_not_loaded(village):
    assert village.findings() == {}
    assert village.result("waivers_current", *COUNTS) == (0, 0, 0, 0, 0, None)


@pytest.mark.prints(BROKEN | HOLDING | UNCLEAR, first=lambda village: village.waive(IDENTITY, "-1"))
def test_counts_of_a_rule(village):
    assert village.findings()[IDENTITY] == ("waived", "new")
    assert village.result("sum_over_time", *COUNTS) == (3, 1, 1, 0, 1, pytest.approx(2 / 3))


@pytest.mark.prints({"cases_started dorp 2021": "12"})
def test_a_rule_without_anything_to_look_at(village):
    assert village.findings() == {}
    assert village.result("sum_over_time", *COUNTS) == (0, 0, 0, 0, 0, None)
