"""A table in an .xlsx file comes into the raw store cell for cell as it is shown, or as problems to mend."""

from __future__ import annotations

import datetime as dt
import zipfile
from contextlib import contextmanager

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule, IconSetRule, Rule
from openpyxl.styles import Alignment, Color, Font, GradientFill, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.table import Table

from orchestration.ingest import sheet, shown_table

WAIT = "dorp-2023/wait.xlsx"
REPORT = "dorp-2023/report.yml"
GREEN = PatternFill("solid", fgColor="FF00AA00")


class Shown:
    """A value with looks."""

    def __init__(self, value, number_format="", **looks):
        self.value = value
        self.looks = looks | ({"number_format": number_format} if number_format else {})

    def __repr__(self):
        return f"{self.value} {self.looks.get('number_format') or ' '.join(self.looks)}"


def write_cell(good, value):
    """Write the workbook with a value in C3."""
    good.write_wait([None, "Noord", getattr(value, "value", value)], [None, "Zuid", 1])
    with changed(good) as sheet:
        for name, look in getattr(value, "looks", {}).items():
            setattr(sheet["C3"], name, look)


@contextmanager
def changed(good):
    """Change the sheet Wachttijd."""
    book = openpyxl.load_workbook(good.path / WAIT, rich_text=True)
    yield book["Wachttijd"]
    book.save(good.path / WAIT)


def change_part(good, old, new):
    """Replace bytes of the sheet Wachttijd."""
    name, content, parts = sheet_of(good)
    assert content.count(old) == 1
    write_parts(good, parts | {name: content.replace(old, new)})


def sheet_of(good):
    """The name and bytes of the sheet Wachttijd, and all parts of its workbook."""
    with zipfile.ZipFile(good.path / WAIT) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = next(name for name in sorted(parts) if name.startswith("xl/worksheets/sheet") and b"Dagen" in parts[name])
    return name, parts[name], parts


def write_parts(good, parts):
    with zipfile.ZipFile(good.path / WAIT, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (12.0, "12"),
        (-0.0, "0"),
        (7.83, "7,83"),
        (0.1, "0,1"),
        (0.1 + 0.2, "0,3"),
        (1e-7, "0,0000001"),
        ("1.361", "1.361"),
        (" 7,8 \xa0", "7,8"),
        (dt.date(2021, 1, 5), "2021-01-05"),
        ("", None),
        (None, None),
        ("=", "="),
        (Shown(4.48314606741573, "0.0"), "4,5"),
        (Shown(7, "0.0"), "7,0"),
        (Shown(1361, "#,##0"), "1361"),
        (Shown(0.71, "0%"), "71%"),
        (Shown(dt.date(2023, 1, 1), "mmm-yy"), "jan-23"),
        (Shown(dt.date(2023, 1, 31), "mm-dd-yy"), "31-1-2023"),  # the one that follows the language of the machine
        (Shown(31, '[<5]"<5";0'), "31"),
        (Shown("n.b.", "0.0"), "n.b."),
        (Shown("12", "@"), "12"),
        (CellRichText("1", TextBlock(InlineFont(b=True), "3")), "13"),
        (CellRichText("13", TextBlock(InlineFont(vertAlign="superscript"), " ")), "13"),
    ],
)
def test_values_of_a_workbook_as_text(good, value, text):
    write_cell(good, value)
    assert good.problems() == []
    assert good.cells("wait")[2, 2] == text


RAISED = InlineFont(vertAlign="superscript")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("=1+1", "the cell holds a formula without a calculated value"),
        ("#N/A", "the cell holds the error #N/A"),
        (True, "the cell holds TRUE (WAAR)"),
        ("1\n361", "there is a line break inside the cell"),
        ("a_x000D_b", "there is a line break inside the cell"),
        ("x" * 1001, "the cell is 1,001 characters long"),
        (1e20, 'the cell holds a number, and its number format "General" shows it in powers of ten'),
        (dt.time(1, 2), 'the cell holds a number, and its number format "h:mm:ss" shows it as a time'),
        (dt.datetime(2021, 1, 5, 3, 4), "the cell holds a number"),  # noqa: DTZ001  # so does Excel
        # Marks at a number, which would be digits of it
        (CellRichText("13", TextBlock(RAISED, "1")), 'the format of "1" in the cell raises it'),
        (
            CellRichText("7,8", TextBlock(InlineFont(vertAlign="subscript"), "2")),
            'the format of "2" in the cell lowers',
        ),
        (CellRichText("12", TextBlock(InlineFont(strike=True), "13")), 'the format of "13" in the cell strikes it'),
        (
            CellRichText("12", TextBlock(InlineFont(color="FFFFFFFF"), "3")),
            "the format of a part of the text in the cell shows it in",
        ),
        # Number formats that show something else
        (Shown(1361000, "0,"), "shows it divided by a thousand or more"),
        (Shown(3, '[<5]"<5";0'), 'shows "<5" in its place'),
        (Shown(0, '0;0;"n.b."'), 'shows "n.b." in its place'),
        (Shown(12, '"circa "0'), 'adds "circa"'),
        (Shown(12, ";;;"), "shows nothing"),
        (Shown("geheim", ";;;"), "the cell holds a text, and its number format"),
        (Shown("12", '"circa "@'), 'adds "circa"'),
        # Looks of the whole cell
        (Shown(12, font=Font(strike=True)), "the cell is not shown as it is: its format strikes it through"),
        (Shown("12", font=Font(vertAlign="superscript")), "its format raises it"),
        (Shown(12, font=Font(color="FFFFFFFF")), "its format shows it in white on white"),
        (Shown(12, font=Font(color="FFF8F8F8")), "its format shows it in white on white"),
        (Shown(12, font=Font(color=Color(theme=0))), "its format shows it in white on white"),
        (Shown(12, font=Font(color=Color(theme=1, tint=0.99))), "its format shows it in white on white"),
        (Shown(12, font=Font(color=Color(indexed=9))), "its format shows it in white on white"),
        (Shown(12, font=Font(color="FF00AA00"), fill=GREEN), "its format shows it in the colour of its ground"),
        (Shown(12, fill=PatternFill("solid", fgColor="FF000000")), "its format shows it in the colour of its ground"),
        (Shown(1, alignment=Alignment(horizontal="fill")), "its format repeats it until the cell is full"),
    ],
)
def test_cells_of_a_workbook_that_cannot_be_read(good, value, message):
    write_cell(good, value)
    file, row, column, said = good.sole()
    assert (file, row, column) == (WAIT, 3, 3)
    assert said.startswith("sheet Wachttijd, cell C3: ")
    assert message in said
    assert not good.cells("wait")


@pytest.mark.parametrize(
    "value",
    [
        Shown(12, font=Font(color="FFFFFFFF"), fill=GREEN),
        Shown(12, font=Font(color="FFFF0000")),
        Shown(12, font=Font(color=Color(theme=0)), fill=PatternFill("solid", fgColor=Color(theme=4))),
        Shown(12, font=Font(color="FFFFFFFF"), fill=PatternFill("darkGrid", fgColor="FF000000")),
        Shown(12, font=Font(color="FFFFFFFF"), fill=GradientFill(stop=("FF000000", "FF00AA00"))),
        Shown(12, font=Font(bold=True, italic=True, underline="single")),
    ],
)
def test_cells_whose_looks_hide_nothing(good, value):
    write_cell(good, value)
    assert good.problems() == []
    assert good.cells("wait")[2, 2] == "12"


def test_what_a_format_withholds_is_not_told(good):
    write_cell(good, Shown(3, '[<5]"<5";0'))
    (problem,) = good.problems()
    assert "3" not in problem.message.replace("C3", "")
    assert problem.text is None


def test_a_marked_header_and_label_are_told_once(good):
    raised = TextBlock(RAISED, "1")
    good.write_wait([None, "Noord", 1], [None, CellRichText("Zuid", raised), 2])
    with changed(good) as sheet:
        sheet["C2"] = CellRichText("Dagen", raised)
        sheet["D2"] = 5
        sheet["D2"].number_format = '"Opmerking"'
    assert [p[1:3] for p in good.told()] == [(2, 3), (2, 4), (4, 2)]


def test_labels_shown_otherwise_are_told_once(good):
    good.write_wait([None, "Noord", 1], [None, 5, 2])
    with changed(good) as sheet:
        sheet["B4"].number_format = '"Zuid"'
    assert good.sole()[1:3] == (4, 2)


# ---- What is hidden ----------------------------------------------------------------------------


def hide_row(sheet):
    sheet.row_dimensions[3].hidden = True


def flatten_row(sheet):
    sheet.row_dimensions[3].height = 0.5


def hide_column(sheet):
    sheet.column_dimensions["C"].hidden = True


def narrow_column(sheet):
    sheet.column_dimensions["C"].width = 0.1


def close_group_of_rows(sheet):
    sheet.row_dimensions.group(3, 4, hidden=True)


def close_group_of_columns(sheet):
    sheet.column_dimensions.group("C", "D", hidden=True)


@pytest.mark.parametrize(
    ("hide", "row", "column", "said"),
    [
        (hide_row, 3, None, "row 3 is hidden"),
        (flatten_row, 3, None, "row 3 is hidden"),
        (close_group_of_rows, 3, None, "rows 3 to 4 are hidden"),
        (hide_column, None, 3, "column C is hidden"),
        (narrow_column, None, 3, "column C is hidden"),
        (close_group_of_columns, None, 3, "columns C to D are hidden"),
    ],
)
def test_hidden_rows_and_columns_are_refused(good, hide, row, column, said):
    with changed(good) as sheet:
        hide(sheet)
    assert good.sole() == (WAIT, row, column, f"sheet Wachttijd: {said}")


def test_hidden_columns_of_a_whole_sheet_are_not_taken_for_extra_ones(good):
    good.write_wait([None, "Noord", 1, "x", 8], [None, "Zuid", 1, "y", 9])
    with changed(good) as sheet:
        sheet.delete_cols(1)
        sheet.delete_rows(1)
        sheet.column_dimensions["B"].hidden = True
    good.edit(REPORT, "    range: B2:D4\n", "")
    assert good.sole() == (WAIT, None, 2, "sheet Wachttijd: column B is hidden")


def test_what_is_hidden_outside_the_table_stops_nothing(good):
    with changed(good) as sheet:
        sheet["F9"] = "=1/0"
        for row in (1, 9):
            sheet.row_dimensions[row].hidden = True
        for column in "AF":
            sheet.column_dimensions[column].hidden = True
    assert good.problems() == []


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_refused_only_if_they_are_read(good, state):
    with changed(good) as sheet:
        sheet.parent["Leeg"].sheet_state = state
    good.edit(REPORT, "    sheet: Wachttijd\n", "")
    assert good.problems() == []
    with changed(good) as sheet:
        sheet.parent["Leeg"].sheet_state, sheet.sheet_state = "visible", state
    good.edit(REPORT, "    file: wait.xlsx\n", "    file: wait.xlsx\n    sheet: Wachttijd\n")
    assert good.sole() == (WAIT, None, None, 'the sheet "Wachttijd" is hidden')


def test_values_below_merged_cells_are_refused(good):
    with changed(good) as sheet:
        sheet["D4"] = 5
    change_part(good, b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="D3:D4"/></mergeCells>')
    assert good.sole()[1:] == (
        4,
        4,
        "sheet Wachttijd, cell D4: the cell is covered by merged cells, and holds something",
    )


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (CellIsRule("lessThan", ["5"], font=Font(color="FFFF0000")), ""),
        (DataBarRule("num", 0, "num", 9, color="FF0000FF"), ""),
        (ColorScaleRule("min", start_color="FFFF0000", end_type="max", end_color="FF00FF00"), ""),
        (CellIsRule("lessThan", ["5"], font=Font(color="FFFFFFFF")), "shows it in white on white"),
        (CellIsRule("lessThan", ["5"], font=Font(color="FFFFFFFF"), fill=PatternFill(bgColor="FF000000")), ""),
        (CellIsRule("lessThan", ["5"], font=Font(strike=True)), "strikes it through"),
        (
            Rule("cellIs", dxf=DifferentialStyle(numFmt=NumberFormat(200, '"<5"')), operator="lessThan", formula=["5"]),
            "gives it another number format",
        ),
        (IconSetRule("3Arrows", "num", [0, 3, 6], showValue=False), "shows a picture in its place"),
    ],
)
def test_conditional_formats(good, rule, said):
    with changed(good) as sheet:
        sheet.conditional_formatting.add("C3:C3", rule)
    if said:
        message = f"sheet Wachttijd, cell C3: the cell may be shown otherwise than it is: a conditional format {said}"
        assert good.sole() == (WAIT, 3, 3, message)
    else:
        assert good.problems() == []


def test_conditional_formats_of_excel_2010(good):
    x14 = b"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    xm = b"http://schemas.microsoft.com/office/excel/2006/main"
    rule = (
        b'<extLst><ext xmlns:x14="%s" uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings>'
        b'<x14:conditionalFormatting xmlns:xm="%s"><x14:cfRule type="cellIs" priority="1" operator="lessThan" id="{1}">'
        b'<xm:f>5</xm:f><x14:dxf><numFmt numFmtId="170" formatCode="&quot;n.b.&quot;"/></x14:dxf></x14:cfRule>'
        b"<xm:sqref>C3</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
    )
    change_part(good, b"</worksheet>", rule % (x14, xm))
    assert good.sole()[1:3] == (3, 3)
    assert good.sole()[3].endswith("a conditional format gives it another number format")


def test_the_white_header_of_a_table_of_excel_is_read(good):
    with changed(good) as sheet:
        for cell in sheet[2][1:4]:
            cell.font = Font(color=Color(theme=0), bold=True)
        sheet.add_table(Table(displayName="Wacht", ref="B2:D4"))
    assert good.problems() == []


def test_sheets_that_hide_zeros_or_show_formulas(good):
    good.write_wait([None, "Noord", 0], [None, "Zuid", 1])
    with changed(good) as sheet:
        sheet.sheet_view.showZeros = False
    said = "sheet Wachttijd, cell C3: the sheet does not show the zero that the cell holds"
    assert good.sole() == (WAIT, 3, 3, said)
    with changed(good) as sheet:
        sheet.sheet_view.showZeros, sheet.sheet_view.showFormulas = True, True
    assert {p[3].partition(": ")[2] for p in good.told()} == {"the sheet shows formulas in the place of their values"}


def test_dates_of_a_workbook_that_counts_from_1904(good):
    good.write_wait([None, "Noord", 1], [None, "Zuid", 1])
    with changed(good) as sheet:
        sheet.parent.epoch = CALENDAR_MAC_1904
        sheet["D3"] = dt.date(2023, 5, 1)
        sheet["D3"].number_format = "mmm-yy"
    assert good.problems() == []
    assert good.cells("wait")[2, 3] == "mei-23"


# ---- Formulas, sheets and files ----------------------------------------------------------------


def test_calculated_formulas_give_their_values(good):
    good.write_wait([None, "Noord", "=1+1"], [None, "Zuid", 1])
    # How an empty element is written depends on the XML library that is there.
    empty = next(one for one in (b"<v />", b"<v/>", b"<v></v>") if one in sheet_of(good)[1])
    change_part(good, b"<f>1+1</f>" + empty, b"<f>1+1</f><v>2</v>")
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
    monkeypatch.setattr(shown_table, "MAX_UNPACKED", 1_000)
    assert "the file unpacks to" in good.sole()[3]


def test_cells_far_apart_are_refused_before_they_are_read(good):
    with changed(good) as sheet:
        sheet["XFD1048576"] = 1
    assert good.problems() == []
    good.edit(REPORT, "    range: B2:D4\n", "")
    assert good.sole()[3] == "sheet Wachttijd: the sheet is used up to XFD1048576"


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("MAX_CELLS", "it holds more than 2 cells"),
        ("MAX_ROW", "a row holds more than 2 cells"),
        ("MAX_ELEMENTS", "it holds more than 2 elements"),
        ("MAX_COMPARED", "it has 3 areas"),
        ("MAX_PART", "bytes"),
    ],
)
def test_a_workbook_larger_than_any_table(good, monkeypatch, limit, said):
    with changed(good) as book:
        for area in ("D3:D4", "F3:F4", "G3:G4"):
            book.merge_cells(area)
    monkeypatch.setattr(sheet, limit, 2)
    told = good.sole()[3]
    assert "the file is larger than any table: " in told
    assert said in told


def test_a_workbook_of_strict_open_xml(good):
    """It says the same in other words, which openpyxl does not know."""
    with zipfile.ZipFile(good.path / WAIT) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    main, strict = b"schemas.openxmlformats.org/spreadsheetml/2006/main", b"purl.oclc.org/ooxml/spreadsheetml/main"
    links = b"schemas.openxmlformats.org/officeDocument/2006/relationships"
    write_parts(
        good,
        {
            name: part.replace(main, strict).replace(links, b"purl.oclc.org/ooxml/officeDocument/relationships")
            for name, part in parts.items()
        },
    )
    (problem,) = good.problems()
    assert "Strict Open XML" in problem.message
