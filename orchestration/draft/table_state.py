"""A table that is being read, and what each part of the reading asks of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.draft.document import FoundTable
from orchestration.draft.metrics import Around, core_of, rank_metrics
from orchestration.draft.names import (
    Reading,
    hinted_dimension,
    near,
    readings,
)
from orchestration.draft.numbers import (
    Look,
    Notation,
    Sums,
    look_of,
    notations_of,
)
from orchestration.draft.periods import read_period, years_in
from orchestration.draft.proposal import Ask, NewMetric, RowDraft, TableDraft
from orchestration.draft.shape import Shape
from orchestration.draft.vocabulary import WHOLE, Vocabulary
from orchestration.draft.words import clean, normal, slug

ENOUGH = 0.5
"""The part of the labels that must be known for the others to be taken for names of the same kind."""


@dataclass(frozen=True)
class Context:
    """What is known of the report around a table."""

    vocabulary: Vocabulary
    period: str | None
    """The report's period, if it is known."""
    notation: Notation = "nl"

    @property
    def year(self) -> int | None:
        """The one year that the report is about; None where it is about more, or nobody knows."""
        if self.period is None or "/" in self.period:
            return None
        return int(self.period[:4])


@dataclass(frozen=True)
class Surroundings:
    """What stands above a table, nearest first."""

    title: str
    headings: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    """The lines right below it, from top to bottom."""


class TableState:
    """A table that is being read: its shape, its surroundings, and its draft as far as it goes."""

    def __init__(self, found: FoundTable, shape: Shape, around: Surroundings, context: Context, table_id: str) -> None:
        self.shape, self.around, self.context = shape, around, context
        self.vocabulary = context.vocabulary
        self.title = clean(around.title)
        self.draft = TableDraft(
            table_id, self.title, found.place, [list(row) for row in shape.cells], shape.header,
            doubts=list(found.doubts), numbers=shape.numbers(),
            lines=found.row_lines[shape.first_row : shape.first_row + len(shape.cells)],
        )  # fmt: skip
        self.notation = self._find_notation()
        self.breakdown = ""
        self.breakdown_candidates: list[str] = []
        self.total_rows: dict[int, Sums] = {}
        """The rows that are totals, and how far they are the sum of their parts."""
        self.sections: set[int] = set()
        """The rows that are headings of others."""

    def _values(self) -> list[str]:
        return [self.shape.cells[row][column] for row in self.shape.data for column in self.shape.values]

    def _find_notation(self) -> Notation:
        possible = notations_of(self._values())
        default = self.context.notation
        if len(possible) == 1 and possible[0] != "nl":
            if possible[0] != default:
                self.draft.said["notation"] = possible[0]
            return possible[0]
        if len(possible) > 1:
            why = "the numbers can be read in more than one notation"
            if default != "nl" and default in possible:
                return default
            self.draft.said["notation"] = Ask(tuple(possible), why)
            return possible[0]
        return default if possible == ["nl"] and not self._has_marks_of("nl") else possible[0]

    def _has_marks_of(self, notation: str) -> bool:
        pattern = r"\d\.\d{3}|,\d" if notation == "nl" else r"\d,\d{3}|\.\d"
        return any(re.search(pattern, text) for text in self._values())

    def row(self, row: int) -> RowDraft:
        """The draft of a row of the file, counted from 0."""
        return self.draft.rows[row - self.shape.header]

    def blocks(self) -> list[tuple[int, list[int]]]:
        """Pairs of a label column and its columns of numbers, where two tables stand side by side."""
        shape = self.shape
        if len(shape.labels) < 2 or not any(
            one < value < other for one, other in zip(shape.labels, shape.labels[1:], strict=False)
            for value in shape.values
        ):  # fmt: skip
            return []
        starts = [*shape.labels, shape.width]
        blocks = [
            (label, [at for at in shape.values if label < at < end])
            for label, end in zip(shape.labels, starts[1:], strict=True)
        ]
        return blocks if all(values for _, values in blocks) else []

    def choose(self, labels: Sequence[str], head: str) -> tuple[Reading | None, Ask | None]:
        """The reading of some labels, and the question where it is not sure."""
        found = [
            one for one in readings(labels, self.vocabulary, head, self.title) if one.share >= ENOUGH or one.known > 2
        ]
        if not found:
            return None, None
        best = found[0]
        rivals = [one for one in found[1:] if one.share >= best.share and one.is_hinted == best.is_hinted]
        if best.share < ENOUGH:
            return best, Ask((best.dimension, "category" if best.dimension != "category" else "area"),
                             f"{best.known} of the {len(labels)} labels are known so")  # fmt: skip
        others = [one for one in rivals if one.dimension != best.dimension]
        if others:
            asked = tuple(dict.fromkeys([best.dimension, *(one.dimension for one in others)]))
            return best, Ask(asked, "the labels are known as both")
        if rivals and best.dimension == "category":
            self.breakdown_candidates = [best.breakdown, *(one.breakdown for one in rivals)]
        return best, None

    def set_breakdown(self, breakdown: str) -> None:
        """Say what the categories divide by; asked where the labels are known in more than one breakdown."""
        candidates = list(dict.fromkeys(self.breakdown_candidates or [breakdown]))
        self.breakdown = breakdown
        if len(candidates) > 1:
            self.draft.said["breakdown"] = Ask(
                tuple(candidates[:4]), "the labels are known in each of these breakdowns"
            )
        else:
            self.draft.said["breakdown"] = breakdown
        self.breakdown_candidates = []

    def ask_label(self, text: str, dimension: str) -> Ask:
        """The question what a label means; a new word is proposed where none is near."""
        if dimension in ("area", "category") and not near(text, dimension, self.vocabulary, self.breakdown):
            if dimension == "area":
                self.draft.new_areas.append(text)
                return Ask((text,), "new: proposed under `define`")
            self.draft.new_categories.append((self.breakdown, text))
            return Ask((text,), "new: proposed under `define`")
        return Ask(
            tuple(near(text, dimension, self.vocabulary, self.breakdown)),
            "is this meant?",
            f"the {dimension} of {text}",
        )

    def whole(self, dimension: str, tried: Sums) -> dict[str, object]:
        """What a total means, in the dimension that the rows or columns name."""
        if dimension == "area":
            return {"area": self.vocabulary.city or Ask((), "the total is that of the whole", "the area as a whole")}
        if dimension == "category":
            return {"category": WHOLE}
        if dimension == "period":
            return {"period": self.context.period or Ask((), "the total over the rows", "the whole period")}
        return {dimension: Ask((), "what the total counts", f"the {dimension} of the total")}

    def tell_total(self, label: str, tried: Sums) -> None:
        """Note how far a total is the sum of its parts."""
        if tried.tried:
            name = f"“{label}”" if label else "The total without a label"
            self.draft.facts.append(f"{name} is the sum of its parts in {tried.held} of {tried.tried} columns.")

    def look(self, columns: Sequence[int], around: str) -> Look:
        """What the numbers of some columns look like."""
        texts = [
            self.shape.cells[row][at] for at in columns for row in self.shape.data
            if self.shape.kinds[row][at] == "number"
        ]  # fmt: skip
        return look_of(texts, around, self.notation)

    def candidates(self, look: Look, texts: list[tuple[float, str]], taken: Sequence[str] = ()) -> list[str]:
        """The likeliest metrics of some numbers, from what is printed around them."""
        core, _ = core_of(self.title, self.vocabulary)
        above = self.around
        around = [*texts, (1.0, core), (0.25, self.title)]
        around += [(0.45 if number == 0 else 0.25, text) for number, text in enumerate(above.headings)]
        around += [(0.35 if number == 0 else 0.15, text[:250]) for number, text in enumerate(above.lines)]
        heads = [self.shape.head_of(at) for at in self.shape.labels]
        around += [(0.4, text) for text in heads if hinted_dimension(text, "") not in ("area", "period")]
        labels = [normal(row.labels[0]).split() for row in self.draft.rows if row.labels]
        shared = [
            word for word in (labels[0] if labels else []) if sum(word in one for one in labels) * 2 > len(labels)
        ]
        around.append((0.5, " ".join(shared)))
        return rank_metrics(Around.of(around), look, self.breakdown, self.vocabulary, taken, core)

    def propose_metric(self, text: str, look: Look, is_known: bool) -> str | None:
        """A metric that nobody knows, as the numbers show it; its id."""
        text = re.sub(r" (per|naar|by) [\w/-]+$", "", text)
        id_ = slug(text)
        if not id_ or id_ in self.vocabulary.metrics or read_period(text) is not None:
            return None
        if ("metrics", id_) in self.vocabulary.taken:
            id_ = f"{id_}_{slug(self.vocabulary.organisation or self.draft.id)}"
        over_rows: str | None = None
        for tried in self.total_rows.values():
            over_rows = over_rows or tried.adds_up()
        unit = look.unit or ("percent" if look.percent else "eur" if look.eur else "" if look.has_decimals else "count")
        known = self.vocabulary.units
        asked: object = unit if unit and (look.unit or look.percent or look.eur) else None
        if asked is None:
            first = [unit] if unit else []
            rest = ("percent", "days", "score", "ratio") if look.has_decimals else ("count", "eur", "days")
            asked = Ask(tuple(one for one in dict.fromkeys([*first, *rest]) if one in known), "no unit is printed")
        is_area = str(self.draft.rows_are) == "area"
        tried_facts = tuple(self.draft.facts)
        self.draft.new_metrics.append(
            NewMetric(
                id_, clean(text), asked,
                over_areas=over_rows if is_area else None,
                over_categories=over_rows if not is_area else None,
                facts=tried_facts,
                is_certain=not is_known,
            )
        )  # fmt: skip
        return id_

    def title_year(self) -> int | None:
        """The one year that title or heading promise; None where they name none, or several."""
        for text in (self.title, *self.around.headings[:1]):
            if years := set(years_in(text)):
                return years.pop() if len(years) == 1 else None
        return None


def calls_itself_total(text: str) -> bool:
    """Whether a label says that it is a total of something, such as "ALL STATES" or "U.S. Totals"."""
    return bool(re.search(r"^(alle|all|totaal|total|totale)\b|\b(totaal|total|totals|totalen)$", normal(text)))


def heading_text(shape: Shape, column: int) -> str:
    """The headings of a column as one text."""
    texts = shape.headings(column)
    plain = [text for text in texts if any(map(str.isalpha, text)) or years_in(text)]
    return clean(" ".join(plain or texts))
