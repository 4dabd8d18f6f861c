"""Where releases stand, which is served, and in which order they were published.

A release is a folder under its id, with the file `warehouse.duckdb` in it: DuckDB names a database after its file, so
every client calls it `warehouse`, whatever release it is. Releases of before stand as `warehouse-<id>.duckdb`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import duckdb

from orchestration.home import DATABASE, Home

RELEASE_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
EARLIER_NAME = re.compile(rf"warehouse-({RELEASE_ID.pattern})\.duckdb")
"""What the file of a release was called when all stood in one folder."""


def served_release(home: Home) -> Path | None:
    """The file that the link leads to, also where it cannot be read; None where nothing has been published yet."""
    if home.link.is_symlink():
        return home.link.resolve()
    # The only link of a checkout's default home was once the one in its root; the next run makes the home's own.
    root = home.root_link
    if root is not None and root.is_symlink() and home.releases.resolve() in root.resolve().parents:
        return root.resolve()
    return None


def release_id_of(path: Path | None) -> str | None:
    """The release id that a release's file stands under."""
    if path is None:
        return None
    return path.parent.name if path.name == DATABASE else path.stem.removeprefix("warehouse-")


def release_file(home: Home, release_id: str) -> Path:
    """Where the file of a release stands that is published now."""
    return home.releases / release_id / DATABASE


def stored_releases(home: Home) -> list[Path]:
    """The files of the releases that are kept, the last published first; what else lies between them is left out.

    One whose file is gone or cannot be read is among them.
    """
    found = [path / DATABASE for path in home.releases.glob("*") if RELEASE_ID.fullmatch(path.name)]
    found += [path for path in home.releases.glob("*.duckdb") if EARLIER_NAME.fullmatch(path.name)]
    return _last_published_first(found)


def published_before(home: Home, release_id: str) -> list[Path]:
    """The files of the releases published before one, the last of them first."""
    kept = {release_id_of(path) or "": path for path in stored_releases(home)}
    if release_id not in kept:
        return [path for other, path in kept.items() if other < release_id]
    return list(kept.values())[list(kept).index(release_id) + 1 :]


def next_release_id(home: Home, moment: dt.datetime, content: str) -> str:
    """An id that sorts after those of all releases kept, also where a clock ran ahead for one of them."""
    for path in stored_releases(home):
        with suppress(ValueError, OverflowError):
            moment = max(moment, _moment_of(release_id_of(path) or "") + dt.timedelta(seconds=1))
    return f"{moment:%Y%m%dT%H%M%SZ}-{content[:8]}"


def named_moment(release_id: str) -> str:
    """The moment (UTC, ISO 8601) in a release's id; empty where it names none."""
    try:
        return _moment_of(release_id).isoformat()
    except ValueError:
        return ""


def _moment_of(release_id: str) -> dt.datetime:
    return dt.datetime.strptime(release_id.partition("-")[0], "%Y%m%dT%H%M%S%z")


def _last_published_first(paths: Iterable[Path]) -> list[Path]:
    """Ids sort as releases were published, but for those of before: their ids are what a clock said.

    Such a release knows which one was served before it, and so comes after that one, whatever their ids say.
    """
    by_id = {release_id_of(path) or "": path for path in paths}
    before = {release_id: _served_before(path) for release_id, path in by_id.items() if path.name != DATABASE}

    def place(release_id: str) -> tuple[str, int, str]:
        latest, steps_since, chain = release_id, 0, [release_id]
        while (earlier := before.get(chain[-1])) in by_id and earlier not in chain:
            chain.append(earlier or "")
            if chain[-1] > latest:
                latest, steps_since = chain[-1], len(chain) - 1
        return latest, steps_since, release_id

    return [by_id[release_id] for release_id in sorted(by_id, key=place, reverse=True)]


def _served_before(path: Path) -> str | None:
    """The release that was served when this one was published; None where it does not say."""
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            found = connection.execute("SELECT previous_release_id FROM release.release").fetchone()
    except duckdb.Error:
        return None
    return found[0] if found else None
