"""Looks through an index: what a query means, the figures that answer it, and all else that it is about, best first.

How it goes, here and in pages/static/find.js:

1. A query is its words (`find_words.tokens`) without those that are ignored. A word that means no known word is taken
   for the one that it is most likely mistyped for; if there is none it is unknown.
2. Years, parts of years, days and kinds of figures in it say which figures are asked for. All other words are sought.
3. An entry's fitness is the mean of how strongly each sought word is one of its words, and a little if its whole
   name is asked for; what is as fit comes in the order of the index. Entries that fit less than FITTING times the best
   are left out.
4. A series answers if every sought word is in the names of its metric, or the words of its area, category or
   organisation, or is a number that it prints. Where no word is about its area, that has to be the whole of an
   organisation; a category has to be asked for. Its figure is the newest, or that of the period that is asked for; if
   there is none the answer says so, and gives no other. If a word is unknown nothing is answered: the figure would be
   of something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestration.explain import find_words as words
from orchestration.explain.find_index import Asked, Index, Period, Printed, Series
from orchestration.explain.words import RESULT

FITTING = 0.6
"""How fit a thing has to be beside the fittest of its sort, to be found."""

ANSWERING = 0.8
"""The same for answers."""

UNLISTED = ("organisation",)
"""Kinds of entries that figures are found by, and that are no thing to find."""

LONGEST_PHRASE = 6
"""How many words a phrase for a period has at most."""


@dataclass(frozen=True)
class Answer:
    """A series that a query asks for. `figure` is None where it has none of the period that is asked for."""

    series: Series
    figure: Printed | None
    fitness: float


@dataclass(frozen=True)
class Match:
    """An entry that a query is about, by its position."""

    entry: int
    fitness: float


@dataclass
class Result:
    """What a query means, and what is found."""

    sought: list[str] = field(default_factory=list)
    corrections: dict[str, str] = field(default_factory=dict)
    """Mistyped words, and what they were taken for."""
    unknown: list[str] = field(default_factory=list)
    """Words that mean nothing here."""
    answers: list[Answer] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    is_cut: bool = False
    """Whether the index has only some of the figures, so that what is not answered may be printed all the same."""
    near: list[str] = field(default_factory=list)
    """Known words that look like the unknown ones."""


@dataclass
class _When:
    years: list[int] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    periods: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    @property
    def is_asked(self) -> bool:
        return bool(self.years or self.parts or self.periods)


class Engine:
    """An index made ready for queries."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._named: dict[str, list[int]] = {}
        self._said: dict[str, list[int]] = {}
        for position, entry in enumerate(index.entries):
            for word in entry.name_words:
                self._named.setdefault(word, []).append(position)
            for word in entry.more_words:
                self._said.setdefault(word, []).append(position)
        self._ignored = set(index.ignored)
        # What people may mean by a mistyped word.
        self._known = {word for word in self._named if not word[0].isdigit()}
        self._known |= {word for group in index.synonyms for word in group}
        self._known |= {word for phrase in index.phrases for word in phrase.split() if not word[0].isdigit()}
        # No word is taken for one that is ignored: Woerden is no `worden`.
        self._known -= self._ignored
        self._forms = {word: words.forms(word) for word in {**self._named, **self._said}}
        self._remembered: dict[str, dict[str, float]] = {}
        self._groups = [(group, {form for word in group for form in words.forms(word)}) for group in index.synonyms]

    def look(self, query: str) -> Result:
        """What is found for a query."""
        result = Result()
        asked = [word[: words.LONGEST] for word in words.tokens(query)][: words.LONGEST]
        asked = [word for word in asked if word not in self._ignored] or asked
        read = [self._read(word, result) for word in asked]
        read = [word for word in read if word not in self._ignored] or read
        when, rest = self._when(read)
        rest = list(dict.fromkeys(rest))
        result.sought = rest or list(dict.fromkeys(read))
        result.matches = self._matches([self._alike(word) for word in result.sought])
        alike = [self._alike(word) for word in rest]
        numbers = [words.number_of(word) for word in rest]
        if rest or when.kinds:
            result.answers, result.is_cut = self._answers(alike, numbers, when)
        given = {answer.figure.number for answer in result.answers if answer.figure}
        result.unknown = [
            word
            for word, known, number in zip(rest, alike, numbers, strict=True)
            if not known and (number is None or number not in given)
        ]
        if not result.matches and not result.answers:
            result.unknown = result.sought
        if result.unknown:
            result.answers = []
            near = [word for unknown in result.unknown for word in words.nearest(unknown, self._known, 5)]
            result.near = list(dict.fromkeys(near))[:5]
        return result

    def _read(self, word: str, result: Result) -> str:
        """A word as it is meant: itself, or what it is most likely mistyped for."""
        if word in self._known or _year(word) or self._best(word) > words.AROUND:
            return word
        meant = words.corrected(word, self._known)
        if meant is None:
            return word
        result.corrections[word] = meant
        return meant

    def _best(self, word: str) -> float:
        return max(self._alike(word).values(), default=0.0)

    def _alike(self, word: str) -> dict[str, float]:
        """The known words that a sought word means, and how strongly."""
        if word in self._remembered:
            return self._remembered[word]
        meant = {word: 1.0}
        ours = set(words.forms(word))
        for group, theirs in self._groups:
            if ours & theirs:
                for other in group:
                    meant.setdefault(other, words.SYNONYM)
        asked = [(weight, one, words.forms(one)) for one, weight in meant.items()]
        found: dict[str, float] = {}
        for known, of_known in self._forms.items():
            strength = max(weight * words.likeness(one, of_one, known, of_known) for weight, one, of_one in asked)
            if strength:
                found[known] = strength
        self._remembered[word] = found
        return found

    def _when(self, asked: list[str]) -> tuple[_When, list[str]]:
        """The periods and kinds of figures that words name, and the words that are left."""
        when, rest, at = _When(), [], 0
        while at < len(asked):
            lengths = range(min(LONGEST_PHRASE, len(asked) - at), 0, -1)
            taken = next((n for n in lengths if " ".join(asked[at : at + n]) in self.index.phrases), 0)
            if taken:
                what, which = self.index.phrases[" ".join(asked[at : at + taken])]
                if what == "period":
                    when.periods.append(int(which))
                else:
                    (when.parts if what == "part" else when.kinds).append(which)
            elif year := _year(asked[at]):
                taken = 1
                when.years.append(year)
                if at + 1 < len(asked) and re.fullmatch("0[1-9]|1[0-2]", asked[at + 1]):
                    taken = 2
                    when.parts.append(asked[at + 1])
            else:
                rest.append(asked[at])
                taken = 1
            at += taken
        return when, rest

    def _closeness(self, position: int, alike: list[dict[str, float]]) -> float:
        """1 if the whole name of an entry is asked for in one of the languages, otherwise 0."""
        label = self.index.entries[position].label
        for text in (label.nl, label.en):
            name = [word for word in words.tokens(text) if word not in self._ignored]
            met = [any(known.get(word, 0.0) >= words.SYNONYM for known in alike) for word in name]
            if met and all(met):
                return 1.0
        return 0.0

    def _matches(self, alike: list[dict[str, float]]) -> list[Match]:
        named = [_by_entry(known, self._named, 1.0) for known in alike]
        said = [_by_entry(known, self._said, words.SAID) for known in alike]
        found = []
        for position in sorted({at for strengths in (*named, *said) for at in strengths}):
            if self.index.entries[position].kind not in UNLISTED:
                strengths = [max(n.get(position, 0.0), s.get(position, 0.0)) for n, s in zip(named, said, strict=True)]
                found.append(Match(position, sum(strengths) / len(alike) + 0.1 * self._closeness(position, alike)))
        best = max((match.fitness for match in found), default=0.0)
        found = [match for match in found if match.fitness >= FITTING * best]
        return sorted(found, key=lambda match: (-match.fitness, match.entry))

    def _answers(
        self, alike: list[dict[str, float]], numbers: list[str | None], when: _When
    ) -> tuple[list[Answer], bool]:
        # No word that only stands in the asked one: a figure of `Nieuwe` is no answer about Nieuwegein.
        alike = [{word: strength for word, strength in known.items() if strength > words.AROUND} for known in alike]
        about = [self._about(known) for known in alike]
        metrics, categories, areas = (
            frozenset(at for strengths in about for at in strengths if self.index.entries[at].kind == kind)
            for kind in ("metric", "category", "area")
        )
        asked = Asked(metrics, categories, areas, frozenset(n for n in numbers if n), frozenset(when.kinds or [RESULT]))
        all_series, is_cut = self.index.about(asked)
        found = []
        for series in all_series:
            if series.kind not in asked.kinds:
                continue
            printed = {figure.number for figure in series.figures}
            given = [number if number in printed else None for number in numbers]
            if fitness := self._fitness(series, about, given, alike):
                wanted = frozenset(number for number in given if number)
                found += [Answer(series, figure, fitness) for figure in self._figures(series, when, wanted)]
        best = max((answer.fitness for answer in found), default=0.0)
        return sorted((answer for answer in found if answer.fitness >= ANSWERING * best), key=self._order), is_cut

    def _about(self, known: dict[str, float]) -> dict[int, float]:
        """How strongly a word is about each entry, where figures are asked for.

        Of a metric only its names count; an area goes by its kind too, and a category by what it is a category of.
        """
        strengths = _by_entry(known, self._named, 1.0)
        for position, strength in _by_entry(known, self._said, words.SAID).items():
            if self.index.entries[position].kind in ("area", "category"):
                strengths[position] = max(strength, strengths.get(position, 0.0))
        return strengths

    def _fitness(
        self,
        series: Series,
        about: list[dict[int, float]],
        numbers: list[str | None],
        alike: list[dict[str, float]],
    ) -> float:
        """How well a series answers; 0 if it does not."""
        total, by_area, by_category, by_subject = 0.0, False, False, not about
        for strengths, number in zip(about, numbers, strict=True):
            metric = strengths.get(series.metric, 0.0)
            area = strengths.get(series.area, 0.0)
            category = 0.0 if series.category is None else strengths.get(series.category, 0.0)
            best = max(metric, area, category, strengths.get(series.organisation, 0.0), 1.0 if number else 0.0)
            if not best:
                return 0.0
            total += best
            by_area = by_area or area > max(metric, category)
            by_category = by_category or category > metric
            by_subject = by_subject or max(metric, category) > 0.0 or bool(number)
        by_number = any(numbers)
        if not by_subject or not (by_area or by_number or self.index.entries[series.area].whole):
            return 0.0
        if series.category is not None and about and not (by_category or by_number):
            return 0.0
        fitness = (total / len(about) if about else 1.0) + 0.1 * self._closeness(series.metric, alike)
        if by_area:
            fitness += 0.1 * self._closeness(series.area, alike)
        if series.category is not None:
            fitness += 0.1 * self._closeness(series.category, alike) - 0.05
        return fitness

    def _figures(self, series: Series, when: _When, numbers: frozenset[str]) -> Iterator[Printed | None]:
        """The figures of a series that are asked for, for every year that is named; None where it has none."""
        years: list[int | None] = [*when.years] or [None]
        for year in years:
            fitting = [figure for figure in series.figures if not numbers or figure.number in numbers]
            fitting = [figure for figure in fitting if _is_of(figure.period, self.index.periods, year, when)]
            if year and not when.parts and not when.periods:
                whole = [f for f in fitting if self.index.periods[f.period].period_id == str(year)]
                fitting = whole or fitting
            yield min(fitting, key=self._newest, default=None)

    def _newest(self, figure: Printed) -> tuple[int, int, int]:
        """Of figures up to the same day, the one about the longest period comes first."""
        period = self.index.periods[figure.period]
        return -period.end, period.start, figure.period

    def _order(self, answer: Answer) -> tuple[float | int | str, ...]:
        series = answer.series
        none = -1
        return (
            -answer.fitness, answer.figure is None, series.metric, none if series.category is None else series.category,
            series.area, series.organisation, series.kind, none if series.compared is None else series.compared,
            none if answer.figure is None else answer.figure.period,
        )  # fmt: skip


def _year(word: str) -> int | None:
    return int(word) if re.fullmatch("(19|20)[0-9]{2}", word) else None


def _is_of(position: int, periods: list[Period], year: int | None, when: _When) -> bool:
    period = periods[position]
    if when.periods:
        return position in when.periods
    return (year is None or period.first_year <= year <= period.last_year) and (
        not when.parts or period.part in when.parts
    )


def _by_entry(alike: dict[str, float], places: dict[str, list[int]], weight: float) -> dict[int, float]:
    """How strongly a sought word is a word of each entry."""
    found: dict[int, float] = {}
    for word, strength in alike.items():
        for position in places.get(word, ()):
            found[position] = max(found.get(position, 0.0), strength * weight)
    return found
