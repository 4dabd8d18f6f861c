"""Tells whether a number is itself a change, or one of two numbers of which the words say that they rose or fell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from orchestration.draft.prose.number_words import plain
from orchestration.draft.prose.numbers import Number
from orchestration.draft.prose.sentence import Sentence

_UP = (
    r"toename|stijging|groei|gestegen|steeg|stegen|stijgt|toegenomen|nam\w*\s+toe|gegroeid|groeide\w*|verschil|verdubbel\w*|"
    r"increased?|rise|rose|risen|growth|grew|grown|gain|difference|up|doubled"
)
_DOWN = (
    r"afname|daling|gedaald|daalde\w*|afgenomen|nam\w*\s+af|gekrompen|krimp|halveer\w*|gehalveerd|decreased?|fall|fell|fallen|"
    r"drop|dropped|declined?|down|halved|reduction"
)
_NEARBY = r"(?:(?:is\s+geweest|geweest|was|is)\s+)?"
_ABOUT = r"(?:circa|ca\.?|ruim|bijna|ongeveer|zo['’]n|nearly|about|over|almost)"
_HOW_MUCH = rf"(?:van|met|of|by)\s+(?:{_ABOUT}\s+)?(?:de\s+|het\s+|een\s+|a\s+|the\s+)?"
_CHANGED_BY = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\s+{_NEARBY}(?:\S+\s+){{0,3}}?{_HOW_MUCH}$")
_BY = re.compile(rf"\b(?P<word>(?P<up>{_UP})|(?P<down>{_DOWN}))\s+{_NEARBY}(?:\S+\s+){{0,3}}?{_HOW_MUCH}$")
_BY = re.compile(r"\b(?:met|by)\s+(?:\S+\s+)?$")
_CHANGED = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b")
_MORE = re.compile(
    r"\s*(?:\S+\s+){0,2}?(?:(?P<up>meer|hoger|langer|verschil|more|higher|longer|difference)|"
    r"(?P<down>minder|lager|korter|fewer|less|lower|shorter))\b(?!\s+dan\s+\d)"
)
_TO = re.compile(r"\s*(?:\S+\s+){0,4}?(?:naar|to)\s")
"""What follows the first of two numbers between which something rose or fell: "daalde van 6 naar 4"."""
_BRACKET = re.compile(r"\s*(?:\S+\s+){0,2}?\(\s*(?:\S+\s+)?$")
AROUND = 90


@dataclass(frozen=True)
class Change:
    """What the words around a number say of rising and falling."""

    is_itself: bool = False
    """Whether the number says by how much something rose or fell."""
    sign: int = 0
    """1 where something rose, -1 where it fell, 0 where the words say neither."""


def change_of(sentence: Sentence, number: Number, before: tuple[Number, Change] | None) -> Change:
    """What is said of a number; `before` is the number before it, which one in brackets goes on from."""
    text = sentence.text
    lead = plain(text[sentence.start : number.start])
    behind = plain(text[number.unit_end : sentence.end])
    if number.form == "change":
        return Change(True, -1 if number.value is not None and number.value < 0 else 1)
    if found := _CHANGED_BY.search(lead):
        return Change(_TO.match(behind) is None, 1 if found["up"] else -1)
    if found := _MORE.match(behind):
        return Change(True, 1 if found["up"] else -1)
    if (
        before is not None
        and before[1].is_itself
        and _BRACKET.fullmatch(plain(text[before[0].unit_end : number.start]))
    ):
        return before[1]
    near = _CHANGED.search(lead[-AROUND:]) or _CHANGED.search(behind[:AROUND])
    if near is None:
        return Change()
    return Change(_BY.search(lead) is not None, 1 if near["up"] else -1)
