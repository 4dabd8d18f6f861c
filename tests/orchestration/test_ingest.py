"""Report folders come into the raw store, new, changed or withdrawn, or say what is wrong with them."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest

from orchestration.files import file_checksum
from orchestration.ingest import read_folder
from orchestration.ingest import reports as ingest_module
from orchestration.ingest.raw import open_raw
from orchestration.ingest.reports import ingest, recognised
from orchestration.problems import BadInputError

STARTED = "dorp-2023/started.csv"
KEYS = "dorp-2023/key_figures.csv"
REPORT = "dorp-2023/report.yml"


# ---- What is read -----------------------------------------------------------------------------


def test_good_report_is_read_without_problems(good):
    assert good.ingest() == {"dorp-2023": ("new", 16 + 9 + 45)}
    assert good.problems() == []


def test_cells_are_as_printed_with_their_address(good):
    good.ingest()
    found = good.cells("started")
    assert [found[2, n] for n in range(1, 5)] == ["Noord", "12", "1.361", "13"]
    assert [found[3, n] for n in range(1, 5)] == ["Zuid", "-", None, "0"]
    assert found[4, 1] == "Totaal"
    assert found[1, 1] is None
    lines = "SELECT DISTINCT row_number, document_line, file, file_checksum FROM raw.cell WHERE table_id = 'started'"
    checksum = file_checksum(good.path / STARTED)
    assert sorted(good.query(lines)) == [(n, m, STARTED, checksum) for n, m in enumerate((10, 11, 12, 20), start=1)]


def test_workbook_cells_are_counted_from_the_range(good):
    good.ingest()
    found = good.cells("wait")
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
    assert good.axis("key_figures", "row") == {
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
    assert good.axis("key_figures", "column") == labels
    everywhere = {"organisation": "dorp", "period": "2023", "area": "dorp"}
    assert good.axis("key_figures", "table") == {(None, None, d): v for d, v in everywhere.items()}


def test_meanings_are_flattened_by_scope(good):
    good.ingest()
    said = {
        "organisation": "dorp",
        "period": "2023",
        "area": "dorp",
        "metric": "cases_started",
        "dash": "zero",
    }
    assert good.axis("started", "table") == {(None, None, d): v for d, v in said.items()}
    assert good.axis("wait", "table")[None, None, "period"] == "2023-H1"
    assert good.axis("started", "column") == {
        (None, 1, "role"): "label",
        (None, 2, "period"): "2023-01",
        (None, 3, "period"): "2023-02",
        (None, 4, "period"): "2023",
        (None, 4, "total"): "true",
    }
    assert good.axis("wait", "column") == {(None, 1, "role"): "label", (None, 3, "role"): "ignore"}
    assert good.axis("started", "row") == {
        (1, None, "role"): "header",
        (2, None, "area"): "Noord",
        (3, None, "area"): "Zuid",
        (4, None, "area"): "dorp",  # report.yml, not the label
        (4, None, "total"): "true",
    }
    assert good.axis("started", "cell") == {(4, 3, "note"): "Telfout van het verslag"}


def test_labels_for_some_columns_speak_for_those_cells_alone(good):
    good.edit(
        REPORT,
        "columns: [label, value, ignore]",
        "columns: [{labels: area, for: [2]}, value, {labels: text}]",
    )
    good.edit(REPORT, "rows: [Noord, Zuid]", "rows: [[Noord, x], {label: [Zuid, ''], cells: {2: {area: dorp}}}]")
    assert good.problems() == []
    assert good.axis("wait", "cell") == {(2, 2, "area"): "Noord", (3, 2, "area"): "dorp"}


def test_ignored_places_have_the_role_and_the_reason_and_no_labels(good):
    good.edit(
        REPORT,
        "rows: [Noord, Zuid]",
        "rows: [{label: Noord, ignore: kop}, {label: Zuid, cells: {2: {ignore: x}}}]",
    )
    good.ingest()
    assert good.axis("wait", "row") == {
        (1, None, "role"): "header",
        (2, None, "role"): "ignore",
        (2, None, "ignore"): "kop",
        (3, None, "area"): "Zuid",
    }
    assert good.axis("wait", "cell") == {(3, 2, "role"): "ignore", (3, 2, "ignore"): "x"}


def test_words_and_breaks_of_a_report(good):
    good.ingest()
    assert good.query("SELECT * FROM raw.organisation") == [("dorp-2023", "dorp", "Buurtteam Dorp", "dorp")]
    assert good.query("SELECT area_id, kind FROM raw.area ORDER BY 1") == [
        ("dorp", "city"),
        ("noord", "team"),
    ]
    assert good.query("SELECT * FROM raw.area_member") == [("dorp-2023", "dorp", "noord")]
    assert good.query("SELECT * FROM raw.category") == [("dorp-2023", "referrer", "tante", "Tante", "Aunt", None, 1)]
    assert good.query("SELECT * FROM raw.alias") == [("dorp-2023", "area", None, "Noord", "noord", "started")]
    metrics = good.query("SELECT metric, break_id, period, reason, reason_nl FROM raw.series_break ORDER BY 1")
    assert metrics == [
        (metric, "telling", "2023", "Recounted", "Anders geteld") for metric in ("cases_started", "wait_workdays")
    ]
    (report,) = good.query("SELECT * EXCLUDE (checksum, note) FROM raw.report")
    assert report == (
        *("dorp-2023", "Verslag over 2023", "dorp", "2023", dt.date(2024, 3, 1)),
        *("verslag.txt", "0" * 64, "dorp-2023", "year", 90, None),
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
    assert good.cells("started")[2, 2] == "99"
    for table in ("cell", "axis", "alias", "report", "report_table", "series_break"):
        assert good.query(f"SELECT DISTINCT report_id FROM raw.{table}") == [("dorp-2023",)]
    assert good.query("SELECT count(*) FROM raw.cell") == [(size,)]


def test_unchanged_reports_are_not_opened_again(good, monkeypatch):
    good.ingest()
    monkeypatch.setattr(ingest_module, "read_shares", lambda _sources, names, _place: (name for name in names))
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
    monkeypatch.setattr("orchestration.folder_files.READER_VERSION", "next")
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

    monkeypatch.setattr(read_folder, "key_figure_axis", fail)
    with pytest.raises(RuntimeError, match="half way"):
        good.ingest()
    assert good.query("SELECT DISTINCT report_id FROM raw.cell") == [("dorp-2023",)]
    assert good.cells("started")[2, 2] == "12"
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
    assert [p[:3] for p in good.told() if "did you mean `columns_are`" in p[3]] == [(REPORT, line, None)]
    for table in ("cell", "axis", "report"):
        assert good.query(f"SELECT count(*) FROM raw.{table}") == [(0,)]
    assert good.query("SELECT DISTINCT report_id FROM raw.problem") == [("dorp-2023",)]
    good.edit(REPORT, "colums_are: period", "columns_are: period")
    assert good.ingest() == {"dorp-2023": ("new", 70)}
    assert good.problems() == []


def test_a_spoilt_table_does_not_keep_the_others_out(good):
    good.edit(STARTED, "Zuid", "Zuidd")
    good.edit(KEYS, "rating,client", "fte,client")
    files = {p[0] for p in good.told()}
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
    (good.path / "loose" / "started.csv").touch()
    assert good.sole() == ("loose/report.yml", None, None, "the folder loose holds no report.yml")
    assert good.ingest() == {"dorp-2023": ("unchanged", 70), "loose": ("new", 0)}
    shutil.rmtree(good.path / "loose")
    assert good.problems() == []


def test_two_reports_with_one_id(good):
    shutil.copytree(good.path / "dorp-2023", good.path / "dorp-2023-kopie")
    assert good.sole() == (
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
    assert {p[0]: "leads out of the sources" in p[3] for p in good.told()} == {
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
    assert good.sole()[:3] == (STARTED, None, None)


def test_a_missing_file_names_those_that_exist(good):
    (good.path / STARTED).unlink()
    file, row, column, message = good.sole()
    assert (file, row, column) == (STARTED, None, None)
    assert message == "the file is missing; the folder holds key_figures.csv, wait.xlsx"


@pytest.mark.parametrize("name", ["a*b.csv", "[x].csv", "wat?.csv", "een bestand's.csv", "*.csv"])
def test_file_names_are_no_patterns(good, name):
    (good.path / STARTED).rename(good.path / "dorp-2023" / name)
    good.edit(REPORT, "file: started.csv", f'file: "{name}"')
    assert good.problems() == []
    assert len(good.cells("started")) == 16


# ---- The store --------------------------------------------------------------------------------


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


def test_what_was_recognised_of_a_file_is_kept_and_told(good):
    started = good.path / "dorp-2023" / "started.csv"
    text = "Gestart;;;\r\n;J;F;Totaal\r\nNoord;12;1.361;13\r\nZuid;-;;0\r\nTotaal;12;1,0;13\r\nBron: één;;;\r\n"
    started.write_bytes(text.encode("cp1252"))
    good.edit("dorp-2023/report.yml", "    document_lines: 10-12, 20\n", "    around: true\n")
    assert good.problems() == []
    said = "semicolons; Windows-1252; header in row 2; 1 line of text left out"
    assert good.query("SELECT table_id, header_rows, read_as FROM raw.report_table ORDER BY position") == [
        ("started", 2, said),
        ("wait", 1, None),
        ("key_figures", 1, None),
    ]
    with open_raw(good.store) as connection:
        assert recognised(connection) == [f"dorp-2023/started.csv: read as {said}"]
    assert good.cells("started")[3, 3] == "1.361"
    assert good.axis("started", "row")[3, None, "area"] == "Noord"
    assert good.axis("started", "row")[6, None, "role"] == "ignore"
    assert good.axis("started", "cell") == {(5, 3, "note"): "Telfout van het verslag"}
