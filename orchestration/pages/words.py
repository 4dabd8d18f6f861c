"""What pages call things, in Dutch and English beside each other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

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


OTHER = "other"
"""The page of the metrics that no mart serves."""

DOMAINS = {
    "reach": Both("Bereik", "Reach"),
    "flow": Both("Doorstroom", "Flow"),
    "satisfaction": Both("Tevredenheid", "Satisfaction"),
    "workforce": Both("Medewerkers", "Workforce"),
    OTHER: Both("Overig", "Other"),
}
"""The pages of figures, one per mart and that one."""

AREA_KINDS = {
    "group": Both("Groepen van wijken", "Groups of neighbourhoods"),
    "team_without_area": Both("Teams zonder wijk", "Teams without an area"),
    "district": Both("Wijken", "Districts"),
    "neighbourhood": Both("Buurten", "Neighbourhoods"),
    "region": Both("Regio's", "Regions"),
    "country": Both("Landen", "Countries"),
}
"""What areas are listed as, teams and cities apart, in this order."""

LISTED = 5
"""Of how many organisations or cities the names are said; of more, how many there are."""


def domain_of(mart: str | None) -> str:
    """The page of figures that shows a metric, by its mart."""
    return mart or OTHER


def listed(names: Iterable[str], thing: str) -> Both:
    """Names as a sentence has them: `Lokalis en Sociaal team Zeist`; of many, how many they are: `12 steden`."""
    known = sorted(set(names))
    if len(known) > LISTED:
        return counted(len(known), thing)
    *first, last = known or [""]
    return Both(f"{', '.join(first)} en {last}", f"{', '.join(first)} and {last}") if first else same(last)


THINGS = {
    "figure": (Both("cijfer", "figure"), Both("cijfers", "figures")),
    "other figure": (Both("ander cijfer", "other figure"), Both("andere cijfers", "other figures")),
    "new figure": (Both("nieuw cijfer", "new figure"), Both("nieuwe cijfers", "new figures")),
    "changed": (Both("veranderd", "changed"), Both("veranderde", "changed")),
    "row": (Both("rij", "row"), Both("rijen", "rows")),
    "open finding": (Both("open bevinding", "open finding"), Both("open bevindingen", "open findings")),
    "waived finding": (Both("aanvaarde bevinding", "waived finding"), Both("aanvaarde bevindingen", "waived findings")),
    "suspect": (Both("verdachte cel", "suspect"), Both("verdachte cellen", "suspects")),
    "team": (Both("team", "team"), Both("teams", "teams")),
    "case": (Both("casus", "case"), Both("casussen", "cases")),
    "organisation": (Both("organisatie", "organisation"), Both("organisaties", "organisations")),
    "area": (Both("gebied", "area"), Both("gebieden", "areas")),
    "city": (Both("stad", "city"), Both("steden", "cities")),
    "check": (Both("controle", "check"), Both("controles", "checks")),
    "mistake": (Both("fout", "mistake"), Both("fouten", "mistakes")),
    "report": (Both("verslag", "report"), Both("verslagen", "reports")),
    "metric": (Both("onderwerp", "metric"), Both("onderwerpen", "metrics")),
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
