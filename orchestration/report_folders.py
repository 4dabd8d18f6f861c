"""Finds the report folders of `sources/`, and what keeps a file in them from being read; opens no table."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.problems import BadInputError, Problem, visible

SLUG = "[a-z0-9]+([-_][a-z0-9]+)*"
REPORT_FILE = "report.yml"
ORGANISATIONS = "_organisations"
"""The folder of the files that say once what holds for all reports of an organisation; no report can be called so."""
IGNORED_NUMBERS = "ignored_numbers.csv"
"""Says of a document's other numbers why they are no figures: it is there for people and for the count of coverage."""
MISSING = "is missing"
TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")
"""How the name of a table ends: of those that can be read, and of those that a person may take for such a one."""
JUNK = (".", "~$")
"""How the names of files begin that programs put beside others: hidden ones, and what Excel keeps of an open file."""


def is_slug(value: str) -> bool:
    """Whether a text can be an id: lower-case letters and digits, joined by - or _."""
    return re.fullmatch(SLUG, value) is not None


def find_folders(sources: Path) -> list[Path]:
    """The folders of `sources` that are, or should be, reports, by name.

    Raises BadInputError where `sources` is missing or none of its folders holds a report.yml.
    """
    try:
        _names(sources)
    except OSError as error:
        cannot = f"the folder with reports cannot be read: {error.strerror}"
        message = cannot if sources.is_dir() else "there is no folder with reports"
        raise BadInputError(
            [Problem(sources.name, None, None, message, "Name the right folder with --sources.")]
        ) from error
    folders = report_folders(sources)
    if not any(os.path.lexists(folder / REPORT_FILE) for folder in folders):
        named_wrong = [visible(path.name) for path in subfolders(sources) if os.path.lexists(path / REPORT_FILE)]
        message = f"there is no report here: no folder in it holds a {REPORT_FILE}"
        step = "Add a report folder, or name the right folder with --sources"
        if named_wrong:
            message = f"there is no report here: {', '.join(named_wrong)} cannot be the id of one"
            step = "Name the folder with lower-case letters and digits, joined by - or _"
        raise BadInputError([Problem(sources.name, None, None, message, f"{step}.")])
    return folders


def report_folders(sources: Path) -> list[Path]:
    """The folders of `sources` that are reports, or would be if their report.yml were there; none where it is none.

    A name that can be no id belongs to something else: a recycle bin, thumbnails, what a disk check found. Nor is a
    folder a report that holds neither a report.yml nor a table.
    """
    return [folder for folder in subfolders(sources) if is_slug(folder.name) and _may_be_report(folder)]


def subfolders(folder: Path) -> list[Path]:
    """The folders in a folder, by name, but for hidden ones; none where it cannot be listed."""
    try:
        with os.scandir(folder) as entries:
            return [
                folder / name for name in sorted(one.name for one in entries if one.name[0] != "." and _is_dir(one))
            ]
    except OSError:
        return []


def loose_files(folder: Path) -> list[str]:
    """The tables and report files that stand in a folder itself, by name; none where it cannot be listed."""
    try:
        names = _names(folder)
    except OSError:
        return []
    return [name for name in names if name == REPORT_FILE or is_table(name) if stat.S_ISREG(_mode(folder / name))]


@dataclass(frozen=True)
class Named:
    """What a report.yml names: files, and patterns that tables in its folder may match."""

    files: tuple[str, ...]
    patterns: tuple[str, ...] = ()

    def in_folder(self, folder: Path) -> frozenset[str]:
        """The files, and what stands in the folder and matches a pattern."""
        return frozenset(self.files) | (matching(tables_in(folder), self.patterns) if self.patterns else frozenset())


def named_in(data: Any) -> Named | None:
    """What the data of a report.yml names, as far as it can be told; None where it is no mapping.

    Among it is the file of its organisation, which need not be there.
    """
    if not isinstance(data, dict):
        return None
    tables = data.get("tables")
    entries = [table for table in tables if isinstance(table, dict)] if isinstance(tables, list) else []
    files = [table.get("file") for table in entries]
    files += [data.get("key_figures"), data.get("reasons"), organisation_file(data.get("organisation"))]
    said = [table.get("files") for table in entries]
    patterns = [one for names in said for one in (names if isinstance(names, list) else [names])]
    return Named(_texts(files), _texts(patterns))


def named_files(data: Any, folder: Path) -> frozenset[str]:
    """The files that the data of a report.yml names, and those of its folder that it means."""
    named = named_in(data)
    return frozenset() if named is None else named.in_folder(folder)


def matching(names: Iterable[str], patterns: Iterable[str]) -> frozenset[str]:
    """The names of tables that match any of these names or patterns.

    One that cannot be printed is none that a person means.
    """
    shapes = [_shape(pattern) for pattern in patterns]
    usual = [name for name in names if name != IGNORED_NUMBERS and name.isprintable()]
    return frozenset(name for name in usual if any(shape.fullmatch(name) for shape in shapes))


def _shape(pattern: str) -> re.Pattern[str]:
    """`*` is any text and `?` any character, of the name of one file or folder."""
    return re.compile("".join({"*": "[^/]*", "?": "[^/]"}.get(sign, re.escape(sign)) for sign in pattern))


def _texts(said: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted({one for one in said if isinstance(one, str) and "\0" not in one}))


def organisation_file(organisation: Any) -> str | None:
    """The file of an organisation, from the folder of one of its reports; None where that is no id."""
    return f"../{ORGANISATIONS}/{organisation}.yml" if isinstance(organisation, str) and is_slug(organisation) else None


def is_organisation_file(name: str) -> bool:
    """Whether the name, from the folder of a report, is that of its organisation's file."""
    return name.startswith(f"../{ORGANISATIONS}/")


def tables_in(folder: Path) -> list[str]:
    """The tables in a folder and below it, relative to it, by name; those that programs hide are left out."""
    return sorted(_walk_tables(folder))


def is_table(name: str) -> bool:
    """Whether the name of a file is that of a table, and of none that a program left beside one."""
    return name.lower().endswith(TABLE_SUFFIXES) and not name.startswith(JUNK)


def files_below(folder: Path, leave_out: tuple[str, ...] = ()) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All that is no folder in a folder and below it, with its path from there; what cannot be listed holds nothing.

    Folders are left out whose name begins with `leave_out`; a link to a folder is none.
    """
    waiting = [(os.fspath(folder), "")]
    while waiting:
        place, below = waiting.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    if not entry.is_dir(follow_symlinks=False):
                        yield below + entry.name, entry
                    elif not entry.name.startswith(leave_out):
                        waiting.append((entry.path, f"{below}{entry.name}/"))
        except OSError:
            continue


def _walk_tables(folder: Path) -> Iterator[str]:
    for path, entry in files_below(folder, JUNK):
        if is_table(entry.name) and _is_file(entry):
            yield path


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def _names(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries)


def _is_dir(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _mode(path: Path) -> int:
    """What a path is, as `stat` says it; 0 where that cannot be known."""
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _may_be_report(folder: Path) -> bool:
    if os.path.lexists(folder / REPORT_FILE):
        return True
    try:
        names = _names(folder)
    except OSError:
        # It may hold anything; the reading then says what is wrong with it.
        return True
    return REPORT_FILE in names or next(_walk_tables(folder), None) is not None


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
