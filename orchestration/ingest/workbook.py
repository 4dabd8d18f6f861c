"""Reads one sheet of an .xlsx file as text, cell for cell, into the grid of `table_file`.

A number comes as the file stores it: whole numbers without decimals, others with the fewest decimals and a
comma. How Excel shows it (percent, rounding, currency) is formatting and not read.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

import duckdb
import python_calamine

from orchestration.ingest.report_fields import column_number, range_bounds
from orchestration.ingest.table_file import TableNotes, column_letters, create_grid, fill_grid, stripped, unpivot
from orchestration.yaml_file import clip

MAX_UNPACKED = 200_000_000
"""Bytes; a small file can unpack to more than the machine holds."""
MAX_CELLS = 20_000_000
"""Cells between A1 and the last one used: two cells far apart make calamine hold all between them."""
AS_TEXT = "Type the cell as text, as the report prints it: what a spreadsheet shows as 5% it keeps as 0,05"
RECALCULATE = "Open the file in Excel or LibreOffice, let it calculate, and save it"


@dataclass(frozen=True)
class _Odd:
    """A cell that calamine would read as another thing than it shows."""

    row: int
    column: int
    message: str
    next_step: str = RECALCULATE


def read_workbook_table(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    width: int,
    notes: TableNotes,
    sheet: str | None,
    cells: str | None,
) -> bool:
    """Read a sheet, or the range `cells` of it, into `printed`.

    False where nothing can be said of its cells. Sets the sheet and the top left of `notes`, so that
    messages name the cell as the spreadsheet does.
    """
    if not _is_workbook(path, notes):
        return False
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            name = _sheet_name(book.sheet_names, sheet, notes)
            if name is None:
                return False
            notes.sheet = name
            if cells is not None:
                notes.left, notes.top, _, _ = range_bounds(cells)
            last_row, last_column, odd = _look_at_cells(path, name)
            if last_row * last_column > MAX_CELLS:
                place = f"{column_letters(last_column)}{last_row}"
                notes.add(None, None, f"the sheet is used up to {place}", "Delete the cells around the table")
                return False
            grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, ElementTree.ParseError, KeyError, ValueError) as error:
        notes.add(None, None, f"the file cannot be read as .xlsx: {error}", "Save it as .xlsx again")
        return False
    rows = _cut([[_text(value) for value in row] for row in grid], width, cells, notes)
    bottom, right = notes.top + len(rows) - 1, notes.left + width - 1
    for one in odd:
        if notes.top <= one.row <= bottom and notes.left <= one.column <= right:
            notes.add(one.row - notes.top + 1, one.column - notes.left + 1, one.message, one.next_step)
    if not rows:
        notes.add(None, None, "there is nothing in these cells", "Put the table in it, or name another sheet")
        return False
    create_grid(connection, width)
    fill_grid(connection, rows)
    unpivot(connection, notes)
    return True


def _is_workbook(path: Path, notes: TableNotes) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
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


def _sheet_name(names: list[str], asked: str | None, notes: TableNotes) -> str | None:
    known = ", ".join(clip(name) for name in names)
    if asked is None and len(names) == 1:
        return names[0]
    if asked is None:
        notes.add(None, None, f"the file has several sheets: {known}", "Say which in report.yml with `sheet`")
        return None
    if asked in names:
        return asked
    notes.add(None, None, f"there is no sheet {clip(asked)}; there is {known}", "Correct `sheet` in report.yml")
    return None


def _cut(grid: list[list[str]], width: int, cells: str | None, notes: TableNotes) -> list[list[str]]:
    """The rows of the table, each `width` wide, without the empty ones below it; notes columns beyond it."""
    if cells is not None:
        left, top, right, bottom = range_bounds(cells)
        grid = [row[left - 1 : right] for row in grid[top - 1 : bottom]]
    seen: set[int] = set()
    for number, row in enumerate(grid, start=1):
        for column, text in enumerate(row[width:], start=width + 1):
            if text and column not in seen:
                seen.add(column)
                message = f"{clip(text)} stands in an extra column: report.yml declares {width} columns"
                step = "Declare the column, or set `range` to the cells of the table"
                notes.add(number, column, message, step, text)
    while grid and not any(stripped(text) for text in grid[-1]):
        grid.pop()
    return [[*row[:width], *[""] * (width - len(row))] for row in grid]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize() + 0, "f").replace(".", ",")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def _look_at_cells(path: Path, sheet: str) -> tuple[int, int, list[_Odd]]:
    """The last row and column used, and the cells with an error, a percentage or a formula never calculated."""
    last_row = last_column = 0
    odd: list[_Odd] = []
    with zipfile.ZipFile(path) as archive, archive.open(_part_of(archive, sheet)) as part:
        percentages = _percentage_styles(archive)
        for row, column, cell in _cells(part):
            last_row, last_column = max(last_row, row), max(last_column, column)
            value = next((e.text for e in cell if e.tag.endswith("}v")), None)
            formula = any(e.tag.endswith("}f") for e in cell)
            if cell.get("t") == "e":
                odd.append(_Odd(row, column, f"the cell holds the error {value}"))
            elif formula and value is None and cell.get("t") != "str":
                odd.append(_Odd(row, column, "the cell holds a formula without a calculated value"))
            elif value is not None and cell.get("s") in percentages and cell.get("t", "n") == "n":
                message = f"the cell is shown as a percentage, and the file holds {clip(value)}"
                odd.append(_Odd(row, column, message, AS_TEXT))
    return last_row, last_column, odd


def _cells(part: IO[bytes]) -> Iterator[tuple[int, int, ElementTree.Element]]:
    """Row, column and element of each cell. An address may be left out: then it follows the one before it."""
    row = column = 0
    for event, element in ElementTree.iterparse(part, ("start", "end")):
        if event == "start" and element.tag.endswith("}row"):
            row, column = int(element.get("r", row + 1)), 0
        elif event == "end" and element.tag.endswith("}c"):
            address = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", element.get("r", ""))
            column = column_number(address[1]) if address else column + 1
            yield row, column, element
        if event == "end" and element.tag.endswith("}row"):
            element.clear()


def _percentage_styles(archive: zipfile.ZipFile) -> set[str]:
    """The numbers of the cell styles that show a number times a hundred, with a percent sign."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    own = [e for e in styles.iter() if e.tag.endswith("}numFmt")]
    # 9 and 10 are the two that every workbook has.
    formats = {"9", "10"} | {e.get("numFmtId", "") for e in own if "%" in e.get("formatCode", "")}
    used = [style for e in styles if e.tag.endswith("}cellXfs") for style in e]
    return {str(number) for number, style in enumerate(used) if style.get("numFmtId") in formats}


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The part of the archive that holds a sheet; raises KeyError where the workbook does not say."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            link = next(value for key, value in element.items() if key.endswith("}id"))
            return posixpath.normpath(posixpath.join("/xl", targets[link])).lstrip("/")
    raise KeyError(f"sheet {sheet}")
