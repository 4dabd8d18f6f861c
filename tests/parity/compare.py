"""Two builds of the same raw tables compared row by row, whatever numbers each gave to words, figures and series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from orchestration.release.same_rows import FIGURE, SERIES, TABLE

MEANINGS = {
    "figure": FIGURE,
    "series": SERIES,
    "table": TABLE,
    "table_key": (
        "(SELECT table_key AS number, concat_ws('/', report_id, table_id) AS stands_for "
        "FROM {side}.staging.report_table)"
    ),
    "word": "(SELECT word AS number, text AS stands_for FROM {side}.staging.word)",
    "text": "(SELECT text_key AS number, concat_ws('|', text, notation, part) AS stands_for FROM {side}.staging.text)",
}
"""What the numbers of a build stand for: they are given anew in each build, and to no row in particular."""

NUMBERED = {
    "figure_number": "figure",
    "about_number": "figure",
    "whole_number": "figure",
    "part_number": "figure",
    "weight_number": "figure",
    "first_number": "figure",
    "second_number": "figure",
    "operand_number": "figure",
    "series_number": "series",
    "inflow_series_number": "series",
    "outflow_series_number": "series",
    "weight_series_number": "series",
    "table_number": "table",
    "table_key": "table_key",
    "text_key": "text",
    "word": "word",
    "cell_marks": "word",
    "row_marks": "word",
    "column_marks": "word",
    "table_marks": "word",
}
"""The columns that hold such numbers; those that end in `_word` are words too."""

INTEGERS = ("INTEGER", "BIGINT")


@dataclass(frozen=True)
class Compared:
    """A table of both builds."""

    name: str
    rows: int
    """In the first build."""
    only: tuple[list[str], list[str]]
    """Some rows that only the first build has, and some that only the second has."""
    trouble: str | None = None
    """Why it could not be compared."""

    @property
    def differs(self) -> bool:
        """Whether the builds disagree about it."""
        return bool(self.trouble or any(self.only))


def compare(connection: duckdb.DuckDBPyConnection, one: str, other: str, tables: Sequence[str]) -> Iterator[Compared]:
    """Compare tables of two attached builds, each row with all its columns, by name, and as often as it is there."""
    for build in (one, other):
        for name, query in MEANINGS.items():
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {build}_{name} AS FROM {query.format(side=build)}")
    for table in tables:
        columns, others = (_columns(connection, build, table) for build in (one, other))
        if not others:
            yield Compared(table, 0, ([], []), "the other build does not have it")
            continue
        if columns != others:
            told = ", ".join(f"{name} {kind}" for name, kind in sorted({*columns} ^ {*others}))
            yield Compared(table, 0, ([], []), f"only one build has the columns {told}")
            continue
        queries = [_with_meanings(build, table, columns) for build in (one, other)]
        counted = connection.execute(f"SELECT count(*) FROM {one}.{table}").fetchone()
        found = [
            [str(row) for row in connection.execute(f"({left}) EXCEPT ALL ({right}) LIMIT 5").fetchall()]
            for left, right in (queries, queries[::-1])
        ]
        yield Compared(table, counted[0] if counted else 0, (found[0], found[1]))


def _columns(connection: duckdb.DuckDBPyConnection, build: str, table: str) -> list[tuple[str, str]]:
    schema, _, name = table.partition(".")
    return connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = ? AND schema_name = ? AND table_name = ? ORDER BY column_name",
        [build, schema, name],
    ).fetchall()


def _with_meanings(build: str, table: str, columns: Sequence[tuple[str, str]]) -> str:
    """The rows of a table with what its numbers stand for in their place."""
    said, joins = [], []
    for number, (column, kind) in enumerate(columns):
        of = NUMBERED.get(column) or ("word" if column.endswith("_word") else None)
        if of is None or kind not in INTEGERS:
            said.append(f't."{column}"')
            continue
        joins.append(f'LEFT JOIN {build}_{of} AS m{number} ON t."{column}" = m{number}.number')
        # A number without a meaning is compared as it is: nothing may hide behind this.
        said.append(f'coalesce(m{number}.stands_for, CAST(t."{column}" AS VARCHAR)) AS "{column}"')
    return f"SELECT {', '.join(said)} FROM {build}.{table} AS t {' '.join(joins)}"
