"""What the newest release has of the reports: it stays when the folder of one becomes a draft again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path

import duckdb

from orchestration.database import attach, connect, literal
from orchestration.ingest.raw import REPORT_TABLES


class Published:
    """The reports of a release, read from its file where somebody asks; none where there is no release."""

    def __init__(self, release: Path | None) -> None:
        self._release = release

    @cached_property
    def checksums(self) -> Mapping[str, str]:
        """Report to its data version."""
        if self._release is None:
            return {}
        try:
            with connect(self._release, read_only=True) as connection:
                return dict(connection.execute("SELECT report_id, checksum FROM raw.report").fetchall())
        except duckdb.Error:
            return {}

    def restore(self, connection: duckdb.DuckDBPyConnection, report_ids: Collection[str]) -> None:
        """Put the raw rows of some reports, as they were published, into a raw store that has none of them."""
        if not report_ids or self._release is None:
            return
        named = ", ".join(map(literal, sorted(report_ids)))
        # A connection that has changed one database in a transaction changes no other, but it may read it.
        attach(connection, self._release, "published")
        for table in REPORT_TABLES:
            if self._has(connection, table):
                connection.execute(
                    f"INSERT INTO raw.{table} BY NAME SELECT * FROM published.raw.{table} WHERE report_id IN ({named})"
                )

    @staticmethod
    def _has(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
        found = connection.execute(
            "SELECT 1 FROM duckdb_tables() WHERE database_name = 'published' AND schema_name = 'raw' "
            f"AND table_name = {literal(table)}"
        ).fetchone()
        return found is not None
