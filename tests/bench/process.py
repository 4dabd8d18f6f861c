"""Commands run whole, and what they took: time, and the memory of all their processes together."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from orchestration.home import REPOSITORY

SECONDS_BETWEEN = 0.1
"""How often memory is looked at, unless a look takes long."""

LOOKS_PART = 0.03
"""The part of the time that looks at memory may take: they stop the process that is looked at, and have a core."""


class TookTooLongError(Exception):
    """A command had not ended when its time was up, and was stopped."""


@dataclass(frozen=True)
class Taken:
    """What a command took; CPU and memory include the processes that it started."""

    wall: float
    cpu: float
    memory: float
    """The most that all of its processes had at once, in MB; what they share counts once."""
    output: str


def run(command: Sequence[str], environment: Mapping[str, str] | None = None, limit: float = 600) -> Taken:
    """Run a command to its end.

    Raises RuntimeError where it fails, since the time of a failure says nothing, and TookTooLongError after `limit`
    seconds.
    """
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=output,
            cwd=REPOSITORY,
            env=os.environ | (environment or {}),
            start_new_session=True,
        )
        peak = _Peak(process.pid)
        timer = threading.Timer(limit, _stop, [process.pid])
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        memory = peak.end()
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    if wall >= limit:
        raise TookTooLongError(" ".join(command))
    if process.returncode:
        raise RuntimeError(f"failed ({process.returncode}): {' '.join(command)}\n{said}")
    return Taken(wall, usage.ru_utime + usage.ru_stime, memory, said)


class _Peak:
    """The memory of a session of processes, looked at until the end."""

    def __init__(self, session: int) -> None:
        self._session = session
        self._most = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> float:
        """The most that was seen, in MB."""
        self._ended.set()
        self._thread.join()
        return self._most / 1024

    def _look(self) -> None:
        pause = SECONDS_BETWEEN
        while not self._ended.wait(pause):
            began = time.perf_counter()
            self._most = max(self._most, sum(map(_kilobytes, _processes(self._session))))
            pause = max(SECONDS_BETWEEN, (time.perf_counter() - began) / LOOKS_PART)


def _processes(session: int) -> list[Path]:
    """The processes of a session, of which the first has its number."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            # Behind the name, which may hold spaces: state, parent, group, session.
            if int((process / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                found.append(process)
    return found


def _kilobytes(process: Path) -> int:
    """The memory of a process; its part of what it shares with others."""
    with suppress(OSError):
        for line in (process / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _stop(session: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)
