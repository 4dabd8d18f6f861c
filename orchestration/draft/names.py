"""What a list of printed labels names: areas, categories of a breakdown, metrics or periods."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.draft.periods import ends_with_period, read_period
from orchestration.draft.vocabulary import Vocabulary
from orchestration.draft.words import normal

AREA_WORDS = (
    "buurt", "buurten", "buurtteam", "buurtteams", "wijk", "wijken", "wijkteam", "wijkteams", "team", "teams", "gebied",
    "gebieden", "stadsdeel", "stadsdelen", "gemeente", "gemeenten", "regio", "regio's", "locatie", "plaats", "kern",
    "area", "areas", "district", "districts", "neighbourhood", "neighborhood", "city", "municipality", "region",
    "regions", "state", "states", "territory", "union territories", "province", "provinces", "country", "countries",
    "land", "landen", "provincie", "provincies", "sociaal team", "sociale teams", "municipalities", "cities",
)  # fmt: skip
PERIOD_WORDS = (
    "jaar", "jaren", "maand", "maanden", "kwartaal", "kwartalen", "week", "periode", "halfjaar", "year", "years",
    "month", "months", "quarter", "period", "date", "datum", "peildatum",
)  # fmt: skip
METRIC_WORDS = ("indicator", "indicatoren", "kerncijfers", "kerncijfer", "indicators", "measure", "measures")
_PREFIX = re.compile(r"^(buurtteams?|wijkteams?|sociaal team|sociale teams|team|wijk|gemeente|stadsdeel)\s+", re.I)


@dataclass(frozen=True)
class Reading:
    """Labels as values of one dimension."""

    dimension: str
    ids: tuple[str | None, ...]
    """The id of each, None where it is not known."""
    breakdown: str = ""
    is_hinted: bool = False
    """Whether the heading or title says so."""

    @property
    def known(self) -> int:
        """How many are known."""
        return sum(id_ is not None for id_ in self.ids)

    @property
    def share(self) -> float:
        """The part of them that is known."""
        return self.known / len(self.ids) if self.ids else 0.0


def readings(labels: Sequence[str], vocabulary: Vocabulary, head: str, title: str) -> list[Reading]:
    """All readings under which at least one label is known, the best first."""
    said = divides_by(title)
    heads = {*_heads(head), *said}
    found = [
        Reading("area", _ids("area", labels, vocabulary), is_hinted=any(one in AREA_WORDS for one in heads)),
        Reading("metric", _ids("metric", labels, vocabulary), is_hinted=normal(head) in METRIC_WORDS),
        Reading(
            "period",
            tuple(period.part or "year" if (period := read_period(label)) else None for label in labels),
            is_hinted=any(one in PERIOD_WORDS for one in heads),
        ),
    ]
    for breakdown, names in vocabulary.breakdowns.items():
        is_hinted = any(normal(name) in heads or normal(title).endswith(normal(name)) for name in names)
        found.append(Reading("category", _ids("category", labels, vocabulary, breakdown), breakdown, is_hinted))
    found = [one for one in found if one.known]
    return sorted(found, key=lambda one: (-round(one.share, 3), not one.is_hinted, one.dimension != "area"))


def _heads(head: str) -> list[str]:
    """A heading, and its parts: "State / Territory" is either."""
    return [normal(head), *(one.strip() for one in re.split(r"[/,]| of | en ", normal(head)) if one.strip())]


def _ids(dimension: str, labels: Sequence[str], vocabulary: Vocabulary, breakdown: str = "") -> tuple[str | None, ...]:
    return tuple(vocabulary.one(dimension, label, breakdown) for label in labels)


def divides_by(title: str) -> list[str]:
    """What a title says that a table divides by: the words behind "per", "naar" and "by"."""
    plain = re.sub(r"[,;:()]", " ", normal(title))
    found = re.findall(r"\b(?:per|naar|by)\s+([\w'/-]+(?:\s+team)?)", plain)
    return [one for word in found for one in (word, f"{word}en", word.removesuffix("s"))]


def hinted_dimension(head: str, title: str) -> str:
    """The dimension that heading or title promise, where no label is known; empty where neither tells."""
    plain = normal(head)
    if any(one in AREA_WORDS for one in _heads(head)):
        return "area"
    if plain in PERIOD_WORDS:
        return "period"
    if not plain and any(word in AREA_WORDS for word in divides_by(title)):
        return "area"
    if plain in METRIC_WORDS:
        return "metric"
    return "category" if plain or divides_by(title) else ""


def near(label: str, dimension: str, vocabulary: Vocabulary, breakdown: str = "") -> list[str]:
    """The ids whose labels are nearly this one: a slip, or a word more in front."""
    plain = normal(label)
    found: dict[str, float] = {}
    shorter = normal(_PREFIX.sub("", plain)) if dimension == "area" else plain.lstrip("-•* ")
    for other, id_ in vocabulary.labels(dimension, breakdown):
        score = 0.99 if shorter and other == shorter else difflib.SequenceMatcher(None, plain, other).ratio()
        if score >= 0.78:
            found[id_] = max(score, found.get(id_, 0.0))
    return sorted(found, key=lambda id_: -found[id_])[:3]


def trailing_periods(labels: Sequence[str]) -> list[str | None] | None:
    """The parts of a year that labels end with, where all of them say the same before it; None where they do not."""
    found = [ends_with_period(label) for label in labels]
    if len(labels) < 2 or any(one is None for one in found):
        return None
    parts = [one.part if one.year is None else f"{one.year}{one.part}" for one in found if one is not None]
    begin = {normal(label)[:8] for label in labels}
    return list(parts) if len(begin) == 1 and len(set(parts)) == len(parts) else None
