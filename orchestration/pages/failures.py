"""Pages that could not be made: which, and why. Kept beside a release's pages until all of them can be."""

from __future__ import annotations

import json
import traceback
from collections.abc import Container, Iterable
from pathlib import Path

from orchestration.files import write_whole
from orchestration.home import Home
from orchestration.plain_data import from_plain, to_json
from orchestration.record import PageFailure

ENDING = ".failed.json"


class PagesFailedError(Exception):
    """Some pages could not be made; the others were, and are shown."""

    def __init__(self, failures: Iterable[PageFailure]) -> None:
        self.failures = list(failures)
        super().__init__(
            f"{len(self.failures)} page{'s' if len(self.failures) > 1 else ''} could not be made: "
            + "; ".join(f"{failure.page}: {failure.error}" for failure in self.failures)
        )


def said(error: Exception) -> str:
    """An error in one line, with the place in the code that raised it, as a record keeps it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name} line {frames[-1].lineno})" if frames else ""
    return " ".join(f"{type(error).__name__}: {error}".split()) + place


def note_failures(home: Home, release_id: str, failures: Iterable[PageFailure]) -> None:
    """Remember which pages of a release could not be made; none is remembered by no file."""
    file = _file(home, release_id)
    if noted := list(failures):
        write_whole(file, to_json(noted))
    else:
        file.unlink(missing_ok=True)


def failures_of(home: Home, release_id: str) -> list[PageFailure]:
    """The pages of a release that could not be made when it was last tried."""
    try:
        return from_plain(list[PageFailure], json.loads(_file(home, release_id).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return []


def forget_failures(home: Home, kept: Container[str | None]) -> None:
    """Forget those of releases that are gone; `kept` are the ids of those that stay."""
    for file in home.pages.glob(f"*{ENDING}"):
        if file.name.removesuffix(ENDING) not in kept:
            file.unlink(missing_ok=True)


def _file(home: Home, release_id: str) -> Path:
    return home.pages / f"{release_id}{ENDING}"
