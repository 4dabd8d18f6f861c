"""A small report folder, good in every part, that tests of what reads it can write and spoil."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from orchestration.ingest.raw import open_raw
from orchestration.ingest.reports import ReportChange, ingest, read_problems
from orchestration.problems import Problem

REPORT = """\
id: {id}
title: Verslag over 2023
organisation: dorp
period: 2023
published: 2024-03-01
cadence: {{every: year, due_after_days: 90}}
document:
  file: verslag.txt
  sha256: {sha}
means: {{area: dorp}}
key_figures: key_figures.csv
key_figures_note: Uit de lopende tekst.
tables:
  - id: started
    title: Gestarte trajecten
    file: started.csv
    document_lines: 10-12, 20
    metric: cases_started
    dash: zero
    header: [["", J, F, Totaal]]
    rows_are: area
    columns_are: period
    columns: [label, 2023-01, 2023-02, {{period: 2023, total: true}}]
    rows:
      - Noord
      - Zuid
      - {{label: Totaal, area: dorp, total: true, cells: {{3: {{note: Telfout van het verslag}}}}}}
  - id: wait
    title: Wachttijd
    file: wait.xlsx
    sheet: Wachttijd
    range: B2:D4
    metric: wait_workdays
    period: 2023-H1
    header: [[Team, Dagen, Opmerking]]
    rows_are: area
    columns: [label, value, ignore]
    rows: [Noord, Zuid]
define:
  organisations: [{{id: dorp, name: Buurtteam Dorp, area: dorp}}]
  areas:
    - {{id: dorp, name: Dorp, kind: city}}
    - {{id: noord, name: Noord, kind: team, part_of: [dorp]}}
  categories: [{{breakdown: referrer, id: tante, name: Tante, name_en: Aunt}}]
  aliases: [{{dimension: area, label: Noord, means: noord, table: started}}]
breaks:
  - {{id: telling, metrics: [cases_started, wait_workdays], period: 2023, reason: Recounted, reason_nl: Anders geteld}}
"""
STARTED = ',J,F,Totaal\nNoord,12,"1.361",13\nZuid,-,,0\n Totaal ,12,"1,0",13\n'
WAIT_HEADER: list[list[Any]] = [[None] * 4, [None, "Team", "Dagen", "Opmerking"]]
KEY_FIGURES = (
    "key,metric,organisation,area,breakdown,category,period,compared_with,number,value_read,low,high,qualifier,line,note\n"
    "fte,fte,,,,,,,12,twaalf,,,circa,31,\n"
    "rating,client_rating,,noord,,,,,,,,,,32,onleesbaar\n"
)


@dataclass
class Sources:
    """A folder of report folders, with the raw store that they are read into."""

    path: Path
    store: Path

    def write(self, report_id: str = "dorp-2023") -> Path:
        """Write a good report folder of two tables, one an .xlsx, and key figures; returns the folder."""
        folder = self.path / report_id
        folder.mkdir(parents=True)
        (folder / "report.yml").write_text(REPORT.format(id=report_id, sha="0" * 64), encoding="utf-8")
        (folder / "started.csv").write_text(STARTED, encoding="utf-8")
        (folder / "key_figures.csv").write_text(KEY_FIGURES, encoding="utf-8")
        wait = [*WAIT_HEADER, [None, "Noord", 14.1, "x"], [None, "Zuid", 7.0]]
        write_workbook(folder / "wait.xlsx", {"Leeg": [], "Wachttijd": wait})
        return folder

    def write_wait(self, *rows: list[Any]) -> None:
        """Replace the workbook by one of a single sheet, with these rows below its header."""
        write_workbook(self.path / "dorp-2023" / "wait.xlsx", {"Wachttijd": [*WAIT_HEADER, *rows]})

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text that stands once in a file such as `dorp-2023/started.csv`."""
        path = self.path / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def line(self, file: str, text: str) -> int:
        """The line of a file on which a text first stands."""
        lines = (self.path / file).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, start=1) if text in line)

    def ingest(self) -> dict[str, tuple[str, int]]:
        """Read the folders; report id to status and number of cells."""
        changes: list[ReportChange] = ingest(self.path, self.store)
        return {change.report_id: (change.status, change.cells) for change in changes}

    def problems(self) -> list[Problem]:
        """Read the folders and give what is wrong with them; every problem must say what to do."""
        self.ingest()
        with open_raw(self.store) as connection:
            found = read_problems(connection)
        assert all(problem.next_step.endswith(".") and len(problem.next_step) > 10 for problem in found)
        return found

    def query(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query on the raw store."""
        with open_raw(self.store) as connection:
            return connection.execute(query).fetchall()

    def cells(self, table_id: str) -> dict[tuple[int, int], str | None]:
        """Row and column to text of each cell of a table that was read."""
        found = self.query(f"SELECT row_number, column_number, text FROM raw.cell WHERE table_id = '{table_id}'")
        return {(row, column): text for row, column, text in found}

    def axis(self, table_id: str, scope: str) -> dict[tuple[int | None, int | None, str], str]:
        """Row, column and dimension to value of what is said of one scope of a table."""
        found = self.query(
            "SELECT row_number, column_number, dimension, value FROM raw.axis "
            f"WHERE table_id = '{table_id}' AND scope = '{scope}'"
        )
        said = {(row, column, dimension): value for row, column, dimension, value in found}
        assert len(said) == len(found), "two values for one dimension at one place"
        return said

    def told(self) -> list[tuple[str, int | None, int | None, str]]:
        """Read the folders: file, row, column and message of each problem."""
        return [(problem.file, problem.row, problem.column, problem.message) for problem in self.problems()]

    def sole(self) -> tuple[str, int | None, int | None, str]:
        """Read the folders, which have one problem: its file, row, column and message."""
        (problem,) = self.told()
        return problem


def write_workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    """An empty folder for reports, outside of which the store stands."""
    return Sources(tmp_path / "sources", tmp_path / "home" / "raw.duckdb")


@pytest.fixture
def good(sources: Sources) -> Sources:
    """Sources with one good report, dorp-2023."""
    sources.write()
    return sources


@pytest.fixture
def workbook() -> Callable[[Path, dict[str, list[list[Any]]]], None]:
    """Writes an .xlsx file: sheet name to rows of values."""
    return write_workbook
