"""Runs a Dagster job in this process, so that the terminal and Dagster's page do the same and share one history.

What takes long to start is started beside it on the second core: dbt, which parses while Dagster is imported, and
Great Expectations, which is imported while dbt builds.
"""

from __future__ import annotations

import contextlib
import logging
import os
import uuid
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration import attempt
from orchestration.alerts.tell import after_attempt
from orchestration.attempt import Attempt, Job
from orchestration.build import dbt_server, judge
from orchestration.clock import now
from orchestration.home import Home
from orchestration.ingest.strays import strays
from orchestration.inputs import inputs_hash
from orchestration.lock import hold
from orchestration.problems import BadInputError
from orchestration.release.rollback import held, resume
from orchestration.run.dagster_home import dagster_environment
from orchestration.run.needed import rest_of
from orchestration.run.recover import recover

if TYPE_CHECKING:
    import dagster as dg

log = logging.getLogger("warehouse")


def run_job(
    job: Job,
    home: Home,
    sources: Path,
    *,
    quiet: bool = False,
    wait: bool = True,
    go_on: bool = False,
    reread: Sequence[str] = (),
) -> Attempt:
    """Run `refresh` or `check`; returns the attempt's record, closed with its outcome.

    `wait`: whether to wait for another run of this home; `go_on`: whether to end a hold; `reread`: reports that are
    read again though they have not changed, so that there is something to do. The record says what went wrong. Raised
    is only what keeps the run from starting at all: UnusableHomeError, BusyError. At the end of a refresh those who
    should know are told what it found.
    """
    home.create()
    with _progress(quiet):
        hold(home, wait)
        if job == "check":
            recover(home)
            return _run(job, home, sources, reread)
        try:
            recover(home)
            record = _refresh(home, sources, go_on, reread)
        except Exception as error:
            after_attempt(home, Attempt("", now(), "failed", error=f"{type(error).__name__}: {error}"))
            raise
        after_attempt(home, record)
        return record


def _refresh(home: Home, sources: Path, go_on: bool, reread: Sequence[str]) -> Attempt:
    if go_on and held(home) is not None:
        resume(home)
    elif not reread and (rest := rest_of(home, inputs_hash(sources))):
        _note_strays(rest, sources)
        return rest
    return _run("refresh", home, sources, reread)


def _note_strays(record: Attempt, sources: Path) -> None:
    """Note what stands in the sources and is not read, where no step of a run does."""
    record.summary.notices = strays(sources)


def _run(job: Job, home: Home, sources: Path, reread: Sequence[str]) -> Attempt:
    log.info("Starting")
    os.environ.update(dagster_environment(home) | {"WAREHOUSE_SOURCES": str(sources)})
    with (
        (home.path / "last-run.log").open("w", encoding="utf-8") as output,
        dbt_server.started(home, output),
        judge.started(),
        # The chatter of libraries goes to the file; what people should see is said by our log lines.
        contextlib.redirect_stdout(output),
    ):
        return _run_in_dagster(job, home, sources, reread)


def _run_in_dagster(job: Job, home: Home, sources: Path, reread: Sequence[str]) -> Attempt:
    run_id = str(uuid.uuid4())
    # Dagster announces what is new in it with warnings that mean nothing to the reader of a refresh.
    warnings.filterwarnings("ignore", module="dagster.*")
    import dagster as dg

    try:
        from orchestration.definitions import defs
        from orchestration.definitions.history import prune_history
        from orchestration.definitions.stopped import COMMAND_TAG, close_stopped_runs
    except BadInputError as bad:
        # The rules are read with the definitions: each is a check in the graph.
        record = attempt.begin(home.attempts, run_id, job)
        record.problems = bad.problems
        _note_strays(record, sources)
        attempt.finish(home.attempts, record, "bad_input", f"{len(bad.problems)} problems in the rules")
        return record

    with dg.DagsterInstance.get() as instance:
        close_stopped_runs(instance, home, holding=True)
        result = defs.resolve_job_def(job).execute_in_process(
            instance=instance,
            run_id=run_id,
            tags={COMMAND_TAG: job},
            raise_on_error=False,
            run_config={
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                "ops": {"ingest": {"config": {"reread": list(reread)}}},
            },
        )
        prune_history(instance, home)
    try:
        record = attempt.load(home.attempts, run_id)
    except FileNotFoundError:
        record = attempt.begin(home.attempts, run_id, job)
    if record.outcome == "running":
        if result.success:
            attempt.finish(home.attempts, record, "checked")
        else:
            attempt.finish(home.attempts, record, "failed", _reason(result))
    return record


def _reason(result: dg.ExecuteInProcessResult) -> str:
    """Why a run failed that left no reason in its record: the first failed step's own error."""
    for event in result.all_events:
        if event.is_step_failure and event.step_failure_data.error:
            error = event.step_failure_data.error
            while error.cause:
                error = error.cause
            return error.message.strip()
    return "the run failed before its first step"


@contextlib.contextmanager
def _progress(quiet: bool) -> Iterator[None]:
    """Show our log lines on stderr while the work goes on."""
    log.setLevel(logging.INFO)
    log.propagate = False
    if quiet:
        yield
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
