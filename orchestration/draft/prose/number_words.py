"""Words of number in Dutch and English: what they are worth, and the pattern that finds them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_ONE_TO_NINETEEN = """
een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien
achttien negentien
"""
_TWENTY_TO_NINETY = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"
_ENGLISH_ONE_TO_NINETEEN = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_ENGLISH_TWENTY_TO_NINETY = "twenty thirty forty fifty sixty seventy eighty ninety"
_DUTCH_UNITS = {word: value for value, word in enumerate(_ONE_TO_NINETEEN.split(), start=1)}
_DUTCH_TENS = {word: value * 10 for value, word in enumerate(_TWENTY_TO_NINETY.split(), start=2)}
_ENGLISH_UNITS = {word: value for value, word in enumerate(_ENGLISH_ONE_TO_NINETEEN.split(), start=1)}
_ENGLISH_TENS = {word: value * 10 for value, word in enumerate(_ENGLISH_TWENTY_TO_NINETY.split(), start=2)}
_DUTCH_POWERS = {"miljard": 10**9, "miljoen": 10**6, "duizend": 1000, "honderd": 100}
_ENGLISH_POWERS = {"billion": 10**9, "million": 10**6, "thousand": 1000, "hundred": 100}
POWERS = _DUTCH_POWERS | _ENGLISH_POWERS

_DUTCH_ORDINALS = {
    "helft": 2, "half": 2, "halve": 2, "derde": 3, "kwart": 4, "vierde": 4, "vijfde": 5, "zesde": 6, "zevende": 7,
    "achtste": 8, "negende": 9, "tiende": 10,
}  # fmt: skip
_ENGLISH_ORDINALS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip


def plain(text: str) -> str:
    """A text in lower case without accents, of the same length."""
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFD", one)[0] for one in text).lower()


def word_value(text: str) -> Decimal | None:
    """What one number in words is worth; None where the text is none.

    Hyphens and blanks make no difference: `twee honderd`, `twenty-one`.
    """
    word = re.sub(r"\s+and\s+|[\s-]+", "", plain(text))
    for units, tens, powers, link in (
        (_DUTCH_UNITS, _DUTCH_TENS, _DUTCH_POWERS, "en"),
        (_ENGLISH_UNITS, _ENGLISH_TENS, _ENGLISH_POWERS, ""),
    ):
        value = _value(word.removeprefix("a") if link == "" and word[1:] in powers else word, units, tens, powers, link)
        if value is not None:
            return Decimal(value)
    return None


def _value(word: str, units: dict[str, int], tens: dict[str, int], powers: dict[str, int], link: str) -> int | None:
    for power, size in powers.items():
        if power in word:
            left, _, right = word.partition(power)
            times = _value(left, units, tens, powers, link) if left else 1
            rest = _value(right.removeprefix(link), units, tens, powers, link) if right else 0
            return None if times is None or rest is None else times * size + rest
    if word in units or word in tens:
        return units.get(word) or tens[word]
    for ten, size in tens.items():
        if link and word.endswith(ten):  # vijfendertig: the unit first
            unit = units.get(word.removesuffix(ten).removesuffix(link), 10)
        elif not link and word.startswith(ten):
            unit = units.get(word.removeprefix(ten), 10)
        else:
            continue
        if unit < 10:
            return size + unit
    return None


def _any(*words: dict[str, int]) -> str:
    return "|".join(sorted({word for some in words for word in some}, key=len, reverse=True))


_DUTCH_ATOM = _any(_DUTCH_UNITS, _DUTCH_TENS, _DUTCH_POWERS)
_DUTCH_ONE = "[eé][eé]n"
_DUTCH_WORD = rf"(?>{_DUTCH_ATOM}|{_DUTCH_ONE})"
DUTCH_NUMBER = rf"(?:{_DUTCH_WORD}(?>-?(?:en|ën)?-?{_DUTCH_WORD})*+)"
"""Atomic, longest word first: a word that could be put together in many ways is read in one."""
_ENGLISH_ATOM = _any(_ENGLISH_UNITS, _ENGLISH_TENS)
ENGLISH_NUMBER = (
    rf"(?:(?:a|{_ENGLISH_ATOM})[ -](?:hundred|thousand|million|billion)"
    rf"(?:[ -](?:and[ -])?(?:hundred|thousand|million|billion|{_ENGLISH_ATOM}))*"
    rf"|(?:{_any(_ENGLISH_TENS)})[ -](?:{_any({k: v for k, v in _ENGLISH_UNITS.items() if v < 10})})"
    rf"|{_ENGLISH_ATOM}|hundred|thousand)"
)

_DUTCH_COUNT = rf"(?:{_DUTCH_ONE}|{_any(_DUTCH_UNITS)}|\d{{1,3}})"
_ENGLISH_COUNT = rf"(?:{_any(_ENGLISH_UNITS)}|\d{{1,3}})"

DUTCH_FRACTION = re.compile(
    rf"(?<![\w.,-])(?:(?P<count>{_DUTCH_COUNT})\s+op\s+(?:de|elke|iedere)\s+(?P<of>{_DUTCH_COUNT}|{_any(_DUTCH_TENS)}|honderd)"
    rf"|(?P<parts>een|één|eén|twee|drie|vier)[\s-]?(?P<part>derde|kwart|vierde|vijfde|zesde|achtste|tiende)n?"
    rf"(?P<whole>\s+deel|\s+delen|(?=\s+van\b|\W*$|\s*[.,;:()]))?|(?P<half>helft|kwart|driekwart|anderhalf|anderhalve))(?!\w)",
    re.IGNORECASE,
)
ENGLISH_FRACTION = re.compile(
    rf"(?<![\w.,-])(?:(?P<count>{_ENGLISH_COUNT})\s+(?:in|out\s+of)\s+(?:every\s+)?(?P<of>{_ENGLISH_COUNT})"
    rf"|(?P<parts>a|one|two|three|four)[\s-](?P<part>third|quarter|fifth|sixth|eighth|tenth)s?(?P<whole>(?=\s+of\b|\W*$|\s*[.,;:()]))?|(?P<half>half))(?!\w)",
    re.IGNORECASE,
)
DUTCH_CHANGE = re.compile(r"(?<![\w-])(?:ge)?(?P<kind>halveer|verdubbel|verdrievoudig|verviervoudig)\w*", re.IGNORECASE)
ENGLISH_CHANGE = re.compile(r"(?<![\w-])(?P<kind>halv|doubl|tripl|quadrupl)(?:ed|es|ing|e)(?!\w)", re.IGNORECASE)
CHANGES = {
    "halveer": -50, "halv": -50, "verdubbel": 100, "doubl": 100, "verdrievoudig": 200, "tripl": 200,
    "verviervoudig": 300, "quadrupl": 300,
}  # fmt: skip
"""By how many percent what is halved, doubled and so on changes."""

_HALVES = {"helft": 50, "kwart": 25, "driekwart": 75, "half": 50}


def fraction_percent(found: re.Match[str]) -> Decimal | None:
    """How many percent a part in words is, to whole percents; None where it is more than the whole."""
    parts = found.groupdict()
    if parts["half"]:
        percent = _HALVES.get(plain(parts["half"]))
        return None if percent is None else Decimal(percent)
    if parts["count"]:
        count, of = (_count(parts[name]) for name in ("count", "of"))
    else:
        count = Decimal(1) if plain(parts["parts"]) == "a" else word_value(parts["parts"])
        of = Decimal((_DUTCH_ORDINALS | _ENGLISH_ORDINALS)[plain(parts["part"])])
    if count is None or not of or count > of:
        return None
    return (count * 100 / of).quantize(Decimal(1))


def _count(text: str) -> Decimal | None:
    return Decimal(text) if text.isdecimal() else word_value(text)
