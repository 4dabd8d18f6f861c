"""A table in a sheet of a workbook as it is shown: what the readers of .xlsx and .ods make of it, and its cells.

What shows something else than the number or text that it holds is noted with its cell, and so is what is hidden.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol

from orchestration.ingest.report_fields import range_bounds
from orchestration.ingest.table_file import (
    GUIDE_FILES,
    Cells,
    TableNotes,
    as_cell,
    column_letters,
    note_odd_cells,
    stripped,
)
from orchestration.yaml_file import clip

MAX_UNPACKED = 200_000_000
"""Bytes; a small file can unpack to more than the machine holds."""
MAX_AREA = 20_000_000
"""Cells between A1 and the last one used, where no range says which of them are the table."""
GUIDE_SHEETS = "docs/report-yml.md, “My workbook has a sheet for each team”"
SHOW_AGAIN = (
    "Show them again (clear the filter, open the group), or delete what the report does not print: " + GUIDE_FILES
)

Bounds = tuple[int, int, int, int]
"""Left column, top row, right column and bottom row, counted from 1."""


class UnreadableError(Exception):
    """A workbook or a sheet of it cannot be read: what is wrong, and what to do."""

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


@dataclass(frozen=True)
class ShownCell:
    """What a cell shows, and, if that is not what it holds or nobody can know it, why and what to do."""

    text: str
    hindrance: str = ""
    step: str = ""
    is_number: bool = False
    """Whether it holds a number, which comes in Dutch notation."""


@dataclass
class ShownSheet:
    """A sheet as it is shown; cells that show nothing need not be in it."""

    cells: dict[tuple[int, int], ShownCell] = field(default_factory=dict)
    """By row and column, counted from 1."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last of each stretch."""


class Workbook(Protocol):
    """An opened workbook."""

    @property
    def names(self) -> list[str]:
        """The names of the sheets with cells, in their order."""

    @property
    def hidden(self) -> set[str]:
        """Those of them that are hidden."""

    def sheet(self, name: str, bounds: Bounds | None) -> ShownSheet:
        """Read a sheet; with bounds, only the cells within. Raises UnreadableError where it is no table's."""


def check_archive(content: bytes, part: str, kind: str) -> None:
    """Raise UnreadableError where a file is no archive with this part in it, or one that unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # What the directory of the archive says it unpacks to is checked by unpacking up to just that.
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MAX_UNPACKED:
                message = f"the file unpacks to {unpacked:,} bytes; {MAX_UNPACKED:,} is what is read"
                raise UnreadableError(message, "Save the table as .csv, or delete what is not the table")
            if archive.testzip() is None and part in archive.namelist():
                return
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError):  # RuntimeError: a password or a packing
        pass
    except UnreadableError:
        raise
    except Exception as error:  # noqa: BLE001  # zlib.error and what other packings raise
        raise UnreadableError(f"the file is damaged: {error}", "Get it again from where it came from") from None
    message = f"the file is not an {kind} workbook, or it is damaged or has a password"
    raise UnreadableError(message, f"Save it as {kind}, without a password")


def chosen_sheet(book: Workbook, asked: str | None, notes: TableNotes) -> str | None:
    """The sheet to read; None, and a note, where it is not there. A hidden one stops nothing unless it is asked for."""
    seen = [name for name in book.names if name not in book.hidden]
    known = _named(seen)
    if asked is None and len(seen) == 1:
        return seen[0]
    if asked is None:
        notes.add(
            None, None, f"the file has several sheets: {known}", f"Say which in report.yml with `sheet`: {GUIDE_SHEETS}"
        )
    elif asked in book.hidden:
        step = "Show the sheet again, or name in report.yml the one that the report prints"
        notes.add(None, None, f"the sheet {clip(asked)} is hidden", step)
    elif asked in seen:
        return asked
    else:
        notes.add(
            None,
            None,
            f"there is no sheet {clip(asked)}; there is {known}",
            f"Correct `sheet` in report.yml: {GUIDE_SHEETS}",
        )
    return None


def matching_sheets(book: Workbook, patterns: list[str], notes: TableNotes) -> list[str]:
    """The sheets that are not hidden and match any of these names or patterns, in their order.

    A pattern that matches none is noted.
    """
    seen = [name for name in book.names if name not in book.hidden]
    found: set[str] = set()
    for pattern in patterns:
        shape = re.compile("".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in pattern), re.DOTALL)
        matched = {name for name in seen if shape.fullmatch(name)}
        if not matched:
            hidden = [name for name in book.hidden if shape.fullmatch(name)]
            message = f"`sheets: {clip(pattern)}` matches no sheet; there is {_named(seen)}"
            if hidden:
                message = f"`sheets: {clip(pattern)}` matches hidden sheets alone ({_named(sorted(hidden))})"
            notes.add(None, None, message, f"Correct `sheets` in report.yml: {GUIDE_SHEETS}")
        found |= matched
    return [name for name in seen if name in found]


def read_sheet(book: Workbook, name: str, cells: str | None, width: int, notes: TableNotes) -> Cells | None:
    """The cells of a sheet, or of the range `cells` of it; None, and notes, where nothing can be said of its cells.

    Sets the sheet and the top left of `notes`, so that messages name the cell as the spreadsheet does.
    """
    notes.sheet = name
    bounds = range_bounds(cells) if cells is not None else None
    if bounds:
        notes.left, notes.top = bounds[:2]
    try:
        sheet = book.sheet(name, bounds)
    except UnreadableError as error:
        notes.add(None, None, error.message, error.next_step)
        return None
    table = _Table(sheet, notes)
    if bounds is None and table.is_too_large():
        return None
    rows = table.rows(bounds, width)
    if rows is None:
        return None
    if not rows:
        notes.add(None, None, "there is nothing in these cells", "Put the table in it, or name another sheet")
        return None
    found: Cells = [[as_cell(text) for text in row] for row in rows]
    note_odd_cells(found, notes)
    return found


def _named(names: list[str]) -> str:
    return ", ".join(clip(name) for name in names) or "none that is not hidden"


@dataclass(frozen=True)
class _Hidden:
    """Rows and columns of a table that are not shown."""

    rows: set[int]
    columns: set[int]

    def __bool__(self) -> bool:
        return bool(self.rows or self.columns)

    def __contains__(self, at: tuple[int, int]) -> bool:
        return at[0] in self.rows or at[1] in self.columns


class _Table:
    """The cells of a table as they are shown, and notes of those that are not shown as they are."""

    def __init__(self, sheet: ShownSheet, notes: TableNotes) -> None:
        self._sheet = sheet
        self._notes = notes

    def is_too_large(self) -> bool:
        """Whether the sheet is used so far away that all between would be read; that is noted."""
        last_row = max((row for row, _ in self._sheet.cells), default=0)
        last_column = max((column for _, column in self._sheet.cells), default=0)
        if last_row * last_column <= MAX_AREA:
            return False
        place = f"{column_letters(last_column)}{last_row}"
        self._notes.add(None, None, f"the sheet is used up to {place}", "Delete the cells around the table")
        return True

    def rows(self, bounds: Bounds | None, width: int) -> list[list[str]] | None:
        """The rows of the table, each `width` wide, without the empty ones below it.

        None, and a note, where part of it is hidden: then nobody can say which rows and columns the table has.
        """
        cells = dict(sorted(self._sheet.cells.items()))
        filled = [at for at, cell in cells.items() if cell.hindrance or stripped(cell.text)]
        if not filled:
            return []
        left, top = bounds[:2] if bounds else (1, 1)
        right, bottom = left + width - 1, max(row for row, _ in filled)
        hidden = self._note_hidden((left, top, max(right, *(column for _, column in filled)), bottom))
        for at in filled:
            if at[1] <= right and at not in hidden and cells[at].hindrance:
                self._notes.unclear.add((at[0] - self._notes.top + 1, at[1] - self._notes.left + 1))
                self._note(at, cells[at].hindrance, cells[at].step)
        if hidden:
            return None
        top_left = self._notes.top - 1, self._notes.left - 1
        self._notes.numbers = {(at[0] - top_left[0], at[1] - top_left[1]) for at in filled if cells[at].is_number}
        self._note_extra_columns({at: cells[at].text for at in filled}, right)
        columns, empty = range(left, right + 1), ShownCell("")
        return [[cells.get((row, column), empty).text for column in columns] for row in range(top, bottom + 1)]

    def _note_extra_columns(self, shown: dict[tuple[int, int], str], right: int) -> None:
        seen: set[int] = set()
        for (row, column), text in shown.items():
            if column > right and column not in seen:
                seen.add(column)
                width = right - self._notes.left + 1
                message = f"{clip(text)} stands in an extra column: report.yml declares {width} columns"
                self._note((row, column), message, "Declare the column, or set `range` to the cells of the table")

    def _note_hidden(self, table: Bounds) -> _Hidden:
        left, top, right, bottom = table
        rows = {row for row in self._sheet.hidden_rows if top <= row <= bottom}
        columns = {
            column
            for first, last in self._sheet.hidden_columns
            for column in range(max(first, left), min(last, right) + 1)
        }
        for first, last in _stretches(rows):
            message = f"row {first} is hidden" if first == last else f"rows {first} to {last} are hidden"
            self._notes.add(first - top + 1, None, message, SHOW_AGAIN)
        for first, last in _stretches(columns):
            one, other = column_letters(first), column_letters(last)
            message = f"column {one} is hidden" if first == last else f"columns {one} to {other} are hidden"
            self._notes.add(None, first - left + 1, message, SHOW_AGAIN)
        return _Hidden(rows, columns)

    def _note(self, at: tuple[int, int], message: str, step: str) -> None:
        self._notes.add(at[0] - self._notes.top + 1, at[1] - self._notes.left + 1, message, step)


def _stretches(numbers: set[int]) -> list[tuple[int, int]]:
    """First and last of each stretch of numbers that follow each other."""
    groups = [
        [number for _, number in group] for _, group in groupby(enumerate(sorted(numbers)), lambda one: one[1] - one[0])
    ]
    return [(group[0], group[-1]) for group in groups]
