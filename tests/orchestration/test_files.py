"""Tables of many files: which files an entry names, when one comes or goes, and how often each is opened."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from orchestration.ingest import open_workbook as open_workbook_module
from orchestration.ingest.made_tables import tables_of_files
from orchestration.ingest.read_folder import read_folder
from orchestration.ingest.strays import strays
from orchestration.inputs import sources_hash
from orchestration.looks import Looks
from orchestration.report_folders import Named, matching, tables_in

REPORT = "dorp-2023"
FILE = f"{REPORT}/report.yml"
TABLE = """\
id: {id}
title: Verslag over 2023
organisation: dorp
period: 2023
means: {{area: dorp, metric: cases_started}}
key_figures: key_figures.csv
tables:
{tables}"""
ENTRY = """\
  - id: {id}
    title: Gestart
    {file}
    header: [[Maand, Gestart]]
    rows_are: period
    columns: [label, value]
"""


def write_report(good: Any, *entries: str) -> Path:
    """Replace the good report by one with these entries; returns its folder."""
    text = TABLE.format(id=REPORT, tables="".join(entries))
    (good.path / FILE).write_text(text, encoding="utf-8")
    folder: Path = good.path / REPORT
    for name in ("started.csv", "wait.xlsx"):
        (folder / name).unlink(missing_ok=True)
    return folder


def write_table(folder: Path, name: str, number: int = 3) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"Maand,Gestart\njan,{number}\n", encoding="utf-8")


@pytest.fixture
def teams(good: Any) -> Any:
    """A report with one entry for the files of two teams."""
    folder = write_report(good, ENTRY.format(id="started", file='files: "team-*.csv"\n    files_are: area'))
    write_table(folder, "team-noord.csv")
    write_table(folder, "team-zuid.csv")
    return good


def test_each_file_is_a_table_about_what_its_name_says(teams: Any) -> None:
    write_table(teams.path / REPORT, "other.csv")
    assert teams.problems() == []
    assert teams.query(
        "SELECT table_id, title, file FROM raw.report_table WHERE NOT is_key_figures ORDER BY position"
    ) == [
        ("started-noord", "Gestart [noord]", f"{REPORT}/team-noord.csv"),
        ("started-zuid", "Gestart [zuid]", f"{REPORT}/team-zuid.csv"),
    ]
    assert teams.axis("started-zuid", "table")[None, None, "area"] == "zuid"
    assert teams.cells("started-zuid")[2, 2] == "3"
    names = ("../_organisations/dorp.yml", "key_figures.csv", "report.yml", "team-noord.csv", "team-zuid.csv")
    assert Looks(teams.path, None).look(teams.path / REPORT).names == names
    assert [one.file for one in strays(teams.path)] == [f"{REPORT}/other.csv"]


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_file_that_comes_or_goes_is_noticed(
    teams: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_kept: bool
) -> None:
    """Also where nothing is opened that looks as it did."""
    kept = tmp_path / "looks.json" if is_kept else None
    moment = time.time_ns() + int(100e9)
    monkeypatch.setattr("orchestration.folder_files.time.time_ns", lambda: moment)
    before = sources_hash(teams.path, kept)
    assert teams.ingest()[REPORT][0] == "new"
    assert teams.ingest()[REPORT][0] == "unchanged"
    folder = teams.path / REPORT
    write_table(folder, "other.csv")
    assert sources_hash(teams.path, kept) == before
    write_table(folder, "team-west.csv")
    assert sources_hash(teams.path, kept) != before
    assert teams.ingest()[REPORT][0] == "changed"
    assert len(teams.cells("started-west")) == 4
    (folder / "team-west.csv").unlink()
    assert sources_hash(teams.path, kept) == before
    assert teams.ingest()[REPORT][0] == "changed"
    assert teams.cells("started-west") == {}


def test_a_file_that_comes_while_others_are_read_is_read_the_next_time(
    teams: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It must not be taken for one that was read."""
    folder = teams.path / REPORT

    def late(*said: Any) -> Any:
        found = tables_of_files(*said)
        write_table(folder, "team-west.csv")
        return found

    monkeypatch.setattr("orchestration.ingest.read_folder.tables_of_files", late)
    read = read_folder(teams.path, folder)
    assert [table.table_id for table in read.tables if table.table_id != "key_figures"] == [
        "started-noord",
        "started-zuid",
    ]
    assert "team-west.csv" not in (read.look.names or ())
    assert Looks(teams.path, None).look(folder).checksum != read.look.checksum


def test_what_key_figures_name_is_no_table(good: Any) -> None:
    folder = write_report(good, ENTRY.format(id="started", file='files: "*.csv"'))
    write_table(folder, "noord.csv")
    write_table(folder, "ignored_numbers.csv")
    assert good.problems() == []
    tables = good.query("SELECT table_id FROM raw.report_table ORDER BY position")
    assert [table for (table,) in tables] == ["started-noord", "key_figures"]


@pytest.mark.parametrize(
    ("pattern", "matched"),
    [
        ("team-*.csv", {"team-noord.csv", "team-zuid.csv"}),
        ("team-????.csv", {"team-zuid.csv"}),
        ("*/team-*.csv", {"oud/team-noord.csv"}),
        ("*.csv", {"team-noord.csv", "team-zuid.csv", "team[1].csv"}),
        ("team[1].csv", {"team[1].csv"}),
        ("TEAM-*.csv", set()),
    ],
)
def test_a_pattern_is_of_the_name_of_one_file(tmp_path: Path, pattern: str, matched: set[str]) -> None:
    """What programs put beside a table is none, nor is a name that nobody can type."""
    for name in ("team-noord.csv", "team-zuid.csv", "oud/team-noord.csv", "team[1].csv", "~$team-x.csv", ".team-x.csv"):
        write_table(tmp_path, name)
    write_table(tmp_path, "team-\u202ex.csv")
    write_table(tmp_path, os.fsdecode(b"team-\xff.csv"))
    assert matching(tables_in(tmp_path), [pattern]) == matched
    assert Named(("a.csv",), (pattern,)).in_folder(tmp_path) == {"a.csv", *matched}


def test_two_names_that_make_one_id_are_refused(good: Any) -> None:
    folder = write_report(good, ENTRY.format(id="started", file='files: "team*.csv"'))
    write_table(folder, "team noord.csv")
    write_table(folder, "team-noord.csv")
    assert good.sole()[3] == ('the files "team noord.csv" and "team-noord.csv" would both be the table started-noord')


def test_one_file_that_two_entries_write_in_two_ways_is_refused(good: Any) -> None:
    started = ENTRY.format(id="started", file='files: "team-*.csv"')
    folder = write_report(good, started, ENTRY.format(id="north", file="file: ./team-noord.csv"))
    write_table(folder, "team-noord.csv")
    assert good.sole()[::3] == (
        f"{REPORT}/team-noord.csv",
        'the file "team-noord.csv" is read twice: as north and as started-noord',
    )


def test_a_workbook_is_opened_once_in_whatever_order_its_tables_stand(
    good: Any, workbook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [
        ENTRY.format(id=f"{book}-{sheet}", file=f"file: {book}.xlsx\n    sheet: {sheet}")
        for sheet in ("een", "twee", "drie")
        for book in ("a", "b")
    ]
    entries.append(ENTRY.format(id="all", file='files: "?.xlsx"\n    sheet: vier'))
    folder = write_report(good, *entries)
    rows = [["Maand", "Gestart"], ["jan", 3]]
    for book in ("a", "b"):
        workbook(folder / f"{book}.xlsx", dict.fromkeys(("een", "twee", "drie", "vier"), rows))
    opened: list[str] = []
    opens = open_workbook_module.open_workbook

    def counted(file: str, content: bytes) -> Any:
        opened.append(file)
        return opens(file, content)

    monkeypatch.setattr(open_workbook_module, "open_workbook", counted)
    assert good.problems() == []
    assert opened == ["a.xlsx", "b.xlsx"]
    tables = good.query("SELECT table_id FROM raw.report_table WHERE NOT is_key_figures ORDER BY position")
    assert [table for (table,) in tables] == [
        *("a-een", "b-een", "a-twee", "b-twee", "a-drie", "b-drie", "all-a", "all-b"),
    ]
