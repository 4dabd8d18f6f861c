"""One run at a time per home: a build has one file, and two runs in it would publish each other's figures.

The operating system lets go of these locks when a process ends, however it ends, so that none is left behind.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from pathlib import Path
from typing import IO

from orchestration.clock import now
from orchestration.home import Home

log = logging.getLogger("warehouse")

_held: dict[Path, IO[str]] = {}


class BusyError(Exception):
    """Another process works in this home, and the caller does not want to wait."""


def hold(home: Home, wait: bool = True) -> None:
    """Hold the home for this process until it ends; waits, and says so, while another process holds it.

    Raises BusyError instead of waiting where `wait` is false.
    """
    path = home.path / "lock"
    if path in _held:
        return
    handle = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        message = f"Another run works in this home ({_holder(handle)})"
        if not wait:
            handle.close()
            raise BusyError(f"{message}. Leave out --no-wait to wait for it to end.") from None
        log.info("%s; waiting for it to end", message)
        fcntl.flock(handle, fcntl.LOCK_EX)
    handle.truncate(0)
    handle.write(json.dumps({"pid": os.getpid(), "since": now()}))
    handle.flush()
    _held[path] = handle
    # A dbt that outlived its run notices that within a moment, and lets go of the build.
    with _build_lock(home) as build:
        fcntl.flock(build, fcntl.LOCK_EX)


def is_held(home: Home) -> bool:
    """Whether a run of any process works in the home at this moment."""
    path = home.path / "lock"
    if path in _held:
        return True
    with path.open("a", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def hold_build(home: Home) -> None:
    """Hold the home's build file for this process, which writes in it for the run that holds the home."""
    path = home.path / "build.lock"
    if path not in _held:
        _held[path] = _build_lock(home)
        fcntl.flock(_held[path], fcntl.LOCK_SH)


def _build_lock(home: Home) -> IO[str]:
    return (home.path / "build.lock").open("a", encoding="utf-8")


def _holder(handle: IO[str]) -> str:
    """Who holds the lock, as far as it has said so."""
    handle.seek(0)
    try:
        holder = json.loads(handle.read())
        return f"process {holder['pid']}, since {holder['since']}"
    except (ValueError, KeyError, TypeError):
        return "it is just starting"
