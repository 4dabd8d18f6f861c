"""Guesses which metric, area and category a number in running text is about, from the words around it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from orchestration.draft.prose.change import Change
from orchestration.draft.prose.number_words import plain
from orchestration.draft.prose.numbers import Number
from orchestration.draft.prose.sentence import Sentence
from orchestration.draft.prose.stems import concepts
from orchestration.draft.prose.words import Category, Metric, Words

_SPECIAL = {
    name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for name, words in {
        "rate": r"per|elke|iedere|each|every",
        "most": r"langste|hoogste|grootste|max\w*|hooguit|ten\s+hoogste|tot|longest|highest|largest|up\s+to|at\s+most",
        "goal": r"doel\w*|streef\w*|streven|ambitie|wil|willen|moet|moeten|bedoeling|goals?|targets?|aims?|should",
        "norm": r"norm|binnen|uiterlijk|within",
        "expected": r"verwacht\w*|normaal|normale|zou\w*|expected|expects?|would",
        "budget": r"begroot\w*|begrote|begroting|budget\w*",
        "planned": r"gepland\w*|geplande|plan|komend\w*|volgend\w*|planned|plans?|next",
        "external": r"extern\w*|external",
        "temporary": r"tijdelijk\w*|temporary",
        "national": r"landelijk\w*|nationaal|national",
        "sector": r"branche|sector\w*",
        "end": r"eind\w*|ultimo|december|end",
        "ever": r"sinds|since|ooit|ever",
        "partners": r"partner\w*",
    }.items()
}
"""Words that make a metric a special one beside another, in names and in running text."""
_SHORTEST_PART = 5
"""How long the part of a compound must be that is looked up on its own."""
_FITS: dict[str | None, dict[str, float]] = {
    "percent": {"percent": 1.0, "percentage_point": 0.8},
    "percentage_point": {"percentage_point": 1.0, "percent": 0.5},
    "eur": {"eur": 1.0},
    "fte": {"fte": 1.0},
    "workdays": {"workdays": 1.0, "days": 0.8},
    "days": {"days": 1.0, "workdays": 0.9},
    "weeks": {"days": 0.5, "workdays": 0.5, "weeks": 1.0},
    "months": {"months": 1.0, "days": 0.3},
    "years": {"months": 0.7, "years": 1.0},
    "hours": {"hours": 1.0, "count": 0.4},
    "times": {"count": 1.0, "ratio": 0.8},
    "score": {"score": 1.0, "count": 0.2},
    None: {"count": 1.0, "ratio": 0.6, "score": 0.8, "eur": 0.4, "percent": 0.35, "fte": 0.4, "percentage_point": 0.1},
}
LEAST_NAMED = 0.15
COVERED = 0.8
"""How much of a score depends on how much of a metric's name is printed."""
DEFINED = 0.6
"""How much the words of a definition tell, beside those of the name."""
HALVED = 5
USED_HERE, USED = 0.2, 0.1
HELD, HOLDS = 0.65, 0.3
"""How many words away a word tells half of what it tells beside the number."""
COUNTED = 1.3
BROKEN_DOWN = 3.5
"""How much a category tells of the metrics that are printed by its breakdown."""
UNSAID = 0.6
"""How likely a metric is whose name says that it is special, where the text does not."""
"""How much the word right behind a number tells: it is what is counted."""
_UNFIT = 0.1
"""How well a unit fits that the text does not print."""


@dataclass(frozen=True)
class Context:
    """The words around a number, each with how near it is."""

    near: dict[str, float]
    """By concept how much it counts: 1 beside the number, less further away."""
    change: Change
    said: frozenset[str]
    """What the sentence says that makes a metric a special one: a goal, a maximum, a number per month."""


@dataclass(frozen=True)
class Scored:
    """A metric with how well the words around a number fit it."""

    metric: Metric
    score: float
    coverage: float
    """Which part of its name is printed around the number."""


@dataclass(frozen=True)
class Named:
    """A category that the words around a number name."""

    category: Category
    weight: float
    """How near they stand."""
    is_whole: bool
    """Whether all of its words stand there."""


class Meanings:
    """Looks up what the words of a vocabulary may mean in running text."""

    def __init__(self, words: Words, text: Iterable[str] = ()) -> None:
        """`text` are the sentences or lines of the document: a word that stands in many of them tells little."""
        self.words = words
        self._common = _commonness(text)
        self._labels: dict[str, list[list[str]]] = {}
        self._definitions: dict[str, list[set[str]]] = {}
        self._where: dict[str, set[int]] = defaultdict(set)
        counted: Counter[str] = Counter()
        for number, metric in enumerate(words.metrics):
            labels = [list(dict.fromkeys(concepts(label))) for label in metric.labels]
            definitions = [set(concepts(text)) for text in metric.definitions]
            self._labels[metric.id], self._definitions[metric.id] = labels, definitions
            for one in set().union(*labels, *definitions) if labels or definitions else set():
                counted[one] += 1
                self._where[one].add(number)
        total = len(words.metrics) + 1
        self._rarity = {one: math.log(total / (count + 0.5)) for one, count in counted.items()}
        self._edges: dict[str, set[str]] = defaultdict(set)
        for one in self._rarity:
            if len(one) >= _SHORTEST_PART:
                self._edges[one[:_SHORTEST_PART]].add(one)
                self._edges[one[-_SHORTEST_PART:]].add(one)
        self._used = Counter[str]()
        for (metric_id, _), count in words.used.items():
            self._used[metric_id] += count
        self._special = {one.id: _special(" ".join(one.labels)) for one in words.metrics}
        self._unprinted = {metric.id for metric in words.metrics if _is_computed(metric)}
        self._categories = [(category, _label_concepts(category)) for category in words.categories]
        self._categories_of: dict[str, set[int]] = defaultdict(set)
        for number, (_, named) in enumerate(self._categories):
            for one in {one for label in named for one in label}:
                self._categories_of[one].add(number)
        self._by_breakdown = _breakdowns_of(words)
        self._area_pattern, self._area_of = _area_pattern(words)
        self._parts: dict[str, tuple[tuple[str, float], ...]] = {}

    def context(self, sentence: Sentence, number: Number, change: Change, around: str) -> Context:
        """The words around a number: its sentence's by how near they are, and a little those of `around`."""
        near: dict[str, float] = {}
        for found in concepts(around):
            self._note(near, found, 0.25)
        for start, end, said in sentence.telling:
            if number.start <= start < number.end:
                continue
            is_behind = start >= number.end
            distance = sentence.distance(number.unit_end, start) if is_behind else sentence.distance(end, number.start)
            weight = (1.15 if is_behind else 1.0) / (1 + distance / HALVED)
            if start >= number.unit_end and not distance:
                weight = COUNTED
            self._note(near, said, weight)
        return Context(near, change, _special(sentence.said))

    def metrics(self, context: Context, number: Number, breakdowns: dict[str, float]) -> list[Scored]:
        """The metrics that a number may be of, best first."""
        possible = {at for one in context.near for at in self._where.get(one, ())}
        metrics = [metric for at in possible if not (metric := self.words.metrics[at]).is_computed]
        found = [self._scored(metric, context, number, breakdowns) for metric in metrics]
        return sorted((one for one in found if one.score > 0), key=lambda one: (-one.score, one.metric.id))

    def categories(self, context: Context) -> list[Named]:
        """The categories that the words around a number name, in full or in part, the nearest first."""
        found = []
        possible = {at for one in context.near for at in self._categories_of.get(one, ())}
        for category, labels in (self._categories[at] for at in possible):
            best = Named(category, 0.0, False)
            for label in labels:
                weights = [context.near.get(one, 0.0) for one in label]
                whole = all(weights)
                weight = sum(weights) / len(weights) * ((1 + 0.2 * (len(weights) - 1)) if whole else 0.6)
                if weight > best.weight:
                    best = Named(category, weight, whole)
            if best.weight > LEAST_NAMED:
                found.append(best)
        return sorted(found, key=lambda one: (not one.is_whole, -one.weight, one.category.breakdown, one.category.id))

    def breakdowns(self, metric: str) -> set[str]:
        """The breakdowns by which a metric is printed; "" among them where it is printed as a whole."""
        return self._by_breakdown.get(metric, set())

    def areas(self, text: str, span: tuple[int, int]) -> list[tuple[str, int, int]]:
        """The areas that a part of the text names, with where they stand."""
        if self._area_pattern is None:
            return []
        return [
            (area, *found.span())
            for found in self._area_pattern.finditer(text, *span)
            for area in self._area_of[plain(" ".join(found[0].split()))]
        ]

    def _note(self, near: dict[str, float], found: str, weight: float) -> None:
        weight *= self._common.get(found, 1.0)
        for one, share in ((found, 1.0), *self._compound(found)):
            near[one] = max(near.get(one, 0.0), weight * share)

    def _compound(self, found: str) -> tuple[tuple[str, float], ...]:
        """The known words that a word begins or ends with, and those that begin or end with it."""
        if found not in self._parts:
            near = self._edges[found[:_SHORTEST_PART]] | self._edges[found[-_SHORTEST_PART:]]
            parts = {}
            for known in near if len(found) >= _SHORTEST_PART else ():
                short, long = sorted((known, found), key=len)
                if known != found and (long.endswith(short) or long.startswith(short)):
                    parts[known] = HELD if long == found else HOLDS
            self._parts[found] = tuple(sorted(parts.items()))
        return self._parts[found]

    def _scored(self, metric: Metric, context: Context, number: Number, breakdowns: dict[str, float]) -> Scored:
        best, coverage = 0.0, 0.0
        for label in self._labels[metric.id]:
            whole = sum(self._rarity[one] for one in label)
            held = sum(self._rarity[one] for one in label if one in context.near)
            if not whole or not held:
                continue
            score = sum(self._rarity[one] * context.near.get(one, 0.0) for one in label)
            score *= 1 - COVERED + COVERED * held / whole
            if score > best:
                best, coverage = score, held / whole
        for definition in self._definitions[metric.id]:
            score = sum(self._rarity[one] * context.near.get(one, 0.0) for one in definition)
            best += DEFINED * score / math.sqrt(4 + len(definition))
        by = max((weight for name, weight in breakdowns.items() if name in self._by_breakdown[metric.id]), default=0.0)
        best += BROKEN_DOWN * by
        best *= fit(number.unit, metric)
        best *= self._change_fits(metric, context, number)
        best *= 1 + USED_HERE * math.log1p(self.words.used_here[metric.id]) + USED * math.log1p(self._used[metric.id])
        if metric.id in self._unprinted:
            best *= 0.3
        if self._special[metric.id] - context.said:
            best *= UNSAID
        return Scored(metric, best, coverage)

    def _change_fits(self, metric: Metric, context: Context, number: Number) -> float:
        if number.form == "change" or context.change.is_itself:
            return 1.6 if metric.changes else 0.1 if number.form == "change" else 0.5
        if metric.changes:
            return 0.5 if context.change.sign else 0.25
        return 1.0


def fit(unit: str | None, metric: Metric) -> float:
    """How well a metric's unit fits what is printed, from 0 to 1."""
    return _FITS.get(unit, _FITS[None]).get(metric.unit, _UNFIT)


@lru_cache(maxsize=4096)
def _special(text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _SPECIAL.items() if pattern.search(text))


def _is_computed(metric: Metric) -> bool:
    """Whether a metric is what the warehouse computes of others, or the base of a share: no text prints it."""
    said = plain(" ".join((*metric.labels, *metric.definitions)))
    return "(berekend)" in said or "(computed)" in said or "de basis van" in said or "the base of" in said


def _commonness(text: Iterable[str]) -> dict[str, float]:
    """How much each concept tells in a document, from a half for one that is everywhere to one."""
    counted: Counter[str] = Counter()
    total = 0
    for line in text:
        total += 1
        counted.update(set(concepts(line)))
    if total < 20:
        return {}
    return {one: 0.4 + 0.6 * math.log(total / count) / math.log(total) for one, count in counted.items()}


def _label_concepts(category: Category) -> list[list[str]]:
    return [found for label in category.labels if len(label) > 3 and (found := list(dict.fromkeys(concepts(label))))]


def _breakdowns_of(words: Words) -> defaultdict[str, set[str]]:
    """The breakdowns by which each metric is printed: as other reports print it, or as its name says."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for used, breakdown in words.used:
        found[used].add(breakdown)
    named = {name: [set(concepts(label)) for label in labels] for name, labels in words.breakdowns.items()}
    for metric in words.metrics:
        said = [set(concepts(label)) for label in metric.labels]
        for name, labels in named.items():
            if any(label and label <= one for label in labels for one in said):
                found[metric.id].add(name)
    return found


def _area_pattern(words: Words) -> tuple[re.Pattern[str] | None, dict[str, tuple[str, ...]]]:
    """What finds the names of areas as printed, with a capital, and the areas that each name may be."""
    names: dict[str, list[str]] = {}
    printed: set[str] = set()
    for area, labels in words.areas.items():
        for label in labels:
            if label[:1].isupper():
                names.setdefault(plain(" ".join(label.split())), []).append(area)
                printed.add(label)
    if not printed:
        return None, {}
    longest = sorted(printed, key=lambda one: (-len(one), one))
    body = "|".join(r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", one)) for one in longest)
    pattern = re.compile(rf"(?<![\w-])(?:{body})(?![\w])")
    loose: dict[str, tuple[str, ...]] = _Loose({name: tuple(dict.fromkeys(found)) for name, found in names.items()})
    return pattern, loose


class _Loose(dict[str, tuple[str, ...]]):
    """Names of areas, in which a hyphen and a space are the same."""

    def __init__(self, names: dict[str, tuple[str, ...]]) -> None:
        super().__init__({_spaced(name): areas for name, areas in names.items()})

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self.get(_spaced(name), ())


def _spaced(name: str) -> str:
    return re.sub(r"[\s-]+", " ", name)
