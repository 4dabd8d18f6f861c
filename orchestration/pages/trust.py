"""Whether the figures of a release can be used, in plain sentences: how many checks hold, and what else to know."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.explain.bilingual import Both, number_words
from orchestration.explain.served import Served
from orchestration.pages.figures import query


@dataclass(frozen=True)
class Trust:
    """How many checks there were and what came of them, and how many figures say no number."""

    checks: int
    holding: int
    no_verdict: int
    open: int
    """Checks that fail and that nobody has explained yet."""
    open_critical: int
    """Those of them that weigh so much that figures are not published with them."""
    waived: int
    """Checks that fail, and of which somebody has seen that the report prints it so."""
    unreadable: int
    withheld: int

    @property
    def failing(self) -> int:
        """Checks that fail."""
        return self.open + self.waived

    @property
    def verdict(self) -> str:
        """In a word: `good`, `known` (all that fails is explained), `careful`, `bad`, or `unchecked`."""
        if not self.checks:
            return "unchecked"
        if self.open_critical:
            return "bad"
        if self.open:
            return "careful"
        return "known" if self.waived else "good"


ONE_PLACE, PLACES = Both("Op één plaats", "In one place"), Both("Op {n} plaatsen", "In {n} places")

HEADLINES = {
    "unchecked": Both(
        "Van deze cijfers viel niets na te rekenen: ze staan hier zoals ze gedrukt zijn.",
        "Nothing of these figures could be checked: they stand here as they are printed.",
    ),
    "good": Both(
        "U kunt de cijfers gebruiken: alles wat na te rekenen is, klopt.",
        "You can use the figures: all that can be checked holds.",
    ),
    "known": Both(
        "U kunt de cijfers gebruiken. {places} spreekt een verslag zichzelf tegen; noem dat als u zo’n getal aanhaalt.",
        "You can use the figures. {places} a report contradicts itself; say so if you quote such a number.",
    ),
    "careful": Both(
        "U kunt de meeste cijfers gebruiken. {places} klopt iets niet en is nog niet verklaard waarom: leg daar het "
        "verslag naast.",
        "You can use most figures. {places} something does not add up and is not explained yet: look into the report "
        "there.",
    ),
    "bad": Both(
        "Wees voorzichtig. {places} kloppen getallen niet die horen te kloppen, en dat is nog niet verklaard.",
        "Be careful. {places} numbers do not add up that should, and that is not explained yet.",
    ),
}
"""The answer, by verdict."""

HOLDING = Both("{n} van de {of} controles {klopt}.", "{n} of the {of} checks {holds}.")
WHAT_A_CHECK_IS = Both(
    " Een controle is een optelling, percentage of vergelijking die met de gedrukte getallen is na te rekenen.",
    " A check is a sum, percentage or comparison that can be worked out from the printed numbers.",
)
FAILING = (
    Both("Eén controle klopt niet.", "One check fails."),
    Both("{n} controles kloppen niet.", "{n} checks fail."),
)
WHAT_FAILING_IS = Both(
    " Daar spreekt een verslag zichzelf of een eerder verslag tegen. De getallen staan hier zoals ze gedrukt zijn, met "
    "een teken erbij.",
    " There a report contradicts itself or an earlier one. The numbers stand here as they are printed, with a mark.",
)
EXPLAINED = (
    Both(
        "Daarvan is er één nog niet verklaard; van de andere is nagekeken dat het zo gedrukt staat.",
        "Of these, one is not explained yet; of the others somebody has seen that it is printed so.",
    ),
    Both(
        "Daarvan zijn er {n} nog niet verklaard; van de andere is nagekeken dat het zo gedrukt staat.",
        "Of these, {n} are not explained yet; of the others somebody has seen that it is printed so.",
    ),
)
NO_VERDICT = (
    Both("Over één controle is geen oordeel mogelijk", "Of one check there can be no verdict"),
    Both("Over {n} controles is geen oordeel mogelijk", "Of {n} checks there can be no verdict"),
)
WHAT_NO_VERDICT_IS = Both(
    ": een van de getallen ontbreekt, is onleesbaar of niet precies. Die getallen zijn niet fout bevonden, en ook niet "
    "goed.",
    ": one of the numbers is missing, illegible or not exact. These numbers were found neither wrong nor right.",
)
UNREADABLE = (
    Both("Eén getal is in het verslag niet te lezen.", "One number cannot be read in the report."),
    Both(
        "{n} getallen zijn in de verslagen niet te lezen, meestal in een grafiek.",
        "{n} numbers cannot be read in the reports, mostly in a chart.",
    ),
)
WHAT_UNREADABLE_IS = Both(
    " Daar staat ‘onleesbaar’; er is niets voor ingevuld.", " There it says ‘illegible’; nothing was filled in."
)
WITHHELD = (
    Both("Eén getal houdt het verslag zelf achter", "One number is withheld by the report itself"),
    Both("{n} getallen houden de verslagen zelf achter", "{n} numbers are withheld by the reports themselves"),
)
WHAT_WITHHELD_IS = Both(
    ", om mensen te beschermen. Daar staat het teken van het verslag, en geen getal.",
    ", to protect people. There the mark of the report stands, and no number.",
)


def trust_in(served: Served) -> Trust:
    """How it stands with a release."""
    return Trust(**query(served, "trust")[0])


def headline(trust: Trust) -> Both:
    """The answer to whether the figures can be used."""
    count = trust.waived if trust.verdict == "known" else trust.open
    places = _of((ONE_PLACE, PLACES), count)
    answer = HEADLINES[trust.verdict]
    return Both(answer.nl.format(places=places.nl), answer.en.format(places=places.en))


def told(trust: Trust) -> list[Both]:
    """What came of the checks and what cannot be read, a sentence or two each, with what it means for a reader."""
    found = []
    if trust.checks:
        of = number_words(trust.checks).nl
        several = trust.holding != 1
        holding = Both(
            HOLDING.nl.format(n=number_words(trust.holding).nl, of=of, klopt="kloppen" if several else "klopt"),
            HOLDING.en.format(n=number_words(trust.holding).en, of=of, holds="hold" if several else "holds"),
        )
        found.append(holding + WHAT_A_CHECK_IS)
    if trust.failing:
        found.append(_of(FAILING, trust.failing) + WHAT_FAILING_IS)
    if trust.open and trust.waived:
        found.append(_of(EXPLAINED, trust.open))
    if trust.no_verdict:
        found.append(_of(NO_VERDICT, trust.no_verdict) + WHAT_NO_VERDICT_IS)
    if trust.unreadable:
        found.append(_of(UNREADABLE, trust.unreadable) + WHAT_UNREADABLE_IS)
    if trust.withheld:
        found.append(_of(WITHHELD, trust.withheld) + WHAT_WITHHELD_IS)
    return found


def _of(one_and_more: tuple[Both, Both], count: int) -> Both:
    """The sentence for one or for more, with the number in it."""
    sentence, number = one_and_more[count != 1], number_words(count)
    return Both(sentence.nl.format(n=number.nl), sentence.en.format(n=number.en))
