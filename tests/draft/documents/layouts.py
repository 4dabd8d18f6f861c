"""Lays tables out as documents of every kind, to see whether they come back."""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from openpyxl import Workbook
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from tests.ods import write_ods

Cells = tuple[tuple[str, ...], ...]

STARTED: Cells = (
    ("", "Kwartaal 1", "", "", "Kwartaal 2", "", "", "Totaal"),
    ("", "J", "F", "M", "A", "M", "J", ""),
    ("Binnenstad", "18", "17", "25", "17", "21", "23", "121"),
    ("De Meern", "13", "11", "12", "12", "16", "23", "87"),
    ("Dichters- en Rivierenwijk", "22", "18", "19", "-", "11", "19", "89"),
    ("Hoograven / Tolsteeg", "1.018", "21", "31", "33", "22", "35", "1.160"),
    ("Totaal", "1.071", "67", "87", "62", "70", "100", "1.457"),
)
"""Groups of columns with a heading above them, and a dash."""
SHARES: Cells = (
    ("Melder", "2019", "2020", "Aandeel 2020"),
    ("Zelfmelder", "661", "737", "56,3%"),
    ("Sociaal netwerk", "112", "102", "7,8%"),
    ("Veilig Thuis", "€ 1.150,00", "-87", "< 5"),
    ("(nog) onbekend", "28", "", "1,2%"),
    ("Totaal", "801", "839", "100%"),
)
"""Every way in which a number is printed, and a cell without one."""
SPANS = ((0, 1, 3), (0, 4, 3))
"""Row, column and width of the headings of STARTED that stand above several columns."""


@dataclass(frozen=True)
class Titled:
    """A table and what stands above it."""

    title: str
    cells: Cells
    spans: tuple[tuple[int, int, int], ...] = ()


BOTH = (Titled("Gestarte casussen", STARTED, SPANS), Titled("Casussen per melder", SHARES))


def ruled(cells: Cells, spans: Sequence[tuple[int, int, int]] = (), **options: Any) -> Table:
    """A table with rules around every cell."""
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONTSIZE", (0, 0), (-1, -1), 9)]
    style += [("SPAN", (column, row), (column + wide - 1, row)) for row, column, wide in spans]
    return Table([list(row) for row in cells], style=TableStyle(style), **options)


def unruled(cells: Cells, spans: Sequence[tuple[int, int, int]] = (), **options: Any) -> Table:
    """A table without any rule, whose numbers end below each other and whose headings stand in their middle."""
    style: list[tuple[Any, ...]] = [("ALIGN", (1, 0), (-1, -1), "RIGHT"), ("FONTSIZE", (0, 0), (-1, -1), 9)]
    style += [("SPAN", (column, row), (column + wide - 1, row)) for row, column, wide in spans]
    style += [("ALIGN", (column, row), (column + wide - 1, row), "CENTER") for row, column, wide in spans]
    return Table([list(row) for row in cells], style=TableStyle(style), **options)


def pdf(path: Path, parts: Sequence[str | Flowable], on_its_side: bool = False) -> Path:
    """A PDF of paragraphs and tables; a text that begins with # is a heading."""
    styles = getSampleStyleSheet()
    story = []
    for part in parts:
        if isinstance(part, str):
            is_heading = part.startswith("# ")
            style = styles["Heading2" if is_heading else "BodyText"]
            story.append(Paragraph(html.escape(part.removeprefix("# ")), style))
        else:
            story.append(part)
    SimpleDocTemplate(str(path), pagesize=landscape(A4) if on_its_side else A4).build(story)
    return path


def two_columns(path: Path, left: Sequence[str], cells: Cells, right: Sequence[str]) -> Path:
    """A PDF with two columns of text, the left of which has a table below its lines."""
    canvas = Canvas(str(path), pagesize=A4)
    for x, lines in ((50, left), (310, right)):
        for number, line in enumerate(lines):
            canvas.setFont("Helvetica", 9)
            canvas.drawString(x, 780 - 12 * number, line)
    for number, row in enumerate(cells):
        y = 780 - 12 * (len(left) + 2 + number)
        canvas.drawString(50, y, row[0])
        for column, text in enumerate(row[1:]):
            canvas.drawRightString(190 + 45 * column, y, text)
    canvas.save()
    return path


def turned(path: Path, title: str, cells: Cells) -> Path:
    """A PDF with a table that stands on its side on an upright page."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(50, 800, "Jaarverslag, pagina met een gedraaide tabel van 2021.")
    canvas.translate(300, 200)
    canvas.rotate(90)
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(0, 40, title)
    canvas.setFont("Helvetica", 9)
    for number, row in enumerate(cells):
        canvas.drawString(0, 20 - 14 * number, row[0])
        for column, text in enumerate(row[1:]):
            canvas.drawRightString(180 + 60 * column, 20 - 14 * number, text)
    canvas.save()
    return path


def raised(path: Path, rows: Sequence[tuple[str, str, str, str]]) -> Path:
    """A PDF with rows of a label, a number, the raised sign behind it, and another number."""
    canvas = Canvas(str(path), pagesize=A4)
    for number, (label, value, sign, other) in enumerate(rows):
        y = 750 - 14 * number
        canvas.setFont("Helvetica", 9)
        canvas.drawString(50, y, label)
        canvas.drawRightString(250, y, value)
        canvas.drawRightString(350, y, other)
        canvas.setFont("Helvetica", 5)
        canvas.drawString(250 + 0.1, y + 3.5, sign)
    canvas.save()
    return path


def apart(path: Path, rows: Sequence[Sequence[str]], blank: float) -> Path:
    """A PDF whose numbers are printed in groups of digits, with a space between them that is no letter."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Helvetica", 9)
    for number, row in enumerate(rows):
        y = 750 - 14 * number
        canvas.drawString(50, y, row[0])
        for column, text in enumerate(row[1:]):
            x = 250.0 + 100 * column
            for group in reversed(text.split(" ")):
                canvas.drawRightString(x, y, group)
                x -= stringWidth(group, "Helvetica", 9) + blank
    canvas.save()
    return path


def word(path: Path, tables: Sequence[Titled]) -> Path:
    """A Word file with a heading above each table."""
    document = docx.Document()
    document.add_paragraph("Dit verslag gaat over 2021.")
    for table in tables:
        document.add_heading(table.title, level=2)
        made = document.add_table(rows=len(table.cells), cols=len(table.cells[0]))
        for row, texts in enumerate(table.cells):
            for column, text in enumerate(texts):
                made.cell(row, column).text = text
        for row, column, wide in table.spans:
            text = table.cells[row][column]
            made.cell(row, column).merge(made.cell(row, column + wide - 1)).text = text
        document.add_paragraph("Tot zover 3 regels.")
    document.save(str(path))
    return path


def page(path: Path, tables: Sequence[Titled]) -> Path:
    """A web page with a heading above each table, and headings over several columns."""
    parts = ["<!doctype html><html><head><title>Verslag 9</title></head><body><p>Dit gaat over 2021.</p>"]
    for table in tables:
        parts.append(f"<h2>{html.escape(table.title)}</h2><table>")
        for row, texts in enumerate(table.cells):
            spans = {column: wide for at, column, wide in table.spans if at == row}
            covered = {at for column, wide in spans.items() for at in range(column + 1, column + wide)}
            tag = "th" if row == 0 else "td"
            cells = [
                f"<{tag} colspan='{spans.get(column, 1)}'>{html.escape(text)}</{tag}>"
                for column, text in enumerate(texts)
                if column not in covered
            ]
            parts.append(f"<tr>{''.join(cells)}</tr>")
        parts.append("</table>")
    path.write_text("\n".join(parts) + "</body></html>", encoding="utf-8")
    return path


def markdown(path: Path, tables: Sequence[Titled]) -> Path:
    """A Markdown text with a heading above each table."""
    parts = ["Dit gaat over 2021.\n"]
    for table in tables:
        head, *rows = [[text.replace("|", "\\|") for text in row] for row in table.cells]
        lines = [head, ["---"] * len(head), *rows]
        parts.append(f"## {table.title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def xlsx(path: Path, tables: Sequence[Titled]) -> Path:
    """A workbook with a sheet, in which the tables stand below each other."""
    book = Workbook()
    made = book.active
    assert made is not None
    made.title = "Cijfers"
    row = 1
    for table in tables:
        made.cell(row, 2, table.title)
        row += 2
        for texts in table.cells:
            for column, text in enumerate(texts):
                if text:
                    made.cell(row, 2 + column, text)
            row += 1
        row += 2
    content = io.BytesIO()
    book.save(content)
    path.write_bytes(content.getvalue())
    return path


def ods(path: Path, tables: Sequence[Titled]) -> Path:
    """The same in LibreOffice's format, a sheet for each table."""
    sheets: dict[str, list[list[Any]]] = {
        f"Blad {number}": [[table.title], [], *([text or None for text in row] for row in table.cells)]
        for number, table in enumerate(tables, start=1)
    }
    write_ods(path, sheets)
    return path
