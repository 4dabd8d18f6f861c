"""Hands over to Dagster on one home: sets what it needs, and becomes Dagster's own process.

By hand that is `dg dev`, which runs pages, daemon and code server together. On a server each of the three is a unit of
its own, which starts again by itself what ended; the code server holds the definitions for the other two, and starts
the runs. All listen on this machine alone, and none sends anything anywhere.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

import click

from orchestration.home import REPOSITORY, Home
from orchestration.run.dagster_home import dagster_environment
from orchestration.service.watch import comparison_cron, cron

HOST = "127.0.0.1"
LOCATION = "buurtcijfers"
"""What Dagster knows the schedule and the sensors by, with their cursors: the same however it was started."""

DEFINITIONS = "orchestration.definitions"
WORKSPACE = REPOSITORY / "ops" / "workspace.yaml"
SOCKET_VARIABLE = "WAREHOUSE_CODE_SOCKET"

LONGEST_SOCKET = 100
"""Characters: the path of a socket may not be longer everywhere."""


class ServiceError(Exception):
    """The service cannot start; says why and what to do."""


def become_dagster(home: Home, port: int, part: str | None = None) -> NoReturn:
    """Run Dagster on a home in this very process: all of it, or one part of it.

    Raises ServiceError where it cannot start.
    """
    try:
        cron()
        comparison_cron()
    except ValueError as error:
        raise ServiceError(f"{error}.") from error
    if part in (None, "webserver"):
        _refuse_used_port(port)
    environment = os.environ | dagster_environment(home)
    if part is not None:
        environment[SOCKET_VARIABLE] = str(_socket(home))
    # What asks for refreshes is one per home.
    if part in (None, "daemon"):
        _hold_service(home)
    if part == "code-server":
        # One that was killed leaves its socket.
        _socket(home).unlink(missing_ok=True)
    # A shell that starts a program in the background lets it ignore Ctrl-C, and Dagster then ignores SIGTERM as well.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.chdir(REPOSITORY)
    if part is None:
        click.echo(f"Dagster  http://{HOST}:{port} (in a moment)\nHome     {home.path}\nCtrl-C stops it.")
    command = _command(home, part, port)
    executable = str(Path(sys.executable).with_name(command[0]))
    # dg warns where the environment that it runs in is not the one that is activated.
    os.execve(executable, [executable, *command[1:]], environment | {"VIRTUAL_ENV": sys.prefix})


def _command(home: Home, part: str | None, port: int) -> list[str]:
    """Dagster's own command: for all of it, for which `[tool.dg]` in pyproject.toml says the rest, or for a part."""
    if part is None:
        return ["dg", "dev", "--host", HOST, "--port", str(port), "--log-level", "warning", "--no-check-yaml"]
    if part == "code-server":
        return [
            "dagster", "code-server", "start", "--module-name", DEFINITIONS, "--location-name", LOCATION,
            "--socket", str(_socket(home)), "--use-python-environment-entry-point", "--log-level", "warning",
        ]  # fmt: skip
    if part == "daemon":
        return ["dagster-daemon", "run", "--workspace", str(WORKSPACE), "--log-level", "warning"]
    return [
        "dagster-webserver", "--host", HOST, "--port", str(port), "--workspace", str(WORKSPACE),
        "--dagster-log-level", "warning",
    ]  # fmt: skip


def _socket(home: Home) -> Path:
    """Where the code server listens. Raises ServiceError where the path is too long for a socket."""
    path = home.dagster / "code.sock"
    if len(os.fsencode(path)) > LONGEST_SOCKET:
        raise ServiceError(
            f"{path} is too long for the path of a socket ({LONGEST_SOCKET} bytes at most); use a home with a shorter "
            "path, or `warehouse dagster` without a part."
        )
    return path


def _hold_service(home: Home) -> None:
    """Hold the home's service for this process and what it becomes: two daemons would start every run twice."""
    lock = os.open(home.path / "service.lock", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 20).decode() or "?"
        raise ServiceError(f"A service works in this home already (process {holder}).") from None
    os.truncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    # It stays open in what this process becomes, and the system lets go of it when that ends.
    os.set_inheritable(lock, True)


def _refuse_used_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ServiceError(
                f"Port {port} on {HOST} cannot be used ({error.strerror}). Stop what uses it, or name another: --port."
            ) from error
