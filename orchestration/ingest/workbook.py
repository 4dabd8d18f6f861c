"""Reads one sheet of an .xlsx file as it is shown, cell for cell.

A number comes as its number format shows it, in Dutch notation: 4,48314 shown as 4,5 is "4,5". What shows something
else than the number or text that it holds is noted with its cell, and so is what is hidden.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from openpyxl.utils.datetime import to_excel
from openpyxl.utils.escape import unescape

from orchestration.ingest.cell_look import UNSEEN, Looks
from orchestration.ingest.number_format import ShownOtherwiseError, check_text_shown, shown_number
from orchestration.ingest.report_fields import range_bounds
from orchestration.ingest.sheet import Book, Bounds, Sheet, SheetCell, TooMuchError
from orchestration.ingest.table_file import BLANKS, Cells, TableNotes, column_letters, note_odd_cells, stripped
from orchestration.yaml_file import clip

MAX_UNPACKED = 200_000_000
"""Bytes; a small file can unpack to more than the machine holds."""
MAX_AREA = 20_000_000
"""Cells between A1 and the last one used, where no range says which of them are the table."""
RECALCULATE = "Open the file in Excel or LibreOffice, let it calculate, and save it"
AS_SHOWN = "Type in the cell what the report prints, as text, or give a plain number the format Number"
AS_PRINTED = "Type in the cell what the report prints, without such marks"
SHOW_AGAIN = "Show them again (clear the filter, open the group), or delete what the report does not print"


def read_workbook_table(
    content: bytes, width: int, notes: TableNotes, sheet: str | None, cells: str | None
) -> Cells | None:
    """The cells of a sheet, or of the range `cells` of it.

    None where nothing can be said of its cells. Sets the sheet and the top left of `notes`, so that
    messages name the cell as the spreadsheet does.
    """
    file = io.BytesIO(content)
    if not _is_workbook(file, notes):
        return None
    bounds = range_bounds(cells) if cells is not None else None
    try:
        # openpyxl warns of what it leaves out when it saves a workbook, which nobody does here.
        with warnings.catch_warnings(action="ignore"):
            book = Book(file)
            name = _sheet_name(book, sheet, notes)
            if name is None:
                return None
            notes.sheet = name
            if bounds:
                notes.left, notes.top = bounds[:2]
            table = _Table(book.sheet(name, bounds), book.looks, book.epoch, notes)
    except TooMuchError as error:
        notes.add(None, None, f"the file is larger than any table: {error}", "Delete what is not the table")
        return None
    except Exception as error:  # noqa: BLE001  # what openpyxl raises where a part is not as it should be
        message = f"the file cannot be read as .xlsx: {clip(str(error))}"
        notes.add(None, None, message, "Open it in Excel or LibreOffice, and save it as .xlsx again")
        return None
    if bounds is None and table.is_too_large():
        return None
    rows = table.rows(bounds, width)
    if rows is None:
        return None
    if not rows:
        notes.add(None, None, "there is nothing in these cells", "Put the table in it, or name another sheet")
        return None
    found: Cells = [[text.strip(BLANKS) or None for text in row] for row in rows]
    note_odd_cells(found, notes)
    return found


def _is_workbook(file: io.BytesIO, notes: TableNotes) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            # What the directory of the archive says it unpacks to is checked by unpacking up to just that.
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MAX_UNPACKED:
                message = f"the file unpacks to {unpacked:,} bytes; {MAX_UNPACKED:,} is what is read"
                notes.add(None, None, message, "Save the table as .csv, or delete what is not the table")
                return False
            if archive.testzip() is None and "[Content_Types].xml" in archive.namelist():
                return True
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError):  # RuntimeError: a password or a packing
        pass
    except Exception as error:  # noqa: BLE001  # zlib.error and what other packings raise
        notes.add(None, None, f"the file is damaged: {error}", "Get it again from where it came from")
        return False
    message = "the file is not an .xlsx workbook, or it is damaged or has a password"
    notes.add(None, None, message, "Save it as .xlsx, without a password")
    return False


def _sheet_name(book: Book, asked: str | None, notes: TableNotes) -> str | None:
    """The sheet to read; hidden ones stop nothing unless they are asked for."""
    seen = [name for name in book.names if name not in book.hidden]
    known = ", ".join(clip(name) for name in seen) or "none that is not hidden"
    if asked is None and len(seen) == 1:
        return seen[0]
    if not book.names:
        message = "the file has no sheets that are known; it may be a Strict Open XML workbook"
        notes.add(None, None, message, "Save it as Excel Workbook (.xlsx) again")
    elif asked is None:
        notes.add(None, None, f"the file has several sheets: {known}", "Say which in report.yml with `sheet`")
    elif asked in book.hidden:
        step = "Show the sheet again, or name in report.yml the one that the report prints"
        notes.add(None, None, f"the sheet {clip(asked)} is hidden", step)
    elif asked in seen:
        return asked
    else:
        notes.add(None, None, f"there is no sheet {clip(asked)}; there is {known}", "Correct `sheet` in report.yml")
    return None


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

    def __init__(self, sheet: Sheet, looks: Looks, epoch: dt.datetime, notes: TableNotes) -> None:
        self._sheet = sheet
        self._looks = looks
        self._epoch = epoch
        self._notes = notes
        merged = zip(sheet.merged, sheet.within(sheet.merged), strict=True)
        self._covered = {at for (left, top, _, _), cells in merged for at in cells if at != (top, left)}
        conditions = zip(sheet.conditions, sheet.within([area for area, _ in sheet.conditions]), strict=True)
        self._conditions = {at: reason for (_, reason), cells in conditions for at in cells}
        self._in_tables = {at for cells in sheet.within(sheet.tables) for at in cells}

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
        texts = {at: self._read(cell) for at, cell in sorted(self._sheet.cells.items())}
        filled = [at for at, (text, hindrance, _) in texts.items() if hindrance or stripped(text)]
        if not filled:
            return []
        left, top = bounds[:2] if bounds else (1, 1)
        right, bottom = left + width - 1, max(row for row, _ in filled)
        hidden = self._note_hidden((left, top, max(right, *(column for _, column in filled)), bottom))
        for at in filled:
            if at[1] <= right and at not in hidden:
                self._note_otherwise(at, *texts[at])
        if hidden:
            return None
        self._note_extra_columns({at: texts[at][0] for at in filled}, right)
        columns = range(left, right + 1)
        return [[texts.get((row, column), ("",))[0] for column in columns] for row in range(top, bottom + 1)]

    def _note_otherwise(self, at: tuple[int, int], text: str, hindrance: str, step: str) -> None:
        """Note a cell that does not show the text that is read of it."""
        cell = self._sheet.cells[at]
        if hindrance:
            pass
        elif at in self._covered:
            hindrance, step = "the cell is covered by merged cells, and holds something", "Empty it, or unmerge them"
        elif at in self._conditions:
            hindrance = f"the cell may be shown otherwise than it is: a conditional format {self._conditions[at]}"
            step = f"Clear the conditional format. {AS_SHOWN}"
        elif self._is_unseen(at, cell):
            hindrance, step = f"the cell is not shown as it is: its format {self._look(cell)}", AS_PRINTED
        if hindrance:
            self._notes.unclear.add((at[0] - self._notes.top + 1, at[1] - self._notes.left + 1))
            self._note(at, hindrance, step)

    def _is_unseen(self, at: tuple[int, int], cell: SheetCell) -> bool:
        # Excel's own tables have fills that their cells do not know of.
        in_table = at in self._in_tables and self._looks.is_white_on_nothing(cell.style_id)
        return bool(self._look(cell)) and not in_table

    def _look(self, cell: SheetCell) -> str:
        return self._looks.hindrance(cell.style_id)

    def _read(self, cell: SheetCell) -> tuple[str, str, str]:
        """The text of a cell, and what is wrong with what it holds and what to do; empty where nothing is."""
        if cell.is_uncalculated:
            return "", "the cell holds a formula without a calculated value", RECALCULATE
        if cell.kind == "e":
            return (
                str(cell.value),
                f"the cell holds the error {cell.value}",
                "Mend the formula, or type what the report prints",
            )
        if cell.kind == "b":
            said = "TRUE (WAAR)" if cell.value else "FALSE (ONWAAR)"
            return str(cell.value), f"the cell holds {said}, which is no number or text", AS_SHOWN
        if self._sheet.shows_formulas:
            return str(cell.value), "the sheet shows formulas in the place of their values", "Turn off Show Formulas"
        code = self._looks.number_format(cell.style_id)
        try:
            if code is None:
                raise ShownOtherwiseError("is of another language, which is not read")
            if cell.kind == "s":
                return self._text(cell, code)
            number = Decimal(repr(to_excel(cell.value) if isinstance(cell.value, dt.date) else cell.value))
            if self._sheet.hides_zeros and not number:
                return "0", "the sheet does not show the zero that the cell holds", "Let the sheet show zeros"
            return shown_number(number, code, self._epoch), "", ""
        except ShownOtherwiseError as error:
            what = "a text" if cell.kind == "s" else "a number"
            message = f"the cell holds {what}, and its number format {clip(code or '')} {error}"
            return _plain_text(cell.value), message, AS_SHOWN

    def _text(self, cell: SheetCell, code: str) -> tuple[str, str, str]:
        check_text_shown(code)
        if isinstance(cell.value, str):
            return cell.value, "", ""
        odd = [(str(run), found) for run in cell.value if (found := self._run_hindrance(run, cell.style_id))]
        text = _plain_text([run for run in cell.value if not self._run_hindrance(run, cell.style_id)])
        if not odd:
            return text, "", ""
        run, reason = odd[0]
        # What is there in secret is not told.
        what = "a part of the text" if reason in UNSEEN else clip(run)
        return text, f"the format of {what} in the cell {reason}", AS_PRINTED

    def _run_hindrance(self, run: Any, style_id: int) -> str:
        return "" if isinstance(run, str) or not run.text.strip() else self._looks.run_hindrance(run.font, style_id)

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


def _plain_text(value: Any) -> str:
    """A text without its fonts, and anything else as Python writes it."""
    return unescape("".join(str(run) for run in value)) if isinstance(value, list) else str(value)


def _stretches(numbers: set[int]) -> list[tuple[int, int]]:
    """First and last of each stretch of numbers that follow each other."""
    groups = [
        [number for _, number in group] for _, group in groupby(enumerate(sorted(numbers)), lambda one: one[1] - one[0])
    ]
    return [(group[0], group[-1]) for group in groups]
