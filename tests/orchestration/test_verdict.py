"""Why a release is refused: the true reason of each rule that stops it."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.verdict import RuleCounts, RuleVerdict, why_refused


def verdict(
    rule_id: str = "sum_over_areas", severity: str = "critical", error: str | None = None, **counts: int
) -> RuleVerdict:
    known = dict.fromkeys(("identities", "holding", "failing", "not_evaluable", "declared"), 0) | counts
    success = known.pop("passes", 0) == 1 and error is None and not counts.get("open_findings")
    return RuleVerdict(rule_id, severity, success, error, [], RuleCounts(**known), 0.5, "Look.")


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ({"identities": 3, "failing": 1, "holding": 2, "open_findings": 1}, "has 1 open finding"),
        ({"identities": 3, "holding": 1}, "could judge 1 of 3 and must judge 50%"),
        # What the report itself leaves unknown does not count.
        ({"identities": 7, "holding": 1, "declared": 4}, "could judge 1 of 3 and must judge 50%"),
        (
            {"identities": 9, "failing": 2, "open_findings": 2},
            "has 2 open findings and could judge 2 of 9 and must judge 50%",
        ),
    ],
)
def test_the_reason_is_the_true_one(counts: dict[str, Any], reason: str) -> None:
    assert why_refused([verdict(**counts)]) == f"critical rules failed: sum_over_areas {reason}"


def test_a_check_that_broke_says_how() -> None:
    broken = verdict(error="KeyError: x", identities=1, holding=1)
    assert why_refused([broken]) == "critical rules failed: sum_over_areas broke: KeyError: x"


def test_every_rule_that_stops_is_named_and_no_other() -> None:
    verdicts = [
        verdict("sum_over_areas", identities=3, holding=1),
        verdict("stock_over_time", identities=3, holding=2, passes=1),
        verdict("plausible", severity="warning", identities=1, failing=1, open_findings=1),
        verdict("value_in_range", identities=1, failing=1, open_findings=1),
    ]
    said = "sum_over_areas could judge 1 of 3 and must judge 50%; value_in_range has 1 open finding"
    assert why_refused(verdicts) == f"critical rules failed: {said}"
    assert why_refused(verdicts[1:3]) is None


def test_all_declared_is_not_too_little() -> None:
    assert not verdict(identities=4, declared=4).judged_too_little
