"""Reads the fenced blocks of a page in docs/, so that tests can do what the page says."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from orchestration.home import REPOSITORY

PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
"""Where a shell looks for commands once the project's environment is active, as the pages take for granted."""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the paragraph just above it."""

    language: str
    text: str
    above: str
    line: int

    @property
    def file(self) -> str | None:
        """The file that the paragraph above says to write this in: it ends with the file's name and a colon."""
        named = re.search(r"`([^`]+\.(?:yml|csv|txt))`:$", self.above)
        return named[1] if named else None


def blocks(page: str) -> list[Block]:
    """The fenced blocks of `docs/<page>` in order."""
    text = (REPOSITORY / "docs" / page).read_text(encoding="utf-8")
    found = []
    for match in re.finditer(r"^```(\w+)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL):
        above = text[: match.start()].rstrip().split("\n\n")[-1]
        found.append(Block(match[1], match[2], above, text.count("\n", 0, match.start()) + 1))
    return found


def with_outcome(found: list[Block]) -> list[tuple[Block, str | None]]:
    """Each block with the text block that follows it: what it prints. Those that nothing follows have None."""
    pairs: list[tuple[Block, str | None]] = []
    for block, follower in zip(found, [*found[1:], None], strict=True):
        if block.language != "text" or block.file:
            printed = follower and follower.language == "text" and not follower.file
            pairs.append((block, follower.text if follower and printed else None))
    return pairs
