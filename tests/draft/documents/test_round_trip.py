"""Tables that were laid out as a document of any kind come back exactly, with their titles."""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.platypus import PageBreak

from orchestration.draft.document import Document, FoundTable
from orchestration.draft.read import read_document
from orchestration.draft.readers import read_content
from orchestration.draft.signs import is_value
from tests.draft.documents import layouts
from tests.draft.documents.layouts import BOTH, SHARES, SPANS, STARTED, Cells, Titled, ruled, unruled

Writer = Callable[[Path, Sequence[Titled]], Path]


def pdf_of(table: Callable[..., object]) -> Writer:
    def write(path: Path, tables: Sequence[Titled]) -> Path:
        parts: list[object] = ["Dit verslag gaat over 2021, en niet over 2020."]
        for one in tables:
            parts += [f"# {one.title}", table(one.cells, one.spans), "Een regel onder de tabel, met 12 erin."]
        return layouts.pdf(path, parts)

    return write


WRITERS: dict[str, Writer] = {
    "ruled.pdf": pdf_of(ruled),
    "unruled.pdf": pdf_of(unruled),
    "report.docx": layouts.word,
    "report.html": layouts.page,
    "report.md": layouts.markdown,
    "report.xlsx": layouts.xlsx,
    "report.ods": layouts.ods,
}


def cells_of(document: Document) -> list[Cells]:
    return [table.cells for table in document.tables]


@pytest.mark.parametrize("name", WRITERS)
def test_tables_come_back(tmp_path: Path, name: str) -> None:
    document = read_document(WRITERS[name](tmp_path / name, BOTH))
    assert cells_of(document) == [STARTED, SHARES]
    assert [table.title for table in document.tables] == [table.title for table in BOTH]
    assert document.kind == {"md": "markdown"}.get(name.partition(".")[2], name.partition(".")[2])
    for table in document.tables:
        assert len(table.row_lines) == len(table.cells)
        assert document.text_lines[table.row_lines[0] - 1]
        assert table.place.lines is not None


def test_csv_with_titles_around(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text(
        'Klachten\n\nWijk;2019;2020\n"Oost; west";1.361;5\nDe Meern;-;"2,5"\n\nBron: registratie\n', "utf-8"
    )
    document = read_document(path)
    assert cells_of(document) == [(("Wijk", "2019", "2020"), ("Oost; west", "1.361", "5"), ("De Meern", "-", "2,5"))]
    assert document.tables[0].title == "Klachten"
    assert document.tables[0].row_lines == (3, 4, 5)
    assert [line.text for line in document.prose] == ["Klachten", "Bron: registratie"]


# ---- PDF


@pytest.mark.parametrize("table", [ruled, unruled])
def test_a_table_over_three_pages_with_its_heading_repeated(tmp_path: Path, table: Callable[..., object]) -> None:
    rows = tuple((f"Buurt {chr(65 + number % 26)}{number}", str(number * 7), str(number * 3)) for number in range(100))
    cells = (("Buurt", "Gestart", "Afgesloten"), *rows)
    path = layouts.pdf(tmp_path / "long.pdf", ["# Per buurt", table(cells, repeatRows=1), "Klaar in 2021."])
    document = read_document(path)
    assert cells_of(document) == [cells]
    assert document.tables[0].header_rows == 1
    assert document.tables[0].place.page == 1
    assert len(set(document.tables[0].row_lines)) == len(cells)
    assert "page" in " ".join(document.tables[0].doubts)


def test_a_table_that_goes_on_without_its_heading(tmp_path: Path) -> None:
    rows = tuple((f"Buurt {number}x", str(number * 7), str(number * 3)) for number in range(60))
    cells = (("Buurt", "Gestart", "Afgesloten"), *rows)
    document = read_document(layouts.pdf(tmp_path / "long.pdf", [ruled(cells, colWidths=[120, 80, 80])]))
    assert cells_of(document) == [cells]


def test_tables_with_titles_of_their_own_are_not_put_together(tmp_path: Path) -> None:
    parts = ["# Gestart", ruled(SHARES), PageBreak(), "# Afgesloten", ruled(SHARES)]
    document = read_document(layouts.pdf(tmp_path / "two.pdf", parts))
    assert cells_of(document) == [SHARES, SHARES]
    assert [table.title for table in document.tables] == ["Gestart", "Afgesloten"]
    assert [table.place.page for table in document.tables] == [1, 2]


def test_tables_side_by_side(tmp_path: Path) -> None:
    left = (("Wijk", "2019", "2020"), ("Oost", "12", "13"), ("West", "14", "15"), ("Zuid", "6", "7"))
    right = (("Soort", "2019"), ("Klacht", "1"), ("Bezwaar", "2"), ("Beroep", "3"))
    cells = tuple((*one, "", *other) for one, other in zip(left, right, strict=True))
    path = layouts.pdf(tmp_path / "beside.pdf", ["# Naast elkaar", unruled(cells, colWidths=[80, 50, 50, 60, 80, 50])])
    document = read_document(path)
    assert cells_of(document) == [left, right]
    assert all("side by side" in table.doubts[0] for table in document.tables)


def test_a_page_with_two_columns(tmp_path: Path) -> None:
    left = [f"In het jaar 20{number} zagen wij links iets nieuws gebeuren." for number in range(10, 18)]
    right = [f"Aan de rechterkant staat regel {number} van het verhaal." for number in range(30)]
    table = (("Wijk", "2019", "2020"), ("Oost", "12", "13"), ("West", "14", "15"))
    document = read_document(layouts.two_columns(tmp_path / "columns.pdf", left, table, right))
    assert cells_of(document) == [table]
    assert [line.text for line in document.prose] == [*left, *right]


def test_a_table_that_is_turned_on_its_side(tmp_path: Path) -> None:
    document = read_document(layouts.turned(tmp_path / "turned.pdf", "Gedraaid", SHARES))
    assert cells_of(document) == [SHARES]
    assert document.tables[0].title == "Gedraaid"
    assert "on its side" in document.tables[0].doubts[-1]


def test_a_raised_sign_is_never_a_digit(tmp_path: Path) -> None:
    rows = [("Kerala", "24.91", "2", "4.11"), ("Assam", "10.02", "", "0.26"), ("Goa", "1.02", "a", "0.38")]
    document = read_document(layouts.raised(tmp_path / "raised.pdf", rows))
    assert cells_of(document) == [(("Kerala", "24.91²", "4.11"), ("Assam", "10.02", "0.26"), ("Goa", "1.02ᵃ", "0.38"))]
    assert any("Raised signs" in doubt for doubt in document.tables[0].doubts)


def test_a_blank_where_a_thousands_mark_would_be(tmp_path: Path) -> None:
    rows = [("Alabama", "18,870", "71,137"), ("California", "98 452", "1 180 116"), ("Guam", "0", "171")]
    document = read_document(layouts.apart(tmp_path / "apart.pdf", rows, blank=2.2))
    assert cells_of(document) == [tuple(rows)]
    assert any("98 452" in doubt for doubt in document.tables[0].doubts)


def test_pages_and_their_numbers(tmp_path: Path) -> None:
    parts = ["# Een", ruled(SHARES), PageBreak(), "# Twee", ruled(STARTED, SPANS)]
    path = layouts.pdf(tmp_path / "pages.pdf", parts)
    part = read_document(path, "pages 2")
    assert cells_of(part) == [STARTED]
    # A page's lines are counted alike, whatever is read of the others.
    assert part.tables[0].place == read_document(path).tables[1].place
    assert part.tables[0].row_lines[0] == 2002
    assert cells_of(read_document(path, "tables 1")) == [SHARES]


# ---- any table


labels = st.text(string.ascii_letters + "éï", min_size=3, max_size=12).filter(lambda text: not is_value(text))
values = st.one_of(
    st.integers(0, 99_999).map(lambda number: f"{number:,}".replace(",", ".")),
    st.decimals(-999, 999, places=1).map(lambda number: str(number).replace(".", ",")),
    st.sampled_from(["-", "12%", "€ 5"]),
)


@st.composite
def tables(draw: st.DrawFn) -> Cells:
    width, height = draw(st.integers(2, 6)), draw(st.integers(2, 8))
    head = ("Soort", *draw(st.lists(labels, min_size=width, max_size=width)))
    rows = [(draw(labels), *draw(st.lists(values, min_size=width, max_size=width))) for _ in range(height)]
    return (head, *rows)


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=6)
@given(cells=tables())
def test_any_table_comes_back(tmp_path: Path, name: str, cells: Cells) -> None:
    path = WRITERS[name](tmp_path / name, [Titled("Aantallen", cells)])
    kind = {"md": "markdown"}.get(path.suffix[1:], path.suffix[1:])
    blocks, _ = read_content(name, kind, path.read_bytes())
    found = [block for block in blocks if isinstance(block, FoundTable)]
    assert [table.cells for table in found] == [cells]
    assert found[0].title == "Aantallen"
