"""Keeps what Great Expectations said of the rules in the warehouse that it judged, as data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import duckdb

from expectations.verdict import RuleVerdict

TABLE = Path(__file__).with_name("validation_result.sql")


def write_validation_results(database: Path, verdicts: Iterable[RuleVerdict]) -> None:
    """Fill `quality.validation_result` of a build, a row per rule. Raises ValueError where one is no JSON."""
    rows = [
        (
            one.rule_id,
            one.success,
            len(one.failing_rows),
            json.dumps(one.validation, allow_nan=False, ensure_ascii=False),
        )
        for one in verdicts
    ]
    with duckdb.connect(str(database)) as connection:
        connection.execute(TABLE.read_text(encoding="utf-8"))
        connection.executemany("INSERT INTO quality.validation_result VALUES (?, ?, ?, ?)", rows)
