"""Puts the letters of a page together to lines, and these to pieces: what a blank wider than between words parts.

A small raised letter is a sign beside the text, and becomes a sign that is raised itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from orchestration.draft.line import Line, Piece
from orchestration.draft.signs import is_value, raised

BLANK = 0.18
"""How wide, in heights of the letters, the space between two letters is at least if a blank stands there."""
BLANK_OF_NUMBERS = 0.36
"""How wide it is at least between two numbers in different cells, where the document has no blank there."""
GAP = 0.8
"""How wide it is at least between texts that do not belong together."""
SMALL = 0.85
"""How high, beside the letters of its line, a raised sign is at most."""

Letter = dict[str, Any]
"""A letter as pdfplumber gives it."""


@dataclass(frozen=True)
class PageLine:
    """A line of a page."""

    line: Line
    size: float
    is_bold: bool

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(piece.text for piece in self.line.pieces)


@dataclass(frozen=True)
class _Word:
    left: float
    right: float
    text: str
    has_blank_before: bool


def lines_of(letters: Sequence[Letter]) -> list[PageLine]:
    """The lines that letters make, from top to bottom."""
    found = []
    # Where a document prints the blanks between its words, a space without one stands between cells.
    has_blanks = 100 * sum(not one["text"].strip() for one in letters) > len(letters)
    for group in _groups(letters):
        words, size = _words(group)
        if words:
            top, bottom = min(one["top"] for one in group), max(one["bottom"] for one in group)
            inked = [one for one in group if one["text"].strip()]
            is_bold = 2 * sum("bold" in str(one.get("fontname")).lower() for one in inked) > len(inked)
            found.append(PageLine(Line(top, bottom, tuple(_pieces(words, size, has_blanks))), size, is_bold))
    return sorted(found, key=lambda one: one.line.top)


def _baseline(letter: Letter) -> float:
    """How far down a letter stands, with what hangs below the line left out."""
    return -float(letter["matrix"][5])


def _groups(letters: Sequence[Letter]) -> list[list[Letter]]:
    """The letters of each line; small ones that are raised are of the line that they stand beside."""
    groups: list[list[Letter]] = []
    for letter in sorted(letters, key=_baseline):
        if groups:
            near = 0.3 * max(letter["size"], groups[-1][-1]["size"])
            if _baseline(letter) - _baseline(groups[-1][-1]) <= near:
                groups[-1].append(letter)
                continue
        groups.append([letter])
    found: list[list[Letter]] = []
    for group in groups:
        if found and _is_beside(found[-1], group):
            group = found.pop() + group
        found.append(group)
    return found


def _is_beside(small: list[Letter], line: list[Letter]) -> bool:
    """Whether all letters of a line are small ones that stand beside those of the next, and overlap them in height."""
    size = median(one["size"] for one in line)
    if any(one["size"] > SMALL * size for one in small):
        return False
    low = max(one["bottom"] for one in small)
    return low - min(one["top"] for one in line) > 0.2 * size and all(_touches(one, line, size) for one in small)


def _touches(letter: Letter, line: Iterable[Letter], size: float) -> bool:
    return any(one["x0"] - size <= letter["x0"] <= one["x1"] + size for one in line)


def _words(group: Sequence[Letter]) -> tuple[list[_Word], float]:
    """The words of a line, and the height of its letters."""
    inked = sorted((one for one in group if one["text"].strip()), key=lambda one: one["x0"])
    if not inked:
        return [], 0.0
    blanks = sorted((one["x0"] + one["x1"]) / 2 for one in group if not one["text"].strip())
    size = float(median(one["size"] for one in inked))
    base = median(_baseline(one) for one in inked if one["size"] > SMALL * size)
    found: list[_Word] = []
    at = 0
    for letter in inked:
        while at < len(blanks) and found and blanks[at] < found[-1].right - 0.1 * size:
            at += 1
        has_blank = bool(found) and at < len(blanks) and blanks[at] < letter["x0"] + 0.1 * size
        text = _letter(letter, size, base)
        if found and not has_blank and letter["x0"] - found[-1].right <= BLANK * size:
            last = found[-1]
            found[-1] = _Word(last.left, max(last.right, letter["x1"]), last.text + text, last.has_blank_before)
        else:
            found.append(_Word(letter["x0"], letter["x1"], text, has_blank))
    return found, size


def _letter(letter: Letter, size: float, base: float) -> str:
    """A letter, as a raised sign where it is one."""
    text = str(letter["text"])
    is_raised = letter["size"] <= SMALL * size and base - _baseline(letter) > 0.12 * size
    return raised(text) if is_raised else text


def _pieces(words: Sequence[_Word], size: float, has_blanks: bool) -> Iterator[Piece]:
    """The words in groups that belong together."""
    group: list[_Word] = []
    for word in words:
        if group and _is_apart(group[-1], word, size, has_blanks):
            yield from _made(group)
            group = []
        group.append(word)
    yield from _made(group)


def _is_apart(before: _Word, word: _Word, size: float, has_blanks: bool) -> bool:
    gap = word.left - before.right
    if gap > GAP * size:
        return True
    are_values = is_value(before.text) and is_value(word.text)
    return (are_values or has_blanks) and not word.has_blank_before and gap > BLANK_OF_NUMBERS * size


def _made(words: Sequence[_Word]) -> Iterator[Piece]:
    """A piece of words; if they are numbers that make no number together, a piece of each."""
    text = " ".join(word.text for word in words)
    if len(words) > 1 and all(is_value(word.text) for word in words) and not is_value(text):
        yield from (Piece(word.left, word.right, word.text) for word in words)
        return
    parts: list[tuple[float, float, str]] = []
    for word in words:
        # Words with a blank between them were written together, and stay so above whatever columns they stand.
        if parts and word.has_blank_before:
            parts[-1] = (parts[-1][0], word.right, f"{parts[-1][2]} {word.text}")
        else:
            parts.append((word.left, word.right, word.text))
    yield Piece(words[0].left, words[-1].right, text, tuple(parts))
