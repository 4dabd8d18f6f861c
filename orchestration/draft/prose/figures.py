"""Proposes a row of key_figures.csv or ignored_numbers.csv for every number in a document's running text.

What the words around a number say is written; where they leave a choice, the field is a question with its candidates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.draft.document import Document
from orchestration.draft.prose.candidates import Candidates, Figure, Guess, NoFigure
from orchestration.draft.prose.meaning import Context, Meanings, Scored
from orchestration.draft.prose.no_figure import LineLook, Verdict, line_looks, verdict
from orchestration.draft.prose.number_words import plain
from orchestration.draft.prose.numbers import Number, is_english, numbers
from orchestration.draft.prose.periods import Period, before, periods
from orchestration.draft.prose.stems import STOP, TOKEN
from orchestration.draft.prose.text import Passage, passages
from orchestration.draft.prose.words import QUALIFIERS, Words

EMPTY = "(leave empty)"
MOST_METRICS = 4
_COMPARED = re.compile(
    r"\b(?:dan|ten\s+opzichte\s+van|t\.?o\.?v\.?|vergeleken\s+met|in\s+vergelijking\s+(?:met|tot)|tegenover|tegen|sinds|"
    r"than|compared\s+(?:to|with)|versus|against|since)\b[^.;]*$"
)
_AVERAGE = re.compile(r"\b(?:gemiddelde?|average|mean)\b")
_FILLER = r"(?:de\s+|het\s+|een\s+|zo['’]n\s+|the\s+|a\s+|an\s+|(?:€|eur)\s*)?"


@dataclass(frozen=True)
class ReportContext:
    """What the draft says of the report as a whole."""

    period: str
    area: str = ""


def key_figures(document: Document, words: Words, context: ReportContext) -> Candidates:
    """The candidates for every number in the running text of a document."""
    own = {"period": context.period, "area": context.area or EMPTY, "category": "whole"}
    own |= dict.fromkeys(("breakdown", "qualifier", "compared_with", "value_read", "metric"), EMPTY)
    drafter = _Drafter(document, words, context)
    figures: list[Figure] = []
    none: list[NoFigure] = []
    for passage in passages(document.blocks):
        for one in drafter.of_passage(passage):
            if isinstance(one, Figure):
                figures.append(one)
            else:
                none.append(one)
    return Candidates(tuple(_with_own_keys(figures)), tuple(none), own, _notation(document, drafter.is_english))


class _Drafter:
    """Goes through the passages of one document."""

    def __init__(self, document: Document, words: Words, context: ReportContext) -> None:
        self._meanings = Meanings(words)
        self._context = context
        self._looks = line_looks(document.blocks)
        self._qualifiers = _qualifier_pattern(words)
        self._known = QUALIFIERS | {plain(word): word for word in words.qualifiers}
        self.is_english = is_english(" ".join(line.text for line in document.prose))
        self._earlier: list[Period] = []

    def of_passage(self, passage: Passage) -> Iterator[Figure | NoFigure]:
        """What is proposed for the numbers of a passage, in order."""
        text = passage.text
        named = periods(text, self._context.period)
        earlier, around = [], passage.heading
        for sentence in passage.sentences():
            said = text[slice(*sentence)]
            found = [
                _moved(one, sentence[0]) for one in numbers(said, is_english(said, self.is_english))
            ]
            within = [one for one in named if sentence[0] <= one.start < sentence[1]]
            for number in found:
                yield self._proposed(passage, sentence, number, found, within, earlier, around)
            earlier = within or earlier
            around = f"{passage.heading} {said}"

    def _proposed(
        self,
        passage: Passage,
        sentence: tuple[int, int],
        number: Number,
        others: list[Number],
        named: list[Period],
        earlier: list[Period],
        around: str,
    ) -> Figure | NoFigure:
        text = passage.text
        line, order, first, last = passage.place(number.start, number.end)
        found = verdict(text, sentence, number, named, self._looks.get(order, LineLook()))
        if found is not None and found.is_sure:
            _, _, begin, end = passage.place(found.start, found.end)
            line_of_phrase = passage.place(found.start, found.end)[0]
            if line_of_phrase != line or not begin <= first < end:  # the phrase began on the line before
                begin, end, phrase = first, last, text[number.start : number.end]
            else:
                phrase = text[found.start : found.start + end - begin]
            return NoFigure(line, (begin, end), phrase.strip(), found.reason)
        fields = self._fields(passage, sentence, number, others, named, earlier, around)
        shown = " ".join(text[slice(*sentence)].split())
        printed = text[number.start : number.start + last - first].strip()
        key = _key(text, sentence, number)
        return Figure(key, line, (first, last), printed, shown, fields, found.reason if found else "")

    def _fields(
        self,
        passage: Passage,
        sentence: tuple[int, int],
        number: Number,
        others: list[Number],
        named: list[Period],
        earlier: list[Period],
        around: str,
    ) -> dict[str, Guess]:
        text = passage.text
        context = self._meanings.context(text, sentence, number, others, around)
        by_category = self._meanings.categories(context)
        breakdowns: dict[str, float] = {}
        for category, weight in by_category:
            breakdowns[category.breakdown] = max(weight, breakdowns.get(category.breakdown, 0.0))
        metrics = self._meanings.metrics(context, number, breakdowns)[: MOST_METRICS * 2]
        is_change = bool(metrics) and any(one.metric.changes for one in metrics[:MOST_METRICS])
        period, compared = self._periods(text, sentence, number, others, named, earlier)
        fields = _printed_fields(passage, number)
        fields["metric"] = Guess(tuple(one.metric.id for one in metrics[:MOST_METRICS]), False)
        fields["area"] = self._area(text, sentence, number, passage.heading)
        related = [(one, weight) for one, weight in by_category if weight > 0.3]
        if related:
            fields["breakdown"] = Guess((*dict.fromkeys(one.breakdown for one, _ in related), ""), False)
            fields["category"] = Guess((*dict.fromkeys(one.id for one, _ in related), ""), False)
        fields["period"] = period
        if is_change:
            changes = metrics[0].metric.changes != ""
            choices = (*compared, *before(self._context.period))
            fields["compared_with"] = Guess(tuple(dict.fromkeys(choices if changes else ("", *choices))), False)
            if changes and context.change < 0:
                fields["value_read"] = _fallen(number)
        fields["qualifier"] = self._qualifier(text, sentence, number, others)
        return fields

    def _periods(
        self,
        text: str,
        sentence: tuple[int, int],
        number: Number,
        others: list[Number],
        named: list[Period],
        earlier: list[Period],
    ) -> tuple[Guess, tuple[str, ...]]:
        """The period of a number, and the periods that it may be compared with."""
        own = self._context.period
        inside = {(one.start, one.end) for one in others if any(p.start <= one.start < p.end for p in named)}
        figures = [one for one in others if (one.start, one.end) not in inside]
        compared, plain_ones = [], []
        for one in named:
            lead = plain(text[max(sentence[0], one.start - 45) : one.start])
            lead = lead[max((lead.rfind(char) for char in ".;"), default=-1) + 1 :]
            is_compared = _COMPARED.search(lead) is not None and one.kind != "own"
            if is_compared and not any(number.end <= f.start < one.start for f in figures) and one.start > number.start:
                compared.append(one)
            else:
                plain_ones.append(one)
        behind = next((one for one in plain_ones if one.start >= number.end), None)
        before_it = [one for one in plain_ones if one.end <= number.start]
        if behind is not None and self._follows(text, number, behind, figures):
            return self._period_guess(behind, plain_ones), _names(compared)
        if before_it:
            return self._period_guess(before_it[-1], plain_ones), _names(compared)
        if plain_ones:
            only = len(figures) == 1
            values = (*plain_ones[0].periods, own) if only else (own, *plain_ones[0].periods)
            return _period(values, own, is_sure=False), _names(compared)
        if earlier and any(one.periods[:1] != (own,) for one in earlier):
            return _period((own, *_names(earlier)), own, is_sure=False), _names(compared)
        return _period((own,), own, is_sure=not compared), _names(compared)

    def _follows(self, text: str, number: Number, period: Period, figures: list[Number]) -> bool:
        """Whether a period stands so near behind a number that it is that number's."""
        between = text[number.unit_end : period.start]
        if any(number.end <= one.start < period.start for one in figures) or re.search(r"[.;:]", between):
            return False
        return len(between.split()) <= 4

    def _period_guess(self, period: Period, all_named: list[Period]) -> Guess:
        own = self._context.period
        others = [one for one in all_named if one is not period]
        values = (*period.periods, *_names(others), own) if period.periods else (own, *_names(others))
        is_sure = len(period.periods) == 1 and (period.has_year or period.periods == (own,)) and not others
        return _period(values, own, is_sure)

    def _area(self, text: str, sentence: tuple[int, int], number: Number, heading: str) -> Guess:
        found = [one for one in self._meanings.areas(text, sentence) if one[0] != self._context.area]
        if found:
            near = sorted(found, key=lambda one: min(abs(one[1] - number.end), abs(number.start - one[2])))
            return Guess((*dict.fromkeys(one[0] for one in near), ""), False)
        above = [one[0] for one in self._meanings.areas(heading, (0, len(heading))) if one[0] != self._context.area]
        return Guess(("", *dict.fromkeys(above)), not above)

    def _qualifier(self, text: str, sentence: tuple[int, int], number: Number, others: list[Number]) -> Guess:
        if found := self._qualifiers.search(text[max(sentence[0], number.start - 40) : number.start]):
            return self._said(found["word"])
        behind = re.match(r"\s*(?P<word>gemiddelde?|on average)(?!\w)", text[number.unit_end : sentence[1]], re.IGNORECASE)
        if behind:
            return self._said(behind["word"])
        begin = max((one.end for one in others if one.end <= number.start), default=sentence[0])
        if average := _AVERAGE.search(plain(text[begin : number.start])):
            return Guess((average[0], ""), False)
        return Guess()

    def _said(self, word: str) -> Guess:
        printed = " ".join(word.split())
        known = self._known.get(plain(printed).replace("’", "'")) or self._known.get(plain(printed))
        return Guess((printed if plain(printed) in map(plain, self._known.values()) else known or printed,), True)


def _qualifier_pattern(words: Words) -> re.Pattern[str]:
    """What finds a qualifier right before a number."""
    known = sorted({*words.qualifiers, *QUALIFIERS}, key=lambda word: (-len(word), word))
    body = "|".join(r"\s+".join(map(re.escape, word.split())) for word in known)
    return re.compile(rf"(?<![\w-])(?P<word>{body or '(?!)'})\s*{_FILLER}$", re.IGNORECASE)


def _period(values: tuple[str, ...], own: str, is_sure: bool) -> Guess:
    named = tuple(dict.fromkeys("" if value == own else value for value in values))
    return Guess(named or ("",), is_sure)


def _names(named: list[Period]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.periods[0] for one in named if one.periods))


def _moved(number: Number, by: int) -> Number:
    from dataclasses import replace

    return replace(number, start=number.start + by, end=number.end + by, unit_end=number.unit_end + by)


def _printed_fields(passage: Passage, number: Number) -> dict[str, Guess]:
    """What is printed: the number, what it is worth where it is written in words, and the ends of a range."""
    _, _, first, last = passage.place(number.start, number.end)
    printed = passage.text[number.start : number.start + last - first].strip()
    if number.form == "range":
        said = {"low": Guess((number.low,)), "high": Guess((number.high,))}
        return said if number.value is None else said | {"number": Guess((printed,))}
    found = {"number": Guess((printed,))}
    if number.value is not None:
        found["value_read"] = Guess((_written(number),))
    return found


def _written(number: Number) -> str:
    assert number.value is not None
    return f"{number.value.normalize():f}".replace(".", ",")


def _fallen(number: Number) -> Guess:
    """The value of a change of which the words say that it is a fall."""
    if number.value is not None and number.value < 0:
        return Guess((_written(number),))
    digits = _written(number) if number.value is not None else number.text.rstrip("% ")
    return Guess((f"-{digits}", "" if number.value is None else digits), False)


def _key(text: str, sentence: tuple[int, int], number: Number) -> str:
    """A key made of the words beside a number and of the number, whatever the vocabulary knows of them."""
    beside = [one for one in TOKEN.findall(text[number.end : sentence[1]])[:8] if plain(one) not in STOP and len(one) > 2][:2]
    if not beside:
        ahead = TOKEN.findall(text[sentence[0] : number.start])
        beside = [one for one in ahead[-8:] if plain(one) not in STOP and len(one) > 2][-2:]
    return _slug(" ".join((*beside, number.text))) or "figure"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plain(text)).strip("-")[:60].strip("-")


def _with_own_keys(figures: list[Figure]) -> Iterator[Figure]:
    """The figures with keys of which no two are alike."""
    from dataclasses import replace

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
