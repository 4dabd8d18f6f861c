"""`alerts.json` in the state folder: which alerts are open, who knows of them, and which channels fail."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from orchestration.alerts.alert import Alert, Words

FIRST_WAIT = dt.timedelta(minutes=5)
LONGEST_WAIT = dt.timedelta(hours=1)
FORGET_AFTER = dt.timedelta(days=30)
"""How long a recovery is kept for a channel that is no longer configured, or not in this shell."""


class DamagedStateError(ValueError):
    """The state file cannot be read; what was told is forgotten and will be told again."""


@dataclass
class Failure:
    """A channel that did not take its last message."""

    name: str
    """As it may be shown: without secrets."""
    failures: int
    """How many times in a row."""
    since: str
    last_error: str
    retry_after: str


@dataclass
class State:
    """What is remembered from one attempt to the next; moments are UTC, ISO 8601."""

    alerts: dict[str, Alert] = field(default_factory=dict)
    failing: dict[str, Failure] = field(default_factory=dict)
    last_attempt: str = ""
    """Id of the attempt that was noted last: it is not counted twice."""

    def note(self, found: list[Alert], settled: Callable[[Alert], bool], waived: set[str], now: dt.datetime) -> None:
        """Take over what an attempt found; what it does not have any more is gone where `settled` says so.

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

    def pending(self, channel_id: str, severities: set[str]) -> tuple[list[Alert], list[Alert]]:
        """What a channel has not heard yet: the open alerts of its severities, and the recoveries of what it heard."""
        new = [
            alert
            for alert in self.alerts.values()
            if alert.is_open and alert.severity in severities and channel_id not in alert.told_to
        ]
        return new, [alert for alert in self.alerts.values() if not alert.is_open and channel_id in alert.told_to]

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
            alert.told_to.remove(channel_id)

    def failed(self, channel_id: str, name: str, error: str, now: dt.datetime) -> None:
        """A channel did not take a message: tried again at the next attempt, then after ever longer waits."""
        before = self.failing.get(channel_id)
        times = before.failures + 1 if before else 1
        wait = min(FIRST_WAIT * 2 ** min(times - 2, 10), LONGEST_WAIT) if times > 1 else dt.timedelta()
        since = before.since if before else stamp(now)
        self.failing[channel_id] = Failure(name, times, since, error, stamp(now + wait))

    def tidy(self, now: dt.datetime) -> None:
        """Forget what is gone and known to be gone by everybody who heard of it."""
        old = stamp(now - FORGET_AFTER)
        self.alerts = {
            key: alert
            for key, alert in self.alerts.items()
            if alert.gone_at is None or (alert.told_to and alert.gone_at > old)
        }
        self.failing = {key: one for key, one in self.failing.items() if one.retry_after > old}


def load(path: Path) -> State:
    """The state; an empty one where there is no file. Raises DamagedStateError where it is no state."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return State(
            alerts={key: _alert(one) for key, one in data["alerts"].items()},
            failing={key: Failure(**one) for key, one in data["failing"].items()},
            last_attempt=data["last_attempt"],
        )
    except FileNotFoundError:
        return State()
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        raise DamagedStateError(f"{path.name} cannot be read ({error}); what is open will be told again") from error


def save(path: Path, state: State) -> None:
    """Write the state, whole or not at all. It may name what is wrong in reports: nobody else reads it."""
    draft = path.with_suffix(".tmp")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(state), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def stamp(moment: dt.datetime) -> str:
    """A moment as it is kept: UTC, to the second."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def _alert(data: dict[str, Any]) -> Alert:
    return Alert(**data | {"nl": Words(**data["nl"]), "en": Words(**data["en"])})
