"""One look at the report folders of a home: drafts are left out, but for what was published of them."""

from __future__ import annotations

from pathlib import Path

from orchestration.home import Home
from orchestration.ingest.published import Published
from orchestration.inputs import code_hash, inputs_hash_of
from orchestration.looks import Looks
from orchestration.release.readable import why_unreadable
from orchestration.release.stored import stored_releases


def newest_release(home: Home) -> Path | None:
    """The file of the newest release that can be read, also where a person went back to an earlier one."""
    return next((path for path in stored_releases(home) if why_unreadable(path) is None), None)


def published(home: Home) -> Published:
    """What that release has of the reports."""
    return Published(newest_release(home))


def looks_of(home: Home, sources: Path) -> Looks:
    """A look at the reports; only where one of them is a draft is a release opened for it."""
    return Looks(sources, home.looks, lambda: published(home).checksums)


def inputs_of(home: Home, sources: Path) -> str:
    """The hash of all that a release made now would be made from."""
    return inputs_hash_of(code_hash(), looks_of(home, sources).hash())
