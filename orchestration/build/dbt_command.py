"""The command `warehouse-dbt`: dbt as dagster-dbt calls it.

Within a refresh it hands its arguments to the dbt that was started beside it (`dbt_server`), which has imported and
parsed meanwhile; anywhere else it is dbt itself. It imports nothing but the standard library until it must.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from importlib.metadata import version
from pathlib import Path

SERVER = "WAREHOUSE_DBT_SERVER"
"""Environment variable with the address of the dbt that was started beside the run."""


def main() -> None:
    """Run dbt with the arguments of this process, and end as it does."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        # dagster-dbt asks before each call; to ask dbt itself takes seconds.
        sys.stdout.write(f"Core:\n  - installed: {version('dbt-core')}\n")
        return
    threading.Thread(target=end_with_parent, args=[os.getppid()], daemon=True).start()
    address = os.environ.get(SERVER)
    if address:
        sys.exit(_ask_server(address, arguments))
    from orchestration.home import current_home
    from orchestration.lock import hold_build

    hold_build(current_home())
    from dbt.cli.main import cli

    cli(arguments)


def _ask_server(address: str, arguments: list[str]) -> int:
    """Let the server run dbt with the output of this process as its own; returns dbt's exit code."""
    request = json.dumps(
        {"arguments": arguments, "directory": str(Path.cwd()), "environment": dict(os.environ)}
    ).encode()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(address)
        socket.send_fds(connection, [b"\0"], [sys.stdout.fileno(), sys.stderr.fileno()])
        connection.sendall(len(request).to_bytes(4, "big") + request)
        answer = connection.recv(1)
    if not answer:
        sys.stderr.write("dbt ended without an answer; see last-run.log in the state folder\n")
        return 2
    return answer[0]


def end_with_parent(parent: int) -> None:
    """A dbt whose run is gone must not go on writing in the build of the next one."""
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)
