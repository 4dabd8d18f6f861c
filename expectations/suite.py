"""The Great Expectations suite that judges the rules: no open finding, and enough evaluated.

The arithmetic is done in SQL (`quality.identity`); what is judged here are the two small tables that come out of it,
so pandas serves at every size of the warehouse. Importing this module is what costs time: import it late.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import duckdb
import great_expectations as gx
import pandas as pd
from great_expectations import expectations as gxe
from great_expectations.data_context.types.base import ProgressBarsConfig

from orchestration.plain_data import from_plain
from orchestration.verdict import RuleCounts, RuleVerdict

RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["rule_id", "identity_id", "left_value", "right_value", "difference"],
}


def judge(database: Path) -> list[RuleVerdict]:
    """Judge every rule on the results in schema `quality` of a built warehouse.

    A check that errors is a failure with its message in `error`, never a pass. Raises duckdb.Error where the file
    has no results.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        results = connection.execute("SELECT * FROM quality.rule_result ORDER BY rule_id").df()
        findings = connection.execute(
            "SELECT identity_id, rule_id, status, left_value, right_value, difference FROM quality.finding"
        ).df()
    outcomes = _validate(results, findings)
    return [_verdict(row, outcomes[row["rule_id"]]) for row in _records(results)]


def build_suite(results: pd.DataFrame) -> tuple[gx.ExpectationSuite, gx.ExpectationSuite]:
    """The suites for `quality.finding` and `quality.rule_result`: one expectation per rule in each."""
    on_findings = gx.ExpectationSuite(name="findings")
    on_results = gx.ExpectationSuite(name="rule_results")
    for row in _records(results):
        condition = f'rule_id=="{row["rule_id"]}"'
        meta = {"rule_id": row["rule_id"]}
        on_findings.add_expectation(
            gxe.ExpectColumnValuesToBeInSet(
                column="status",
                value_set=["waived"],
                row_condition=condition,
                condition_parser="pandas",
                meta=meta,
            )
        )
        # The share is empty where a rule had nothing to look at, and an empty value is not held against it.
        on_results.add_expectation(
            gxe.ExpectColumnValuesToBeBetween(
                column="evaluated_share",
                min_value=float(row["minimum_evaluated_share"]),
                row_condition=condition,
                condition_parser="pandas",
                meta=meta,
            )
        )
    return on_findings, on_results


def _validate(results: pd.DataFrame, findings: pd.DataFrame) -> dict[str, list[Any]]:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("quality")
    outcomes: dict[str, list[Any]] = {rule_id: [] for rule_id in results["rule_id"]}
    for suite, frame in zip(build_suite(results), (findings, results), strict=True):
        asset = source.add_dataframe_asset(suite.name)
        batch = asset.add_batch_definition_whole_dataframe(suite.name).get_batch({"dataframe": frame})
        report = batch.validate(suite, result_format=RESULT_FORMAT)
        for outcome in report.results:
            if outcome.expectation_config is not None:
                outcomes[outcome.expectation_config.meta["rule_id"]].append(outcome)
    return outcomes


def _verdict(row: dict[str, Any], outcomes: list[Any]) -> RuleVerdict:
    errors = [_error(outcome) for outcome in outcomes]
    rows = [r for outcome in outcomes for r in outcome.result.get("unexpected_index_list") or []]
    return RuleVerdict(
        rule_id=row["rule_id"],
        severity=row["severity"],
        # Two expectations speak of every rule; fewer means that one of them was lost on the way.
        success=len(outcomes) == 2 and all(outcome.success for outcome in outcomes),
        error="; ".join(e for e in errors if e) or None,
        failing_rows=[{key: _plain(value) for key, value in r.items()} for r in rows if isinstance(r, dict)],
        counts=from_plain(RuleCounts, row),
        minimum_evaluated_share=float(row["minimum_evaluated_share"]),
        next_steps=row["next_steps"],
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _error(outcome: Any) -> str | None:
    info = outcome.exception_info or {}
    raised = [i for i in (info.values() if "raised_exception" not in info else [info]) if i["raised_exception"]]
    return "; ".join(str(i["exception_message"]) for i in raised) or None


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) or value is None else float(value)
