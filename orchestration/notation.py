"""How a printed table writes its numbers: 1.361,5 or 1,361.5 or 1 361,5, and what falls with a sign or in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

MARKS = {"nl": (".", ","), "en": (",", "."), "si": (" ", ",")}
"""By notation: what stands between thousands, and before decimals."""

MOST_DECIMALS = 5

_NUMBER = re.compile(r"(\()?\s*[-−–+]?\s*(\d[\d.,'\s]*\d|\d)\s*%?\s*(\)|[-−])?")


@dataclass(frozen=True)
class Notation:
    """One way to write numbers; `before` and `behind` are what stands around one that is below zero."""

    name: str = "nl"
    is_grouped: bool = True
    """Whether thousands are set apart."""
    before: str = "-"
    behind: str = ""

    def written(self, value: Decimal, decimals: int = 0) -> str:
        """A number with at least so many decimals, and as many more as it has."""
        between, mark = MARKS[self.name]
        whole, _, rest = f"{abs(value):,.{MOST_DECIMALS}f}".partition(".")
        rest = rest.rstrip("0").ljust(min(decimals, MOST_DECIMALS), "0")
        text = whole.replace(",", between if self.is_grouped else "") + (mark + rest if rest else "")
        return f"{self.before}{text}{self.behind}" if value < 0 else text


DUTCH = Notation()


def notation_of(printed: str | None, value: Decimal | None, around: Iterable[tuple[str, Decimal]] = ()) -> Notation:
    """The notation that a text is written in, of which the number is known; the Dutch one where any would do.

    `around` are texts of the same table with their numbers, which tell where the text itself does not.
    """
    own = [(printed, value)] if printed is not None and value is not None else []
    possible = list(MARKS)
    found = DUTCH
    for place, (text, number) in enumerate([*own, *around]):
        if (match := _NUMBER.search(text)) is None:
            continue
        opened, digits, behind = match.groups()
        fits = [name for name in possible if _read(digits, name) == abs(number)]
        possible = fits or possible
        if number < 0 and found.behind == "" and (opened or behind):
            found = replace(found, before="(" if opened else "", behind=behind or ")")
        if place < len(own) and re.match(r"\d{4}", digits):
            found = replace(found, is_grouped=False)
    return replace(found, name=possible[0])


def _read(digits: str, name: str) -> Decimal | None:
    """The number that a text without sign is in a notation; None where it is none."""
    between, mark = MARKS[name]
    text = re.sub(r"\s", " ", digits)
    if not re.fullmatch(rf"(\d+|\d{{1,3}}({re.escape(between)}\d{{3}})+)({re.escape(mark)}\d+)?", text):
        return None
    return Decimal(text.replace(between, "").replace(mark, "."))
