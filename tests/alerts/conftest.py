"""A state folder, attempts as a refresh records them, and real receivers on loopback: a mail server and a webhook."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from orchestration import attempt
from orchestration.alerts import channels
from orchestration.alerts.tell import after_attempt
from orchestration.attempt import Attempt, Outcome
from orchestration.home import Home
from orchestration.plain_data import as_plain, from_plain

MORNING = dt.datetime(2026, 11, 2, 5, 0, tzinfo=dt.UTC)
NEXT_STEPS = "Compare the months and the total with the report."


@dataclass
class Mailbox:
    """What a mail server took; with `refusal` it answers that to every mail."""

    port: int = 0
    refusal: str = ""
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"mailto://127.0.0.1:{self.port}?from=warehouse@example.org&to=data@example.org&mode=insecure"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refusal:
            return self.refusal
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    def texts(self) -> list[str]:
        """Subject and text of each mail."""
        return [f"{mail['Subject']}\n{self._part(mail, 'plain')}" for mail in self.mails]

    def html(self) -> str:
        """The HTML of the last mail."""
        return self._part(self.mails[-1], "html")

    def _part(self, mail: EmailMessage, kind: str) -> str:
        part = mail.get_body((kind,))
        assert part is not None
        return str(part.get_content())


@dataclass
class Webhook:
    """What a web server was posted; `answers` are the codes it gives, one after the other, and then 200."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    delay: float = 0
    posts: list[dict[str, Any]] = field(default_factory=list)
    tries: int = 0
    paths: list[str] = field(default_factory=list)
    free: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/hook?to=data"

    def texts(self) -> list[str]:
        """Title and text of each post that was taken."""
        return [f"{post['title']}\n{post['message']}" for post in self.posts]


@dataclass
class Told:
    """One home, and refreshes of it that end as a test says, a day apart."""

    home: Home
    day: int = 0
    moment: dt.datetime = MORNING

    def refresh(self, outcome: Outcome, *, hours: float = 24, **parts: Any) -> dict[str, Any]:
        """End a refresh; returns what its summary says of the alerts."""
        return as_plain(self.tell(self.record(outcome, hours=hours, **parts)).summary.alerts) or {}

    def record(self, outcome: Outcome, *, hours: float = 24, **parts: Any) -> Attempt:
        """The record of a refresh that ended so many hours after the one before; `parts` as its file has them."""
        self.moment += dt.timedelta(hours=hours)
        stamp = self.moment.isoformat()
        self.day += 1
        attempt_id = "" if outcome in ("unchanged", "held") else f"attempt-{self.day}"
        ended = {"attempt_id": attempt_id, "started_at": stamp, "outcome": outcome, "finished_at": stamp}
        return from_plain(Attempt, ended | parts)

    def tell(self, record: Attempt) -> Attempt:
        if record.attempt_id:
            attempt.save(self.home.attempts, record)
        after_attempt(self.home, record, self.moment)
        return record

    def state(self) -> Any:
        """What is remembered."""
        return json.loads(self.home.alerts.read_text(encoding="utf-8"))


def finding(name: str = "sum:2021", severity: str = "critical", status: str = "open", **more: Any) -> dict[str, Any]:
    """A finding as an attempt records it: months that add up to 191 where 186 is printed."""
    cells = [
        {
            "identity_id": name, "side": side, "coefficient": 1, "report_id": "dorp-2021", "findings_of_cell": 1,
            "file": "dorp-2021/cases_started.csv", "row_number": 4, "column_number": column, "document_line": 1171,
            "value_printed": text, "figure_key": f"dorp:cases_started:noord:-:{period}",
        }
        for side, column, text, period in (("left", 4, "17", "2021-03"), ("right", 14, "186", "2021"))
    ]  # fmt: skip
    known = {
        "identity_id": name, "rule_id": "sum_over_time", "severity": severity, "status": status, "scope": name,
        "relation": "=", "left_value": 191, "right_value": 186, "difference": 5, "next_steps": NEXT_STEPS,
        "sentence_nl": f"De maanden tellen op tot 191; het jaar is 186 (Noord, {name}).",
        "sentence_en": f"The months add up to 191; the year is 186 (Noord, {name}).",
        "cells": cells, "waiver_owner": None, "waiver_review_by": None, "waiver_reason": None,
    }  # fmt: skip
    return known | more


def judged(*findings: dict[str, Any], suspects: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    """The summary of an attempt that judged the rules."""
    ids = dict.fromkeys(["sum_over_time", *(one["rule_id"] for one in findings)])
    return {
        "findings": list(findings),
        "rules": [],
        "suspects": suspects or [],
        "titles": {rule: {"nl": f"Regel {rule}", "en": f"Rule {rule}"} for rule in ids},
        "release_id": "20261101T050000Z-aaaaaaaa",
    } | more


def suspect(*identity_ids: str) -> dict[str, Any]:
    """A block of findings that one cell explains: printed 17, should read 12."""
    cell = {
        "file": "dorp-2021/cases_started.csv", "row_number": 4, "column_number": 4, "document_line": 1171,
        "value_printed": "17", "implied_value": 12, "implied_low": 12, "implied_high": 12, "why": "one digit",
        "block_id": 1, "set_number": 1, "rank": 1, "is_tied": False, "slip": "one digit", "report_id": "dorp-2021",
        "table_id": "cases_started", "figure_id": "dorp-2021/cases_started/r4c4",
        "figure_key": "dorp:cases_started:noord:-:2021-03",
    }  # fmt: skip
    return {
        "block_id": 1, "findings": len(identity_ids), "identity_ids": list(identity_ids), "cells": 1, "sets": 1,
        "outcome": "one_cell", "cells_per_set": 1, "why": "one cell repairs all of it",
        "suspect_sets": [{"set_number": 1, "cells": [cell]}],
    }  # fmt: skip


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    """A web server that takes JSON."""
    hook = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.tries += 1
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if hook.delay:
                hook.free.wait(hook.delay)
            code = hook.answers.pop(0) if hook.answers else 200
            if code == 200:
                hook.posts.append(body)
            self._answer(code)

        def do_GET(self) -> None:
            hook.paths.append(self.path)
            self._answer(hook.answers.pop(0) if hook.answers else 200)

        def _answer(self, code: int) -> None:
            self.send_response(code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield hook
    hook.free.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """A home without a release, in an environment that names no channel; what fails is tried again at once."""
    for name in ("WAREHOUSE_ALERT_URLS", "WAREHOUSE_ALERT_ROUTES", "WAREHOUSE_URL", "WAREHOUSE_HEARTBEAT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(channels, "RETRY_WAIT_SECONDS", 0.05)
    monkeypatch.setattr(channels, "DEADLINE_SECONDS", 8.0)
    home = Home(tmp_path / "home")
    home.create()
    return Told(home)
