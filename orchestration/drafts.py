"""What makes a report folder a draft: its report.yml asks something with FILL IN, or says `draft: true`.

A draft is no input: no refresh reads it, and what is edited in it starts none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

FILL_IN = "FILL IN"
"""How a text begins that is still to be filled in: `FILL IN the title`, or `FILL IN: one | another` with candidates."""

Place = tuple[int | str, ...]

_TRUE = ("true", "yes", "on", "1")
_SAYS_SO = re.compile(rb"^draft:\s*(true|yes|on|1)\s*(#.*)?$", re.MULTILINE | re.IGNORECASE)
_MAY_BE = re.compile(rb"FILL IN|^\W?draft\W?\s*:", re.MULTILINE)


def may_be_draft(content: bytes) -> bool:
    """Whether the text of a report.yml may be that of a draft: cheaper to see than to read it as YAML."""
    return _MAY_BE.search(content) is not None


def open_questions(data: Any) -> int | None:
    """How many texts of a report.yml are still to be filled in; None where it is no draft."""
    questions = sum(1 for _ in texts_to_fill_in(data))
    says_so = isinstance(data, dict) and str(data.get("draft")).lower() in _TRUE
    return questions if questions or says_so else None


def open_questions_in(content: bytes) -> int | None:
    """The same of a report.yml that is no YAML, as it is in the middle of an edit."""
    questions = content.count(FILL_IN.encode())
    return questions if questions or _SAYS_SO.search(content) else None


def texts_to_fill_in(data: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every text of some data that begins with FILL IN, with its place."""
    if isinstance(data, str):
        if data.startswith(FILL_IN):
            yield place, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from texts_to_fill_in(value, (*place, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from texts_to_fill_in(value, (*place, number))


def candidates(text: str) -> list[str]:
    """The answers that a text offers: `FILL IN: one | another`; none where it only says what is wanted."""
    rest = text.removeprefix(FILL_IN)
    if not rest.startswith(":"):
        return []
    return [one for part in rest[1:].split("|") if (one := part.strip())]
