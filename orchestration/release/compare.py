"""What a new warehouse changes against the one that is served."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

EXAMPLES = 10
MART_SCHEMAS = ("reach", "flow", "satisfaction", "workforce")


def compare(new: Path, served: Path | None) -> dict[str, Any]:
    """Served figures that are new, changed or gone, with examples, and the rows of each mart that moved.

    Counts and example rows as plain data. Without a served release every figure is new.
    """
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{_quoted(new)}' AS new (READ_ONLY)")
        if served is None:
            count = connection.execute("SELECT count(*) FROM new.core.figure WHERE is_served").fetchone()
            return {"new": count[0] if count else 0, "changed": 0, "gone": 0, "examples": [], "marts": {}}
        connection.execute(f"ATTACH '{_quoted(served)}' AS served (READ_ONLY)")
        return _figures(connection) | {"marts": _marts(connection)}


def _figures(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    connection.execute(
        """
        CREATE TEMP TABLE difference AS
        SELECT
            CASE WHEN o.figure_key IS NULL THEN 'new' WHEN n.figure_key IS NULL THEN 'gone' ELSE 'changed' END AS kind,
            coalesce(n.figure_key, o.figure_key) AS figure_key,
            o.value_printed AS was,
            n.value_printed AS becomes,
            coalesce(n.figure_id, o.figure_id) AS figure_id
        FROM (FROM new.core.figure WHERE is_served) AS n
        FULL JOIN (FROM served.core.figure WHERE is_served) AS o ON n.figure_key = o.figure_key
        WHERE
            n.figure_key IS NULL OR o.figure_key IS NULL
            OR n.value IS DISTINCT FROM o.value
            OR n.value_printed IS DISTINCT FROM o.value_printed
            OR n.qualifier IS DISTINCT FROM o.qualifier
        """
    )
    counts = dict(connection.execute("SELECT kind, count(*) FROM difference GROUP BY kind").fetchall())
    rows = connection.execute(f"SELECT * FROM difference ORDER BY kind, figure_key LIMIT {EXAMPLES}")
    names = [column[0] for column in rows.description]
    examples = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
    return {kind: counts.get(kind, 0) for kind in ("new", "changed", "gone")} | {"examples": examples}


def _marts(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Rows that only one side has, per mart table that differs; a changed value is one row on either side."""
    tables = connection.execute(
        """
        SELECT schema_name || '.' || table_name, bool_or(database_name = 'new'), bool_or(database_name = 'served')
        FROM duckdb_tables()
        WHERE schema_name IN (SELECT unnest(?)) AND database_name IN ('new', 'served')
        GROUP BY 1 ORDER BY 1
        """,
        [list(MART_SCHEMAS)],
    ).fetchall()
    moved: dict[str, dict[str, int]] = {}
    for table, in_new, in_served in tables:
        only_new = f"SELECT count(*) FROM new.{table}"
        only_served = f"SELECT count(*) FROM served.{table}"
        if in_new and in_served and _columns(connection, "new", table) == _columns(connection, "served", table):
            only_new = f"SELECT count(*) FROM (FROM new.{table} EXCEPT ALL FROM served.{table})"
            only_served = f"SELECT count(*) FROM (FROM served.{table} EXCEPT ALL FROM new.{table})"
        added = connection.execute(only_new).fetchone() if in_new else (0,)
        removed = connection.execute(only_served).fetchone() if in_served else (0,)
        if added and removed and (added[0] or removed[0]):
            moved[table] = {"rows_new": added[0], "rows_gone": removed[0]}
    return moved


def _columns(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> list[tuple[Any, ...]]:
    schema, name = table.split(".")
    return connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = ? AND schema_name = ? AND table_name = ? ORDER BY column_index",
        [database, schema, name],
    ).fetchall()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
