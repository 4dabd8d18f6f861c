"""Proposes a row of key_figures.csv or ignored_numbers.csv for every number in a document's running text.

What the words around a number say is written; where they leave a choice, the field is a question with its candidates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from orchestration.draft.document import Document
from orchestration.draft.prose.candidates import Candidates, Figure, Guess, NoFigure
from orchestration.draft.prose.change import Change, change_of
from orchestration.draft.prose.meaning import Meanings, Named, Scored, fit
from orchestration.draft.prose.no_figure import LineLook, Verdict, line_looks, verdict
from orchestration.draft.prose.number_words import plain
from orchestration.draft.prose.numbers import Number, is_english
from orchestration.draft.prose.periods import before
from orchestration.draft.prose.qualifiers import Qualifiers
from orchestration.draft.prose.sentence import REACH, Sentence, sentences
from orchestration.draft.prose.stems import STOP, TOKEN
from orchestration.draft.prose.text import Passage, passages
from orchestration.draft.prose.unit import goes_on, unit_of
from orchestration.draft.prose.when import when
from orchestration.draft.prose.words import Words

EMPTY = "(leave empty)"
MOST_METRICS = 4
NAMED = 0.3
"""How near all words of a category must stand to a number that it may be of it."""


GOES_ON, SAME_SENTENCE, BEFORE = 0.6, 0.3, 0.1
"""How much of what is known of the figure before holds for a number that goes on from it, that stands in the same
sentence, and for any other."""


@dataclass(frozen=True)
class ReportContext:
    """What the draft says of the report as a whole."""

    period: str
    area: str = ""


def key_figures(document: Document, words: Words, context: ReportContext) -> Candidates:
    """The candidates for every number in the running text of a document."""
    own = {"period": context.period, "area": context.area or EMPTY, "category": "whole"}
    own |= dict.fromkeys(("breakdown", "qualifier", "compared_with", "value_read", "metric"), EMPTY)
    english = is_english(" ".join(line.text for line in document.prose))
    drafter = _Drafter(document, words, context)
    figures: list[Figure] = []
    none: list[NoFigure] = []
    for sentence in sentences(passages(document.blocks), context.period, english):
        for one in drafter.of_sentence(sentence):
            if isinstance(one, Figure):
                figures.append(one)
            else:
                none.append(one)
    return Candidates(tuple(_with_own_keys(figures)), tuple(none), own, _notation(document, english))


class _Drafter:
    """Goes through the sentences of one document."""

    def __init__(self, document: Document, words: Words, context: ReportContext) -> None:
        self._meanings = Meanings(words, (line.text for line in document.prose))
        self._qualifiers = Qualifiers(words)
        self._context = context
        self._looks = line_looks(document.blocks)
        self._areas: list[tuple[int, str]] = []
        """The areas named so far that may still be meant, each with the place of its line."""
        self._last: tuple[Sentence, Number, list[Scored]] | None = None
        """The figure before: its sentence, number and metrics."""
        self._change = Change()
        """What was said of it."""
        self._period: str | None = None
        """Its period."""

    def of_sentence(self, sentence: Sentence) -> Iterator[Figure | NoFigure]:
        """What is proposed for the numbers of a sentence, in order."""
        named = [one for one in self._meanings.areas(sentence.text, sentence.span) if one[0] != self._context.area]
        for number in sentence.numbers:
            yield self._proposed(sentence, number, named)
            yield from _tails(sentence.passage, number)
        for area, start, end in named:
            self._areas.append((sentence.passage.place(start, end)[1], area))

    def _proposed(self, sentence: Sentence, number: Number, areas: list[tuple[str, int, int]]) -> Figure | NoFigure:
        text = sentence.text
        line, order, first, last = sentence.passage.place(number.start, number.end)
        found = verdict(text, sentence.span, number, sentence.named, self._looks.get(order, LineLook()))
        if found is not None and found.is_sure:
            return _no_figure(sentence.passage, number, found)
        fields = _printed_fields(sentence.passage, number)
        fields |= self._meaning(sentence, number)
        fields["area"] = self._area(sentence, number, areas, order)
        fields["qualifier"] = self._qualifiers.of(sentence, number)
        shown = " ".join(sentence.said.split())
        printed = text[number.start : number.start + last - first].strip()
        key = _key(text, sentence.span, number)
        return Figure(key, line, (first, last), printed, shown, fields, found.reason if found else "")

    def _meaning(self, sentence: Sentence, number: Number) -> dict[str, Guess]:
        """Metric, breakdown, category and periods."""
        around = f"{sentence.passage.heading} {sentence.before}"
        before_it = self._last[1] if self._last is not None and self._last[0] is sentence else None
        number = replace(number, unit=unit_of(sentence, number, before_it))
        change = change_of(sentence, number, (before_it, self._change) if before_it is not None else None)
        self._change = change
        context = self._meanings.context(sentence, number, change, around)
        categories = self._meanings.categories(context)
        breakdowns: dict[str, float] = {}
        for one in categories:
            if one.is_whole:
                breakdowns[one.category.breakdown] = max(one.weight, breakdowns.get(one.category.breakdown, 0.0))
        scored = self._carried(sentence, number, before_it, self._meanings.metrics(context, number, breakdowns))
        self._last = (sentence, number, scored[: 2 * MOST_METRICS])
        metrics = scored[:MOST_METRICS]
        period, compared = when(sentence, number, self._context.period, change.sign != 0, self._period)
        self._period = period.first or self._context.period
        fields = {"metric": Guess(tuple(one.metric.id for one in metrics), False), "period": period}
        fields |= self._parts(metrics, categories)
        changes = bool(metrics) and metrics[0].metric.changes != ""
        if changes or change.sign or any(one.metric.changes for one in metrics):
            choices = (*compared, *before(self._context.period))
            fields["compared_with"] = Guess(tuple(dict.fromkeys(choices if changes else ("", *choices))), False)
        if change.sign < 0 or number.form == "change":
            fields |= _fallen(number, changes)
        return fields

    def _carried(
        self, sentence: Sentence, number: Number, before_it: Number | None, scored: list[Scored]
    ) -> list[Scored]:
        """Metrics with what the figure before says of them: a text tells of one thing until it names another."""
        if self._last is None:
            return scored
        _, _, earlier = self._last
        share = GOES_ON if goes_on(sentence, number, before_it) else SAME_SENTENCE if before_it else BEFORE
        found = {one.metric.id: one for one in scored}
        for one in earlier:
            more = share * one.score * fit(number.unit, one.metric)
            known = found.get(one.metric.id, Scored(one.metric, 0.0, 0.0))
            found[one.metric.id] = replace(known, score=known.score + more)
        return sorted(found.values(), key=lambda one: (-one.score, one.metric.id))

    def _parts(self, metrics: list[Scored], categories: list[Named]) -> dict[str, Guess]:
        """Breakdown and category: asked about where the text names one, or where a candidate is printed by one."""
        by = [self._meanings.breakdowns(one.metric.id) for one in metrics]
        first = by[0] if by else set()
        likely = [name for names in by[:2] for name in sorted(names) if name]
        fits = [one for one in categories if one.category.breakdown in likely]
        found = fits + [one for one in categories if one.is_whole and one not in fits and one.weight > NAMED]
        possible = [name for names in by if "" not in names for name in sorted(names)]
        if not found and not possible:
            return {}
        is_named = bool(found) and found[0].is_whole and found[0].weight > NAMED
        none = ("",)
        breakdowns = tuple(dict.fromkeys((*(one.category.breakdown for one in found), *possible)))
        names = tuple(dict.fromkeys(one.category.id for one in found))
        if (is_named and found[0].category.breakdown in first) or (first and "" not in first):
            return {"breakdown": Guess((*breakdowns, *none), False), "category": Guess((*names, *none), False)}
        return {"breakdown": Guess((*none, *breakdowns), False), "category": Guess((*none, *names), False)}

    def _area(self, sentence: Sentence, number: Number, named: list[tuple[str, int, int]], order: int) -> Guess:
        if named:
            near = sorted(named, key=lambda one: min(abs(one[1] - number.end), abs(number.start - one[2])))
            return Guess((*dict.fromkeys(one[0] for one in near), ""), False)
        heading = sentence.passage.heading
        above = [one[0] for one in self._meanings.areas(heading, (0, len(heading))) if one[0] != self._context.area]
        self._areas = [one for one in self._areas if order - one[0] <= REACH]
        above += [area for _, area in reversed(self._areas)]
        return Guess(("", *dict.fromkeys(above)), not above)


def _tails(passage: Passage, number: Number) -> Iterator[NoFigure]:
    """What a number prints on the lines behind that of its row."""
    for start, end in passage.parts(number.start, number.end)[1:]:
        line, _, first, last = passage.place(start, end)
        yield NoFigure(
            line, (first, last), passage.text[start : start + last - first], "end of a number of the line before"
        )


def _no_figure(passage: Passage, number: Number, found: Verdict) -> NoFigure:
    """A number that is no figure, with the words that tell it from others as far as they stand on its line."""
    line, _, first, last = passage.place(number.start, number.end)
    found = replace(found, start=min(found.start, number.start), end=max(found.end, number.end))
    line_of_phrase, _, begin, end = passage.place(found.start, found.end)
    if line_of_phrase != line or not begin <= first < end:  # the phrase began on the line before
        return NoFigure(line, (first, last), passage.text[number.start : number.start + last - first], found.reason)
    return NoFigure(line, (begin, end), passage.text[found.start : found.start + end - begin].strip(), found.reason)


def _printed_fields(passage: Passage, number: Number) -> dict[str, Guess]:
    """What is printed: the number, what it is worth where it is written in words, and the ends of a range."""
    _, _, first, last = passage.place(number.start, number.end)
    printed = passage.text[number.start : number.start + last - first].strip()
    if number.form == "range":
        said = {"low": Guess((number.low,)), "high": Guess((number.high,))}
        return said if number.value is None else said | {"number": Guess((printed,))}
    found = {"number": Guess((printed,))}
    if number.value is not None:
        found["value_read"] = Guess((_written(number),), not number.may_be_rank)
    return found


def _written(number: Number) -> str:
    assert number.value is not None
    return f"{number.value.normalize():f}".replace(".", ",")


def _fallen(number: Number, is_change: bool) -> dict[str, Guess]:
    """The value of a number of which the words say that it fell: below zero if it is the change itself."""
    if number.form == "change":
        return {"value_read": Guess((_written(number),))}
    if number.form == "range":
        low, high = (f"-{text.strip('% ')}" for text in (number.high, number.low))
        ends = ((low, number.low), (high, number.high)) if is_change else ((number.low, low), (number.high, high))
        return {"low": Guess(ends[0], False), "high": Guess(ends[1], False)}
    said = _written(number) if number.value is not None else ""
    digits = re.match(r"[\d.,]+", number.text)
    below = f"-{said or (digits[0] if digits else number.text)}"
    return {"value_read": Guess((below, said) if is_change else (said, below), False)}


def _key(text: str, sentence: tuple[int, int], number: Number) -> str:
    """A key made of the words beside a number and of the number, whatever the vocabulary knows of them."""
    beside = [
        one for one in TOKEN.findall(text[number.end : sentence[1]])[:8] if plain(one) not in STOP and len(one) > 2
    ][:2]
    if not beside:
        ahead = TOKEN.findall(text[sentence[0] : number.start])
        beside = [one for one in ahead[-8:] if plain(one) not in STOP and len(one) > 2][-2:]
    return _slug(" ".join((*beside, number.text))) or "figure"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plain(text)).strip("-")[:60].strip("-")


def _with_own_keys(figures: list[Figure]) -> Iterator[Figure]:
    """The figures with keys of which no two are alike."""
    seen: Counter[str] = Counter()
    taken = {figure.key for figure in figures}
    for figure in figures:
        seen[figure.key] += 1
        key = figure.key
        if seen[figure.key] > 1:
            number = seen[figure.key]
            while f"{key}-{number}" in taken:
                number += 1
            key = f"{key}-{number}"
            taken.add(key)
        yield replace(figure, key=key)


def _notation(document: Document, english: bool) -> str:
    """Which notation the numbers of the text show; Dutch where they do not tell."""
    text = "\n".join(line.text for line in document.prose)
    dutch = len(re.findall(r"(?<![\d.,])\d+,\d{1,2}(?![\d.,]\d|\d)|\d{1,3}(?:\.\d{3})+,\d", text))
    plain_points = len(re.findall(r"(?<![\d.,])\d+\.\d{1,2}(?![\d.,]\d|\d)|\d{1,3}(?:,\d{3})+(?:\.\d|(?!\d))", text))
    if english:
        return "en" if plain_points > dutch else "nl"
    return "nl"
