"""How pages write things: in Dutch and English beside each other, numbers in Dutch notation in both."""

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
        return Markup('<span class="nl" lang="nl">{}</span><span class="en" lang="en">{}</span>').format(
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
UNIT_NAMES = {
    "count": Both("aantal", "count"),
    "percent": same("%"),
    "percentage_point": Both("procentpunt", "percentage points"),
    "workdays": Both("werkdagen", "working days"),
    "days": Both("dagen", "days"),
    "months": Both("maanden", "months"),
    "hours": Both("uren", "hours"),
    "fte": same("fte"),
    "eur": same("€"),
    "score": Both("rapportcijfer", "mark"),
    "ratio": Both("verhouding", "ratio"),
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
}
"""What stands in the place of a number that the report does not print."""

GRAINS = {
    "month": Both("Maanden", "Months"),
    "quarter": Both("Kwartalen", "Quarters"),
    "half_year": Both("Halfjaren", "Half years"),
    "year": Both("Jaren", "Years"),
    "interval": Both("Andere perioden", "Other periods"),
    "instant": Both("Dagen", "Days"),
}
"""The kinds of periods, in the order in which tables show them."""


DOMAINS = {
    "reach": Both("Bereik", "Reach"),
    "flow": Both("Doorstroom", "Flow"),
    "satisfaction": Both("Tevredenheid", "Satisfaction"),
    "workforce": Both("Medewerkers", "Workforce"),
}


def number_words(value: Decimal | float | int, decimals: int | None = None, unit: str = "count") -> Both:
    """A number with its unit."""
    text = number(value, decimals, most=1 if decimals is None else 4)
    return Both(UNITS.get(unit, "{}").format(text), UNITS_EN.get(unit, UNITS.get(unit, "{}")).format(text))


THINGS = {
    "figure": (Both("cijfer", "figure"), Both("cijfers", "figures")),
    "new figure": (Both("nieuw cijfer", "new figure"), Both("nieuwe cijfers", "new figures")),
    "changed": (Both("veranderd", "changed"), Both("veranderde", "changed")),
    "row": (Both("rij", "row"), Both("rijen", "rows")),
    "open finding": (Both("open bevinding", "open finding"), Both("open bevindingen", "open findings")),
    "waived finding": (Both("aanvaarde bevinding", "waived finding"), Both("aanvaarde bevindingen", "waived findings")),
    "suspect": (Both("verdachte cel", "suspect"), Both("verdachte cellen", "suspects")),
    "team": (Both("team", "team"), Both("teams", "teams")),
    "case": (Both("casus", "case"), Both("casussen", "cases")),
    "check": (Both("controle", "check"), Both("controles", "checks")),
}
"""What pages count, one and several of it."""


def counted(count: int, thing: str) -> Both:
    """A number of things: `1 cijfer`, `2 cijfers`."""
    return number_words(count) + " " + THINGS[thing][count != 1]


def thing_words(count: int, thing: str) -> Both:
    """The same without the number, for pages that set it apart."""
    return THINGS[thing][count != 1]


def figure_words(figure: Mapping[str, Any], with_unit: bool = True) -> Both:
    """A row of `core.figure` as people read it: `circa 12,5 %`, `tussen 5 en 10`, `onleesbaar`."""
    unit = figure["unit"] if with_unit else "count"
    value, low, high = figure["value"], figure["value_low"], figure["value_high"]
    if value is None and low is not None and high is not None:
        first, last = number(low, figure["decimals"]), number_words(high, figure["decimals"], unit)
        return Both(f"tussen {first} en {last.nl}", f"between {first} and {last.en}")
    if value is None:
        return STATUSES.get(figure["value_status"], Both("geen getal", "no number"))
    text = number_words(value, figure["decimals"], unit)
    qualifier = figure["qualifier"]
    if qualifier not in QUALIFIERS:
        return text
    return Both(f"{QUALIFIERS[qualifier]} {text.nl}", f"{QUALIFIERS_EN[qualifier]} {text.en}")


def date_words(day: dt.date) -> Both:
    """A day: `3 maart 2021`, in English `3 March 2021`."""
    return Both(f"{day.day} {MONTHS_NL[day.month - 1]} {day.year}", f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}")


def description(text: str | None) -> Markup:
    """A description of a table or column, in which `names` stand between backticks."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(visible(text or "")))))


def written_words(english: str, dutch: str | None) -> Both | Markup:
    """What people wrote in English, and in Dutch too where `dutch` is given."""
    if dutch:
        return Both(dutch, english)
    return Markup('<span lang="en">{}</span>').format(visible(english))


def moment_words(moment: dt.datetime) -> Both:
    """A moment, kept in UTC: `3 maart 2021, 14.05 uur (UTC)`."""
    day = date_words(moment)
    return Both(f"{day.nl}, {moment:%H.%M} uur (UTC)", f"{day.en}, {moment:%H:%M} (UTC)")


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
    if found := re.fullmatch(r"(\d{4})-([QH])(\d)", period_id):
        year, kind, rank = found[1], found[2], found[3]
        if short:
            return Both(f"{'K' if kind == 'Q' else 'H'}{rank} {year}", f"{kind}{rank} {year}")
        part = ("kwartaal", "quarter") if kind == "Q" else ("halfjaar", "half")
        rank_en = {"1": "first", "2": "second", "3": "third", "4": "fourth"}.get(rank, rank)
        return Both(f"{rank}e {part[0]} {year}", f"{rank_en} {part[1]} of {year}")
    return same(period_id)
