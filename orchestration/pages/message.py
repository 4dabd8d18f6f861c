"""The message first: a few sentences on what changed most, what stands out, and whether one may compare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from orchestration.explain.bilingual import Both, figure_words, period_words
from orchestration.explain.served import Served, literal
from orchestration.explain.words import Language
from orchestration.pages.change import AMOUNTS, COUNTS, LEVELS, WHY, Change, counted_in
from orchestration.pages.figures import SQL, FigureBlock, QueryRow, cell_page
from orchestration.pages.grammar import period_in_sentence, when
from orchestration.pages.phrases import SLOTS, phrases, weights

OVERVIEW = "index"
"""Under what the sentences of the first page are kept; those of a domain are under its name."""

MOST = {OVERVIEW: 5}
MOST_OF_DOMAIN = 4
"""How many sentences a page has at most."""

LONGEST_REASON = 220
"""Characters of a reason that a sentence ends in; a longer one is on the metric's page."""

LONGER_OR_SHORTER = {"up": Both("langer dan", "longer than"), "down": Both("korter dan", "shorter than")}
LONGER = ("workdays", "days", "months")
HIGHER = ("score", "ratio")

NAMED_AFTER_UNIT = ("percent", "eur")
"""Units that stand with every number of a sentence; the others are said once."""

Kind = Literal["figure", "computed", "place", "reason"]


@dataclass(frozen=True)
class Piece:
    """A part of a sentence that is more than words: a printed number, a computed one, an area, or a report's reason."""

    text: str
    kind: Kind
    href: str | None = None
    """Where it leads, from the root of the site."""


Pieces = tuple[str | Piece, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence in Dutch and English, in the pieces that a page links."""

    nl: Pieces
    en: Pieces
    metric_id: str
    organisation_id: str
    figures: tuple[QueryRow, ...]
    """The served figures whose numbers it says."""

    @property
    def text(self) -> Both:
        """Its plain words."""
        return Both(*("".join(p if isinstance(p, str) else p.text for p in side) for side in (self.nl, self.en)))


def messages(served: Served, figures: Iterable[QueryRow], changes: Mapping[str, Change]) -> dict[str, list[Sentence]]:
    """The sentences of the first page (`OVERVIEW`) and of each domain, most important first."""
    writer = Writer(served, figures, changes)
    rows = candidates(served)
    found: dict[str, list[Sentence]] = {}
    for page in dict.fromkeys((OVERVIEW, *(row["domain"] for row in rows))):
        place = "place" if page == OVERVIEW else "domain_place"
        told: set[str] = set()
        chosen = [row for row in rows if row[place] and page in (OVERVIEW, row["domain"])]
        chosen = sorted(chosen, key=lambda row: int(row[place]))[: MOST.get(page, MOST_OF_DOMAIN)]
        found[page] = [writer.sentence(row, told) for row in chosen]
    return found


def candidates(served: Served) -> list[QueryRow]:
    """What could be said, with its place on the first page and on that of its domain."""
    known = ", ".join(f"({literal(metric)}, {weight})" for metric, weight in weights().items())
    asked = (SQL / "messages.sql").read_text(encoding="utf-8").replace("$known", known)
    return served.rows(asked.replace("$changes", (SQL / "changes.sql").read_text(encoding="utf-8")))


def pages_of(made: Iterable[FigureBlock]) -> dict[tuple[str, str], FigureBlock]:
    """By organisation and metric the block of the metric as a whole, where a sentence about it leads."""
    return {(block.organisation_id, block.metric["metric_id"]): block for block in made if block.breakdown_id is None}


class Writer:
    """Writes sentences about the figures of a release."""

    def __init__(self, served: Served, figures: Iterable[QueryRow], changes: Mapping[str, Change]) -> None:
        self.by_id = {figure["figure_id"]: figure for figure in figures}
        self.changes = changes
        self.metrics = served.metrics
        self.cities = {
            row["organisation_id"]: row["name"]
            for row in served.rows(
                """
                SELECT o.organisation_id, a.name
                FROM core.organisation AS o JOIN core.area AS a ON o.area_id = a.area_id
                """
            )
        }
        accounting = {(figure["organisation_id"], figure["organisation_name"]) for figure in self.by_id.values()}
        self.several_organisations = len(accounting) > 1
        self.several_cities = len({self.cities.get(organisation) for organisation, _ in accounting}) > 1

    def sentence(self, row: QueryRow, told: set[str]) -> Sentence:
        """A row of messages.sql in words; `told` has the breaks that sentences before it explain, and gets its own."""
        figure = self.by_id[row["figure_id"]]
        other = self.by_id.get(row["other_figure_id"])
        change = self.changes.get(figure["figure_key"])
        sides = []
        languages: tuple[Language, Language] = ("nl", "en")
        for language in languages:
            one = _Side(self, figure, language, frozenset(told))
            if row["said"] == "beside" and other is not None:
                sides.append(one.beside(other))
            elif row["said"] == "target" and other is not None:
                sides.append(one.against_target(other, row["gap"]))
            else:
                sides.append(one.changed(change) if change else one.alone())
        if change and row["said"] in ("change", "single"):
            told.update(broken["break_id"] for broken in change.breaks[:1])
        said = [figure, *([other] if other else [])]
        if change and row["said"] in ("change", "single") and (before := change.previous["figure_id"]):
            said = [figure, self.by_id.get(before, change.previous)]
        return Sentence(sides[0], sides[1], figure["metric_id"], figure["organisation_id"], tuple(said))


@dataclass(frozen=True)
class _Side:
    """A sentence about a figure in one language."""

    writer: Writer
    figure: QueryRow
    language: Language
    told: frozenset[str]
    """The breaks that a sentence before it explains."""

    def changed(self, change: Change) -> Pieces:
        """What became of it since the figure before."""
        before, since = self._number(change.previous, again=True), self._say(when(change.previous["period_id"]))
        head = [*self._opening(), *self._phrase(), f" ({self._say(period_words(self.figure['period_id']))})"]
        was: list[str | Piece] = ["; ", since, self._t(" was dat ", " it was "), before]
        if change.forbidding:
            return _joined(*head, *was, ". ", *self._why_not(change))
        notes = [WHY[one] for one in change.cautioning]
        if change.direction is None:
            why = self._t("; hoger of lager is niet te zeggen, want ", "; higher or lower cannot be told, as ")
            return _joined(*head, *was, why, self._and(notes), ".", *self._reason())
        if change.direction == "same":
            said: list[str | Piece] = [self._t("even veel als ", "the same as "), since, " (", before, ")"]
        else:
            said = [self._say(_compared(change.unit)[change.direction]), " ", since, " (", before, ")"]
            if change.difference is not None:
                said = [Piece(self._say(change.difference), "computed"), " ", *said]
        if change.unsaid_note is not None:
            notes.append(change.unsaid_note)
        return _joined(*head, ", ", *said, *(["; ", self._and(notes)] if notes else []), ".", *self._reason())

    def beside(self, city: QueryRow) -> Pieces:
        """How far an area is from its city."""
        area = self.figure
        place = Piece(area["area_name"], "place", f"wijk/{area['area_id']}.html")
        whose = f"{area['organisation_name']}, " if self.writer.several_organisations else ""
        return _joined(
            *_capital(self._phrase((self._t("in ", "in "), place))),
            self._t(f", in heel {city['area_name']} ", f", in all of {city['area_name']} "),
            self._number(city, again=True),
            f" ({whose}{self._say(period_words(area['period_id']))}).",
            *self._reason(),
        )

    def against_target(self, target: QueryRow, gap: Decimal) -> Pieces:
        """Where it lies beside its target; which side is the better one, the report does not say."""
        decimals = max(self.figure["decimals"] or 0, target["decimals"] or 0)
        apart = counted_in(self.figure["unit"], abs(gap), decimals)
        side = self._t("boven", "above") if gap > 0 else self._t("onder", "below")
        return _joined(
            *self._opening(), *self._phrase(), f" ({self._say(period_words(self.figure['period_id']))}), ",
            Piece(self._say(apart), "computed"), self._t(f" {side} de streefwaarde van ", f" {side} the target of "),
            self._number(target, again=True), ".", *self._reason(),
        )  # fmt: skip

    def alone(self) -> Pieces:
        """A figure with nothing to lay beside it."""
        none = self._t(" Een eerder cijfer is er niet.", " There is no earlier figure.")
        period = self._say(period_words(self.figure["period_id"]))
        return _joined(*self._opening(), *self._phrase(), f" ({period}).", none, *self._reason())

    def _opening(self) -> list[str | Piece]:
        if not self.writer.several_organisations:
            return []
        known = self.figure["metric_id"] in phrases()
        return [f"{self.figure['organisation_name']}{':' if known else ','} "]

    def _phrase(self, area: Pieces = ()) -> list[str | Piece]:
        """The figure in the words of its metric; the first letter is a capital where the sentence begins with it."""
        figure, city = self.figure, self.writer.cities.get(self.figure["organisation_id"], "")
        if not area and self.writer.several_cities and city and city not in figure["organisation_name"]:
            area = (f"in {city}",)
        known = phrases().get(figure["metric_id"])
        value = self._number(figure)
        if known is None:
            metric = self.writer.metrics[figure["metric_id"]]
            label = self._say(Both(metric["label_nl"], metric["label_en"]))
            label = _lower(label) if self.writer.several_organisations and not _is_place(area) else label
            return [label, *([" ", *area] if area else []), ": ", value]
        template = known.nl if self.language == "nl" else known.en
        single = figure["value"] == 1 and figure["qualifier"] == "exact"
        pieces: list[str | Piece] = []
        for part in SLOTS.split(template if area else template.replace(" {area}", "")):
            if not part:
                continue
            if part == "{value}":
                pieces.append(value)
            elif part == "{area}":
                pieces.extend(area)
            elif part.startswith("["):
                pieces.append(part[1:-1].split("|")[0 if single else 1])
            else:
                pieces.append(part)
        return pieces if self.writer.several_organisations and not _is_place(area) else _capital(pieces)

    def _number(self, figure: Mapping[str, Any], again: bool = False) -> Piece:
        """A printed number with its place; `again` leaves out the unit where the sentence has said it."""
        with_unit = not again or figure["unit"] in NAMED_AFTER_UNIT or bool(figure.get("is_provisional"))
        said = self._say(figure_words(figure, with_unit))
        if figure.get("report_id") is None:
            return Piece(said, "computed")
        return Piece(said, "figure", cell_page(dict(figure)))

    def _why_not(self, change: Change) -> list[str | Piece]:
        """Why two figures may not be compared, with the report's reason for the break."""
        if not change.breaks:
            why = self._and(WHY[one] for one in change.forbidding)
            return [self._t(f"Die twee zijn niet te vergelijken: {why}.", f"The two cannot be compared: {why}.")]
        newest = change.breaks[0]
        since = self._say(period_in_sentence(newest["period_id"]))
        if newest["break_id"] in self.told:
            same_break = f"Door dezelfde breuk vanaf {since} zijn ook die twee niet te vergelijken."
            return [self._t(same_break, f"The same break, from {since} on, parts these two: they cannot be compared.")]
        said = self._t(
            f"Door een breuk in de reeks vanaf {since} zijn die twee niet te vergelijken.",
            f"Because of a break in the series from {since} on, the two cannot be compared.",
        )
        reason = clause(self._t(newest["reason_nl"] or "", newest["reason"] or ""))
        return [said, " ", Piece(reason, "reason"), "."] if reason else [said]

    def _reason(self) -> list[str | Piece]:
        """What the report says in explanation of the figure, if that is short enough for a sentence."""
        for given in self.figure.get("reasons") or ():
            said = self._t(given["reason_nl"] or "", given["reason"] or "").strip().rstrip(".")
            if said and len(said) <= LONGEST_REASON:
                return [" ", Piece(said, "reason"), self._t(" (aldus het verslag).", " (says the report).")]
        return []

    def _and(self, texts: Iterable[Both]) -> str:
        return self._t(" en ", " and ").join(self._say(text) for text in texts)

    def _say(self, text: Both) -> str:
        return text.nl if self.language == "nl" else text.en

    def _t(self, dutch: str, english: str) -> str:
        return dutch if self.language == "nl" else english


def clause(text: str) -> str:
    """A reason as a sentence without its full stop, or its first clause; empty where that is too long for one, too."""
    if len(said := text.strip().rstrip(" .;")) <= LONGEST_REASON and not re.search(r"\.\s+(?=[A-Z])", said):
        return said
    first = re.split(r";\s|\.\s+(?=[A-Z])", text.strip(), maxsplit=1)[0].rstrip(" .;")
    return first if len(first) <= LONGEST_REASON else ""


def _compared(unit: str) -> dict[str, Both]:
    """What a figure is against another in a sentence: of a share of people there are more, as of people."""
    if unit in LONGER:
        return LONGER_OR_SHORTER
    return COUNTS if unit == "count" else LEVELS if unit in HIGHER else AMOUNTS


def _is_place(area: Pieces) -> bool:
    return any(isinstance(piece, Piece) for piece in area)


def _lower(text: str) -> str:
    """The text with a small first letter, unless its first word is written in capitals, as a name is."""
    first = text.split(maxsplit=1)[0] if text.split() else ""
    return text[:1].lower() + text[1:] if first[1:] == first[1:].lower() else text


def _capital(pieces: list[str | Piece]) -> list[str | Piece]:
    """A sentence begins with a capital; a number has none."""
    first, *rest = pieces
    return [first[:1].upper() + first[1:], *rest] if isinstance(first, str) else pieces


def _joined(*pieces: str | Piece) -> Pieces:
    """The pieces, with the words between two of them as one."""
    made: list[str | Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and made and isinstance(last := made[-1], str):
            made[-1] = last + piece
        elif piece:
            made.append(piece)
    return tuple(made)
