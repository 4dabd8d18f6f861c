"""A printed table as it was read from a file, and the notes of what is wrong with it.

The outcome of reading is `Cells`: the rows of the table, counted from 1 at its top left, each as wide as report.yml
declares.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from orchestration.problems import Problem, character_name, is_invisible

Cells = list[list[str | None]]
"""The rows of a printed table, all of the same width, stripped of white space; an empty cell is None."""

MAX_BYTES = 50_000_000
"""What a table's file may hold: its cells are held in memory, and no printed table has a tenth of it."""
MAX_PROBLEMS = 1_000
"""Problems listed per table; a file that is wrong everywhere needs no million messages."""
MAX_CELL = 1_000

BLANKS = " \t\n\x0b\x0c\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" + (
    "\u2028\u2029\u202f\u205f\u3000"
)
"""White space that is stripped from around a cell's text."""
GUIDE_FILES = "docs/report-yml.md, “My table is a CSV, a workbook or an .ods”"
"""Where people read how files are read."""

_BREAKS = re.compile(rf"[{BLANKS}]*[\r\n][{BLANKS}]*")
_WITHIN_NUMBER = re.compile(rf"[\d.,]{_BREAKS.pattern}[\d.,]")


@dataclass
class TableNotes:
    """Collects what is wrong with a table; places are given as the table counts and said as its file does."""

    file: str
    report_id: str
    table_id: str
    sheet: str | None = None
    top: int = 1
    left: int = 1
    problems: list[Problem] = field(default_factory=list)
    empty_lines: set[int] = field(default_factory=set)
    """Lines already noted as empty, so that they are not missed or unexpected as rows as well."""
    unclear: set[tuple[int, int]] = field(default_factory=set)
    """Row and column of cells already noted as showing something else, so that nothing is asked of their text."""
    numbers: set[tuple[int, int]] = field(default_factory=set)
    """Row and column of cells of a workbook that hold a number, so that nobody has to ask what their text means."""
    read_as: list[str] = field(default_factory=list)
    """What was recognised of the file and is not what is expected of it, such as `semicolons`; a run tells it."""

    def add(self, row: int | None, column: int | None, message: str, next_step: str, text: str | None = None) -> None:
        """Note a problem; beyond MAX_PROBLEMS it is only said that there are more."""
        if len(self.problems) > MAX_PROBLEMS:
            return
        if len(self.problems) == MAX_PROBLEMS:
            row = column = text = None
            message = f"there are more problems in this table; the first {MAX_PROBLEMS:,} are listed"
            next_step = "Mend those that are listed and run again"
        elif self.sheet is not None:
            message = f"{self._where(row, column)}: {message}"
        self.problems.append(
            Problem(
                file=self.file,
                row=None if row is None else row + self.top - 1,
                column=None if column is None else column + self.left - 1,
                message=message,
                next_step=f"{next_step}.",
                report_id=self.report_id,
                table_id=self.table_id,
                text=text,
            )
        )

    def _where(self, row: int | None, column: int | None) -> str:
        if row is None or column is None:
            return f"sheet {self.sheet}"
        return f"sheet {self.sheet}, cell {column_letters(column + self.left - 1)}{row + self.top - 1}"


def column_letters(number: int) -> str:
    """The letters of a spreadsheet's column, counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def stripped(text: str | None) -> str:
    """A text as a cell holds it: without the white space around it; empty where there is none."""
    return (text or "").strip(BLANKS)


def as_cell(text: str) -> str | None:
    """A text of a file as a cell holds it: a line break in it is a space, and what is empty is None.

    Between two digits, points or commas a line break stays, and is refused: they may be two numbers.
    """
    text = text.strip(BLANKS)
    if "\n" in text and not _WITHIN_NUMBER.search(text):
        text = _BREAKS.sub(" ", text)
    return text or None


def note_odd_cells(rows: Cells, notes: TableNotes) -> None:
    """Note the cells that hold what no printed cell can: pages of text, or what is invisible."""
    for row, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            if text is None or (len(text) <= MAX_CELL and text.isprintable()):
                continue
            _note_odd_cell(row, column, text, notes)
            if len(notes.problems) > MAX_PROBLEMS:
                return


def _note_odd_cell(row: int, column: int, text: str, notes: TableNotes) -> None:
    shown = text[:200]
    if len(text) > MAX_CELL:
        message = f"the cell is {len(text):,} characters long, which no printed cell is"
        notes.add(row, column, message, "Look for a quotation mark that is not closed", shown)
    elif any(is_invisible(one) for one in text):
        mark = next((one for one in shown if is_invisible(one)), "")
        other = f"the invisible character {character_name(mark)}" if mark else "an invisible character"
        what = {"\n": "a line break", "\r": "a line break", "\t": "a tab"}.get(mark, other)
        notes.add(row, column, f"there is {what} inside the cell", "Take it out, or replace it by a space", shown)
