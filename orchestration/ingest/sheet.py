"""Reads one sheet of an .xlsx file with openpyxl: its cells with their styles, and all that hides or changes them.

One pass, element by element, in little memory: what has been read is dropped, what is larger than any printed table is
refused, and of a sheet of which a table needs a range, only the cells of that are kept.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree import ElementTree

from openpyxl.cell.rich_text import CellRichText
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import range_boundaries
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS

from orchestration.ingest.cell_look import Looks

MAX_CELLS = 1_000_000
"""Cells that are kept of one sheet, and texts of one workbook; a table of more is not printed."""
MAX_ELEMENTS = 10_000_000
"""Elements of the file of a sheet or of its texts."""
MAX_PART = 10_000_000
"""Bytes of every other part that is read, all of it at once."""
MAX_COMPARED = 20_000_000
"""Cells that are looked for in all areas of a sheet together."""
MAX_ROW = 16_384
"""Cells of a row; a spreadsheet has no more columns."""
TOO_SMALL = 1.0
"""Points of height and characters of width below which nothing of a cell is seen."""

Bounds = tuple[int, int, int, int]
"""Left column, top row, right column and bottom row, counted from 1."""


class TooMuchError(Exception):
    """The workbook holds more than is read; the message says of what."""


@dataclass(frozen=True)
class SheetCell:
    """What the file says of one cell that holds something."""

    value: Any
    kind: str
    """`n` number, `s` text, `b` boolean, `e` error, `d` date."""
    style_id: int
    is_uncalculated: bool


@dataclass
class Sheet:
    """A sheet as read."""

    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    """By row and column, counted from 1."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last of each stretch."""
    merged: list[Bounds] = field(default_factory=list)
    conditions: list[tuple[Bounds, str]] = field(default_factory=list)
    """Where a condition may change what is shown, and how, as a verb."""
    tables: list[Bounds] = field(default_factory=list)
    """The tables in Excel's sense, which have fills of their own."""
    hides_zeros: bool = False
    shows_formulas: bool = False

    def within(self, areas: list[Bounds]) -> list[list[tuple[int, int]]]:
        """The cells in each of these areas. Raises TooMuchError for areas that would take minutes to compare."""
        sizes = [(right - left + 1) * (bottom - top + 1) for left, top, right, bottom in areas]
        if sum(min(size, len(self.cells)) for size in sizes) > MAX_COMPARED:
            raise TooMuchError(f"it has {len(areas):,} areas with merged cells or formats of their own")
        return [self._within(area, size < len(self.cells)) for area, size in zip(areas, sizes, strict=True)]

    def _within(self, area: Bounds, is_small: bool) -> list[tuple[int, int]]:
        left, top, right, bottom = area
        if is_small:
            places = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
            return [at for at in places if at in self.cells]
        return [at for at in self.cells if top <= at[0] <= bottom and left <= at[1] <= right]


class Book:
    """A workbook whose sheets can be read; raises whatever openpyxl does where the file is not as it should be."""

    def __init__(self, file: IO[bytes]) -> None:
        self._reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False, rich_text=True)
        self._archive: zipfile.ZipFile = self._reader.archive
        for entry in self._archive.infolist():
            is_read_whole = entry.filename.startswith(_READ_WHOLE) or entry.filename.endswith(".rels")
            if is_read_whole and entry.file_size > MAX_PART:
                raise TooMuchError(f"{entry.filename} is {entry.file_size:,} bytes")
        self._reader.read_manifest()
        self._reader.read_workbook()
        apply_stylesheet(self._archive, self._reader.wb)
        self.epoch = self._reader.wb.epoch
        self.looks = Looks(self._reader.wb, _part(self._archive, "xl/theme/theme1.xml"))
        found = [(sheet, link) for sheet, link in self._reader.parser.find_sheets() if "worksheet" in link.Type]
        self._parts = {sheet.name: link.target for sheet, link in found}
        self.hidden = {sheet.name for sheet, _ in found if sheet.state != "visible"}
        """Sheets that are hidden, also those that only a program can show again."""
        strings = self._reader.package.find(SHARED_STRINGS)
        self._strings = _strings(self._archive, strings.PartName.lstrip("/")) if strings else []

    @property
    def names(self) -> list[str]:
        """The names of the sheets with cells, in their order."""
        return list(self._parts)

    def sheet(self, name: str, bounds: Bounds | None) -> Sheet:
        """Read a sheet; with bounds, only the cells within. Raises TooMuchError where it is no table's."""
        with self._archive.open(self._parts[name]) as source:
            sheet, table_ids = _read(source, self._strings, self.looks, bounds)
        # What is wrong with the styles is a fault of the file, and is found while it is read.
        for style_id in {cell.style_id for cell in sheet.cells.values()}:
            self.looks.prepare(style_id)
        if table_ids:
            links = get_dependents(self._archive, get_rels_path(self._parts[name]))
            for table_id in table_ids:
                root = ElementTree.fromstring(self._archive.read(links.get(table_id).target))
                sheet.tables.append(range_boundaries(root.get("ref")))
        return sheet


_READ_WHOLE = ("[Content_Types].xml", "xl/workbook", "xl/styles", "xl/theme/", "xl/tables/")


def _part(archive: zipfile.ZipFile, name: str) -> str:
    return archive.read(name).decode("utf-8", "replace") if name in archive.namelist() else ""


def _read(source: IO[bytes], strings: list[Any], looks: Looks, bounds: Bounds | None) -> tuple[Sheet, list[str]]:
    """The sheet, and the ids of its tables."""
    sheet, table_ids = Sheet(), list[str]()
    parser = WorkSheetParser(source, strings, data_only=True, rich_text=True)
    readers: dict[str, Callable[[ElementTree.Element], None]] = {
        "row": lambda row: _read_row(sheet, parser, row, bounds),
        "col": lambda column: _read_column(sheet, column),
        "mergeCell": lambda merged: sheet.merged.append(range_boundaries(merged.get("ref"))),
        "conditionalFormatting": lambda condition: _read_condition(sheet, condition, looks),
        "sheetView": lambda view: _read_view(sheet, view),
        "tablePart": lambda part: table_ids.extend(value for key, value in part.items() if key.endswith("}id")),
    }
    for element in _elements(source, "sheetData"):
        if read := readers.get(_tag(element)):
            read(element)
            element.clear()
    return sheet, table_ids


def _strings(archive: zipfile.ZipFile, name: str) -> list[Any]:
    """The texts that cells refer to by number; those with fonts of their own as openpyxl keeps them."""
    found: list[Any] = []
    with archive.open(name) as source:
        for element in _elements(source, "sst"):
            if _tag(element) != "si":
                continue
            if len(found) >= MAX_CELLS:
                raise TooMuchError(f"it holds more than {MAX_CELLS:,} texts")
            # Most texts have one font, and making openpyxl's objects of them takes ten times as long.
            plain = element[0].text if len(element) and _tag(element[0]) == "t" else None
            found.append(CellRichText.from_tree(element) if plain is None else plain)
            element.clear()
    return found


def _elements(source: IO[bytes], holder_tag: str) -> Iterator[ElementTree.Element]:
    """Every element once it is complete. What stands directly below the holder is dropped after that."""
    holder: ElementTree.Element | None = None
    in_row = 0
    for number, (event, element) in enumerate(ElementTree.iterparse(source, ("start", "end"))):
        if number > 2 * MAX_ELEMENTS:
            raise TooMuchError(f"it holds more than {MAX_ELEMENTS:,} elements")
        if event == "start":
            if holder is None and _tag(element) == holder_tag:
                holder = element
            in_row = in_row + 1 if _tag(element) == "c" else 0 if _tag(element) == "row" else in_row
            if in_row > MAX_ROW:
                raise TooMuchError(f"a row holds more than {MAX_ROW:,} cells")
            continue
        yield element
        if holder is not None and _tag(element) in ("row", "si"):
            holder.clear()


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _read_row(sheet: Sheet, parser: Any, row: ElementTree.Element, bounds: Bounds | None) -> None:
    number = int(row.get("r", parser.row_counter + 1))
    parser.row_counter, parser.col_counter = number, 0
    if _is_true(row.get("hidden")) or float(row.get("ht", TOO_SMALL)) < TOO_SMALL:
        sheet.hidden_rows.add(number)
    if bounds and not bounds[1] <= number <= bounds[3]:
        return
    for element in row:
        found = parser.parse_cell(element)
        at = (found["row"], found["column"])
        value, kind = found["value"], found["data_type"]
        uncalculated = value is None and element.get("t") != "str" and any(_tag(part) == "f" for part in element)
        if (value is None or value == "") and not uncalculated:
            continue
        if bounds is None or (bounds[0] <= at[1] <= bounds[2] and bounds[1] <= at[0] <= bounds[3]):
            sheet.cells[at] = SheetCell(
                unescape(value) if type(value) is str else value, kind, found["style_id"], uncalculated
            )
            if len(sheet.cells) > MAX_CELLS:
                raise TooMuchError(f"it holds more than {MAX_CELLS:,} cells")


def _read_column(sheet: Sheet, column: ElementTree.Element) -> None:
    if _is_true(column.get("hidden")) or float(column.get("width", TOO_SMALL)) < TOO_SMALL:
        sheet.hidden_columns.append((int(column.get("min", "1")), int(column.get("max", "1"))))


def _read_view(sheet: Sheet, view: ElementTree.Element) -> None:
    sheet.hides_zeros |= not _is_true(view.get("showZeros", "1"))
    sheet.shows_formulas |= _is_true(view.get("showFormulas"))


def _read_condition(sheet: Sheet, condition: ElementTree.Element, looks: Looks) -> None:
    """Also of the kind that came with Excel 2010, which says its looks and its place in elements of its own."""
    places = condition.get("sqref") or " ".join(e.text or "" for e in condition.iter() if _tag(e) == "sqref")
    reasons = {reason for element in condition.iter() for reason in _reasons(element, looks)}
    for place in places.split():
        sheet.conditions += [(range_boundaries(place), reason) for reason in sorted(reasons)]


def _reasons(element: ElementTree.Element, looks: Looks) -> Iterator[str]:
    tag = _tag(element)
    if tag == "cfRule" and element.get("dxfId"):
        if reason := looks.difference_hindrance(int(element.get("dxfId", ""))):
            yield reason
    elif tag in ("iconSet", "dataBar") and not _is_true(element.get("showValue", "1")):
        yield "shows a picture in its place"
    elif tag == "dxf" and any(_tag(part) == "numFmt" for part in element):
        yield "gives it another number format"
    elif tag == "dxf" and any(_tag(part) == "strike" for part in element.iter()):
        yield "strikes it through"


def _is_true(text: str | None) -> bool:
    return text in ("1", "true", "on")
