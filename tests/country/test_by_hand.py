"""The yardstick of the benchmark does the work that it is held against: the same identities, the same findings."""

from __future__ import annotations

from collections import Counter

import duckdb

from tests.bench.by_hand import run_by_hand

LEFT_OUT = {
    "additivity_holds", "change_between_periods", "growth_between_periods", "percentage_rounded", "plausible",
    "weighted_mean", "shares_add_up", "disclosure", "waivers_current", "waivers_reviewed",
}  # fmt: skip
"""Rules that the script does not ask: few identities, or a mere look at others."""


def test_same_identities_same_verdicts(judged, tmp_path):
    steps = run_by_hand(judged.store, tmp_path / "by_hand.duckdb")
    assert [step.name for step in steps] == ["stage", "identities"]
    with duckdb.connect(str(tmp_path / "by_hand.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "SELECT identity_id, rule_id, left_value, right_value, verdict FROM identity"
        ).fetchall()
    asked = {identity[0]: identity for identity in judged.identities if identity[1] not in LEFT_OUT}
    assert {identity[0]: identity for identity in found} == asked
    assert Counter(identity[-1] for identity in found)["fails"] > 50
    assert len(found) > 0.9 * len(judged.identities)
