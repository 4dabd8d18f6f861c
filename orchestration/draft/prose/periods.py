"""Finds the periods that a text names, in Dutch and English: years, parts of years, dates and "last year"."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace
from itertools import pairwise

from orchestration.draft.periods import MONTHS
from orchestration.draft.prose.number_words import plain
from orchestration.ingest.move_periods import months_of, moved

_MONTHS = {name: number for number, names in enumerate(MONTHS, start=1) for name in names}
_RANKS = {
    name: rank
    for rank, names in enumerate(
        ("1 1e 1ste 1st eerste first een", "2 2e 2de 2nd tweede second twee", "3 3e 3de 3rd derde third drie",
         "4 4e 4de 4th vierde fourth vier"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_FULL_MONTH = "|".join(
    name for name in _MONTHS if len(name) > 4 or name in ("mei", "may", "juni", "june", "juli", "july")
)
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19[5-9]\d|20\d\d)(?![\d]|[.,]\d)"
_OF_YEAR = rf"(?:\s*(?:,\s*|van\s+(?:het\s+jaar\s+)?|in\s+|of\s+|-)?(?P<year>{_YEAR}))?"
_RANK = "|".join(sorted(_RANKS, key=len, reverse=True)) + "|laatste|last|final"

_ONE_TO_FOUR = "[1-4]|een|twee|drie|vier|one|two|three|four"
_COUNTED = (
    "euro|eur|fte|uur|uren|keer|mensen|inwoners|klanten|clienten|gezinnen|huishoudens|kinderen|jongeren|medewerkers|leden|"
    "people|inhabitants|clients|households|families|children|employees|members|hours|times"
)

_HALF = (
    r"(?:half\s?-?jaar|helft(?:\s+van\s+het\s+jaar)?|"
    r"half[- ]?year|half(?:\s+of\s+the\s+year)?|zes\s+maanden|six\s+months)"
)
_FIRST_OR_SECOND = r"(?:eerste|tweede|1e|2e|first|second|1st|2nd)"
_AND = r"\s+(?:en|naar|als|and|to)\s+(?:het\s+|the\s+)?"
_UP_TO = r"\s*(?:tot\s+en\s+met|t/m|tot|-|–|to|until|through)\s*"
_THIS_YEAR = r"(?:het|dit|the|this)\s+(?:jaar|year)\b"
_BEGIN = r"(?:begin|start|aanvang|(?:the\s+)?(?:start|beginning)\s+of)"
_END = r"(?:eind|einde|ultimo|(?:the\s+)?end\s+of)"
_SPAN = r"(?:jaar|jaren|maanden|weken|kwartalen|months|weeks|years|quarters)"
_ALIKE_BEFORE = r"(?:\s+(?:in\s+)?(?:vorig\s+jaar|last\s+year|een\s+jaar\s+eerder))?"

_SAID: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("day", (
        rf"\b(?P<day>\d{{1,2}})(?:e|st|nd|rd|th)?\s+(?P<month>{_MONTH})\b\.?(?:\s+(?P<year>{_YEAR}))?",
        rf"\b(?P<month>{_FULL_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b,?(?:\s+(?P<year>{_YEAR}))?",
    )),
    ("date", (
        rf"\b(?P<day>\d{{1,2}})[-/.](?P<month>\d{{1,2}})[-/.](?P<year>{_YEAR})",
        rf"\b(?P<year>{_YEAR})-(?P<month>\d\d)-(?P<day>\d\d)\b",
    )),
    ("quarters", (
        rf"\b(?:kwartaal|quarters?)\s+(?P<rank>{_ONE_TO_FOUR}){_AND}(?P<rank2>{_ONE_TO_FOUR})\b{_OF_YEAR}",
        rf"\b(?P<rank>{_RANK}){_AND}(?P<rank2>{_RANK})\s+(?:kwartaal|quarter)\b{_OF_YEAR}",
    )),
    ("halves", (
        rf"\b(?P<rank>eerste|first){_AND}(?P<rank2>tweede|second)\s+(?:half\s?-?jaar|helft|half)\b{_OF_YEAR}",
    )),
    ("quarter", (
        rf"\b(?P<rank>{_RANK})\s+(?:kwartaal|quarter)\b{_OF_YEAR}",
        rf"\b(?P<rank>[1-4])e\s+kwart\b{_OF_YEAR}",
        rf"\b(?P<rank>laatste|eerste|last|first)\s+(?:drie|three)\s+(?:maanden|months)"
        rf"(?:\s+(?:van|of)\s+{_THIS_YEAR})?\b{_OF_YEAR}",
        rf"\b(?:kwartaal|quarter|kw\.?)\s?(?P<rank>{_ONE_TO_FOUR})\b{_OF_YEAR}",
        rf"\bq(?P<rank>[1-4])\b{_OF_YEAR}",
        rf"\b(?P<year>{_YEAR})[\s-]q(?P<rank>[1-4])\b",
    )),
    ("half", (rf"\b(?P<rank>{_FIRST_OR_SECOND})\s+{_HALF}\b{_OF_YEAR}", rf"\bh(?P<rank>[12])\b{_OF_YEAR}")),
    ("months", (
        rf"\b(?P<month>{_FULL_MONTH})(?:\s+(?P<year>{_YEAR}))?{_UP_TO}"
        rf"(?P<month2>{_FULL_MONTH})(?:\s+(?P<year2>{_YEAR}))?\b",
    )),
    ("month", (
        rf"\b(?P<month>{_FULL_MONTH})\b(?:\s+(?:van\s+|of\s+)?(?P<year>{_YEAR}))?",
        rf"\b(?P<month>{_MONTH})\.?\s+(?P<year>{_YEAR})",
    )),
    ("years", (rf"(?<![\d.,-])(?P<year>{_YEAR})\s*(?:-|–|/|t/m|tot\s+en\s+met)\s*(?P<year2>{_YEAR}|\d\d\b)",)),
    ("end", (rf"\b{_END}\s+(?:van\s+)?(?:(?P<year>{_YEAR})|{_THIS_YEAR})",)),
    ("begin", (rf"\b{_BEGIN}\s+(?:van\s+)?(?:(?P<year>{_YEAR})|{_THIS_YEAR})",)),
    ("middle", (rf"\b(?:medio|halverwege|midden|mid)[\s-]+(?P<year>{_YEAR})",)),
    ("year", (
        rf"(?<![\w.,/€-])(?<!€\s)(?P<year>{_YEAR})(?![\w/]|-\w|\s+(?:{_COUNTED})\b)",
        r"['’](?P<short>\d\d)\b(?!\w)",
    )),
    ("before_same", (
        r"\b(?:een\s+jaar\s+(?:geleden|eerder|daarvoor|ervoor)|a\s+year\s+(?:ago|earlier|before))\b",
        rf"\b(?:dezelfde\s+periode|the\s+same\s+period){_ALIKE_BEFORE}",
    )),
    ("before", (
        r"\b(?:vorig|voorgaande?|voorafgaande?|afgelopen\s+kalender)\s?jaar\b",
        r"\bjaar\s+(?:ervoor|daarvoor|eerder|tevoren)\b",
        r"\b(?:last|previous|preceding|prior)\s+year\b|\byear\s+before\b",
    )),
    ("before_half", (r"\b(?:vorige?|voorgaande?|voorafgaande?)\s+half\s?jaar\b|\bprevious\s+half[- ]year\b",)),
    ("before_quarter", (r"\b(?:vorige?|voorgaande?)\s+kwartaal\b|\bprevious\s+quarter\b",)),
    ("own", (
        r"\b(?:dit|afgelopen|huidige?|eerste)\s+(?:verslag)?(?:half\s?)?jaar\b|\bhet\s+hele\s+jaar\b|\bverslagjaar\b",
        r"\b(?:this|past|reporting)\s+(?:half[- ])?year\b|\bafgelopen\s+half\s?jaar\b",
    )),
    ("many", (
        r"\b(?:jaren|jaar)\s+(?:ervoor|daarvoor)\b|\b(?:eerdere|voorgaande|voorafgaande|afgelopen|vorige)\s+jaren\b",
        r"\b(?:previous|earlier|preceding|past)\s+years\b",
    )),
    ("next", (r"\b(?:volgend|komend)\s?jaar\b|\bnext\s+year\b",)),
    ("unknown", (
        rf"\b(?:afgelopen|laatste|vorige|eerste|komende|past|last|first)\s+(?:\w+\s+)?{_SPAN}\b",
        r"\bin\s+(?:deze|die|dezelfde)\s+(?:periode|jaren|maanden)\b|\bin\s+(?:this|that)\s+period\b",
        r"\b(?:over|gedurende|for|during|na)\s+(?:een\s+(?:half\s+jaar|periode\s+van)|half\s+a\s+year|a\s+period\s+of)\b",
        r"\bhalf\s+jaar\b",
    )),
    ("since", (r"\b(?:sinds|vanaf|since)\s+(?:de\s+start|onze\s+start|the\s+start|our\s+start)\b(?!\s+in\s)",)),
)  # fmt: skip
"""By kind of period how it is said, in lower case and without accents; what stands first is looked for first."""
_PATTERNS = [(kind, re.compile(pattern)) for kind, patterns in _SAID for pattern in patterns]


@dataclass(frozen=True)
class Period:
    """A period as a text names it."""

    start: int
    end: int
    kind: str
    periods: tuple[str, ...]
    """The periods that it may be, best first; none where it names one that cannot be known."""
    has_year: bool
    """Whether the year is printed with it."""


def periods(text: str, own: str) -> list[Period]:
    """The periods that a text names, in order and without overlap; `own` is the period of the report."""
    folded = plain(text)
    found: list[Period] = []
    taken = [False] * (len(folded) + 1)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            if any(taken[match.start() : match.end()]):
                continue
            named = _periods(kind, match.groupdict(), own)
            if named is None:
                continue
            named = _bounded(folded[max(0, match.start() - 24) : match.start()], kind, named, own)
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            has_year = bool(match.groupdict().get("year") or match.groupdict().get("short"))
            found.append(Period(*match.span(), kind, tuple(dict.fromkeys(filter(None, named))), has_year))
    return _continued(folded, sorted(found, key=lambda period: period.start))


def _continued(text: str, found: list[Period]) -> list[Period]:
    """A year that goes on from a part of another: "the fourth quarter of 2019 and 2020"."""
    for at, (before_it, one) in enumerate(pairwise(found), start=1):
        between = re.sub(r"\([^)]*\)", "", text[before_it.end : one.start])
        if (
            one.kind == "year"
            and before_it.kind in ("quarter", "half")
            and re.fullmatch(r"\s*(?:en|and|,|of|or)\s*(?:in\s+)?", between)
        ):
            part = before_it.periods[0][4:]
            found[at] = replace(one, periods=(one.periods[0][:4] + part, *one.periods))
    return found


def _bounded(lead: str, kind: str, named: list[str | None], own: str) -> list[str | None]:
    """What a month or year stands for behind "since" or "until", beside itself."""
    first = next((one for one in named if one), None)
    months = months_of(first) if first and kind in ("month", "year") else None
    whole = months_of(own)
    if months is None or whole is None:
        return named
    if _SINCE.search(lead):
        begin, end = months[0], whole[1]
    elif found := _UNTIL.search(lead):
        begin, end = months[0] // 12 * 12, months[1] - (0 if found["with"] else 1)
        begin = max(begin, whole[0]) if kind == "month" else begin
    else:
        return named
    return [_interval(begin, end, own), *named] if begin < end else named


_SINCE = re.compile(
    r"\b(?:sinds|vanaf|since|from)\s+(?:de\s+start\s+in\s+|begin\s+|de\s+maand\s+|the\s+start\s+in\s+)?$"
)
_UNTIL = re.compile(r"\b(?:(?P<with>tot\s+en\s+met|t/m|through)|tot|until)\s+(?:circa\s+|eind\s+)?$")


def _interval(begin: int, end: int, own: str) -> str:
    """The period from one month to another, counted from the year 0; the report's own period is called so."""
    if months_of(own) == (begin, end):
        return own
    said = [f"{month // 12}-{month % 12 + 1:02}" for month in (begin, end)]
    return "/".join(said) if begin < end else said[0]


def own_years(own: str) -> list[int]:
    """The years that a report is about, the last first."""
    return sorted({int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", own)}, reverse=True)


def before(own: str) -> tuple[str, ...]:
    """The periods that a report compares itself with first: as long, a year before, and the whole year before."""
    years = own_years(own)
    return tuple(dict.fromkeys(filter(None, (_moved(own, -12), str(years[0] - 1) if years else None))))


def moved_back(period: str, months: int) -> str | None:
    """A period so many months earlier; None where it cannot be moved."""
    return _moved(period, -months)


def _moved(period: str, months: int) -> str | None:
    try:
        return moved(period, months)
    except (ValueError, IndexError):
        return None


def _periods(kind: str, parts: dict[str, str | None], own: str) -> list[str | None] | None:
    """What a match names; None where it is no period after all."""
    years = own_years(own)
    said = parts.get("year")
    named = [int(said)] if said else years[:2]
    match kind:
        case "quarter":
            rank = _rank(parts["rank"], 4)
            return [f"{year}-Q{rank}" for year in named]
        case "quarters":
            return [f"{year}-Q{_rank(parts[name], 4)}" for year in named[:1] for name in ("rank", "rank2")]
        case "halves":
            return [f"{year}-H{rank}" for year in named[:1] for rank in (1, 2)]
        case "half":
            return [f"{year}-H{_rank(parts['rank'], 2)}" for year in named]
        case "day" | "date":
            day, month = int(parts["day"] or 0), _month(parts["month"])
            dates = [date for year in named if (date := _date(year, month, day))]
            return list(dates) if dates else (None if kind == "date" else ([] if 1 <= day <= 31 else None))
        case "month":
            return [f"{year}-{_month(parts['month']):02}" for year in named]
        case "months":
            first, last = _month(parts["month"]), _month(parts["month2"])
            ends = [int(parts["year2"])] if parts["year2"] else named
            return [f"{int(said) if said else end - (first > last)}-{first:02}/{end}-{last:02}" for end in ends]
        case "years":
            begin, last_year = int(said or 0), parts["year2"] or ""
            end = int(last_year) if len(last_year) == 4 else begin // 100 * 100 + int(last_year)
            return [f"{begin}-01/{end}-12"] if begin < end <= begin + 60 else None
        case "end":
            return [one for year in named[:1] for one in (f"{year}-12-31", f"{year}-Q4", str(year))]
        case "begin":
            return [one for year in named[:1] for one in (f"{year}-01-01", f"{year}-Q1", str(year))]
        case "middle":
            return [one for year in named[:1] for one in (f"{year}-06-30", f"{year}-Q2", str(year))]
        case "next":
            return [str(years[0] + 1)] if years else []
        case "year" if parts.get("short"):
            return [f"20{parts['short']}"]
        case "year":
            return _year(named[0], own)
        case "since" | "unknown":
            return []
        case "own":
            return [own]
        case "many":
            return [f"{years[0] - 2}-01/{years[0] - 1}-12"] if years else []
        case _:
            return _earlier(kind, own, years)


def _year(year: int, own: str) -> list[str | None]:
    """A year, and the part of it that a report of part of a year is about."""
    whole, same = str(year), _moved(own, 12 * (year - own_years(own)[0])) if own_years(own) else None
    return [own, whole] if same == own and own != whole else [whole, same]


def _earlier(kind: str, own: str, years: list[int]) -> list[str | None]:
    if not years:
        return []
    year = str(years[0] - 1)
    same = _moved(own, -12)
    match kind:
        case "before_same":
            return [same, year]
        case "before":
            return [year, same]
        case "before_half":
            return [_moved(own, -6)] if (months := months_of(own)) and months[1] - months[0] == 5 else []
        case _:
            return []


def _rank(text: str | None, most: int) -> int:
    words = {"one": 1, "two": 2, "three": 3, "four": 4, "laatste": most, "last": most, "final": most}
    return min(_RANKS.get(text or "", words.get(text or "", 1)), most)


def _month(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else _MONTHS.get(text or "", 1)


def _date(year: int, month: int, day: int) -> str | None:
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return dt.date(year, month, day).isoformat()


def ends_after(period: str, own: str) -> bool:
    """Whether a period ends after that of the report, which can tell of it only as a plan, or by a slip."""
    months, all_of = months_of(period[:7] if re.fullmatch(r"\d{4}-\d\d-\d\d", period) else period), months_of(own)
    return months is not None and all_of is not None and months[1] > all_of[1]
