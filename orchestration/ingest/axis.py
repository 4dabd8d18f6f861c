"""Flattens the meanings of report.yml into rows of `raw.axis`: scope, position, dimension, value.

At one scope and position a dimension has one value; the narrower scope wins: cell, row, column, table.
Besides the dimensions of Meaning there is `role`: `header` (a header row), `label` (a column that names rows)
and `ignore` (no figures; the reason, where one is given, stands beside it as dimension `ignore`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from orchestration.ingest.report_file import KEY_FIGURES, Report
from orchestration.ingest.report_tables import LabelColumn, Meaning, Table

KEY_FIGURE_COLUMNS = (
    "key",
    "metric",
    "organisation",
    "area",
    "breakdown",
    "category",
    "period",
    "compared_with",
    "number",
    "value_read",
    "low",
    "high",
    "qualifier",
    "line",
    "note",
)
"""The header of key_figures.csv: `number` is the figure, `line` an address, the others say what it means."""

AxisRow = tuple[str, int | None, int | None, str, str]
"""Scope, row number, column number, dimension, value."""


def insert_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Append rows to a table of schema `raw`, all at once: one by one is slow in a column store."""
    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    values = ", ".join(f"unnest(${number})" for number in range(1, len(columns) + 1))
    connection.execute(f"INSERT INTO raw.{table} SELECT {values}", columns)


def write_axis(connection: duckdb.DuckDBPyConnection, report: Report, table: Table) -> None:
    """Write what the cells of one table mean; its labels are read from `printed`."""
    rows = _table_scope(report, table) + _header_rows(len(table.header))
    for number, entry in enumerate(table.columns, start=1):
        if entry == "ignore":
            rows.append(("column", None, number, "role", "ignore"))
    for number, meaning in table.meanings().items():
        rows += _said("column", None, number, meaning)
    rows += [("column", None, number, "role", "label") for number in table.label_columns()]
    for row_number, row in enumerate(table.rows or [], start=len(table.header) + 1):
        rows += _said("row", row_number, None, row)
        for column_number, cell in row.cells.items():
            rows += _said("cell", row_number, column_number, cell)
    _insert(connection, report.id, table.id, rows)
    for number, column in table.label_columns().items():
        if column.labels != "text":
            _write_labels(connection, report.id, table, number, column)


def write_key_figure_axis(connection: duckdb.DuckDBPyConnection, report: Report) -> None:
    """Write what the figures of key_figures.csv mean; all but the defaults is read from `printed`."""
    rows = _table_scope(report, Meaning()) + _header_rows(1)
    for number, name in enumerate(KEY_FIGURE_COLUMNS, start=1):
        if name != "number":
            rows.append(("column", None, number, "role", "label"))
    _insert(connection, report.id, KEY_FIGURES, rows)
    connection.execute(
        """
        INSERT INTO raw.axis
        SELECT $1, $2, 'row', row_number, NULL, list_extract($3::VARCHAR[], column_number), text
        FROM printed
        WHERE row_number > 1
            AND text IS NOT NULL
            AND list_extract($3::VARCHAR[], column_number) NOT IN ('number', 'line')
        """,
        [report.id, KEY_FIGURES, list(KEY_FIGURE_COLUMNS)],
    )


def _table_scope(report: Report, table: Meaning) -> list[AxisRow]:
    """What holds for all cells of a table: its own words, then the report's `means`, then its other keys."""
    said = {"organisation": report.organisation, "period": report.period}
    said |= report.means.dimensions() | table.dimensions()
    if "ignore" in said:
        said["role"] = "ignore"
    return [("table", None, None, dimension, value) for dimension, value in said.items()]


def _header_rows(count: int) -> list[AxisRow]:
    return [("row", number, None, "role", "header") for number in range(1, count + 1)]


def _said(scope: str, row: int | None, column: int | None, meaning: Meaning) -> list[AxisRow]:
    said = meaning.dimensions()
    if "ignore" in said:
        said["role"] = "ignore"
    return [(scope, row, column, dimension, value) for dimension, value in said.items()]


def _insert(connection: duckdb.DuckDBPyConnection, report_id: str, table_id: str, rows: list[AxisRow]) -> None:
    insert_rows(connection, "axis", [(report_id, table_id, *row) for row in rows])


def _write_labels(
    connection: duckdb.DuckDBPyConnection, report_id: str, table: Table, number: int, column: LabelColumn
) -> None:
    """Labels say nothing where report.yml says it itself of the row or cell, or that it is no figure."""
    connection.execute(
        """
        INSERT INTO raw.axis
        WITH
            place AS (
                SELECT
                    CASE WHEN $6::INTEGER[] IS NULL THEN 'row' ELSE 'cell' END AS scope,
                    unnest(coalesce($6::INTEGER[], [NULL])) AS column_number
            ),
            said AS (
                SELECT scope, row_number, column_number, dimension, value
                FROM raw.axis
                WHERE report_id = $1 AND table_id = $2 AND scope IN ('row', 'cell')
            )
        SELECT $1, $2, place.scope, printed.row_number, place.column_number, $5, printed.text
        FROM printed
        CROSS JOIN place
        WHERE printed.column_number = $3
            AND printed.row_number > $4
            AND printed.text IS NOT NULL
            AND NOT EXISTS (
                SELECT 1 FROM said
                WHERE said.scope = 'row'
                    AND said.row_number = printed.row_number
                    AND (said.dimension = $5 OR (said.dimension = 'role' AND said.value = 'ignore'))
            )
            AND NOT EXISTS (
                SELECT 1 FROM said
                WHERE said.scope = 'cell'
                    AND said.row_number = printed.row_number
                    AND (
                        (said.column_number = place.column_number AND said.dimension = $5)
                        OR (said.column_number = $3 AND said.dimension = 'role' AND said.value = 'ignore')
                    )
            )
        """,
        [report_id, table.id, number, len(table.header), column.labels, column.columns],
    )
