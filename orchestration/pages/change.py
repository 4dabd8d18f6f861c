"""Each figure beside the one before it: how much it changed, and whether one may compare the two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from orchestration.dutch import number
from orchestration.explain.bilingual import STATUSES, UNITS_EN, Both, figure_words, number_words, period_words, same
from orchestration.explain.served import Served
from orchestration.explain.words import UNITS
from orchestration.pages.figures import QueryRow, query
from orchestration.pages.grammar import period_in_sentence, when

Comparability = Literal["yes", "care", "no"]
"""Whether two figures may be compared: as they stand, with care, or not."""

WHY = {
    "break": Both("er is een breuk in de reeks", "there is a break in the series"),
    "area": Both("het gebied is veranderd", "the area has changed"),
    "source": Both("de bron is een andere", "the source is another"),
    "period": Both("de perioden zijn niet even lang", "the periods differ in length"),
    "bound": Both("het verslag geeft geen precies getal", "the report gives no exact number"),
    "about": Both("het verslag geeft een benadering", "the report gives an approximation"),
    "provisional": Both("een van beide is voorlopig", "one of the two is provisional"),
    "contradicted": Both(
        "het verslag spreekt zichzelf over een van beide tegen",
        "the report contradicts itself about one of the two",
    ),
    "computed": Both(
        "het eerdere cijfer is berekend uit de gebieden van toen",
        "the earlier figure is computed from the former areas",
    ),
}
"""Why figures may not be compared, or only with care."""

SIGNS = {"up": "▲", "down": "▼", "same": "="}
"""What stands beside a change, for those who look; the words say it too."""

LEVELS = {"up": Both("hoger dan", "higher than"), "down": Both("lager dan", "lower than")}
AMOUNTS = {"up": Both("meer dan", "more than"), "down": Both("minder dan", "less than")}
COUNTS = {"up": Both("meer dan", "more than"), "down": Both("minder dan", "fewer than")}
AMOUNT_UNITS = ("count", "eur", "fte", "workdays", "days", "months", "hours")
"""What there is more or less of; of anything else a figure is higher or lower."""

GROWING_UNITS = ("count", "eur", "fte")
"""Of what a growth in percent is said."""

GROWTH_FROM = 20
"""From which number on a growth in percent says something: 3 to 6 is a doubling of hardly anything."""

CHANGE_UNITS = {"percent": "percentage_point"}
"""What a difference is counted in, where it is not the metric's own unit."""

COUNTED = {
    "percentage_point": Both("{} procentpunt", "{} percentage points"),
    "score": Both("{} punt", "{} points"),
    **{unit: Both(UNITS[unit], UNITS_EN.get(unit, UNITS[unit])) for unit in UNITS if unit != "percentage_point"},
}
ONE = {
    "percentage_point": Both("{} procentpunt", "{} percentage point"),
    "score": Both("{} punt", "{} point"),
    "workdays": Both("{} werkdag", "{} working day"),
    "days": Both("{} dag", "{} day"),
    "months": Both("{} maand", "{} month"),
    "hours": Both("{} uur", "{} hour"),
}
"""How many of a unit a change is, and how one of it is said."""

NOT_GIVEN = Both("niet gegeven", "not given")


@dataclass(frozen=True)
class Change:
    """A figure against the one before it in its series."""

    figure_key: str
    unit: str
    period_id: str
    previous: QueryRow
    """The figure before, as pages show one, with its printed place; a computed one has no place (`report_id`)."""
    change: Decimal | None
    """The difference, in the metric's own unit; None between figures that may not be compared, and for bounds."""
    growth: float | None
    """The same in percent of the figure before; None where there is no difference, and for percentages."""
    decimals: int | None
    direction: Literal["up", "down", "same"] | None
    """None where the two may not be compared, or nobody knows which is higher."""
    forbidding: tuple[str, ...]
    """Why the two may not be compared, as `WHY` has it."""
    cautioning: tuple[str, ...]
    """Why they may be compared only with care."""
    breaks: tuple[QueryRow, ...]
    """The breaks between the two, newest first."""
    unsaid_period_id: str | None
    """The last period between the two of which the series has a figure, but no number."""
    unsaid_status: str | None

    @property
    def comparability(self) -> Comparability:
        """Whether one may compare the two."""
        return "no" if self.forbidding else "care" if self.cautioning else "yes"

    @property
    def may_compare(self) -> bool:
        """Whether one may compare the two, be it with care."""
        return not self.forbidding

    @property
    def comparable(self) -> Both:
        """Whether one may compare them, and why not: `niet te vergelijken: er is een breuk in de reeks vanaf 2022`."""
        if self.forbidding:
            return Both("niet te vergelijken: ", "not comparable: ") + _and(map(self._why, self.forbidding))
        if self.cautioning:
            return Both("met voorbehoud: ", "with care: ") + _and(map(self._why, self.cautioning))
        return Both("te vergelijken", "comparable")

    def _why(self, reason: str) -> Both:
        if reason != "break" or not self.breaks:
            return WHY[reason]
        since = period_in_sentence(self.breaks[0]["period_id"])
        return WHY[reason] + Both(f" vanaf {since.nl}", f" from {since.en} on")

    @property
    def sign(self) -> str:
        """The direction as a sign; ≠ where the two may not be compared, empty where none is known."""
        return "≠" if self.forbidding else SIGNS.get(self.direction or "", "")

    @property
    def has_place(self) -> bool:
        """Whether the figure before is printed somewhere."""
        return self.previous["report_id"] is not None

    @property
    def difference(self) -> Both | None:
        """The change in words, without a sign: `22 procentpunt`, `circa 20 %`; None where it is not known or nil."""
        if self.change is None or self.direction == "same":
            return None
        amount, about = abs(self.change), "about" in self.cautioning
        if self.growth is not None and self.unit in GROWING_UNITS and self.previous["value"] >= GROWTH_FROM:
            growth = abs(self.growth)
            said = number_words(round(growth, 0 if growth >= 10 else 1), unit="percent")
        else:
            said = counted_in(self.unit, amount, self.decimals)
        return Both("circa ", "about ") + said if about else said

    @property
    def previous_when(self) -> Both:
        """When the figure before is of: `in 2021`."""
        return when(self.previous["period_id"])

    @property
    def before(self) -> Both:
        """The figure before with its period: `54 % in 2021`."""
        return figure_words(self.previous) + " " + when(self.previous["period_id"])

    @property
    def unsaid_note(self) -> Both | None:
        """That the series has a figure between the two that says no number: `het cijfer over 2020 is afgeschermd`."""
        if self.unsaid_period_id is None:
            return None
        between = period_words(self.unsaid_period_id)
        said = STATUSES.get(self.unsaid_status or "", NOT_GIVEN)
        lacks = NOT_GIVEN if self.unsaid_status in ("dash", "blank", "text") else said
        return Both(f"het cijfer over {between.nl} is {lacks.nl}", f"the figure of {between.en} is {lacks.en}")

    @property
    def compared(self) -> Both | None:
        """What became of the figure: `22 procentpunt hoger dan in 2021`; None where that cannot be told."""
        if self.direction is None:
            return None
        if self.direction == "same":
            return Both("gelijk aan het cijfer ", "the same as ") + self.previous_when
        than = COUNTS if self.unit == "count" else AMOUNTS if self.unit in AMOUNT_UNITS else LEVELS
        said = than[self.direction] + " " + self.previous_when
        return said if self.difference is None else self.difference + " " + said

    @property
    def remark(self) -> Both | None:
        """What a reader has to know beside the change, or why there is none; None where there is nothing to say."""
        if self.forbidding:
            return self.comparable
        notes = [self._why(one) for one in self.cautioning]
        if self.unsaid_note is not None:
            notes.append(self.unsaid_note)
        if self.direction is None:
            return Both("hoger of lager is niet te zeggen: ", "higher or lower cannot be told: ") + _and(notes)
        return _and(notes) if notes else None

    @property
    def words(self) -> Both:
        """The change and what there is to know of it, without the figure before.

        A difference is said only of figures that may be compared.
        """
        parts = [part for part in (self.compared, self.remark) if part is not None]
        return parts[0] if len(parts) == 1 else parts[0] + "; " + parts[1]


def counted_in(unit: str, amount: Decimal, decimals: int | None) -> Both:
    """A difference with what it is counted in: `22 procentpunt`, `1 werkdag`."""
    unit = CHANGE_UNITS.get(unit, unit)
    said = ONE[unit] if amount == 1 and unit in ONE else COUNTED.get(unit, same("{}"))
    text = number(amount, decimals)
    return Both(said.nl.format(text), said.en.format(text))


def changes(served: Served) -> dict[str, Change]:
    """By figure key, every served figure that has one before it."""
    return {row["figure_key"]: _change(row) for row in query(served, "changes")}


def _change(row: QueryRow) -> Change:
    return Change(
        row["figure_key"],
        row["unit"],
        row["period_id"],
        row["previous"],
        row["change"],
        row["growth"],
        row["decimals"],
        row["direction"],
        tuple(row["forbidding"]),
        tuple(row["cautioning"]),
        tuple(row["breaks"]),
        row["unsaid_period_id"],
        row["unsaid_status"],
    )


def _and(texts: Iterable[Both]) -> Both:
    """Several reasons in a row."""
    found = list(texts)
    joined = found[0] if found else same("")
    for text in found[1:]:
        joined = joined + Both(" en ", " and ") + text
    return joined
