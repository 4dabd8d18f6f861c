"""Reads many report folders, in shares: by itself, or where they are many in processes on every core.

Whoever reads, the shares come in the order of the folders, so that the store is the same.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from orchestration.home import REPOSITORY
from orchestration.ingest.share import ReadReport, read_share

FOLDERS_A_SHARE = 25
FOLDERS_A_READER = 75
"""A process of its own has to be started, which takes as long as to read so many folders."""
MOST_READERS = 8

_start = subprocess.Popen


class ReadersError(RuntimeError):
    """A process that reads ended before its work was done."""


@dataclass(frozen=True)
class Share:
    """A share that was read: its folders' names, what was found of each, and where its rows are."""

    names: Sequence[str]
    reports: Sequence[ReadReport]
    place: Path


def read_shares(sources: Path, names: Sequence[str], place: Path) -> Generator[Share, None, None]:
    """Read these folders of `sources`, in shares whose rows stand in `place` until the next one is asked for.

    Raises ReadersError where a process that reads dies.
    """
    shares = [names[first : first + FOLDERS_A_SHARE] for first in range(0, len(names), FOLDERS_A_SHARE)]
    count = min(_cores(), MOST_READERS, len(names) // FOLDERS_A_READER)
    if count > 1:
        yield from _read_beside(sources, shares, place, count)
        return
    for number, some in enumerate(shares):
        yield Share(some, read_share(sources, some, place / str(number)), place / str(number))


def _read_beside(
    sources: Path, shares: Sequence[Sequence[str]], place: Path, count: int
) -> Generator[Share, None, None]:
    numbered = list(enumerate(shares))
    with contextlib.ExitStack() as stack:
        readers = [
            stack.enter_context(_Reader(sources, numbered[first::count], place / f"reader-{first}.log"))
            for first in range(count)
        ]
        for number, some in numbered:
            yield Share(some, readers[number % count].next(), place / str(number))


class _Reader:
    """A process that reads shares one after the other; `orchestration.ingest.reader` is its side.

    Not a fork: a process with threads, as Dagster's have, cannot be forked without care.
    """

    def __init__(self, sources: Path, shares: Sequence[tuple[int, Sequence[str]]], log: Path) -> None:
        self._job = json.dumps({"sources": str(sources), "place": str(log.parent), "shares": shares})
        self._log = log

    def __enter__(self) -> _Reader:
        path = os.pathsep.join(filter(None, (str(REPOSITORY), os.environ.get("PYTHONPATH"))))
        with self._log.open("wb") as log:
            self._process = _start(
                # Without -P, modules that stand where the command is run would be taken for Python's own.
                [sys.executable, "-P", "-m", "orchestration.ingest.reader"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=os.environ | {"PYTHONPATH": path},
                encoding="ascii",
            )
        try:
            # One that died at once is told of when its work is asked for.
            with contextlib.suppress(BrokenPipeError):
                job = _pipe(self._process.stdin)
                job.write(self._job + "\n")
                job.flush()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            # What it was to be told is lost where it died before.
            with contextlib.suppress(BrokenPipeError):
                _pipe(pipe).close()

    def next(self) -> list[ReadReport]:
        """What the next share holds, once it is read."""
        line = _pipe(self._process.stdout).readline()
        if not line.endswith("\n"):
            raise ReadersError(f"a process that reads the reports {self._why_it_ended()}")
        return [ReadReport.from_json(said) for said in json.loads(line)]

    def _why_it_ended(self) -> str:
        code = self._process.wait()
        if code < 0:
            with contextlib.suppress(ValueError):
                name = signal.Signals(-code).name
                short = ": the machine may be short of memory" if name == "SIGKILL" else ""
                return f"was stopped by {name}{short}"
        said = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return f"failed: {said[-1] if said else f'it ended with code {code}'}"


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None, "it was asked for"
    return pipe


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
