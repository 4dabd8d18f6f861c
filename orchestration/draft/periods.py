"""Recognises printed periods: "Kw 1", "jan-23", "1e helft 2021", "J F M A …", "Totaal Q1", in Dutch and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.draft.words import normal

MONTHS = (
    ("januari", "january", "jan"), ("februari", "february", "febr", "feb"), ("maart", "march", "mrt", "mar"),
    ("april", "apr"), ("mei", "may"), ("juni", "june", "jun"), ("juli", "july", "jul"),
    ("augustus", "august", "aug"), ("september", "sept", "sep"), ("oktober", "october", "okt", "oct"),
    ("november", "nov"), ("december", "dec"),
)  # fmt: skip
RANKS = (
    ("1", "1e", "1ste", "1st", "eerste", "first"), ("2", "2e", "2de", "2nd", "tweede", "second"),
    ("3", "3e", "3de", "3rd", "derde", "third"), ("4", "4e", "4de", "4th", "vierde", "fourth"),
)  # fmt: skip
PARTS = (
    ("Q", 4, ("q", "k", "kw", "kwart", "kwartaal", "qtr", "quarter")),
    ("T", 3, ("t", "tertaal", "tertiaal", "tertial", "viermaandsperiode", "four-month period")),
    ("H", 2, ("h", "halfjaar", "half jaar", "helft", "half", "half-year", "half year")),
)
TOTALS = (
    "totaal", "totalen", "total", "totals", "eindtotaal", "eind totaal", "grand total", "totaal generaal", "subtotaal",
    "subtotal", "sub-totaal", "som", "sum", "totaal aantal", "all", "alle", "allen", "overall", "samen", "gezamenlijk",
)  # fmt: skip
YEARS = ("jaar", "kalenderjaar", "heel", "year", "calendar year", "cy", "hele jaar", "heel jaar", "full year")
MONTH_INITIALS = tuple("jfmamjjasond")
YEAR = r"(?:19|20)\d\d"
_UPTO = r"(?:t/m|t e m|tot en met|through|-|–)"


def _names() -> dict[str, str]:
    names = {name: f"-{number:02d}" for number, spellings in enumerate(MONTHS, start=1) for name in spellings}
    for letter, count, words in PARTS:
        for number, ranks in enumerate(RANKS[:count], start=1):
            part = f"-{letter}{number}"
            for word in words:
                names |= {f"{word}{number}": part, f"{word} {number}": part, f"{number}{word}": part}
                names |= {f"{rank} {word}": part for rank in ranks}
    for week in range(1, 54):
        for shown in {str(week), f"{week:02d}"}:
            for word in ("week", "wk", "w", "weeknr", "week nr", "weeknummer"):
                names |= dict.fromkeys((f"{word}{shown}", f"{word} {shown}"), f"-W{week:02d}")
    return names


NAMES = _names()
"""What reports call a part of a year, in lower case, and the part as ids write it behind the year."""


@dataclass(frozen=True)
class Printed:
    """A period as printed."""

    part: str
    """`-01`, `-Q1`, … ; empty for a whole year, and `-12-31` for a day."""
    year: int | None = None
    is_total: bool = False
    is_cumulative: bool = False

    def id(self, year: int | None) -> str | None:
        """The id, in `year` where the text names none; None where neither does."""
        year = self.year or year
        return None if year is None else f"{year}{self.part}"


_BEHIND = re.compile(
    r"(?P<rest>.*?\w\.?)\s*(?P<sign>[*†‡]+\)?|[⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ᵃ-ᶻ]+\)?|\(\d{1,2}\)|(?<=\s)(?:\d{1,2}|[a-z])\))"
)


def sign_behind(text: str) -> tuple[str, str]:
    """A period without the sign of a footnote behind it ("2023*", "2023 1)", "2022²⁾"), and that sign, if any."""
    found = _BEHIND.fullmatch(text)
    if found is None or _read_period(found["rest"]) is None:
        return text, ""
    is_part = found["sign"][:1].isalnum() and found["sign"].isascii() and _read_period(text) is not None
    return (text, "") if is_part else (found["rest"], found["sign"])


def read_period(text: str) -> Printed | None:
    """The period that a text is and nothing else, but for a footnote's sign and words that call it a total."""
    return _read_period(text) or _read_period(sign_behind(text)[0])


def _read_period(text: str) -> Printed | None:
    plain = re.sub(r"[.,()*:]", " ", normal(text).replace("–", "-"))
    plain = re.sub(" +", " ", plain).strip()
    is_cumulative = bool(re.match(r"(cumulatief |cum |ytd )?(t/m|tot en met) ", plain))
    plain = re.sub(r"^(cumulatief |cum |ytd )?(t/m|tot en met) ", "", plain)
    is_total = False
    for total in TOTALS:
        if plain == total or plain.startswith(f"{total} ") or plain.endswith(f" {total}"):
            is_total = True
            plain = re.sub(rf"^{re.escape(total)} ?| ?{re.escape(total)}$", "", plain).strip()
            break
    if not plain:
        return None
    found = _period(plain)
    if found is None:
        return None
    return Printed(found[0], found[1], is_total, is_cumulative)


def _period(plain: str) -> tuple[str, int | None] | None:
    if plain in YEARS:
        return "", None
    if re.fullmatch(YEAR, plain):
        return "", int(plain)
    if found := re.fullmatch(rf"(?:jaar|year|heel|in|over|cy|calendar year|kalenderjaar) ({YEAR})", plain):
        return "", int(found[1])
    if found := re.fullmatch(rf"({YEAR})-(q[1-4]|h[12]|t[1-3]|w\d\d|\d\d)", plain):
        return f"-{found[2].upper()}", int(found[1])
    if found := re.fullmatch(r"(.+?)-?['’ ]?(\d\d)", plain):
        before = found[1].rstrip("-'’ ")
        if before in NAMES and NAMES[before][1:2].isdigit() and re.search(r"[-'’]\d\d$", plain):
            return NAMES[before], 2000 + int(found[2]) if int(found[2]) < 69 else 1900 + int(found[2])
    if found := re.fullmatch(rf"(?:(\d{{1,2}}) )?(\w+) ({YEAR})", plain):
        month = NAMES.get(found[2], "")
        if found[1] and month[1:2].isdigit() and 1 <= int(found[1]) <= 31:
            return f"{month}-{int(found[1]):02d}", int(found[3])
    for pattern in (rf"(?P<rest>.+?)(?: van| of|/|-)? ?(?P<year>{YEAR})", rf"(?P<year>{YEAR}) ?[-/]? ?(?P<rest>.+)"):
        if (found := re.fullmatch(pattern, plain)) and found["rest"].strip() in NAMES:
            return NAMES[found["rest"].strip()], int(found["year"])
    return (NAMES[plain], None) if plain in NAMES else None


def find_period(text: str) -> Printed | None:
    """The one period that a longer text names at its end or anywhere in it; None where none or several are named."""
    plain = re.sub(r"[,()*:;]", " ", normal(text))
    words = plain.split()
    found: dict[tuple[str, int | None], Printed] = {}
    at = 0
    while at < len(words):
        for length in (4, 3, 2, 1):
            piece = " ".join(words[at : at + length]).rstrip(".")
            # A lone word such as "mei", "half" or "jaar" may be about anything.
            is_vague = length == 1 and not re.search(r"\d", piece)
            if at + length <= len(words) and not is_vague and (one := read_period(piece)) and not one.is_total:
                found[one.part, one.year] = one
                at += length - 1
                break
        at += 1
    # "in het eerste half jaar van 2018" and "2018" beside it are one.
    specific = [one for one in found.values() if one.part or one.year]
    if len(specific) == 2 and {bool(one.part) for one in specific} == {True, False}:
        part, whole = sorted(specific, key=lambda one: not one.part)
        if part.year in (None, whole.year):
            return Printed(part.part, whole.year)
    return specific[0] if len(specific) == 1 else None


def years_in(text: str) -> list[int]:
    """Every year that a text names."""
    return [int(year) for year in re.findall(rf"(?<!\d)(?<!\d[.,])({YEAR})(?!\d)(?![.,]\d)", text)]


def ends_with_period(text: str) -> Printed | None:
    """The period that the last words of a text are, as in "(eerste kennismaking) 1e kwartaal"."""
    words = normal(text).split()
    for length in (4, 3, 2):
        if len(words) > length and (found := read_period(" ".join(words[-length:]))):
            return found
    return None


def month_initials(texts: Sequence[str]) -> list[str] | None:
    """The parts of a year that a row of initials stands for: J F M A … twelve or a run from January on."""
    plain = tuple(normal(text).rstrip(".") for text in texts)
    if len(plain) >= 3 and plain == MONTH_INITIALS[: len(plain)]:
        return [f"-{number:02d}" for number in range(1, len(plain) + 1)]
    return None


def counted_parts(texts: Sequence[str]) -> list[str] | None:
    """The parts of a year that 1 2 3 4 or 1 … 12 stand for."""
    letter = {4: "Q", 12: "", 3: "T", 2: "H"}.get(len(texts))
    if letter is None or [text.strip() for text in texts] != [str(number) for number in range(1, len(texts) + 1)]:
        return None
    return [f"-{letter}{number}" if letter else f"-{number:02d}" for number in range(1, len(texts) + 1)]


def is_total_word(text: str) -> bool:
    """Whether a label says that it is a total, and of nothing in particular."""
    plain = re.sub(r"[.:*()]", " ", normal(text)).strip()
    return plain in TOTALS


def in_words(part: str) -> str:
    """A part of a year as `report.yml` can say it without its year; empty for a whole one."""
    if not part:
        return ""
    if part[1:].isdigit():
        return MONTHS[int(part[1:]) - 1][0]
    return f"week {int(part[2:])}" if part[1] == "W" else part[1:]


def years_from_to(text: str) -> tuple[str, ...]:
    """The ways to read two years with a sign between them: a school year, or all of both; none for another text."""
    found = re.fullmatch(rf"({YEAR})\s*[-–/]\s*({YEAR})", normal(text))
    if found is None or int(found[2]) <= int(found[1]):
        return ()
    first, last = int(found[1]), int(found[2])
    if last == first + 1:
        return (f"{first}-08/{last}-07", f"{first}-01/{last}-12")
    return (f"{first}/{last}", f"{first + 1}/{last}", f"{first}/{last - 1}")


_SCHOOL_YEAR = re.compile(rf"(?:schooljaar|school year|cursusjaar|sj) ({YEAR})\s*[-–/]\s*(?:20)?(\d\d)")


def school_year(text: str) -> int | None:
    """The first year of a school year that a text names; None where it names none."""
    found = _SCHOOL_YEAR.search(normal(text))
    return int(found[1]) if found and int(found[1]) % 100 + 1 == int(found[2]) else None


def contains(outer: str, inner: str) -> bool:
    """Whether a period of whole months lies within another."""
    one, other = months(outer), months(inner)
    return one is not None and other is not None and one[0] <= other[0] and other[1] <= one[1]


def months(period: str) -> tuple[int, int] | None:
    """The first and last month of a period, counted from the year 0; None where it is none of whole months."""
    from orchestration.ingest.move_periods import months_of

    return months_of(period)
