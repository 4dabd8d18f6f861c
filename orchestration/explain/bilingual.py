"""Texts for people in Dutch and English beside each other; numbers are in Dutch notation in both."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from orchestration.dutch import number
from orchestration.explain.words import MONTHS_EN, MONTHS_NL, QUALIFIERS, UNITS
from orchestration.problems import visible


@dataclass(frozen=True)
class Both:
    """A text in Dutch and in English. On a page it is two spans, of which the reader's language is shown."""

    nl: str
    en: str

    def __html__(self) -> str:
        if self.nl == self.en:
            return str(escape(visible(self.nl)))
        return Markup("<span class=nl lang=nl>{}</span><span class=en lang=en>{}</span>").format(
            visible(self.nl), visible(self.en)
        )

    def __add__(self, other: Both | str) -> Both:
        more = other if isinstance(other, Both) else same(other)
        return Both(self.nl + more.nl, self.en + more.en)

    def attribute(self, name: str) -> Markup:
        """The text as an attribute; the page's script puts the English one in its place."""
        if self.nl == self.en:
            return Markup(' {}="{}"').format(Markup(name), visible(self.nl))
        return Markup(' {0}="{1}" data-en-{0}="{2}"').format(Markup(name), visible(self.nl), visible(self.en))


def same(text: str) -> Both:
    """A text that is the same in both languages, such as a name."""
    return Both(text, text)


NOTHING = same("")

UNITS_EN = {
    "percentage_point": "{} percentage points",
    "workdays": "{} working days",
    "days": "{} days",
    "months": "{} months",
    "hours": "{} hours",
}
QUALIFIERS_EN = {
    "about": "about",
    "over": "over",
    "nearly": "nearly",
    "under": "under",
    "at_least": "at least",
    "at_most": "at most",
    "average": "on average",
}
STATUSES = {
    "dash": Both("streepje", "dash"),
    "blank": Both("leeg", "blank"),
    "text": Both("tekst", "text"),
    "illegible": Both("onleesbaar", "illegible"),
    "suppressed": Both("afgeschermd", "withheld"),
    "unknown": Both("onbekend", "unknown"),
    "not_applicable": Both("niet van toepassing", "not applicable"),
    "not_yet": Both("nog niet bekend", "not known yet"),
}
"""What stands in the place of a number that the report does not print."""

MARKED = ("suppressed", "unknown", "not_applicable", "not_yet")
"""Statuses that a mark of the report's own says, which is shown as it is printed."""

PROVISIONAL = Both("voorlopig", "provisional")


def number_words(value: Decimal | float | int, decimals: int | None = None, unit: str = "count") -> Both:
    """A number with its unit."""
    text = number(value, decimals, most=1 if decimals is None else 4)
    return Both(UNITS.get(unit, "{}").format(text), UNITS_EN.get(unit, UNITS.get(unit, "{}")).format(text))


def is_range(figure: Mapping[str, Any]) -> bool:
    """Whether a report prints two numbers between which the figure lies; bounds of what it withholds are no range."""
    bounds = (figure["value_low"], figure["value_high"])
    return figure["value"] is None and None not in bounds and figure["value_status"] not in MARKED


def status_words(figure: Mapping[str, Any]) -> Both:
    """What stands in the place of a number: `onleesbaar`, or the printed mark and what it means, `x (afgeschermd)`."""
    said, printed = STATUSES.get(figure["value_status"], Both("geen getal", "no number")), figure.get("value_printed")
    if figure["value_status"] not in MARKED or not printed:
        return said
    return Both(f"{printed} ({said.nl})", f"{printed} ({said.en})")


def figure_words(figure: Mapping[str, Any], with_unit: bool = True) -> Both:
    """A row of `core.figure` as people read it: `circa 12,5 %`, `tussen 5 en 10`, `onleesbaar`, `x (afgeschermd)`.

    Without its unit, as a table shows it, a range is `5–10`, and whether a figure is provisional is not said.
    """
    unit = figure["unit"] if with_unit else "count"
    value, decimals = figure["value"], figure["decimals"]
    if is_range(figure):
        first, last = number(figure["value_low"], decimals), number_words(figure["value_high"], decimals, unit)
        words = Both(f"tussen {first} en {last.nl}", f"between {first} and {last.en}")
        words = words if with_unit else Both(f"{first}–{last.nl}", f"{first}–{last.en}")
    elif value is None:
        words = status_words(figure)
    else:
        words = number_words(value, decimals, unit)
        if (qualifier := figure["qualifier"]) in QUALIFIERS:
            words = Both(f"{QUALIFIERS[qualifier]} {words.nl}", f"{QUALIFIERS_EN[qualifier]} {words.en}")
    if with_unit and figure.get("is_provisional") and figure["value_status"] not in MARKED:
        words = words + Both(f" ({PROVISIONAL.nl})", f" ({PROVISIONAL.en})")
    return words


def date_words(day: dt.date) -> Both:
    """A day: `3 maart 2021`, in English `3 March 2021`."""
    return Both(f"{day.day} {MONTHS_NL[day.month - 1]} {day.year}", f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}")


def written_words(english: str | None, dutch: str | None) -> Both | Markup:
    """What people wrote in English, and in Dutch too where `dutch` is given."""
    english = english or ""
    if dutch:
        return Both(dutch, english)
    return Markup('<span lang="en">{}</span>').format(visible(english))


def period_words(period_id: str, short: bool = False) -> Both:
    """A period as people say it: `maart 2021`, `1e kwartaal 2021`, `juli 2018 t/m juni 2019`.

    `short` is for the heads of columns: `mrt 2021`, `K1 2021`.
    """
    first, _, last = period_id.partition("/")
    if last:
        start, end = period_words(first, short), period_words(last, short)
        return Both(f"{start.nl} t/m {end.nl}", f"{start.en} to {end.en}")
    if found := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", period_id):
        year, month = found[1], int(found[2]) - 1
        nl, en = MONTHS_NL[month], MONTHS_EN[month]
        if short:
            nl, en = {"maart": "mrt"}.get(nl, nl[:3]), en[:3]
        day = f"{int(found[3])} " if found[3] else ""
        return Both(f"{day}{nl} {year}", f"{day}{en} {year}")
    if found := re.fullmatch(r"(\d{4})-W(\d{2})", period_id):
        year, week = found[1], int(found[2])
        return same(f"W{week} {year}" if short else f"week {week} {year}")
    if found := re.fullmatch(r"(\d{4})-([QTH])(\d)", period_id):
        year, kind, rank = found[1], found[2], found[3]
        if short:
            return Both(f"{'K' if kind == 'Q' else kind}{rank} {year}", f"{kind}{rank} {year}")
        part = {"Q": ("kwartaal", "quarter"), "T": ("tertaal", "four months"), "H": ("halfjaar", "half")}[kind]
        rank_en = {"1": "first", "2": "second", "3": "third", "4": "fourth"}.get(rank, rank)
        return Both(f"{rank}e {part[0]} {year}", f"{rank_en} {part[1]} of {year}")
    return same(period_id)
