"""Dagster's history, kept tidy: runs whose process is gone are closed, what waits in vain is merged, old runs go."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from orchestration import attempt
from orchestration.home import Home
from orchestration.lock import is_held
from orchestration.release.prune import number_kept
from orchestration.run.recover import STOPPED

COMMAND_TAG = "warehouse/command"
"""The tag of Dagster runs that the command line began."""

BEGINNING_SECONDS = 120.0
"""How long a run may take from its start until it holds the home, where nobody else does."""

FINISHED = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)

BATCH = 20
"""Runs deleted at the end of one run, so that a long history takes no run long."""


@contextmanager
def tended(instance: dg.DagsterInstance, home: Home, run: dg.DagsterRun) -> Iterator[None]:
    """Tidy the history before and after a run whose process holds the home."""
    close_stopped_runs(instance, home, within=run.run_id)
    # The command began its own at once; those that wait decide for themselves whether there is anything left to do.
    if run.job_name == "refresh" and COMMAND_TAG not in run.tags:
        merge_queued(instance, run.run_id)
    try:
        yield
    finally:
        prune_history(instance, home)


def close_stopped_runs(instance: dg.DagsterInstance, home: Home, *, within: str | None = None) -> None:
    """Close runs whose process was stopped; nothing where another process works in this home.

    Dagster cannot tell for runs that its code server began before it was killed with them. A process holds the home
    from before its run works until it ends, so that where nobody holds it no such run goes on. One that has not begun
    may still be waiting for its turn. `within`: the run that this is called from, whose process holds the home.
    """
    unfinished = [status for status in dg.DagsterRunStatus if status not in FINISHED]
    found = instance.get_run_records(dg.RunsFilter(statuses=unfinished))
    others = [one for one in found if one.dagster_run.run_id != within]
    gone = [one.dagster_run for one in others if _had_the_home(home, one, within is not None)]
    # Asked after they were looked at: who had the home then and does not have it now has ended.
    if not gone or (within is None and is_held(home)):
        return
    for run in gone:
        now = instance.get_run_by_id(run.run_id)
        if now and not now.is_finished:
            instance.report_run_failed(now, message=STOPPED)


def _had_the_home(home: Home, record: dg.RunRecord, holding: bool) -> bool:
    """Whether the process of an unfinished run has held the home; where this process `holding`s it, before that."""
    run = record.dagster_run
    if COMMAND_TAG in run.tags or attempt.is_over(home.attempts, run.run_id):
        return True
    if holding or run.status != dg.DagsterRunStatus.STARTED:
        return False
    begun = (home.attempts / f"{run.run_id}.json").exists()
    return begun or (record.start_time is not None and time.time() - record.start_time > BEGINNING_SECONDS)


def merge_queued(instance: dg.DagsterInstance, run_id: str) -> None:
    """Cancel the refreshes that wait behind this one, which begins after they were asked for and does their work.

    One with settings of its own is left alone.
    """
    for run in instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.QUEUED], job_name="refresh")):
        if run.run_id != run_id and not run.run_config.get("ops"):
            instance.report_run_canceling(run, message=f"Merged into run {run_id}, which began after it was asked for.")
            instance.report_run_canceled(run, message=f"Run {run_id} does its work.")


def kept_runs() -> int:
    """How many runs are kept: WAREHOUSE_KEEP_RUNS, or 50.

    Raises ValueError where the variable is not a whole number of at least 1.
    """
    return number_kept("WAREHOUSE_KEEP_RUNS", 50, at_least=1)


def prune_history(instance: dg.DagsterInstance, home: Home) -> int:
    """Delete the oldest runs above the number that is kept; returns how many are gone."""
    finished = dg.RunsFilter(statuses=list(FINISHED))
    # Newest first: what follows the last one that is kept.
    newest = instance.get_runs(finished, limit=kept_runs())
    if len(newest) < kept_runs():
        return 0
    older = instance.get_runs(finished, cursor=newest[-1].run_id, limit=BATCH)
    for run in older:
        instance.delete_run(run.run_id)
        _delete_leftovers(instance, home, run.run_id)
    return len(older)


def _delete_leftovers(instance: dg.DagsterInstance, home: Home, run_id: str) -> None:
    """What `delete_run` leaves: results of asset checks, the run's own event file, and what its steps printed."""
    _delete_check_results(instance, run_id)
    for file in (home.dagster / "history" / "runs").glob(f"{run_id}.db*"):
        file.unlink(missing_ok=True)
    shutil.rmtree(home.dagster / "storage" / run_id, ignore_errors=True)


def _delete_check_results(instance: dg.DagsterInstance, run_id: str) -> None:
    """Dagster has no public way to delete the results of checks, and they would grow for ever: this one is private."""
    from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
    from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage

    storage = instance.event_log_storage
    sql = getattr(storage, "event_log_storage", storage)
    if isinstance(sql, SqlEventLogStorage):
        with sql.index_connection() as connection:
            connection.execute(AssetCheckExecutionsTable.delete().where(AssetCheckExecutionsTable.c.run_id == run_id))
