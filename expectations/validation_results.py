"""Keeps what Great Expectations said of the rules in the warehouse that it judged, as data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from orchestration.database import connect
from orchestration.verdict import Judged

TABLE = Path(__file__).with_name("validation_result.sql")


def write_validation_results(database: Path, judged: Iterable[Judged]) -> None:
    """Fill `quality.validation_result` of a build, a row per rule. Raises ValueError where one is no JSON."""
    rows = [
        (
            verdict.rule_id,
            verdict.success,
            len(verdict.failing_rows),
            json.dumps(validation, allow_nan=False, ensure_ascii=False),
        )
        for verdict, validation in judged
    ]
    with connect(database) as connection:
        connection.execute(TABLE.read_text(encoding="utf-8"))
        connection.executemany("INSERT INTO quality.validation_result VALUES (?, ?, ?, ?)", rows)
