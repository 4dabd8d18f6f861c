"""Which rows of a warehouse are whose, and how those of some organisations are put in the place of others.

Every table of a warehouse is one of two kinds. Most have rows that belong to an organisation each; identities, editions
and marts never cross it. The others, `WORKED_OUT`, have rows of nobody: what they say follows from the raw definitions,
the seeds and the other tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb

from orchestration.build.compiled import Relation
from orchestration.database import MART_SCHEMAS, insert_rows, literal
from orchestration.ingest.raw import RUN_TABLES

WORKED_OUT = frozenset(
    {
        "core.area", "core.area_change", "core.area_member", "core.breakdown", "core.category", "core.category_part",
        "core.kind", "core.metric", "core.metric_additivity", "core.organisation", "core.period",
        "quality.finding", "quality.finding_cell", "quality.finding_term", "quality.period_within",
        "quality.rule_result", "reach.inhabitant_rate_period",
    }
)  # fmt: skip
"""Tables without an organisation; what is found, in which waivers and earlier releases have a say; and the mart whose
rows take another organisation's figures as their base."""

REMADE = frozenset({"quality.validation_result", "quality.suspect", "quality.suspect_block"})
"""Tables that are not dbt's: what the rules said is made anew, and `replace_suspects` knows whose the suspects are."""

SCHEMAS = ("raw", "core", *MART_SCHEMAS, "quality")
"""Where rows of organisations are; seeds, and what stands in `staging` while a warehouse is built, are nobody's."""

NUMBERS = ("figure_number", "whole_number", "about_number", "series_number", "table_number")
"""Columns with numbers that are good for one build: those that come are moved beyond those that stay."""

OWNERS = {
    "organisation_id": "organisation_id IN (SELECT id FROM replaced_organisation)",
    "report_id": "report_id IN (SELECT id FROM replaced_report)",
    "about": (
        "CASE WHEN about_number IS NULL THEN split_part(about, ':', 1) IN (SELECT id FROM replaced_organisation) "
        "ELSE about_number IN (SELECT number FROM {side}_figure) END"
    ),
    "whole_number": "whole_number IN (SELECT number FROM {side}_figure)",
    "figure_number": "figure_number IN (SELECT number FROM {side}_figure)",
    "series_number": "series_number IN (SELECT number FROM {side}_series)",
    "figure_id": "split_part(figure_id, '/', 1) IN (SELECT id FROM replaced_report)",
}
"""Which rows of a table are those of the replaced organisations, by the first of these columns that it has."""


class NoOwnerError(Exception):
    """Nothing says whose rows a table has: name it in WORKED_OUT or REMADE, or give it a column that does."""


class OtherTablesError(Exception):
    """Two files do not have the same tables and columns, so that rows of one cannot stand in the other."""


@dataclass(frozen=True)
class OwnedTable:
    """A table with rows that belong to an organisation each."""

    name: str
    """With its schema."""
    columns: tuple[str, ...]

    @property
    def owner(self) -> str:
        """The condition that selects the rows of the replaced organisations, with `{side}` for the file."""
        # What a report file says of organisations is the report's.
        found = OWNERS if not self.name.startswith("raw.") else {"report_id": OWNERS["report_id"]}
        for column, condition in found.items():
            if column in self.columns:
                return condition
        raise NoOwnerError(f"{self.name} ({', '.join(self.columns)})")


def owned_tables(connection: duckdb.DuckDBPyConnection, catalog: str) -> list[OwnedTable]:
    """The tables of a database with rows of organisations."""
    found = connection.execute(
        "SELECT schema_name || '.' || table_name, list(column_name ORDER BY column_index) "
        "FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, schema_name, table_name) "
        f"WHERE database_name = {literal(catalog)} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    nobodys = WORKED_OUT | REMADE | {f"raw.{name}" for name in RUN_TABLES}
    return [
        OwnedTable(name, tuple(columns))
        for name, columns in found
        if name.partition(".")[0] in SCHEMAS and name not in nobodys
    ]


def replace_rows(
    connection: duckdb.DuckDBPyConnection, base: str, source: str | None, organisations: Collection[str]
) -> None:
    """Put the rows that `source` has of some organisations in the place of those that `base` has; both are attached.

    Without a source they are only taken out. What is worked out of them is left as it was: `work_out` follows. Raises
    OtherTablesError before anything is changed.
    """
    tables = owned_tables(connection, base)
    if source is not None and tables != owned_tables(connection, source):
        raise OtherTablesError(f"{source} has other tables or columns than {base}")
    _note_replaced(connection, base, source, organisations)
    beyond = _greatest_number(connection, base)
    for table in tables:
        connection.execute(f"DELETE FROM {base}.{table.name} WHERE {table.owner.format(side='base')}")
        if source is not None:
            moved = ", ".join(f"{name} + {beyond} AS {name}" for name in table.columns if name in NUMBERS)
            connection.execute(
                f"INSERT INTO {base}.{table.name} SELECT * {f'REPLACE ({moved})' if moved else ''} "
                f"FROM {source}.{table.name} WHERE {table.owner.format(side='source')}"
            )


def _greatest_number(connection: duckdb.DuckDBPyConnection, base: str) -> int:
    found = connection.execute(
        f"SELECT greatest(max(figure_number), max(series_number), max(table_number)) FROM {base}.quality.checked_figure"
    ).fetchone()
    return int(found[0] or 0) if found else 0


def _note_replaced(
    connection: duckdb.DuckDBPyConnection, base: str, source: str | None, organisations: Collection[str]
) -> None:
    """Note in temporary tables what belongs to the organisations, before it is deleted table by table."""
    sides = {"base": base} | ({"source": source} if source is not None else {})
    connection.execute("CREATE OR REPLACE TEMP TABLE replaced_organisation (id VARCHAR)")
    insert_rows(connection, "replaced_organisation", [[name] for name in sorted(organisations)])
    reports = " UNION ".join(
        f"SELECT report_id AS id FROM {file}.raw.report WHERE organisation IN (SELECT id FROM replaced_organisation)"
        for file in sides.values()
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE replaced_report AS {reports}")
    for side, file in sides.items():
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {side}_figure AS SELECT figure_number AS number "
            f"FROM {file}.quality.checked_figure WHERE {OWNERS['report_id']}"
        )
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {side}_series AS SELECT series_number AS number "
            f"FROM {file}.quality.series WHERE {OWNERS['organisation_id']}"
        )


def work_out(connection: duckdb.DuckDBPyConnection, relations: Sequence[Relation]) -> None:
    """Make anew what follows from the rows of a build, by the models' own SQL; the build is the open database.

    What it reads in `staging` is views of what is defined in `raw` and the seeds, which a release has not.
    """
    made = [one for one in relations if one.name in WORKED_OUT]
    read = {name for one in made for name in one.reads if name.startswith("staging.")}
    connection.execute("CREATE SCHEMA IF NOT EXISTS staging")
    for one in relations:
        if one.name in read:
            connection.execute(f"CREATE OR REPLACE VIEW {one.name} AS {one.body}")
    for one in made:
        connection.execute(f"DELETE FROM {one.name}")
        connection.execute(f"INSERT INTO {one.name} BY NAME {one.body}")


def take_waivers(connection: duckdb.DuckDBPyConnection, build: str, base: str | None, reports: str) -> None:
    """Let reports have the waivers that a release has of them; `reports` is the table with their ids, as `id`.

    A waiver is of the rows that it accepts a finding in: of rows that wait it says nothing about those that stay.
    """
    connection.execute(f"DELETE FROM {build}.raw.waiver WHERE report_id IN (SELECT id FROM {reports})")
    if base is not None:
        today = dt.datetime.now(dt.UTC).date().isoformat()
        connection.execute(
            f"INSERT INTO {build}.raw.waiver SELECT * REPLACE (review_by < DATE '{today}' AS is_due) "
            f"FROM {base}.raw.waiver WHERE report_id IN (SELECT id FROM {reports})"
        )


def take_run_tables(connection: duckdb.DuckDBPyConnection, base: str, source: str) -> None:
    """Take what every refresh fills anew (rules, waivers, known findings) from another file."""
    for name in RUN_TABLES:
        connection.execute(f"DELETE FROM {base}.raw.{name}")
        connection.execute(f"INSERT INTO {base}.raw.{name} BY NAME FROM {source}.raw.{name}")
