"""A dbt beside the run: it imports and parses on the second core while Dagster starts, and then builds.

`started` is what the run calls; the rest is the process that it starts, which answers the calls of `dbt_command`
one after the other and ends when the run does.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from orchestration.build.dbt_command import SERVER, end_with_parent
from orchestration.build.manifest import dbt_arguments, dbt_environment
from orchestration.home import Home, current_home
from orchestration.lock import hold_build
from orchestration.place import short_temporary_folder

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

OUTPUTS = 2
"""Standard output and standard error of the caller, passed with each request."""


@contextlib.contextmanager
def started(home: Home, output: IO[str]) -> Iterator[None]:
    """Start a dbt for this home that every `warehouse-dbt` of this process's children uses; it ends with the block.

    What dbt says of its own accord goes to `output`.
    """
    with tempfile.TemporaryDirectory(prefix="warehouse-", dir=short_temporary_folder()) as folder:
        address = str(Path(folder) / "dbt")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(address)
            listener.listen()
            process = subprocess.Popen(
                [sys.executable, "-m", "orchestration.build.dbt_server", str(listener.fileno())],
                pass_fds=[listener.fileno()],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=os.environ | dbt_environment(home),
            )
        os.environ[SERVER] = address
        try:
            yield
        finally:
            del os.environ[SERVER]
            process.kill()
            process.communicate()


def serve(listener: socket.socket) -> None:
    """Parse the project, then run dbt for each caller in turn, in this process and with the caller's output."""
    home = current_home()
    threading.Thread(target=_end_with_run, daemon=True).start()
    hold_build(home)
    from dbt.cli.main import dbtRunner

    manifest: Manifest | None = None
    parsed = dbtRunner().invoke(["--quiet", "parse", *dbt_arguments(home)]).result
    if parsed is not None and not isinstance(parsed, bool):
        # What is wrong with the project is said to the caller, whose call then parses it again.
        manifest = parsed  # type: ignore[assignment]
    while True:
        connection, _ = listener.accept()
        with connection, _output_of_caller(connection):
            request = _receive(connection)
            answered = threading.Event()
            threading.Thread(target=_end_with_caller, args=[connection, answered], daemon=True).start()
            # A process for each call: dbt keeps its database open until its process ends.
            child = os.fork()
            if child == 0:
                os._exit(_run(request, manifest))
            _, status = os.waitpid(child, 0)
            answered.set()
            connection.sendall(bytes([os.waitstatus_to_exitcode(status) & 255]))


def _run(request: dict[str, Any], manifest: Manifest | None) -> int:
    """Run dbt for one caller; returns its exit code."""
    from dbt.cli.main import dbtRunner

    threading.Thread(target=end_with_parent, args=[os.getppid()], daemon=True).start()
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["directory"])
    outcome = dbtRunner(manifest=manifest).invoke(request["arguments"])
    if outcome.exception:
        sys.stderr.write(f"{outcome.exception}\n")
    sys.stdout.flush()
    sys.stderr.flush()
    return 0 if outcome.success else 2 if outcome.exception else 1


@contextlib.contextmanager
def _output_of_caller(connection: socket.socket) -> Iterator[None]:
    """Write to the caller's output within the block: its descriptors are the first thing that a caller sends."""
    _, received, _, _ = socket.recv_fds(connection, 1, OUTPUTS)
    own = [os.dup(number) for number in (1, 2)]
    _redirect(received)
    try:
        yield
    finally:
        # The caller waits for the end of its output, so nothing may hold it open.
        _redirect(own)


def _redirect(descriptors: list[int]) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    for number, descriptor in enumerate(descriptors, start=1):
        os.dup2(descriptor, number)
        os.close(descriptor)


def _receive(connection: socket.socket) -> dict[str, Any]:
    length = int.from_bytes(_read(connection, 4), "big")
    request: dict[str, Any] = json.loads(_read(connection, length))
    return request


def _read(connection: socket.socket, length: int) -> bytes:
    """As many bytes as asked for. Raises EOFError where the caller is gone before it has sent them."""
    read = b""
    while len(read) < length:
        more = connection.recv(length - len(read))
        if not more:
            raise EOFError("the caller is gone")
        read += more
    return read


def _end_with_run() -> None:
    """The other end of standard input is the run's, and closes with it."""
    sys.stdin.buffer.read()
    os._exit(1)


def _end_with_caller(connection: socket.socket, answered: threading.Event) -> None:
    """A caller that is gone was interrupted: stop what was done for it, and with it all that this process is for."""
    with contextlib.suppress(OSError):
        if not connection.recv(1) and not answered.is_set():
            os._exit(1)


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    serve(socket.socket(fileno=int(sys.argv[1])))
