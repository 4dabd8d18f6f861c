"""Finds the word that says how exact a number is: "ruim", "circa", "minder dan", "almost"."""

from __future__ import annotations

import re

from orchestration.draft.prose.candidates import Guess
from orchestration.draft.prose.number_words import plain
from orchestration.draft.prose.numbers import Number
from orchestration.draft.prose.sentence import Sentence
from orchestration.draft.prose.words import DUTCH_QUALIFIERS, ENGLISH_QUALIFIERS, Words

_FILLER = r"(?:de\s+|het\s+|een\s+|met\s+|op\s+|zo['’]n\s+|the\s+|a\s+|an\s+|by\s+|is\s+|(?:€|eur)\s*)?"
_AVERAGE = re.compile(r"\b(?:gemiddelde?|average|mean)\b|\bgemiddelde?(?=\w)")
_AVERAGE_BEHIND = re.compile(r"\s*(?P<word>gemiddelde?|on average)(?!\w)", re.IGNORECASE)
_LOOSE = frozenset(["tot", "tussen", "onder", "boven", "over", "some"])
"""Words that are prepositions as often as they say how exact a number is."""
_ENGLISH_ALONE = frozenset(["over", "about", "nearly"])


class Qualifiers:
    """The qualifiers of a vocabulary, and those that stand beside numbers."""

    def __init__(self, words: Words) -> None:
        known = {word: word for word in words.qualifiers}
        self._dutch = DUTCH_QUALIFIERS | {word: said for word, said in known.items() if word not in _ENGLISH_ALONE}
        self._english = ENGLISH_QUALIFIERS | known
        self._patterns = {True: _pattern(self._english), False: _pattern(self._dutch)}

    def of(self, sentence: Sentence, number: Number) -> Guess:
        """The qualifier of a number."""
        text = sentence.text
        lead = text[max(sentence.start, number.start - 40) : number.start]
        if found := self._patterns[sentence.is_english].search(lead):
            printed = " ".join(found["word"].split())
            is_range = number.form == "range"
            loose = printed.lower() in _LOOSE and not (is_range and printed.lower() == "tussen")
            said = self._said(printed, sentence.is_english)
            return Guess((said, ""), False) if loose else Guess((said,))
        if behind := _AVERAGE_BEHIND.match(text, number.unit_end, sentence.end):
            return Guess((behind["word"],))
        others = [one.end for one in sentence.figures if one.end <= number.start]
        if average := _AVERAGE.search(plain(text[max(others, default=sentence.start) : number.start])):
            return Guess((average[0], ""), False)
        return Guess()

    def _said(self, printed: str, is_english: bool) -> str:
        """The printed word where the warehouse knows it, else the qualifier that it is."""
        word = printed.lower().replace("’", "'")
        known = self._english if is_english else self._dutch
        means = known.get(printed.lower()) or known.get(word) or printed
        return printed if means in (printed.lower(), word) else means


def _pattern(known: dict[str, str]) -> re.Pattern[str]:
    """What finds a qualifier right before a number."""
    longest = sorted(known, key=lambda word: (-len(word), word))
    body = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest)
    return re.compile(rf"(?<![\w-])(?P<word>{body or '(?!)'})\s*{_FILLER}$", re.IGNORECASE)
