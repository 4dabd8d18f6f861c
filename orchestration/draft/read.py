"""Reads a document of any kind: what its lines and tables are, each with its place."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import replace
from pathlib import Path

from orchestration.draft.document import Document, DocumentError, FoundTable, TextLine
from orchestration.draft.only import Only
from orchestration.draft.signs import shown
from orchestration.draft.text import Blocks, read_text
from orchestration.problems import Problem, visible

MAX_BYTES = 50_000_000
"""What a document may hold; the largest report of an organisation has a tenth of it."""

KINDS = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".pdf": "pdf", ".docx": "docx",
    ".docm": "docx", ".htm": "html", ".html": "html", ".xhtml": "html", ".xlsx": "xlsx", ".xlsm": "xlsx", ".ods": "ods",
    ".csv": "csv", ".tsv": "csv",
}  # fmt: skip
"""What a name ends with, and the kind of document that it is."""


def read_document(path: Path, only: str | None = None) -> Document:
    """Read a document; `only` names a part of it, such as `pages 3-5`, `lines 100-200` or `tables 1,4`.

    Raises DocumentError where it cannot be read, or where the part is none.
    """
    part = Only.of(only) if only else None
    content = _content(path)
    kind = kind_of(path.name, content)
    blocks, doubts = _read(path.name, kind, content)
    if part is not None:
        blocks = part.of_blocks(blocks)
    return Document(visible(path.name), kind, hashlib.sha256(content).hexdigest(), tuple(blocks), tuple(doubts))


def kind_of(name: str, content: bytes) -> str:
    """The kind of a document, from its name; raises DocumentError where it is none that is read."""
    kind = KINDS.get(Path(name).suffix.lower())
    if kind is None:
        raise refused(name, "it is no kind of document that is read", f"Give one of {', '.join(KINDS)}")
    return kind


def refused(name: str, message: str, next_step: str) -> DocumentError:
    """What says why a document is not read, and what to do."""
    return DocumentError(Problem(visible(name), None, None, message, f"{next_step}."))


def _content(path: Path) -> bytes:
    """What the file holds; nothing but a file is opened, and no more is read of it than a document has."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise refused(path.name, "it is no file", "Name the document itself")
            content = file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise refused(path.name, "it is a folder", "Name the document in it") from None
    except (OSError, ValueError) as error:
        message = f"it cannot be opened: {getattr(error, 'strerror', None) or error}"
        raise refused(path.name, message, "Look whether the path is right, and whether you may read it") from None
    if len(content) > MAX_BYTES:
        message = f"it is larger than {MAX_BYTES:,} bytes, which no report is"
        raise refused(path.name, message, "Give the part of it that holds the tables")
    if not content.strip():
        raise refused(path.name, "it is empty", "Get it again from where it came from")
    return content


def _read(name: str, kind: str, content: bytes) -> tuple[Blocks, list[str]]:
    text, doubts = _decoded(name, content)
    return cleaned(read_text(text)), doubts


def _decoded(name: str, content: bytes) -> tuple[str, list[str]]:
    """The text of a file, and a doubt where its encoding was guessed."""
    doubts: list[str] = []
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
        doubts = ["The file is no UTF-8 and was read as Windows-1252; look at é, € and quotation marks."]
    if "\x00" in text:
        raise refused(name, "it is no text", "Give the document itself, or save it as text in UTF-8")
    return text, doubts


def cleaned(blocks: Blocks) -> Blocks:
    """The blocks without what is invisible in their texts."""
    return [_cleaned(block) for block in blocks]


def _cleaned(block: TextLine | FoundTable) -> TextLine | FoundTable:
    if isinstance(block, TextLine):
        return replace(block, text=shown(block.text))
    cells = tuple(tuple(shown(text) for text in row) for row in block.cells)
    return replace(block, cells=cells, title=shown(block.title))
