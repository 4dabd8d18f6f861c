"""Tells the unit of a number that prints none, from the words before it and the number that it goes on from."""

from __future__ import annotations

import re

from orchestration.draft.prose.number_words import plain
from orchestration.draft.prose.numbers import Number
from orchestration.draft.prose.sentence import Sentence

_SAID = (
    ("percent", re.compile(r"\b(?:percentages?|\w*percentage|procent|percent)\b")),
    ("workdays", re.compile(r"\b(?:werkdagen|working\s+days)\b")),
    ("days", re.compile(r"\b(?:dagen|days)\b")),
    ("months", re.compile(r"\b(?:maanden|months)\b")),
    ("hours", re.compile(r"\b(?:uren|hours)\b")),
    ("score", re.compile(r"\b(?:\w*cijfer|score\w*|rating|rated|grade|waarde(?:erd\w*|ren|ring))\b")),
)
_MARKED = re.compile(r"\b(?:een|ruime|kleine|dikke|an?)\s+$")
_GOES_ON = re.compile(
    r"\b(?:dit|dat|deze|daarvan|waarvan|waarin|waar|het|van\s+wie|was|naar|dan|tegen|this|that|it|of\s+which|of\s+whom|"
    r"from|to|against|than)\b"
)
_HIGHEST_MARK = 10


def unit_of(sentence: Sentence, number: Number, before: Number | None) -> str | None:
    """The unit of a number: printed, said before it, or that of the number before it in its sentence."""
    if number.unit is not None or number.form == "change":
        return number.unit
    begin = before.unit_end if before is not None else sentence.start
    lead = plain(sentence.text[begin : number.start])
    if _is_mark(number, lead, plain(sentence.text[number.end : number.end + 20])):
        return "score"
    behind = sentence.text[number.end : number.end + 2]
    if (
        re.match(r"\s[a-z]", behind)
        and number.form != "range"
        and not re.match(r"\s(?:was|is|lag|en|in)", sentence.text[number.end : number.end + 5])
    ):
        return None  # something else is counted: "het percentage van de 12 teams"
    for unit, pattern in _SAID:
        if pattern.search(lead):
            return unit
    if before is not None and before.unit is not None and goes_on(sentence, number, before):
        return before.unit
    return None


def goes_on(sentence: Sentence, number: Number, before: Number | None) -> bool:
    """Whether a number tells of the same as the one before it, or as the sentence before: "in 2020 was dat 47%"."""
    begin = before.unit_end if before is not None else sentence.start
    between = plain(sentence.text[begin : number.start])
    if before is not None and len(between.split()) <= 2:
        return True
    return _GOES_ON.search(between) is not None and len(between.split()) <= 14


def _is_mark(number: Number, lead: str, behind: str) -> bool:
    """Whether a number is a mark from 0 to 10: "met een 8 gewaardeerd"."""
    if number.form != "digits" or not re.fullmatch(r"\d{1,2}(?:[.,]\d{1,2})?", number.text):
        return False
    value = float(number.text.replace(",", "."))
    return (
        value <= _HIGHEST_MARK
        and _MARKED.search(lead) is not None
        and not re.match(r"\s*(?:op|van|tot|[-–])\s*\d", behind)
    )
