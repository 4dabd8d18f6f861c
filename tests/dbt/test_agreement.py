"""SQL and Great Expectations judge every identity; where they disagree the warehouse is wrong, and says so."""

from __future__ import annotations

import pytest

from expectations.agreement import DisagreementError
from orchestration.run.transient import may_pass
from tests.dbt.village import Village, over_months

QUARTER = "sum_over_time:dorp:cases_started:dorp:-:2021-Q1/month"


@pytest.mark.parametrize(
    ("quarter", "slip", "said"),
    [
        ("34", "UPDATE quality.finding SET status = 'waived'", "SQL says that its sides agree or differ as waived"),
        ("34", "UPDATE quality.judged_identity SET tolerance = 1", "SQL says that it is an open finding"),
        ("33", "UPDATE quality.judged_identity SET left_low = 34", "SQL says that its sides agree or differ as waived"),
        (
            "33",
            "UPDATE quality.judged_identity SET right_low = 34",
            "SQL says that its sides agree or differ as waived",
        ),
    ],
)
def test_a_disagreement_names_rule_and_identity(warehouse: Village, quarter: str, slip: str, said: str) -> None:
    warehouse.print_cells(over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": quarter})
    assert warehouse.said_by_gx()["sum_over_time"].success == (quarter == "33")
    warehouse.connection.execute(slip + " WHERE rule_id = 'sum_over_time'")
    with pytest.raises(DisagreementError) as told:
        warehouse.said_by_gx()
    assert str(told.value).startswith(f"rule sum_over_time: of identity {QUARTER} {said}")
    assert not may_pass(told.value), "it is not tried again"


def test_an_identity_that_only_one_of_them_counts(warehouse: Village) -> None:
    warehouse.print_cells(over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": "33"})
    fill = warehouse.tables["quality.rule_result"]
    warehouse.tables["quality.rule_result"] = f"SELECT * REPLACE (holding + 1 AS holding) FROM ({fill})"
    try:
        with pytest.raises(DisagreementError, match=r"rule additivity_holds: SQL judged 1 identities, .* 0"):
            warehouse.said_by_gx()
    finally:
        warehouse.tables["quality.rule_result"] = fill


@pytest.mark.parametrize(("second", "fails"), [("99.999.999.999.999,99", False), ("99.999.999.999.999,98", True)])
def test_numbers_that_floats_do_not_tell_apart(warehouse: Village, second: str, fails: bool) -> None:
    """Nothing that a report prints makes the two disagree."""
    assert float("99999999999999.99") == float("99999999999999.98")
    warehouse.print_cells({"sroi_value dorp 2021": "99.999.999.999.999,99", "u|sroi_value dorp 2021": second})
    rows = warehouse.said_by_gx()["same_in_two_tables"].failing_rows
    assert [row["identity_id"] for row in rows] == ["same_in_two_tables:dorp:sroi_value:dorp:-:2021@r/u"] * fails
