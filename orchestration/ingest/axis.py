"""Flattens the meanings of report.yml into rows of `raw.axis`: scope, position, dimension, value.

At one scope and position a dimension has one value; the narrower scope wins: cell, row, column, table.
Besides the dimensions of Meaning there is `role`: `header` (a header row), `label` (a column that names rows)
and `ignore` (no figures; the reason, where one is given, stands beside it as dimension `ignore`).
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.ingest.report_file import Report
from orchestration.ingest.report_tables import LabelColumn, Meaning, Table
from orchestration.ingest.table_file import Cells

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


def table_axis(report: Report, table: Table, printed: Cells) -> list[AxisRow]:
    """What the cells of one table mean; its labels are read from the cells."""
    rows = _table_scope(report, table) + _header_rows(len(table.header))
    for number, entry in enumerate(table.columns, start=1):
        if entry == "ignore":
            rows.append(("column", None, number, "role", "ignore"))
    for number, meaning in table.meanings.items():
        rows += _said("column", None, number, meaning)
    rows += [("column", None, number, "role", "label") for number in table.label_columns]
    said: list[AxisRow] = []
    for row_number, row in enumerate(table.rows or [], start=len(table.header) + 1):
        said += _said("row", row_number, None, row)
        for column_number, cell in row.cells.items():
            said += _said("cell", row_number, column_number, cell)
    rows += said
    places = {(row, column, dimension): value for _, row, column, dimension, value in said}
    for number, labels in table.label_columns.items():
        if labels.labels != "text":
            found = list(_labels(table, printed, number, labels, places))
            places |= {(row, column, dimension): value for _, row, column, dimension, value in found}
            rows += found
    return rows


def key_figure_axis(report: Report, printed: Cells) -> list[AxisRow]:
    """What the figures of key_figures.csv mean; all but the defaults is read from its cells."""
    rows = _table_scope(report, Meaning()) + _header_rows(1)
    dimensions = [(number, name) for number, name in enumerate(KEY_FIGURE_COLUMNS) if name not in ("number", "line")]
    for number, name in enumerate(KEY_FIGURE_COLUMNS, start=1):
        if name != "number":
            rows.append(("column", None, number, "role", "label"))
    for row_number, cells in enumerate(printed[1:], start=2):
        for number, name in dimensions:
            if (text := cells[number]) is not None:
                rows.append(("row", row_number, None, name, text))
    return rows


def _table_scope(report: Report, table: Meaning) -> list[AxisRow]:
    """What holds for all cells of a table: its own words, then the report's `means`, then its other keys."""
    said = {"organisation": report.organisation, "period": report.period}
    for key, month in report.years_start().items():
        said[key] = str(month)
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


def _labels(
    table: Table,
    printed: Cells,
    number: int,
    labels: LabelColumn,
    said: dict[tuple[int | None, int | None, str], str],
) -> Iterator[AxisRow]:
    """Labels say nothing where report.yml says it itself of the row or cell, or that it is no figure."""
    scope = "row" if labels.columns is None else "cell"
    columns: list[int] | list[None] = [None] if labels.columns is None else labels.columns
    first = len(table.header)
    for row, cells in enumerate(printed[first:], start=first + 1):
        text = cells[number - 1]
        is_ignored = "ignore" in (said.get((row, None, "role")), said.get((row, number, "role")))
        if text is None or is_ignored or (row, None, labels.labels) in said:
            continue
        for column in columns:
            if column is None or (row, column, labels.labels) not in said:
                yield scope, row, column, labels.labels, text
