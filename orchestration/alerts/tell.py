"""What a refresh calls at its end: takes over what it found, tells who has not heard, and remembers that."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

import duckdb

from orchestration import attempt
from orchestration.alerts import heartbeat
from orchestration.alerts.causes import attempt_alerts, channel_alerts, is_settled, overdue_alerts, page_alerts
from orchestration.alerts.channels import Channel, configured_channels, send_all, side_by_side
from orchestration.alerts.drift import drift_alerts
from orchestration.alerts.message import compose
from orchestration.alerts.overdue import covered_reports, overdue
from orchestration.alerts.state import State, opened
from orchestration.attempt import Attempt
from orchestration.database import connect
from orchestration.home import Home, UnusableHomeError
from orchestration.record import Telling
from orchestration.release.stored import served_release
from orchestration.release.waiting import note_waited_for

log = logging.getLogger("warehouse")


def after_attempt(home: Home, record: Attempt, now: dt.datetime | None = None) -> None:
    """Tell what an attempt of the job `refresh` found; its summary gets, under `alerts`, what came of it.

    An attempt is told once, whoever calls this for it, and one that ended before the last one told is no news.
    Nothing that goes wrong here ends a refresh. An attempt to check is for the person who asked for it.
    """
    if record.outcome in ("running", "checked"):
        return
    now = now or dt.datetime.now(dt.UTC)
    try:
        with opened(home.alerts) as (state, problems):
            if state.has_heard_of(record, now):
                return
            telling = _tell(home, state, record, now)
            telling.problems += problems
    except UnusableHomeError as error:
        telling = Telling(problems=[str(error)])
    except Exception as error:  # noqa: BLE001 - a refresh never fails because telling about it does
        telling = Telling(problems=[f"alerts broke down: {type(error).__name__}: {error}"])
    # Who waits is told; that the warehouse is at work is true all the same.
    is_alive = record.outcome in ("released", "unchanged", "held") and not record.summary.pages_failed
    if is_alive and (silence := _beat()):
        telling.problems.append(f"heartbeat: {silence}")
    if telling != Telling():
        record.summary.alerts = telling
        if record.attempt_id:
            with suppress(OSError):
                attempt.save(home.attempts, record)


def after_comparison(home: Home, record: Attempt, now: dt.datetime | None = None) -> None:
    """Tell what came of laying the served release beside a full build; nothing that goes wrong here ends it."""
    now = now or dt.datetime.now(dt.UTC)
    try:
        with opened(home.alerts) as (state, _):
            if state.has_heard_of(record, now):
                return
            state.heard_of(record)
            is_known = record.summary.compared is not None and record.summary.compared.tables is not None
            state.note(drift_alerts(record), lambda alert: alert.kind == "drift" and is_known, now)
            _deliver(home, state, configured_channels(home)[0], now)
            state.tidy(now)
    except Exception as error:  # noqa: BLE001 - the next refresh says what is wrong with the alerts
        log.info("Alerts broke down: %s: %s", type(error).__name__, error)


def tell_again(home: Home, now: dt.datetime | None = None) -> None:
    """Tell the channels that failed and are due again, so that they need not wait for the next attempt."""
    now = now or dt.datetime.now(dt.UTC)
    try:
        if not json.loads(home.alerts.read_text(encoding="utf-8")).get("failing"):
            return
        with opened(home.alerts) as (state, _):
            channels = configured_channels(home)[0]
            _deliver(home, state, [channel for channel in channels if channel.channel_id in state.failing], now)
    except FileNotFoundError:
        return
    except Exception as error:  # noqa: BLE001 - the next attempt says what is wrong with the alerts
        log.info("Alerts broke down: %s: %s", type(error).__name__, error)


def _tell(home: Home, state: State, record: Attempt, now: dt.datetime) -> Telling:
    targets, problems = configured_channels(home)
    _note_attempt(home, state, record, now)
    _note_overdue(home, state, record, now)
    # Those that failed before go first, so that the others hear how that ended.
    failed_before = [channel for channel in targets if channel.channel_id in state.failing]
    took = _deliver(home, state, failed_before, now)
    still = [(one.channel_id, state.failing[one.channel_id]) for one in failed_before if one not in took]
    state.note(channel_alerts(still), lambda alert: alert.kind == "channel", now)
    took += _deliver(home, state, [channel for channel in targets if channel not in failed_before], now)
    state.tidy(now)
    open_alerts = [alert for alert in state.alerts.values() if alert.is_open]
    names = {channel.channel_id for channel in targets}
    return Telling(
        len(open_alerts),
        sum(not alert.told_to for alert in open_alerts),
        [channel.name for channel in took],
        [replace(failure) for channel_id, failure in state.failing.items() if channel_id in names],
        problems,
    )


def _note_attempt(home: Home, state: State, record: Attempt, now: dt.datetime) -> None:
    """Take over what the attempt says is wrong, and what it proves to be mended."""
    state.heard_of(record)
    if record.outcome == "held":
        # Nothing was read, and what is served is not made from what is there.
        return
    if record.outcome == "unchanged":
        release_id = record.summary.release_id
        if state.release_id == release_id:
            state.note_again(now)
            # Its pages can have been made since, by hand.
            state.note(page_alerts(record), lambda alert: alert.kind == "pages", now)
            return
        # The inputs are those of the served release again: whatever came in between is mended.
        from orchestration.release.served import served_results

        pages_failed = record.summary.pages_failed
        record = served_results(home)
        record.summary.pages_failed = pages_failed
        note_waited_for(home, record)
    standing = _standing(home, state, record)
    still_open = {key for key, status in standing.items() if status == "open"}
    waived = {key for key, status in standing.items() if status == "waived"}
    state.note(
        attempt_alerts(record), lambda alert: alert.key not in still_open and is_settled(alert, record), now, waived
    )
    state.release_id = (record.summary.release_id or "") if record.outcome == "released" else ""


def _standing(home: Home, state: State, record: Attempt) -> dict[str, str]:
    """By key of its alert, whether a finding is open or waived; what a record leaves out is looked up.

    What somebody waits for is open, though it is not in the release.
    """
    told_of = (*(record.summary.findings or []), *(record.summary.waiting_findings or []))
    known = {f"finding:{one.identity_id}": one.status for one in told_of}
    if record.summary.totals is None:
        return known
    told = [key.removeprefix("finding:") for key, alert in state.alerts.items() if alert.is_open and key not in known]
    judged = served_release(home) if record.outcome == "released" else home.build_database
    try:
        if judged is None:
            raise FileNotFoundError(home.link)
        with connect(judged, read_only=True) as connection:
            found = connection.execute(
                "SELECT identity_id, status FROM quality.finding WHERE identity_id IN (SELECT unnest($1))", [told]
            )
            return known | {f"finding:{identity_id}": status for identity_id, status in found.fetchall()}
    except (duckdb.Error, OSError):
        # Nothing shows that they are mended.
        return known | {f"finding:{identity_id}": "open" for identity_id in told}


def _note_overdue(home: Home, state: State, record: Attempt, now: dt.datetime) -> None:
    """Take over which reports should have come by now; leaves what is known where that cannot be read."""
    served = served_release(home)
    # Where nothing has changed the served release knows the reports; else what was read last.
    store = served if record.outcome == "unchanged" and served else home.raw_database
    with suppress(duckdb.Error):
        missing = overdue(covered_reports(store), now.date())
        state.note(overdue_alerts(missing), lambda alert: alert.kind == "overdue", now)


def _deliver(home: Home, state: State, channels: Iterable[Channel], now: dt.datetime) -> list[Channel]:
    """Send each channel in one message what it has not heard yet; returns those that took theirs."""
    due = {}
    for channel in channels:
        new, gone = state.pending(channel.channel_id, channel.severities)
        if (new or gone) and state.may_try(channel.channel_id, now):
            known = [one for one in state.alerts.values() if one.is_open and channel.channel_id in one.told_to]
            due[channel] = (new, gone, compose(home, new, gone, known))
    took = []
    for channel, error in send_all({channel: message for channel, (_, _, message) in due.items()}).items():
        if error is None:
            new, gone, _ = due[channel]
            state.took(channel.channel_id, new, gone)
            took.append(channel)
            log.info("Alerts: told %s", channel.name)
        else:
            state.failed(channel.channel_id, channel.name, error, now)
            log.info("Alerts: %s did not take the message and is tried again: %s", channel.name, error)
    return took


def _beat() -> str | None:
    # A name server can hang for longer than any timeout of ours.
    return side_by_side({"heartbeat": heartbeat.beat}, 2 * heartbeat.TIMEOUT_SECONDS)["heartbeat"]
