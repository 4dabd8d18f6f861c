"""What is kept: the newest releases and the one that is served, and the records of the latest attempts."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

from orchestration.attempt import keep_newest
from orchestration.home import Home
from orchestration.release.readable import why_unreadable
from orchestration.release.stored import release_id_of, served_release, stored_releases

log = logging.getLogger("warehouse")

KEEP_ATTEMPTS = 200


def kept_releases() -> int:
    """How many releases are kept, the served one among them: WAREHOUSE_KEEP_RELEASES, or 10.

    Raises ValueError where the variable is not a whole number of at least 2: one to serve and one to go back to.
    """
    return number_kept("WAREHOUSE_KEEP_RELEASES", 10, at_least=2)


def number_kept(variable: str, default: int, at_least: int) -> int:
    """How many of something are kept: what the variable says, or the default.

    Raises ValueError where it says no whole number, or too small a one.
    """
    said = os.environ.get(variable) or str(default)
    if not said.isdecimal() or int(said) < at_least:
        raise ValueError(f"{variable} is {said!r}; it must be a whole number of at least {at_least}")
    return int(said)


def prune(home: Home) -> list[str]:
    """Delete what the policy does not keep; returns the ids of the releases that are gone.

    One that cannot be read takes the place of none that can, and goes with those of its age. A reader that has a
    deleted file open keeps it until it closes it. Findings lose nothing: each release carries the history of all
    before it.
    """
    served = release_id_of(served_release(home))
    stored, room = stored_releases(home), kept_releases()
    if len(stored) <= room:
        return []
    gone = []
    for path in stored:
        release_id = release_id_of(path) or ""
        if room:
            room -= why_unreadable(path) is None
        elif release_id != served and _is_deleted(home, path):
            shutil.rmtree(home.pages / release_id, ignore_errors=True)
            gone.append(release_id)
    return gone


def delete_release(home: Home, path: Path) -> None:
    """Delete a release, so that one whose deletion is stopped is no release any more."""
    if path.parent == home.releases:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    elif path.parent.exists():
        draft = home.release_draft(path.parent.name)
        path.parent.rename(draft)
        shutil.rmtree(draft)


def _is_deleted(home: Home, path: Path) -> bool:
    """Delete a release; where that is not allowed it stays, and stands in the way of nothing."""
    try:
        delete_release(home, path)
    except OSError as error:
        log.info("Release %s is old and could not be deleted: %s", release_id_of(path), error)
        return False
    return True


def prune_attempts(home: Home) -> None:
    """Delete the records of old attempts; refusals leave some too, without any release."""
    keep_newest(home.attempts, KEEP_ATTEMPTS)
