"""What is known of findings from one release to the next: carried forward, so that no release has to be kept for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.database import attach, connect
from orchestration.release.readable import ask_first


def write_finding_history(connection: duckdb.DuckDBPyConnection, releases: Sequence[Path]) -> None:
    """Fill `release.finding_history` of the build that is open: what the newest of `releases` knew, and its own.

    The newest release and not the served one: after a rollback they differ, and the newest knows all that was seen.
    """
    with _newest_attached(connection, releases) as has_history:
        known = "newest.release.finding_history" if has_history else "release.finding_history"
        connection.execute(
            f"""
            INSERT INTO release.finding_history
            SELECT
                coalesce(f.identity_id, k.identity_id),
                coalesce(f.rule_id, k.rule_id),
                CASE WHEN f.identity_id IS NULL THEN 'resolved' ELSE f.status END,
                CASE WHEN f.identity_id IS NULL THEN k.difference ELSE f.difference END,
                coalesce(k.first_seen_release, r.release_id),
                coalesce(k.first_seen_at, r.released_at),
                CASE WHEN f.identity_id IS NULL THEN k.last_seen_release ELSE r.release_id END,
                CASE WHEN f.identity_id IS NULL THEN k.last_seen_at ELSE r.released_at END
            FROM quality.finding AS f
            FULL JOIN (SELECT * FROM {known}) AS k ON f.identity_id = k.identity_id
            CROSS JOIN release.release AS r
            """
        )


def load_known_findings(connection: duckdb.DuckDBPyConnection, releases: Sequence[Path]) -> None:
    """Fill `raw.known_finding` with the findings of the newest of `releases`, and the release that first saw each."""
    connection.execute("DELETE FROM raw.known_finding")
    with _newest_attached(connection, releases) as has_history:
        if has_history:
            connection.execute(
                """
                INSERT INTO raw.known_finding
                SELECT identity_id, first_seen_release, first_seen_at
                FROM newest.release.finding_history
                WHERE status <> 'resolved'
                """
            )


@contextmanager
def _newest_attached(connection: duckdb.DuckDBPyConnection, releases: Sequence[Path]) -> Iterator[bool]:
    """Within the block the newest release that can be read is attached as `newest`; gives whether it has a history."""
    newest = ask_first(releases, _with_history)
    if newest is None:
        yield False
        return
    path, has_history = newest
    attach(connection, path, "newest")
    try:
        yield has_history
    finally:
        connection.execute("DETACH newest")


def _with_history(path: Path) -> tuple[Path, bool]:
    """The file, and whether it keeps a history, which is read to its end: the build must not suffer from it."""
    with connect(path, read_only=True) as connection:
        found = connection.execute(
            "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'release' AND table_name = 'finding_history'"
        ).fetchone()
        if found:
            connection.execute("SELECT bit_xor(hash(h)) FROM release.finding_history AS h").fetchone()
    return path, found is not None
