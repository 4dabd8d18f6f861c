"""The one conductor: what stands around a run, whoever began it, and the one place from which people are told.

The home is held, what a stopped run left is put away, how the run ended is recorded, and those who should know are
told. Dagster runs the steps between; it is not imported here.
"""

from __future__ import annotations

import contextlib
import io
import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from orchestration import attempt
from orchestration.alerts.tell import after_attempt, after_comparison
from orchestration.attempt import Attempt, Job
from orchestration.clock import now
from orchestration.home import Home
from orchestration.ingest.strays import strays
from orchestration.inputs import code_hash, inputs_hash_of
from orchestration.lock import hold
from orchestration.looks import Looks
from orchestration.problems import BadInputError
from orchestration.release.rollback import held, resume
from orchestration.run.looking import looks_of
from orchestration.run.needed import rest_of
from orchestration.run.recover import recover

log = logging.getLogger("warehouse")

Launch = Callable[[str], str | None]
"""Runs a job under a run id in this process; returns why it failed, or None."""


@dataclass
class Conducted:
    """A run that the conductor stands around; `record` is what is told of it, or None: what the home has of it."""

    record: Attempt | None = None


@contextmanager
def conducted(home: Home, job: Job, run_id: str, *, wait: bool = True) -> Iterator[Conducted]:
    """Stand around a run: hold and tidy the home before it, and tell after it what its record says.

    Raises UnusableHomeError and BusyError (unless it may `wait`) before anything is done.
    """
    home.create()
    hold(home, wait)
    try:
        recover(home)
        run = Conducted()
        yield run
    except Exception as error:
        tell(home, Attempt("", now(), "failed", error=f"{type(error).__name__}: {error}", job=job))
        raise
    if run.record is None and attempt.is_over(home.attempts, run_id):
        run.record = attempt.load(home.attempts, run_id)
    if run.record is not None:
        tell(home, run.record)


def run_job(
    job: Job, home: Home, sources: Path, launch: Launch, *, wait: bool = True, go_on: bool = False, asked: bool = False
) -> Attempt:
    """Let `launch` run a job and return its record, closed with its outcome.

    `wait`: whether to wait for another run of this home; `go_on`: whether to end a hold; `asked`: whether there is
    work even where nothing has changed. The record says what went wrong. Raised is only what keeps the run from
    starting at all: UnusableHomeError, BusyError.
    """
    run_id = str(uuid.uuid4())
    with conducted(home, job, run_id, wait=wait) as run:
        if job == "refresh" and go_on and held(home) is not None:
            resume(home)
        elif job == "refresh" and not asked and (nothing := rest(home, sources)):
            return nothing
        run.record = record = _launched(job, home, sources, launch, run_id)
    return record


def _launched(job: Job, home: Home, sources: Path, launch: Launch, run_id: str) -> Attempt:
    log.info("Starting")
    # The chatter of libraries goes to the file; what people should see is said by our log lines.
    with _chatter_in(home.path / "last-run.log"):
        try:
            failure = launch(run_id)
        except BadInputError as bad:
            # The rules are read with the definitions: each is a check in the graph.
            return _close_unread(home, sources, job, run_id, bad)
    return _close(home, job, run_id, failure)


class _Chatter(io.TextIOBase):
    """Where libraries may write; what finds no room is lost, and no reason to stop in the middle of a stream."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str, /) -> int:
        with contextlib.suppress(OSError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            self._file.flush()


@contextmanager
def _chatter_in(path: Path) -> Iterator[None]:
    """Let what is printed go to a file. Raises OSError where it cannot be begun."""
    file = path.open("w", encoding="utf-8")
    try:
        with contextlib.redirect_stdout(_Chatter(file)):
            yield
    finally:
        with contextlib.suppress(OSError):
            file.close()


def rest(home: Home, sources: Path) -> Attempt | None:
    """Where a refresh has nothing to do: the attempt that says why, once it is told; None where there is work.

    What only time brings, such as a report that is overdue, is told on such days too.
    """
    looks = looks_of(home, sources)
    nothing = rest_of(home, inputs_hash_of(code_hash(), looks.hash()))
    if nothing is not None:
        note_strays(nothing, sources, looks)
        tell(home, nothing)
    return nothing


def note_strays(record: Attempt, sources: Path, looks: Looks) -> None:
    """Note in a record what stands in the sources and is not read."""
    record.summary.notices = strays(sources, looks)


def tell(home: Home, record: Attempt) -> None:
    """Tell those who should know what an attempt found; telling twice is telling once."""
    # Who asked for a check looks at it; that what is served is not what it should be is for everybody.
    if record.job == "refresh":
        after_attempt(home, record)
    elif record.summary.compared is not None:
        after_comparison(home, record)


def close_and_tell(home: Home, run_id: str, failure: str | None) -> None:
    """Tell the end of a run that is over whatever its record says: one that does not know its end gets this one.

    `failure`: why it failed; None where it went well, and then one without a record has nothing to tell.
    """
    if failure is None and not (home.attempts / f"{run_id}.json").exists():
        return
    tell(home, _close(home, "refresh", run_id, failure))


def _close(home: Home, job: Job, run_id: str, failure: str | None) -> Attempt:
    try:
        record = attempt.load(home.attempts, run_id)
    except FileNotFoundError:
        record = attempt.begin(home.attempts, run_id, job)
    if record.outcome == "running":
        attempt.finish(home.attempts, record, "failed" if failure else "checked", failure)
    return record


def _close_unread(home: Home, sources: Path, job: Job, run_id: str, bad: BadInputError) -> Attempt:
    record = attempt.begin(home.attempts, run_id, job)
    attempt.note_problems(record, bad.problems)
    note_strays(record, sources, looks_of(home, sources))
    attempt.finish(home.attempts, record, "bad_input", f"{len(bad.problems)} problems in the rules")
    return record
