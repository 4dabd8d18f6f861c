"""A sheet of an .ods comes as it is shown, and what shows something else than it holds is refused with its cell."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.ingest import ods, shown_table
from orchestration.ingest.number_format import ShownOtherwiseError
from orchestration.ingest.ods import OdsWorkbook
from orchestration.ingest.ods_number import shown_in_dutch
from orchestration.ingest.shown_table import UnreadableError, chosen_sheet, read_sheet
from orchestration.ingest.table_file import Cells, TableNotes
from tests.ods import number_cell, sheet, text_cell, write_content, write_ods

HEADER = ["Wijk", "2023"]


def read(
    path: Path, width: int = 2, asked: str | None = None, cells: str | None = None
) -> tuple[Cells | None, list[tuple[int | None, int | None, str]]]:
    """The cells of a sheet, and row, column and message of what is wrong with it."""
    notes = TableNotes("t.ods", "r", "t")
    book = OdsWorkbook(path.read_bytes())
    name = chosen_sheet(book, asked, notes)
    found = None if name is None else read_sheet(book, name, cells, width, notes)
    assert all(len(problem.next_step) > 10 for problem in notes.problems)
    return found, [(problem.row, problem.column, problem.message) for problem in notes.problems]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("<table:table-cell office:value-type='string'><text:p>a  b</text:p></table:table-cell>", "a b"),
        (text_cell("a<text:s text:c='2'/>b"), "a  b"),
        (text_cell("Wijk\n(naam)"), "Wijk (naam)"),
        (text_cell("Wijk<text:line-break/>(naam)"), "Wijk (naam)"),
        (text_cell("<text:span>vet</text:span> en <text:a>link</text:a>"), "vet en link"),
        (
            "<table:table-cell office:value-type='string'><office:annotation><text:p>opmerking</text:p>"
            "</office:annotation><text:p>13</text:p></table:table-cell>",
            "13",
        ),
        (number_cell(4.48314, "4,5"), "4,5"),
        (number_cell(4.48314, "4.5"), "4,5"),
        (number_cell(1361, "1.361"), "1361"),
        (number_cell(1361, "1,361"), "1361"),
        (number_cell(1.361, "1.361"), "1,361"),
        (number_cell(1361.5, "1 361,5"), "1361,5"),
        (number_cell(0.71, "71%", "percentage"), "71%"),
        (number_cell(0.7125, "71,3 %", "percentage"), "71,3%"),
        (number_cell(12, "€ 12,00", "currency"), "€ 12,00"),
        (number_cell(12, "€ 12,-", "currency"), "€ 12"),
        (number_cell(-3, "-3"), "-3"),
        (number_cell(-3, "(3)"), "-3"),
        (number_cell(-0.2, "-0"), "0"),
        (number_cell(0, "-"), "-"),
        (number_cell(3, "<5"), "<5"),
        (number_cell(2, "x"), "x"),
        (
            "<table:table-cell office:value-type='date' office:date-value='2023-01-01'><text:p>jan-23</text:p>"
            "</table:table-cell>",
            "jan-23",
        ),
    ],
)
def test_a_cell_is_read_as_it_is_shown(tmp_path, said, text):
    write_ods(tmp_path / "t.ods", {"Blad1": [HEADER, ["Noord", said]]})
    assert read(tmp_path / "t.ods") == ([HEADER, ["Noord", text]], [])


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (number_cell(1361000, "1.361"), 'the cell holds "1361000", and its number format shows 1.361'),
        (number_cell(-3, "3"), 'the cell holds "-3", and its number format shows 3, with another sign'),
        (number_cell(1.361, "ca. 1.361"), 'the cell holds "1.361", and its number format shows ca. 1.361'),
        ("<table:table-cell office:value-type='float' office:value='4.5'/>", "the file does not say how it is shown"),
        ("<table:table-cell office:value-type='float' office:value='x'><text:p>4</text:p></table:table-cell>", "shows"),
        ("<table:table-cell table:formula='of:=SUM([.B1])'/>", "a formula without a calculated value"),
        (number_cell(0, "#DEEL/0!", attributes="calcext:value-type='error'"), "the cell holds the error #DEEL/0!"),
        (text_cell("Err:502", "table:formula='of:=X'"), "the cell holds the error Err:502"),
        (
            "<table:table-cell office:value-type='boolean' office:boolean-value='true'><text:p>WAAR</text:p>"
            "</table:table-cell>",
            "the cell holds TRUE (WAAR)",
        ),
        (text_cell("13<text:span text:style-name='raised'>1</text:span>"), 'the format of "1" in the cell raises it'),
        (number_cell(3, "3", attributes="table:style-name='white'"), "its format shows it in white on white"),
        (number_cell(3, "3", attributes="table:style-name='struck'"), "its format strikes it through"),
        (text_cell("1\n361"), "there is a line break inside the cell"),
        (
            "<table:covered-table-cell office:value-type='string'><text:p>3</text:p></table:covered-table-cell>",
            "the cell is covered by merged cells",
        ),
    ],
)
def test_a_cell_that_shows_something_else_is_refused(tmp_path, said, message):
    write_ods(tmp_path / "t.ods", {"Blad1": [HEADER, ["Noord", said]]})
    _, ((row, column, told),) = read(tmp_path / "t.ods")
    assert (row, column) == (2, 2)
    assert told.startswith("sheet Blad1, cell B2: ")
    assert message in told


def test_repeated_rows_and_cells_are_as_many_as_they_say(tmp_path):
    twice = text_cell("x", "table:number-columns-repeated='2'")
    wide = "<table:table-cell table:number-columns-repeated='1024'/>"
    rows = [
        ["a", "b", "c"],
        f"<table:table-row table:number-rows-repeated='2'><table:table-cell/>{twice}</table:table-row>",
        "<table:table-row table:number-rows-repeated='3'><table:table-cell/></table:table-row>",
        ["d"],
        f"<table:table-row table:number-rows-repeated='1048000'>{wide}</table:table-row>",
    ]
    write_ods(tmp_path / "t.ods", {"Blad1": rows})
    found, problems = read(tmp_path / "t.ods", 3)
    assert problems == []
    empty = [None, None, None]
    assert found == [["a", "b", "c"], [None, "x", "x"], [None, "x", "x"], empty, empty, empty, ["d", None, None]]


def test_rows_in_groups_and_header_rows_are_rows(tmp_path):
    rows = [
        "<table:table-header-rows><table:table-row>" + text_cell("a") + "</table:table-row></table:table-header-rows>",
        "<table:table-row-group><table:table-row>" + text_cell("b") + "</table:table-row></table:table-row-group>",
    ]
    write_ods(tmp_path / "t.ods", {"Blad1": rows})
    assert read(tmp_path / "t.ods", 1) == ([["a"], ["b"]], [])


def test_a_range_and_a_sheet_are_chosen(tmp_path):
    write_ods(tmp_path / "t.ods", {"Een": [[1]], "Twee": [["x"], ["x", *HEADER], ["x", "Noord", 3], ["onder"]]})
    assert read(tmp_path / "t.ods", asked="Twee", cells="B2:C3") == ([HEADER, ["Noord", "3"]], [])
    assert read(tmp_path / "t.ods") == (
        None,
        [(None, None, 'the file has several sheets: "Een", "Twee"')],
    )


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["<table:table-row table:visibility='filter'><table:table-cell/></table:table-row>"], "row 2 is hidden"),
        (["<table:table-row table:visibility='collapse'>" + text_cell("x") + "</table:table-row>"], "row 2 is hidden"),
    ],
)
def test_hidden_rows_are_refused(tmp_path, rows, message):
    write_ods(tmp_path / "t.ods", {"Blad1": [HEADER, *rows, ["Noord", 3]]})
    found, ((row, _, told),) = read(tmp_path / "t.ods")
    assert found is None
    assert row == 2
    assert message in told


def test_hidden_columns_and_sheets(tmp_path):
    columns = "<table:table-column/><table:table-column table:visibility='collapse'/>"
    write_content(
        tmp_path / "t.ods",
        sheet("Open", [HEADER]).replace("<table:table-row>", f"{columns}<table:table-row>", 1)
        + sheet("Dicht", [HEADER], "table:style-name='hidden'")
        + sheet("'file:///elders.ods'#$Blad1", ["<table:table-source/>", HEADER]),
    )
    book = OdsWorkbook((tmp_path / "t.ods").read_bytes())
    assert book.names == ["Open", "Dicht"]
    assert book.hidden == {"Dicht"}
    found, ((_, column, told),) = read(tmp_path / "t.ods")
    assert (found, column) == (None, 2)
    assert "column B is hidden" in told


def test_what_is_larger_than_any_table_is_refused(tmp_path, monkeypatch):
    far = (
        "<table:table-row table:number-rows-repeated='1000000'>"
        + text_cell("x")
        + text_cell("y")
        + "</table:table-row>"
    )
    write_ods(tmp_path / "t.ods", {"Blad1": [far]})
    with pytest.raises(UnreadableError, match="more than 1,000,000 cells"):
        OdsWorkbook((tmp_path / "t.ods").read_bytes())
    write_ods(tmp_path / "t.ods", {"Blad1": [HEADER]})
    monkeypatch.setattr(ods, "MAX_ELEMENTS", 3)
    with pytest.raises(UnreadableError, match="more than 3 elements"):
        OdsWorkbook((tmp_path / "t.ods").read_bytes())
    monkeypatch.setattr(shown_table, "MAX_UNPACKED", 100)
    with pytest.raises(UnreadableError, match="the file unpacks to"):
        OdsWorkbook((tmp_path / "t.ods").read_bytes())


def test_files_that_are_none_are_refused(tmp_path):
    for content in (b"", b"PK\x03\x04", b"Wijk,2023\n"):
        with pytest.raises(UnreadableError, match=r"is not an \.ods workbook"):
            OdsWorkbook(content)
    entities = "<!DOCTYPE a [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;'>]>"
    write_content(tmp_path / "t.ods", sheet("Blad1", [HEADER]), entities)
    with pytest.raises(UnreadableError, match="declares a document type"):
        OdsWorkbook((tmp_path / "t.ods").read_bytes())
    write_content(tmp_path / "t.ods", "<table:table>")
    with pytest.raises(UnreadableError, match=r"cannot be read as \.ods"):
        OdsWorkbook((tmp_path / "t.ods").read_bytes())


@given(
    number=st.integers(-10_000_000, 10_000_000),
    decimals=st.integers(0, 3),
    marks=st.sampled_from([(".", ","), (",", "."), (" ", ","), ("\u202f", ","), ("'", "."), ("", ","), ("", ".")]),
)
def test_a_number_is_the_same_in_every_notation(number, decimals, marks):
    thousands, point = marks
    value = Decimal(number).scaleb(-decimals)
    english = f"{value:,.{decimals}f}"
    shown = english.replace(",", "\0").replace(".", point).replace("\0", thousands)
    found = shown_in_dutch(value, shown)
    assert Decimal(found.replace(",", ".")) == value
    assert len(found.partition(",")[2]) == decimals


@given(value=st.decimals(0, 100_000, places=3), shown=st.decimals(0, 100_000, places=2))
def test_another_number_is_never_taken(value, shown):
    text = f"{shown:.2f}"
    if abs(value - shown) <= Decimal("0.005"):
        assert shown_in_dutch(value, text) == text.replace(".", ",")
        return
    # Read as whole, with the point between thousands, it may be that number after all.
    if abs(Decimal(re.sub(r"\D", "", text)) - value) <= Decimal("0.5"):
        return
    with pytest.raises(ShownOtherwiseError):
        shown_in_dutch(value, text)
