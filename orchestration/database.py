"""Small things done with DuckDB connections."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

MART_SCHEMAS = ("reach", "flow", "satisfaction", "workforce")


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """The rows of a query, each by column name."""
    return by_name(connection.execute(query))


def by_name(found: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows of a query that was executed, each by column name."""
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def count_rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many rows a table has."""
    count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(count[0]) if count else 0


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str, *, read_only: bool = True) -> None:
    """Attach a database file under a name."""
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS {name}{' (READ_ONLY)' if read_only else ''}")
