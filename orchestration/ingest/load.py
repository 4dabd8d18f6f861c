"""Takes over what was read into schema `raw`: a statement per table for many reports."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from orchestration.database import count_rows, literal
from orchestration.ingest.raw import REPORT_TABLES, column_names
from orchestration.ingest.share import CELL

MOST_A_LINE = 64 * 2**20
"""Bytes of a line of JSON: that of a remark as long as a report.yml may be, with every sign escaped."""


def load_share(connection: duckdb.DuckDBPyConnection, place: Path) -> None:
    """Append the rows of a share that `share` wrote in `place`, in their order."""
    for table, columns in REPORT_TABLES.items():
        file = place / table
        if file.exists():
            connection.execute(_cells(file) if table == CELL else _rows(table, len(column_names(columns)), file))


def delete_reports(connection: duckdb.DuckDBPyConnection, report_ids: Iterable[str]) -> None:
    """Delete every row of these reports."""
    gone = ", ".join(f"({literal(report_id)})" for report_id in report_ids)
    if not gone:
        return
    connection.execute(f"CREATE OR REPLACE TEMP TABLE gone AS FROM (VALUES {gone}) AS gone (report_id)")
    for table in REPORT_TABLES:
        if count_rows(connection, f"raw.{table}"):
            connection.execute(f"DELETE FROM raw.{table} WHERE report_id IN (FROM gone)")
    connection.execute("DROP TABLE gone")


def _rows(table: str, width: int, file: Path) -> str:
    values = ", ".join(f"row[{number}]" for number in range(1, width + 1))
    return f"""
        INSERT INTO raw.{table}
        SELECT {values}
        FROM (SELECT unnest(rows) AS row FROM {_json(file, "rows: 'VARCHAR[][]'")})
    """


def _cells(file: Path) -> str:
    columns = (
        "report_id: 'VARCHAR', table_id: 'VARCHAR', file: 'VARCHAR', file_checksum: 'VARCHAR', first_row: 'INTEGER', "
        "lines: 'INTEGER[]', rows: 'VARCHAR[][]'"
    )
    return f"""
        INSERT INTO raw.cell
        SELECT
            report_id,
            table_id,
            row_number,
            generate_subscripts(texts, 1),
            unnest(texts),
            document_line,
            file,
            file_checksum
        FROM (
            SELECT
                * EXCLUDE (lines, rows, first_row),
                first_row + generate_subscripts(rows, 1) - 1 AS row_number,
                unnest(rows) AS texts,
                unnest(lines) AS document_line
            FROM {_json(file, columns)}
        )
    """


def _json(file: Path, columns: str) -> str:
    return (
        f"read_json({literal(str(file))}, format = 'newline_delimited', columns = {{{columns}}}, "
        f"maximum_object_size = {MOST_A_LINE})"
    )
