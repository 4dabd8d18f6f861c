"""The yardsticks of the benchmark do the work that is held against them: the same identities, the same findings."""

from __future__ import annotations

from collections import Counter

import duckdb
import pandas as pd
import pytest

from tests.bench.by_hand import run_by_hand
from tests.bench.in_pandas import run_in_pandas

LEFT_OUT = {
    "additivity_holds", "change_between_periods", "growth_between_periods", "percentage_rounded", "plausible",
    "weighted_mean", "shares_add_up", "disclosure", "waivers_current", "waivers_reviewed",
}  # fmt: skip
"""Rules that the yardsticks do not ask: few identities, or a mere look at others."""


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


@pytest.fixture(scope="module")
def in_pandas(judged) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The figures and identities that pandas makes of the same cells."""
    steps, figures, identities = run_in_pandas(judged.store)
    assert [step.name for step in steps] == ["stage", "identities"]
    return figures, identities


def test_the_same_in_pandas(judged, in_pandas):
    figures, identities = in_pandas
    asked = {identity[0]: identity[1:] for identity in judged.identities if identity[1] not in LEFT_OUT}
    found = identities.set_index("identity_id")
    assert found.index.is_unique
    assert found["verdict"].to_dict() == {name: said[-1] for name, said in asked.items()}
    assert found["rule_id"].to_dict() == {name: said[0] for name, said in asked.items()}
    for place, side in enumerate(("left_value", "right_value"), 1):
        sides = pd.Series({name: said[place] for name, said in asked.items()}, dtype="float64")
        # Decimals have four places, and floats are rounded otherwise at the last of them.
        pd.testing.assert_series_equal(found[side].sort_index(), sides.sort_index(), check_names=False, atol=1e-4)
    assert len(figures) > 5000
    assert figures["figure_id"].is_unique


def test_great_expectations_finds_the_same_in_the_frames(judged, in_pandas):
    from tests.bench.judged_in_pandas import failing

    fails = {identity[0] for identity in judged.identities if identity[1] not in LEFT_OUT and identity[-1] == "fails"}
    assert set(failing(*in_pandas)) == fails
    assert len(fails) > 50


def test_great_expectations_says_what_is_no_figure(in_pandas):
    from tests.bench.judged_in_pandas import failing

    figures, identities = in_pandas
    twice = pd.concat([figures, figures.head(1)], ignore_index=True)
    with pytest.raises(ValueError, match="no figures: expect_column_values_to_be_unique"):
        failing(twice, identities)
    unknown = identities.assign(is_known=identities["is_known"] & (identities["rule_id"] != "sum_over_time"))
    with pytest.raises(ValueError, match=r"not judged: .*sum_over_time"):
        failing(figures, unknown)
