"""Lines on a terminal or in a pipe. All text goes through here, so that none of it has power over the terminal."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

from orchestration.problems import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

PIPE_WIDTH = 110
"""Where sentences are wrapped in a pipe, which has no width of its own."""

Part = str | tuple[str, str]
"""A text, or a text and its style."""


class Paper:
    """Writes lines: sentences are wrapped, everything else stays whole.

    Only a terminal shows styles, so only then is rich imported: it takes as long as all the questions to the release.
    """

    def __init__(self) -> None:
        self._console: Console | None = None
        self.width = PIPE_WIDTH
        if sys.stdout.isatty():
            from rich.console import Console

            self._console = Console(highlight=False)
            self.width = min(self._console.width, PIPE_WIDTH)

    def line(self, *parts: Part, indent: int = 0) -> None:
        """One line, never broken: names and addresses in it can be copied and searched for."""
        parts = (" " * indent, *parts)
        if self._console is None:
            sys.stdout.write(
                "".join(visible(part if isinstance(part, str) else part[0]) for part in parts).rstrip() + "\n"
            )
        else:
            self._console.print(text_of(*parts), soft_wrap=True)

    def sentence(self, text: str, indent: int = 0, label: str = "", style: str = "") -> None:
        """A sentence, wrapped; the label stands before its first line, the others are indented as far."""
        width = max(self.width - indent, 20)
        lines = textwrap.wrap(visible(text), width, break_long_words=False, break_on_hyphens=False)
        for number, line in enumerate(lines or [""]):
            self.line((label.ljust(indent) if number == 0 else " " * indent, "bold"), (line, style))


def text_of(*parts: Part) -> Text:
    """Texts and styled texts as one text: never markup, never control characters."""
    from rich.text import Text

    text = Text()
    for part in parts:
        content, style = part if isinstance(part, tuple) else (part, "")
        text.append(visible(content), style)
    return text
