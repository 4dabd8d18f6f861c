"""Which metric a table is about: known from its title, or the likeliest ones as candidates."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from orchestration.draft.numbers import Look
from orchestration.draft.periods import YEAR
from orchestration.draft.vocabulary import Metric, Vocabulary
from orchestration.draft.words import alike, normal, stems

MOST_CANDIDATES = 4
LEAST_SCORE = 0.25
NEAR = 0.9
"""The weight of what is printed right above numbers."""
_CHANGE = re.compile(r"groei|toename|afname|verandering|stijging|daling|verschil|change|growth|increase|decrease", re.I)
NUMBERED = re.compile(
    r"^(tabel|table|figuur|figure|fig|grafiek|bijlage|appendix)\.?\s*[\dIVX]+([.\-]\d+)*[a-z]?\s*[:.\-–|]?\s*", re.I
)
_COUNTED = re.compile(r"^(het |the )?(totaal |totale |total )?(aantal(len)?|number of)\s+(of )?", re.I)
_AREAS = (
    r"(buurt|wijk|gemeente|team|gebied|stadsdeel|buurtteam|wijkteam|sociaal team|area|district|neighbourhood|state"
    r"|city)s?"
)
_TIMES = r"(jaar|maand|kwartaal|halfjaar|half jaar|week|year|month|quarter)"
_PERIOD = rf"(in |over |tot en met |t/m )?(de |het |the )?(periode|period|verslagjaar|({_TIMES} )?{YEAR}|heel {YEAR})"
_TAIL = re.compile(
    rf"[ ,;:\-–(\[]*\b((per|by|naar) ({_AREAS}|{_TIMES})( en (per )?({_AREAS}|{_TIMES}))*"
    rf"|{_PERIOD}|(in|van|of) (utrecht|de gemeente|de stad|the city)|over {YEAR}|{YEAR})[)\]]?$",
    re.I,
)


def core_of(title: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """What a title counts, without number, "aantal", and what it divides by; and that breakdown, if it names one."""
    text = _COUNTED.sub("", NUMBERED.sub("", normal(title)))
    breakdown = ""
    names = {normal(label): id_ for id_, labels in vocabulary.breakdowns.items() for label in labels}
    while True:
        shorter = _TAIL.sub("", text).rstrip(" ,;:-–(")
        match = re.fullmatch(
            r"(.+?)[ ,;:(]+(?:(?:ingedeeld |verdeeld |uitgesplitst )?(?:naar|per|by) )?(.+?)\)?", shorter
        )
        if match is not None:
            for place in range(len(shorter)):
                rest = re.sub(r"^(ingedeeld |verdeeld |uitgesplitst )?(naar|per|by) ", "", shorter[place:].rstrip(")"))
                if (place == 0 or not shorter[place - 1].isalnum()) and rest in names and place > 0:
                    breakdown = names[rest]
                    shorter = re.sub(
                        r"[ ,;:(]+((ingedeeld|verdeeld|uitgesplitst) )?((naar|per|by) ?)?$", "", shorter[:place]
                    )
                    break
        if shorter == text or not shorter:
            return text, breakdown
        text = shorter


def exact_metric(title: str, look: Look, vocabulary: Vocabulary) -> str | None:
    """The metric that a title names and says nothing more of, if its unit suits the numbers; None else."""
    core, _ = core_of(title, vocabulary)
    for text in (normal(title), core):
        found = vocabulary.one("metric", text)
        if found is not None and _suits(vocabulary.metrics[found], look):
            return found
    return None


def _suits(metric: Metric, look: Look) -> bool:
    """Whether nothing speaks against the unit: a percentage is printed with its sign, or called so."""
    if metric.unit == "percent":
        return look.percent and not metric.is_change
    return look.fits(metric.unit) >= 0 and not metric.is_computed and not metric.is_change


@dataclass(frozen=True)
class Around:
    """What is printed around numbers, and how much each text tells of what they count."""

    texts: tuple[tuple[float, str], ...]

    @classmethod
    def of(cls, texts: Iterable[tuple[float, str]]) -> Around:
        """Those that say something."""
        return cls(tuple((weight, text) for weight, text in texts if text))


def rank_metrics(
    around: Around, look: Look, breakdown: str, vocabulary: Vocabulary, taken: Sequence[str] = (), core: str = ""
) -> list[str]:
    """The likeliest metrics, best first; those of `taken`, which other columns have, come last."""
    weighed: dict[str, float] = {}
    for weight, text in around.texts:
        for stem in stems(text):
            weighed[stem] = max(weight, weighed.get(stem, 0.0))
    words = _Words(weighed, _rarity(tuple(sorted((id_, one.name) for id_, one in vocabulary.metrics.items()))))
    part_of = stems(breakdown.replace("_", " ")) - {"kind", "reason", "group", "part", "component"}
    is_of_change = any(_CHANGE.search(text) for weight, text in around.texts if weight >= NEAR)
    told_of = stems(vocabulary.breakdown_texts.get(breakdown, ""))
    scored = []
    for place, metric in enumerate(vocabulary.metrics.values()):
        if metric.is_computed:
            continue
        fits = look.fits(metric.unit)
        score = _score(metric, words) + 0.3 * fits
        score += 0.4 * max(
            (alike(one, other) for one in part_of for other in stems(metric.id.replace("_", " "))), default=0.0
        )
        score += 0.35 * len(told_of & stems(metric.definition)) / max(len(told_of), 1)
        if core and fits >= 0:
            score += 0.4 if core.startswith(normal(metric.name)) else 0.15 if normal(metric.name) in core else 0.0
        score -= 0.8 if metric.is_change and not is_of_change else 0.0
        score += 0.03 * min(vocabulary.used.get(metric.id, 0), 5)
        score -= 0.6 if metric.id in taken else 0.0
        scored.append((-score, place, metric.id))
    scored.sort()
    best = -scored[0][0] if scored else 0.0
    return [id_ for score, _, id_ in scored[:MOST_CANDIDATES] if -score >= max(LEAST_SCORE, best * 0.6)]


class _Words:
    """How much the texts around a table say of each word."""

    def __init__(self, weighed: dict[str, float], rarity: dict[str, float]) -> None:
        self._weighed, self._rarity = weighed, rarity
        self._best: dict[str, float] = {}
        self.total = max(sum(weighed.values()), 1.0)

    def share(self, words: frozenset[str]) -> float:
        """The part of some words that stands there, the rare ones counting for more."""
        total = sum(self._rarity.get(word, 3.0) for word in words)
        return sum(self._rarity.get(word, 3.0) * self._hit(word) for word in words) / total if total else 0.0

    def told(self, words: frozenset[str]) -> float:
        """The part of the texts that these words are."""
        told = sum(weight for stem, weight in self._weighed.items() if any(alike(stem, word) >= 0.6 for word in words))
        return told / self.total

    def _hit(self, word: str) -> float:
        if word not in self._best:
            hits = (weight * alike(word, other) for other, weight in self._weighed.items())
            self._best[word] = max(hits, default=0.0)
        return self._best[word]


def _score(metric: Metric, words: _Words) -> float:
    """How much of a metric's names and definition stands in the texts around the numbers."""
    names = stems(metric.name)
    named = max(0.6 * words.share(names), 0.6 * words.share(stems(metric.name_en)))
    # Of two whose words all stand there, the one that says more of them.
    return named + 0.25 * words.share(stems(metric.definition_nl)) + 0.3 * words.told(names)


@lru_cache(maxsize=8)
def _rarity(names: tuple[tuple[str, str], ...]) -> dict[str, float]:
    """How much a word tells: the fewer metrics have it in their name, the more."""
    counts = Counter(stem for _, name in names for stem in stems(name))
    return {stem: math.log(1 + len(names) / count) for stem, count in counts.items()}
