"""Whether a place can serve as a state folder: asked before anything is written in it.

What cannot serve is said within a moment and in words; the libraries below would say it after a minute, in theirs.
"""

from __future__ import annotations

import errno
import fcntl
import os
import pwd
import shlex
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

IN_HOME = "#?"
"""Characters in the path of a home after which dbt and SQLite stop reading it: they would write beside it."""
IN_PROJECT = "%'"
"""Characters in the path of the project or its environment at which dbt's seeds or Dagster's database break off."""
DOCS = "docs/operations.md"


def why_unusable(home: Path, link_folder: Path, project: Path) -> str | None:
    """Why the home cannot serve, and what to do, in sentences; None where it can. Leaves nothing behind.

    `link_folder` is where the link to the release is to stand, `project` the checkout that works in the home.
    """
    return (
        _unreadable_path(home, project)
        or _belongs_to_another(home)
        or _cannot_be_written(home, home)
        or _cannot_be_written(home, link_folder)
    )


def share(home: Path) -> None:
    """Where a group may write in the home, let it write all that this process and its children make there."""
    if is_shared(home):
        before = os.umask(0o077)
        os.umask(before & ~0o070)


def is_shared(folder: Path) -> bool:
    """Whether others than the owner may write in a folder because they are of its group."""
    return bool(folder.stat().st_mode & stat.S_IWGRP)


def give_home_directory(folder: Path) -> None:
    """Name a folder as the user's own where the user has none, as one who is but a number: libraries ask for it."""
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = str(folder)


def owner_of(path: Path) -> str:
    """The name of the user to whom a path belongs, or the number of one without a name."""
    number = path.lstat().st_uid
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def _unreadable_path(home: Path, project: Path) -> str | None:
    if found := _cannot_be_opened(home, IN_HOME):
        return f"The state folder {home} cannot be used: {found}. Name another one with --home."
    for path, what in ((project, "project"), (Path(sys.prefix), "environment of the project")):
        if found := _cannot_be_opened(path, IN_PROJECT):
            return f"The {what} cannot work in {path}: {found}. Move the checkout, and make its environment anew."
    return None


def _cannot_be_opened(path: Path, characters: str) -> str | None:
    """What in a path keeps a library from opening it, as the end of a sentence; None where nothing does."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return "its path is no UTF-8, and DuckDB opens no other"
    found = [character for character in characters if character in text]
    return f"its path holds {' and '.join(found)}, which dbt and Dagster cannot open" if found else None


def _belongs_to_another(home: Path) -> str | None:
    """Said of a home of several users in which one has made something that the others may not write."""
    for path in _kept(home):
        if not os.access(path, os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)):
            what = "it" if path == home else path.relative_to(home)
            owner = owner_of(path)
            return (
                f"The state folder {home} cannot be used by this user: {what} belongs to {owner}, who alone may write "
                f"it. If you share it, let {owner} run `find {shlex.quote(str(home))} ! -type l ! -perm 444 "
                f"-exec chmod g+rwX {{}} +` ({DOCS}, Several users); else name another one with --home."
            )
    return None


def _kept(home: Path) -> Iterator[Path]:
    """What is in a home and every run writes anew, of those that belong to another user."""
    paths = [home]
    for folder in (home, home / "dbt", home / "dagster"):
        try:
            paths += sorted(folder.iterdir())
        except OSError:
            continue
    for path in paths:
        try:
            is_ours = path.lstat().st_uid == os.geteuid()
        except OSError:
            continue
        # The file of routes is the user's own, and is only read.
        if not is_ours and not path.is_symlink() and path.name != "alerts.yml":
            yield path


def _cannot_be_written(home: Path, folder: Path) -> str | None:
    """Try in a folder, or in the one in which it is to be made, what a refresh needs there."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    lacks = "cannot be written"
    try:
        with tempfile.TemporaryDirectory(prefix=".writable-", dir=there) as probe:
            lacks = "cannot hold symbolic links, which publishing needs"
            Path(probe, "link").symlink_to("nowhere")
            lacks = "cannot lock files, which keeps two runs apart"
            with Path(probe, "lock").open("w", encoding="utf-8") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            lacks = "cannot be written"
        step = "Make it writable, or name" if lacks == "cannot be written" else "It is the disk that cannot: name"
        return f"The state folder {home} {lacks}: {error.strerror}. {step} another one with --home."
    return None
