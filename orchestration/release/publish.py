"""Publishes a checked build as a release: a read-only file of its own, and one link that is swapped to it.

A reader that opens the link has the old release or the new one, whole; one that has the old file open keeps it.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.database import attach
from orchestration.home import Home
from orchestration.refresh.inputs import code_version
from orchestration.release.findings import write_finding_history

if TYPE_CHECKING:
    from expectations.verdict import RuleVerdict

SCHEMA_VERSION = 2
"""Rises when a table or column that readers rely on changes its name or meaning; see docs/changes.md."""

RELEASE_TABLES = Path(__file__).with_name("release_tables.sql")


def served_release(home: Home) -> Path | None:
    """The file that the link points to; None where nothing has been published yet."""
    target = home.link.resolve()
    return target if home.link.is_symlink() and target.exists() else None


def release_id_of(path: Path | None) -> str | None:
    """The release id in a release's file name."""
    return path.stem.removeprefix("warehouse-") if path else None


def published_at(release_id: str) -> str:
    """The moment (UTC, ISO 8601) at which a release was published, from its id; empty where it names none."""
    try:
        return dt.datetime.strptime(release_id.partition("-")[0], "%Y%m%dT%H%M%S%z").isoformat()
    except ValueError:
        return ""


def publish(home: Home, verdicts: Sequence[RuleVerdict], inputs: str, changes: dict[str, Any]) -> str:
    """Audit the build, store it as a release and swap the link; returns the release id.

    `inputs` is the hash of what it was made from, `changes` what it changes against the served release. The caller
    has made sure that no critical rule stops it. Raises duckdb.Error, ValueError or OSError and leaves the served
    release in place where any step fails.
    """
    build = home.build_database
    moment = dt.datetime.now(dt.UTC)
    release_id = f"{moment:%Y%m%dT%H%M%SZ}-{inputs[:8]}"
    stored = home.releases / f"warehouse-{release_id}.duckdb"
    _describe(build, home, release_id, moment, verdicts, inputs, changes)
    audit(build)
    _sync(build)
    build.chmod(0o444)
    if stored.exists():
        raise FileExistsError(f"release {release_id} exists already")
    _announce(home, stored.name)
    build.replace(stored)
    _sync(home.releases)
    point_link(home.link, stored)
    home.publishing.unlink()
    return release_id


def point_link(link: Path, target: Path) -> None:
    """Point the link at the target in one rename; a relative target, so that the folder may be moved as a whole."""
    draft = link.with_name(link.name + ".next")
    draft.unlink(missing_ok=True)
    draft.symlink_to(os.path.relpath(target, link.parent))
    draft.replace(link)
    _sync(link.parent)


def stored_releases(home: Home) -> list[Path]:
    """The files of the releases that are kept, the newest first."""
    return sorted(home.releases.glob("warehouse-*.duckdb"), reverse=True)


def audit(database: Path) -> None:
    """Read every table and view as a reader would. Raises ValueError where the file is not fit to be served."""
    if database.with_name(database.name + ".wal").exists():
        raise ValueError(f"{database.name} has a write-ahead log left: it was not closed whole")
    # Under another name, as a release has it: a view that remembers the build's catalog must fail here.
    with duckdb.connect() as connection:
        attach(connection, database, "audited")
        connection.execute("USE audited")
        tables = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'audited'"
        ).fetchall()
        for (table,) in tables:
            # A count would be taken from the table's head; this reads every block, and DuckDB its checksum.
            connection.execute(f"SELECT bit_xor(hash(t)) FROM {table} AS t").fetchone()
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


def _describe(
    build: Path,
    home: Home,
    release_id: str,
    moment: dt.datetime,
    verdicts: Sequence[RuleVerdict],
    inputs: str,
    changes: dict[str, Any],
) -> None:
    """Write schema `release` into the build."""
    counts = {kind: changes[kind] for kind in ("new", "changed", "gone")}
    with duckdb.connect(str(build)) as connection:
        connection.execute("DROP SCHEMA IF EXISTS release CASCADE")
        connection.execute(RELEASE_TABLES.read_text(encoding="utf-8"))
        connection.execute(
            "INSERT INTO release.release SELECT ?, ?, ?, ?, ?, ?, ?, count(*), ?, ?, ? FROM core.figure",
            [
                release_id,
                moment.replace(tzinfo=None, microsecond=0),
                SCHEMA_VERSION,
                code_version(),
                duckdb.__version__,
                inputs,
                release_id_of(served_release(home)),
                *counts.values(),
            ],
        )
        connection.executemany(
            "INSERT INTO release.check_result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [[v.rule_id, v.severity, v.success, *v.counts.values(), v.error] for v in verdicts],
        )
        write_finding_history(connection, next(iter(stored_releases(home)), None))
        connection.execute("CHECKPOINT")


def _announce(home: Home, name: str) -> None:
    """Say which file is about to become a release, so that one whose link was never swapped is not taken for one."""
    home.publishing.write_text(name, encoding="utf-8")
    _sync(home.publishing)
    _sync(home.path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
