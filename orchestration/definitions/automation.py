"""When Dagster refreshes by itself: every day, and when the reports have changed; and who hears how it ended."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import dagster as dg

from orchestration.alerts.tell import tell_again
from orchestration.definitions.history import COMMAND_TAG, close_stopped_runs
from orchestration.home import Home
from orchestration.looks import Looks
from orchestration.run.comparing import is_made_anew, why_not_comparable
from orchestration.run.conductor import close_and_tell, rest, tell
from orchestration.run.needed import why_rest
from orchestration.service.watch import TIME_ZONE, comparison_cron, cron, look, unfinished


def schedule(job: dg.UnresolvedAssetJobDefinition, home: Home, sources: Path) -> dg.ScheduleDefinition:
    """The daily refresh. One that was missed while the machine was off is caught up with once: it has no partitions."""

    @dg.schedule(
        name="daily_refresh",
        job=job,
        cron_schedule=cron(),
        execution_timezone=TIME_ZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Refresh every day at a time of Amsterdam (WAREHOUSE_SCHEDULE), where there is anything to do.",
    )
    def daily_refresh(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        home.create()
        if missing := unfinished(sources, dt.datetime.now(dt.UTC).timestamp(), Looks(sources, home.looks)):
            return dg.SkipReason(f"{missing}; the sensor refreshes when it is whole")
        if nothing := rest(home, sources):
            return dg.SkipReason(why_rest(nothing))
        return dg.RunRequest(run_key=context.scheduled_execution_time.isoformat())

    return daily_refresh


def comparison(job: dg.UnresolvedAssetJobDefinition, home: Home, sources: Path) -> dg.ScheduleDefinition:
    """The nightly comparison of what is served with a build of everything; it publishes nothing."""

    @dg.schedule(
        name="nightly_comparison",
        job=job,
        cron_schedule=comparison_cron(),
        execution_timezone=TIME_ZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Build everything anew every night (WAREHOUSE_COMPARE_SCHEDULE) and compare it row by row with "
        "the served release, where that was built on another one.",
    )
    def nightly_comparison(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        home.create()
        if reason := why_not_comparable(home, sources):
            return dg.SkipReason(reason)
        if is_made_anew(home):
            return dg.SkipReason("the served release is a full build itself")
        return dg.RunRequest(
            run_key=context.scheduled_execution_time.isoformat(),
            run_config={"ops": {"ingest": {"config": {"compare": True}}}},
        )

    return nightly_comparison


def sensor(job: dg.UnresolvedAssetJobDefinition, home: Home, sources: Path) -> dg.SensorDefinition:
    """The watch on `sources/`, whose cursor is the state of the inputs that it started last."""

    @dg.sensor(
        name="reports_changed",
        job=job,
        minimum_interval_seconds=5,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Refresh when a report came, changed or went, once it is completely written.",
    )
    def reports_changed(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        home.create()
        # One that was killed would keep its place, and all others would wait behind it.
        close_stopped_runs(context.instance, home)
        tell_again(home)
        decision = look(home, sources, context.cursor or "")
        if decision.rest and decision.state != context.cursor:
            # What was wrong was put back as it was: there is nothing to build, and a recovery to tell.
            tell(home, decision.rest)
        context.update_cursor(decision.state)
        return dg.RunRequest(run_key=decision.key) if decision.start else dg.SkipReason(decision.reason)

    return reports_changed


def ending_sensors(home: Home) -> list[dg.SensorDefinition]:
    """One sensor per way that a run can end: it closes a record that the run could not, and tells what is not told."""
    return [
        _ending_sensor(home, "run_succeeded", dg.DagsterRunStatus.SUCCESS),
        _ending_sensor(home, "run_failed", dg.DagsterRunStatus.FAILURE),
        _ending_sensor(home, "run_cancelled", dg.DagsterRunStatus.CANCELED),
    ]


def _ending_sensor(home: Home, name: str, status: dg.DagsterRunStatus) -> dg.SensorDefinition:
    @dg.run_status_sensor(
        name=name,
        run_status=status,
        minimum_interval_seconds=10,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Close the record of a run that could not do so itself, and tell how it ended.",
    )
    def ending(context: dg.RunStatusSensorContext) -> dg.SkipReason | None:
        run = context.dagster_run
        if COMMAND_TAG in run.tags:
            return dg.SkipReason("the command tells how its own runs end")
        if status == dg.DagsterRunStatus.CANCELED and not (home.attempts / f"{run.run_id}.json").exists():
            return dg.SkipReason("it was cancelled before it began")
        ending = None if status == dg.DagsterRunStatus.SUCCESS else f"run {run.run_id}: {context.dagster_event.message}"
        close_and_tell(home, run.run_id, ending)
        return None

    return ending
