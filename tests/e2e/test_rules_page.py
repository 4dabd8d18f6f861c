"""docs/rules.md: the examples on it are identities of the real reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from expectations.rules_page import read_rules

EXAMPLES = {rule.id: rule.example for rule in read_rules()}
INVENTED = {"formula_holds"}
"""Rules about what none of the real reports prints."""


@pytest.mark.parametrize("rule_id", sorted(EXAMPLES))
def test_examples_are_real(reader: Callable[[str], list[tuple[Any, ...]]], rule_id: str) -> None:
    identity = EXAMPLES[rule_id]
    if rule_id in INVENTED:
        assert reader(f"SELECT count(*) FROM quality.identity WHERE rule_id = '{rule_id}'") == [(0,)]
    elif rule_id in ("waivers_current", "waivers_reviewed"):
        waived = identity.removeprefix(f"{rule_id}:")
        assert reader(f"SELECT status FROM quality.finding WHERE identity_id = '{waived}'") == [("waived",)]
    else:
        found = reader(f"SELECT rule_id, verdict FROM quality.identity WHERE identity_id = '{identity}'")
        assert found == [(rule_id, "holds")]
