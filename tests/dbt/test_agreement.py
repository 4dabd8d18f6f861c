"""SQL and Great Expectations judge every identity; where they disagree the warehouse is wrong, and says so."""

from __future__ import annotations

import pytest

from expectations.agreement import DisagreementError
from orchestration.run.transient import may_pass
from tests.dbt.village import Village, over_months

QUARTER = "sum_over_time:dorp:cases_started:dorp:-:2021-Q1/month"


LARGE = "99.999.999.999.999,99"
AS_WAIVED = "SQL says that its sides agree or differ as waived"


@pytest.mark.prints(
    lambda quarter: over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": quarter},
)
@pytest.mark.parametrize(
    ("quarter", "slip", "said"),
    [
        ("34", "UPDATE quality.finding SET status = 'waived'", AS_WAIVED),
        ("34", "UPDATE quality.judged_identity SET tolerance = 1", "SQL says that it is an open finding"),
        ("33", "UPDATE quality.judged_identity SET left_low = 34", AS_WAIVED),
        ("33", "UPDATE quality.judged_identity SET right_low = 34", AS_WAIVED),
    ],
)
def test_a_disagreement_names_rule_and_identity(village: Village, quarter: str, slip: str, said: str) -> None:
    assert village.failing("sum_over_time") == ({} if quarter == "33" else {QUARTER.partition(":")[2]: -1})
    with pytest.raises(DisagreementError) as told:
        village.said_by_gx(slip + " WHERE rule_id = 'sum_over_time'")
    assert village.plain(str(told.value)).startswith(f"rule sum_over_time: of identity {QUARTER} {said}")
    assert not may_pass(told.value), "it is not tried again"


@pytest.mark.prints(over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": "33"})
def test_an_identity_that_only_one_of_them_counts(village: Village) -> None:
    with pytest.raises(DisagreementError, match=r"rule sum_over_time: SQL judged 2 identities, .* 1"):
        village.said_by_gx("UPDATE quality.rule_result SET holding = 2 WHERE rule_id = 'sum_over_time'")


@pytest.mark.prints(lambda second: {"sroi_value dorp 2021": LARGE, "u|sroi_value dorp 2021": second})
@pytest.mark.parametrize(("second", "fails"), [(LARGE, False), ("99.999.999.999.999,98", True)])
def test_numbers_that_floats_do_not_tell_apart(village: Village, second: str, fails: bool) -> None:
    """Nothing that a report prints makes the two disagree."""
    assert float("99999999999999.99") == float("99999999999999.98")
    rows = village.said_by_gx()["same_in_two_tables"].verdict.failing_rows
    found = [village.plain(row["identity_id"]) for row in rows]
    assert found == ["same_in_two_tables:dorp:sroi_value:dorp:-:2021@r/u"] * fails


TWO_QUARTERS = (
    over_months("cases_started dorp")
    | {month.replace("2021", "2020"): text for month, text in over_months("cases_started dorp").items()}
    | {"cases_started dorp 2020-Q1": "33", "cases_started dorp 2021-Q1": "34"}
)


@pytest.mark.prints(TWO_QUARTERS)
def test_who_stays_is_asked_for_what_fails(village: Village) -> None:
    """What holds of it was asked for the release that it stays as: a verdict is the same whoever is made anew."""
    said = [village.said_by_gx(anew=anew)["sum_over_time"] for anew in (None, [f"dorp{village.mark}"], ["stad"], [])]
    assert [one.verdict for one in said] == [said[0].verdict] * 4
    assert [village.plain(row["identity_id"]) for row in said[0].verdict.failing_rows] == [QUARTER]
    counts = [one.validation["results"][0]["result"]["element_count"] for one in said]
    assert counts == [2, 2, 1, 1]


@pytest.mark.prints(TWO_QUARTERS)
@pytest.mark.parametrize("anew", ["dorp", "stad"])
def test_whoever_is_made_anew_too_little_that_can_be_judged_is_told(village: Village, anew: str) -> None:
    lacks = "UPDATE quality.rule_result SET identities = 9, not_evaluable = 7 WHERE rule_id = 'sum_over_time'"
    verdict = village.said_by_gx(lacks, [f"{anew}{village.mark}"])["sum_over_time"].verdict
    assert (verdict.success, verdict.judged_too_little, verdict.error) == (False, True, None)


@pytest.mark.prints(TWO_QUARTERS)
def test_what_sql_overlooks_is_seen_where_it_is_made_anew(village: Village) -> None:
    slip = "UPDATE quality.judged_identity SET left_low = 34 WHERE rule_id = 'sum_over_time' AND verdict = 'holds'"
    with pytest.raises(DisagreementError, match="SQL says that its sides agree"):
        village.said_by_gx(slip, [f"dorp{village.mark}"])
