"""Small things done with DuckDB connections."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from orchestration.home import current_home
from orchestration.memory import memory_limit

MART_SCHEMAS = ("reach", "flow", "satisfaction", "workforce")

_numbers = itertools.count(1)


def connect(path: Path | None = None, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection to a database file, or to one in memory, that keeps to the memory limit and spills in the home."""
    connection = duckdb.connect(":memory:" if path is None else str(path), read_only=read_only)
    try:
        connection.execute(f"SET memory_limit = {literal(memory_limit())}")
        # DuckDB draws its bar on the standard output, in the middle of what --json prints.
        connection.execute("SET enable_progress_bar = false")
        spill = current_home().spill
        (used,) = connection.execute("SELECT current_setting('temp_directory')").fetchall()[0]
        # Two connections to one file have one folder, and two databases never: each tidies what it finds in its own.
        if Path(used).parent != spill.parent or not Path(used).name.startswith(spill.name):
            own = spill.with_name(f"{spill.name}-{os.getpid()}-{next(_numbers)}")
            connection.execute(f"SET temp_directory = {literal(str(own))}")
    except BaseException:
        connection.close()
        raise
    return connection


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


def insert_rows(connection: duckdb.DuckDBPyConnection, table: str, found: Sequence[Sequence[Any]]) -> None:
    """Insert rows into a table at once: `executemany` takes a statement for each."""
    if found:
        columns = [list(column) for column in zip(*found, strict=True)]
        places = ", ".join(f"unnest(${number})" for number, _ in enumerate(columns, 1))
        connection.execute(f"INSERT INTO {table} SELECT {places}", columns)


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str, *, read_only: bool = True) -> None:
    """Attach a database file under a name."""
    connection.execute(f"ATTACH {literal(str(path))} AS {name}{' (READ_ONLY)' if read_only else ''}")


def literal(text: str) -> str:
    """A text as SQL writes it: the first parameter that DuckDB is given makes it import pandas."""
    return "'" + text.replace("'", "''") + "'"
