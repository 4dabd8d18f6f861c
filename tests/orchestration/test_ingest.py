"""Report folders come into the raw store cell for cell, or as problems that a person can mend."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.files import file_checksum
from orchestration.ingest import reports as ingest_module
from orchestration.ingest import table_file, workbook
from orchestration.ingest.raw import open_raw
from orchestration.ingest.reports import ingest
from orchestration.ingest.table_file import TableNotes, read_csv_table, stripped
from orchestration.problems import BadInputError

STARTED, WAIT = "dorp-2023/started.csv", "dorp-2023/wait.xlsx"
KEYS, REPORT = "dorp-2023/key_figures.csv", "dorp-2023/report.yml"


def cells(sources, table_id: str) -> dict[tuple[int, int], str | None]:
    found = sources.query(f"SELECT row_number, column_number, text FROM raw.cell WHERE table_id = '{table_id}'")
    return {(row, column): text for row, column, text in found}


def axis(sources, table_id: str, scope: str) -> dict[tuple[int | None, int | None, str], str]:
    found = sources.query(
        "SELECT row_number, column_number, dimension, value FROM raw.axis "
        f"WHERE table_id = '{table_id}' AND scope = '{scope}'"
    )
    said = {(row, column, dimension): value for row, column, dimension, value in found}
    assert len(said) == len(found), "two values for one dimension at one place"
    return said


def told(sources) -> list[tuple[str, int | None, int | None, str]]:
    return [(p.file, p.row, p.column, p.message) for p in sources.problems()]


def sole(sources) -> tuple[str, int | None, int | None, str]:
    (problem,) = told(sources)
    return problem


# ---- What is read -----------------------------------------------------------------------------


def test_good_report_is_read_without_problems(good):
    assert good.ingest() == {"dorp-2023": ("new", 16 + 9 + 45)}
    assert good.problems() == []


def test_cells_are_as_printed_with_their_address(good):
    good.ingest()
    found = cells(good, "started")
    assert [found[2, n] for n in range(1, 5)] == ["Noord", "12", "1.361", "13"]
    assert [found[3, n] for n in range(1, 5)] == ["Zuid", "-", None, "0"]
    assert found[4, 1] == "Totaal"
    assert found[1, 1] is None
    lines = "SELECT DISTINCT row_number, document_line, file, file_checksum FROM raw.cell WHERE table_id = 'started'"
    checksum = file_checksum(good.path / STARTED)
    assert sorted(good.query(lines)) == [(n, m, STARTED, checksum) for n, m in enumerate((10, 11, 12, 20), start=1)]


def test_workbook_cells_are_counted_from_the_range(good):
    good.ingest()
    found = cells(good, "wait")
    assert [[found[row, column] for column in (1, 2, 3)] for row in (1, 2, 3)] == [
        ["Team", "Dagen", "Opmerking"],
        ["Noord", "14,1", "x"],
        ["Zuid", "7", None],
    ]
    assert len(found) == 9


def test_key_figures_have_the_line_of_their_own_row(good):
    good.ingest()
    found = good.query(
        "SELECT row_number, document_line FROM raw.cell WHERE table_id = 'key_figures' AND column_number = 9"
    )
    assert sorted(found) == [(1, None), (2, 31), (3, 32)]
    assert axis(good, "key_figures", "row") == {
        (1, None, "role"): "header",
        (2, None, "key"): "fte",
        (2, None, "metric"): "fte",
        (2, None, "value_read"): "twaalf",
        (2, None, "qualifier"): "circa",
        (3, None, "key"): "rating",
        (3, None, "metric"): "client_rating",
        (3, None, "area"): "noord",
        (3, None, "note"): "onleesbaar",
    }
    labels = {(None, n, "role"): "label" for n in range(1, 16) if n != 9}
    assert axis(good, "key_figures", "column") == labels
    everywhere = {"organisation": "dorp", "period": "2023", "area": "dorp"}
    assert axis(good, "key_figures", "table") == {(None, None, d): v for d, v in everywhere.items()}


def test_meanings_are_flattened_by_scope(good):
    good.ingest()
    said = {
        "organisation": "dorp",
        "period": "2023",
        "area": "dorp",
        "metric": "cases_started",
        "dash": "zero",
    }
    assert axis(good, "started", "table") == {(None, None, d): v for d, v in said.items()}
    assert axis(good, "wait", "table")[None, None, "period"] == "2023-H1"
    assert axis(good, "started", "column") == {
        (None, 1, "role"): "label",
        (None, 2, "period"): "2023-01",
        (None, 3, "period"): "2023-02",
        (None, 4, "period"): "2023",
        (None, 4, "total"): "true",
    }
    assert axis(good, "wait", "column") == {(None, 1, "role"): "label", (None, 3, "role"): "ignore"}
    assert axis(good, "started", "row") == {
        (1, None, "role"): "header",
        (2, None, "area"): "Noord",
        (3, None, "area"): "Zuid",
        (4, None, "area"): "dorp",  # report.yml, not the label
        (4, None, "total"): "true",
    }
    assert axis(good, "started", "cell") == {(4, 3, "note"): "Telfout van het verslag"}


def test_labels_for_some_columns_speak_for_those_cells_alone(good):
    good.edit(
        REPORT,
        "columns: [label, value, ignore]",
        "columns: [{labels: area, for: [2]}, value, {labels: text}]",
    )
    good.edit(REPORT, "rows: [Noord, Zuid]", "rows: [[Noord, x], {label: [Zuid, ''], cells: {2: {area: dorp}}}]")
    assert good.problems() == []
    assert axis(good, "wait", "cell") == {(2, 2, "area"): "Noord", (3, 2, "area"): "dorp"}


def test_ignored_places_have_the_role_and_the_reason_and_no_labels(good):
    good.edit(
        REPORT,
        "rows: [Noord, Zuid]",
        "rows: [{label: Noord, ignore: kop}, {label: Zuid, cells: {2: {ignore: x}}}]",
    )
    good.ingest()
    assert axis(good, "wait", "row") == {
        (1, None, "role"): "header",
        (2, None, "role"): "ignore",
        (2, None, "ignore"): "kop",
        (3, None, "area"): "Zuid",
    }
    assert axis(good, "wait", "cell") == {(3, 2, "role"): "ignore", (3, 2, "ignore"): "x"}


def test_words_and_breaks_of_a_report(good):
    good.ingest()
    assert good.query("SELECT * FROM raw.organisation") == [("dorp-2023", "dorp", "Buurtteam Dorp", "dorp")]
    assert good.query("SELECT area_id, kind FROM raw.area ORDER BY 1") == [
        ("dorp", "city"),
        ("noord", "team"),
    ]
    assert good.query("SELECT * FROM raw.area_member") == [("dorp-2023", "dorp", "noord")]
    assert good.query("SELECT * FROM raw.category") == [("dorp-2023", "referrer", "tante", "Tante", "Aunt", None)]
    assert good.query("SELECT * FROM raw.alias") == [("dorp-2023", "area", None, "Noord", "noord", "started")]
    metrics = good.query("SELECT metric, break_id, period, reason FROM raw.series_break ORDER BY 1")
    assert metrics == [(m, "telling", "2023", "Anders geteld") for m in ("cases_started", "wait_workdays")]
    (report,) = good.query("SELECT * EXCLUDE (checksum, note) FROM raw.report")
    assert report == (
        *("dorp-2023", "Verslag over 2023", "dorp", "2023", dt.date(2024, 3, 1)),
        *("verslag.txt", "0" * 64, "dorp-2023", "year", 90),
    )
    tables = good.query("SELECT table_id, position, is_key_figures, header_rows, sheet, note FROM raw.report_table")
    assert sorted(tables, key=lambda t: t[1]) == [
        ("started", 1, False, 1, None, None),
        ("wait", 2, False, 1, "Wachttijd", None),
        ("key_figures", 3, True, 1, None, "Uit de lopende tekst."),
    ]


# ---- New, changed, unchanged, withdrawn -------------------------------------------------------


def test_reports_are_read_once_replaced_and_withdrawn(good, caplog):
    good.write("dorp-2024")
    size = 70
    assert good.ingest() == {"dorp-2023": ("new", size), "dorp-2024": ("new", size)}
    assert good.ingest() == {"dorp-2023": ("unchanged", size), "dorp-2024": ("unchanged", size)}
    good.edit(STARTED, '12,"1.361"', '99,"1.361"')
    shutil.rmtree(good.path / "dorp-2024")
    with caplog.at_level("INFO", logger="warehouse"):
        assert good.ingest() == {"dorp-2023": ("changed", size), "dorp-2024": ("withdrawn", size)}
    assert caplog.messages == ["dorp-2023: read again, changed, 70 cells", "dorp-2024: withdrawn, 70 cells"]
    assert cells(good, "started")[2, 2] == "99"
    for table in ("cell", "axis", "alias", "report", "report_table", "series_break"):
        assert good.query(f"SELECT DISTINCT report_id FROM raw.{table}") == [("dorp-2023",)]
    assert good.query("SELECT count(*) FROM raw.cell") == [(size,)]


def test_unchanged_reports_are_not_opened_again(good, monkeypatch):
    good.ingest()
    monkeypatch.setattr(ingest_module, "read_report", None)
    assert good.ingest() == {"dorp-2023": ("unchanged", 70)}


@pytest.mark.parametrize("file", [STARTED, KEYS, REPORT])
def test_a_change_in_any_file_is_noticed(good, file):
    good.ingest()
    path = good.path / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("period: 2023-H1", "period: 2023-H2").replace(",12,", ",13,"), encoding="utf-8")
    assert good.ingest() == {"dorp-2023": ("changed", 70)}


def test_a_changed_reader_reads_everything_again(good, monkeypatch):
    good.ingest()
    monkeypatch.setattr(ingest_module, "READER_VERSION", "next")
    assert good.ingest() == {"dorp-2023": ("changed", 70)}


def test_a_file_that_nobody_names_changes_nothing(good):
    good.ingest()
    (good.path / "dorp-2023/notes.txt").write_text("x", encoding="utf-8")
    (good.path / "README.md").write_text("x", encoding="utf-8")
    (good.path / ".git").mkdir()
    assert good.ingest() == {"dorp-2023": ("unchanged", 70)}
    assert good.problems() == []


def test_an_error_half_way_leaves_the_store_as_it_was(good, monkeypatch):
    good.ingest()
    good.edit(STARTED, '12,"1.361"', '99,"1.361"')
    good.write("dorp-2024")

    def fail(*_: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(ingest_module, "write_key_figure_axis", fail)
    with pytest.raises(RuntimeError, match="half way"):
        good.ingest()
    assert good.query("SELECT DISTINCT report_id FROM raw.cell") == [("dorp-2023",)]
    assert cells(good, "started")[2, 2] == "12"
    monkeypatch.undo()
    assert good.ingest() == {"dorp-2023": ("changed", 70), "dorp-2024": ("new", 70)}


def test_problems_stay_until_they_are_mended(good):
    good.edit(STARTED, "Zuid", "Zuidd")
    first = good.problems()
    assert good.problems() == first != []
    assert good.ingest() == {"dorp-2023": ("unchanged", 54)}
    good.edit(STARTED, "Zuidd", "Zuid")
    assert good.problems() == []
    assert good.query("SELECT count(*) FROM raw.cell") == [(70,)]


def test_an_unreadable_report_loses_its_rows_and_is_tried_again(good):
    good.ingest()
    good.edit(REPORT, "columns_are: period", "colums_are: period")
    line = good.line(REPORT, "colums_are")
    assert [p[:3] for p in told(good) if "did you mean `columns_are`" in p[3]] == [(REPORT, line, None)]
    for table in ("cell", "axis", "report"):
        assert good.query(f"SELECT count(*) FROM raw.{table}") == [(0,)]
    assert good.query("SELECT DISTINCT report_id FROM raw.problem") == [("dorp-2023",)]
    good.edit(REPORT, "colums_are: period", "columns_are: period")
    assert good.ingest() == {"dorp-2023": ("new", 70)}
    assert good.problems() == []


def test_a_spoilt_table_does_not_keep_the_others_out(good):
    good.edit(STARTED, "Zuid", "Zuidd")
    good.edit(KEYS, "rating,client", "fte,client")
    files = {p[0] for p in told(good)}
    assert files == {STARTED, KEYS}
    assert good.query("SELECT DISTINCT table_id FROM raw.cell") == [("wait",)]
    assert good.query("SELECT DISTINCT table_id FROM raw.axis") == [("wait",)]
    assert len(good.query("SELECT * FROM raw.report_table")) == 3


# ---- Folders ----------------------------------------------------------------------------------


def test_no_sources_or_no_report_is_bad_input(sources):
    with pytest.raises(BadInputError, match="there is no folder with reports"):
        ingest(sources.path, sources.store)
    (sources.path / "empty").mkdir(parents=True)
    with pytest.raises(BadInputError, match="there is no report here"):
        ingest(sources.path, sources.store)
    assert not sources.store.exists()


def test_a_folder_without_report_file(good):
    (good.path / "loose").mkdir()
    assert sole(good) == ("loose/report.yml", None, None, "the folder loose holds no report.yml")
    assert good.ingest() == {"dorp-2023": ("unchanged", 70), "loose": ("new", 0)}
    shutil.rmtree(good.path / "loose")
    assert good.problems() == []


def test_two_reports_with_one_id(good):
    shutil.copytree(good.path / "dorp-2023", good.path / "dorp-2023-kopie")
    assert sole(good) == (
        "dorp-2023-kopie/report.yml",
        1,
        None,
        "the id `dorp-2023` is taken: the folder dorp-2023 has it too",
    )
    assert good.query("SELECT DISTINCT report_id FROM raw.cell") == [("dorp-2023",)]


def test_links_that_leave_the_sources(good, tmp_path):
    outside = tmp_path / "outside"
    shutil.copytree(good.path / "dorp-2023", outside)
    (good.path / STARTED).unlink()
    (good.path / STARTED).symlink_to(outside / "started.csv")
    (good.path / "dorp-2024").symlink_to(outside, target_is_directory=True)
    assert {p[0]: "leads out of the sources" in p[3] for p in told(good)} == {
        STARTED: True,
        "dorp-2024/report.yml": True,
    }


def test_a_link_inside_the_sources_is_fine(good):
    (good.path / STARTED).rename(good.path / "shared.csv")
    (good.path / STARTED).symlink_to("../shared.csv")
    assert good.problems() == []


def test_links_in_a_circle(good):
    (good.path / STARTED).unlink()
    (good.path / STARTED).symlink_to("started.csv")
    assert sole(good)[:3] == (STARTED, None, None)


def test_a_missing_file_names_those_that_exist(good):
    (good.path / STARTED).unlink()
    file, row, column, message = sole(good)
    assert (file, row, column) == (STARTED, None, None)
    assert message == "the file is missing; the folder holds key_figures.csv, wait.xlsx"


@pytest.mark.parametrize("name", ["a*b.csv", "[x].csv", "wat?.csv", "een bestand's.csv", "*.csv"])
def test_file_names_are_no_patterns(good, name):
    (good.path / STARTED).rename(good.path / "dorp-2023" / name)
    good.edit(REPORT, "file: started.csv", f'file: "{name}"')
    assert good.problems() == []
    assert len(cells(good, "started")) == 16


# ---- CSV --------------------------------------------------------------------------------------


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
    found = told(good)
    assert {p[0] for p in found} <= {STARTED}
    assert [p[:3] for p in found if p[3].startswith(message)] == [(STARTED, row, column)]
    assert not cells(good, "started")


def test_every_offender_is_named(good):
    (good.path / STARTED).write_text(',J,Feb,Tot\nNoord,1,2\n\nZuid,1,2,3,4\nTotal,1,"2\t3",3\n', encoding="utf-8")
    assert [p[:3] for p in told(good)] == [
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
    assert sole(good) == (STARTED, 1, 5, message)


def test_semicolons_are_recognised(good):
    (good.path / STARTED).write_text(";J;F;Totaal\nNoord;12;1361;13\n", encoding="utf-8")
    message = next(p[3] for p in told(good) if p[1] == 1)
    assert message.endswith("are they separated by `;`?")


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n\r\n", b"\xef\xbb\xbf"])
def test_an_empty_file(good, content):
    (good.path / STARTED).write_bytes(content)
    assert sole(good) == (STARTED, None, None, "the file is empty")


def test_text_that_is_not_utf8_is_named_by_line_and_column(good):
    path = good.path / STARTED
    path.write_bytes(path.read_bytes().replace(b"Zuid,-", b"Zu\xefd,-").replace(b'12,"1,0', b'\xff,"1,0'))
    found = told(good)
    assert [p[:3] for p in found] == [(STARTED, 3, 1), (STARTED, 4, None)]
    assert all(p[3].startswith("this is not UTF-8") for p in found)


@pytest.mark.parametrize("content", ["\ufeff,J".encode("utf-16"), b",J\rNoord,12\r", b"," * 3_000_000])
def test_files_that_are_no_lines_of_text(good, content):
    (good.path / STARTED).write_bytes(content)
    assert (STARTED, 1) in [p[:2] for p in told(good)]
    assert not cells(good, "started")


def test_mixed_line_ends(good):
    path = good.path / STARTED
    path.write_bytes(path.read_bytes().replace(b"13\nZuid", b"13\r\nZuid"))
    assert sole(good) == (STARTED, None, None, "some lines end as on Windows and others do not")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_and_byte_order_mark_do_not_matter(good, mark, end, last):
    content = (good.path / STARTED).read_bytes().replace(b"\n", end)
    (good.path / STARTED).write_bytes(mark + (content if last else content.removesuffix(end)))
    assert good.problems() == []
    assert cells(good, "started")[4, 4] == "13"
    assert cells(good, "started")[1, 1] is None


def test_more_problems_than_anyone_reads_are_cut(good):
    (good.path / STARTED).write_text(",J,F,Totaal\n" + "x,1\nx,1,2,3,4\n" * 2_000, encoding="utf-8")
    found = told(good)
    assert len(found) == table_file.MAX_PROBLEMS + 1
    assert "there are more problems in this table" in {p[3].split(";")[0] for p in found}


# ---- What report.yml promises -----------------------------------------------------------------


def rows_of(good, *rows: str) -> None:
    lines = "".join(f"{row},1,2,3\n" for row in rows)
    (good.path / STARTED).write_text(",J,F,Totaal\n" + lines, encoding="utf-8")
    good.edit(REPORT, "    document_lines: 10-12, 20\n", "")


def test_missing_rows_are_named(good):
    rows_of(good, "Totaal")
    assert [p[3] for p in told(good)] == [
        'the file lacks the row "Noord", row 1 of `rows` in report.yml',
        'the file lacks the row "Zuid", row 2 of `rows` in report.yml',
    ]


def test_unpromised_rows_are_named_with_what_may_be_meant(good):
    rows_of(good, "Noord", "Zuiid", "Totaal", "West")
    assert told(good) == [
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
    assert sole(good) == (STARTED, 4, 1, 'report.yml promises no row "Noord" here')


def test_rows_promised_twice_may_be_printed_twice(good):
    good.edit(REPORT, "rows: [Noord, Zuid]", "rows: [Noord, Zuid, Zuid]")
    assert 'the file lacks the row "Zuid", row 3 of' in sole(good)[3]
    wait_file(good, [None, "Noord", 1], [None, "Zuid", 2], [None, "Zuid", 3])
    good.edit(REPORT, "range: B2:D4", "range: B2:D5")
    assert good.problems() == []
    assert axis(good, "wait", "row")[4, None, "area"] == "Zuid"


def test_changed_order_is_named(good):
    rows_of(good, "Zuid", "Noord", "Totaal")
    file, row, column, message = sole(good)
    assert (file, column) == (STARTED, 1)
    assert row in (2, 3)
    assert "stands in another place than in report.yml" in message


def test_an_empty_row_is_a_row(good):
    rows_of(good, "Noord", "Zuid", "Totaal")
    path = good.path / STARTED
    path.write_text(path.read_text(encoding="utf-8") + ",,,\n", encoding="utf-8")
    assert sole(good) == (STARTED, 5, 1, "report.yml promises no row without a label here")


def test_a_file_that_ends_in_its_header(good):
    good.edit(REPORT, 'header: [["", J, F, Totaal]]', 'header: [["", J, F, Totaal], [a, b, c, d]]')
    (good.path / STARTED).write_text(",J,F,Totaal\n", encoding="utf-8")
    assert (STARTED, 2, None, 'the file ends before header row 2: "a | b | c | d"') in told(good)


def test_without_promised_rows_there_must_be_some(good):
    good.edit(REPORT, "    rows: [Noord, Zuid]\n", "")
    assert good.problems() == []
    wait_file(good)
    assert sole(good) == (WAIT, None, None, "sheet Wachttijd: there are no rows below the header")


def test_document_lines_must_be_as_many_as_rows(good):
    good.edit(REPORT, "document_lines: 10-12, 20", "document_lines: 10-12")
    assert sole(good) == (
        STARTED,
        None,
        None,
        "the file has 4 rows and `document_lines` names 3 lines (10-12)",
    )


# ---- Workbooks --------------------------------------------------------------------------------


def wait_file(good, *rows: list[object]) -> None:
    header = [None, "Team", "Dagen", "Opmerking"]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Wachttijd"
    for row in [[None], header, *rows]:
        sheet.append(row)
    book.save(good.path / WAIT)


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
    wait_file(good, [None, "Noord", value], [None, "Zuid", 1])
    assert good.problems() == []
    assert cells(good, "wait")[2, 2] == text


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
    wait_file(good, [None, "Noord", value], [None, "Zuid", 1])
    file, row, column, said = sole(good)
    assert (file, row, column) == (WAIT, 3, 3)
    assert said.startswith(message)


def test_calculated_formulas_give_their_values(good):
    wait_file(good, [None, "Noord", "=1+1"], [None, "Zuid", 1])
    with zipfile.ZipFile(good.path / WAIT) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    with zipfile.ZipFile(good.path / WAIT, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert good.problems() == []
    assert cells(good, "wait")[2, 2] == "2"


def test_labels_and_headers_of_a_workbook_are_named_by_their_cell(good):
    wait_file(good, [None, "Noord", 1], [None, "Zuiid", 1])
    book = openpyxl.load_workbook(good.path / WAIT)
    book["Wachttijd"]["D2"] = "Opm."
    book.save(good.path / WAIT)
    found = told(good)
    assert [p[1:3] for p in found] == [(None, None), (2, 4), (4, 2)]
    assert found[1][3].startswith('sheet Wachttijd, cell D2: the header says "Opm."')
    assert found[2][3].startswith('sheet Wachttijd, cell B4: report.yml promises no row "Zuiid" here')


def test_a_whole_sheet_that_is_wider_than_declared(good):
    wait_file(good, [None, "Noord", 1, None, None, "extra"], [None, "Zuid", 1])
    good.edit(REPORT, "    range: B2:D4\n", "")
    found = told(good)
    assert (WAIT, 2, 4) in [p[:3] for p in found]
    assert 'sheet Wachttijd, cell F3: "extra" stands in an extra column' in " ".join(p[3] for p in found)


def test_missing_sheets_and_unnamed_sheets_name_those_that_exist(good):
    good.edit(REPORT, "    sheet: Wachttijd\n", "    sheet: wachttijd\n")
    assert sole(good) == (WAIT, None, None, 'there is no sheet "wachttijd"; there is "Leeg", "Wachttijd"')
    good.edit(REPORT, "    sheet: wachttijd\n", "")
    assert sole(good) == (WAIT, None, None, 'the file has several sheets: "Leeg", "Wachttijd"')
    good.edit(REPORT, "    file: wait.xlsx\n", "    file: wait.xlsx\n    sheet: Leeg\n")
    assert sole(good) == (WAIT, None, None, "sheet Leeg: there is nothing in these cells")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04rest", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_workbook(good, content):
    (good.path / WAIT).write_bytes(content)
    assert sole(good) == (
        WAIT,
        None,
        None,
        "the file is not an .xlsx workbook, or it is damaged or has a password",
    )


def test_a_zip_without_workbook(good):
    with zipfile.ZipFile(good.path / WAIT, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
    assert "the file cannot be read as .xlsx" in sole(good)[3]


def test_a_damaged_workbook(good):
    content = bytearray((good.path / WAIT).read_bytes())
    content[60:90] = b"\xff" * 30
    (good.path / WAIT).write_bytes(content)
    assert sole(good)[:3] == (WAIT, None, None)


def test_a_workbook_that_unpacks_too_large(good, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1_000)
    assert "the file unpacks to" in sole(good)[3]


def test_cells_far_apart_are_refused_before_they_are_read(good):
    book = openpyxl.load_workbook(good.path / WAIT)
    book["Wachttijd"]["XFD1048576"] = 1
    book.save(good.path / WAIT)
    assert sole(good)[3] == "sheet Wachttijd: the sheet is used up to XFD1048576"


# ---- Key figures ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "message"),
    [
        ("key,metric", "key,metriek", 1, 2, 'the header says "metriek" and report.yml promises "metric"'),
        ("rating,client", "fte,client", 3, 1, 'the key "fte" stands in row 2 too'),
        ("rating,client", ",client", 3, 1, "the key is empty"),
        ("rating,client", "Client Rating,client", 3, 1, '"Client Rating" cannot be a key'),
        (",31,", ",31-32,", 2, 14, '"31-32" is not a line number'),
        (
            ",32,onleesbaar",
            ",32,onleesbaar,x",
            3,
            16,
            "the row has 16 cells where report.yml declares 15 columns",
        ),
    ],
)
def test_wrong_places_of_the_key_figures(good, old, new, row, column, message):
    good.edit(KEYS, old, new)
    file, *place, said = sole(good)
    assert (file, place) == (KEYS, [row, column])
    assert said.startswith(message)
    assert not cells(good, "key_figures")


def test_a_key_figure_may_lack_a_line(good):
    good.edit(KEYS, ",31,", ",,")
    assert good.problems() == []


# ---- Any text at all --------------------------------------------------------------------------

# Without what is invisible, and without what Python's Unicode does not know yet and DuckDB's may: it may be invisible.
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cn", "Cs", "Zl", "Zp")), max_size=12)
SIGNS = st.text(alphabet='ab", ;\\-€', max_size=8)


@st.composite
def grids(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(1, 5))
    row = st.lists(st.one_of(WORDS, SIGNS), min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=6))


def read_back(path: Path, width: int) -> tuple[list[list[str]], TableNotes]:
    notes = TableNotes("t.csv", "r", "t")
    with duckdb.connect() as connection:
        if not read_csv_table(connection, path, width, notes):
            return [], notes
        found = connection.execute("SELECT * FROM printed ORDER BY row_number, column_number").fetchall()
    texts = [text or "" for _, _, text in found]
    assert [(r, c) for r, c, _ in found] == [(n // width + 1, n % width + 1) for n in range(len(found))]
    return [texts[n : n + width] for n in range(0, len(texts), width)], notes


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grid=grids(), end=st.sampled_from(["\n", "\r\n"]), mark=st.sampled_from(["utf-8", "utf-8-sig"]))
def test_any_grid_comes_back_cell_for_cell(tmp_path, grid, end, mark):
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerows(grid)
    # A file cannot say that its only line is a byte order mark of its own.
    (tmp_path / "t.csv").write_bytes(text.getvalue().encode(mark))
    back, notes = read_back(tmp_path / "t.csv", len(grid[0]))
    if mark == "utf-8" and text.getvalue().startswith("\ufeff"):
        grid[0][0] = grid[0][0].removeprefix("\ufeff")
    assert notes.problems == []
    assert back == [[stripped(cell) for cell in row] for row in grid]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet='ab", \n', max_size=30))
def test_what_is_accepted_is_read_as_any_csv_reader_reads_it(tmp_path, text):
    (tmp_path / "t.csv").write_bytes(text.encode())
    back, notes = read_back(tmp_path / "t.csv", 2)
    if not notes.problems:
        assert back == [[stripped(cell) for cell in row] for row in csv.reader(io.StringIO(text), strict=True)]
    else:
        assert all(problem.message and problem.next_step for problem in notes.problems)


def test_the_store_may_be_called_raw(tmp_path):
    with open_raw(tmp_path / "deep" / "raw.duckdb") as connection:
        connection.execute("CREATE SCHEMA raw; CREATE TABLE raw.cell AS SELECT 1 AS one")
        assert connection.execute("SELECT one FROM raw.cell").fetchall() == [(1,)]


def test_a_store_of_an_earlier_version_is_read_anew(good):
    good.ingest()
    with open_raw(good.store) as connection:
        connection.execute("ALTER TABLE raw.report DROP COLUMN due_after_days")
    assert good.ingest() == {"dorp-2023": ("new", 70)}
    assert good.query("SELECT cadence, due_after_days FROM raw.report") == [("year", 90)]
    assert good.ingest() == {"dorp-2023": ("unchanged", 70)}
