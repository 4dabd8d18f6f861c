"""Lines on a terminal or in a pipe. All text goes through here, so that none of it has power over the terminal."""

from __future__ import annotations

import sys
import textwrap

from rich.console import Console
from rich.text import Text

from orchestration.explain.words import visible

PIPE_WIDTH = 110
"""Where sentences are wrapped in a pipe, which has no width of its own."""

Part = str | tuple[str, str]
"""A text, or a text and its style."""


class Paper:
    """Writes lines: sentences are wrapped, everything else stays whole."""

    def __init__(self) -> None:
        self.console = Console(highlight=False, soft_wrap=True)
        self.width = min(self.console.width, PIPE_WIDTH) if sys.stdout.isatty() else PIPE_WIDTH

    def line(self, *parts: Part, indent: int = 0) -> None:
        """One line, never broken: names and addresses in it can be copied and searched for."""
        self.console.print(text_of(" " * indent, *parts), soft_wrap=True)

    def sentence(self, text: str, indent: int = 0, label: str = "", style: str = "") -> None:
        """A sentence, wrapped; the label stands before its first line, the others are indented as far."""
        lines = textwrap.wrap(
            visible(text), max(self.width - indent, 20), break_long_words=False, break_on_hyphens=False
        )
        for number, line in enumerate(lines or [""]):
            self.line((label.ljust(indent) if number == 0 else " " * indent, "bold"), (line, style))


def text_of(*parts: Part) -> Text:
    """Texts and styled texts as one text: never markup, never control characters."""
    text = Text()
    for part in parts:
        content, style = part if isinstance(part, tuple) else (part, "")
        text.append(visible(content), style)
    return text
