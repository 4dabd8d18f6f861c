"""Reads the results of the served release, in the form that a refresh reports its own."""

from __future__ import annotations

from orchestration.attempt import Attempt
from orchestration.build.found import note_found, served_verdicts
from orchestration.database import connect
from orchestration.home import Home
from orchestration.record import ReportStatus, Summary
from orchestration.release.organisations import waiting_of
from orchestration.release.readable import readable_served
from orchestration.release.stored import release_id_of


def served_results(home: Home) -> Attempt:
    """The served release as a finished attempt. Raises NothingServedError."""
    served = readable_served(home)
    summary = Summary(release_id=release_id_of(served))
    with connect(served, read_only=True) as connection:
        note_found(summary, connection)
        summary.rules = served_verdicts(connection)
        reports = connection.execute(
            "SELECT report_id, count(*) FROM raw.cell GROUP BY report_id ORDER BY report_id"
        ).fetchall()
        summary.waiting = waiting_of(connection) or None
        released_at = connection.execute("SELECT released_at FROM release.release").fetchone()
    summary.cells = sum(cells for _, cells in reports)
    summary.reports = [ReportStatus(report, "served", cells) for report, cells in reports]
    moment = str(released_at[0]) if released_at else ""
    return Attempt(release_id_of(served) or "", moment, "released", moment, summary=summary)
