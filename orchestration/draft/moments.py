"""Tells where a text says that numbers are of a day: "op 31 december", "per 1 januari", "ultimo", "jaareinde"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from orchestration.draft.periods import MONTHS, YEAR
from orchestration.draft.words import normal

END = "-12-31"
_MONTH = "|".join(sorted((name for names in MONTHS for name in names), key=len, reverse=True))
_OPENS = r"(?:stand(?:en)? (?:op|per|van)|peildatum|standdatum|ultimo|ult|per|op|as of|as at|at|on)"
_DAY = re.compile(
    rf"\b(?P<opens>{_OPENS})?:?\.? ?"
    rf"(?P<day>\d{{1,2}})(?:-(?P<number>\d{{1,2}})(?!\d)(?P<year>-{YEAR})?| (?P<month>{_MONTH})\b)"
)
_UP_TO = re.compile(
    r"(?:t/m|tot|tot en met|van|vanaf|sinds|na|voor|en|until|through|from|since|to|and|before|after)\s*$"
)
_NEAR = re.compile(
    rf"\b(?:ultimo|ult\.|(?:aan het |per )?einde?(?: van)?(?: het)? (?:jaar|kalenderjaar|verslagjaar|december|{YEAR})"
    r"|jaareinde|jaarultimo|stand(?:en)? (?:op|per)|peildatum|at the end of|year[- ]end|end of (?:the )?year"
    r"|as of|as at)"
)


@dataclass(frozen=True)
class Moment:
    """The day in a year that numbers are of."""

    part: str = END
    """`-12-31`, as ids write it behind the year."""
    is_printed: bool = False
    """Whether the day itself is printed, and not only that it is a moment."""
    year: int | None = None
    """The year printed behind the day, if one is."""


def moment_of(text: str) -> Moment | None:
    """The one day that a text says numbers are of; None where it says none, or days that something lies between."""
    plain = normal(text).replace("–", "-").replace("(", " ").replace(")", " ")
    plain = re.sub(" +", " ", plain)
    days = [one for one in _DAY.finditer(plain) if _part(one)]
    if days:
        first = days[0]
        if len({_part(one) for one in days}) > 1 or _UP_TO.search(plain[: first.start()]):
            return None
        year = re.match(rf"[- ]?({YEAR})\b", plain[first.end() :]) or re.search(rf"-({YEAR})$", first[0])
        is_printed = bool(first["opens"]) or not plain[: first.start()].strip()
        return Moment(_part(first), is_printed, int(year[1]) if year else None)
    return Moment() if _NEAR.search(plain) else None


def _part(found: re.Match[str]) -> str:
    """The month and day of a match; empty where it is no date: "4-12" without more is from four to twelve."""
    if found["number"] and not found["year"] and not found["opens"]:
        return ""
    month = (
        int(found["number"])
        if found["number"]
        else next(number for number, names in enumerate(MONTHS, start=1) if found["month"] in names)
    )
    day = int(found["day"])
    return f"-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= (31, 29, *(30, 31) * 6)[month - 1] else ""


def day_of(text: str) -> tuple[int, Moment] | None:
    """The year and the day that a heading is: "ultimo 2021", "eind 2021", "per 31-12-2021"; None for another text."""
    plain = normal(text).strip(" .:()")
    if found := re.fullmatch(rf"(?:ultimo|ult\.?|(?:per )?einde?(?: van)?|end(?: of)?|year[- ]end) ({YEAR})", plain):
        return int(found[1]), Moment()
    moment = moment_of(plain)
    if moment is None or not moment.is_printed or moment.year is None:
        return None
    rest = re.sub(rf"{_OPENS}|{_MONTH}|[\d\s.:-]", "", plain)
    return (moment.year, moment) if not rest else None
