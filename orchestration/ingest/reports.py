"""Reads the report folders of `sources/` into the raw store, cell for cell as printed.

A report whose files are unchanged is not read again; a changed one replaces its own rows; one that is gone
takes its rows with it; all of that in one transaction. What is wrong does not stop the reading: it is kept in
`raw.problem` with the rest of the report, so that a run shows all of it, and the caller decides to stop.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from orchestration.files import file_checksum
from orchestration.ingest.axis import KEY_FIGURE_COLUMNS, insert_rows, write_axis, write_key_figure_axis
from orchestration.ingest.key_figure_checks import check_key_figures
from orchestration.ingest.raw import REPORT_TABLES, create_raw_tables, open_raw
from orchestration.ingest.report_fields import expand_lines
from orchestration.ingest.report_file import KEY_FIGURES, Report, read_report
from orchestration.ingest.report_rows import write_report
from orchestration.ingest.report_tables import Table
from orchestration.ingest.table_checks import check_header, check_table
from orchestration.ingest.table_file import TableNotes, read_csv_table
from orchestration.inputs import report_checksum
from orchestration.problems import BadInputError, Problem, visible
from orchestration.report_folders import MISSING, REPORT_FILE, find_folders, obstacle

Status = Literal["new", "changed", "reread", "unchanged", "withdrawn"]
SAID: dict[Status, str] = {
    "new": "read, new",
    "changed": "read again, changed",
    "reread": "read again, as asked",
    "unchanged": "unchanged",
    "withdrawn": "withdrawn",
}

logger = logging.getLogger("warehouse")


@dataclass(frozen=True, order=True)
class ReportChange:
    """What became of one report; `cells` is the number it has in the store, or had where it is withdrawn."""

    report_id: str
    status: Status
    cells: int


@dataclass(frozen=True)
class _Stored:
    report_id: str
    checksum: str
    cells: int


def ingest(sources: Path, raw_database: Path, reread: Collection[str] = ()) -> list[ReportChange]:
    """Bring the raw store in line with the report folders of `sources`; it is made where there is none.

    `reread` names reports that are read again though they have not changed. Returns one change per report, by report
    id. Problems of single reports are in `raw.problem` afterwards (see `read_problems`). Raises BadInputError where
    there is no report at all; the store is then left alone.
    """
    folders = find_folders(sources)
    with open_raw(raw_database) as connection:
        connection.execute("BEGIN")
        try:
            create_raw_tables(connection)
            changes = _bring_in_line(connection, sources, folders, reread)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    for change in changes:
        logger.info("%s: %s, %d cells", change.report_id, SAID[change.status], change.cells)
    return changes


def read_problems(connection: duckdb.DuckDBPyConnection) -> list[Problem]:
    """The problems stored in `raw.problem`, in the order of the files."""
    found = connection.execute(
        """
        SELECT file, row_number, column_number, message, next_step, report_id, coalesce(table_id, ''), text
        FROM raw.problem
        ORDER BY file, row_number NULLS FIRST, column_number NULLS FIRST, message
        """
    ).fetchall()
    return [Problem(*row) for row in found]


def _bring_in_line(
    connection: duckdb.DuckDBPyConnection, sources: Path, folders: list[Path], reread: Collection[str]
) -> list[ReportChange]:
    stored = _stored(connection)
    # No parameters on the way of an unchanged report: the first one makes DuckDB import pandas.
    names = {_name(folder) for folder in folders}
    changes = [_withdraw(connection, stored[gone]) for gone in stored.keys() - names]
    # Folders that were only ever problems are no reports, and leave no trace but these.
    troubled = {row[0] for row in connection.execute("SELECT DISTINCT report_id FROM raw.problem").fetchall()}
    for gone in troubled - names:
        _delete(connection, gone)
    for folder in folders:
        name = _name(folder)
        before = stored.get(name)
        same = before is not None and before.checksum == report_checksum(sources, folder)
        if before and same and name not in reread:
            changes.append(ReportChange(before.report_id, "unchanged", before.cells))
            continue
        _delete(connection, name)
        problems = _read_folder(connection, sources, folder)
        _store_problems(connection, name, problems)
        cells = _count_cells(connection, name)
        changes.append(ReportChange(name, "reread" if same else "changed" if before else "new", cells))
    return sorted(changes)


def _name(folder: Path) -> str:
    """The name of a folder as it can be kept and shown; for every name that a report can have, the name itself."""
    return visible(folder.name)


def _stored(connection: duckdb.DuckDBPyConnection) -> dict[str, _Stored]:
    """The reports in the store, by folder."""
    found = connection.execute(
        """
        SELECT
            r.folder,
            r.report_id,
            r.checksum,
            (SELECT count(*) FROM raw.cell AS c WHERE c.report_id = r.report_id)
        FROM raw.report AS r
        """
    ).fetchall()
    return {row[0]: _Stored(*row[1:]) for row in found}


def _withdraw(connection: duckdb.DuckDBPyConnection, report: _Stored) -> ReportChange:
    _delete(connection, report.report_id)
    return ReportChange(report.report_id, "withdrawn", report.cells)


def _delete(connection: duckdb.DuckDBPyConnection, report_id: str) -> None:
    for table in REPORT_TABLES:
        connection.execute(f"DELETE FROM raw.{table} WHERE report_id = $1", [report_id])


def _count_cells(connection: duckdb.DuckDBPyConnection, report_id: str) -> int:
    found = connection.execute("SELECT count(*) FROM raw.cell WHERE report_id = $1", [report_id]).fetchone()
    return int(found[0]) if found else 0


def _store_problems(connection: duckdb.DuckDBPyConnection, report_id: str, problems: list[Problem]) -> None:
    insert_rows(
        connection,
        "problem",
        [(report_id, p.table_id or None, p.file, p.row, p.column, p.text, p.message, p.next_step) for p in problems],
    )


def _read_folder(connection: duckdb.DuckDBPyConnection, sources: Path, folder: Path) -> list[Problem]:
    """Read one report. Of a report.yml that cannot be read only problems are kept, so it is tried again."""
    name = f"{_name(folder)}/{REPORT_FILE}"
    path = folder / REPORT_FILE
    hindrance = obstacle(path, sources)
    if hindrance == MISSING:
        message = f"the folder {_name(folder)} holds no {REPORT_FILE}"
        return [Problem(name, None, None, message, "Write one, or move the folder out of the sources.")]
    if hindrance:
        return [Problem(name, None, None, f"{REPORT_FILE} {hindrance}", "Put the file itself in its place.")]
    try:
        report = read_report(path, sources)
    except BadInputError as error:
        return error.problems
    write_report(connection, report, report_checksum(sources, folder))
    problems: list[Problem] = []
    for table in report.tables:
        problems += _read_table(connection, sources, report, table)
    if report.key_figures is not None:
        problems += _read_key_figures(connection, sources, report, report.key_figures)
    return problems


def _read_table(connection: duckdb.DuckDBPyConnection, sources: Path, report: Report, table: Table) -> list[Problem]:
    notes = TableNotes(f"{report.id}/{table.file}", report.id, table.id)
    path = sources / report.id / table.file
    if _read_file(connection, sources, path, len(table.columns), notes, table.sheet, table.range):
        check_table(connection, table, notes)
    if not notes.problems:
        _write_lines(connection, expand_lines(table.document_lines) if table.document_lines else [])
        _write_cells(connection, notes, file_checksum(path))
        write_axis(connection, report, table)
    return notes.problems


def _read_key_figures(connection: duckdb.DuckDBPyConnection, sources: Path, report: Report, file: str) -> list[Problem]:
    notes = TableNotes(f"{report.id}/{file}", report.id, KEY_FIGURES)
    path = sources / report.id / file
    if _read_file(connection, sources, path, len(KEY_FIGURE_COLUMNS), notes):
        check_header(connection, [list(KEY_FIGURE_COLUMNS)], notes)
        check_key_figures(connection, notes)
    if not notes.problems:
        connection.execute(
            """
            CREATE OR REPLACE TEMP TABLE line AS
            SELECT row_number, try_cast(text AS INTEGER) AS document_line
            FROM printed
            WHERE column_number = $1 AND row_number > 1
            """,
            [KEY_FIGURE_COLUMNS.index("line") + 1],
        )
        _write_cells(connection, notes, file_checksum(path))
        write_key_figure_axis(connection, report)
    return notes.problems


def _read_file(
    connection: duckdb.DuckDBPyConnection,
    sources: Path,
    path: Path,
    width: int,
    notes: TableNotes,
    sheet: str | None = None,
    cells: str | None = None,
) -> bool:
    """Read a table's file into `printed`; False, and a note, where there is nothing to read."""
    hindrance = obstacle(path, sources)
    if hindrance == MISSING:
        near = sorted(visible(other.name) for other in (sources / notes.report_id).glob("*.[cx][sl]*"))
        message = f"the file is missing; the folder holds {', '.join(near) or 'no tables'}"
        notes.add(None, None, message, "Add it, or correct its name in report.yml")
    elif hindrance:
        notes.add(None, None, f"the file {hindrance}", "Put the file itself in its place")
    else:
        try:
            if path.suffix.lower() != ".xlsx":
                return read_csv_table(connection, path, width, notes)
            # Most reports are text, and need none of this.
            from orchestration.ingest.workbook import read_workbook_table

            return read_workbook_table(connection, path, width, notes, sheet, cells)
        except OSError as error:
            notes.add(None, None, f"the file cannot be read: {error.strerror}", "Make it readable")
    return False


def _write_lines(connection: duckdb.DuckDBPyConnection, lines: list[int]) -> None:
    """The document line of each row of `printed`, as the temporary table `line`."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE line AS
        SELECT unnest(range(1, len($1::INTEGER[]) + 1)) AS row_number, unnest($1::INTEGER[]) AS document_line
        """,
        [lines],
    )


def _write_cells(connection: duckdb.DuckDBPyConnection, notes: TableNotes, checksum: str) -> None:
    connection.execute(
        """
        INSERT INTO raw.cell
        SELECT $1, $2, p.row_number, p.column_number, p.text, line.document_line, $3, $4
        FROM printed AS p
        LEFT JOIN line ON line.row_number = p.row_number
        """,
        [notes.report_id, notes.table_id, notes.file, checksum],
    )
