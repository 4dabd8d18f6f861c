"""The tables of a build: how many rows each has, and its columns."""

from __future__ import annotations

from pathlib import Path

from orchestration.database import connect


def row_counts(build: Path) -> dict[str, int]:
    """How many rows each table of the build has, by `schema/table`; a view would have to be computed to be counted."""
    if not build.exists():
        return {}
    with connect(build, read_only=True) as connection:
        tables = connection.execute("SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        if not tables:
            return {}
        counts = " UNION ALL ".join(
            f'SELECT \'{schema}/{table}\', count(*) FROM "{schema}"."{table}"' for schema, table in tables
        )
        return dict(connection.execute(counts).fetchall())


def table_columns(build: Path, schema: str) -> dict[str, dict[str, tuple[str, str]]]:
    """By table of a schema of the build, and by column: its type and its description."""
    with connect(build, read_only=True) as connection:
        found = connection.execute(
            "SELECT table_name, column_name, data_type, coalesce(comment, '') FROM duckdb_columns() "
            "WHERE database_name = current_database() AND schema_name = ? ORDER BY table_name, column_index",
            [schema],
        ).fetchall()
    tables: dict[str, dict[str, tuple[str, str]]] = {}
    for table, column, kind, description in found:
        tables.setdefault(table, {})[column] = (kind, description)
    return tables
