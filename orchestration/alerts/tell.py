"""What a refresh calls at its end: takes over what it found, tells who has not heard, and remembers that."""

from __future__ import annotations

import datetime as dt
import logging
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from orchestration.alerts import heartbeat
from orchestration.alerts.causes import causes, is_settled
from orchestration.alerts.channels import DEADLINE_SECONDS, Channel, channels, send_all, side_by_side
from orchestration.alerts.message import compose, sample
from orchestration.alerts.routes import Routes, read_routes
from orchestration.alerts.state import DamagedStateError, State, load, save
from orchestration.home import Home
from orchestration.problems import BadInputError, visible
from orchestration.refresh import attempt
from orchestration.refresh.attempt import Attempt

log = logging.getLogger("warehouse")


@dataclass
class Telling:
    """What came of the alerts of one attempt, for its summary."""

    told: int = 0
    """Alerts and recoveries that at least one channel took."""
    channels: list[str] = field(default_factory=list)
    """The channels that took a message."""
    failed: list[dict[str, str]] = field(default_factory=list)
    """The channels that did not, with `name` and `error`; they are tried again."""
    waiting: list[str] = field(default_factory=list)
    """Channels that failed before and are not due yet."""
    open: int = 0
    untold: int = 0
    """Open alerts that no channel took."""
    problems: list[str] = field(default_factory=list)
    """What is wrong with the settings, the state file or the heartbeat."""


def after_attempt(home: Home, record: Attempt, now: dt.datetime | None = None) -> None:
    """Tell what an attempt to refresh found; notes in its summary, under `alerts`, what came of it.

    An attempt to check is for the person who asked for it and tells nobody. Nothing that goes wrong here ends a
    refresh, and it takes no longer than the channels' deadline.
    """
    if record.job != "refresh" or record.outcome == "running":
        return
    try:
        telling = _tell(home, record, now or dt.datetime.now(dt.UTC))
    except Exception as error:  # noqa: BLE001 - a refresh never fails because telling about it does
        telling = Telling(problems=[f"alerts broke down: {type(error).__name__}: {error}"])
    for problem in telling.problems:
        log.info("Alerts: %s", problem)
    if telling != Telling():
        record.summary["alerts"] = asdict(telling)
        if record.attempt_id:
            with suppress(OSError):
                attempt.save(home.attempts, record)


def test_channels(home: Home) -> list[dict[str, str | None]]:
    """Send a sample to every channel; per channel its `name` and the `error`, None where it took the message.

    Raises BadInputError where the routes cannot be read.
    """
    targets, problems = channels(read_routes(home))
    answers = send_all({channel: sample(home) for channel in targets})
    return [
        *({"name": channel.name, "error": error} for channel, error in answers.items()),
        *({"name": "settings", "error": problem} for problem in problems),
    ]


def status(home: Home) -> dict[str, Any]:
    """What is open, which channels are configured and which of them fail, as plain data."""
    targets, problems = _targets(home)
    try:
        state = load(home.alerts)
    except DamagedStateError as damaged:
        state = State()
        problems.append(str(damaged))
    names = {channel.channel_id: channel.name for channel in targets}
    return {
        "open": [
            {
                "key": alert.key,
                "severity": alert.severity,
                "sentence_nl": alert.nl.sentence,
                "sentence_en": alert.en.sentence,
                "first_seen": alert.first_seen,
                "last_seen": alert.last_seen,
                "seen": alert.seen,
                "told_to": [names.get(one, "a channel that is not configured here") for one in alert.told_to],
            }
            for alert in state.alerts.values()
            if alert.is_open
        ],
        "channels": [
            {"name": channel.name, "severities": sorted(channel.severities)} for channel in targets
        ],
        "failing": [asdict(failure) for failure in state.failing.values()],
        "problems": problems,
    }


def _tell(home: Home, record: Attempt, now: dt.datetime) -> Telling:
    targets, problems = _targets(home)
    telling = Telling(problems=problems)
    try:
        state = load(home.alerts)
    except DamagedStateError as damaged:
        state = State()
        telling.problems.append(str(damaged))
    _note(home, state, record, now)
    due = _messages(home, state, targets, now, telling)
    tasks = {"beat": heartbeat.beat} if record.exit_code == 0 else {}
    before = {id(alert): set(alert.told_to) for alert in state.alerts.values()}
    return telling
