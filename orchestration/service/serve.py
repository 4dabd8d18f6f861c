"""Dagster's pages and daemon on one home: three processes that start together and end together.

One code server holds the definitions for the other two, and starts the runs. All listen on this machine alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import click

from orchestration.home import REPOSITORY, Home
from orchestration.lock import is_held
from orchestration.run.dagster_home import dagster_environment
from orchestration.service.watch import cron

HOST = "127.0.0.1"
LOCATION = "buurtcijfers"
START_SECONDS = 180.0
"""How long the code server may take to load the definitions: it parses the dbt project where that has changed."""

RUN_SECONDS = 60.0
"""How long a run that goes on is waited for when the service stops; after that it is broken off."""

STOP_SECONDS = 10.0
"""How long a process may take to end by itself."""

LONGEST_SOCKET = 100
"""Characters: the path of a socket may not be longer everywhere."""

PR_SET_PDEATHSIG = 1


class ServiceError(Exception):
    """The service cannot start, or one of its processes ended; says which and what to do."""


class StopRequested(BaseException):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


def serve(home: Home, port: int) -> None:
    """Run Dagster's pages and daemon until Ctrl-C or SIGTERM; leaves no process behind.

    Raises ServiceError where it cannot start or a process of it ends by itself.
    """
    _refuse_used_port(port)
    try:
        cron()
    except ValueError as error:
        raise ServiceError(f"{error}.") from error
    environment = os.environ | dagster_environment(home)
    with _alone(home), _signals_raise():
        processes: dict[str, subprocess.Popen[bytes]] = {}
        try:
            _start_all(home, port, environment, processes)
            click.echo(f"Dagster  http://{HOST}:{port}\nHome     {home.path}\nCtrl-C stops it.")
            while True:
                _refuse_ended(processes)
                time.sleep(0.5)
        except StopRequested:
            click.echo("Stopping.", err=True)
        finally:
            _stop_all(home, processes)


def _start_all(
    home: Home, port: int, environment: dict[str, str], processes: dict[str, subprocess.Popen[bytes]]
) -> None:
    address = _socket_path(home)
    address.unlink(missing_ok=True)
    workspace = home.dagster / "workspace.yaml"
    server = {"socket": str(address), "location_name": LOCATION}
    # What is JSON is YAML, whatever characters stand in the path.
    workspace.write_text(json.dumps({"load_from": [{"grpc_server": server}]}), encoding="utf-8")
    processes["code server"] = _start(
        ["dagster", "code-server", "start", "--module-name", "orchestration.definitions", "--socket", str(address),
         "--location-name", LOCATION, "--use-python-environment-entry-point", "--log-level", "warning"],
        environment,
    )  # fmt: skip
    _wait_until(lambda: _answers(address), processes)
    processes["pages"] = _start(
        ["dagster-webserver", "--host", HOST, "--port", str(port), "--workspace", str(workspace),
         "--dagster-log-level", "warning"],
        environment,
    )  # fmt: skip
    processes["daemon"] = _start(
        ["dagster-daemon", "run", "--workspace", str(workspace), "--log-level", "warning"], environment
    )
    _wait_until(lambda: _answers((HOST, port)), processes)


def _start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    executable = str(Path(sys.executable).with_name(command[0]))
    # A session of its own: Ctrl-C in the terminal reaches this process alone, which then stops the others in order.
    return subprocess.Popen(
        [executable, *command[1:]],
        cwd=REPOSITORY, env=environment, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent,
    )  # fmt: skip


def _end_with_parent() -> None:
    """Linux ends the process where this one is killed; elsewhere whoever kills this one kills the others too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop_all(home: Home, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """End all: first what starts runs, then, when none goes on any more, what they run in."""
    with _signals_ignored():
        _end([processes[name] for name in ("daemon", "pages") if name in processes])
    code_server = processes.get("code server")
    if code_server is None:
        return
    with contextlib.suppress(StopRequested), _signals_raise():
        until = time.monotonic() + RUN_SECONDS
        if code_server.poll() is None and is_held(home):
            click.echo(f"A run goes on: waiting for it, {RUN_SECONDS:.0f} s at most. Again to break it off.", err=True)
            while is_held(home) and time.monotonic() < until:
                time.sleep(0.5)
    with _signals_ignored():
        _end([code_server])


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    """End processes with all that they started; who does not listen is killed."""
    for process in processes:
        process.terminate()
    until = time.monotonic() + STOP_SECONDS
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, until - time.monotonic()))
        # What it started is in its session, and what is there still does not listen.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def _alone(home: Home) -> Iterator[None]:
    """One service per home: two daemons would start every run twice."""
    with (home.path / "service.lock").open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise ServiceError(f"A service works in this home already (process {handle.read() or '?'}).") from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


@contextlib.contextmanager
def _signals_raise() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise StopRequested

    with _handled(stop):
        yield


@contextlib.contextmanager
def _signals_ignored() -> Iterator[None]:
    with _handled(signal.SIG_IGN):
        yield


@contextlib.contextmanager
def _handled(handler: object) -> Iterator[None]:
    """Let both signals that ask to stop be handled so within the block."""
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, handler) for number in signals]  # type: ignore[arg-type]
    try:
        yield
    finally:
        for number, one in zip(signals, before, strict=True):
            signal.signal(number, one)


def _refuse_used_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ServiceError(
                f"Port {port} on {HOST} cannot be used ({error.strerror}). Stop what uses it, or name another: --port."
            ) from error


def _refuse_ended(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            raise ServiceError(
                f"Dagster's {name} ended by itself (exit code {process.returncode}); see what it said above."
            )


def _wait_until(ready: Callable[[], bool], processes: dict[str, subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + START_SECONDS
    while not ready():
        _refuse_ended(processes)
        if time.monotonic() > until:
            raise ServiceError(f"Dagster has not started within {START_SECONDS:.0f} seconds; see what it said above.")
        time.sleep(0.2)


def _answers(address: Path | tuple[str, int]) -> bool:
    """Whether something listens there."""
    family = socket.AF_UNIX if isinstance(address, Path) else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(address) if isinstance(address, Path) else address)
        except OSError:
            return False
    return True


def _socket_path(home: Home) -> Path:
    """Where the code server listens: the same place each time, since Dagster knows schedules and sensors by it."""
    path = home.dagster / "code.sock"
    if len(str(path)) <= LONGEST_SOCKET:
        return path
    digest = hashlib.sha256(str(home.path).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"warehouse-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.is_symlink():
        raise ServiceError(f"{folder} belongs to somebody else; remove it, or use a home with a shorter path.")
    return folder / "code.sock"
