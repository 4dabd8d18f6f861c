"""Whether reports have changed, without reading them: what their files looked like when they were last read.

Kept for each state folder, as `looks.json`. A file that is the same in size, inode and both its times, and had not
changed just before it was read, holds what it held then. What is kept can be deleted at any time: the files are then
read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.drafts import may_be_draft, open_questions, open_questions_in
from orchestration.folder_files import READER_VERSION, FolderFiles
from orchestration.problems import BadInputError
from orchestration.report_folders import REPORT_FILE, Named, named_in, report_folders, tables_in
from orchestration.yaml_file import MAX_BYTES, YamlFile

FORMAT = 3
LEFT_BEHIND = 600
"""Seconds after which a draft of the file is one that a stopped process left."""


@dataclass(frozen=True)
class Look:
    """What a report's folder was found to be."""

    checksum: str
    """The data version of the report."""
    state: str
    """How its files looked from outside; empty where that says nothing for sure."""
    report_hash: str
    """The hash of its report.yml."""
    names: tuple[str, ...] | None
    """The files that make it, by name; None where its report.yml cannot say them."""
    questions: int | None = None
    """Of a draft, how many texts of its report.yml are still to be filled in; None: it is none."""
    named: Named | None = None
    """What its report.yml names, where there are patterns in it: a file that comes and matches one is another input."""

    @property
    def is_draft(self) -> bool:
        """Whether it is a draft, which is no input."""
        return self.questions is not None

    def to_json(self) -> list[Any]:
        """The same as plain data."""
        named = None if self.named is None else [self.named.files, self.named.patterns]
        return [self.checksum, self.state, self.report_hash, self.names, self.questions, named]

    @classmethod
    def from_json(cls, said: Any) -> Look:
        """What `to_json` made. Raises TypeError or ValueError where it did not."""
        checksum, state, report_hash, names, questions, named = said
        files, patterns = ([], []) if named is None else named
        parts = (checksum, state, report_hash, *(names or ()), *files, *patterns)
        if not all(isinstance(part, str) for part in parts) or not isinstance(names, list | None):
            raise TypeError
        if not isinstance(questions, int | None):
            raise TypeError
        known = None if named is None else Named(tuple(files), tuple(patterns))
        return cls(checksum, state, report_hash, None if names is None else tuple(names), questions, known)


@dataclass(frozen=True)
class Glance:
    """A look at a folder, with what is seen of its files from outside."""

    look: Look
    changed: float
    """When the last of them came or changed, in seconds since 1970."""
    missing: str | None
    """The first of them that is not there; None where all are."""


def look_of(
    files: FolderFiles, named: Named | None, questions: int | None = None, found: Iterable[str] | None = None
) -> Look:
    """What a folder is found to be whose report.yml names these files; None where it cannot say which.

    `questions`: of a draft, how many are open. `found`: the files that are meant, where somebody has listed them.
    """
    if found is None:
        # Where it cannot say, all tables that stand there may be meant.
        found = tables_in(files.folder) if named is None else named.in_folder(files.folder)
    names = sorted({REPORT_FILE, *found})
    state = files.state(names) if named is not None else ""
    checksum = files.checksum(names)
    is_sure = bool(state) and files.settled()
    said = None if named is None else tuple(names)
    kept = named if named is not None and named.patterns else None
    return Look(checksum, state if is_sure else "", _report_hash(files), said, questions, kept)


class Looks:
    """One look at the report folders of `sources`, with what is known of them from before.

    That is kept in the file `kept`, if there is one. A folder is looked at once. `published` gives the data versions
    that were published, by report; it is asked only if a folder is a draft.
    """

    def __init__(
        self, sources: Path, kept: Path | None, published: Callable[[], Mapping[str, str]] = dict[str, str]
    ) -> None:
        self._sources = sources
        self._published = published
        self._kept = kept
        self._known = _load(kept, sources) if kept is not None else {}
        self._saved = dict(self._known)
        self._seen: dict[str, Glance] = {}

    def glance(self, folder: Path) -> Glance:
        """What a report's folder is: its files are read only if they do not look as they did."""
        if folder.name not in self._seen:
            files, known = FolderFiles(self._sources, folder), self._known.get(folder.name)
            look = known if known is not None and _is_as_known(files, known) else self._look(files, known)
            self._seen[folder.name] = Glance(look, files.changed, files.missing)
        return self._seen[folder.name]

    def look(self, folder: Path) -> Look:
        """The same, without what is seen from outside."""
        return self.glance(folder).look

    def is_still(self, folder: Path, checksum: str) -> bool:
        """Whether a report's folder has this checksum; a changed report.yml says no before it is understood."""
        files, known = FolderFiles(self._sources, folder), self._known.get(folder.name)
        if known is not None and known.checksum == checksum and known.names is not None:
            if _is_as_known(files, known):
                return True
            if _report_hash(files) != known.report_hash:
                return False
        return self._look(files, known).checksum == checksum

    def is_draft(self, folder: Path) -> bool:
        """Whether a report's folder is a draft; most are seen to be none without reading YAML."""
        files = FolderFiles(self._sources, folder)
        try:
            content = b"" if files.obstacle(REPORT_FILE) else files.content(REPORT_FILE, MAX_BYTES)
        except OSError:
            return False
        return content is not None and may_be_draft(content) and self.look(folder).is_draft

    def drafts(self) -> dict[str, tuple[int, bool]]:
        """The folders that are drafts: how many questions are open, and whether an earlier form of it is published."""
        looks = {folder.name: self.look(folder) for folder in report_folders(self._sources)}
        found = {name: look.questions for name, look in looks.items() if look.questions is not None}
        published = self._published() if found else {}
        return {name: (questions, name in published) for name, questions in found.items()}

    def hash(self) -> str:
        """The hash of the report folders: of each its name, report.yml and the files that it names, and nothing else.

        A draft is left out; where it was published before, it counts as what was published. What is found is kept.
        """
        looks = {folder.name: self.look(folder) for folder in report_folders(self._sources)}
        self.keep(looks)
        checksums = {name: look.checksum for name, look in looks.items() if not look.is_draft}
        if len(checksums) < len(looks):
            published = self._published()
            checksums |= {name: published[name] for name in looks.keys() - checksums if name in published}
        return hash_of(checksums)

    def _look(self, files: FolderFiles, known: Look | None) -> Look:
        if known is not None and known.names is not None and _report_hash(files) == known.report_hash:
            found = look_of(files, known.named or Named(known.names), known.questions)
        else:
            found = look_of(files, *_said(files))
        self.note(files.folder.name, found)
        return found

    def note(self, name: str, look: Look) -> None:
        """Take over what a folder was found to be."""
        self._known[name] = look

    def keep(self, names: Iterable[str]) -> None:
        """Keep what is known of these folders, and nothing of others; where it cannot be kept, it is asked again."""
        self._known = {name: self._known[name] for name in names if name in self._known}
        if self._kept is not None and self._known != self._saved:
            with contextlib.suppress(OSError):
                _save(self._kept, self._sources, self._known)
            self._saved = dict(self._known)


def hash_of(checksums: Mapping[str, str]) -> str:
    """The hash of report folders with these checksums, by name."""
    said = "".join(f"{name}\0{checksum}\n" for name, checksum in sorted(checksums.items()))
    return hashlib.sha256(said.encode()).hexdigest()


def _is_as_known(files: FolderFiles, known: Look) -> bool:
    if not known.state or not known.names:
        return False
    if known.named is not None and {REPORT_FILE, *known.named.in_folder(files.folder)} != set(known.names):
        return False
    return files.state(known.names) == known.state


def _report_hash(files: FolderFiles) -> str:
    return "" if files.obstacle(REPORT_FILE) else files.hash(REPORT_FILE)


def _said(files: FolderFiles) -> tuple[Named | None, int | None]:
    """What a report.yml names, None where it cannot say; and of a draft, how many questions are open."""
    try:
        content = None if files.obstacle(REPORT_FILE) else files.content(REPORT_FILE, MAX_BYTES)
    except OSError:
        return None, None
    if content is None:
        return None, None
    try:
        data = YamlFile(files.folder, REPORT_FILE, content=content).data
    except BadInputError:
        return None, open_questions_in(content)
    return named_in(data), open_questions(data)


def _load(kept: Path, sources: Path) -> dict[str, Look]:
    """What was kept of these sources by this reader; nothing where that cannot be read, whyever."""
    try:
        found = json.loads(kept.read_bytes())
        if found["for"] != _kept_for(sources):
            return {}
        return {name: Look.from_json(said) for name, said in found["folders"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _kept_for(sources: Path) -> list[Any]:
    return [FORMAT, READER_VERSION, os.path.realpath(sources)]


def _save(kept: Path, sources: Path, known: dict[str, Look]) -> None:
    """Write the file whole or not at all, whoever else does so at the same time."""
    folders = {name: look.to_json() for name, look in sorted(known.items())}
    text = json.dumps({"for": _kept_for(sources), "folders": folders}, ensure_ascii=True)
    draft = kept.with_name(f"{kept.name}.{os.getpid()}.{threading.get_native_id()}.draft")
    try:
        draft.write_text(text, encoding="ascii")
        draft.replace(kept)
    finally:
        draft.unlink(missing_ok=True)
    for other in kept.parent.glob(f"{kept.name}.*.draft"):
        with contextlib.suppress(OSError):
            if time.time() - other.stat().st_mtime > LEFT_BEHIND:
                other.unlink()
