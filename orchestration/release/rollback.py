"""Going back to an earlier release: it is served until the inputs change or a person resumes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from orchestration.build.audit import audit
from orchestration.clock import now
from orchestration.files import write_whole
from orchestration.home import Home
from orchestration.release.publish import serve_release
from orchestration.release.readable import in_words, why_unreadable
from orchestration.release.stored import published_before, release_id_of, served_release, stored_releases


class RollbackError(Exception):
    """The release asked for cannot be served; says why, and which can."""


@dataclass(frozen=True)
class Hold:
    """A person's decision to serve an earlier release, and the inputs that it holds for."""

    release_id: str
    instead_of: str
    inputs_hash: str
    since: str


@dataclass(frozen=True)
class WentBack:
    """What came of going back: the hold, if any, and why releases in between were left out, by id."""

    hold: Hold | None
    left_out: dict[str, str]


def roll_back(home: Home, asked: str | None, inputs: str) -> WentBack:
    """Serve the release `asked`, or the last one before the served one that is whole.

    The newest release is no going back: it is served and nothing is held. Raises RollbackError where there is no
    such release, it is served already, or it is damaged; what is served stays so.
    """
    current = release_id_of(served_release(home))
    kept = {release_id_of(path) or "": path for path in stored_releases(home)}
    if asked and asked not in kept:
        raise RollbackError(f"There is no release {asked}. Kept are: {', '.join(kept) or 'none'}.")
    if asked and asked == current:
        raise RollbackError(f"Release {asked} is served already.")
    left_out: dict[str, str] = {}
    for path in [kept[asked]] if asked else published_before(home, current or ""):
        release_id = release_id_of(path) or ""
        if (reason := _why_unfit(path)) is None:
            return WentBack(_serve(home, path, inputs, next(iter(kept))), left_out)
        left_out[release_id] = reason
    if asked:
        raise RollbackError(f"Release {asked} cannot be served: {left_out[asked]}.")
    told = "".join(f" Release {release_id} cannot be served: {reason}." for release_id, reason in left_out.items())
    raise RollbackError(f"There is no release before the served one to go back to.{told}")


def _serve(home: Home, path: Path, inputs: str, newest: str) -> Hold | None:
    release_id = release_id_of(path) or ""
    hold = Hold(release_id, newest, inputs, now()) if release_id != newest else None
    if hold is None:
        resume(home)
    else:
        # The hold first: should this stop in between, nothing is published over a decision half made.
        _write(home, hold)
    serve_release(home, path)
    return hold


def _why_unfit(path: Path) -> str | None:
    """Why a release cannot be served; None where every table of it was read."""
    if reason := why_unreadable(path):
        return reason
    try:
        audit(path)
    except duckdb.Error as error:
        return in_words(path, error)
    except ValueError as error:
        return str(error)
    return None


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
