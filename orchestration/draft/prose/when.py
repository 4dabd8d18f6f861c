"""Guesses the period of a number in running text, and the period that it is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterable

from orchestration.draft.prose.candidates import OWN, Guess
from orchestration.draft.prose.number_words import plain
from orchestration.draft.prose.numbers import Number
from orchestration.draft.prose.periods import Period, ends_after, moved_back
from orchestration.draft.prose.sentence import Sentence

_COMPARED = re.compile(
    r"\b(?:dan|ten\s+opzichte\s+van|t\.?o\.?v\.?|vergeleken\s+met|in\s+vergelijking\s+(?:met|tot)|tegenover|net\s+als|evenals|"
    r"gelijk\s+aan|gelijk\s+gebleven\s+aan|vergelijkbaar\s+(?:met|aan)|stabiel\s+(?:aan|ten)|anders\s+dan|overeenkomstig|"
    r"than|compared\s+(?:to|with)|versus|relative\s+to|same\s+as|similar\s+to|equal\s+to|as\s+in)\s+(?:\S+\s+){0,3}$"
)
_OF_IT = re.compile(r"\b(?:waar|waarin|toen|was|waren|lag|bedroeg|when|where)\b|^\s*[(:]\s*\S*\s*$")
_BOUND = re.compile(r"\b(?:vanaf|sinds|tot|na|voor|from|since|until|before|after|by|met)\s+(?:het\s+|de\s+|the\s+)?$")
_SINCE = re.compile(r"\b(?:vanaf|sinds|since|from)\s+(?:de\s+start\s+in\s+|the\s+start\s+in\s+|begin\s+)?$")
_FROM = re.compile(r"\b(?:van|from)\s+(?:\S+\s+){0,2}$")
_TO = re.compile(r"\s*(?:\S+\s+){0,4}?(?:naar|tot|to)\s+(?:\S+\s+){0,2}$")
_PAST = re.compile(r"\b(?:afgelopen|laatste|past|last)\s+(?:(?P<half>half)|(?P<count>\w+))?\s*(?:jaar|years?)\b")
_COUNTS = {"twee": 2, "two": 2, "drie": 3, "three": 3, "vier": 4, "four": 4, "vijf": 5, "five": 5}
_POINTS_BACK = re.compile(
    r"\b(?:van\s+(?:die|deze)|daarvan|hiervan|waarvan|in\s+deze|of\s+(?:these|those|which)|in\s+these)\b"
)
_SURE = ("year", "quarter", "half", "month", "months", "years", "own")
_PAIRS = ("quarters", "halves")
_FAR, _NEAR = 5, 2
"""How many words may stand between a number and the period behind it that is its own, or surely so."""


def when(
    sentence: Sentence, number: Number, own: str, is_change: bool, last: str | None
) -> tuple[Guess, tuple[str, ...]]:
    """The period of a number; and the periods that the sentence compares it with.

    `last` is the period of the figure before it, if there is one that it may go on from.
    """
    compared = [one for one in sentence.named if _is_compared(sentence, number, one, is_change)]
    others = [one for one in sentence.named if one not in compared]
    free = [one for one in others if not _is_another_ones(sentence, number, one)]
    guess = _of(sentence, number, own, free, others, last)
    if compared and guess.is_sure and guess.first == OWN:
        guess = Guess((OWN, *_names(compared)), False)
    return _from(sentence, number, own, guess), _names(compared)


def _of(
    sentence: Sentence, number: Number, own: str, free: list[Period], named: list[Period], last: str | None
) -> Guess:
    behind = next((one for one in free if one.start >= number.end), None)
    ahead = [one for one in free if one.end <= number.start]
    if ahead and re.fullmatch(r"\s*[(:]\s*(?:\S+\s+)?", sentence.text[ahead[-1].end : number.start]):
        return _guess(sentence, number, ahead[-1], [], own)
    if behind is not None and _belongs(sentence, number, behind):
        return _guess(sentence, number, behind, ahead[-1:], own)
    if ahead:
        return _guess(sentence, number, ahead[-1], [one for one in named if one is not ahead[-1]], own)
    if len(free) == 1:
        return _period((*free[0].periods, own), own, False)
    if named:
        return _period((own, *_names(named)), own, False)
    other = [one for one in sentence.earlier if one.periods != (own,)]
    if (
        last
        and last != own
        and sentence.before
        and _POINTS_BACK.search(plain(sentence.text[sentence.start : number.start]))
    ):
        return _period((last, own, *_names(other)), own, False)
    return _period((own, *_names(other)), own, not other)


def _is_compared(sentence: Sentence, number: Number, period: Period, is_change: bool) -> bool:
    """Whether a period is what a number is compared with: "8 procent meer dan in 2020", "net als vorig jaar een 8"."""
    lead = plain(sentence.text[max(sentence.start, period.start - 60) : period.start])
    if is_change and _SINCE.search(lead):
        return True
    if not _COMPARED.search(lead):
        return False
    between = plain(sentence.text[period.end : number.start])
    if period.end <= number.start and _OF_IT.search(between) and "," not in between:
        return False
    return not (
        period.start >= number.end and _belongs(sentence, number, period) and period.start - number.unit_end < 8
    )


def _is_another_ones(sentence: Sentence, number: Number, period: Period) -> bool:
    """Whether a period stands right behind another number, or in brackets with it, so that it is that number's."""
    for one in sentence.figures:
        if one.start == number.start:
            continue
        behind = sentence.text[one.unit_end : period.start]
        if one.end <= period.start and len(behind.split()) <= _NEAR and not re.search(r"[.;:,)]\s", behind):
            return True
        is_between = number.end <= period.start and period.end <= one.start
        if is_between and re.search(r"[,;]\s", sentence.text[number.end : period.start]):
            return not re.search(r"[,;.]\s", sentence.text[period.end : one.start])
    return False


def _belongs(sentence: Sentence, number: Number, period: Period) -> bool:
    """Whether a period stands so near behind a number that it is that number's."""
    between = sentence.text[number.unit_end : period.start]
    if any(number.end <= one.start < period.start for one in sentence.figures) or re.search(r"[.;:,]\s", between):
        return False
    return len(between.split()) <= _FAR and not re.match(r"[)\s]*(?:en|maar|terwijl|and|but|while)\b", between)


def _guess(sentence: Sentence, number: Number, period: Period, others: Iterable[Period], own: str) -> Guess:
    """A period as that of a number: sure if its year is printed and nothing else is possible."""
    other = [one for one in others if one.periods != period.periods]
    said = period.periods
    if period.kind in _PAIRS and _is_second(sentence, number):
        said = said[::-1]
    values = (*said, *_names(other), own) if said else (own, *_names(other))
    lead = plain(sentence.text[max(sentence.start, period.start - 20) : period.start])
    is_sure = (
        len(said) == 1
        and period.kind in _SURE
        and (period.has_year or said == (own,))
        and not other
        and not _BOUND.search(lead)
        and not ends_after(said[0], own)
    )
    return _period(values, own, is_sure)


def _is_second(sentence: Sentence, number: Number) -> bool:
    """Whether a number is the second of two that stand together: "7 en 8", "van 7 naar 8"."""
    return any(
        one.end <= number.start and len(sentence.text[one.unit_end : number.start].split()) <= _NEAR
        for one in sentence.figures
    )


def _from(sentence: Sentence, number: Number, own: str, guess: Guess) -> Guess:
    """Of "from 6 to 4" the first number is of an earlier period than the second."""
    after = next((one for one in sentence.figures if one.start >= number.end), None)
    lead = plain(sentence.text[max(sentence.start, number.start - 30) : number.start])
    if after is None or not _FROM.search(lead):
        return guess
    between = plain(sentence.text[number.unit_end : after.start])
    if not _TO.fullmatch(between) or any(number.end <= one.start < after.start for one in sentence.named):
        return guess
    months = 12
    if past := _PAST.search(plain(sentence.said)):
        months = 6 if past["half"] else 12 * _COUNTS.get(past["count"] or "", 1)
    earlier = moved_back(guess.first or own, months)
    if earlier is None or any(one.kind in _PAIRS for one in sentence.named):
        return guess
    return Guess(tuple(dict.fromkeys((OWN if earlier == own else earlier, *guess.values))), False)


def _period(values: tuple[str, ...], own: str, is_sure: bool) -> Guess:
    named = tuple(dict.fromkeys(OWN if value == own else value for value in values))
    return Guess(named or (OWN,), is_sure)


def _names(named: Iterable[Period]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.periods[0] for one in named if one.periods))
