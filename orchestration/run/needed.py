"""Whether a refresh has anything to do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

from orchestration.attempt import Attempt, Outcome
from orchestration.build.found import count_findings
from orchestration.clock import now
from orchestration.database import connect
from orchestration.home import Home
from orchestration.pages.failures import failures_of
from orchestration.record import HeldInstead, Summary
from orchestration.release.organisations import waiting_in
from orchestration.release.readable import WHAT_TO_DO, why_unreadable
from orchestration.release.rollback import held
from orchestration.release.stored import release_id_of, served_release

SHOWN_WAITING = 6


def nothing_to_do(home: Home, inputs: str, today: dt.date) -> Attempt | None:
    """Why a refresh would publish nothing new, as a finished attempt that is not recorded; None where it is needed.

    Time is an input too: a waiver that has come up for review since the release makes a refresh needed. A hold
    rests until other inputs come; where its release cannot be read, it is for a person to say what is served.
    """
    served = served_release(home)
    if served is None:
        return None
    hold = held(home)
    if hold and hold.inputs_hash == inputs:
        if reason := why_unreadable(served):
            rest = _rest("failed", Summary(), served)
            rest.error = f"a person went back to release {hold.release_id}, which cannot be read: {reason}"
            return rest
        return _rest("held", Summary(hold=HeldInstead(hold.instead_of, hold.since)), served)
    try:
        with connect(served, read_only=True) as connection:
            found = connection.execute(
                f"""
                SELECT
                    r.inputs_hash,
                    (
                        SELECT count(*) FROM raw.waiver AS w
                        WHERE NOT w.is_due AND w.review_by < DATE '{today.isoformat()}'
                    )
                FROM release.release AS r
                """
            ).fetchone()
            findings = count_findings(connection)
            waiting = waiting_in(connection)
    except duckdb.Error:
        # Damaged, or of a version that kept less: a new one is needed.
        return None
    if found is None or found[0] != inputs or found[1]:
        return None
    # Pages that could not be made are still missing.
    failed = failures_of(home, release_id_of(served) or "") or None
    summary = Summary(
        open_findings=findings.open, waived_findings=findings.waived, pages_failed=failed, waiting=waiting or None
    )
    return _rest("unchanged", summary, served)


def why_rest(rest: Attempt) -> str:
    """In words for Dagster's page, why nothing is to be done."""
    if rest.error:
        return f"{rest.error}; {WHAT_TO_DO}"
    release = rest.summary.release_id
    if rest.outcome == "held":
        return f"a person went back to release {release}, and nothing has changed since"
    names = [one.name for one in rest.summary.waiting or []]
    shown = ", ".join(names[:SHOWN_WAITING]) + (
        f" and {len(names) - SHOWN_WAITING} more" * (len(names) > SHOWN_WAITING)
    )
    waits = f"; {shown} still wait{'s' if len(names) == 1 else ''} for a correction" if names else ""
    return f"nothing has changed since release {release}{waits}"


def rest_of(home: Home, inputs: str) -> Attempt | None:
    """The same as of today."""
    return nothing_to_do(home, inputs, dt.datetime.now(dt.UTC).date())


def _rest(outcome: Outcome, summary: Summary, served: Path) -> Attempt:
    moment = now()
    summary.release_id = release_id_of(served)
    return Attempt("", moment, outcome=outcome, finished_at=moment, summary=summary)
