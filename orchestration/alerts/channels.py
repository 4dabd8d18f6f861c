"""Channels: places that take messages, each an Apprise URL."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from orchestration.alerts.addresses import URLS, shown, split_urls, without_secrets
from orchestration.alerts.message import Message, clipped
from orchestration.home import Home
from orchestration.problems import BadInputError

Name = TypeVar("Name")

DEADLINE_SECONDS = 15.0
"""How long an attempt waits for all channels together: they are tried side by side."""
RETRIES = 1
RETRY_WAIT_SECONDS = 1.0
"""How often a channel is tried again by the same attempt, and after how long."""

TITLE_MARKUP = 40
"""What Apprise may put around a title that stands in the text."""

_REASON = "Socket Exception: "
"""How Apprise's log begins to say what a server answered."""


@dataclass(frozen=True)
class Channel:
    """One URL, with the severities that it hears of."""

    url: str
    variable: str
    """The environment variable that holds it."""
    position: int
    """Its place among the URLs of that variable, from 1."""
    severities: frozenset[str]

    @property
    def channel_id(self) -> str:
        """What the state knows it by; the URL cannot be read from it."""
        return hashlib.sha256(self.url.encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        """The channel as people may see it: `mailto://mail.example.org (WAREHOUSE_ALERT_URLS, URL 1)`."""
        return f"{shown(self.url)} ({self.variable}, URL {self.position})"


def configured_channels(home: Home) -> tuple[list[Channel], list[str]]:
    """The channels that the environment and the routes name, and what is wrong with how they do so.

    Routes that cannot be read do not silence anybody: everything then goes to WAREHOUSE_ALERT_URLS.
    """
    problems = []
    routes = {URLS: {"critical", "warning"}}
    named = os.environ.get("WAREHOUSE_ALERT_ROUTES")
    path = Path(named) if named else home.path / "alerts.yml"
    if named or path.exists():
        # What checks the file takes long to import, and most refreshes have nothing to do.
        from orchestration.alerts.routes import read_routes

        try:
            routes = read_routes(path)
        except BadInputError as bad:
            problems += [f"{problem.place()}: {problem.message}; all alerts go to {URLS}" for problem in bad.problems]
    found: dict[str, Channel] = {}
    for variable, severities in routes.items():
        urls = split_urls(os.environ.get(variable, ""))
        if not urls and variable != URLS:
            problems.append(f"the routes name {variable}, and it holds no URL; set it where the refresh runs")
        for position, url in enumerate(urls, start=1):
            # The same URL in two variables is one channel.
            first = found.setdefault(url, Channel(url, variable, position, frozenset()))
            found[url] = replace(first, severities=first.severities | severities)
    return list(found.values()), problems


def send_all(messages: dict[Channel, Message]) -> dict[Channel, str | None]:
    """Send each channel its message, side by side; channel to why it did not take it, None where it did."""
    if messages:
        # Takes seconds on a busy machine, which are not the channels'.
        import apprise  # noqa: F401
    tasks = {channel: partial(_send, channel, message) for channel, message in messages.items()}
    return side_by_side(tasks, DEADLINE_SECONDS)


def side_by_side(tasks: Mapping[Name, Callable[[], str | None]], deadline_seconds: float) -> dict[Name, str | None]:
    """Run tasks that say what went wrong or None; one that is not done by the deadline is left behind, and said so."""
    answers: dict[Name, str | None] = {}

    def work(name: Name, task: Callable[[], str | None]) -> None:
        try:
            answers[name] = task()
        except Exception as error:  # noqa: BLE001 - whatever breaks in a channel is that channel's answer
            answers[name] = f"{type(error).__name__} while sending"

    # No pool: at its end Python waits for the threads of a pool, and a name server can hang for minutes.
    threads = [threading.Thread(target=work, args=task, daemon=True) for task in tasks.items()]
    for thread in threads:
        thread.start()
    until = time.monotonic() + deadline_seconds
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    late = f"no answer within {deadline_seconds:g} seconds"
    return {name: answers.get(name, late) for name in tasks}


def _send(channel: Channel, message: Message) -> str | None:
    """Send a message, trying again for a moment; None where the channel took it, and otherwise why not."""
    import apprise

    # What its log says comes back in the result; on standard error it would stand between the lines of a refresh.
    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    plugin = apprise.Apprise.instantiate(channel.url)
    if plugin is None:
        return "this is no URL that Apprise can use: compare it with the examples of its documentation"
    plugin.retry, plugin.wait = max(plugin.retry, RETRIES), RETRY_WAIT_SECONDS
    # One message is no stream to be slowed down.
    plugin.request_rate_per_sec = 0
    as_html = plugin.resolve_format(None) == apprise.NotifyFormat.HTML
    sender = apprise.Apprise()
    sender.add(plugin)
    subject, body = _parts(plugin, message, as_html)
    result = sender.notify(
        title=subject,
        body=body,
        body_format=apprise.NotifyFormat.HTML if as_html else apprise.NotifyFormat.TEXT,
        notify_type={"critical": apprise.NotifyType.FAILURE, "warning": apprise.NotifyType.WARNING}.get(
            message.severity, apprise.NotifyType.SUCCESS
        ),
        timeout=DEADLINE_SECONDS,
        log_level=logging.DEBUG,
    )
    if result:
        return None
    # Why a server refuses, or is not found, is only said to those who look for bugs.
    said = [entry.message for entry in result.logs() if entry.level in ("WARNING", "ERROR") or _REASON in entry.message]
    told = dict.fromkeys(one.replace(_REASON, "") for one in said if not one.startswith("Attempt "))
    return without_secrets(" ".join(told), channel.url) or "the message was not taken, and nothing said why"


def _parts(plugin: Any, message: Message, as_html: bool) -> tuple[str, str]:
    """Subject and text as far as the channel takes them; all of it where its URL asks Apprise to split what is long."""
    import apprise

    if plugin.overflow_mode == apprise.OverflowMode.SPLIT:
        return message.subject, message.body(as_html)
    # No more than a channel takes, should it count otherwise than we do: a message refused is a message lost.
    plugin.overflow_mode = apprise.OverflowMode.TRUNCATE
    # Where a channel has no title of its own, or counts it with the text, it stands in the same room.
    shares_room = plugin.title_maxlen <= 0 or plugin.overflow_amalgamate_title
    subject = clipped(message.subject, plugin.body_maxlen - TITLE_MARKUP if shares_room else plugin.title_maxlen)
    room = plugin.body_maxlen - (len(subject) + TITLE_MARKUP if shares_room else 0)
    written = apprise.NotifyFormat.HTML if as_html else apprise.NotifyFormat.TEXT
    # In the channel's own markup it may be longer.
    return subject, message.body(as_html, room, lambda text: max(len(text), len(plugin.dialect_convert(text, written))))
