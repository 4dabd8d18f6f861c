"""A sentence with all that is known of it before its numbers are judged."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from orchestration.draft.prose.numbers import Number, is_english, numbers
from orchestration.draft.prose.periods import Period, periods
from orchestration.draft.prose.stems import telling_words
from orchestration.draft.prose.text import Passage

REACH = 8
"""For how many lines a period or area that was named goes on to be possible."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage; every place in it is a place in the text of the passage."""

    passage: Passage
    start: int
    end: int
    is_english: bool
    numbers: tuple[Number, ...]
    named: tuple[Period, ...]
    """The periods that it names."""
    earlier: tuple[Period, ...] = ()
    """The periods that the sentences before it name, the last first."""
    before: str = ""
    """The sentence before it."""

    @property
    def text(self) -> str:
        """The text of its passage."""
        return self.passage.text

    @property
    def span(self) -> tuple[int, int]:
        """Where it begins and ends."""
        return self.start, self.end

    @property
    def said(self) -> str:
        """The sentence itself."""
        return self.text[self.start : self.end]

    @cached_property
    def figures(self) -> list[Number]:
        """Its numbers that are no part of a period."""
        return [one for one in self.numbers if not any(p.start <= one.start < p.end for p in self.named)]

    @cached_property
    def telling(self) -> list[tuple[int, int, str]]:
        """Its words that tell something: where they stand, and their concept."""
        return telling_words(self.text, self.start, self.end)

    def distance(self, low: int, high: int) -> int:
        """How far two places are apart: in words, of which a mark counts for two and a number for three more."""
        words, marks, figures = self._places
        return sum(
            weight * (bisect_left(places, high) - bisect_left(places, low))
            for places, weight in ((words, 1), (marks, 2), (figures, 3))
        )

    @cached_property
    def _places(self) -> tuple[list[int], list[int], list[int]]:
        words = [self.start + one.start() for one in re.finditer(r"\S+", self.said)]
        marks = [self.start + one.start() for one in re.finditer(r"[,;:()–]", self.said)]
        return words, marks, [number.start for number in self.figures]


def sentences(found: Iterator[Passage], own: str, english: bool) -> Iterator[Sentence]:
    """The sentences of a document, in order; `own` is the report's period, `english` the document's language."""
    recent: list[tuple[int, Period]] = []
    before = ""
    for passage in found:
        named = periods(passage.text, own)
        for start, end in passage.sentences():
            said = passage.text[start:end]
            language = is_english(said, english)
            held = tuple(_moved(one, start) for one in numbers(said, language))
            inside = tuple(one for one in named if start <= one.start < end)
            order = passage.place(start, start)[1]
            recent = [(at, one) for at, one in recent if order - at <= REACH]
            earlier = tuple(one for _, one in reversed(recent))
            yield Sentence(passage, start, end, language, held, inside, earlier, before)
            recent += [(passage.place(one.start, one.end)[1], one) for one in inside]
            before = said
        before = before if len(before) > 60 else ""


def _moved(number: Number, by: int) -> Number:
    return replace(number, start=number.start + by, end=number.end + by, unit_end=number.unit_end + by)
