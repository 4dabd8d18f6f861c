"""Moves periods by months: those that report.yml says, and those that stand in printed texts and keys."""

from __future__ import annotations

import calendar
import re

_PART = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<kind>[HhQqTtWw]?)(?P<rank>\d{1,2})(?:-(?P<day>\d\d))?)?")
_IN_A_YEAR = {"H": 2, "Q": 4, "T": 3, "": 12}
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]?\d)")


def moved(period: str, months: int) -> str | None:
    """A period moved by months, in the form in which it is said: `2022-Q1` by twelve is `2023-Q1`.

    None where the text is no period, or cannot be moved by so many months.
    """
    parts = [_moved_part(part, months) for part in period.split("/")]
    said = [part for part in parts if part is not None]
    return "/".join(said) if len(said) == len(parts) else None


def years_moved(text: str, years: int) -> str:
    """A printed text with every year in it moved: `Jaarverslag 2022` by one is `Jaarverslag 2023`."""
    return _YEAR.sub(lambda found: f"{int(found[0]) + years:04}", text)


def has_year(text: str) -> bool:
    """Whether a printed text names a year."""
    return _YEAR.search(text) is not None


def key_moved(key: str, months: int) -> str:
    """A key with the periods in it moved, as far as they can be: `staff-2022-h1` by twelve is `staff-2023-h1`."""
    return _PART.sub(lambda found: _moved_part(found[0], months) or found[0], key)


def months_of(period: str) -> tuple[int, int] | None:
    """The first and last month of a period that is made of whole months, counted from the year 0; None for others."""
    first, _, last = period.partition("/")
    begin, end = _months(first), _months(last or first)
    return None if begin is None or end is None else (begin[0], end[1])


def _months(part: str) -> tuple[int, int] | None:
    """The first and last month of a year, half-year, quarter, third of a year or month."""
    found = _PART.fullmatch(part)
    if found is None or found["day"] or (found["kind"] or "").upper() == "W":
        return None
    year = int(found["year"]) * 12
    if found["rank"] is None:
        return year, year + 11
    parts = _IN_A_YEAR[found["kind"].upper()]
    rank, length = int(found["rank"]), 12 // parts
    return (year + (rank - 1) * length, year + rank * length - 1) if 1 <= rank <= parts else None


def _moved_part(part: str, months: int) -> str | None:
    found = _PART.fullmatch(part)
    if found is None:
        return None
    year, kind, rank = int(found["year"]), found["kind"] or "", found["rank"]
    if rank is None or kind.upper() == "W":
        # A year has no half, and weeks are counted within one.
        return f"{year + months // 12:04}{part[4:]}" if months % 12 == 0 else None
    parts = _IN_A_YEAR[kind.upper()]
    if months * parts % 12 or not 1 <= int(rank) <= parts:
        return None
    count = year * parts + int(rank) - 1 + months * parts // 12
    year, at = count // parts, count % parts + 1
    name = f"{year:04}-{kind}{at:0{len(rank)}}"
    if found["day"] is None:
        return name
    was_last = int(found["day"]) == calendar.monthrange(int(found["year"]), int(rank))[1]
    last = calendar.monthrange(year, at)[1]
    return f"{name}-{last if was_last else min(int(found['day']), last):02}"
