"""Cuts out of a release what is of some organisations, so that their pages are made of their rows and no others.

What is asked of the part costs what its rows cost, however many organisations the release has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from orchestration.database import MART_SCHEMAS, attach, connect, insert_rows
from orchestration.explain.served import Served

SCHEMAS = ("raw", "core", *MART_SCHEMAS, "quality")
"""Those that pages of organisations read; a table of another one is not in the part."""

COPIED = frozenset(
    {
        "raw.axis", "raw.cell", "core.computed_value", "core.figure", "core.figure_reason", "core.report",
        "core.report_table", "core.series_break", "core.series_step", "core.served_figure", "quality.finding",
        "quality.finding_cell", "quality.judged_identity", "quality.rule_result", "quality.suspect",
        "quality.suspect_block",
    }
)  # fmt: skip
"""What pages ask time and again; of any other table the rows are looked for when they are asked."""

EVERYBODYS = frozenset({"core.organisation", "core.area_member"})
"""Tables of definitions that name an organisation."""

OWNERS = {
    "organisation_id": "organisation_id IN (SELECT id FROM own_organisation)",
    "report_id": "report_id IN (SELECT id FROM own_report)",
}
"""Which rows of a table are those of the organisations, by the first of these columns that it has."""

INHABITANTS = """
    figure_id IN (
        SELECT inhabitants_figure_id FROM whole.reach.inhabitant_rate_period
        WHERE organisation_id IN (SELECT id FROM own_organisation)
    )
"""
"""The figures of others that rates of theirs are worked out with."""

IDENTITY_TERM = """
    CREATE TABLE quality.identity_term AS
    SELECT DISTINCT i.identity_id, f.figure_id
    FROM quality.judged_identity AS i
    INNER JOIN whole.quality.every_term AS t
        ON i.rule_id = t.rule_id AND i.about_number IS NOT DISTINCT FROM t.about_number AND i.about = t.about
    INNER JOIN quality.checked_figure AS f ON t.figure_number = f.figure_number
"""
"""Which figures stand in which identity, looked for once: in a release that is a view of all terms."""


class OwnRows:
    """A release of which parts can be opened, one at a time. Use it in a `with` statement."""

    def __init__(self, release: Path) -> None:
        self._release = release
        self._connection = connect()
        # Many small questions: sharing one out among threads costs more than it saves.
        self._connection.execute("SET threads = 1")
        attach(self._connection, release, "whole")
        found = self._connection.execute(
            "SELECT schema_name || '.' || table_name, list(column_name) FROM duckdb_columns() "
            "JOIN duckdb_tables() USING (database_name, schema_name, table_name) "
            "WHERE database_name = 'whole' GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        self._tables = {name: columns for name, columns in found if name.partition(".")[0] in SCHEMAS}
        self._views = self._connection.execute(
            "SELECT sql FROM duckdb_views() WHERE database_name = 'whole' AND schema_name = 'core' AND NOT internal "
            "ORDER BY view_oid"
        ).fetchall()

    def __enter__(self) -> OwnRows:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    @contextmanager
    def of(self, organisations: Collection[str]) -> Iterator[Served]:
        """The part of these organisations; definitions are whole. Views are those of `core`."""
        run = self._connection.execute
        run("ATTACH ':memory:' AS own")
        run("USE own")
        try:
            for schema in SCHEMAS:
                run(f"CREATE SCHEMA {schema}")
            run("CREATE TABLE own_organisation (id VARCHAR)")
            insert_rows(self._connection, "own_organisation", [[name] for name in sorted(organisations)])
            run(
                "CREATE TABLE own_report AS SELECT report_id AS id FROM whole.core.report "
                f"WHERE {OWNERS['organisation_id']}"
            )
            for name, columns in self._tables.items():
                kind = "TABLE" if name in COPIED else "VIEW"
                run(f"CREATE {kind} {name} AS FROM whole.{name} {self._where(name, columns)}")
            run(IDENTITY_TERM)
            for (view,) in self._views:
                run(view)
            yield Served(self._release, self._connection)
        finally:
            run("USE memory")
            run("DETACH own")

    def _where(self, name: str, columns: Collection[str]) -> str:
        owner = next((condition for column, condition in OWNERS.items() if column in columns), None)
        if owner is None or name in EVERYBODYS:
            return ""
        # The place of an inhabitants' figure is told beside the rate.
        return f"WHERE {owner} OR {INHABITANTS}" if name == "core.figure" else f"WHERE {owner}"
