"""Which metric a table is about: known from its title, or the likeliest ones as candidates."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from orchestration.draft.numbers import Look
from orchestration.draft.periods import YEAR, read_period
from orchestration.draft.vocabulary import Metric, Vocabulary
from orchestration.draft.words import alike, normal, stems

MOST_CANDIDATES = 4
LEAST_SCORE = 0.25
_NUMBERED = re.compile(
    r"^(tabel|table|figuur|figure|fig|grafiek|bijlage|appendix)\.?\s*[\dIVX]+([.\-]\d+)*[a-z]?\s*[:.\-–|]?\s*", re.I
)
_COUNTED = re.compile(r"^(het |the )?(totaal |totale |total )?(aantal(len)?|number of)\s+(of )?", re.I)
_AREAS = r"(buurt|wijk|gemeente|team|gebied|stadsdeel|buurtteam|wijkteam|sociaal team|area|district|neighbourhood|state|city)s?"
_TIMES = r"(jaar|maand|kwartaal|halfjaar|half jaar|week|year|month|quarter)"
_PERIOD = rf"(in |over |tot en met |t/m )?(de |het |the )?(periode|period|verslagjaar|({_TIMES} )?{YEAR}|heel {YEAR})"
_TAIL = re.compile(
    rf"[ ,;:\-–(\[]*\b((per|by|naar) ({_AREAS}|{_TIMES})( en (per )?({_AREAS}|{_TIMES}))*"
    rf"|{_PERIOD}|(in|van|of) (utrecht|de gemeente|de stad|the city)|over {YEAR}|{YEAR})[)\]]?$",
    re.I,
)


def core_of(title: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """What a title counts, without number, "aantal", and what it divides by; and that breakdown, if it names one."""
    text = _COUNTED.sub("", _NUMBERED.sub("", normal(title)))
    breakdown = ""
    names = {normal(label): id_ for id_, labels in vocabulary.breakdowns.items() for label in labels}
    while True:
        shorter = _TAIL.sub("", text).rstrip(" ,;:-–(")
        match = re.fullmatch(r"(.+?)[ ,;:(]+(?:(?:ingedeeld |verdeeld |uitgesplitst )?(?:naar|per|by) )?(.+?)\)?", shorter)
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
        return look.percent
    return look.fits(metric.unit) >= 0 and not metric.is_computed


@dataclass(frozen=True)
class Around:
    """What is printed around numbers, and how much each text tells of what they count."""

    texts: tuple[tuple[float, str], ...]

    @classmethod
    def of(cls, texts: Iterable[tuple[float, str]]) -> Around:
        """Those that say something."""
        return cls(tuple((weight, text) for weight, text in texts if text))


def rank_metrics(
    around: Around, look: Look, breakdown: str, vocabulary: Vocabulary, taken: Sequence[str] = ()
) -> list[str]:
    """The likeliest metrics, best first; those of `taken`, which other columns have, come last."""
    weighed: dict[str, float] = {}
    for weight, text in around.texts:
        for stem in stems(text):
            weighed[stem] = max(weight, weighed.get(stem, 0.0))
    rarity = _rarity(tuple(sorted((id_, one.name) for id_, one in vocabulary.metrics.items())))
    part_of = stems(breakdown.replace("_", " ")) - {"kind", "reason", "group", "part", "component"}
    scored = []
    for metric in vocabulary.metrics.values():
        score = _score(metric, weighed, rarity)
        score += 0.25 * max(
            (alike(one, other) for one in part_of for other in stems(metric.id.replace("_", " "))), default=0.0
        )
        score += 0.3 * look.fits(metric.unit) - (1.0 if metric.is_computed else 0.0)
        score += 0.03 * min(vocabulary.used.get(metric.id, 0), 5)
        score -= 0.6 if metric.id in taken else 0.0
        scored.append((score, metric.id))
    scored.sort(key=lambda one: (-one[0], list(vocabulary.metrics).index(one[1])))
    best = scored[0][0] if scored else 0.0
    return [id_ for score, id_ in scored[:MOST_CANDIDATES] if score >= max(LEAST_SCORE, best * 0.6)]


def _score(metric: Metric, weighed: dict[str, float], rarity: dict[str, float]) -> float:
    """How much of a metric's names and definition stands in the texts around the numbers."""
    found = 0.0
    for share, text in ((0.6, metric.name), (0.25, metric.definition_nl), (0.35, metric.name_en)):
        words = stems(text)
        total = sum(rarity.get(word, 3.0) for word in words)
        if total:
            hit = sum(
                rarity.get(word, 3.0) * max((weight * alike(word, other) for other, weight in weighed.items()), default=0.0)
                for word in words
            )
            found = found + share * hit / total if text == metric.definition_nl else max(found, share / 0.6 * hit / total)
    # Of two whose words all stand there, the one that says more of them.
    names = stems(metric.name)
    told = sum(weight for stem, weight in weighed.items() if any(alike(stem, word) >= 0.6 for word in names))
    return found + 0.3 * told / max(sum(weighed.values()), 1.0)


@lru_cache(maxsize=8)
def _rarity(names: tuple[tuple[str, str], ...]) -> dict[str, float]:
    """How much a word tells: the fewer metrics have it in their name, the more."""
    counts = Counter(stem for _, name in names for stem in stems(name))
    return {stem: math.log(1 + len(names) / count) for stem, count in counts.items()}


def is_period_or_total(text: str) -> bool:
    """Whether a heading says a period and no more."""
    return read_period(text) is not None
