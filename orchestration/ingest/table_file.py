"""Reads the file of one printed table, cell for cell as printed, and notes the places that no such table has.

The outcome is `Cells`: the rows of the table, counted from 1 at its top left, each as wide as report.yml declares.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestration.problems import Problem, character_name, is_invisible
from orchestration.yaml_file import clip

Cells = list[list[str | None]]
"""The rows of a printed table, all of the same width, stripped of white space; an empty cell is None."""

MAX_BYTES = 50_000_000
"""What a table's file may hold: its cells are held in memory, and no printed table has a tenth of it."""
MAX_PROBLEMS = 1_000
"""Problems listed per table; a file that is wrong everywhere needs no million messages."""
MAX_CELL = 1_000
MAX_LINE = 2_000_000
"""Bytes; a longer line is none of a table."""
MAX_LOOKED_AT = 100_000
"""Bytes from which it is told what separates the cells of a file."""
MAX_LINES_LOOKED_AT = 200

BLANKS = " \t\n\x0b\x0c\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" + (
    "\u2028\u2029\u202f\u205f\u3000"
)
"""White space that is stripped from around a cell's text."""

# Nothing but what every reader of CSV reads in the same way: some take ` "a"` for a quoted cell too.
_QUOTED = re.compile(r'"(?:[^"]|"")*+"')
_CELL = rf'(?:{_QUOTED.pattern}|[^",]*+)'
_LINE = re.compile(rf"{_CELL}(?:,{_CELL})*+")

SAVE_AS = (
    "Put the workbook itself (.xlsx) in the folder and name that in report.yml, or save the table from LibreOffice as "
    "Text CSV with `Edit filter settings` on: character set UTF-8, field delimiter `,`"
)
"""What helps a person with Excel: a Dutch one has no CSV with commas."""
EXCEL_HAS_NONE = "Excel set to Dutch puts semicolons in every CSV that it saves, also in CSV UTF-8"

# A cell may be as long as a line; the limit holds for the whole process.
csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE))

_SEPARATORS = {b";": "semicolons", b"\t": "tabs", b"|": "upright strokes"}
_QUOTED_BYTES = re.compile(rb'"(?:[^"]|"")*+"')
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


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


def read_csv_table(content: bytes, width: int, notes: TableNotes) -> Cells | None:
    """The cells of a comma-separated file of `width` columns.

    None where it is so wrong that nothing can be said of its cells. That there are some does not mean that all is well.
    """
    if _note_other_text(content, width, notes):
        return None
    lines = _look_at_lines(content, width, notes)
    if lines is None or len(notes.problems) > MAX_PROBLEMS:
        return None
    found: Cells = []
    for cells in lines:
        if len(cells) != width:
            # The line is noted as wrong: cut or filled up, it can be looked at for other mistakes.
            cells = [*cells[:width], *[""] * (width - len(cells))]
        found.append([cell.strip(BLANKS) or None for cell in cells])
    note_odd_cells(found, notes)
    return found


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


def _note_other_text(content: bytes, width: int, notes: TableNotes) -> bool:
    """Note, once for the file, that it is written another way: with other separators than commas, or as UTF-16."""
    start = content[:MAX_LOOKED_AT]
    if start.startswith(_UTF_16):
        message = "the file is UTF-16, which Excel calls Unicode text; UTF-8 is read, with commas between the cells"
        notes.add(1, None, message, SAVE_AS)
        return True
    if not any(separator in start for separator in _SEPARATORS):
        return False
    lines = [_QUOTED_BYTES.sub(b"", line) for line in start.splitlines()[:MAX_LINES_LOOKED_AT] if line.strip()]
    # A line that says of itself how cells are separated stands above the table; the last may be cut off.
    lines = [line for line in lines if not line.startswith(b"sep=")][: None if len(start) < MAX_LOOKED_AT else -1]
    separator = _separator(lines, width)
    if separator is None:
        return False
    message = f"{_SEPARATORS[separator]} stand between the cells, where commas are read"
    try:
        start[: start.rfind(b"\n") + 1].decode("utf-8-sig")
    except UnicodeDecodeError:
        message += "; and the text is not UTF-8"
    notes.add(1, None, message, f"{SAVE_AS}. {EXCEL_HAS_NONE}")
    return True


def _separator(lines: list[bytes], width: int) -> bytes | None:
    """What separates the cells of these lines if it is not the comma: it stands equally often in nearly all of them."""
    if width < 2 or not lines:
        return None
    for separator in _SEPARATORS:
        counts = Counter(line.count(separator) for line in lines)
        often, times = counts.most_common(1)[0]
        by_comma = Counter(line.count(b",") for line in lines)[width - 1]
        is_the_width = often == width - 1 and times == len(lines)
        is_likelier = times > len(lines) / 2 >= by_comma
        if often and (is_the_width or is_likelier):
            return separator
    return None


def _look_at_lines(content: bytes, width: int, notes: TableNotes) -> list[list[str]] | None:
    """The cells of each line, once every line that is not a row of `width` cells has been noted.

    None where the file is no text, so that there is nothing to read.
    """
    number, readable = 0, True
    ends: set[bytes] = set()
    widths: Counter[int] = Counter()
    wrong: list[tuple[int, int, str]] = []
    found: list[list[str]] = []
    for number, line in _lines(content):
        body = line.removesuffix(b"\n").removesuffix(b"\r")
        ends.add(line[len(body) :])
        text = _decoded(notes, number, body)
        if text is None:
            readable = False
            continue
        count, cells = _cells(notes, number, text)
        found.append(cells)
        widths[count or 0] += count is not None
        if count is not None and count != width and len(wrong) <= MAX_PROBLEMS:
            wrong.append((number, count, text[:200]))
    if len(ends - {b""}) > 1:
        readable = False
        notes.add(None, None, "some lines end as on Windows and others do not", SAVE_AS)
    if not notes.problems and not +widths - Counter({0: number}):
        notes.add(None, None, "the file is empty", "Put the table in it, or take it out of report.yml")
        return None
    _note_widths(notes, wrong, widths, width)
    return found if readable else None


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line; of one that is too long, the beginning."""
    with io.BytesIO(content) as file:
        for number, line in enumerate(iter(lambda: file.readline(MAX_LINE), b""), start=1):
            yield number, line
            rest = line
            while len(rest) == MAX_LINE and not rest.endswith(b"\n"):
                rest = file.readline(MAX_LINE)


def _decoded(notes: TableNotes, number: int, body: bytes) -> str | None:
    try:
        text = body.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        column = None if b'"' in body else body.count(b",", 0, error.start) + 1
        near = body[max(0, error.start - 20) : error.start + 20].decode("utf-8", "replace")
        notes.add(number, column, f"this is not UTF-8: {clip(near)}", SAVE_AS, near)
        return None
    if "\r" in text or len(body) >= MAX_LINE:
        what = "holds a lone carriage return" if "\r" in text else f"is longer than {MAX_LINE:,} bytes"
        notes.add(number, None, f"the line {what}", SAVE_AS, text[:200])
        return None
    return text


def _cells(notes: TableNotes, number: int, text: str) -> tuple[int | None, list[str]]:
    """How many cells a line has, and the cells; None, and a note, where its quotation marks make no sense."""
    if '"' not in text:
        return (text.count(",") + 1 if text else 0), text.split(",")
    if _LINE.fullmatch(text):
        cells = next(csv.reader([text], strict=True))
        return len(cells), cells
    if text.count('"') % 2:
        message = "a quotation mark is opened and not closed on this line"
        step = 'Close it, or write it twice (""); a label that runs over two lines is written on one, with a space'
    else:
        message = "a quotation mark stands where it neither opens nor closes a cell"
        step = 'Put a cell that holds one between quotation marks, and write it twice there ("")'
    notes.add(number, None, message, step, text[:200])
    try:
        return None, next(csv.reader([text], strict=True), [])
    except csv.Error:
        return None, text.split(",")


def _note_widths(notes: TableNotes, wrong: list[tuple[int, int, str]], widths: Counter[int], width: int) -> None:
    """Note the lines with a wrong number of cells; once, where every line has the same wrong number."""
    found = +widths
    everywhere = len(found) == 1 and width not in found and 0 not in found
    for number, cells, text in wrong[:1] if everywhere else wrong:
        if not cells:
            notes.empty_lines.add(number)
            notes.add(number, None, "the line is empty", "Take it out; an empty row is written with its commas")
            continue
        which = "every row" if everywhere else "the row"
        message = f"{which} has {cells} cells where report.yml declares {width} columns"
        if cells > width:
            message += ": an unknown or extra column"
            notes.add(number, width + 1, message, "Take the extra cells out, or declare the column", text)
        else:
            notes.add(number, cells + 1, message, "Add the missing cells, or take the column out", text)
