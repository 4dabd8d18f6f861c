"""docs/rules.md: the examples on it are identities of the real reports, where these have any."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from expectations.rules_page import read_rules

EXAMPLES = {rule.id: rule.example for rule in read_rules()}
INVENTED = {"deviation_from_target", "formula_holds"}
"""Rules about what none of the real reports prints."""

NOT_IN_THEM = {"shares_add_up", "disclosure", "overlap_over_categories"}
"""The real reports withhold nothing, no table of theirs prints shares without their total, and none prints by category
how many people it helped."""


@pytest.mark.parametrize("rule_id", sorted(EXAMPLES))
def test_examples_are_real(reader: Callable[[str], list[tuple[Any, ...]]], rule_id: str) -> None:
    identity = EXAMPLES[rule_id]
    if rule_id in INVENTED:
        assert reader(f"SELECT count(*) FROM quality.identity WHERE rule_id = '{rule_id}'") == [(0,)]
    elif rule_id in ("waivers_current", "waivers_reviewed"):
        waived = identity.removeprefix(f"{rule_id}:")
        assert reader(f"SELECT status FROM quality.finding WHERE identity_id = '{waived}'") == [("waived",)]
    elif rule_id in NOT_IN_THEM:
        assert reader(f"SELECT identities FROM quality.rule_result WHERE rule_id = '{rule_id}'") == [(0,)]
    else:
        found = reader(f"SELECT rule_id, verdict FROM quality.identity WHERE identity_id = '{identity}'")
        assert found == [(rule_id, "holds")]
