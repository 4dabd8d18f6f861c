"""Reads many report folders, in shares: by itself, or where they are many by processes on every core.

Whoever reads, the shares come in the order of the folders, so that the store is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.ingest.share import ReadReport, read_share

FOLDERS_A_SHARE = 25


@dataclass(frozen=True)
class Share:
    """A share that was read: its folders' names, what was found of each, and where its rows are."""

    names: Sequence[str]
    reports: Sequence[ReadReport]
    place: Path


def read_shares(sources: Path, names: Sequence[str], place: Path) -> Iterator[Share]:
    """Read these folders of `sources`, in shares whose rows stand in `place` until the next one is asked for."""
    for number, first in enumerate(range(0, len(names), FOLDERS_A_SHARE)):
        some = names[first : first + FOLDERS_A_SHARE]
        yield Share(some, read_share(sources, some, place / str(number)), place / str(number))
