"""Tables in PDF as reports print them: texts that go on below, headings between rows, turned pages, no blanks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from orchestration.draft import pdf
from orchestration.draft.document import Document, FoundTable
from orchestration.draft.read import read_document
from orchestration.draft.readers import read_content
from tests.draft.documents import layouts
from tests.draft.documents.layouts import SHARES, SPANS, STARTED, Cells, ruled, unruled

PROSE = "Dit verslag gaat over het jaar 2021, en over wat wij in de jaren daarvoor hebben gedaan."


def laid_out(folder: Path, *tables: Table) -> Document:
    return read_document(layouts.pdf(folder / "report.pdf", [PROSE, *tables, PROSE]))


def table(rows: Sequence[Sequence[str]], *style: tuple[Any, ...], **options: Any) -> Table:
    look = [("FONTSIZE", (0, 0), (-1, -1), 9), ("ALIGN", (1, 0), (-1, -1), "RIGHT"), *style]
    return Table([list(row) for row in rows], style=TableStyle(look), **options)


def one_table(document: Document) -> FoundTable:
    (found,) = document.tables
    return found


@pytest.mark.parametrize("place", ["TOP", "MIDDLE", "BOTTOM"])
def test_texts_that_go_on_below(tmp_path: Path, place: str) -> None:
    rows = [
        ["Melder", "Aantal in\n2019", "Aantal in\n2020"],
        ["Sociaal netwerk\n(familie, buren,\nvrienden)", "112", "102"],
        ["Huisarts of\nspecialist", "78", "71"],
        ["Veilig Thuis", "115", "87"],
        ["Totaal", "305", "260"],
    ]
    found = one_table(laid_out(tmp_path, table(rows, ("VALIGN", (0, 0), (-1, -1), place))))
    assert found.cells == tuple(tuple(text.replace("\n", " ") for text in row) for row in rows)
    assert len(found.row_lines) == len(found.cells)


def test_headings_between_rows(tmp_path: Path) -> None:
    rows = [
        ["", "2019", "2020"],
        ["Jeugd", "", ""],
        ["Oost", "12", "13"],
        ["West", "14", "15"],
        ["Volwassenen vanaf achttien jaar oud", "", ""],
        ["Oost", "22", "23"],
        ["", "48", "51"],
    ]
    spans = [("SPAN", (0, row), (2, row)) for row in (1, 4)]
    found = one_table(laid_out(tmp_path, table(rows, *spans, colWidths=[70, 60, 60])))
    assert found.cells == tuple(map(tuple, rows))


def test_rules_around_cells_that_span(tmp_path: Path) -> None:
    rows = [
        ["Aantal klachten per wijk", "", "", ""],
        ["Wijk", "Soort", "2019", "2020"],
        ["Oost", "Jeugd", "12", "13"],
        ["", "Volwassen\nvanaf 18", "14", "15"],
        ["West", "Jeugd", "1.612", "1.713"],
        ["Totaal", "", "1.638", "1.741"],
    ]
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("SPAN", (0, 0), (3, 0)), ("SPAN", (0, 2), (0, 3))]
    found = one_table(laid_out(tmp_path, table(rows, *style, ("SPAN", (0, 5), (1, 5)))))
    assert found.cells == tuple(tuple(text.replace("\n", " ") for text in row) for row in rows)


@pytest.mark.parametrize(
    "style",
    [
        [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey)],
        [("LINEABOVE", (0, 0), (-1, 0), 1, colors.black), ("LINEBELOW", (0, 1), (-1, 1), 1, colors.black)],
        [("ROWBACKGROUNDS", (0, 0), (-1, -1), [colors.white, colors.lavender])],
        [("BACKGROUND", (0, 0), (-1, 1), colors.navy), ("TEXTCOLOR", (0, 0), (-1, 1), colors.white)],
        [("BOX", (0, 0), (-1, -1), 1, colors.black), ("LINEAFTER", (0, 0), (-1, -1), 0.5, colors.black)],
    ],
    ids=["between rows", "as in a book", "every other row coloured", "coloured heading", "between columns"],
)
def test_some_rules(tmp_path: Path, style: list[tuple[Any, ...]]) -> None:
    spans = [("SPAN", (column, row), (column + wide - 1, row)) for row, column, wide in SPANS]
    middle = [("ALIGN", (column, row), (column + wide - 1, row), "CENTER") for row, column, wide in SPANS]
    found = one_table(laid_out(tmp_path, table(STARTED, *spans, *middle, *style)))
    assert found.cells == STARTED


def test_tables_below_each_other(tmp_path: Path) -> None:
    path = layouts.pdf(
        tmp_path / "two.pdf",
        [PROSE, "# Een", unruled(SHARES), "# Twee", unruled(STARTED, SPANS), "# Drie", ruled(SHARES)],
    )
    document = read_document(path)
    assert [(found.title, found.cells) for found in document.tables] == [
        ("Een", SHARES),
        ("Twee", STARTED),
        ("Drie", SHARES),
    ]


def draw(canvas: Canvas, cells: Cells, x: float, y: float) -> None:
    canvas.setFont("Helvetica", 9)
    for number, row in enumerate(cells):
        canvas.drawString(x, y - 14 * number, row[0])
        for column, text in enumerate(row[1:]):
            canvas.drawRightString(x + 180 + 70 * column, y - 14 * number, text)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_shown_turned(tmp_path: Path, turn: int) -> None:
    """As scanners and Word make pages that lie on their side: what is drawn is upright once the page is turned."""
    canvas = Canvas(str(tmp_path / "turned.pdf"), pagesize=A4)
    width, height = A4
    # What is turned to the right when it is shown is drawn turned to the left.
    canvas.translate(*{90: (width, 0), 180: (width, height), 270: (0, height)}[turn])
    canvas.rotate({90: 90, 180: 180, 270: 270}[turn])
    draw(canvas, SHARES, 60, 400)
    canvas.setPageRotation(turn)
    canvas.save()
    assert one_table(read_document(tmp_path / "turned.pdf")).cells == SHARES


@pytest.mark.parametrize("turn", [90, 270])
def test_a_table_that_stands_on_its_side(tmp_path: Path, turn: int) -> None:
    canvas = Canvas(str(tmp_path / "side.pdf"), pagesize=A4)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(50, 800, PROSE)
    canvas.translate(*{90: (300, 200), 270: (300, 700)}[turn])
    canvas.rotate(turn)
    draw(canvas, SHARES, 0, 0)
    canvas.save()
    document = read_document(tmp_path / "side.pdf")
    assert one_table(document).cells == SHARES
    assert [line.text for line in document.prose] == [PROSE]


def test_a_document_that_prints_no_blanks(tmp_path: Path) -> None:
    """As TeX does: every word stands where it stands, and no blank is a letter."""
    canvas = Canvas(str(tmp_path / "tex.pdf"), pagesize=A4)
    canvas.setFont("Helvetica", 9)

    def words(text: str, x: float, y: float, blank: float = 3.0) -> None:
        for word in text.split():
            canvas.drawString(x, y, word)
            x += stringWidth(word, "Helvetica", 9) + blank

    for number in range(4):
        words("In het jaar 2021 zagen wij 12 klachten en 13 bezwaren over de wijk Oost.", 60, 800 - 12 * number, 3.6)
    words("Tabel 4 Klachten per wijk", 60, 730)
    rows = (("Wijk", "Eerste kwartaal", "Tweede kwartaal"), ("Oost en West", "1.361", "12"), ("De Meern", "7", "1.052"))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            words(text, 60 + 110 * column, 700 - 12 * number)
    canvas.save()
    document = read_document(tmp_path / "tex.pdf")
    assert one_table(document).cells == rows
    assert one_table(document).title == "Tabel 4 Klachten per wijk"
    assert document.prose[0].text == "In het jaar 2021 zagen wij 12 klachten en 13 bezwaren over de wijk Oost."


def test_letters_that_are_printed_twice_to_be_bold(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "bold.pdf"), pagesize=A4)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(50, 800, PROSE)
    for shift in (0.0, 0.2):
        draw(canvas, SHARES, 60 + shift, 700)
    canvas.save()
    assert one_table(read_document(tmp_path / "bold.pdf")).cells == SHARES


def test_no_letter_is_lost_among_letters_of_other_sizes(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "sizes.pdf"), pagesize=A4)
    lines = [f"Regel {number} met 1.111.111 en 22.222 unieke elementen en {number * 37} meer." for number in range(60)]
    for number, line in enumerate(lines):
        canvas.setFont("Helvetica", 5 + number % 13 * 0.7)
        canvas.drawString(40 + number, 810 - 13 * number, line)
    canvas.save()
    assert [line.text for line in read_document(tmp_path / "sizes.pdf").prose] == lines


def test_letters_that_no_font_explains() -> None:
    assert pdf._known("(cid:18)") == pdf.UNKNOWN
    assert pdf._known("ﬁ") == "fi"
    content = "Wijk\t2019\nOost\t1\ufffd2\nWest\t7\n".encode()
    blocks, _ = read_content("a.txt", "text", content)
    (found,) = blocks
    assert isinstance(found, FoundTable)
    assert found.cells == (("Wijk", "2019"), ("Oost", ""), ("West", "7"))
    assert "row 2 column 2" in found.doubts[0]


def test_a_digit_that_is_not_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = layouts.pdf(tmp_path / "report.pdf", [PROSE, unruled(SHARES)]).read_bytes()
    assert read_content("report.pdf", "pdf", content)[1] == []
    read = pdf._upright
    monkeypatch.setattr(pdf, "_upright", lambda page, letters: read(page, letters[:-9]))
    assert "digits that were not read" in read_content("report.pdf", "pdf", content)[1][0]


def test_text_beyond_the_page_is_not_read(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "beyond.pdf"), pagesize=A4)
    canvas.drawString(50, 800, PROSE)
    canvas.drawString(50, 2_000, "Hier staat 99 buiten de bladzijde.")
    canvas.save()
    assert [line.text for line in read_document(tmp_path / "beyond.pdf").prose] == [PROSE]
