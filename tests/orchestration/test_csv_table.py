"""A table in a CSV file comes into the raw store cell for cell, or as problems that a person can mend."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from orchestration.ingest import table_file
from orchestration.ingest.csv_table import TextForm, read_csv_table
from orchestration.ingest.report_fields import Separator
from orchestration.ingest.table_file import TableNotes, stripped

STARTED = "dorp-2023/started.csv"
WAIT = "dorp-2023/wait.xlsx"
REPORT = "dorp-2023/report.yml"


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "message"),
    [
        (
            "13\nZuid",
            "13,14\nZuid",
            2,
            5,
            "the row has 5 cells where report.yml declares 4 columns: an unknown or extra column",
        ),
        ("Zuid,-,,0", "Zuid,-,0", 3, 4, "the row has 3 cells where report.yml declares 4 columns"),
        ("Zuid,-", "\nZuid,-", 3, None, "the line is empty"),
        (",J,F,Totaal", ",J,Feb,Totaal", 1, 3, 'the header says "Feb" and report.yml promises "F"'),
        (",J,F,Totaal", "Team,J,F,Totaal", 1, 1, 'the header says "Team" and report.yml promises nothing'),
        (",J,F,Totaal", ",J,,Totaal", 1, 3, 'the header says nothing and report.yml promises "F"'),
        (
            "Noord,12",
            'Noord,"12"x',
            2,
            None,
            "a quotation mark stands where it neither opens nor closes a cell",
        ),
        ("Zuid,-,,0", 'Zuid,-,"x,0', 3, None, "a quotation mark is opened and not closed on this line"),
        ("Zuid,-", "Zuid,a\tb", 3, 2, "there is a tab inside the cell"),
        ("Zuid,-", "Zuid,a\x00b", 3, 2, "there is the invisible character U+0000 inside the cell"),
        ("Zuid,-", "Zuid,a\x85b", 3, 2, "there is the invisible character U+0085 inside the cell"),
        ("Zuid,-", f"Zuid,{'x' * 1001}", 3, 2, "the cell is 1,001 characters long"),
    ],
)
def test_wrong_places_of_a_csv(good, old, new, row, column, message):
    good.edit(STARTED, old, new)
    found = good.told()
    assert {p[0] for p in found} <= {STARTED}
    assert [p[:3] for p in found if p[3].startswith(message)] == [(STARTED, row, column)]
    assert not good.cells("started")


def test_every_offender_is_named(good):
    (good.path / STARTED).write_text(',J,Feb,Tot\nNoord,1,2\n\nZuid,1,2,3,4\nTotal,1,"2\t3",3\n', encoding="utf-8")
    assert [p[:3] for p in good.told()] == [
        (STARTED, None, None),  # no row "Totaal", 4 lines declared
        (STARTED, None, None),
        (STARTED, 1, 3),
        (STARTED, 1, 4),
        (STARTED, 2, 4),
        (STARTED, 3, None),
        (STARTED, 4, 5),
        (STARTED, 5, 1),
        (STARTED, 5, 3),
    ]


def test_a_column_too_many_everywhere_is_one_problem(good):
    path = good.path / STARTED
    path.write_text("".join(f"{line},x\n" for line in path.read_text(encoding="utf-8").splitlines()), encoding="utf-8")
    message = "every row has 5 cells where report.yml declares 4 columns: an unknown or extra column"
    assert good.sole() == (STARTED, 1, 5, message)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (";J;F;Totaal\nNoord;12;1361;13\n", ["semicolons"]),
        ("\ufeff;J;F;Totaal\r\nNoord;12;1361;13\r\n", ["semicolons"]),
        (";J;F;Totaal\nNoord;12;1361;13;\n", ["semicolons"]),  # an empty column behind the table
        (";J;F;Totaal;;\nNoord;12;1361;13;;\n;;;;;\n;;;;;\n", ["semicolons"]),  # and empty rows below it
        ('"";"J";"F";"Totaal"\n"Noord";"12";"1361";"13"\n', ["semicolons"]),
        ("sep=;\n;J;F;Totaal\nNoord;12;1361;13\n", ["semicolons"]),
        ("\tJ\tF\tTotaal\nNoord\t12\t1361\t13\n", ["tabs"]),
        (",J,F,Totaal\nNoord,12,1361,13\n", []),
        (",J,F,Totaal\r\nNoord,12,1361,13\r\n\r\n\r\n", []),
        ('"";J;F;Totaal\r\nNoord;12;"1361";13\r\n', ["semicolons"]),
    ],
)
def test_what_separates_the_cells_is_recognised(content, said):
    notes = TableNotes("t.csv", "r", "t")
    found = read_csv_table(content.encode(), 4, notes)
    assert notes.problems == []
    assert notes.read_as == said
    assert found is not None
    assert found[:2] == [[None, "J", "F", "Totaal"], ["Noord", "12", "1361", "13"]]
    assert not any(any(row) for row in found[2:])


def test_two_separators_that_fit_are_asked_about(good):
    content = ",a;J,a;F,a;Totaal\nNoord;1,5;1,5;1,5\n"
    (good.path / STARTED).write_text(content, encoding="utf-8")
    (problem,) = good.problems()
    assert (problem.file, problem.row, problem.column) == (STARTED, 1, None)
    assert problem.message.startswith("the cells may be separated by commas or by semicolons")
    assert "`separator: comma` or `separator: semicolon`" in problem.next_step
    readings: tuple[tuple[Separator, str, list[str | None]], ...] = (
        ("comma", ",", [None, "a;J", "a;F", "a;Totaal"]),
        ("semicolon", ";", [",a", "J,a", "F,a", "Totaal"]),
    )
    for word, sign, first in readings:
        notes = TableNotes("t.csv", "r", "t")
        found = read_csv_table(content.encode(), 4, notes, TextForm(separator=word))
        assert notes.problems == []
        assert found == [first, content.splitlines()[1].split(sign)]


def test_a_row_that_fits_no_separator_is_told_of_the_likeliest(good):
    (good.path / STARTED).write_text(";J;F;Totaal\nNoord;12;1361\nZuid;1;2;3\nTotaal;1;2;3\n", encoding="utf-8")
    message = "the row has 3 cells, with semicolons between them, where report.yml declares 4 columns"
    assert good.sole() == (STARTED, 2, 4, message)


def test_upright_strokes_are_told_once(good):
    (good.path / STARTED).write_text("|J|F|Totaal\nNoord|12|1361|13\n", encoding="utf-8")
    message = "upright strokes stand between the cells, where commas, semicolons and tabs are read"
    assert good.sole() == (STARTED, 1, None, message)


def test_what_a_dutch_excel_saves_by_default_is_read():
    notes = TableNotes("t.csv", "r", "t")
    found = read_csv_table("Soort;J\r\nCafé (één);12,5\r\n".encode("cp1252"), 2, notes)
    assert notes.problems == []
    assert found == [["Soort", "J"], ["Café (één)", "12,5"]]
    assert notes.read_as == ["semicolons", "Windows-1252"]


@pytest.mark.parametrize("sign", list("€ŠšŽžŒœŸ“–"))
def test_bytes_that_two_encodings_read_otherwise_are_asked_about(sign):
    content = f"Soort,J\n{sign} een,12\n".encode("cp1252")
    notes = TableNotes("t.csv", "r", "t")
    assert read_csv_table(content, 2, notes) is None
    (problem,) = notes.problems
    assert problem.row == 2
    assert (
        f"Windows-1252 reads “{sign} een”" in problem.message or f'Windows-1252 reads "{sign} een"' in problem.message
    )
    assert "`encoding: windows-1252`" in problem.next_step
    for encoding in ("windows-1252", "iso-8859-15"):
        notes = TableNotes("t.csv", "r", "t")
        found = read_csv_table(content, 2, notes, TextForm(encoding=encoding))
        if encoding == "windows-1252":
            assert found == [["Soort", "J"], [f"{sign} een", "12"]]
            assert notes.read_as == ["Windows-1252"]


def test_a_file_that_is_utf8_in_part_is_asked_about():
    notes = TableNotes("t.csv", "r", "t")
    assert read_csv_table("Café,1\n".encode() + "Één,2\n".encode("cp1252"), 2, notes) is None
    (problem,) = notes.problems
    assert problem.row == 1
    assert problem.message.startswith("some of the file is UTF-8")


def test_an_encoding_that_is_said_is_held_to():
    notes = TableNotes("t.csv", "r", "t")
    assert read_csv_table("Café,1\n".encode("cp1252"), 2, notes, TextForm(encoding="utf-8")) is None
    assert notes.problems[0].message.startswith("this is not UTF-8")
    notes = TableNotes("t.csv", "r", "t")
    assert read_csv_table("\ufeffCafé,1\n".encode(), 2, notes, TextForm(encoding="windows-1252")) is None
    assert "begins with the mark of UTF-8" in notes.problems[0].message


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_break_in_a_label_is_a_space(end):
    notes = TableNotes("t.csv", "r", "t")
    text = f'"Wijk{end} (naam)",2023{end}Noord,3{end}"Zuid\nOost",4{end}'
    assert read_csv_table(text.encode(), 2, notes) == [["Wijk (naam)", "2023"], ["Noord", "3"], ["Zuid Oost", "4"]]
    assert notes.problems == []


def test_a_line_break_between_digits_is_no_space():
    notes = TableNotes("t.csv", "r", "t")
    read_csv_table(b'Noord,"1\n361"\n', 2, notes)
    assert [(one.row, one.column, one.message) for one in notes.problems] == [
        (1, 2, "there is a line break inside the cell")
    ]


def test_unicode_text_of_excel_is_told_once(good):
    (good.path / STARTED).write_bytes("\tJ\tF\tTotaal\r\nNoord\t12\t1361\t13\r\n".encode("utf-16"))
    assert good.sole()[:3] == (STARTED, 1, None)
    assert "the file is UTF-16" in good.sole()[3]


@pytest.mark.parametrize("label", ["Noord; oud", "Noord|oud", "a;b;c;d"])
def test_separators_inside_the_cells_of_a_row_are_no_separators(good, label):
    rows_of(good, label, "Zuid", "Totaal")
    assert {p[3][:24] for p in good.told()} == {"report.yml promises no r", 'the file lacks the row "'}


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n\r\n", b"\xef\xbb\xbf"])
def test_an_empty_file(good, content):
    (good.path / STARTED).write_bytes(content)
    assert good.sole() == (STARTED, None, None, "the file is empty")


def test_text_that_is_not_utf8_is_named_by_its_line(good):
    path = good.path / STARTED
    path.write_bytes(path.read_bytes().replace(b"Zuid,-", b"Zu\x01\xefd,-"))
    ((file, row, column, message),) = good.told()
    assert (file, row, column) == (STARTED, 3, None)
    assert message.startswith("this is not UTF-8")


@pytest.mark.parametrize("content", [b",J\rNoord,12\r", b"," * 3_000_000])
def test_files_that_are_no_lines_of_text(good, content):
    (good.path / STARTED).write_bytes(content)
    assert (STARTED, 1) in [p[:2] for p in good.told()]
    assert not good.cells("started")


def test_mixed_line_ends(good):
    path = good.path / STARTED
    path.write_bytes(path.read_bytes().replace(b"13\nZuid", b"13\r\nZuid"))
    assert good.sole() == (STARTED, None, None, "some lines end as on Windows and others do not")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_and_byte_order_mark_do_not_matter(good, mark, end, last):
    content = (good.path / STARTED).read_bytes().replace(b"\n", end)
    (good.path / STARTED).write_bytes(mark + (content if last else content.removesuffix(end)))
    assert good.problems() == []
    assert good.cells("started")[4, 4] == "13"
    assert good.cells("started")[1, 1] is None


def test_more_problems_than_anyone_reads_are_cut(good):
    (good.path / STARTED).write_text(",J,F,Totaal\n" + "x,1\nx,1,2,3,4\n" * 2_000, encoding="utf-8")
    found = good.told()
    assert len(found) == table_file.MAX_PROBLEMS + 1
    assert "there are more problems in this table" in {p[3].split(";")[0] for p in found}


# ---- What report.yml promises -----------------------------------------------------------------


def rows_of(good, *rows: str) -> None:
    lines = "".join(f"{row},1,2,3\n" for row in rows)
    (good.path / STARTED).write_text(",J,F,Totaal\n" + lines, encoding="utf-8")
    good.edit(REPORT, "    document_lines: 10-12, 20\n", "")


def test_missing_rows_are_named(good):
    rows_of(good, "Totaal")
    assert [p[3] for p in good.told()] == [
        'the file lacks the row "Noord", row 1 of `rows` in report.yml',
        'the file lacks the row "Zuid", row 2 of `rows` in report.yml',
    ]


def test_unpromised_rows_are_named_with_what_may_be_meant(good):
    rows_of(good, "Noord", "Zuiid", "Totaal", "West")
    assert good.told() == [
        (
            STARTED,
            None,
            None,
            'the file lacks the row "Zuid", row 2 of `rows` in report.yml; is "Zuiid" meant?',
        ),
        (STARTED, 3, 1, 'report.yml promises no row "Zuiid" here; is "Zuid" meant?'),
        (STARTED, 5, 1, 'report.yml promises no row "West" here'),
    ]


def test_a_row_printed_twice_is_one_too_many(good):
    rows_of(good, "Noord", "Zuid", "Noord", "Totaal")
    assert good.sole() == (STARTED, 4, 1, 'report.yml promises no row "Noord" here')


def test_rows_promised_twice_may_be_printed_twice(good):
    good.edit(REPORT, "rows: [Noord, Zuid]", "rows: [Noord, Zuid, Zuid]")
    assert 'the file lacks the row "Zuid", row 3 of' in good.sole()[3]
    good.write_wait([None, "Noord", 1], [None, "Zuid", 2], [None, "Zuid", 3])
    good.edit(REPORT, "range: B2:D4", "range: B2:D5")
    assert good.problems() == []
    assert good.axis("wait", "row")[4, None, "area"] == "Zuid"


def test_changed_order_is_named(good):
    rows_of(good, "Zuid", "Noord", "Totaal")
    file, row, column, message = good.sole()
    assert (file, column) == (STARTED, 1)
    assert row in (2, 3)
    assert "stands in another place than in report.yml" in message


def test_an_empty_row_between_rows_is_a_row(good):
    rows_of(good, "Noord", "Zuid")
    path = good.path / STARTED
    path.write_text(path.read_text(encoding="utf-8") + ",,,\nTotaal,1,2,3\n", encoding="utf-8")
    assert good.sole() == (STARTED, 4, 1, "report.yml promises no row without a label here")


def test_empty_rows_below_the_table_are_no_rows(good):
    path = good.path / STARTED
    path.write_text(path.read_text(encoding="utf-8") + ",,,\n,,,\n", encoding="utf-8")
    assert good.problems() == []
    assert max(row for row, _ in good.cells("started")) == 4


def test_a_file_that_ends_in_its_header(good):
    good.edit(REPORT, 'header: [["", J, F, Totaal]]', 'header: [["", J, F, Totaal], [a, b, c, d]]')
    (good.path / STARTED).write_text(",J,F,Totaal\n", encoding="utf-8")
    assert (STARTED, 2, None, 'the file ends before header row 2: "a | b | c | d"') in good.told()


def test_without_promised_rows_there_must_be_some(good):
    good.edit(REPORT, "    rows: [Noord, Zuid]\n", "")
    assert good.problems() == []
    good.write_wait()
    assert good.sole() == (WAIT, None, None, "sheet Wachttijd: there are no rows below the header")


def test_document_lines_must_be_as_many_as_rows(good):
    good.edit(REPORT, "document_lines: 10-12, 20", "document_lines: 10-12")
    assert good.sole() == (
        STARTED,
        None,
        None,
        "the file has 4 rows and `document_lines` names 3 lines (10-12)",
    )


# ---- Any text at all --------------------------------------------------------------------------

# Without what is invisible, and without what Python's Unicode does not know yet and DuckDB's may: it may be invisible.
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cn", "Cs", "Zl", "Zp")), max_size=12)
SIGNS = st.text(alphabet='ab", ;\\-€', max_size=8)


@st.composite
def grids(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(1, 5))
    row = st.lists(st.one_of(WORDS, SIGNS), min_size=width, max_size=width)
    grid = draw(st.lists(row, min_size=1, max_size=6))
    return grid


def read_back(path: Path, width: int) -> tuple[list[list[str]], TableNotes]:
    notes = TableNotes("t.csv", "r", "t")
    found = read_csv_table(path.read_bytes(), width, notes) or []
    assert {len(row) for row in found} <= {width}
    return [[text or "" for text in row] for row in found], notes


@settings(max_examples=60)
@given(grid=grids(), end=st.sampled_from(["\n", "\r\n"]), mark=st.sampled_from(["utf-8", "utf-8-sig"]))
def test_any_grid_comes_back_cell_for_cell(tmp_path, grid, end, mark):
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerows(grid)
    # A file cannot say that its only line is a byte order mark of its own.
    (tmp_path / "t.csv").write_bytes(text.getvalue().encode(mark))
    back, notes = read_back(tmp_path / "t.csv", len(grid[0]))
    if mark == "utf-8" and text.getvalue().startswith("\ufeff"):
        grid[0][0] = grid[0][0].removeprefix("\ufeff")
    # Semicolons may give as many cells as commas do in every row, and are asked about.
    assume(not any(problem.message.startswith("the cells may be separated by") for problem in notes.problems))
    assert notes.problems == []
    assert back == [[stripped(cell) for cell in row] for row in grid]


@settings(max_examples=150)
@given(text=st.text(alphabet='ab", \n', max_size=30))
def test_what_is_accepted_is_read_as_any_csv_reader_reads_it(tmp_path, text):
    (tmp_path / "t.csv").write_bytes(text.encode())
    back, notes = read_back(tmp_path / "t.csv", 2)
    if not notes.problems:
        read = [[stripped(cell) for cell in row] for row in csv.reader(io.StringIO(text), strict=True)]
        while read and not read[-1]:
            read.pop()
        assert all(not any(row[2:]) for row in read), "nothing but empty cells is left out"
        assert back == [[re.sub(r"\s*\n\s*", " ", cell) for cell in row[:2]] for row in read]
    else:
        assert all(problem.message and problem.next_step for problem in notes.problems)
