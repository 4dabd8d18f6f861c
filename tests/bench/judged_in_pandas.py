"""What people would use instead: Great Expectations over the frames that `in_pandas` makes, with its own expectations.

`python -m tests.bench.judged_in_pandas FRAMES` says what judging took, without importing the library, and how many
identities fail. A rule is a condition on the rows; nothing is compared with what SQL says, and nothing is kept.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd

from tests.bench.pandas_figures import NUMBER
from tests.bench.pandas_identities import FLOATS, SLACK

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
from great_expectations import expectations as gxe
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.row_conditions import Column

LEAST_EVALUATED = 0.5
"""The part of its identities that a rule must be able to judge."""
PAIRS = "expect_column_pair_values_a_to_be_greater_than_b"
NEVER_EMPTY = ("figure_key", "organisation_id", "metric_id", "area_id", "period_id", "unit", "value_printed")


def failing(figures: pd.DataFrame, identities: pd.DataFrame) -> list[str]:
    """Judge both frames; returns the ids of the identities that fail.

    Raises ValueError where the figures are not what figures are, or something could not be judged.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("frames")

    def validate(frame: pd.DataFrame, suite: gx.ExpectationSuite, key: str) -> Any:
        batches = source.add_dataframe_asset(suite.name).add_batch_definition_whole_dataframe("all")
        result_format = {"result_format": "COMPLETE", "unexpected_index_column_names": [key]}
        return batches.get_batch({"dataframe": frame}).validate(suite, result_format=result_format)

    said = validate(figures, _about_figures(figures), "figure_id")
    if wrong := [one.expectation_config.type for one in said.results if not one.success]:
        raise ValueError(f"no figures: {', '.join(wrong)}")
    sides = _sides(identities)
    said = validate(sides, _about_identities(sides), "identity_id")
    rules = [one for one in said.results if one.expectation_config.type != PAIRS]
    if wrong := [one.expectation_config.kwargs for one in rules if not one.success] + _errors(said):
        raise ValueError(f"not judged: {wrong[0]}")
    rows = [row for one in said.results for row in one.result.get("unexpected_index_list") or []]
    return sorted({str(row["identity_id"]) for row in rows})


def _errors(said: Any) -> list[Any]:
    infos = [one.exception_info or {} for one in said.results]
    each = [one for info in infos for one in ([info] if "raised_exception" in info else info.values())]
    return [one["exception_message"] for one in each if one["raised_exception"]]


def _about_figures(figures: pd.DataFrame) -> gx.ExpectationSuite:
    suite = gx.ExpectationSuite(name="figures")
    suite.add_expectation(gxe.ExpectColumnValuesToBeUnique(column="figure_id"))
    for column in NEVER_EMPTY:
        suite.add_expectation(gxe.ExpectColumnValuesToNotBeNull(column=column))
    suite.add_expectation(
        gxe.ExpectColumnValuesToBeUnique(column="figure_key", row_condition=Column("is_served") == True)  # noqa: E712
    )
    suite.add_expectation(
        gxe.ExpectColumnValuesToMatchRegex(column="value_printed", regex=NUMBER.replace("-?", "", 1), mostly=0.95)
    )
    for unit in sorted(figures["unit"].unique()):
        is_whole = unit == "count"
        suite.add_expectation(
            gxe.ExpectColumnValuesToBeInSet(
                column="decimals", value_set=[0] if is_whole else [0, 1, 2, 3, 4], row_condition=Column("unit") == unit
            )
        )
    return suite


def _sides(identities: pd.DataFrame) -> pd.DataFrame:
    """The identities with the numbers between which their left side must lie, where it is known."""
    sides = identities[["identity_id", "rule_id", "left_value"]].copy()
    slack = (identities["relation"] == "=") * SLACK + FLOATS
    right = identities["right_value"].where(identities["is_known"] & identities["left_value"].notna())
    sides["at_most"] = right + identities["tolerance"] + slack
    sides["at_least"] = (right - identities["tolerance"] - slack).where(identities["relation"] == "=")
    return sides


def _about_identities(sides: pd.DataFrame) -> gx.ExpectationSuite:
    suite = gx.ExpectationSuite(name="identities")
    suite.add_expectation(gxe.ExpectColumnValuesToBeUnique(column="identity_id"))
    for rule, of_rule in sides.groupby("rule_id"):
        is_rule = Column("rule_id") == rule
        columns = [("at_most", "left_value")]
        if of_rule["at_least"].notna().any():
            columns.append(("left_value", "at_least"))
        for larger, smaller in columns:
            suite.add_expectation(
                gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                    column_A=larger,
                    column_B=smaller,
                    or_equal=True,
                    ignore_row_if="either_value_is_missing",
                    row_condition=is_rule,
                )
            )
        suite.add_expectation(
            gxe.ExpectColumnProportionOfNonNullValuesToBeBetween(
                column="at_most", min_value=LEAST_EVALUATED, row_condition=is_rule
            )
        )
    return suite


if __name__ == "__main__":
    with Path(sys.argv[1]).open("rb") as file:
        frames = pickle.load(file)
    wall, cpu = time.perf_counter(), time.process_time()
    found = failing(*frames)
    taken = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "failing": len(found)}
    sys.stdout.write(json.dumps(taken) + "\n")
