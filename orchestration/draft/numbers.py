"""Reads printed numbers well enough to try what a table adds up to; nothing of it is written down as a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from orchestration.draft.shape import DASHES, NUMBER, Shape, kind_of, without_sign

Notation = Literal["nl", "en", "si"]
_GROUPS = {"nl": ".", "en": ",", "si": "   "}
_DECIMAL = {"nl": ",", "en": ".", "si": ","}


def value_of(text: str, notation: Notation = "nl") -> Decimal | None:
    """The number that a cell prints; a dash is nothing, and what is no number is None."""
    if text in DASHES:
        return Decimal(0)
    text = without_sign(text)
    found = NUMBER.fullmatch(text)
    if found is None:
        return None
    digits = found["digits"].removesuffix(",-")
    for group in _GROUPS[notation]:
        digits = digits.replace(group, "")
    digits = digits.replace("'", "").replace("’", "").replace(_DECIMAL[notation], ".")
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return None
    is_below = re.match(r"[(]?\s*(?:€|EUR|\$)?\s*[-−–]", text) or text.endswith(("-", "−", ")"))
    return -number if is_below and not text.endswith(",-") else number


def notations_of(texts: Iterable[str]) -> list[Notation]:
    """The notations that numbers are written in, the likeliest first; one alone where nothing else fits."""
    evidence = {"nl": 0, "en": 0, "si": 0}
    in_threes = below_thousand = 0
    for text in texts:
        found = NUMBER.fullmatch(without_sign(text))
        digits = found["digits"] if found else ""
        if re.search(r"\d[   ]\d{3}", digits):
            evidence["si"] += 1
        elif re.fullmatch(r"\d{1,3}(\.\d{3}){2,}(,\d+)?|\d{1,3}(\.\d{3})+,\d+|\d+,\d{1,2}|0,\d+|\d+,\d{4,}", digits):
            evidence["nl"] += 1
        elif re.fullmatch(r"\d{1,3}(,\d{3}){2,}(\.\d+)?|\d{1,3}(,\d{3})+\.\d+|\d+\.\d{1,2}|0\.\d+|\d+\.\d{4,}", digits):
            evidence["en"] += 1
        elif re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits):
            in_threes += 1
        elif re.fullmatch(r"\d+", digits):
            # Where thousands are set apart, no number of four digits stands without a sign between them.
            below_thousand += 1 if len(digits) == 3 else -1000 if len(digits) > 3 else 0
    if evidence["si"] and not evidence["en"]:
        return ["si"]
    if evidence["en"] and not evidence["nl"]:
        return ["en"]
    if evidence["nl"] and not evidence["en"]:
        return ["nl"]
    if evidence["en"] and evidence["nl"]:
        return ["nl", "en"] if evidence["nl"] >= evidence["en"] else ["en", "nl"]
    if in_threes >= 3 and below_thousand > 0:
        return ["en"]
    return ["en", "nl"] if in_threes else ["nl"]


@dataclass(frozen=True)
class Sums:
    """How far printed totals are the sum of their parts, in as many columns (or rows) as could be tried."""

    tried: int = 0
    held: int = 0
    more: int = 0
    """Where the parts add up to more than the total, which is no less than the greatest of them."""
    between: int = 0
    """Where the total lies between the least and the greatest part, as a mean does, and is not their sum."""

    @property
    def holds(self) -> bool:
        """Whether it can be taken for a sum: nearly all hold, which a printing error does not undo."""
        return self.tried > 0 and self.held * 4 >= self.tried * 3 and self.held > 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.tried + other.tried, self.held + other.held, self.more + other.more, self.between + other.between
        )

    def adds_up(self) -> str | None:
        """How the parts make the whole, as `define` says it; None where the numbers do not tell."""
        if not self.tried:
            return None
        if self.holds:
            return "sum"
        if self.between * 4 >= self.tried * 3:
            return "mean"
        return "overlap" if self.more * 4 >= self.tried * 3 else None


def try_sum(parts: Sequence[str], total: str, notation: Notation) -> Sums:
    """Whether printed parts add up to a printed total; blanks are nothing, and words leave it untried."""
    if kind_of(total) != "number":
        return Sums()
    whole = value_of(total, notation)
    found = [value_of(part, notation) for part in parts if part]
    if whole is None or len(found) < 2 or any(number is None for number in found):
        return Sums()
    numbers = [number for number in found if number is not None]
    step = max((-int(number.as_tuple().exponent) for number in [*numbers, whole]), default=0)
    tolerance = Decimal(len(numbers) + 1) / 2 * Decimal(1).scaleb(-step) if step else Decimal(0)
    added = sum(numbers)
    is_held = abs(added - whole) <= tolerance
    is_between = not is_held and min(numbers) <= whole <= max(numbers)
    return Sums(1, int(is_held), int(not is_held and added > whole >= max(numbers)), int(is_between))


def sum_of_rows(shape: Shape, parts: Sequence[int], total: int, notation: Notation) -> Sums:
    """How far a row is the sum of others, over all columns of numbers."""
    tried = Sums()
    for column in shape.values:
        tried += try_sum([shape.cells[row][column] for row in parts], shape.cells[total][column], notation)
    return tried


def sum_of_columns(shape: Shape, parts: Sequence[int], total: int, notation: Notation) -> Sums:
    """How far a column is the sum of others, over all rows below the header."""
    tried = Sums()
    for row in shape.data:
        tried += try_sum([shape.cells[row][column] for column in parts], shape.cells[row][total], notation)
    return tried


@dataclass(frozen=True)
class Look:
    """What printed numbers look like: of what unit they may be."""

    percent: bool = False
    eur: bool = False
    unit: str = ""
    """A unit printed behind the numbers or above them, as seed__unit calls it."""
    has_decimals: bool = False

    def fits(self, unit: str) -> float:
        """How well a unit suits them: 1 if it is printed, below zero if it cannot be."""
        if self.unit:
            return 1.0 if unit == self.unit else -1.0
        if self.percent:
            return 1.0 if unit == "percent" else -0.5 if unit == "percentage_point" else -1.0
        if self.eur:
            return 1.0 if unit == "eur" else -1.0
        if unit == "count":
            return -1.0 if self.has_decimals else 0.5
        if unit == "eur":
            return -0.4
        if unit in ("percent", "percentage_point"):
            return 0.0 if self.has_decimals else -1.0
        return 0.2 if self.has_decimals else -0.5


_UNIT_WORDS = (
    ("workdays", r"werkdag(en)?\b|working days"),
    ("days", r"\bdagen\b|\bdays\b|in dagen"),
    ("fte", r"\bfte'?s?\b"),
    ("eur", r"€|\beuro'?s?\b|\beur\b|\bkosten\b|\bbedrag"),
    ("percent", r"%|percentage|\bprocent\b|\bpercent\b|aandeel|\bshare\b"),
    ("hours", r"\buren\b|\bhours\b"),
    ("months", r"in maanden|in months"),
)


def look_of(texts: Iterable[str], around: str, notation: Notation) -> Look:
    """What the unit of some cells may be, from the cells and from the headings around them."""
    found = [match for text in texts if (match := NUMBER.fullmatch(text))]
    if not found:
        return Look()
    behind = [(one["behind"] or one["before"] or "").lower() for one in found]
    decimals = any(re.search(rf"{re.escape(_DECIMAL[notation])}\d", one["digits"]) for one in found)
    for sign, look in (("%", Look(percent=True)), ("€", Look(eur=True)), ("eur", Look(eur=True))):
        if sum(one.startswith(sign) for one in behind) * 2 >= len(found):
            return look
    for unit, pattern in _UNIT_WORDS:
        if re.search(pattern, around, re.IGNORECASE):
            is_time = unit in ("days", "workdays", "hours", "months")
            return (
                Look(unit=unit, has_decimals=decimals, eur=unit == "eur", percent=unit == "percent")
                if (
                    not is_time or re.search(r"gemiddeld|mean|average|duur|tijd|time|wait|wacht", around, re.IGNORECASE)
                )
                else Look(has_decimals=decimals)
            )
    return Look(has_decimals=decimals)
