"""Reads the file of a table that is text: a CSV whose cells are separated by commas, semicolons or tabs.

A file says nowhere what separates its cells. Those separators count that give every row as many cells as report.yml
declares columns; where two do and give different cells, report.yml is asked to say which.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from orchestration.ingest.csv_encoding import SAVE_AS, decoded
from orchestration.ingest.header_place import header_place
from orchestration.ingest.report_fields import Encoding, Separator
from orchestration.ingest.table_file import (
    BLANKS,
    GUIDE_FILES,
    MAX_PROBLEMS,
    Cells,
    TableNotes,
    as_cell,
    note_odd_cells,
)

MAX_LINE = 2_000_000
"""Characters; a longer line is none of a table."""
MAX_LINES_OF_CELL = 50
"""Lines over which a cell between quotation marks may run."""

SIGNS: dict[Separator, str] = {"comma": ",", "semicolon": ";", "tab": "\t"}
NAMES: dict[str, str] = {",": "commas", ";": "semicolons", "\t": "tabs"}
SAYS_SEPARATOR = re.compile(r"sep=([,;\t])\r?")
"""The first line of a file that says itself what separates its cells; Excel reads it so, and does not show it."""

# A cell may be as long as a line; the limit holds for the whole process.
csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE))


@dataclass(frozen=True)
class TextForm:
    """What report.yml says of how a file is written."""

    separator: Separator | None = None
    encoding: Encoding | None = None
    header: list[list[str]] = field(default_factory=list)
    """The header rows that are promised."""
    around: bool = False
    """Whether lines of text may stand around the table: these are shorter than its rows."""


def read_csv_table(content: bytes, width: int, notes: TableNotes, said: TextForm | None = None) -> Cells | None:
    """The cells of a file of `width` columns.

    None where it is so wrong that nothing can be said of its cells. That there are some does not mean that all is well.
    What was recognised otherwise than commas and UTF-8 is in `notes.read_as`.
    """
    form = said or TextForm()
    text = decoded(content, form.encoding, notes)
    if text is None:
        return None
    lines = text.split("\n")
    while lines and lines[-1] in ("", "\r"):
        lines.pop()
    if not lines:
        notes.add(None, None, "the file is empty", "Put the table in it, or take it out of report.yml")
        return None
    bare_ends = _without_returns(lines, notes) if "\r" in text else set()
    reading = _reading(lines, width, form, notes) if bare_ends is not None else None
    if reading is None or bare_ends is None:
        return None
    reading.note_wrong(width, notes, form)
    if reading.mixes_ends(bare_ends):
        notes.add(None, None, "some lines end as on Windows and others do not", SAVE_AS)
        return None
    if len(notes.problems) > MAX_PROBLEMS:
        return None
    found = reading.cells(width)
    note_odd_cells(found, notes)
    return found


def _without_returns(lines: list[str], notes: TableNotes) -> set[int] | None:
    """Take the carriage returns from the ends of lines; which lines had none, or None, and a note, if one stands alone.

    The last line is counted out: it may have no end.
    """
    bare = set()
    for number, line in enumerate(lines):
        if line.endswith("\r"):
            lines[number] = line = line[:-1]
        elif number < len(lines) - 1:
            bare.add(number)
        if "\r" in line:
            notes.add(number + 1, None, "the line holds a lone carriage return", SAVE_AS, line[:200])
            return None
    return bare


class _Reading:
    """The rows of a file if a sign separates their cells."""

    def __init__(self, lines: list[str], sign: str) -> None:
        self.sign = sign
        self._lines = lines
        self._first_lines: Sequence[int] = range(len(lines))
        """The line on which each row begins, counted from 0: a cell between quotation marks may run over several."""
        self._faults: dict[int, str] = {}
        """Row, counted from 0, to what is wrong with its line."""
        if any('"' in line or len(line) > MAX_LINE for line in lines):
            self._rows = self._read_rows()
        else:
            self._rows = [line.split(sign) if line else [] for line in lines]

    def _read_rows(self) -> list[list[str]]:
        """The rows, cell for cell, and in `_faults` those whose quotation marks make no sense."""
        cell = rf'(?:"(?:[^"]|"")*+"|[^"\n{self.sign}]*+)'
        shape = re.compile(rf"{cell}(?:{self.sign}{cell})*+")
        rows: list[list[str]] = []
        first_lines: list[int] = []
        number = 0
        while number < len(self._lines):
            line, following = self._lines[number], number + 1
            first_lines.append(number)
            if len(line) > MAX_LINE:
                self._faults[len(rows)] = "long"
                rows.append([])
            elif '"' not in line:
                rows.append(line.split(self.sign) if line else [])
            else:
                if line.count('"') % 2:
                    line, following = self._joined(number)
                if shape.fullmatch(line):
                    rows.append(next(csv.reader([line], delimiter=self.sign, strict=True)))
                else:
                    line, following = self._lines[number], number + 1
                    self._faults[len(rows)] = "open" if line.count('"') % 2 else "stray"
                    rows.append(line.replace('"', "").split(self.sign))
            number = following
        self._first_lines = first_lines
        return rows

    def _joined(self, number: int) -> tuple[str, int]:
        """The line and those after it until its quotation marks are closed, and the number of the line after these."""
        marks = 0
        for last in range(number, min(number + MAX_LINES_OF_CELL, len(self._lines))):
            marks += self._lines[last].count('"')
            if marks % 2 == 0:
                return "\n".join(self._lines[number : last + 1]), last + 1
        return self._lines[number], number + 1

    def fit(self, width: int, form: TextForm) -> int:
        """How well it gives the declared columns: 2, or 1 with empty cells behind them, or 0 for not at all."""
        top = header_place(self._rows, form.header) if form.around else 0
        if self._faults or top is None:
            return 0
        fit = 2
        for number, row in enumerate(self._rows):
            if len(row) == width or (form.around and _may_be_short(row, width, number < top)):
                continue
            if len(row) < width or any(cell.strip() for cell in row[width:]):
                return 0
            fit = 1
        return fit

    def score(self, width: int) -> tuple[int, int]:
        """How near it comes to the declared columns: in how many rows, and how many rows are at least alike."""
        widths = Counter(map(len, self._rows))
        alike = max((times for cells, times in widths.items() if cells > 1), default=0)
        return widths[width], alike

    def mixes_ends(self, bare_ends: set[int]) -> bool:
        """Whether some rows end as on Windows and others do not; lines within a cell may end otherwise."""
        if not bare_ends:
            return False
        ends = {number - 1 in bare_ends for number in self._first_lines[1:]}
        return len(ends) > 1

    def cells(self, width: int) -> Cells:
        """The rows, each as wide as declared: what is noted as wrong is cut or filled up, to be looked at further."""
        found: Cells = []
        for row in self._rows:
            if len(row) != width:
                row = [*row[:width], *[""] * (width - len(row))]
            found.append([cell.strip(BLANKS) or None for cell in row])
        if len(self._rows) < len(self._lines):
            found = [[cell and as_cell(cell) for cell in row] for row in found]
        return found

    def note_wrong(self, width: int, notes: TableNotes, form: TextForm) -> None:
        """Note the rows that do not have as many cells as declared, and those that cannot be told apart into cells."""
        if not self._faults and all(len(row) == width for row in self._rows):
            return
        for number, fault in self._faults.items():
            message, step = _FAULTS[fault]
            notes.add(number + 1, None, message, step, self._text(number))
        top = (header_place(self._rows, form.header) or 0) if form.around else 0
        wrong = [
            (number, len(row))
            for number, row in enumerate(self._rows)
            if len(row) != width
            and number not in self._faults
            and (len(row) < width or any(cell.strip() for cell in row[width:]))
            and not (form.around and _may_be_short(row, width, number < top))
        ]
        self._note_widths(wrong, width, notes)

    def _note_widths(self, wrong: list[tuple[int, int]], width: int, notes: TableNotes) -> None:
        """Note the rows with a wrong number of cells; once, where every row has the same wrong number."""
        everywhere = len(wrong) == len(self._rows) and len({cells for _, cells in wrong}) == 1 and wrong[0][1] > 0
        between = "" if self.sign == "," else f", with {NAMES[self.sign]} between them,"
        for number, cells in wrong[:1] if everywhere else wrong[: MAX_PROBLEMS + 1]:
            if not cells:
                notes.empty_lines.add(number + 1)
                step = (
                    "Take it out, write it with the separators of its cells, or say `around: true` of a table that has "
                    "blank rows"
                )
                notes.add(number + 1, None, "the line is empty", step)
                continue
            which = "every row" if everywhere else "the row"
            message = f"{which} has {cells} cells{between} where report.yml declares {width} columns"
            if cells > width:
                step = "Take the extra cells out, or declare the column"
                message += ": an unknown or extra column"
                notes.add(number + 1, width + 1, message, step, self._text(number))
            else:
                step = "Add the missing cells, or take the column out"
                notes.add(number + 1, cells + 1, message, step, self._text(number))

    def _text(self, row: int) -> str:
        return self._lines[self._first_lines[row]][:200]


_FAULTS = {
    "long": (f"the line is longer than {MAX_LINE:,} characters", SAVE_AS),
    "open": (
        "a quotation mark is opened and not closed on this line",
        'Close it, or write it twice ("") inside a cell between quotation marks',
    ),
    "stray": (
        "a quotation mark stands where it neither opens nor closes a cell",
        'Put a cell that holds one between quotation marks, and write it twice there ("")',
    ),
}


def _may_be_short(row: list[str], width: int, is_above: bool) -> bool:
    """Whether a row that is shorter than the table may be a line of text around it, or a blank one."""
    return len(row) < width and (is_above or not any(cell.strip() for cell in row[1:]))


def _reading(lines: list[str], width: int, form: TextForm, notes: TableNotes) -> _Reading | None:
    """The reading of the file that is meant; None, and a note, where it is not clear which."""
    says = SAYS_SEPARATOR.fullmatch(lines[0])
    if says:
        lines = lines[1:]
    sign = SIGNS[form.separator] if form.separator else says[1] if says else None
    if sign is not None:
        found = _Reading(lines, sign)
    else:
        signs = [",", *(sign for sign in ";\t" if any(sign in line for line in lines))]
        readings = [_Reading(lines, sign) for sign in signs]
        found = readings[0]
        if len(readings) > 1:
            fits = [reading.fit(width, form) for reading in readings]
            fitting = [one for one, fit in zip(readings, fits, strict=True) if fit and fit == max(fits)]
            if _differ(fitting, width):
                _note_doubt(fitting, notes)
                return None
            found = fitting[0] if fitting else max(readings, key=lambda one: one.score(width))
        if _has_strokes(lines, width) and not found.fit(width, form):
            message = "upright strokes stand between the cells, where commas, semicolons and tabs are read"
            notes.add(1, None, message, SAVE_AS)
            return None
    if found.sign != ",":
        notes.read_as.insert(0, NAMES[found.sign])
    return found


def _differ(readings: list[_Reading], width: int) -> bool:
    return len(readings) > 1 and any(one.cells(width) != readings[0].cells(width) for one in readings[1:])


def _note_doubt(readings: list[_Reading], notes: TableNotes) -> None:
    names = [NAMES[one.sign] for one in readings]
    message = (
        f"the cells may be separated by {' or by '.join(names)}: both give every row as many cells as there are columns"
    )
    keys = {sign: word for word, sign in SIGNS.items()}
    words = " or ".join(f"`separator: {keys[one.sign]}`" for one in readings)
    notes.add(1, None, message, f"Say {words} of the table in report.yml: {GUIDE_FILES}")


def _has_strokes(lines: list[str], width: int) -> bool:
    return width > 1 and all(line.count("|") == width - 1 for line in lines if line)
