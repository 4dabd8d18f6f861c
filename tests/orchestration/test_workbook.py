"""A table in an .xlsx file comes into the raw store cell for cell, or as problems that a person can mend."""

from __future__ import annotations

import datetime as dt
import zipfile

import openpyxl
import pytest

from orchestration.ingest import workbook

WAIT = "dorp-2023/wait.xlsx"
REPORT = "dorp-2023/report.yml"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (12.0, "12"),
        (-0.0, "0"),
        (7.83, "7,83"),
        (0.1, "0,1"),
        (1e20, "100000000000000000000"),
        (1e-7, "0,0000001"),
        ("1.361", "1.361"),
        (" 7,8 \xa0", "7,8"),
        (True, "true"),
        (dt.date(2021, 1, 5), "2021-01-05"),
        (dt.datetime(2021, 1, 5, 3, 4), "2021-01-05T03:04:00"),  # noqa: DTZ001  # so does Excel
        (dt.time(1, 2), "01:02:00"),
        ("", None),
        (None, None),
        ("=", "="),
    ],
)
def test_values_of_a_workbook_as_text(good, value, text):
    good.write_wait([None, "Noord", value], [None, "Zuid", 1])
    assert good.problems() == []
    assert good.cells("wait")[2, 2] == text


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("=1+1", "sheet Wachttijd, cell C3: the cell holds a formula without a calculated value"),
        ("#N/A", "sheet Wachttijd, cell C3: the cell holds the error #N/A"),
        ("a\nb", "sheet Wachttijd, cell C3: there is a line break inside the cell"),
        ("x" * 1001, "sheet Wachttijd, cell C3: the cell is 1,001 characters long"),
    ],
)
def test_cells_of_a_workbook_that_cannot_be_read(good, value, message):
    good.write_wait([None, "Noord", value], [None, "Zuid", 1])
    file, row, column, said = good.sole()
    assert (file, row, column) == (WAIT, 3, 3)
    assert said.startswith(message)


def test_calculated_formulas_give_their_values(good):
    good.write_wait([None, "Noord", "=1+1"], [None, "Zuid", 1])
    with zipfile.ZipFile(good.path / WAIT) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    with zipfile.ZipFile(good.path / WAIT, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert good.problems() == []
    assert good.cells("wait")[2, 2] == "2"


def test_labels_and_headers_of_a_workbook_are_named_by_their_cell(good):
    good.write_wait([None, "Noord", 1], [None, "Zuiid", 1])
    book = openpyxl.load_workbook(good.path / WAIT)
    book["Wachttijd"]["D2"] = "Opm."
    book.save(good.path / WAIT)
    found = good.told()
    assert [p[1:3] for p in found] == [(None, None), (2, 4), (4, 2)]
    assert found[1][3].startswith('sheet Wachttijd, cell D2: the header says "Opm."')
    assert found[2][3].startswith('sheet Wachttijd, cell B4: report.yml promises no row "Zuiid" here')


def test_a_whole_sheet_that_is_wider_than_declared(good):
    good.write_wait([None, "Noord", 1, None, None, "extra"], [None, "Zuid", 1])
    good.edit(REPORT, "    range: B2:D4\n", "")
    found = good.told()
    assert (WAIT, 2, 4) in [p[:3] for p in found]
    assert 'sheet Wachttijd, cell F3: "extra" stands in an extra column' in " ".join(p[3] for p in found)


def test_missing_sheets_and_unnamed_sheets_name_those_that_exist(good):
    good.edit(REPORT, "    sheet: Wachttijd\n", "    sheet: wachttijd\n")
    assert good.sole() == (WAIT, None, None, 'there is no sheet "wachttijd"; there is "Leeg", "Wachttijd"')
    good.edit(REPORT, "    sheet: wachttijd\n", "")
    assert good.sole() == (WAIT, None, None, 'the file has several sheets: "Leeg", "Wachttijd"')
    good.edit(REPORT, "    file: wait.xlsx\n", "    file: wait.xlsx\n    sheet: Leeg\n")
    assert good.sole() == (WAIT, None, None, "sheet Leeg: there is nothing in these cells")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04rest", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_workbook(good, content):
    (good.path / WAIT).write_bytes(content)
    assert good.sole() == (
        WAIT,
        None,
        None,
        "the file is not an .xlsx workbook, or it is damaged or has a password",
    )


def test_a_zip_without_workbook(good):
    with zipfile.ZipFile(good.path / WAIT, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
    assert "the file cannot be read as .xlsx" in good.sole()[3]


def test_a_damaged_workbook(good):
    content = bytearray((good.path / WAIT).read_bytes())
    content[60:90] = b"\xff" * 30
    (good.path / WAIT).write_bytes(content)
    assert good.sole()[:3] == (WAIT, None, None)


def test_a_workbook_that_unpacks_too_large(good, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1_000)
    assert "the file unpacks to" in good.sole()[3]


def test_cells_far_apart_are_refused_before_they_are_read(good):
    book = openpyxl.load_workbook(good.path / WAIT)
    book["Wachttijd"]["XFD1048576"] = 1
    book.save(good.path / WAIT)
    assert good.sole()[3] == "sheet Wachttijd: the sheet is used up to XFD1048576"
