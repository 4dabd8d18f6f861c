"""Runs in Dagster's history that stand as going on though their process is gone, and what waits behind them."""

from __future__ import annotations

import time

import dagster as dg

from orchestration import attempt
from orchestration.home import Home
from orchestration.lock import is_held
from orchestration.run.recover import STOPPED

COMMAND_TAG = "warehouse/command"
"""The tag of Dagster runs that the command line began."""

BEGINNING_SECONDS = 120.0
"""How long a run may take from its start until it holds the home, where nobody else does."""

FINISHED = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)


def close_stopped_runs(instance: dg.DagsterInstance, home: Home, *, holding: bool = False) -> None:
    """Close runs whose process was stopped; nothing where another process works in this home.

    Dagster cannot tell for runs that its code server began before it was killed with them. A process holds the home
    from before its run works until it ends, so that where nobody holds it no such run goes on. One that has not begun
    may still be waiting for its turn. `holding`: this process holds the home.
    """
    unfinished = [status for status in dg.DagsterRunStatus if status not in FINISHED]
    found = instance.get_run_records(dg.RunsFilter(statuses=unfinished))
    gone = [one.dagster_run for one in found if _had_the_home(home, one, holding)]
    # Asked after they were looked at: who had the home then and does not have it now has ended.
    if not gone or (not holding and is_held(home)):
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
