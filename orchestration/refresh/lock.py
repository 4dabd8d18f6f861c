"""One run at a time per home: a build has one file, and two runs in it would publish each other's figures."""

from __future__ import annotations

import fcntl
import logging
from pathlib import Path
from typing import IO

from orchestration.home import Home

log = logging.getLogger("warehouse")

_held: dict[Path, IO[str]] = {}


def hold(home: Home) -> None:
    """Hold the home for this process until it ends; waits, and says so, while another process holds it.

    The operating system lets go when the process ends, however it ends, so that no lock is left behind.
    """
    path = home.path / "lock"
    if path in _held:
        return
    handle = path.open("a", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        log.info("Another run of this home is going on; waiting for it to end")
        fcntl.flock(handle, fcntl.LOCK_EX)
    _held[path] = handle
