"""Going back to an earlier release: it is served until the inputs change or a person resumes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import duckdb

from orchestration.files import write_whole
from orchestration.home import Home
from orchestration.refresh.attempt import now
from orchestration.release.publish import audit, point_link, release_id_of, served_release, stored_releases


class RollbackError(Exception):
    """The release asked for cannot be served; says why, and which can."""


@dataclass(frozen=True)
class Hold:
    """A person's decision to serve an earlier release, and the inputs that it holds for."""

    release_id: str
    instead_of: str
    inputs_hash: str
    since: str


def roll_back(home: Home, asked: str | None, inputs: str) -> Hold | None:
    """Serve the release `asked`, or the one before the served one; returns the hold.

    The newest release is no going back: it is served and nothing is held. Raises RollbackError where there is no
    such release, it is served already, or it is damaged; what is served stays so.
    """
    served = served_release(home)
    kept = {release_id_of(path) or "": path for path in stored_releases(home)}
    current = release_id_of(served)
    older = [release_id for release_id in kept if current is None or release_id < current]
    target = asked or next(iter(older), None)
    if target is None:
        raise RollbackError("There is no release before the served one to go back to.")
    if target not in kept:
        raise RollbackError(f"There is no release {target}. Kept are: {', '.join(kept) or 'none'}.")
    if target == current:
        raise RollbackError(f"Release {target} is served already.")
    try:
        audit(kept[target])
    except (duckdb.Error, ValueError) as error:
        raise RollbackError(f"Release {target} is damaged and cannot be served: {error}") from error
    newest = next(iter(kept))
    hold = Hold(target, newest, inputs, now())
    if target == newest:
        resume(home)
    else:
        # The hold first: should this stop in between, nothing is published over a decision half made.
        _write(home, hold)
    point_link(home.link, kept[target])
    return None if target == newest else hold


def held(home: Home) -> Hold | None:
    """The hold that stands, if any; one whose release is no longer served does not."""
    try:
        hold = Hold(**json.loads(home.hold.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return hold if release_id_of(served_release(home)) == hold.release_id else None


def resume(home: Home) -> None:
    """Let the next refresh publish again."""
    home.hold.unlink(missing_ok=True)


def _write(home: Home, hold: Hold) -> None:
    write_whole(home.hold, json.dumps(asdict(hold), indent=1))
