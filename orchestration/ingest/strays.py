"""What stands in `sources/` and is not read: tables that no report.yml names, and folders that are no reports.

None of it stops anything. It is told by every run, since it may be a report that somebody believes is loaded.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from orchestration.ingest.fill_in import left_in_tables
from orchestration.looks import Looks
from orchestration.problems import Problem, visible
from orchestration.report_folders import (
    IGNORED_NUMBERS,
    JUNK,
    ORGANISATIONS,
    REPORT_FILE,
    files_below,
    is_slug,
    loose_files,
    report_folders,
    subfolders,
    tables_in,
)

SHOWN_TABLES = 3


def strays(sources: Path, looks: Looks | None = None) -> list[Problem]:
    """What stands in `sources` and is not read, each with its place and what to do about it, by place.

    `looks` is a look at them that was begun before, if there was one.
    """
    looks = looks or Looks(sources, None)
    reports = {folder.name for folder in report_folders(sources)}
    drafts = looks.drafts()
    found = [*_loose(sources)]
    found += _organisations(sources, {name for report in reports for name in looks.look(sources / report).names or ()})
    for folder in subfolders(sources):
        if folder.name == ORGANISATIONS:
            continue
        if folder.name in drafts:
            found.append(_draft(folder, looks, *drafts[folder.name]))
        elif folder.name in reports:
            found += _unnamed(folder, looks)
        elif is_slug(folder.name):
            message = f"this folder holds neither a {REPORT_FILE} nor a table, so it is no report"
            found.append(_notice(folder.name, message, "Put the report into it, or move it out of the sources."))
        else:
            found += _wrong_name(folder)
    return sorted(found)


def _draft(folder: Path, looks: Looks, questions: int, is_published: bool) -> Problem:
    """A draft: it is left out, and where it was published before, that stays."""
    name = folder.name
    questions += sum(1 for _ in left_in_tables(folder, looks.look(folder).names or ()))
    asked = f"{questions} question{'' if questions == 1 else 's'} open" if questions else "not accepted yet"
    message = f"this report is a draft, {asked}: it is not read"
    if is_published:
        message = f"this report was published and is a draft again, {asked}: what was published of it stays as it was"
    step = f"See it with `warehouse preview {name}`, and take it with `warehouse accept {name}`."
    return _notice(f"{name}/{REPORT_FILE}", message, step)


def _notice(place: str, message: str, next_step: str) -> Problem:
    return Problem(visible(place), None, None, message, next_step)


def _loose(sources: Path) -> Iterator[Problem]:
    """Files that stand beside the report folders."""
    for name in loose_files(sources):
        message = "this file stands in no report's folder, so it is not read"
        yield _notice(name, message, "Move it into the folder of its report, or out of the sources.")


def _organisations(sources: Path, named: Collection[str]) -> Iterator[Problem]:
    """Files of organisations of which there is no report, and what else stands beside them."""
    for path, _ in sorted(files_below(sources / ORGANISATIONS, JUNK)):
        if path.startswith(JUNK) or f"../{ORGANISATIONS}/{path}" in named:
            continue
        if path.endswith(".yml") and is_slug(path.removesuffix(".yml")):
            message = f"no report is of the organisation {path.removesuffix('.yml')}, so this file is not read"
            step = "Name the file after the `organisation` of a report.yml, or move it out of the sources."
        else:
            message = "the files of organisations alone stand here, each its id and .yml, so this one is not read"
            step = "Move it out of this folder, or name it after its organisation."
        yield _notice(f"{ORGANISATIONS}/{path}", message, step)


def _unnamed(folder: Path, looks: Looks) -> Iterator[Problem]:
    """The tables in a report's folder that its report.yml does not name; none where it cannot say any."""
    names = looks.look(folder).names
    if names is None:
        return
    named = {*names, IGNORED_NUMBERS}
    others = [name for name in tables_in(folder) if name not in named]
    if not others:
        return
    # Two names can lead to one file: in upper and lower case on some disks, or written with accents in two ways.
    same = {_identity(folder / name) for name in named}
    for name in others:
        if _identity(folder / name) not in same:
            message = f"{REPORT_FILE} does not name this table, so it is not read"
            yield _notice(f"{folder.name}/{name}", message, f"Name it in {REPORT_FILE}, or move it out of the folder.")


def _wrong_name(folder: Path) -> Iterator[Problem]:
    """A folder whose name cannot be an id, if it holds what a report is made of."""
    held = [REPORT_FILE] if os.path.lexists(folder / REPORT_FILE) else []
    held += tables_in(folder)
    if held:
        more = f" and {len(held) - SHOWN_TABLES} more" if len(held) > SHOWN_TABLES else ""
        message = (
            f"the name of this folder cannot be an id, so it is no report and nothing in it is read; "
            f"it holds {', '.join(map(visible, held[:SHOWN_TABLES]))}{more}"
        )
        step = (
            "If it is a report, name it with lower-case letters and digits, joined by - or _; "
            "else move it out of the sources."
        )
        yield _notice(folder.name, message, step)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
