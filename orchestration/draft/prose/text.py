"""Joins the lines of a document to running text, so that a sentence is read whole, and tells where each word stood."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from orchestration.draft.document import FoundTable, TextLine

LONGEST_SENTENCE = 800
LONGEST_PASSAGE = 10_000
"""How many characters are looked at as one: what no writer wrote as a whole must not cost more than what one did."""

_MARK = re.compile(r"</?[bi]>|[*#>|]|(?<!\w)_+|_+(?!\w)")
"""What marks a text and is no part of it; a blank of its length takes its place, so that nothing moves."""
_BULLET = re.compile(r"\s*(?:[-–•●▪◦·]\s|\d{1,2}[.)]\s|[a-z][.)]\s)")
_ENDS = re.compile(r"[.!?:;…][\"'’”)\]]*\s*$")
_ABBREVIATIONS = (
    "ca|bijv|bv|nl|nr|nrs|blz|pag|dhr|mevr|mw|drs|mr|dr|ir|prof|st|incl|excl|max|min|resp|gem|afd|art|tel|o\\.a|m\\.n|"
    "d\\.w\\.z|t\\.o\\.v|i\\.p\\.v|m\\.b\\.t|e\\.d|e\\.v|c\\.q|z\\.s\\.m|jan|feb|febr|mrt|apr|jun|jul|aug|sept|sep|okt|"
    "nov|dec|approx|no|vs|e\\.g|i\\.e|fig|vol|para|est|inc|ltd"
)
_SENTENCE_END = re.compile(
    r"(?<![\s(.])(?<!\b[A-Za-z])(?<!^\d)(?<!\s\d)(?P<mark>[.!?…])[\"'’”)\]]*\s+(?=[\"'‘“(\[]?(?:[A-Z0-9À-Þ]|'[a-z]\s))"
)
_ABBREVIATED = re.compile(rf"\b(?:{_ABBREVIATIONS})$", re.IGNORECASE)


@dataclass
class Passage:
    """Lines that belong together as one text."""

    heading: str = ""
    """The last heading above it."""
    text: str = ""
    _starts: list[int] = field(default_factory=list)
    """Where in the text each piece begins."""
    _pieces: list[tuple[int | None, int, int]] = field(default_factory=list)
    """Of each piece: its line's number, that line's place in the document, and where on it the piece begins."""
    _last: str = ""

    @property
    def last_line(self) -> str:
        """The line that was added last, as printed."""
        return self._last

    def add(self, text: str, line: int | None, order: int) -> None:
        """Add a line; a word that it carries on from the one before is put together again."""
        clean = _MARK.sub(lambda found: " " * len(found[0]), text).replace("\f", " ")
        start = len(clean) - len(clean.lstrip())
        if self.text and re.search(r"[^\W\d_]-\s*$", self.text) and clean[start : start + 1].islower():
            self.text = self.text.rstrip()[:-1]
        elif self.text:
            self.text = self.text.rstrip() + " "
        self._starts.append(len(self.text))
        self._pieces.append((line, order, start))
        self.text += clean[start:]
        self._last = text

    def place(self, start: int, end: int) -> tuple[int | None, int, int, int]:
        """Where a part of the text stands: line, the line's place in the document, first and last character on it.

        What goes on in the next line ends with its own line.
        """
        piece = max(bisect_right(self._starts, start) - 1, 0)
        line, order, column = self._pieces[piece]
        limit = self._starts[piece + 1] if piece + 1 < len(self._starts) else len(self.text)
        first = column + start - self._starts[piece]
        held = self.text[start : min(end, limit)].rstrip()
        return line, order, first, first + len(held)

    def parts(self, start: int, end: int) -> list[tuple[int, int]]:
        """A part of the text, cut where another line begins."""
        first, last = bisect_right(self._starts, start), bisect_left(self._starts, end)
        cuts = self._starts[first:last]
        return list(pairwise((start, *cuts, end)))

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Where each sentence begins and ends; what goes on for longer than any sentence does is cut at a blank."""
        for begin, end in self._sentences():
            while end - begin > LONGEST_SENTENCE:
                cut = self.text.rfind(" ", begin, begin + LONGEST_SENTENCE) + 1
                cut = cut if cut > begin else begin + LONGEST_SENTENCE
                yield begin, cut
                begin = cut
            yield begin, end

    def _sentences(self) -> Iterator[tuple[int, int]]:
        begin = 0
        for found in _SENTENCE_END.finditer(self.text):
            if found["mark"] == "." and _ABBREVIATED.search(self.text, begin, found.start()):
                continue
            yield begin, found.end()
            begin = found.end()
        if self.text[begin:].strip():
            yield begin, len(self.text)


def passages(blocks: Iterable[TextLine | FoundTable]) -> Iterator[Passage]:
    """The running text of a document: what stands between headings, tables and blank lines that part paragraphs."""
    found = list(blocks)
    widths = sorted(len(one.text) for one in found if isinstance(one, TextLine) and len(one.text.strip()) > 1)
    usual_width = widths[len(widths) * 3 // 4] if widths else 0
    usual_gap = _usual_gap(found)
    passage, heading, before = Passage(), "", None
    for order, block in enumerate(found):
        if isinstance(block, FoundTable):
            if passage.text:
                yield passage
            passage, before = Passage(heading), None
            continue
        if not block.text.strip():
            continue
        is_apart = block.is_heading or before is None or before.is_heading
        is_apart = is_apart or len(passage.text) > LONGEST_PASSAGE
        if is_apart or (before is not None and _parts(before, block, usual_width, usual_gap)):
            if passage.text:
                yield passage
            passage = Passage(heading)
        passage.add(block.text, block.place.lines[0] if block.place.lines else None, order)
        if block.is_heading:
            heading = block.text.strip()
        before = block
    if passage.text:
        yield passage


def _usual_gap(blocks: list[TextLine | FoundTable]) -> int:
    """By how many lines a line usually stands below the one before: 2 where every other line is blank."""
    lines = [one.place.lines[0] for one in blocks if isinstance(one, TextLine) and one.place.lines and one.text.strip()]
    gaps = Counter(after - before for before, after in pairwise(lines))
    return gaps.most_common(1)[0][0] if gaps else 1


def _parts(before: TextLine, after: TextLine, width: int, usual_gap: int) -> bool:
    """Whether a new text begins with a line."""
    text, following = before.text.rstrip(), after.text.lstrip(" \f*_#")
    if _BULLET.match(after.text) or (before.place.page != after.place.page and _ENDS.search(text)):
        return True
    goes_on = following[:1].islower() or text.endswith((",", "-", "("))
    if goes_on:
        return False
    if before.place.lines and after.place.lines and after.place.lines[0] - before.place.lines[1] > usual_gap:
        return True
    return len(text) < width * 0.6
