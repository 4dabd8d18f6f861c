"""Judges the rules with Great Expectations: a suite per rule, on its identities that can be judged.

The sides of an identity are made in SQL (`quality.identity`). Whether they agree is said there and here, and both must
say the same. Importing this module is what costs time: import it late.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import great_expectations as gx
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig

from expectations.agreement import refuse_disagreement, refuse_other_counts
from expectations.families import expectations_of
from expectations.verdict import COUNTS, RuleVerdict, least_to_judge

ASKED = Path(__file__).with_name("asked.sql")

RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": [
        "rule_id", "identity_id", "relation", "left_value", "right_value", "difference", "tolerance",
        "expected_difference",
    ],
}  # fmt: skip
"""Every row that fails is kept, with both sides of its identity."""

Validate = Callable[[pd.DataFrame, gx.ExpectationSuite], Any]


def judge(database: Path) -> list[RuleVerdict]:
    """Judge every rule on the identities in schema `quality` of a built warehouse.

    A check that errors is a failure with its message in `error`, never a pass. Raises DisagreementError where SQL says
    otherwise than Great Expectations, and duckdb.Error where the file has no results.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        return judge_open(connection)


def judge_open(connection: duckdb.DuckDBPyConnection) -> list[RuleVerdict]:
    """Judge every rule of a warehouse that is open; see `judge`."""
    rules = connection.execute("SELECT * FROM quality.rule_result ORDER BY rule_id").df()
    findings = connection.execute("SELECT rule_id, identity_id FROM quality.finding WHERE status = 'open'").fetchall()
    asked = connection.execute(ASKED.read_text(encoding="utf-8"))
    columns = [column for column, *_ in asked.description or ()]
    identities = {rule: list(rows) for rule, rows in itertools.groupby(asked.fetchall(), key=itemgetter(0))}
    validate = _validator()
    verdicts = []
    for rule in ({str(name): value for name, value in row.items()} for row in rules.to_dict("records")):
        # As objects: a Decimal compares exactly, and a float would not.
        frame = pd.DataFrame(identities.get(rule["rule_id"], []), columns=columns, dtype=object)
        verdict = _verdict(rule, frame, validate)
        if verdict.error is None:
            open_findings = {identity for rule_id, identity in findings if rule_id == verdict.rule_id}
            refuse_disagreement(verdict.rule_id, open_findings, {row["identity_id"] for row in verdict.failing_rows})
            refuse_other_counts(verdict.rule_id, verdict.judged[0], len(frame))
        verdicts.append(verdict)
    return verdicts


def _validator() -> Validate:
    """Validates a frame of identities with a suite, in a context that leaves nothing behind."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    identities = context.data_sources.add_pandas("quality").add_dataframe_asset("identities")
    of_a_rule = identities.add_batch_definition_whole_dataframe("of_a_rule")

    def validate(frame: pd.DataFrame, suite: gx.ExpectationSuite) -> Any:
        return of_a_rule.get_batch({"dataframe": frame}).validate(suite, result_format=RESULT_FORMAT)

    return validate


def _verdict(rule: dict[str, Any], frame: pd.DataFrame, validate: Validate) -> RuleVerdict:
    counts = {name: int(rule[name]) for name in COUNTS}
    minimum = float(rule["minimum_evaluated_share"])
    suite = gx.ExpectationSuite(name=rule["rule_id"])
    for expectation in expectations_of(rule, least_to_judge(counts, minimum), bool(frame["at_least"].notna().any())):
        suite.add_expectation(expectation)
    validation = validate(frame, suite)
    return RuleVerdict(
        rule_id=rule["rule_id"],
        severity=rule["severity"],
        # An expectation without an outcome was lost on the way.
        success=len(validation.results) == len(suite.expectations) and bool(validation.success),
        error="; ".join(filter(None, map(_error, validation.results))) or None,
        failing_rows=_failing_rows(validation.results),
        counts=counts,
        minimum_evaluated_share=minimum,
        next_steps=rule["next_steps"],
        validation=validation.to_json_dict(),
    )


def _failing_rows(outcomes: Sequence[Any]) -> list[dict[str, Any]]:
    """The identities that fail, once each, with both sides as plain numbers."""
    rows = [row for outcome in outcomes for row in outcome.result.get("unexpected_index_list") or []]
    shown = RESULT_FORMAT["unexpected_index_column_names"]
    return list({row["identity_id"]: {name: _plain(row[name]) for name in shown} for row in rows}.values())


def _error(outcome: Any) -> str | None:
    info = outcome.exception_info or {}
    raised = [i for i in (info.values() if "raised_exception" not in info else [info]) if i["raised_exception"]]
    return "; ".join(str(i["exception_message"]) for i in raised) or None


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) or value is None else float(value)
