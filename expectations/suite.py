"""Judges the rules with Great Expectations: a suite per rule, on its identities that can be judged.

The sides of an identity are made in SQL (`quality.identity`). Whether they agree is said there and here, and both must
say the same. Importing this module is what costs time: import it late.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import duckdb
import great_expectations as gx
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig

from expectations.agreement import refuse_disagreement, refuse_other_counts
from expectations.families import expectations_of
from orchestration.database import connect
from orchestration.plain_data import from_plain
from orchestration.verdict import Judged, RuleCounts, RuleVerdict

ASKED = Path(__file__).with_name("asked.sql")

SHOWN = (
    "rule_id", "identity_id", "relation", "left_value", "right_value", "difference", "tolerance", "expected_difference",
)  # fmt: skip
"""What is kept of an identity that fails."""

RESULT_FORMAT = {"result_format": "COMPLETE", "unexpected_index_column_names": list(SHOWN)}

COMPARED = ["left_low", "left_high", "at_least", "at_most"]
LARGEST_EXACT = 2**53 // 10_000
"""Above it floats do not tell numbers with four decimals apart: Decimals are compared, which takes longer."""

Validate = Callable[[pd.DataFrame, gx.ExpectationSuite], Any]


def judge(database: Path, organisations: Collection[str] | None = None) -> list[Judged]:
    """Judge every rule on the identities in schema `quality` of a built warehouse.

    With `organisations` on theirs, and on all that fail: what holds of the others was judged for the release that they
    stay as.

    A check that errors is a failure with its message in `error`, never a pass. Raises DisagreementError where SQL says
    otherwise than Great Expectations, and duckdb.Error where the file has no results.
    """
    with connect(database, read_only=True) as connection:
        return judge_open(connection, organisations)


def judge_open(connection: duckdb.DuckDBPyConnection, organisations: Collection[str] | None = None) -> list[Judged]:
    """Judge every rule of a warehouse that is open; see `judge`."""
    rules = _records(connection.execute("SELECT * FROM quality.rule_result ORDER BY rule_id").df())
    findings = connection.execute("SELECT rule_id, identity_id FROM quality.finding WHERE status = 'open'").fetchall()
    staying = _staying(connection, organisations)
    validate = _validator()
    judged = []
    for rule in rules:
        frame = _asked(connection, rule["rule_id"], organisations)
        stay = staying.get(rule["rule_id"], 0)
        verdict, validation = _judged(rule, frame, stay, validate)
        if verdict.error is None:
            open_findings = {identity for rule_id, identity in findings if rule_id == verdict.rule_id}
            refuse_disagreement(verdict.rule_id, open_findings, {row["identity_id"] for row in verdict.failing_rows})
            refuse_other_counts(verdict.rule_id, verdict.counts.holding + verdict.counts.failing - stay, len(frame))
        judged.append(Judged(verdict, validation))
    return judged


def _asked(connection: duckdb.DuckDBPyConnection, rule_id: str, organisations: Collection[str] | None) -> pd.DataFrame:
    """The identities of a rule that are to be judged, each with the numbers between which its left side must lie."""
    query = ASKED.read_text(encoding="utf-8")
    of_which = {"rule": rule_id, "organisations": None if organisations is None else list(organisations)}
    asked = connection.execute(query, of_which).df()
    if (asked[COMPARED].abs() > LARGEST_EXACT).any(axis=None):
        rows = connection.execute(query, of_which).fetchall()
        return pd.DataFrame(rows, columns=asked.columns, dtype=object)
    return asked


def _staying(connection: duckdb.DuckDBPyConnection, organisations: Collection[str] | None) -> dict[str, int]:
    """By rule: how many identities hold of who stays as in an earlier release."""
    if organisations is None:
        return {}
    found = connection.execute(
        "SELECT rule_id, count(*) FROM quality.judged_identity "
        "WHERE verdict = 'holds' AND organisation_id NOT IN (SELECT unnest(CAST($1 AS VARCHAR[]))) GROUP BY rule_id",
        [list(organisations)],
    )
    return dict(found.fetchall())


def _validator() -> Validate:
    """Validates a frame of identities with a suite, in a context that leaves nothing behind."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    identities = context.data_sources.add_pandas("quality").add_dataframe_asset("identities")
    of_a_rule = identities.add_batch_definition_whole_dataframe("of_a_rule")

    def validate(frame: pd.DataFrame, suite: gx.ExpectationSuite) -> Any:
        return of_a_rule.get_batch({"dataframe": frame}).validate(suite, result_format=RESULT_FORMAT)

    return validate


def _judged(rule: dict[str, Any], frame: pd.DataFrame, stay: int, validate: Validate) -> Judged:
    counts = from_plain(RuleCounts, rule)
    minimum = float(rule["minimum_evaluated_share"])
    suite = gx.ExpectationSuite(name=rule["rule_id"])
    # What only a bound lets hold is among the rows, and is not enough; what stays as it was is not among them, and is.
    least = max(counts.least_to_judge(minimum) + (counts.bounded or 0) - stay, 0)
    for expectation in expectations_of(rule, least, bool(frame["at_least"].notna().any())):
        suite.add_expectation(expectation)
    said = _plain(validate(frame, suite).to_json_dict())
    errors = [error for outcome in said["results"] for error in _errors(outcome["exception_info"])]
    verdict = RuleVerdict(
        rule_id=rule["rule_id"],
        severity=rule["severity"],
        # An expectation without an outcome was lost on the way.
        success=len(said["results"]) == len(suite.expectations) and said["success"],
        error="; ".join(errors) or None,
        failing_rows=_failing_rows(said["results"]),
        counts=counts,
        minimum_evaluated_share=minimum,
        next_steps=rule["next_steps"],
    )
    return Judged(verdict, said)


def _failing_rows(outcomes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The identities that fail, once each, with both sides."""
    rows = [row for outcome in outcomes for row in outcome["result"].get("unexpected_index_list") or []]
    return list({row["identity_id"]: {name: row[name] for name in SHOWN} for row in rows}.values())


def _errors(info: dict[str, Any]) -> list[str]:
    raised = [one for one in (info.values() if "raised_exception" not in info else [info]) if one["raised_exception"]]
    return [str(one["exception_message"]) for one in raised]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    """The same as JSON can say it: what is missing is None."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
