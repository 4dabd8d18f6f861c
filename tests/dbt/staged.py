"""Cells run through the compiled SQL of staging, many at once, for properties that must hold of every text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

FILE = "r/t.csv"
COLUMN = 2


@dataclass
class Staged:
    """A built file with one report, r, of one table, t; each batch of cells is rolled back."""

    connection: duckdb.DuckDBPyConnection
    tables: dict[str, str]
    """The tables of staging with the SQL that fills them, in their order."""

    def read(
        self, cells: list[dict[str, str]], query: str, period: str | None = None
    ) -> tuple[list[tuple[Any, ...]], dict[tuple[str, int | None, int | None], set[str]]]:
        """The rows of a query on staging, and the place of everything that is rejected with its messages.

        A cell is its `text` and what is said of it by dimension; it stands in column 2 of the row of its number,
        counted from 1, and all that is said of it stands beside it. `period` is that of the table.
        """
        self.connection.begin()
        try:
            self._insert("report", [("r", "R", "bto-sociaal", "2021", None, None, None, "r", "", *[None] * 4)])
            self._insert("report_table", [("r", "t", "T", FILE, None, None, None, 1, False, False, 0, *[None] * 3)])
            rows = list(enumerate(cells, start=1))
            self._insert("cell", [("r", "t", row, COLUMN, cell["text"], row, FILE, "") for row, cell in rows])
            said = [(row, dimension, value) for row, cell in rows for dimension, value in cell.items()]
            meanings = [one for one in said if one[1] != "text"]
            self._insert(
                "cell", [("r", "t", n, 1, value, n, FILE, "") for n, what, value in meanings if what == "period"]
            )
            self._insert("axis", [("r", "t", "column", None, 1, "role", "label")])
            if period is not None:
                self._insert("axis", [("r", "t", "table", None, None, "period", period)])
            self._insert("axis", [("r", "t", "row", row, None, dimension, value) for row, dimension, value in meanings])
            for table, filling in self.tables.items():
                self.connection.execute(f"INSERT INTO {table} BY NAME ({filling})")
            found = self.connection.execute(query).fetchall()
            rejected: dict[tuple[str, int | None, int | None], set[str]] = {}
            for file, row, column, message in self.connection.execute(
                "SELECT file, row_number, column_number, message FROM staging.rejected_cell"
            ).fetchall():
                rejected.setdefault((file, row, column), set()).add(message)
            return found, rejected
        finally:
            self.connection.rollback()

    def _insert(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        columns = [list(column) for column in zip(*rows, strict=True)]
        values = ", ".join("unnest(?)" for _ in columns)
        self.connection.execute(f"INSERT INTO raw.{table} SELECT {values}", columns)
