"""How values, periods and texts are written for people, and how what people type is compared."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterable
from typing import Literal
from zoneinfo import ZoneInfo

Language = Literal["nl", "en"]
"""What people are written to in."""

UNITS = {
    "percent": "{} %",
    "percentage_point": "{} procentpunt",
    "workdays": "{} werkdagen",
    "days": "{} dagen",
    "months": "{} maanden",
    "hours": "{} uur",
    "fte": "{} fte",
    "eur": "€ {}",
}
"""How a number is written with its unit; a unit that is not here is not written (count, score, ratio)."""

QUALIFIERS = {
    "about": "circa",
    "over": "ruim",
    "nearly": "bijna",
    "under": "minder dan",
    "at_least": "minstens",
    "at_most": "hooguit",
    "average": "gemiddeld",
}

RESULT = "realised"
"""The kind of a figure that tells what came about."""

FIGURE_KINDS = {
    "realised": ("Realisatie", "Realised"),
    "target": ("Streefwaarde", "Target"),
    "budget": ("Begroting", "Budget"),
    "original_budget": ("Primitieve begroting", "Original budget"),
    "forecast": ("Prognose", "Forecast"),
    "over_target": ("Boven streefwaarde", "Over target"),
    "under_target": ("Onder streefwaarde", "Under target"),
    "over_budget": ("Boven begroting", "Over budget"),
    "under_budget": ("Onder begroting", "Under budget"),
    "over_original_budget": ("Boven primitieve begroting", "Over original budget"),
    "under_original_budget": ("Onder primitieve begroting", "Under original budget"),
    "over_forecast": ("Boven prognose", "Over forecast"),
    "under_forecast": ("Onder prognose", "Under forecast"),
}
"""The kinds of figure in Dutch and English, as core.kind has them."""

MONTHS_NL = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ORDINALS_NL = ("eerste", "tweede", "derde", "vierde")


def with_unit(text: str, unit: str) -> str:
    """A written number with its unit."""
    return UNITS.get(unit, "{}").format(text)


def period_names(period_id: str) -> list[str]:
    """What people call a period: its id, and for calendar periods the Dutch name (second) and other spellings."""
    if found := re.fullmatch(r"(\d{4})-(\d{2})", period_id):
        year, month = found[1], int(found[2]) - 1
        dutch = MONTHS_NL[month]
        return [period_id, *(f"{name} {year}" for name in (dutch, MONTHS_EN[month], dutch[:3], MONTHS_EN[month][:3]))]
    if found := re.fullmatch(r"(\d{4})-W(\d{2})", period_id):
        year, week = found[1], int(found[2])
        return [period_id, f"week {week} {year}", f"wk {week} {year}", f"W{found[2]} {year}"]
    if found := re.fullmatch(r"(\d{4})-([QTH])(\d)", period_id):
        year, kind, rank = found[1], found[2], int(found[3])
        part = {"Q": "kwartaal", "T": "tertaal", "H": "halfjaar"}[kind]
        names = [f"{rank}e {part}", f"{ORDINALS_NL[rank - 1]} {part}", f"{part} {rank}", f"{kind}{rank}"]
        return [period_id, *(f"{name} {year}" for name in names)]
    return [period_id]


def period_label(period_id: str) -> str:
    """A period as a heading shows it: `maart 2021 (2021-03)`."""
    names = period_names(period_id)
    return f"{names[1]} ({period_id})" if len(names) > 1 else period_id


def date_in_words(day: dt.date, language: Language) -> str:
    """A day as people write it: `25 november 2026`."""
    return f"{day.day} {(MONTHS_NL if language == 'nl' else MONTHS_EN)[day.month - 1]} {day.year}"


def moment_in_words(stamp: str, language: Language) -> str:
    """A moment (ISO 8601) as people in the Netherlands read it: `25 november 2026, 06:00`."""
    moment = dt.datetime.fromisoformat(stamp).astimezone(ZoneInfo("Europe/Amsterdam"))
    return f"{date_in_words(moment, language)}, {moment:%H:%M}"


def fold(text: str) -> str:
    """A text as names are compared: without case, accents and punctuation."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", plain))


def close_to(word: str, known: Iterable[str], limit: int = 5) -> list[str]:
    """The known texts that look most like the word, best first; those that contain it count as close."""
    by_fold: dict[str, str] = {}
    for text in known:
        by_fold.setdefault(fold(text), text)
    asked = fold(word)
    containing = [f for f in by_fold if asked and asked in f]
    close = difflib.get_close_matches(asked, list(by_fold), n=limit, cutoff=0.6)
    return [by_fold[f] for f in dict.fromkeys([*close, *containing])][:limit]
