"""Reads the file of one printed table into DuckDB, cell for cell as printed.

The outcome is a temporary table `printed` (row_number, column_number, text), counted from 1 at the table's
top left, with one row per cell and NULL for an empty one. Python looks at lines, to name the wrong ones;
cells are DuckDB's, but for workbooks and for files that are refused anyway.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import duckdb

from orchestration.problems import INVISIBLE, Problem, character_name, is_invisible
from orchestration.yaml_file import clip

MAX_PROBLEMS = 1_000
"""Problems listed per table; a file that is wrong everywhere needs no million messages."""
MAX_CELL = 1_000
MAX_LINE = 2_000_000
"""Bytes; what DuckDB takes as one line."""
MAX_REPAIRED = 50_000_000
"""Bytes up to which a file with wrong lines is still looked at for other mistakes."""
BATCH = 10_000
MAX_LOOKED_AT = 100_000
"""Bytes from which it is told what separates the cells of a file."""
MAX_LINES_LOOKED_AT = 200

BLANKS = " \t\n\x0b\x0c\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" + (
    "\u2028\u2029\u202f\u205f\u3000"
)
"""White space that is stripped from around a cell's text."""

# Nothing but what every reader of CSV reads in the same way: DuckDB would take ` "a"` for a quoted cell too.
_QUOTED = re.compile(r'"(?:[^"]|"")*+"')
_CELL = rf'(?:{_QUOTED.pattern}|[^",]*+)'
_LINE = re.compile(rf"{_CELL}(?:,{_CELL})*+")

SAVE_AS = (
    "Put the workbook itself (.xlsx) in the folder and name that in report.yml, or save the table from LibreOffice as "
    "Text CSV with `Edit filter settings` on: character set UTF-8, field delimiter `,`"
)
"""What helps a person with Excel: a Dutch one has no CSV with commas."""
EXCEL_HAS_NONE = "Excel set to Dutch puts semicolons in every CSV that it saves, also in CSV UTF-8"

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
    """A text as `printed` holds it: without the white space around it; empty where there is none."""
    return (text or "").strip(BLANKS)


def read_csv_table(connection: duckdb.DuckDBPyConnection, path: Path, width: int, notes: TableNotes) -> bool:
    """Read a comma-separated file of `width` columns into `printed`.

    False where it is so wrong that nothing can be said of its cells. True does not mean that all is well.
    """
    if _note_other_text(path, width, notes):
        return False
    lines = _look_at_lines(path, width, notes)
    if lines is None:
        return False
    create_grid(connection, width)
    if not notes.problems:
        _read_with_duckdb(connection, path, width)
        if _count(connection) != lines:
            # Should not happen: the two readers disagree on what a line is, and a row may have been lost.
            notes.add(None, None, f"the file has {lines} lines, and another number of rows was read", SAVE_AS)
            return False
        unpivot(connection, notes)
        return True
    if len(notes.problems) > MAX_PROBLEMS or path.stat().st_size > MAX_REPAIRED:
        return False
    fill_grid(connection, _repaired(path, width))
    unpivot(connection, notes)
    return True


def fill_grid(connection: duckdb.DuckDBPyConnection, rows: Iterable[list[str]]) -> None:
    """Append rows of text, all of the same width, to the grid that `unpivot` reads."""
    row_iterator, first = iter(rows), 1
    while batch := list(islice(row_iterator, BATCH)):
        columns = [list(column) for column in zip(*batch, strict=True)]
        values = ", ".join(f"unnest(${number}::VARCHAR[])" for number in range(2, len(columns) + 2))
        numbers = f"unnest(range($1::INTEGER, $1::INTEGER + {len(batch)}))"
        connection.execute(f"INSERT INTO grid SELECT {numbers}, {values}", [first, *columns])
        first += len(batch)


def unpivot(connection: duckdb.DuckDBPyConnection, notes: TableNotes) -> None:
    """Turn the grid into `printed`, and note cells that hold what no printed cell can."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE printed AS
        SELECT
            row_number,
            CAST(substr(name, 2) AS INTEGER) AS column_number,
            -- Stripping every cell of all white space there is costs eight times as much as looking for it.
            nullif(CASE WHEN regexp_matches(text, $2) THEN trim(text, $1) ELSE text END, '') AS text
        FROM grid UNPIVOT INCLUDE NULLS (text FOR name IN (COLUMNS(* EXCLUDE (row_number))))
        """,
        [BLANKS, f"^[{BLANKS}]|[{BLANKS}]$"],
    )
    connection.execute("DROP TABLE grid")
    found = connection.execute(
        f"""
        SELECT row_number, column_number, left(text, 200), length(text)
        FROM printed
        WHERE length(text) > {MAX_CELL} OR regexp_matches(text, '{INVISIBLE}')
        ORDER BY row_number, column_number
        LIMIT {MAX_PROBLEMS + 1}
        """
    ).fetchall()
    for row, column, text, length in found:
        if length > MAX_CELL:
            message = f"the cell is {length:,} characters long, which no printed cell is"
            notes.add(row, column, message, "Look for a quotation mark that is not closed", text)
        else:
            mark = next((one for one in text if is_invisible(one)), "")
            other = f"the invisible character {character_name(mark)}" if mark else "an invisible character"
            what = {"\n": "a line break", "\r": "a line break", "\t": "a tab"}.get(mark, other)
            notes.add(row, column, f"there is {what} inside the cell", "Take it out, or replace it by a space", text)


def create_grid(connection: duckdb.DuckDBPyConnection, width: int) -> None:
    """Make an empty grid of `width` columns, for `fill_grid` or `unpivot`."""
    columns = ", ".join(f"c{number} VARCHAR" for number in range(1, width + 1))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE grid (row_number INTEGER, {columns})")


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    found = connection.execute("SELECT count(*) FROM grid").fetchone()
    return int(found[0]) if found else 0


def _read_with_duckdb(connection: duckdb.DuckDBPyConnection, path: Path, width: int) -> None:
    """One thread reads in order, so that the number of a row is its line."""
    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(1, width + 1))
    # A name may hold what DuckDB takes for a pattern.
    name = re.sub(r"([*?\[])", r"[\1]", str(path))
    connection.execute(
        f"""
        INSERT INTO grid
        SELECT row_number() OVER (), *
        FROM read_csv($1, columns = {{{columns}}}, header = false, auto_detect = false, delim = ',',
            quote = '"', escape = '"', encoding = 'utf-8', compression = 'none', parallel = false,
            max_line_size = {MAX_LINE + 10})
        """,
        [name],
    )


def _note_other_text(path: Path, width: int, notes: TableNotes) -> bool:
    """Note, once for the file, that it is written another way: with other separators than commas, or as UTF-16."""
    with path.open("rb") as file:
        start = file.read(MAX_LOOKED_AT)
    if start.startswith(_UTF_16):
        message = "the file is UTF-16, which Excel calls Unicode text; UTF-8 is read, with commas between the cells"
        notes.add(1, None, message, SAVE_AS)
        return True
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


def _look_at_lines(path: Path, width: int, notes: TableNotes) -> int | None:
    """The number of lines, once every line that is not a row of `width` cells has been noted.

    None where the file is no text, so that there is nothing to read.
    """
    number, readable = 0, True
    ends: set[bytes] = set()
    widths: Counter[int] = Counter()
    wrong: list[tuple[int, int, str]] = []
    for number, line in _lines(path):
        body = line.removesuffix(b"\n").removesuffix(b"\r")
        ends.add(line[len(body) :])
        text = _decoded(notes, number, body)
        if text is None:
            readable = False
            continue
        cells = _cells(notes, number, text) if text else 0
        widths[cells or 0] += cells is not None
        if cells is not None and cells != width and len(wrong) <= MAX_PROBLEMS:
            wrong.append((number, cells, text[:200]))
    if len(ends - {b""}) > 1:
        readable = False
        notes.add(None, None, "some lines end as on Windows and others do not", SAVE_AS)
    if not notes.problems and not +widths - Counter({0: number}):
        notes.add(None, None, "the file is empty", "Put the table in it, or take it out of report.yml")
        return None
    _note_widths(notes, wrong, widths, width)
    return number if readable else None


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line; of one that is too long, the beginning."""
    with path.open("rb") as file:
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


def _cells(notes: TableNotes, number: int, text: str) -> int | None:
    """The number of cells on a line; None, and a note, where its quotation marks make no sense."""
    if '"' not in text:
        return text.count(",") + 1
    if _LINE.fullmatch(text):
        return _QUOTED.sub("", text).count(",") + 1
    if text.count('"') % 2:
        message = "a quotation mark is opened and not closed on this line"
        step = 'Close it, or write it twice (""); a label that runs over two lines is written on one, with a space'
    else:
        message = "a quotation mark stands where it neither opens nor closes a cell"
        step = 'Put a cell that holds one between quotation marks, and write it twice there ("")'
    notes.add(number, None, message, step, text[:200])
    return None


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


def _repaired(path: Path, width: int) -> Iterator[list[str]]:
    """The rows of a file with wrong lines, cut or filled up to `width` cells, to look for other mistakes."""
    for number, line in _lines(path):
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        try:
            cells = next(csv.reader([text], strict=True), [])
        except csv.Error:
            cells = text.split(",")
        yield [*cells[:width], *[""] * (width - len(cells))]
