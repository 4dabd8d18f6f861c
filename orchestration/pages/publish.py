"""Keeps the pages of each release in the state folder, and a link to those of the release that is served."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from orchestration import attempt
from orchestration.build.manifest import manifest_path
from orchestration.home import Home
from orchestration.pages.build import build_pages
from orchestration.pages.dbt_docs import write_dbt_docs
from orchestration.pages.failures import PagesFailedError, forget_failures, note_failures, said
from orchestration.pages.kept import base_of, note_made
from orchestration.pages.standards.feed import FEED, write_releases
from orchestration.pages.standards.publisher import read_publisher
from orchestration.record import ALL_PAGES, PageFailure
from orchestration.release.history import history
from orchestration.release.publish import point_link
from orchestration.release.readable import readable_served
from orchestration.release.stored import release_id_of, served_release, stored_releases

log = logging.getLogger("warehouse")


def publish_pages(home: Home, dbt_docs: bool = False, anew: bool = True) -> Path:
    """Make the pages of the served release and point the link at them; returns their folder.

    Unless all are made `anew`, those of organisations that have not changed are taken from the release that this one
    was built on. Whoever reads meanwhile has the pages of before. Raises NothingServedError if no release can be read,
    and PagesFailedError if the link leads to pages of which some could not be made.
    """
    release = readable_served(home)
    target = home.pages / (release_id_of(release) or "")
    draft = home.pages / f"{target.name}.draft"
    try:
        failures = make_pages(home, draft, dbt_docs, anew)
        if not failures:
            note_made(draft)
    except Exception as error:
        note_failures(home, target.name, [PageFailure(ALL_PAGES, said(error))])
        raise
    if target.exists():
        # Made anew, by a person: the link needs a folder of this name at once again.
        old = home.pages / f"{target.name}.old"
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        draft.rename(target)
        shutil.rmtree(old)
    else:
        draft.rename(target)
    point_link(current_link(home), target)
    note_failures(home, target.name, failures)
    prune_pages(home)
    if failures:
        raise PagesFailedError(failures)
    return target


def publish_pages_of_run(home: Home, run_id: str) -> Path:
    """Make the pages of the release that a run has published, and note in its record what became of them.

    The release stands, whatever fails here; what fails is noted and raised.
    """
    try:
        record = attempt.load(home.attempts, run_id)
    except FileNotFoundError:
        # Somebody asks for the pages alone on Dagster's page.
        return publish_pages(home)
    try:
        folder = publish_pages(home, anew=False)
    except PagesFailedError as failed:
        record.summary.pages = str(current_link(home).resolve())
        record.summary.pages_failed = failed.failures
        raise
    except Exception as error:
        record.summary.pages_failed = [PageFailure(ALL_PAGES, said(error))]
        raise
    else:
        record.summary.pages = str(folder)
        return folder
    finally:
        attempt.save(home.attempts, record)


def make_pages(home: Home, out: Path, dbt_docs: bool = False, anew: bool = True) -> list[PageFailure]:
    """Make the pages of the served release in a folder; returns those that could not be made.

    Unless all are made `anew`, what has not changed since the release that it was built on is taken over.

    Raises NothingServedError, OSError, or BadInputError where publisher.yml cannot be read.
    """
    release = readable_served(home)
    publisher = read_publisher(home)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    if dbt_docs:
        write_dbt_docs(home, release, out)
    failures = _list_releases(home, out)
    base = None if anew else base_of(home, release)
    return failures + build_pages(
        release, out, history(home), manifest_path(home), home.dbt_target / "compiled", publisher, base
    )


def follow_release(home: Home) -> bool:
    """Point the link at the pages of the release that is served now; False where there are none of it."""
    target = home.pages / (release_id_of(served_release(home)) or "none")
    if not target.is_dir():
        return False
    _list_releases(home, target)
    point_link(current_link(home), target)
    return True


def _list_releases(home: Home, folder: Path) -> list[PageFailure]:
    """Write the feed and the list of releases beside pages; returns what could not be made."""
    try:
        write_releases(home, folder, read_publisher(home))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with them, the pages are there
        log.info("Pages: %s could not be made: %s", FEED, said(error))
        return [PageFailure(FEED, said(error))]
    return []


def current_link(home: Home) -> Path:
    """The link to the pages that are shown."""
    return home.pages / "current"


def prune_pages(home: Home) -> None:
    """Delete the pages of releases that are gone, and what was left half made."""
    kept = {release_id_of(path) for path in stored_releases(home)} | {current_link(home).resolve().name}
    for folder in home.pages.iterdir():
        if folder.is_dir() and not folder.is_symlink() and folder.name not in kept:
            shutil.rmtree(folder)
    forget_failures(home, kept)
