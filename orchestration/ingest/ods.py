"""Reads the sheets of an .ods file as they are shown, cell for cell.

What is shown of a cell stands in the file beside what it holds, so nothing is computed: a number comes as it is shown,
in Dutch notation. One pass over the file, element by element; what is larger than any printed table is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import IO
from xml.etree import ElementTree

from orchestration.ingest.cell_look import UNSEEN
from orchestration.ingest.number_format import ShownOtherwiseError
from orchestration.ingest.ods_look import OdsStyles, local
from orchestration.ingest.ods_number import shown_in_dutch
from orchestration.ingest.shown_table import Bounds, ShownCell, ShownSheet, UnreadableError, check_archive
from orchestration.ingest.table_file import GUIDE_FILES, stripped
from orchestration.yaml_file import clip

MAX_CELLS = 1_000_000
"""Cells with something in them that are kept of one file; a table of more is not printed."""
MAX_ELEMENTS = 10_000_000
MAX_ROWS = 2_000_000
"""Rows of a sheet; no spreadsheet has so many."""
MAX_COLUMNS = 20_000
MAX_START = 65_536
"""Bytes at the beginning of a file in which its document type would stand."""
RECALCULATE = "Open the file in LibreOffice or Excel, let it calculate, and save it"
AS_SHOWN = "Type in the cell what the report prints, as text, or give a plain number the format Number: " + GUIDE_FILES
MEND_FORMULA = "Mend the formula, or type what the report prints: " + GUIDE_FILES
AS_PRINTED = "Type in the cell what the report prints, without such marks: " + GUIDE_FILES

_NUMBERS = ("float", "percentage", "currency")
_ERROR = re.compile(r"Err:\d+|#[A-Z]+(/[A-Z0-9]+)?[!?]?")
_SPACES = re.compile(r"[ \t\r\n]+")


class OdsWorkbook:
    """A workbook in LibreOffice's format, read."""

    def __init__(self, content: bytes) -> None:
        """Read it; raises UnreadableError where it cannot be read."""
        check_archive(content, "content.xml", ".ods")
        self._sheets: dict[str, ShownSheet] = {}
        self.hidden: set[str] = set()
        """The names of the sheets that are hidden."""
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                self._read(archive)
        except UnreadableError:
            raise
        except Exception as error:  # noqa: BLE001  # what a part raises that is not as it should be
            message = f"the file cannot be read as .ods: {clip(str(error))}"
            raise UnreadableError(message, "Open it in LibreOffice or Excel, and save it as .ods again") from None
        if not self._sheets:
            raise UnreadableError("the file holds no sheet", "Save the table as an .ods spreadsheet")

    @property
    def names(self) -> list[str]:
        """The names of the sheets, in their order."""
        return list(self._sheets)

    def sheet(self, name: str, bounds: Bounds | None) -> ShownSheet:
        """A sheet as it is shown; with bounds, only the cells within."""
        sheet = self._sheets[name]
        if bounds is None:
            return sheet
        left, top, right, bottom = bounds
        cells = {at: cell for at, cell in sheet.cells.items() if top <= at[0] <= bottom and left <= at[1] <= right}
        return ShownSheet(cells, sheet.hidden_rows, sheet.hidden_columns)

    def _read(self, archive: zipfile.ZipFile) -> None:
        names = archive.namelist()
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise UnreadableError("the file has a password", "Save it as .ods, without a password")
        styles = OdsStyles()
        if "styles.xml" in names:
            with archive.open("styles.xml") as source:
                for event, element in _elements(source):
                    if event == "end" and local(element.tag) == "style":
                        styles.add(element)
        count = 0
        with archive.open("content.xml") as source:
            for name, sheet, is_hidden in _sheets(source, styles):
                count += len(sheet.cells)
                if count > MAX_CELLS:
                    raise _too_much(f"it holds more than {MAX_CELLS:,} cells")
                self._sheets[name] = sheet
                if is_hidden:
                    self.hidden.add(name)


def _too_much(what: str) -> UnreadableError:
    return UnreadableError(f"the file is larger than any table: {what}", "Delete what is not the table")


def _elements(source: IO[bytes]) -> Iterator[tuple[str, ElementTree.Element]]:
    """Every element, as it begins and once it is complete."""
    start = source.read(MAX_START)
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise UnreadableError("the file declares a document type, which no .ods does", "Save it from LibreOffice again")
    parts = _Joined(start, source)
    for number, (event, element) in enumerate(ElementTree.iterparse(parts, ("start", "end"))):
        if number > 2 * MAX_ELEMENTS:
            raise _too_much(f"it holds more than {MAX_ELEMENTS:,} elements")
        yield event, element


class _Joined(io.RawIOBase):
    """What was read of a file already, and then the rest of it."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        super().__init__()
        self._start = start
        self._rest = rest

    def readable(self) -> bool:
        """It can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        if self._start:
            found, self._start = self._start, b""
            return found
        return self._rest.read(size)


def _sheets(source: IO[bytes], styles: OdsStyles) -> Iterator[tuple[str, ShownSheet, bool]]:
    """Name, cells and whether it is hidden of each sheet; what a file keeps of other files is no sheet of it."""
    sheet: _Sheet | None = None
    depth = in_row = 0
    for event, element in _elements(source):
        tag = local(element.tag)
        if event == "start":
            in_row = in_row + 1 if tag in _CELLS else 0 if tag == "table-row" else in_row
            if in_row > MAX_COLUMNS:
                raise _too_much(f"a row holds more than {MAX_COLUMNS:,} cells")
            if tag == "table":
                depth += 1
                sheet = _Sheet(element, styles) if depth == 1 else sheet
        elif tag == "style":
            styles.add(element)
        elif tag == "table":
            depth -= 1
            if depth == 0 and sheet is not None:
                if not sheet.is_of_another_file:
                    yield sheet.name, sheet.shown, sheet.is_hidden
                sheet = None
                element.clear()
        elif sheet is not None and depth == 1:
            sheet.take(tag, element)


_CELLS = ("table-cell", "covered-table-cell")


class _Sheet:
    """A sheet while it is read."""

    def __init__(self, element: ElementTree.Element, styles: OdsStyles) -> None:
        said = _said(element)
        self.name = said.get("name", "")
        self.shown = ShownSheet()
        self.is_hidden = styles.is_hidden_sheet(said.get("style-name"))
        self.is_of_another_file = False
        self._element = element
        self._styles = styles
        self._rows = 0
        self._columns = 0
        self._column_styles: list[tuple[int, str | None]] = []
        """Last column of each stretch, and the style of its cells that have none of their own."""

    def take(self, tag: str, element: ElementTree.Element) -> None:
        """Take over a part of the sheet, once it is complete."""
        if tag == "table-source":
            self.is_of_another_file = True
        elif tag == "table-column":
            self._take_column(_said(element))
        elif tag == "table-row":
            self._take_row(element)
            element.clear()
            self._element.clear()

    def _take_column(self, said: dict[str, str]) -> None:
        first, self._columns = self._columns + 1, self._columns + _times(said, "number-columns-repeated")
        if _is_hidden(said) or self._styles.is_too_small("table-column", said.get("style-name")):
            self.shown.hidden_columns.append((first, self._columns))
        self._column_styles.append((self._columns, said.get("default-cell-style-name")))

    def _take_row(self, row: ElementTree.Element) -> None:
        said = _said(row)
        first, self._rows = self._rows + 1, self._rows + _times(said, "number-rows-repeated")
        if self._rows > MAX_ROWS:
            raise _too_much(f"a sheet has more than {MAX_ROWS:,} rows")
        if _is_hidden(said) or self._styles.is_too_small("table-row", said.get("style-name")):
            self.shown.hidden_rows.update(range(first, self._rows + 1))
        column = 0
        for element in row:
            tag = local(element.tag)
            if tag not in _CELLS:
                continue
            of_cell = _said(element)
            start, column = column + 1, column + _times(of_cell, "number-columns-repeated")
            if not len(element) and not of_cell.keys() & {"formula", "value-type"}:
                continue
            style = of_cell.get("style-name") or said.get("default-cell-style-name") or self._column_style(start)
            cell = _Cell(element, of_cell, style, self._styles).shown(is_covered=tag == "covered-table-cell")
            if cell.hindrance or stripped(cell.text):
                if (column - start + 1) * (self._rows - first + 1) + len(self.shown.cells) > MAX_CELLS:
                    raise _too_much(f"it holds more than {MAX_CELLS:,} cells")
                for number in range(first, self._rows + 1):
                    self.shown.cells |= {(number, place): cell for place in range(start, column + 1)}

    def _column_style(self, column: int) -> str | None:
        return next((style for last, style in self._column_styles if column <= last), None)


class _Cell:
    """A cell of the file, with its style."""

    def __init__(
        self, element: ElementTree.Element, said: dict[str, str], style: str | None, styles: OdsStyles
    ) -> None:
        self._element = element
        self._said = said
        self._style = style
        self._styles = styles
        self._odd: list[tuple[str, str]] = []
        """Parts of the text whose style shows them otherwise, each with what that does to it."""

    def shown(self, *, is_covered: bool) -> ShownCell:
        """What the cell shows, and why that is not what it holds, if it is not."""
        cell = self._by_type("\n".join(self._text(part) for part in self._element if local(part.tag) == "p"))
        if cell.hindrance or not stripped(cell.text):
            return cell
        if is_covered:
            step = "Empty it, or unmerge them"
            return ShownCell(cell.text, "the cell is covered by merged cells, and holds something", step)
        if self._odd:
            part, reason = self._odd[0]
            # What is there in secret is not told.
            what = "a part of the text" if reason in UNSEEN else clip(part)
            return ShownCell(cell.text, f"the format of {what} in the cell {reason}", AS_PRINTED)
        if reason := self._styles.hindrance(self._style):
            return ShownCell(cell.text, f"the cell is not shown as it is: its format {reason}", AS_PRINTED)
        return cell

    def _by_type(self, text: str) -> ShownCell:
        kind = self._said.get("value-type")
        has_formula = "formula" in self._said
        if kind == "error" or (has_formula and _ERROR.fullmatch(text)):
            step = MEND_FORMULA
            return ShownCell(text, f"the cell holds the error {text}", step)
        if kind == "boolean":
            said = "TRUE (WAAR)" if self._said.get("boolean-value") == "true" else "FALSE (ONWAAR)"
            return ShownCell(text, f"the cell holds {said}, which is no number or text", AS_SHOWN)
        if kind is None and has_formula and not text:
            return ShownCell("", "the cell holds a formula without a calculated value", RECALCULATE)
        if kind not in _NUMBERS:
            return ShownCell(text)
        value = self._said.get("value", "")
        if not text:
            message = f"the cell holds {clip(value)}, and the file does not say how it is shown"
            return ShownCell(value, message, RECALCULATE)
        try:
            return ShownCell(shown_in_dutch(Decimal(value), text), is_number=True)
        except (ShownOtherwiseError, InvalidOperation) as error:
            why = str(error) if isinstance(error, ShownOtherwiseError) else f"shows {clip(text)}"
            return ShownCell(text, f"the cell holds {clip(value)}, and its number format {why}", AS_SHOWN)

    def _text(self, element: ElementTree.Element) -> str:
        """The text of a paragraph or a part of it, as it is shown; parts that are shown otherwise are kept apart."""
        return "".join(self._pieces(element))

    def _pieces(self, element: ElementTree.Element) -> Iterator[str]:
        yield _SPACES.sub(" ", element.text or "")
        for part in element:
            tag, said = local(part.tag), _said(part)
            if tag == "s":
                yield " " * min(_times(said, "c"), MAX_COLUMNS)
            elif tag in ("tab", "line-break"):
                yield "\t" if tag == "tab" else "\n"
            elif tag not in _NOT_OF_THE_TEXT:
                inner = self._text(part)
                reason = ""
                if tag == "span" and inner.strip():
                    reason = self._styles.run_hindrance(said.get("style-name"), self._style)
                if reason:
                    self._odd.append((inner, reason))
                else:
                    yield inner
            yield _SPACES.sub(" ", part.tail or "")


_NOT_OF_THE_TEXT = ("annotation", "note", "ruby-text", "frame")


def _said(element: ElementTree.Element) -> dict[str, str]:
    """The attributes of an element, without namespaces; what LibreOffice adds counts where it says more."""
    said = {local(key): value for key, value in element.attrib.items() if "calcext" not in key}
    if element.get(_CALC_TYPE) == "error":
        said["value-type"] = "error"
    return said


_CALC_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"


def _times(said: dict[str, str], key: str) -> int:
    return max(1, int(said.get(key, "1")))


def _is_hidden(said: dict[str, str]) -> bool:
    return said.get("visibility", "visible") != "visible"
