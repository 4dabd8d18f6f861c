"""What `warehouse alert` answers: a test of every channel, and how things stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from orchestration.alerts.channels import configured_channels, send_all
from orchestration.alerts.message import long_sample, sample
from orchestration.alerts.state import opened, read
from orchestration.home import Home


def try_channels(home: Home) -> dict[str, Any]:
    """Send a short and a long sample to every channel; its `name` and `error`, None where it took both, and `problems`.

    What comes of it is remembered: a channel that works is tried at once when there is something to tell.
    """
    targets, problems = configured_channels(home)
    answers = send_all({channel: sample(home) for channel in targets})
    # A channel may take what is short and refuse the worst day's news.
    answers |= send_all({channel: long_sample(home) for channel, error in answers.items() if error is None})
    with opened(home.alerts) as (state, damages):
        for channel, error in answers.items():
            if error is None:
                state.took(channel.channel_id, [], [])
            else:
                state.failed(channel.channel_id, channel.name, error, dt.datetime.now(dt.UTC))
    sent = [{"name": channel.name, "error": error} for channel, error in answers.items()]
    return {"channels": sent, "problems": problems + damages}


def status(home: Home) -> dict[str, Any]:
    """What is open, which channels are configured and which of them fail, as plain data."""
    targets, problems = configured_channels(home)
    state, damages = read(home.alerts)
    names = {channel.channel_id: channel.name for channel in targets}
    return {
        "open": [
            {
                "key": alert.key,
                "kind": alert.kind,
                "severity": alert.severity,
                "sentence_nl": alert.nl.sentence,
                "sentence_en": alert.en.sentence,
                "next_steps": alert.en.next_steps,
                "first_seen": alert.first_seen,
                "last_seen": alert.last_seen,
                "seen": alert.seen,
                "told_to": [names.get(one, "a channel that is not configured here") for one in alert.told_to],
            }
            for alert in state.alerts.values()
            if alert.is_open
        ],
        "channels": [
            {
                "name": channel.name,
                "severities": sorted(channel.severities),
                "failing": asdict(state.failing[channel.channel_id]) if channel.channel_id in state.failing else None,
            }
            for channel in targets
        ],
        "problems": problems + damages,
    }
