"""The releases that are kept and the attempts that published nothing, in one list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.attempt import Attempt, newest_first
from orchestration.build.found import count_findings
from orchestration.home import Home
from orchestration.release.organisations import waiting_in
from orchestration.release.readable import in_words, why_unreadable
from orchestration.release.rollback import held
from orchestration.release.stored import named_moment, release_id_of, served_release, stored_releases


@dataclass(frozen=True)
class HistoryEntry:
    """A release (`served`, `kept` or `damaged`) or an attempt that published nothing (its outcome)."""

    status: str
    moment: str
    """When it was published or tried, UTC."""
    entry_id: str
    reports: int | None = None
    figures: int | None = None
    new: int | None = None
    changed: int | None = None
    gone: int | None = None
    open_findings: int | None = None
    waived_findings: int | None = None
    reason: str | None = None
    """Why an attempt published nothing, or what else must be known of a release."""
    made: str | None = None
    """Whether a release was made anew or on another one, which it names; None where it does not say."""
    waiting: list[str] | None = None
    """Who keeps the rows of an earlier release in it; None where it does not say."""


def history(home: Home) -> list[HistoryEntry]:
    """Releases in the order of their publication, and between them the unsuccessful attempts; the newest first."""
    served, hold = served_release(home), held(home)
    stored = {release_id_of(path) or "": path for path in stored_releases(home)}
    if served is not None and (release_id := release_id_of(served) or "") not in stored:
        stored = {release_id: served} | stored
    attempts = [
        HistoryEntry(attempt.outcome, attempt.started_at[:19], attempt.attempt_id, reason=_why(attempt))
        for attempt in newest_first(home.attempts)
        if attempt.outcome in ("refused", "bad_input", "failed")
    ]
    entries: list[HistoryEntry] = []
    for release_id, path in stored.items():
        reason = None
        if hold and release_id == hold.release_id:
            reason = f"held since {hold.since}, instead of {hold.instead_of}"
        release = _release(path, release_id == release_id_of(served), reason)
        while attempts and attempts[0].moment > release.moment:
            entries.append(attempts.pop(0))
        entries.append(release)
    return entries + attempts


def _release(path: Path, is_served: bool, reason: str | None) -> HistoryEntry:
    release_id = release_id_of(path) or path.name
    if unreadable := why_unreadable(path):
        return _damaged(release_id, is_served, unreadable)
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            row = connection.execute(
                """
                SELECT
                    strftime(r.released_at, '%Y-%m-%dT%H:%M:%S'), (SELECT count(*) FROM release.source), r.figures,
                    r.figures_new, r.figures_changed, r.figures_gone
                FROM release.release AS r
                """
            ).fetchone()
            findings = count_findings(connection)
            made, waiting = _made(connection), _who_waits(connection)
    except duckdb.Error as error:
        return _damaged(release_id, is_served, in_words(path, error))
    if row is None:
        return _damaged(release_id, is_served, "it does not say which release it is")
    moment, reports, figures, new, changed, gone = row
    status = "served" if is_served else "kept"
    return HistoryEntry(
        status, moment, release_id, reports, figures, new, changed, gone, *findings, reason, made, waiting
    )


def _made(connection: duckdb.DuckDBPyConnection) -> str | None:
    """How a release was made; None in one of before there were two ways."""
    try:
        found = connection.execute("SELECT base_release_id, made_because FROM release.release").fetchone()
    except duckdb.BinderException:
        return None
    base, why = found or (None, None)
    if base:
        return f"on release {base}"
    return f"anew: {why}" if why else "anew"


def _who_waits(connection: duckdb.DuckDBPyConnection) -> list[str] | None:
    try:
        return [one.name for one in waiting_in(connection)]
    except duckdb.CatalogException:
        return None


def _damaged(release_id: str, is_served: bool, reason: str) -> HistoryEntry:
    said = f"{'is served and ' if is_served else ''}cannot be read: {reason}"
    return HistoryEntry("damaged", named_moment(release_id)[:19], release_id, reason=said)


def _why(attempt: Attempt) -> str:
    """The reason of a refusal, with the first thing that a person would look at."""
    reason = attempt.error or "no reason was recorded"
    if attempt.problems:
        first = attempt.problems[0]
        return f"{reason}; first: {first.place()}: {first.message}"
    found = attempt.summary.open
    return f"{reason}; first: {found[0].identity_id}" if found else reason
