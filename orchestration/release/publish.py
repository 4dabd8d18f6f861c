"""Publishes a checked build as a release: a folder with a read-only file, and one link that is swapped to it.

A reader that opens the link has the old release or the new one, whole; one that has the old file open keeps it.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import stat
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from pathlib import Path

import duckdb

from orchestration.build.audit import audit
from orchestration.build.manifest import manifest_path
from orchestration.database import connect
from orchestration.files import checksum_beside, file_checksum
from orchestration.home import Home
from orchestration.inputs import build_version, code_version
from orchestration.record import BuildScope, Changes, Waiting
from orchestration.release.catalogue import write_catalogue
from orchestration.release.findings import write_finding_history
from orchestration.release.organisations import write_organisations
from orchestration.release.readable import is_cut_off
from orchestration.release.stored import next_release_id, release_file, release_id_of, served_release, stored_releases
from orchestration.verdict import RuleVerdict

log = logging.getLogger("warehouse")

SCHEMA_VERSION = 4
"""Rises when a table or column that readers rely on changes its name or meaning; see docs/changes.md."""

CHECKPOINTS = 10
"""How often the length of a file is written anew before something else is taken to be wrong."""

RELEASE_TABLES = Path(__file__).with_name("release_tables.sql")


def publish(
    home: Home,
    verdicts: Sequence[RuleVerdict],
    inputs: str,
    changes: Changes,
    moment: dt.datetime | None = None,
    scope: BuildScope | None = None,
    waiting: Sequence[Waiting] = (),
) -> str:
    """Audit the build, store it as a release and swap the link; returns the release id.

    `inputs` is the hash of what it was made from, `changes` what it changes against the served release, `moment` what
    the clock says (default: now), `scope` what was made anew (default: everything), and `waiting` who keeps the rows of
    an earlier release. The caller has made sure that no critical rule stops it. Raises duckdb.Error,
    ValueError or OSError and leaves the served release in place where any step fails.
    """
    build = home.build_database
    moment = moment or dt.datetime.now(dt.UTC)
    release_id = next_release_id(home, moment, inputs)
    with connect(build) as connection:
        _describe(connection, home, release_id, moment, verdicts, inputs, changes, scope)
        write_organisations(connection, home, scope, waiting)
        # Last, since it says of every table what is in it.
        write_catalogue(connection, manifest_path(home))
        connection.execute("CHECKPOINT")
    write_length(build)
    # The checksum needs no more than a core, and nothing writes in the file any more.
    with ThreadPoolExecutor(1) as beside:
        checksum = beside.submit(file_checksum, build)
        audit(build)
    _sync(build)
    build.chmod(0o444)
    _announce(home, release_id)
    serve_release(home, _store(build, home, release_id, checksum.result()))
    home.publishing.unlink()
    return release_id


def _store(build: Path, home: Home, release_id: str, checksum: str) -> Path:
    """Move the build to where releases stand, as a folder that is there whole or not at all; returns its file."""
    stored = release_file(home, release_id)
    draft = home.release_draft(release_id)
    draft.mkdir()
    # Who may put releases here may delete them, whoever made this one.
    draft.chmod(stat.S_IMODE(home.releases.stat().st_mode))
    build.replace(draft / stored.name)
    beside = checksum_beside(draft / stored.name)
    beside.write_text(f"{checksum}  {stored.name}\n", encoding="utf-8")
    beside.chmod(0o444)
    _sync(draft)
    draft.rename(stored.parent)
    _sync(home.releases)
    return stored


def point_link(link: Path, target: Path) -> None:
    """Point the link at the target in one rename; a relative target, so that the folder may be moved as a whole."""
    draft = link.with_name(link.name + ".next")
    draft.unlink(missing_ok=True)
    draft.symlink_to(os.path.relpath(target, link.parent))
    draft.replace(link)
    _sync(link.parent)


def serve_release(home: Home, stored: Path) -> None:
    """Swap the home's link to a release, and see that the checkout's root has its link to that one."""
    point_link(home.link, stored)
    link_root(home)


def link_root(home: Home) -> None:
    """Let the link in the checkout's root lead to the home's own; nothing where the home is no checkout's.

    A file that a person put there stays. Where the root cannot be written the home's own link is there to be used.
    """
    root = home.root_link
    if root is None or (root.exists() and not root.is_symlink()):
        return
    if root.is_symlink() and root.readlink() == Path(os.path.relpath(home.link, root.parent)):
        return
    try:
        point_link(root, home.link)
    except OSError as error:
        log.info("There is no link %s (%s); the release is at %s", root, error.strerror, home.link)


def _describe(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    release_id: str,
    moment: dt.datetime,
    verdicts: Sequence[RuleVerdict],
    inputs: str,
    changes: Changes,
    scope: BuildScope | None,
) -> None:
    """Write schema `release` into an open build, and take out `staging`, which only building needs."""
    connection.execute("DROP SCHEMA IF EXISTS staging CASCADE")
    connection.execute("DROP SCHEMA IF EXISTS release CASCADE")
    connection.execute(RELEASE_TABLES.read_text(encoding="utf-8"))
    connection.execute(
        "INSERT INTO release.release SELECT ?, ?, ?, ?, ?, ?, ?, count(*), ?, ?, ?, ?, ?, ? FROM core.figure",
        [
            release_id,
            moment.replace(tzinfo=None, microsecond=0),
            SCHEMA_VERSION,
            code_version(),
            duckdb.__version__,
            inputs,
            release_id_of(served_release(home)),
            changes.new,
            changes.changed,
            changes.gone,
            scope.base if scope else None,
            scope.why_all if scope else None,
            build_version(),
        ],
    )
    connection.executemany(
        "INSERT INTO release.check_result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [[v.rule_id, v.severity, v.success, *astuple(v.counts), v.error] for v in verdicts],
    )
    write_finding_history(connection, stored_releases(home))


def write_length(build: Path) -> None:
    """See that the file says how long it is.

    DuckDB takes free blocks off the end of a file after it has written how many blocks there are. A file that is
    shorter than it says is taken for one that was cut off.
    """
    for _ in range(CHECKPOINTS):
        if not is_cut_off(build):
            return
        with connect(build) as connection:
            connection.execute("CREATE TABLE release.draft AS SELECT 1 AS written")
            connection.execute("CHECKPOINT")
            connection.execute("DROP TABLE release.draft")
            connection.execute("CHECKPOINT")
    raise ValueError(f"{build.name} is shorter than it says")


def _announce(home: Home, release_id: str) -> None:
    """Say which release is about to stand, so that one whose link was never swapped is not taken for one."""
    home.publishing.write_text(release_id, encoding="utf-8")
    _sync(home.publishing)
    _sync(home.path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
