"""What a run that was stopped left behind: put away before the next one begins.

Called by the process that holds the home, so that nothing found here belongs to a run that is still going on.
"""

from __future__ import annotations

import logging
import shutil

import duckdb

from orchestration.home import Home
from orchestration.ingest.raw import open_raw
from orchestration.refresh.attempt import finish, load_all
from orchestration.release.prune import prune_attempts
from orchestration.release.publish import served_release

log = logging.getLogger("warehouse")

STOPPED = "the process was stopped before it could say why"


def recover(home: Home) -> None:
    """Put away what stopped runs left, and say in their records that they were stopped."""
    _unpublish(home)
    for draft in (*home.attempts.glob("*.tmp"), *home.manifests.glob("*.draft"), home.hold.with_suffix(".tmp")):
        draft.unlink(missing_ok=True)
    home.link.with_name(home.link.name + ".next").unlink(missing_ok=True)
    _clear_build(home)
    _check_raw_store(home)
    prune_attempts(home)
    for attempt in load_all(home.attempts):
        if attempt.outcome == "running":
            finish(home.attempts, attempt, "failed", STOPPED)
            log.info("An earlier run was stopped on its way; what it left is put away")


def _unpublish(home: Home) -> None:
    """A release whose link was never swapped was never published, and must not be gone back to."""
    try:
        stored = home.releases / home.publishing.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    if stored.parent == home.releases and stored.is_file() and stored != served_release(home):
        stored.unlink()
    home.publishing.unlink()


def _clear_build(home: Home) -> None:
    for leftover in home.build_database.parent.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() and not leftover.is_symlink() else leftover.unlink()


def _check_raw_store(home: Home) -> None:
    """The store only saves reading: where it cannot be opened, the reports are read again."""
    try:
        open_raw(home.raw_database).close()
    except duckdb.Error as error:
        log.info("The store of what was read is damaged; reading every report again (%s)", str(error).splitlines()[0])
        for path in home.path.glob(f"{home.raw_database.name}*"):
            path.unlink()
