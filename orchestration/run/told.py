"""Tells the end of a run that nobody waits for at a terminal; the command tells its own."""

from __future__ import annotations

from orchestration import attempt
from orchestration.alerts.tell import after_attempt
from orchestration.attempt import Attempt
from orchestration.home import Home


def tell_end(home: Home, run_id: str) -> None:
    """Tell what a run found, where its record says how it ended; telling twice is telling once."""
    if attempt.is_over(home.attempts, run_id):
        _tell(home, attempt.load(home.attempts, run_id))


def close_and_tell(home: Home, run_id: str, ending: str | None) -> None:
    """The same for a run that is over whatever its record says: one that does not know its end gets this one.

    `ending`: why it failed; None where it went well, and then one without a record has nothing to tell.
    """
    try:
        record = attempt.load(home.attempts, run_id)
    except FileNotFoundError:
        if ending is None:
            return
        record = attempt.begin(home.attempts, run_id)
    if record.outcome == "running":
        if ending is None:
            attempt.finish(home.attempts, record, "checked")
        else:
            attempt.finish(home.attempts, record, "failed", ending)
    _tell(home, record)


def _tell(home: Home, record: Attempt) -> None:
    # Who asked for a check looks at it.
    if record.job == "refresh":
        after_attempt(home, record)
