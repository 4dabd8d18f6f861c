"""Reads the results of the served release, in the form that a refresh reports its own."""

from __future__ import annotations

from typing import Any

import duckdb

from orchestration.attempt import Attempt
from orchestration.build.found import build_summary
from orchestration.database import rows
from orchestration.home import Home
from orchestration.release.readable import readable_served
from orchestration.release.stored import release_id_of


def served_results(home: Home) -> Attempt:
    """The served release as a finished attempt. Raises NothingServedError."""
    served = readable_served(home)
    with duckdb.connect(str(served), read_only=True) as connection:
        summary = build_summary(connection)
        verdicts = rows(
            connection,
            "SELECT c.*, r.next_steps, r.minimum_evaluated_share FROM release.check_result AS c "
            "JOIN quality.rule_result AS r USING (rule_id) "
            "ORDER BY rule_id",
        )
        reports = connection.execute(
            "SELECT report_id, count(*) FROM raw.cell GROUP BY report_id ORDER BY report_id"
        ).fetchall()
        released_at = connection.execute("SELECT released_at FROM release.release").fetchone()
    moment = str(released_at[0]) if released_at else ""
    return Attempt(
        attempt_id=release_id_of(served) or "",
        started_at=moment,
        finished_at=moment,
        outcome="released",
        summary=summary
        | {
            "release_id": release_id_of(served),
            "cells": sum(cells for _, cells in reports),
            "reports": [{"report_id": r, "status": "served", "cells": cells} for r, cells in reports],
            "rules": [_as_verdict(verdict) for verdict in verdicts],
        },
    )


def _as_verdict(row: dict[str, Any]) -> dict[str, Any]:
    """A row of `release.check_result` in the shape that a verdict has in an attempt's record."""
    names = ("rule_id", "severity", "success", "error", "next_steps", "minimum_evaluated_share")
    plain = {name: row.pop(name) for name in names}
    return plain | {"failing_rows": [], "counts": row}
