"""What a run that was stopped left behind: put away before the next one begins.

Called by the process that holds the home, so that nothing found here belongs to a run that is still going on.
"""

from __future__ import annotations

import logging
import shutil

import duckdb

from orchestration.attempt import finish, left_running
from orchestration.home import Home
from orchestration.ingest.raw import open_raw
from orchestration.release.prune import delete_release, prune_attempts
from orchestration.release.publish import link_root, point_link
from orchestration.release.stored import EARLIER_NAME, RELEASE_ID, release_file, release_id_of, served_release

log = logging.getLogger("warehouse")

STOPPED = "the process was stopped before it could say why"


def recover(home: Home) -> None:
    """Put away what stopped runs left, and say in their records that they were stopped."""
    _unpublish(home)
    for draft in (*home.attempts.glob("*.tmp"), *home.manifests.glob("*.draft"), home.hold.with_suffix(".tmp")):
        draft.unlink(missing_ok=True)
    for link in (home.link, home.root_link):
        if link is not None:
            link.with_name(link.name + ".next").unlink(missing_ok=True)
    for folder in home.release_drafts:
        shutil.rmtree(folder)
    _mend_links(home)
    _clear_build(home)
    _check_raw_store(home)
    prune_attempts(home)
    for attempt in left_running(home.attempts):
        finish(home.attempts, attempt, "failed", STOPPED)
        log.info("An earlier run was stopped on its way; what it left is put away")


def _unpublish(home: Home) -> None:
    """A release whose link was never swapped was never published, and must not be gone back to."""
    try:
        named = home.publishing.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    if RELEASE_ID.fullmatch(named):
        stored = release_file(home, named)
    elif EARLIER_NAME.fullmatch(named):
        stored = home.releases / named
    else:
        stored = None
    if stored is not None and release_id_of(stored) != release_id_of(served_release(home)):
        delete_release(home, stored)
    home.publishing.unlink()


def _mend_links(home: Home) -> None:
    """Give a home its own link where it had the one in its checkout's root alone, and that one its new target."""
    served = served_release(home)
    if served is None:
        return
    if not home.link.is_symlink():
        point_link(home.link, served)
    link_root(home)


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
