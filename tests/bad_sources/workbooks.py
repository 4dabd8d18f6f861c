"""Cases of .xlsx files: the table wait_in_city as a workbook that is damaged, holds what no table holds, or attacks."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from tests.bad_sources.case import Case, Refused, Spoil, all_of, write

TABLE = "wait_in_city"
FILE = f"{TABLE}.xlsx"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
LINKS = "xl/_rels/workbook.xml.rels"
NO_WORKBOOK = "the file is not an .xlsx workbook, or it is damaged or has a password"


def cases() -> list[Case]:
    """The cases, all refused."""
    return [
        # What is no workbook
        _case("missing", all_of(_declare(""), _gone), None, None, "the file is missing"),
        _case("text", _content(b"Categorie,Gemiddeld aantal dagen\n"), None, None, NO_WORKBOOK),
        _case("empty", _content(b""), None, None, NO_WORKBOOK),
        _case("old-xls-or-password", _content(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)), None, None, NO_WORKBOOK),
        _case("cut-off", _workbook(bytes_=lambda content: content[: len(content) // 2]), None, None, NO_WORKBOOK),
        _case("zip-of-something-else", _content(_zip({"a.txt": b"a"})), None, None, NO_WORKBOOK),
        _case("without-its-sheet", _workbook(parts={SHEET: None}), None, None, "the file cannot be read as .xlsx"),
        _case(
            "xml-that-is-none", _workbook(parts={SHEET: b"<worksheet"}), None, None, "the file cannot be read as .xlsx"
        ),
        # Sheets and ranges
        _case("other-sheet", _workbook("sheet: Blad2"), None, None, 'there is no sheet "Blad2"; there is "Sheet"'),
        _case("several-sheets", _workbook(lambda book: book.create_sheet("Toelichting")), None, None, "several sheets"),
        _case(
            "empty-sheet",
            _workbook("sheet: Leeg", lambda book: book.create_sheet("Leeg")),
            None,
            None,
            "there is nothing",
        ),
        _case("range-beside-it", _workbook("range: B1:C6"), 1, 2, 'cell B1: the header says "Gemiddeld aantal dagen"'),
        _case("range-below-it", _workbook("range: A101:B106"), None, None, "there is nothing in these cells"),
        _case("range-too-short", _workbook("range: A1:B5"), None, None, 'the file lacks the row "Totaal"'),
        _case("range-too-wide", _workbook("range: A1:C6"), "range:", None, "A1:C6 is 3 columns wide", "report.yml"),
        _case("range-backwards", _workbook("range: B6:A1"), "range:", None, "does not run from top left", "report.yml"),
        _case("range-in-words", _workbook("range: all of it"), "range:", None, "is not written the way", "report.yml"),
        _case("extra-column", _workbook(_put("C3", "x")), 3, 3, 'cell C3: "x" stands in an extra column'),
        _case("used-far-away", _workbook(_put("XFD1048576", 1)), None, None, "the sheet is used up to XFD1048576"),
        # Cells
        _case(
            "formula-never-calculated", _workbook(_put("B3", "=6.9+0.8")), 3, 2, "a formula without a calculated value"
        ),
        _case(
            "formula-to-another-file", _workbook(_put("B3", "=[1]x!A1")), 3, 2, "a formula without a calculated value"
        ),
        _case("error-not-available", _workbook(_put("B3", "#N/A")), 3, 2, "the cell holds the error #N/A"),
        _case("error-divided-by-nothing", _workbook(_put("B3", "#DIV/0!")), 3, 2, "the cell holds the error #DIV/0!"),
        _case(
            "merged-labels", _workbook(lambda book: book.active.merge_cells("A2:A3")), 3, 1, "no row without a label"
        ),
        _case("merged-values", _workbook(lambda book: book.active.merge_cells("B2:B3")), 3, 2, "the cell is empty"),
        _case("date-for-a-number", _workbook(_put("B3", dt.date(2021, 7, 7))), 3, 2, '"2021-07-07" is not a number'),
        _case("time-for-a-number", _workbook(_put("B3", dt.time(7, 7))), 3, 2, "shows it as a time"),
        _case("yes-for-a-number", _workbook(_put("B3", value=True)), 3, 2, "the cell holds TRUE (WAAR)"),
        _case("number-as-english-text", _workbook(_put("B3", "7.7")), 3, 2, '"7.7" is not a number'),
        _case("number-that-was-computed", _workbook(_put("B3", 7.7012345678)), 3, 2, '"7,701234568" is not a number'),
        _case("number-shown-as-percentage", _workbook(_put("B3", 0.077, "0.0%")), 3, 2, '"7,7%" is printed in percent'),
        _case("number-beyond-all", _workbook(_put("B3", 1e300)), 3, 2, "shows it in powers of ten"),
        _case("line-break", _workbook(_put("B3", "7,\n7")), 3, 2, "there is a line break inside the cell"),
        _case("cell-of-pages", _workbook(_put("A3", "x" * 30_000)), 3, 1, "the cell is 30,000 characters long"),
        _case("label-changed", _workbook(_put("A6", "Jaar")), 6, 1, 'promises no row "Jaar" here'),
        _case("row-lost", _workbook(lambda book: book.active.delete_rows(4)), None, None, "the file lacks the row"),
        _case("empty-row-between", _workbook(lambda book: book.active.insert_rows(4)), 4, 1, "no row without a label"),
        # Attacks
        _case(
            "zip-bomb", _workbook(parts={"xl/media/image1.bin": bytes(300_000_000)}), None, None, "the file unpacks to"
        ),
        _case("zip-bomb-in-the-sheet", _workbook(parts={SHEET: _spaces}), None, None, "the file unpacks to"),
        _case("zip-bomb-that-lies", _workbook(parts={SHEET: _spaces}, bytes_=_lie), None, None, NO_WORKBOOK),
        _case("entity-bomb-in-the-sheet", _workbook(parts={SHEET: _entities}), None, None, "the file cannot be read"),
        _case("entity-bomb-in-the-texts", _workbook(parts=_SHARED), None, None, "the file cannot be read"),
        _case("entity-that-reads-a-file", _workbook(parts={SHEET: _outside}), None, None, "the file cannot be read"),
        _case("sheet-outside-the-file", _workbook(parts={LINKS: _climb}), None, None, "cannot be read"),
        _case("row-number-beyond-all", _workbook(parts={SHEET: _far_row}), None, None, "the sheet is used up to"),
        _case("a-million-cells-apart", _workbook(parts={SHEET: _far_cells}), None, None, "the sheet is used up to"),
    ]


Change = Callable[[Any], Any]
Part = bytes | Callable[[bytes], bytes] | None


def _case(
    name: str,
    spoil: Spoil,
    row: int | str | None,
    column: int | None,
    says: str,
    file: str = FILE,
) -> Case:
    return Case(f"xlsx-{name}", "workbooks", Refused(file, row, column, says), spoil, (TABLE,))


def _workbook(
    *how: str | Change,
    parts: dict[str, Part] | None = None,
    bytes_: Callable[[bytes], bytes] = lambda content: content,
) -> Spoil:
    """Turn the table into a workbook, with lines for report.yml and changes to the book, its parts or its bytes."""

    def spoil(folder: Path) -> None:
        _declare(*[line for line in how if isinstance(line, str)])(folder)
        book = _book(folder / f"{TABLE}.csv")
        for change in how:
            if not isinstance(change, str):
                change(book)
        file = io.BytesIO()
        book.save(file)
        with zipfile.ZipFile(file) as archive:
            content: dict[str, bytes] = {name: archive.read(name) for name in archive.namelist()}
        for name, part in (parts or {}).items():
            made = part(content[name]) if callable(part) else part
            content.pop(name, None)
            if made is not None:
                content[name] = made
        (folder / FILE).write_bytes(bytes_(_zip(content)))
        (folder / f"{TABLE}.csv").unlink()

    return spoil


def _declare(*lines: str) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / "report.yml"
        more = "".join(f"\n    {line}" for line in lines if line)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f"file: {TABLE}.csv", f"file: {FILE}{more}"), encoding="utf-8")

    return spoil


def _content(content: bytes) -> Spoil:
    return all_of(_declare(), write(FILE, content))


def _gone(folder: Path) -> None:
    (folder / f"{TABLE}.csv").unlink()


def _book(table: Path) -> Any:
    book = openpyxl.Workbook()
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            numbers = [float(text.replace(",", ".")) if re.fullmatch(r"\d+,\d", text) else text for text in row]
            book.worksheets[0].append(numbers)
    return book


def _put(address: str, value: Any, shown_as: str = "") -> Change:
    def change(book: Any) -> None:
        book.active[address] = value
        if shown_as:
            book.active[address].number_format = shown_as

    return change


def _zip(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _spaces(sheet: bytes) -> bytes:
    """Three hundred million blanks before the sheet ends; they pack into a third of a megabyte."""
    return sheet.replace(b"</sheetData>", b" " * 300_000_000 + b"</sheetData>")


def _lie(archive: bytes) -> bytes:
    """The same archive, whose directory says that the sheet is small."""
    true, said = (300_000_000).to_bytes(4, "little"), (4_000).to_bytes(4, "little")
    places = [match.start() for match in re.finditer(rb"PK\x01\x02", archive)]
    changed = bytearray(archive)
    for place in places:
        size = int.from_bytes(changed[place + 24 : place + 28], "little")
        if size >= int.from_bytes(true, "little"):
            changed[place + 24 : place + 28] = said
    return bytes(changed)


def _entities(part: bytes) -> bytes:
    """Ten entities of ten of the one before: a few hundred bytes that stand for ten billion."""
    lines = [b'<!ENTITY e0 "0123456789">'] + [
        b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10)
    ]
    return _with_doctype(part, b"".join(lines), b"&e9;")


def _outside(part: bytes) -> bytes:
    return _with_doctype(part, b'<!ENTITY x SYSTEM "file:///etc/passwd">', b"&x;")


def _with_doctype(part: bytes, declarations: bytes, text: bytes) -> bytes:
    root = re.search(rb"<(worksheet|sst)[ >]", part)
    assert root
    body = re.sub(rb"(<v>|<t>)[^<]*", lambda found: found[1] + text, part[root.start() :], count=1)
    return b"<!DOCTYPE %s [%s]>%s" % (root[1], declarations, body)


_SHARED: dict[str, Part] = {
    STRINGS: _entities(
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>x</t></si></sst>'
    ),
    SHEET: lambda sheet: re.sub(rb'r="A3" t="inlineStr"><is>.*?</is>', b'r="A3" t="s"><v>0</v>', sheet),
    LINKS: lambda links: links.replace(
        b"</Relationships>",
        b'<Relationship Id="rId9" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/sharedStrings" /></Relationships>',
    ),
    "[Content_Types].xml": lambda types: types.replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.sharedStrings+xml" /></Types>',
    ),
}
"""A workbook that keeps its texts apart, as Excel does; the label of the second row is ten billion digits."""


def _climb(links: bytes) -> bytes:
    return links.replace(b"/xl/worksheets/sheet1.xml", b"../../../../etc/passwd")


def _far_row(sheet: bytes) -> bytes:
    return sheet.replace(b'<row r="3"', b'<row r="99999999999999999999"').replace(
        b'r="A3"', b'r="A99999999999999999999"'
    )


def _far_cells(sheet: bytes) -> bytes:
    return sheet.replace(b'r="B3"', b'r="ZZZ3"').replace(b'r="A6"', b'r="A1048576"').replace(b'r="6"', b'r="1048576"')
