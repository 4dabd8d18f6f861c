"""A real service on a copy of the released place, with a mail server and a webhook on loopback."""

from __future__ import annotations

import email
import email.policy
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.command import WAREHOUSE
from tests.conftest import REPOSITORY, Place

START_SECONDS = 300
LOCATION = {"repositoryLocationName": "buurtcijfers", "repositoryName": "__repository__"}
"""Where Dagster has our definitions, as it is asked about them."""

PARTS = ("code-server", "webserver", "daemon")
STOP_SECONDS = 60
"""How long what a code server started may outlive it: systemd ends it at once."""

RUN_SECONDS = 400
"""How long a run may take on a machine that does other things too."""


@dataclass
class Inbox:
    """What a mail server and a webhook have taken."""

    mails: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    urls: str = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = mail.get_body(("plain",))
        assert body is not None
        self.mails.append(f"{mail['Subject']}\n{body.get_content()}")
        return "250 OK"

    def counts(self) -> tuple[int, int]:
        return len(self.mails), len(self.posts)


@dataclass
class Service:
    """Dagster on a place, and what its pages say: `warehouse dagster`, or the commands of the units of a server."""

    place: Place
    port: int
    variables: dict[str, str]
    by_units: bool = False
    started: list[subprocess.Popen[str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it as a person or a server would, and wait until it knows the definitions."""
        self.said = []
        own = {"WAREHOUSE_HOME": str(self.place.home), "WAREHOUSE_SOURCES": str(self.place.sources)}
        self.started = [
            subprocess.Popen(
                command, cwd=self.place.path, env=os.environ | self.variables | (own if self.by_units else {}),
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            )
            for command in self._commands()
        ]  # fmt: skip
        for process in self.started:
            threading.Thread(target=self._listen, args=[process], daemon=True).start()
        wait_for(lambda: self._is_ready() or self.has_ended(), START_SECONDS, "the service started")
        assert not self.has_ended(), "".join(self.said)

    def _commands(self) -> list[list[str]]:
        if self.by_units:
            return [unit_command(part, self.port) for part in PARTS]
        places = ["--home", str(self.place.home), "--sources", str(self.place.sources)]
        return [[str(WAREHOUSE), "dagster", "--port", str(self.port), *places]]

    def _is_ready(self) -> bool:
        try:
            found = self.ask("{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }")
        except OSError:
            return False
        return bool(found["repositoriesOrError"].get("nodes"))

    def has_ended(self) -> bool:
        """Whether it was not started, or a process of it ended."""
        return not self.started or any(process.poll() is not None for process in self.started)

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.said.extend(process.stdout)

    def stop(self, number: int = signal.SIGTERM) -> list[int]:
        """Stop its processes, what starts runs first, as systemd does; returns their exit codes."""
        codes = []
        for process in reversed(self.started):
            process.send_signal(number)
            codes.append(process.wait(120))
        return codes

    def kill(self) -> None:
        """Kill every process of the service and its runs at once, as a loss of power does."""
        for pid in self.processes():
            # One may end on its own as soon as the process it served is gone.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in self.started:
            process.wait()
        wait_for(lambda: not self.processes(), 10, "they were gone")

    def processes(self) -> list[int]:
        """The processes whose environment or command names this home."""
        found = []
        for path in Path("/proc").iterdir():
            if path.name.isdecimal() and int(path.name) != os.getpid():
                try:
                    told = (path / "environ").read_bytes() + (path / "cmdline").read_bytes()
                except OSError:
                    continue
                if str(self.place.home).encode() in told:
                    found.append(int(path.name))
        return found

    def ask(self, query: str, **variables: Any) -> Any:
        """What Dagster's page itself asks: GraphQL."""
        request = urllib.request.Request(
            f"{self.url}/graphql",
            json.dumps({"query": query, "variables": variables}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            data = json.load(answer)
        assert "errors" not in data, data
        return data["data"]

    def runs(self) -> list[dict[str, Any]]:
        """Every run, the oldest first."""
        asked = "{ runsOrError { ... on Runs { results { runId status jobName tags { key value } } } } }"
        runs: list[dict[str, Any]] = self.ask(asked)["runsOrError"]["results"]
        for run in runs:
            run["tags"] = {tag["key"]: tag["value"] for tag in run["tags"]}
        return runs[::-1]

    def launch(self, config: dict[str, Any] | None = None) -> str:
        """Launch the job `refresh` as the page does; returns the run's id."""
        answer = self.ask(
            """
            mutation ($selector: JobOrPipelineSelector!, $config: RunConfigData) {
              launchRun(executionParams: {selector: $selector, runConfigData: $config}) {
                __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message }
              }
            }
            """,
            selector=LOCATION | {"jobName": "refresh"},
            config=config or {},
        )["launchRun"]
        assert answer["__typename"] == "LaunchRunSuccess", answer
        return str(answer["run"]["runId"])

    def messages(self, run_id: str) -> str:
        """The log of a run."""
        asked = (
            "query ($id: ID!) { logsForRun(runId: $id, limit: 1000) "
            "{ ... on EventConnection { events { ... on MessageEvent { message } } } } }"
        )
        events = self.ask(asked, id=run_id)["logsForRun"]["events"]
        return "\n".join(event["message"] for event in events if event)


def unit_command(part: str, port: int) -> list[str]:
    """What a shipped unit starts, with the command of this environment and another port."""
    unit = (REPOSITORY / "ops/systemd" / f"warehouse-{part}.service").read_text(encoding="utf-8")
    (line,) = [line for line in unit.splitlines() if line.startswith("ExecStart=")]
    shipped, *arguments = line.removeprefix("ExecStart=").split()
    assert shipped == "/opt/warehouse/.venv/bin/warehouse"
    return [str(WAREHOUSE), *(str(port) if argument == "3000" else argument for argument in arguments)]


def wait_for(ready: Callable[[], Any], seconds: float, what: str) -> Any:
    """Wait until something is true and return it; fails where that takes longer."""
    until = time.monotonic() + seconds
    while not (answer := ready()):
        assert time.monotonic() < until, f"{what}: not within {seconds} seconds"
        time.sleep(0.25)
    return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="package")
def inbox() -> Iterator[Inbox]:
    """The mail server and the webhook, listening."""
    inbox = Inbox()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            post = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            inbox.posts.append(f"{post['title']}\n{post['message']}")
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    mail_port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=mail_port)
    controller.start()
    inbox.urls = (
        f"mailto://127.0.0.1:{mail_port}?from=warehouse@example.org&to=data@example.org&mode=insecure "
        f"json://127.0.0.1:{server.server_port}/hook"
    )
    yield inbox
    controller.stop()
    server.shutdown()


@pytest.fixture(scope="package")
def service(released: Place, inbox: Inbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, started once for all tests of this folder."""
    place = Place(tmp_path_factory.mktemp("service") / "place")
    shutil.copytree(released.path, place.path, symlinks=True)
    variables = {"WAREHOUSE_ALERT_URLS": inbox.urls, "WAREHOUSE_HOME": "", "WAREHOUSE_SOURCES": ""}
    service = Service(place, free_port(), variables)
    service.start()
    yield service
    if not service.has_ended():
        service.stop()
        wait_for(lambda: not service.processes(), STOP_SECONDS, "all of it ended")
