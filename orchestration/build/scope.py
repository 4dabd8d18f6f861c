"""What a build makes anew and what stays as the newest release has it: the organisation is the unit of both.

An organisation is made anew where its raw rows are others than those of the release. One whose reports cannot be read
waits: its raw rows are those of the release, or none where it has never been published.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.build.parts import take_waivers
from orchestration.database import attach, connect, insert_rows
from orchestration.home import Home
from orchestration.ingest.raw import REPORT_TABLES
from orchestration.inputs import build_version

DEFINITIONS = frozenset(
    {
        "report",
        "organisation",
        "area",
        "area_member",
        "area_change",
        "breakdown",
        "category",
        "metric",
        "alias",
        "shared_word",
    }
)
"""Raw tables that a build needs of every report, also where it does not read the cells: they say what words mean."""

WORDS = DEFINITIONS - {"report"}
"""Of those the tables that define what others may use, too."""

NOT_COMPARED = frozenset({"problem"})
"""Raw tables that no release has rows in."""


@dataclass(frozen=True)
class Scope:
    """What a build makes anew."""

    base: Path | None
    """The release whose rows stay; None: nothing stays, everything is made anew."""
    organisations: frozenset[str]
    """Those that are made anew, or are gone, if there is a base."""
    why_all: str | None = None
    """Why everything is made anew."""


def whole(why: str | None = None) -> Scope:
    """The scope of a build that makes everything anew."""
    return Scope(None, frozenset(), why)


def scope_of(raw_database: Path, base: Path | None) -> Scope:
    """What has to be made anew of what stands in the raw store, if a build starts from a release.

    Everything, where there is none, or other code, seeds or rules made it. A waiver is about one organisation.
    """
    if base is None:
        return whole("there is no release to build on")
    with connect() as connection:
        attach(connection, raw_database, "store")
        attach(connection, base, "base")
        try:
            made_by = connection.execute("SELECT build_version FROM base.release.release").fetchone()
        except duckdb.BinderException:
            made_by = None
        if made_by is None or made_by[0] != build_version():
            return whole("the models, rules, seeds or the program have changed")
        changed = changed_organisations(connection, "store", "base") | _otherwise_waived(connection, "store", "base")
    return Scope(base, frozenset(changed))


def _otherwise_waived(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> set[str]:
    """The organisations with a waiver that only one of two attached databases has so."""
    moved = " UNION ".join(
        f"(FROM {left}.raw.waiver EXCEPT FROM {right}.raw.waiver)" for left, right in ((one, other), (other, one))
    )
    # The id of an identity begins with its rule and its organisation.
    found = connection.execute(f"SELECT DISTINCT split_part(identity_id, ':', 2) FROM ({moved})").fetchall()
    return {name for (name,) in found}


def changed_organisations(
    connection: duckdb.DuckDBPyConnection, one: str, other: str, tables: Collection[str] = REPORT_TABLES
) -> set[str]:
    """The organisations whose rows in raw tables differ between two attached databases, or that only one has."""
    rows = [_rows_of(connection, database, tables) for database in (one, other)]
    return {name for name in rows[0].keys() | rows[1].keys() if rows[0].get(name) != rows[1].get(name)}


def _rows_of(
    connection: duckdb.DuckDBPyConnection, database: str, tables: Collection[str]
) -> dict[str, frozenset[tuple[str, int, int]]]:
    """Of every organisation: what stands for its rows in each raw table, and how many they are."""
    hashed = " UNION ALL ".join(
        f"SELECT r.organisation, '{table}' AS table_name, hash(t) AS row_hash FROM {database}.raw.{table} AS t "
        f"JOIN {database}.raw.report AS r ON t.report_id = r.report_id"
        for table in tables
        if table not in NOT_COMPARED
    )
    found: dict[str, set[tuple[str, int, int]]] = {}
    for name, table, sum_, count in connection.execute(
        f"SELECT organisation, table_name, sum(CAST(row_hash AS HUGEINT)), count(*) FROM ({hashed}) GROUP BY ALL"
    ).fetchall():
        found.setdefault(name, set()).add((table, sum_, count))
    return {name: frozenset(rows) for name, rows in found.items()}


def narrow(connection: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    """Take out of the raw schema of an open build what is of organisations that stay, but for what they define."""
    if scope.base is None:
        return
    _note(connection, scope.organisations)
    for table in REPORT_TABLES:
        # What is wrong with a folder may leave nobody to name for it.
        if table not in DEFINITIONS | NOT_COMPARED:
            connection.execute(
                f"DELETE FROM raw.{table} WHERE report_id NOT IN (SELECT report_id FROM raw.report "
                "WHERE organisation IN (SELECT id FROM organisation_in_scope))"
            )


def leave_out(
    connection: duckdb.DuckDBPyConnection, base: Path | None, waiting: Collection[str], reports: Collection[str]
) -> None:
    """Put the raw rows that a release has of some organisations in the place of those of a build that is open.

    Without a release they are taken out. `reports` are folders that nobody can be named for: they are taken out, too.
    """
    _note(connection, waiting)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE left_out AS SELECT report_id AS id FROM raw.report "
        "WHERE organisation IN (SELECT id FROM organisation_in_scope)"
    )
    insert_rows(connection, "left_out", [[report_id] for report_id in sorted(reports)])
    if base is not None:
        attach(connection, base, "base")
        connection.execute(
            "INSERT INTO left_out SELECT report_id FROM base.raw.report "
            "WHERE organisation IN (SELECT id FROM organisation_in_scope)"
        )
    for table in REPORT_TABLES:
        connection.execute(f"DELETE FROM raw.{table} WHERE report_id IN (SELECT id FROM left_out)")
        if base is not None and table not in NOT_COMPARED:
            connection.execute(
                f"INSERT INTO raw.{table} BY NAME SELECT t.* FROM base.raw.{table} AS t JOIN base.raw.report AS r "
                "ON t.report_id = r.report_id WHERE r.organisation IN (SELECT id FROM organisation_in_scope)"
            )
    (build,) = connection.execute("SELECT current_database()").fetchall()[0]
    take_waivers(connection, build, "base" if base is not None else None, "left_out")
    if base is not None:
        connection.execute("DETACH base")


def start_build(
    home: Home, scope: Scope, base: Path | None = None, waiting: Collection[str] = (), unknown: Collection[str] = ()
) -> None:
    """Begin a build with the raw rows that it is made from; nothing of another build is left.

    Those of organisations that are `waiting` are what the release `base` has of them; `unknown` reports, of which
    nobody knows whose they are, are left out.
    """
    build = home.build_database
    for leftover in build.parent.glob(build.name + "*"):
        leftover.unlink() if leftover.is_file() else shutil.rmtree(leftover)
    shutil.copyfile(home.raw_database, build)
    with connect(build) as connection:
        if waiting or unknown:
            leave_out(connection, base, waiting, unknown)
        narrow(connection, scope)


def _note(connection: duckdb.DuckDBPyConnection, organisations: Collection[str]) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE organisation_in_scope (id VARCHAR)")
    insert_rows(connection, "organisation_in_scope", [[name] for name in sorted(organisations)])
