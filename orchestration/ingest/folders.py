"""Finds the report folders of `sources/`, and what keeps a file in them from being read; opens none of them."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection
from pathlib import Path

from orchestration.problems import BadInputError, Problem, visible

REPORT_FILE = "report.yml"
MISSING = "is missing"


def find_folders(sources: Path) -> list[Path]:
    """The folders of `sources` that are, or should be, reports, by name; hidden ones are left alone.

    Raises BadInputError where `sources` is missing or none of its folders holds a report.yml.
    """
    if not sources.is_dir():
        message, step = "there is no folder with reports", "Name the right folder with --sources"
        raise BadInputError([Problem(sources.name, None, None, message, f"{step}.")])
    folders = sorted(path for path in sources.iterdir() if path.is_dir() and not path.name.startswith("."))
    if not any(os.path.lexists(folder / REPORT_FILE) for folder in folders):
        message = f"there is no report here: no folder in it holds a {REPORT_FILE}"
        step = "Add a report folder, or name the right folder with --sources"
        raise BadInputError([Problem(sources.name, None, None, message, f"{step}.")])
    return folders


def reports_to_reread(sources: Path, reread: Collection[str], reread_all: bool) -> list[str]:
    """The ids of the reports that are to be read again though they have not changed.

    Raises BadInputError where `reread` names what is no report of `sources`.
    """
    if not (reread or reread_all):
        return []
    known = [folder.name for folder in find_folders(sources)]
    if unknown := sorted(set(reread) - set(known)):
        message = f"there is no report {', '.join(map(visible, unknown))} to read again"
        raise BadInputError([Problem(sources.name, None, None, message, f"Name one of: {', '.join(known)}.")])
    return known if reread_all else list(reread)


def obstacle(path: Path, sources: Path) -> str:
    """What keeps a path from being read as a file of the sources, as the end of a sentence; empty where nothing does.

    Nothing is opened to find out: a pipe that nobody writes to would never answer.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if error.errno == errno.ELOOP:
            return "is a link that runs in a circle"
        known = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
        return MISSING if error.errno in known else f"cannot be read: {error.strerror}"
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(sources)):
        return "is a link that leads out of the sources"
    return "" if stat.S_ISREG(mode) else "is no file but a folder, a pipe or a device"
