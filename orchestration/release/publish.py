"""Publishes a checked build as a release: a read-only file of its own, and one link that is swapped to it.

A reader that opens the link has the old release or the new one, whole; one that has the old file open keeps it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.home import REPOSITORY, Home

if TYPE_CHECKING:
    from expectations.suite import RuleVerdict

SCHEMA_VERSION = 1
"""Rises when a table or column that readers rely on changes its name or meaning; see docs/changes.md."""

RELEASE_TABLES = Path(__file__).with_name("release_tables.sql")


def served_release(home: Home) -> Path | None:
    """The file that the link points to; None where nothing has been published yet."""
    target = home.link.resolve()
    return target if home.link.is_symlink() and target.exists() else None


def release_id_of(path: Path | None) -> str | None:
    """The release id in a release's file name."""
    return path.stem.removeprefix("warehouse-") if path else None


def publish(home: Home, verdicts: Sequence[RuleVerdict]) -> str:
    """Audit the build, store it as a release and swap the link; returns the release id.

    The caller has made sure that no critical rule stops it. Raises duckdb.Error or OSError and leaves the served
    release in place where any step fails.
    """
    build = home.build_database
    moment = dt.datetime.now(dt.UTC)
    release_id = f"{moment:%Y%m%dT%H%M%SZ}-{_content_hash(build)}"
    _describe(build, release_id, moment, release_id_of(served_release(home)), verdicts)
    audit(build)
    _sync(build)
    build.chmod(0o444)
    stored = home.releases / f"warehouse-{release_id}.duckdb"
    build.replace(stored)
    _sync(home.releases)
    _swap(home.link, stored)
    return release_id


def audit(database: Path) -> None:
    """Read every table and view as a reader would. Raises ValueError where the file is not fit to be served."""
    if database.with_name(database.name + ".wal").exists():
        raise ValueError(f"{database.name} has a write-ahead log left: it was not closed whole")
    # Under another name, as a release has it: a view that remembers the build's catalog must fail here.
    with duckdb.connect() as connection:
        path = str(database).replace("'", "''")
        connection.execute(f"ATTACH '{path}' AS audited (READ_ONLY)")
        connection.execute("USE audited")
        relations = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'audited' "
            "UNION SELECT schema_name || '.' || view_name FROM duckdb_views() "
            "WHERE database_name = 'audited' AND NOT internal"
        ).fetchall()
        for (relation,) in relations:
            connection.execute(f"SELECT count(*) FROM {relation}").fetchone()
        figures = connection.execute("SELECT count(*) FROM core.figure").fetchone()
        if not figures or figures[0] == 0:
            raise ValueError("the warehouse holds no figure")


@cache
def code_version() -> str:
    """The project's version with a hash over all that makes a release besides the reports."""
    digest = hashlib.sha256()
    for folder in ("orchestration", "expectations", "dbt_project"):
        for path in sorted((REPOSITORY / folder).rglob("*")):
            if path.is_file() and path.suffix in {".py", ".yml", ".sql", ".csv", ".md"}:
                digest.update(f"{path.relative_to(REPOSITORY)}\0".encode())
                digest.update(path.read_bytes())
    return f"{version('buurtcijfers')}+{digest.hexdigest()[:12]}"


def _describe(
    build: Path, release_id: str, moment: dt.datetime, previous: str | None, verdicts: Sequence[RuleVerdict]
) -> None:
    with duckdb.connect(str(build)) as connection:
        connection.execute("DROP SCHEMA IF EXISTS release CASCADE")
        connection.execute(RELEASE_TABLES.read_text(encoding="utf-8"))
        connection.execute(
            "INSERT INTO release.release VALUES (?, ?, ?, ?, ?, ?)",
            [
                release_id,
                moment.replace(tzinfo=None),
                SCHEMA_VERSION,
                code_version(),
                duckdb.__version__,
                previous,
            ],
        )
        connection.executemany(
            "INSERT INTO release.check_result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [[v.rule_id, v.severity, v.success, *v.counts.values(), v.error] for v in verdicts],
        )
        connection.execute("CHECKPOINT")


def _content_hash(build: Path) -> str:
    with duckdb.connect(str(build), read_only=True) as connection:
        rows = connection.execute("SELECT report_id, checksum FROM raw.report ORDER BY report_id").fetchall()
    return hashlib.sha256(json.dumps([code_version(), rows]).encode()).hexdigest()[:8]


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _swap(link: Path, target: Path) -> None:
    """Point the link at the target in one rename; a relative target, so that the folder may be moved as a whole."""
    draft = link.with_name(link.name + ".next")
    draft.unlink(missing_ok=True)
    draft.symlink_to(os.path.relpath(target, link.parent))
    draft.replace(link)
    _sync(link.parent)


def as_plain(verdicts: Sequence[RuleVerdict]) -> list[dict[str, Any]]:
    """Verdicts as plain data, for the attempt's record and `--json`."""
    return [asdict(verdict) for verdict in verdicts]
