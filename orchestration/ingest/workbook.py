"""Reads the sheets of an .xlsx file as they are shown, cell for cell.

A number comes as its number format shows it, in Dutch notation: 4,48314 shown as 4,5 is "4,5". What shows something
else than the number or text that it holds is noted with its cell, and so is what is hidden.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import warnings
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from openpyxl.utils.datetime import to_excel
from openpyxl.utils.escape import unescape

from orchestration.ingest.cell_look import UNSEEN, Looks
from orchestration.ingest.number_format import ShownOtherwiseError, check_text_shown, shown_number
from orchestration.ingest.sheet import Book, Sheet, SheetCell, TooMuchError
from orchestration.ingest.shown_table import Bounds, ShownCell, ShownSheet, UnreadableError, check_archive
from orchestration.ingest.table_file import stripped
from orchestration.yaml_file import clip

GUIDE_XLSX = "docs/report-yml.md, “.xlsx”"
RECALCULATE = "Open the file in Excel or LibreOffice, let it calculate, and save it"
AS_SHOWN = "Type in the cell what the report prints, as text, or give a plain number the format Number: " + GUIDE_XLSX
MEND_FORMULA = "Mend the formula, or type what the report prints: " + GUIDE_XLSX
AS_PRINTED = "Type in the cell what the report prints, without such marks: " + GUIDE_XLSX


class XlsxWorkbook:
    """A workbook in Excel's format, opened."""

    def __init__(self, content: bytes) -> None:
        """Open it; raises UnreadableError where it cannot be read."""
        check_archive(content, "[Content_Types].xml", ".xlsx")
        with _said_to_people():
            self._book = Book(io.BytesIO(content))
        if not self._book.names:
            message = "the file has no sheets that are known; it may be a Strict Open XML workbook"
            raise UnreadableError(message, "Save it as Excel Workbook (.xlsx) again")

    @property
    def names(self) -> list[str]:
        """The names of the sheets with cells, in their order."""
        return self._book.names

    @property
    def hidden(self) -> set[str]:
        """Those of them that are hidden."""
        return self._book.hidden

    def sheet(self, name: str, bounds: Bounds | None) -> ShownSheet:
        """Read a sheet as it is shown; with bounds, only the cells within."""
        with _said_to_people():
            sheet = self._book.sheet(name, bounds)
            cells = _Shown(sheet, self._book.looks, self._book.epoch).cells()
        return ShownSheet(cells, sheet.hidden_rows, sheet.hidden_columns)


@contextlib.contextmanager
def _said_to_people() -> Iterator[None]:
    """What openpyxl raises as UnreadableError; it warns of what it leaves out when it saves, which nobody does here."""
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    except TooMuchError as error:
        raise UnreadableError(f"the file is larger than any table: {error}", "Delete what is not the table") from None
    except Exception as error:  # noqa: BLE001  # what openpyxl raises where a part is not as it should be
        message = f"the file cannot be read as .xlsx: {clip(str(error))}"
        raise UnreadableError(message, "Open it in Excel or LibreOffice, and save it as .xlsx again") from None


class _Shown:
    """What the cells of a sheet show."""

    def __init__(self, sheet: Sheet, looks: Looks, epoch: dt.datetime) -> None:
        self._sheet = sheet
        self._looks = looks
        self._epoch = epoch
        merged = zip(sheet.merged, sheet.within(sheet.merged), strict=True)
        self._covered = {at for (left, top, _, _), cells in merged for at in cells if at != (top, left)}
        conditions = zip(sheet.conditions, sheet.within([area for area, _ in sheet.conditions]), strict=True)
        self._conditions = {at: reason for (_, reason), cells in conditions for at in cells}
        self._in_tables = {at for cells in sheet.within(sheet.tables) for at in cells}

    def cells(self) -> dict[tuple[int, int], ShownCell]:
        """What each cell shows, and why some do not show what they hold."""
        return {at: self._shown(at, cell) for at, cell in self._sheet.cells.items()}

    def _shown(self, at: tuple[int, int], cell: SheetCell) -> ShownCell:
        text, hindrance, step = self._read(cell)
        if hindrance or not stripped(text):
            pass
        elif at in self._covered:
            hindrance, step = "the cell is covered by merged cells, and holds something", "Empty it, or unmerge them"
        elif at in self._conditions:
            hindrance = f"the cell may be shown otherwise than it is: a conditional format {self._conditions[at]}"
            step = f"Clear the conditional format. {AS_SHOWN}"
        elif self._is_unseen(at, cell):
            hindrance, step = f"the cell is not shown as it is: its format {self._look(cell)}", AS_PRINTED
        return ShownCell(text, hindrance, step, is_number=cell.kind == "n")

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
                MEND_FORMULA,
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


def _plain_text(value: Any) -> str:
    """A text without its fonts, and anything else as Python writes it."""
    return unescape("".join(str(run) for run in value)) if isinstance(value, list) else str(value)
