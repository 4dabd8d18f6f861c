"""Whose rows a release has from when, and who waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.database import attach, connect
from orchestration.home import Home
from orchestration.record import BuildScope, Waiting
from orchestration.release.readable import ask_first
from orchestration.release.stored import stored_releases


def write_organisations(
    connection: duckdb.DuckDBPyConnection, home: Home, scope: BuildScope | None, waiting: Sequence[Waiting]
) -> None:
    """Fill `release.organisation` of an open build that knows its own release.

    Whoever stays or waits has the rows of the release that the one before names for them.
    """
    anew = scope is None or scope.base is None
    made = [] if scope is None else scope.organisations
    kept = [one.organisation_id for one in waiting if one.organisation_id]
    newest = ask_first(stored_releases(home), _with_organisations)
    if newest:
        attach(connection, newest, "newest")
    earlier = "newest.release.organisation" if newest else "release.organisation"
    connection.execute(
        f"""
        INSERT INTO release.organisation
        SELECT
            o.organisation_id, o.name,
            CASE WHEN {"NOT" if anew else ""} list_contains($1, o.organisation_id) THEN r.release_id
                ELSE coalesce(e.rows_from_release, r.release_id) END,
            CASE WHEN {"NOT" if anew else ""} list_contains($1, o.organisation_id) THEN r.released_at
                ELSE coalesce(e.rows_from_at, r.released_at) END,
            NULL, NULL, NULL, NULL
        FROM core.organisation AS o
        LEFT JOIN (SELECT * FROM {earlier}) AS e ON o.organisation_id = e.organisation_id
        CROSS JOIN release.release AS r
        WHERE o.organisation_id IN (SELECT organisation FROM raw.report)
        """,
        [kept if anew else [name for name in made if name not in kept]],
    )
    for one in waiting:
        _note_waiting(connection, one)


def waiting_in(connection: duckdb.DuckDBPyConnection) -> list[Waiting]:
    """Who waits in a release, those that wait longest first. Raises duckdb.Error where it does not say."""
    found = connection.execute(
        "SELECT organisation_id, name, waits_because, waits_since, waiting_reports, waiting_count, rows_from_release "
        "FROM release.organisation WHERE waits_since IS NOT NULL ORDER BY waits_since, name"
    ).fetchall()
    return [
        Waiting(organisation_id, name, why, f"{since.isoformat()}+00:00", reports, count, rows_from)
        for organisation_id, name, why, since, reports, count, rows_from in found
    ]


def rows_from(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """By organisation, the release that made its rows; nothing in a release of before it was said."""
    try:
        found = connection.execute(
            "SELECT organisation_id, rows_from_release FROM release.organisation WHERE rows_from_release IS NOT NULL"
        ).fetchall()
    except duckdb.Error:
        return {}
    return dict(found)


def waiting_of(connection: duckdb.DuckDBPyConnection) -> list[Waiting]:
    """The same; nobody in a release of before an organisation could wait, or in a build that is not published."""
    try:
        return waiting_in(connection)
    except duckdb.Error:
        return []


def _note_waiting(connection: duckdb.DuckDBPyConnection, one: Waiting) -> None:
    said = [dt.datetime.fromisoformat(one.since).replace(tzinfo=None), one.why, one.reports, one.counts]
    known = connection.execute(
        "UPDATE release.organisation SET waits_since = $2, waits_because = $3, waiting_reports = $4, "
        "waiting_count = $5 WHERE organisation_id = $1",
        [one.organisation_id, *said],
    ).fetchone()
    if not known or not known[0]:
        connection.execute(
            "INSERT INTO release.organisation VALUES ($1, $2, NULL, NULL, $3, $4, $5, $6)",
            [one.organisation_id, one.name, *said],
        )


def _with_organisations(path: Path) -> Path | None:
    """The file, if its release says whose rows are from when."""
    with connect(path, read_only=True) as connection:
        found = connection.execute(
            "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'release' AND table_name = 'organisation'"
        ).fetchone()
    return path if found else None
