"""What is kept: the newest releases and the one that is served, and the records of the latest attempts."""

from __future__ import annotations

import os
import shutil

from orchestration.home import Home
from orchestration.refresh.attempt import load_all
from orchestration.release.publish import release_id_of, served_release, stored_releases

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
    """Delete what the policy does not keep; returns the names of the release files that are gone.

    A reader that has a deleted file open keeps it until it closes it. Findings lose nothing: each release carries
    the history of all before it.
    """
    served = served_release(home)
    gone = []
    for path in stored_releases(home)[kept_releases() :]:
        if path != served:
            path.unlink()
            shutil.rmtree(home.pages / str(release_id_of(path)), ignore_errors=True)
            gone.append(path.name)
    return gone


def prune_attempts(home: Home) -> None:
    """Delete the records of old attempts; refusals leave some too, without any release."""
    for attempt in load_all(home.attempts)[:-KEEP_ATTEMPTS]:
        (home.attempts / f"{attempt.attempt_id}.json").unlink(missing_ok=True)
