"""Finds every number in running text: in digits and words, with its unit, and the two ends of a range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from orchestration.draft.prose.number_words import (
    CHANGES,
    DUTCH_CHANGE,
    DUTCH_FRACTION,
    DUTCH_NUMBER,
    ENGLISH_CHANGE,
    ENGLISH_FRACTION,
    ENGLISH_NUMBER,
    POWERS,
    fraction_percent,
    plain,
    word_value,
)

_POWER = "|".join(POWERS)
_THIN = "\u00a0\u2009\u202f"
"""Spaces that do not break, as stand between thousands."""
_DIGITS = re.compile(rf"\d{{1,3}}(?:[{_THIN}]\d{{3}})+(?:,\d+)?(?!\d)|\d+(?:[.,'’]\d+)*")
_TIMES = re.compile(rf"\s+(?:{_POWER})(?!\w)", re.IGNORECASE)
_ENDINGS = "maal|tal|voudige?|daagse?|delige?|jarige?|koppige?|persoons|weekse?|uurs"
_DUTCH_WORD = re.compile(rf"(?<![\w-])(?P<number>{DUTCH_NUMBER})(?P<ending>en|{_ENDINGS})?(?!\w)", re.IGNORECASE)
_DUTCH_HALF = re.compile(r"(?<![\w-])(?:half|halve)(?!\w)", re.IGNORECASE)
_DUTCH_NONE = re.compile(r"(?<![\w-])geen\s+(?:enkele?|van\s+(?:de|deze|hen|die))(?!\w)", re.IGNORECASE)
_ENGLISH_WORD = re.compile(rf"(?<![\w-])(?P<number>{ENGLISH_NUMBER})(?P<ending>-?fold)?(?!\w)", re.IGNORECASE)
_ENGLISH_TWICE = re.compile(r"(?<![\w-])(?P<word>twice|once)(?!\w)", re.IGNORECASE)
_ENGLISH_NONE = re.compile(r"(?<![\w-])none\s+of(?!\w)", re.IGNORECASE)

_UNITS = (
    ("percentage_point", r"procentpunt(?:en)?|percentage\s+points?|%-punt(?:en)?"),
    ("percent", r"%|procent|percent|per\s+cent|pct\.?"),
    ("eur", r"euro'?s?|eur|€"),
    ("fte", r"fte(?:['’]?s)?|full[- ]?time[- ]equivalents?|formatieplaatsen"),
    ("workdays", r"werkdagen|werkdag|working\s+days?|workdays?"),
    ("days", r"dagen|dag|days?|kalenderdagen"),
    ("weeks", r"weken|week|weeks?"),
    ("months", r"maanden|maand|months?"),
    ("years", r"jaren|jaar|years?"),
    ("hours", r"uren|uur|hours?"),
    ("times", r"keer|maal|times"),
)
_AFTER = [(unit, re.compile(rf"\s?(?:{pattern})(?![\w])", re.IGNORECASE)) for unit, pattern in _UNITS]
_MONEY_BEFORE = re.compile(r"(?:€|\beur)\s*$", re.IGNORECASE)
_RANGE = re.compile(r"\s*[-–—]\s*|\s+(?:à|a|tot(?:\s+en\s+met)?|to|through|up\s+to)\s+|\s*t/m\s*", re.IGNORECASE)
_VARIED = re.compile(
    r"\b(?:varieer\w*|schommel\w*|liep\w*|lopen|fluctue\w*|varie[sd]|ranged?|fluctuat\w*)\b[^.;]*$", re.IGNORECASE
)
"""What has a lowest and a highest value: two figures, and not one that is known within bounds."""
_BETWEEN = re.compile(r"(?:tussen|between)\s+(?:de\s+|het\s+|the\s+)?$", re.IGNORECASE)
_AND = re.compile(r"\s*(?:en|and)\s+(?:de\s+|the\s+)?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_FROM = re.compile(r"(?:\bvan|\bfrom)\s+(?:\w+\s+)?$", re.IGNORECASE)

DURATIONS = ("workdays", "days", "weeks", "months", "years", "hours")


@dataclass(frozen=True)
class Number:
    """A number that a text prints; a range is one number with two ends."""

    start: int
    end: int
    """What is printed of the number itself, with its percent sign, ends here."""
    text: str
    value: Decimal | None
    """Of words: what they are worth; of digits the reader of tables knows, so None."""
    form: str
    """`digits`, `word`, `fraction` (a part of a whole), `change` (halved), `multiple` (twice) or `range`."""
    unit: str | None = None
    unit_end: int = 0
    """Where the word of its unit ends: where the number does if there is none."""
    low: str = ""
    high: str = ""
    may_be_rank: bool = False
    """Whether it may be an ordinal: "een derde" is a part, and the third of a row."""
    ending: str = ""
    """What a word of number is put together with: `daagse`, `tal`."""


def numbers(text: str, is_english: bool) -> list[Number]:
    """Every number of a text, in order; years, dates and page numbers among them."""
    found: list[Number] = []
    for one in sorted(_single(text, is_english), key=lambda number: (number.start, -number.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return _joined([_with_unit(text, one) for one in found], text)


def is_english(text: str, otherwise: bool = False) -> bool:
    """Whether a text is English rather than Dutch, by its small words; `otherwise` where they do not tell."""
    words = re.findall(r"[a-z]+", text.lower())
    english = sum(word in _ENGLISH_SMALL for word in words)
    dutch = sum(word in _DUTCH_SMALL for word in words)
    return english > dutch if english != dutch else otherwise


_ENGLISH = "the of and to from by with that this was were are which had have has for on at is it"
_DUTCH = "de het een van en dat die met voor op zijn bij naar wij ook aan er te werd waren is deze"
_ENGLISH_SMALL, _DUTCH_SMALL = frozenset(_ENGLISH.split()), frozenset(_DUTCH.split())


def _single(text: str, english: bool) -> Iterator[Number]:
    for found in _DIGITS.finditer(text):
        times = _TIMES.match(text, found.end())
        end = times.end() if times else found.end()
        yield Number(found.start(), end, text[found.start() : end], None, "digits")
    if english:
        yield from _parts(text, ENGLISH_FRACTION, ENGLISH_CHANGE)
        for found in _ENGLISH_WORD.finditer(text):
            yield _word(found, "fold")
        for found in _ENGLISH_TWICE.finditer(text):
            worth = Decimal(2 if plain(found["word"]) == "twice" else 1)
            yield Number(*found.span(), found[0], worth, "multiple")
        none = _ENGLISH_NONE
    else:
        yield from _parts(text, DUTCH_FRACTION, DUTCH_CHANGE)
        for found in _DUTCH_WORD.finditer(text):
            if found[0].lower() != "een" and not (found["number"].lower() == "een" and found["ending"] != "maal"):
                yield _word(found, "maal")
        for found in _DUTCH_HALF.finditer(text):
            yield Number(*found.span(), found[0], Decimal("0.5"), "fraction")
        none = _DUTCH_NONE
    for found in none.finditer(text):
        end = found.start() + len(found[0].split()[0])
        yield Number(found.start(), end, text[found.start() : end], Decimal(0), "word")


def _word(found: re.Match[str], multiple: str) -> Number:
    ending = (found["ending"] or "").strip("-")
    form = "multiple" if ending == multiple else "vague" if ending == "en" else "word"
    return Number(*found.span(), found[0], word_value(found["number"]), form, ending=ending)


def _parts(text: str, fraction: re.Pattern[str], change: re.Pattern[str]) -> Iterator[Number]:
    for found in fraction.finditer(text):
        percent = fraction_percent(found)
        parts = found.groupdict()
        is_rank = bool(parts["part"]) and parts["part"].lower() not in ("kwart", "quarter") and parts["whole"] is None
        unit = "percent" if percent is not None else None
        yield Number(*found.span(), found[0], percent, "fraction", unit, may_be_rank=is_rank)
    for found in change.finditer(text):
        yield Number(*found.span(), found[0], Decimal(CHANGES[plain(found["kind"])]), "change", "percent")


def _with_unit(text: str, number: Number) -> Number:
    """A number with the unit that stands behind or before it; a percent sign is part of what is printed."""
    if number.unit is not None:
        return replace(number, unit_end=number.end)
    if number.ending in ("daagse", "daags"):
        return replace(number, unit="days", unit_end=number.end)
    for unit, pattern in _AFTER:
        if found := pattern.match(text, number.end):
            is_sign = unit in ("percent", "percentage_point") and number.form == "digits"
            end = found.end() if is_sign else number.end
            return replace(number, unit=unit, unit_end=found.end(), end=end, text=text[number.start : end])
    if _MONEY_BEFORE.search(text, 0, number.start):
        return replace(number, unit="eur", unit_end=number.end)
    return replace(number, unit_end=number.end)


def _joined(found: list[Number], text: str) -> list[Number]:
    """The numbers with those that are two ends of one range made one."""
    joined: list[Number] = []
    for number in found:
        before = joined[-1] if joined else None
        if before is not None and _is_range(before, number, text):
            unit = number.unit or before.unit
            both = text[before.start : number.end]
            joined[-1] = replace(
                number, start=before.start, text=both, form="range", unit=unit, low=_end(before), high=_end(number)
            )
        else:
            joined.append(number)
    return joined


def _is_range(before: Number, after: Number, text: str) -> bool:
    forms = {before.form, after.form}
    if not forms <= {"digits", "word", "fraction"} or (before.form == "fraction" and before.unit == "percent"):
        return False
    if _YEAR.fullmatch(after.text) and not _YEAR.fullmatch(before.text):
        return False
    is_glued = text[max(before.start - 1, 0) : before.start].isalpha()
    if is_glued or (before.form == "digits" and not _rises(before, after)):
        return False
    begin = before.unit_end if before.unit in (after.unit, "years") else before.end
    between = text[begin : after.start]
    if _VARIED.search(text, 0, before.start):
        return False
    if _AND.fullmatch(between):
        return _BETWEEN.search(text, 0, before.start) is not None
    if not _RANGE.fullmatch(between):
        return False
    is_from = _FROM.search(text, 0, before.start) is not None
    return not (is_from and re.search(r"\bto\b", between))


def _rises(before: Number, after: Number) -> bool:
    """Whether the second of two numbers in digits is the larger, as far as that is plain."""
    first, second = (re.sub(r"[^\d]", "", one.text.partition(",")[0]) for one in (before, after))
    return after.form != "digits" or not (first and second) or int(first) < int(second) or "," in before.text


def _end(number: Number) -> str:
    if number.value is None:
        return number.text
    return f"{number.value.normalize():f}".replace(".", ",")
