"""Writes .ods files for tests, as LibreOffice does: what a cell holds and what is shown of it stand side by side."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

MIME = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}"'
        for name, space in (
            ("office", "office:1.0"),
            ("table", "table:1.0"),
            ("text", "text:1.0"),
            ("style", "style:1.0"),
            ("fo", "xsl-fo-compatible:1.0"),
        )
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
STYLES = """
<style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style>
<style:style style:name="raised" style:family="text">
  <style:text-properties style:text-position="super 58%"/>
</style:style>
<style:style style:name="white" style:family="table-cell"><style:text-properties fo:color="#ffffff"/></style:style>
<style:style style:name="struck" style:family="table-cell" style:parent-style-name="Default">
  <style:text-properties style:text-line-through-style="solid"/>
</style:style>
"""


def cell(said: Any) -> str:
    """A cell: a text, a number (shown as Dutch people write it), None, or XML of its own that begins with `<`."""
    if said is None:
        return "<table:table-cell/>"
    if isinstance(said, str):
        return said if said.startswith("<table:") else text_cell(said)
    return number_cell(said, str(said).replace(".", ","))


def text_cell(text: str, attributes: str = "") -> str:
    """A cell that holds a text; what is XML in it stays so."""
    lines = "".join(f"<text:p>{line if '<text:' in line else escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string" {attributes}>{lines}</table:table-cell>'


def number_cell(value: float, shown: str, kind: str = "float", attributes: str = "") -> str:
    """A cell that holds a number and shows a text."""
    value_of = f'office:value-type="{kind}" office:value="{value}"'
    return f"<table:table-cell {value_of} {attributes}><text:p>{escape(shown)}</text:p></table:table-cell>"


def sheet(name: str, rows: Sequence[Sequence[Any] | str], attributes: str = "") -> str:
    """A sheet of these rows; a row that is a text is XML of its own."""
    body = "".join(
        row if isinstance(row, str) else f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows
    )
    return f"<table:table table:name={quoteattr(name)} {attributes}>{body}</table:table>"


def write_ods(path: Path, sheets: Mapping[str, Sequence[Sequence[Any] | str]]) -> None:
    """Write a workbook of these sheets."""
    write_content(path, "".join(sheet(name, rows) for name, rows in sheets.items()))


def write_content(path: Path, sheets: str, before: str = "") -> None:
    """Write a workbook with this XML for its sheets."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {NAMESPACES}>'
        f"<office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIME, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
