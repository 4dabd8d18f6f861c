"""What a case of the corpus is: a report folder, what is wrong with it, and what must become of it."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from orchestration.home import DEFAULT_SOURCES
from orchestration.problems import visible

HAND_MADE = Path(__file__).with_name("folders")
REPORT = "bto-sociaal-2021"
KEY_FIGURES = "key_figures"

Place = tuple[str, int | None, int | None]
"""File (of the case's folder), row or line, and column; None where the problem is of the file or row as a whole."""


@dataclass(frozen=True)
class Refused:
    """The refresh must stop, and name this place and say these words of it."""

    file: str
    row: int | str | None
    """The row or line; of a YAML file also a text that stands on it."""
    column: int | None
    says: str


@dataclass(frozen=True)
class Caught:
    """The cell must stand in a finding; no other rules than these may find it.

    Where what is wrong stands in no cell, the finding is of the table, and row and column are None.
    """

    file: str
    row: int | None
    column: int | None
    rules: frozenset[str]


@dataclass(frozen=True)
class Escaped:
    """The text must come through as it stands, and do nothing."""

    text: str


Spoil = Callable[[Path], None]
"""Makes a folder wrong."""

Outcome = Refused | Caught | Escaped


@dataclass(frozen=True)
class Case:
    """One spoiled report folder."""

    id: str
    group: str
    outcome: Outcome
    spoil: Spoil
    """Makes the folder wrong; it may write beside it too, under names that begin with its own."""
    base: tuple[str, ...] = ()
    """Tables of a real report that are in the folder before it is spoiled; key_figures is one of them."""
    report: str = REPORT
    hand_made: bool = False
    """Whether the folder is written out in `folders/` instead."""
    folder: str = ""
    """The folder's name, where that itself is the matter."""
    why_not: str = ""
    """Why it cannot be tried on this machine; empty where it can."""

    @property
    def name(self) -> str:
        """The name of the folder, which is the id of the report."""
        return self.folder or self.id

    @property
    def kind(self) -> str:
        """`refused`, `caught` or `escaped`."""
        return type(self.outcome).__name__.lower()

    def write(self, sources: Path) -> Path:
        """Write the folder into `sources` and spoil it; returns it."""
        folder = sources / self.name
        if self.hand_made:
            shutil.copytree(HAND_MADE / self.id, folder)
        else:
            self.write_unspoiled(sources)
        self.spoil(folder)
        return folder

    def write_unspoiled(self, sources: Path) -> None:
        """Write the part of the real report, under an id of its own, that is then spoiled.

        A case that is to be read to the end gets an organisation of its own: cases must not compare with each other.
        """
        folder = sources / self.name
        folder.mkdir(parents=True)
        origin = DEFAULT_SOURCES / self.report
        text = _cut((origin / "report.yml").read_text(encoding="utf-8"), self.base)
        text = text.replace(f"id: {self.report}\n", f"id: {visible(self.name)}\n", 1)
        if not isinstance(self.outcome, Refused):
            text = re.sub(r"(?m)^organisation: .*$", f"organisation: {self.id}", text, count=1)
            text += f"define:\n  organisations: [{{id: {self.id}, name: {self.id}, area: utrecht}}]\n"
        (folder / "report.yml").write_text(text, encoding="utf-8")
        for file in re.findall(r"(?m)^(?:    file|key_figures): (.+)$", text):
            shutil.copyfile(origin / file, folder / file)

    def place(self, sources: Path) -> Place:
        """The place that must be named, with the file as problems call it; the case must have been written."""
        expected = self.outcome
        assert not isinstance(expected, Escaped)
        row = expected.row
        if isinstance(row, str):
            lines = (sources / self.name / expected.file).read_text(encoding="utf-8").splitlines()
            row = next(number for number, line in enumerate(lines, start=1) if row in line)
        return f"{visible(self.name)}/{expected.file}", row, expected.column


def _cut(text: str, tables: tuple[str, ...]) -> str:
    """A report.yml with some of its tables, without series breaks and reasons."""
    head, _, rest = text.partition("\ntables:\n")
    head = re.sub(r"(?m)^reasons:.*\n", "", head)
    body = re.split(r"(?m)^(?=\w)", rest, maxsplit=1)[0]
    blocks = {block.split(maxsplit=1)[0]: block for block in re.split(r"(?m)^  - id: ", body)[1:]}
    if KEY_FIGURES not in tables:
        head = re.sub(r"(?m)^key_figures.*\n", "", head)
    chosen = "".join("  - id: " + blocks[table] for table in tables if table != KEY_FIGURES)
    return f"{head}\n" + (f"tables:\n{chosen}" if chosen else "")


# ---- Ways of spoiling --------------------------------------------------------------------------


def edit(file: str, old: str, new: str) -> Spoil:
    """Replace a text that stands once in a file."""

    def spoil(folder: Path) -> None:
        text = (folder / file).read_bytes().decode("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file} of {folder.name}"
        (folder / file).write_bytes(text.replace(old, new).encode("utf-8"))

    return spoil


def cell(file: str, row: int, column: int, text: str) -> Spoil:
    """Put another text in one cell of a .csv file, counted from 1."""

    def spoil(folder: Path) -> None:
        lines = (folder / file).read_text(encoding="utf-8").split("\n")
        cells = next(csv.reader([lines[row - 1]]))
        assert cells[column - 1] != text, f"{file} of {folder.name} says {text!r} already"
        cells[column - 1] = text
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(cells)
        lines[row - 1] = line.getvalue()
        (folder / file).write_text("\n".join(lines), encoding="utf-8")

    return spoil


def write(file: str, content: str | bytes) -> Spoil:
    """Write a file whole."""

    def spoil(folder: Path) -> None:
        (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    return spoil


def remove(file: str) -> Spoil:
    """Take a file away."""
    return lambda folder: (folder / file).unlink()


def all_of(*ways: Spoil) -> Spoil:
    """Several ways of spoiling, one after the other."""

    def spoil(folder: Path) -> None:
        for way in ways:
            way(folder)

    return spoil
