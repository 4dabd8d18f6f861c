"""Reads a document of any kind: what its lines and tables are, each with its place."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import replace
from pathlib import Path

from orchestration.draft.apart import read_apart
from orchestration.draft.document import Document, FoundTable, TextLine, refused
from orchestration.draft.kinds import kind_of
from orchestration.draft.only import Only
from orchestration.draft.readers import read_content
from orchestration.draft.text import Blocks
from orchestration.problems import visible

MAX_BYTES = 50_000_000
"""What a document may hold; the largest report of an organisation has a tenth of it."""
BY_ITSELF = ("pdf", "docx", "xlsx", "ods", "html", "markdown")
"""Kinds whose readers are large and can be made to run for ever."""


def read_document(path: Path, only: str | None = None) -> Document:
    """Read a document; `only` names a part of it, such as `pages 3-5`, `lines 100-200` or `tables 1,4`.

    Raises DocumentError where it cannot be read, or where the part is none.
    """
    part = Only.of(only) if only else None
    content = _content(path)
    kind, doubts = kind_of(path.name, content)
    if kind in BY_ITSELF:
        blocks, more = read_apart(path.name, kind, content, only)
    else:
        blocks, more = read_content(path.name, kind, content, part)
    doubts += more
    blocks = numbered(blocks)
    if not any(_has_digit(block) for block in blocks):
        message = "there is no number in it, so there is nothing to draft"
        raise refused(path.name, message, "Look whether it is the right document; numbers in pictures are not read")
    if not any(isinstance(block, FoundTable) for block in blocks):
        doubts.append("No table was found in it; tables that are pictures are not read.")
    if part is not None:
        blocks = part.of_blocks(blocks)
    return Document(visible(path.name), kind, hashlib.sha256(content).hexdigest(), tuple(blocks), tuple(doubts))


def _content(path: Path) -> bytes:
    """What the file holds; nothing but a file is opened, and no more is read of it than a document has."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb", closefd=True) as file:
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


def numbered(blocks: Blocks) -> Blocks:
    """The blocks with the lines that they are, where their kind of document does not count any: one for each row."""
    if any(block.place.lines for block in blocks):
        return blocks
    found: Blocks = []
    last = 0
    for block in blocks:
        rows = len(block.cells) if isinstance(block, FoundTable) else 1
        block = replace(block, place=replace(block.place, lines=(last + 1, last + rows)))
        if isinstance(block, FoundTable):
            block = replace(block, row_lines=tuple(range(last + 1, last + rows + 1)))
        found.append(block)
        last += rows
    return found


def _has_digit(block: TextLine | FoundTable) -> bool:
    texts = [block.text] if isinstance(block, TextLine) else [text for row in block.cells for text in row]
    return any(one.isdecimal() for text in texts for one in text)
