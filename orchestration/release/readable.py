"""Whether a release can be read, and why not: one that cannot is told and left out, and is in nobody's way."""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import duckdb

from orchestration.home import Home
from orchestration.release.stored import release_id_of, served_release, stored_releases

log = logging.getLogger("warehouse")
Answer = TypeVar("Answer")

WHAT_TO_DO = "`warehouse rollback` serves the one before it, `warehouse refresh --resume` publishes a new one"
CUT_OFF = "its file is cut off"


class NothingServedError(Exception):
    """No release can be read by who asks for the served one: `message` says why, `advice` what to do."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(f"{message}; {advice}")
        self.message, self.advice = message, advice


def readable_served(home: Home) -> Path:
    """The file of the served release. Raises NothingServedError where there is none, or it cannot be read."""
    served = served_release(home)
    if served is None:
        raise NothingServedError(f"nothing has been published yet at {home.link}", "run `warehouse refresh` first")
    if reason := why_unreadable(served):
        raise NothingServedError(f"release {release_id_of(served)} is served and cannot be read: {reason}", WHAT_TO_DO)
    return served


def why_unreadable(path: Path) -> str | None:
    """Why a release cannot be opened and asked who it is, in words; None where it can."""
    try:
        found = path.stat()
        return _why_unreadable(path, (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns))
    except (duckdb.Error, OSError) as error:
        return in_words(path, error)


@functools.lru_cache(maxsize=256)
def _why_unreadable(path: Path, _state: tuple[int, ...]) -> str | None:
    """The same, asked once of a file that stays as it is. Raises duckdb.Error and OSError, of which nothing is kept."""
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute("SELECT release_id FROM release.release").fetchone()
        if _is_shorter_than_it_says(path, connection):
            return CUT_OFF
    return None if found else "it does not say which release it is"


def is_cut_off(path: Path) -> bool:
    """Whether a file is shorter than it says; DuckDB opens one whose catalog stands before the missing end.

    Raises duckdb.Error where it cannot be opened, OSError where it is not there.
    """
    with duckdb.connect(str(path), read_only=True) as connection:
        return _is_shorter_than_it_says(path, connection)


def _is_shorter_than_it_says(path: Path, connection: duckdb.DuckDBPyConnection) -> bool:
    (said,) = connection.execute("SELECT block_size * total_blocks FROM pragma_database_size()").fetchall()[0]
    return path.stat().st_size < int(said)


def published_at(path: Path) -> str:
    """The moment (UTC, ISO 8601) at which a release was published, as it says itself; empty where it does not."""
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            found = connection.execute("SELECT released_at FROM release.release").fetchone()
    except duckdb.Error:
        return ""
    return f"{found[0].isoformat()}+00:00" if found else ""


def unreadable_releases(home: Home) -> dict[str, str]:
    """Of each kept release that cannot be read, and of the served one: why, by id; the last published first."""
    served = served_release(home)
    paths = {release_id_of(path) or "": path for path in (*([served] if served else []), *stored_releases(home))}
    reasons = {release_id: why_unreadable(path) for release_id, path in paths.items()}
    return {release_id: reason for release_id, reason in reasons.items() if reason}


def ask_first(paths: Iterable[Path], ask: Callable[[Path], Answer]) -> Answer | None:
    """What the first of the releases answers that can be read; None where there is none."""
    for path in paths:
        if not (reason := why_unreadable(path)):
            try:
                return ask(path)
            except duckdb.Error as error:
                reason = in_words(path, error)
        log.info("Left out: release %s cannot be read: %s", release_id_of(path), reason)
    return None


def in_words(path: Path, error: Exception) -> str:
    """What an error of DuckDB on a release's file means for a person."""
    said = str(error).partition("\n")[0]
    try:
        size = path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return "its file is not there"
    except OSError as refused:
        return f"its file cannot be reached ({refused.strerror})"
    if path.is_dir():
        return "where its file should be is a folder"
    if not os.access(path, os.R_OK):
        return "this user may not read its file"
    if size == 0:
        return "its file is empty"
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        return f"it is not as this version of the project makes it ({said})"
    known = {
        "not a valid DuckDB database": "its file is no DuckDB database",
        "read a database file with version": (
            f"another DuckDB than the {duckdb.__version__} here wrote it, in a form that this one cannot read"
        ),
        "Could not read enough bytes": CUT_OFF,
        "Corrupt database file": "its file is damaged",
    }
    return next((words for part, words in known.items() if part in said), said)
