"""What the organisations that wait in the served release wait for, as the attempt recorded it that published it."""

from __future__ import annotations

from orchestration.attempt import Attempt, newest_first
from orchestration.home import Home
from orchestration.record import Summary


def note_waited_for(home: Home, record: Attempt) -> None:
    """Note in a record about a release the problems and findings that somebody waits for in it.

    Nothing where nobody waits, or where the record of its publication is not kept.
    """
    summary = record.summary
    if not summary.waiting:
        return
    if published := published_by(home, summary.release_id):
        record.problems, record.problems_in_all = published.problems, published.problems_in_all
        summary.waiting_findings = published.summary.waiting_findings
        summary.waiting_suspects = published.summary.waiting_suspects
        summary.titles = summary.titles or published.summary.titles


def published_by(home: Home, release_id: str | None) -> Attempt | None:
    """The attempt that published a release, as far as its record is kept."""
    if release_id is None:
        return None
    return next((one for one in newest_first(home.attempts) if one.summary.release_id == release_id), None)


def waited_for(home: Home, release_id: str | None, summary: Summary) -> Summary:
    """A summary with what somebody waits for in a release; see `note_waited_for`."""
    record = Attempt("", "", "released", summary=summary)
    record.summary.release_id = release_id
    note_waited_for(home, record)
    return record.summary
