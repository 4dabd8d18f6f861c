"""Whether a warehouse is fit to be read."""

from __future__ import annotations

from pathlib import Path

from orchestration.database import attach, connect


def audit(database: Path) -> None:
    """Read every table and view as a reader would.

    Raises ValueError or duckdb.Error where the file is not fit to be served.
    """
    if database.with_name(database.name + ".wal").exists():
        raise ValueError(f"{database.name} has a write-ahead log left: it was not closed whole")
    # Under another name, as who attaches two releases has it: a view that remembers the build's catalog must fail here.
    with connect() as connection:
        attach(connection, database, "audited")
        connection.execute("USE audited")
        tables = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'audited'"
        ).fetchall()
        for (table,) in tables:
            # A count would be taken from the table's head; this reads every block, and DuckDB its checksum.
            connection.execute(f"SELECT first(COLUMNS(*)) FROM {table}").fetchone()
        views = connection.execute(
            "SELECT schema_name || '.' || view_name FROM duckdb_views() "
            "WHERE database_name = 'audited' AND NOT internal"
        ).fetchall()
        for (view,) in views:
            # What a view reads was read; whether it finds it is known without computing it.
            connection.execute(f"DESCRIBE {view}")
        figures = connection.execute("SELECT count(*) FROM core.figure").fetchone()
        if not figures or figures[0] == 0:
            raise ValueError("the warehouse holds no figure")
