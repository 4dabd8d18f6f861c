"""Runs in Dagster's history that stand as going on though their process is gone, and what waits behind them."""

from __future__ import annotations

import dagster as dg

from orchestration.home import Home
from orchestration.refresh import attempt
from orchestration.refresh.lock import is_held
from orchestration.refresh.recover import STOPPED

COMMAND_TAG = "warehouse/command"
"""The tag of Dagster runs that the command line began."""

FINISHED = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)


def close_stopped_runs(instance: dg.DagsterInstance, home: Home, *, holding: bool = False) -> None:
    """Close runs whose process was stopped; nothing where another process works in this home.

    Where nobody else does, a run that the command began is not going on, and neither is one whose attempt is over.
    One that Dagster's page began may still be waiting for its turn. `holding`: this process holds the home.
    """
    unfinished = [status for status in dg.DagsterRunStatus if status not in FINISHED]
    runs = instance.get_runs(dg.RunsFilter(statuses=unfinished))
    # Asked after the runs were listed: who began one of them held the home before that.
    if not runs or (not holding and is_held(home)):
        return
    for run in runs:
        if COMMAND_TAG in run.tags or attempt.is_over(home.attempts, run.run_id):
            instance.report_run_failed(run, message=STOPPED)


def merge_queued(instance: dg.DagsterInstance, run_id: str) -> None:
    """Cancel the refreshes that wait behind this one, which begins after they were asked for and does their work.

    One with settings of its own is left alone.
    """
    for run in instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.QUEUED], job_name="refresh")):
        if run.run_id != run_id and not run.run_config.get("ops"):
            instance.report_run_canceling(run, message=f"Merged into run {run_id}, which began after it was asked for.")
            instance.report_run_canceled(run, message=f"Run {run_id} does its work.")
