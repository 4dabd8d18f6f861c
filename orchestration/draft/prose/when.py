"""Guesses the period of a number in running text, and the period that it is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterable

from orchestration.draft.prose.candidates import OWN, Guess
from orchestration.draft.prose.number_words import plain
from orchestration.draft.prose.numbers import Number
from orchestration.draft.prose.periods import Period, ends_after
from orchestration.draft.prose.sentence import Sentence

_COMPARED = re.compile(
    r"\b(?:dan|ten\s+opzichte\s+van|t\.?o\.?v\.?|vergeleken\s+met|in\s+vergelijking\s+(?:met|tot)|tegenover|"
    r"than|compared\s+(?:to|with)|versus|relative\s+to)\b[^.;]*$"
)
_BOUND = re.compile(r"\b(?:vanaf|sinds|tot|na|voor|from|since|until|before|after|by)\s+(?:het\s+|de\s+|the\s+)?$")
_SURE = ("year", "quarter", "half", "month", "months", "years", "own")
_FAR = 5
"""How many words may stand between a number and the period behind it that is its own."""


def when(sentence: Sentence, number: Number, own: str) -> tuple[Guess, tuple[str, ...]]:
    """The period of a number; and the periods that the sentence compares it with."""
    compared = [one for one in sentence.named if _is_compared(sentence, number, one)]
    plain_ones = [one for one in sentence.named if one not in compared]
    against = _names(compared)
    behind = next((one for one in plain_ones if one.start >= number.end), None)
    ahead = [one for one in plain_ones if one.end <= number.start]
    if behind is not None and _belongs(sentence, number, behind):
        return _guess(sentence, behind, ahead[-1:], own), against
    if ahead:
        return _guess(sentence, ahead[-1], [one for one in plain_ones if one is not ahead[-1]], own), against
    if plain_ones:
        first = (*plain_ones[0].periods, own) if len(sentence.figures) == 1 else (own, *plain_ones[0].periods)
        return _period((*first, *_names(plain_ones)), own, False), against
    other = [one for one in sentence.earlier if one.periods != (own,)]
    return _period((own, *_names(other)), own, not other and not compared), against


def _is_compared(sentence: Sentence, number: Number, period: Period) -> bool:
    """Whether a period behind a number is what it is compared with: "8 procent meer dan in 2020"."""
    if period.start < number.end or any(number.end <= one.start < period.start for one in sentence.figures):
        return False
    return _COMPARED.search(plain(sentence.text[number.end : period.start])) is not None


def _belongs(sentence: Sentence, number: Number, period: Period) -> bool:
    """Whether a period stands so near behind a number that it is that number's."""
    between = sentence.text[number.unit_end : period.start]
    if any(number.end <= one.start < period.start for one in sentence.figures) or re.search(r"[.;:,]\s", between):
        return False
    return len(between.split()) <= _FAR


def _guess(sentence: Sentence, period: Period, others: Iterable[Period], own: str) -> Guess:
    """A period as that of a number: sure if its year is printed and nothing else is possible."""
    other = [one for one in others if one.periods != period.periods]
    values = (*period.periods, *_names(other), own) if period.periods else (own, *_names(other))
    lead = plain(sentence.text[max(sentence.start, period.start - 20) : period.start])
    is_sure = (
        len(period.periods) == 1
        and period.kind in _SURE
        and (period.has_year or period.periods == (own,))
        and not other
        and not _BOUND.search(lead)
        and not ends_after(period.periods[0], own)
    )
    return _period(values, own, is_sure)


def _period(values: tuple[str, ...], own: str, is_sure: bool) -> Guess:
    named = tuple(dict.fromkeys(OWN if value == own else value for value in values))
    return Guess(named or (OWN,), is_sure)


def _names(named: Iterable[Period]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.periods[0] for one in named if one.periods))
