"""The files of one report's folder: each is looked at, read and hashed once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from orchestration.files import file_checksum
from orchestration.report_folders import MISSING, is_organisation_file, obstacle

READER_VERSION = "4"
"""Part of every checksum. Raise it when the same files would be read differently: then all are read again."""

CLOCK_STEP = 2_000_000_000
"""Nanoseconds within which two changes of a file can bear the same time: no file system counts in longer steps."""


class FolderFiles:
    """The files of a report's folder as they are while somebody looks.

    Each is looked at before it is read: one that changes while it is read looks otherwise the next time.
    """

    def __init__(self, sources: Path, folder: Path) -> None:
        self.folder = folder
        self._sources = sources
        self._path = os.fspath(folder)
        self._moment = time.time_ns()
        self._newest = 0
        self.changed = 0.0
        """When the last of them came or changed, in seconds since 1970; of a link, that or what it leads to."""
        self._obstacles: dict[str, str] = {}
        self._hashes: dict[str, str] = {}
        self._states: dict[str, str] = {}
        self._last: tuple[str, bytes] | None = None
        # Where a link leads is asked every time.
        self._is_plain = not folder.is_symlink()

    def obstacle(self, name: str) -> str:
        """What keeps a file from being read, as `report_folders.obstacle` says it; empty where nothing does."""
        if name not in self._obstacles:
            self._obstacles[name] = self._look(name)
        return self._obstacles[name]

    def content(self, name: str, most: int) -> bytes | None:
        """What a file holds that nothing keeps from being read; None if that is more than `most` bytes.

        Raises OSError where it cannot be read.
        """
        if self._last is None or self._last[0] != name:
            self.obstacle(name)
            with (self.folder / name).open("rb") as file:
                content = file.read(min(os.fstat(file.fileno()).st_size, most) + 1)
            self._hashes[name] = self._hash_of_read(name, content) if len(content) <= most else ""
            self._last = (name, content)
        content = self._last[1]
        return content if len(content) <= most else None

    def _hash_of_read(self, name: str, content: bytes) -> str:
        """What was read is what is hashed; of a file that changed between two readings the hash is that of no file."""
        found, before = hashlib.sha256(content).hexdigest(), self._hashes.get(name)
        return found if before in (None, "", found) else f"{before} {found}"

    def hash(self, name: str) -> str:
        """The sha256 (hex) of what a file holds, of one that was read what it held then; a word where it is closed."""
        self.obstacle(name)
        if not self._hashes.get(name):
            self._hashes[name] = file_checksum(self.folder / name)
        return self._hashes[name]

    def checksum(self, names: Iterable[str]) -> str:
        """The data version of the report, a sha256 in hex: of these files of it, and of the reader."""
        parts = [f"reader {READER_VERSION}"]
        parts += [f"{name} {self.obstacle(name) or self.hash(name)}" for name in names]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def state(self, names: Iterable[str]) -> str:
        """How these files look from outside: whoever finds the same again need not read them; empty where links lead.

        That holds only if they were `settled` when they were read.
        """
        said: list[str] = []
        for name in names:
            if name not in self._obstacles:
                self._obstacles[name] = self._look(name)
            said += (name, self._states[name])
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32] if self._is_plain else ""

    def settled(self) -> bool:
        """Whether the last change of the files lies so long ago that another one would bear another time."""
        return self._newest + CLOCK_STEP < self._moment

    @property
    def missing(self) -> str | None:
        """The first of the files that were looked at and are not there; None where all are that must be."""
        missing = (name for name, said in self._obstacles.items() if said == MISSING)
        return next((name for name in missing if not is_organisation_file(name)), None)

    def _look(self, name: str) -> str:
        try:
            found = os.lstat(os.path.join(self._path, name))  # noqa: PTH118 many are looked at
        except (OSError, ValueError):
            said = obstacle(self.folder / name, self._sources)
            self._states[name] = said
            self._is_plain &= said == MISSING and self._stands_in_folder(name)
            return said
        self._newest = max(self._newest, found.st_mtime_ns, found.st_ctime_ns)
        self.changed = max(self.changed, found.st_ctime)
        self._states[name] = f"{found.st_dev} {found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"
        if stat.S_ISLNK(found.st_mode):
            with contextlib.suppress(OSError):
                self.changed = max(self.changed, (self.folder / name).stat().st_ctime)
        self._is_plain &= stat.S_ISREG(found.st_mode) and self._stands_in_folder(name)
        return "" if self._is_plain else obstacle(self.folder / name, self._sources)

    def _stands_in_folder(self, name: str) -> bool:
        """Whether the name leads by no link to a place in the folder, and back up to the organisation's file alone."""
        if "/" not in name:
            return name != ".."
        if is_organisation_file(name):
            return not (self.folder.parent / PurePosixPath(name).parts[1]).is_symlink()
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            return False
        return not any((self.folder / place).is_symlink() for place in list(path.parents)[:-1])
