"""When the daily refresh starts, as Dagster reckons it: around both changes of the clock, and once if it was missed."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from orchestration.service.watch import SETTLE_SECONDS, unfinished
from tests.conftest import Place

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

TICKS = """
import json, sys
from itertools import islice
from dagster._utils.schedules import schedule_execution_time_iterator
from orchestration.definitions import defs
schedule = defs().resolve_schedule_def("daily_refresh")
assert schedule.default_status.value == "RUNNING"
starts = (float(start) for start in sys.argv[1:])
print('answer: ' + json.dumps([
    tick.timestamp() for start in starts
    for tick in islice(schedule_execution_time_iterator(start, schedule.cron_schedule, schedule.execution_timezone), 3)
]))
"""

DAYS_OFF = """
import datetime as dt, json, logging, sys
import dagster as dg
from dagster._core.test_utils import create_test_daemon_workspace_context
from dagster._core.workspace.load_target import ModuleTarget
from dagster._scheduler.scheduler import launch_scheduled_runs
target = ModuleTarget("orchestration.definitions", None, None, "buurtcijfers")
with dg.DagsterInstance.get() as instance, create_test_daemon_workspace_context(target, instance) as workspace:
    found = []
    for when in sys.argv[1:]:
        moment = dt.datetime.fromtimestamp(float(when), dt.timezone.utc)
        list(launch_scheduled_runs(workspace, logging.getLogger("test"), moment, {}))
        runs = instance.get_runs(dg.RunsFilter(tags={"dagster/schedule_name": "daily_refresh"}))
        found.append([run.tags["dagster/run_key"] for run in runs])
    print('answer: ' + json.dumps(found))
"""


def run(place: Place, script: str, *moments: dt.datetime) -> Any:
    """What a script says of some moments."""
    return place.answer(script, *(str(one.timestamp()) for one in moments))


@pytest.mark.thorough
def test_it_starts_at_six_in_amsterdam_before_and_after_the_clock_changes(empty_place: Place) -> None:
    spring, autumn = dt.datetime(2027, 3, 27, tzinfo=AMSTERDAM), dt.datetime(2027, 10, 30, tzinfo=AMSTERDAM)
    ticks = [dt.datetime.fromtimestamp(one, AMSTERDAM) for one in run(empty_place, TICKS, spring, autumn)]
    assert [(one.month, one.day, one.hour, one.minute) for one in ticks] == [
        (3, 27, 6, 0), (3, 28, 6, 0), (3, 29, 6, 0), (10, 30, 6, 0), (10, 31, 6, 0), (11, 1, 6, 0),
    ]  # fmt: skip
    hours = [one.utcoffset() for one in ticks]
    assert hours == [dt.timedelta(hours=h) for h in (1, 2, 2, 2, 1, 1)]


def test_what_was_missed_while_the_machine_was_off_is_caught_up_with_once(copy_of_released: Place) -> None:
    """On for a day, off for five, on again; the days off hold the night of the spring."""
    place = copy_of_released
    place.edit("bto-sociaal-2021/report.yml", "title: Het verslag van 2021", "title: Het verslag van 2021!")
    first = dt.datetime(2027, 3, 25, 5, 0, tzinfo=AMSTERDAM)
    while unfinished(place.sources, time.time()):
        time.sleep(SETTLE_SECONDS / 10)
    moments = [first + dt.timedelta(days=days, hours=hours) for days, hours in ((0, 0), (0, 2), (6, 0), (6, 2))]
    before, day, after_days_off, next_day = run(place, DAYS_OFF, *moments)
    assert before == []
    assert day == ["2027-03-25T06:00:00+01:00"]
    assert after_days_off == ["2027-03-30T06:00:00+02:00", *day]
    assert next_day == ["2027-03-31T06:00:00+02:00", *after_days_off]
