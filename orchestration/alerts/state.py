"""`alerts.json` in the state folder: which alerts are open, who knows of them, and which channels fail."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from orchestration.alerts.alert import Alert
from orchestration.attempt import Attempt
from orchestration.files import write_whole
from orchestration.home import UnusableHomeError
from orchestration.place import is_shared, owner_of
from orchestration.plain_data import from_plain, to_json
from orchestration.record import ChannelFailure

FIRST_WAIT = dt.timedelta(minutes=5)
LONGEST_WAIT = dt.timedelta(hours=1)
FORGET_AFTER = dt.timedelta(days=30)
"""How long a recovery is kept for a channel that is no longer configured, or not in this shell."""


@dataclass
class State:
    """What is remembered from one attempt to the next; moments are UTC, ISO 8601."""

    alerts: dict[str, Alert] = field(default_factory=dict)
    failing: dict[str, ChannelFailure] = field(default_factory=dict)
    last_attempt: str = ""
    last_finished: str = ""
    """Id and end of the attempt that was told last."""
    release_id: str = ""
    """The release whose findings these are; empty where the last attempt published none."""

    def has_heard_of(self, record: Attempt, now: dt.datetime) -> bool:
        """Whether an attempt was told already, or ended before one that was; a clock that ran ahead is no matter."""
        if record.attempt_id and record.attempt_id == self.last_attempt:
            return True
        return _end(record) < self.last_finished <= stamp(now)

    def heard_of(self, record: Attempt) -> None:
        """Remember that an attempt is being told."""
        self.last_attempt, self.last_finished = record.attempt_id, _end(record)

    def note(
        self,
        found: list[Alert],
        settled: Callable[[Alert], bool],
        now: dt.datetime,
        waived: frozenset[str] | set[str] = frozenset(),
    ) -> None:
        """Take over what was found; what was not found any more is gone where `settled` says so.

        `waived` holds the keys of what a person accepted.
        """
        moment = stamp(now)
        for alert in found:
            known = self.alerts.get(alert.key)
            self.alerts[alert.key] = replace(
                alert,
                first_seen=known.first_seen if known else moment,
                last_seen=moment,
                seen=(known.seen if known else 0) + 1,
                told_to=known.told_to if known else [],
            )
        here = {alert.key for alert in found}
        for alert in self.alerts.values():
            if alert.is_open and alert.key not in here and settled(alert):
                alert.gone_at, alert.waived = moment, alert.key in waived

    def note_again(self, now: dt.datetime) -> None:
        """The release is still the same, and so are its findings."""
        for alert in self.alerts.values():
            if alert.is_open and alert.kind in ("waiting", "rule", "finding", "waiver"):
                alert.seen, alert.last_seen = alert.seen + 1, stamp(now)

    def pending(self, channel_id: str, severities: frozenset[str]) -> tuple[list[Alert], list[Alert]]:
        """What a channel has not heard yet: the open alerts of its severities, and the recoveries of what it heard.

        That the channel itself fails is over for whoever can read it there.
        """
        new, gone = [], []
        for alert in self.alerts.values():
            if alert.key == f"channel:{channel_id}" and alert.is_open:
                gone.append(alert)
            elif alert.is_open and alert.severity in severities and channel_id not in alert.told_to:
                new.append(alert)
            elif not alert.is_open and channel_id in alert.told_to:
                gone.append(alert)
        return new, gone

    def may_try(self, channel_id: str, now: dt.datetime) -> bool:
        """Whether a channel that failed is due again."""
        failure = self.failing.get(channel_id)
        return failure is None or stamp(now) >= failure.retry_after

    def took(self, channel_id: str, new: list[Alert], gone: list[Alert]) -> None:
        """A channel took a message about these alerts."""
        self.failing.pop(channel_id, None)
        for alert in new:
            alert.told_to.append(channel_id)
        for alert in gone:
            alert.told_to = [one for one in alert.told_to if one != channel_id]

    def failed(self, channel_id: str, name: str, error: str, now: dt.datetime) -> None:
        """A channel did not take a message: tried again at the next attempt, then after ever longer waits."""
        before = self.failing.get(channel_id)
        times = before.failures + 1 if before else 1
        wait = min(FIRST_WAIT * 2 ** min(times - 2, 10), LONGEST_WAIT) if times > 1 else dt.timedelta()
        since = before.since if before else stamp(now)
        self.failing[channel_id] = ChannelFailure(name, times, since, error, stamp(now + wait))

    def tidy(self, now: dt.datetime) -> None:
        """Forget what is gone and known to be gone by everybody who heard of it."""
        old = stamp(now - FORGET_AFTER)
        self.alerts = {
            key: alert
            for key, alert in self.alerts.items()
            if alert.gone_at is None or (alert.told_to and alert.gone_at > old)
        }
        self.failing = {key: one for key, one in self.failing.items() if one.retry_after > old}


@contextmanager
def opened(path: Path) -> Iterator[tuple[State, list[str]]]:
    """The state, with what is wrong with its file; written back at the end of the block where it changed.

    One process at a time: another one waits. The lock is a file of its own, since the state's is replaced.
    """
    with path.with_suffix(".lock").open("a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        state, problems = read(path)
        before = to_json(state, indent=None)
        try:
            yield state, problems
        finally:
            if (text := to_json(state, indent=None)) != before or problems:
                # It may name what is wrong in reports: none reads it but those who work in the home.
                write_whole(path, text, 0o660 if is_shared(path.parent) else 0o600)


def read(path: Path) -> tuple[State, list[str]]:
    """The state, and what is wrong with its file; an empty one where there is none or it cannot be understood.

    Raises UnusableHomeError where it belongs to another user, who alone may read it.
    """
    try:
        return from_plain(State, json.loads(path.read_text(encoding="utf-8"))), []
    except FileNotFoundError:
        return State(), []
    except PermissionError as error:
        owner = owner_of(path)
        raise UnusableHomeError(
            f"What was told before cannot be read: {path} belongs to {owner}. Let {owner} run "
            f"`chmod g+rw {shlex.quote(str(path))}`; nothing is told until then."
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        return State(), [f"{path.name} cannot be read ({type(error).__name__}); what is open is told again"]


def stamp(moment: dt.datetime) -> str:
    """A moment as it is kept: UTC, to the second."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def _end(record: Attempt) -> str:
    return record.finished_at or record.started_at
