"""What Dagster's history keeps: the newest runs with their events and output; older ones are deleted."""

from __future__ import annotations

import shutil

import dagster as dg
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage

from orchestration.definitions.stopped import FINISHED
from orchestration.home import Home
from orchestration.release.prune import number_kept

BATCH = 20
"""Runs deleted at the end of one run, so that a long history takes no run long."""


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
    storage = instance.event_log_storage
    # Dagster has no public way to delete the results of checks, and without it they grow for ever.
    sql = getattr(storage, "event_log_storage", storage)
    if isinstance(sql, SqlEventLogStorage):
        with sql.index_connection() as connection:
            connection.execute(AssetCheckExecutionsTable.delete().where(AssetCheckExecutionsTable.c.run_id == run_id))
    for file in (home.dagster / "history" / "runs").glob(f"{run_id}.db*"):
        file.unlink(missing_ok=True)
    shutil.rmtree(home.dagster / "storage" / run_id, ignore_errors=True)
