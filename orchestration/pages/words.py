"""What pages call things, in Dutch and English beside each other."""

from __future__ import annotations

import datetime as dt
import re

from markupsafe import Markup, escape

from orchestration.explain.bilingual import Both, date_words, number_words, same
from orchestration.problems import visible

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
GRAINS = {
    "week": Both("Weken", "Weeks"),
    "month": Both("Maanden", "Months"),
    "quarter": Both("Kwartalen", "Quarters"),
    "four_months": Both("Tertalen", "Four-month periods"),
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


def description(text: str | None) -> Markup:
    """A description of a table or column, in which `names` stand between backticks."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(visible(text or "")))))


def moment_words(moment: dt.datetime) -> Both:
    """A moment, kept in UTC: `3 maart 2021, 14.05 uur (UTC)`."""
    day = date_words(moment)
    return Both(f"{day.nl}, {moment:%H.%M} uur (UTC)", f"{day.en}, {moment:%H:%M} (UTC)")
