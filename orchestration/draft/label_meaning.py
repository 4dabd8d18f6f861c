"""Says what the columns mean that name rows, and which rows are totals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestration.draft.metrics import core_of
from orchestration.draft.names import (
    hinted_dimension,
    near,
    trailing_periods,
)
from orchestration.draft.numbers import (
    Sums,
    look_of,
    sum_of_rows,
    try_sum,
)
from orchestration.draft.periods import in_words, is_total_word, read_period
from orchestration.draft.proposal import Ask, ColumnDraft
from orchestration.draft.table_state import TableState, calls_itself_total
from orchestration.draft.vocabulary import WHOLE
from orchestration.draft.words import normal, slug

MOST_NAMED = 4
"""As many known metrics as a question names."""


class LabelReader:
    """Reads the labels of a table."""

    def __init__(self, state: TableState) -> None:
        self._state = state

    def read(self) -> set[str]:
        """Read the columns that name rows; returns the dimensions that they name."""
        shape, draft = self._state.shape, self._state.draft
        if not shape.labels:
            draft.doubts.append("No column names the rows; each row has to say what it is about.")
            draft.columns[0] = ColumnDraft("value")
            return set()
        blocks = self._state.blocks()
        found: set[str] = set()
        if len(blocks) > 1:
            return self._read_blocks(blocks)
        for at in shape.labels:
            found |= self._read_label_column(at, found, is_only=len(shape.labels) == 1)
        return found

    def _read_blocks(self, blocks: list[tuple[int, list[int]]]) -> set[str]:
        shape, draft = self._state.shape, self._state.draft
        texts = [
            shape.cells[row][at]
            for at, _ in blocks
            for row in shape.data
            if shape.cells[row][at] and row not in self._state.sections
        ]
        plain = [text for text in texts if not is_total_word(text)]
        head = next((text for at, _ in blocks if (text := shape.head_of(at))), "")
        reading, asked = self._state.choose(plain, head)
        dimension = reading.dimension if reading else hinted_dimension(head, self._state.title) or "category"
        for at, values in blocks:
            labels = asked if asked is not None else dimension
            draft.columns[at] = ColumnDraft("label", labels=labels, speaks_for=[one + 1 for one in values])
        if reading and reading.dimension == "category":
            self._state.set_breakdown(reading.breakdown)
        known = dict(zip(plain, reading.ids, strict=True)) if reading else {}
        all_values = [value for _, values in blocks for value in values]
        for row in shape.data:
            if row in self._state.sections:
                continue
            for at, values in blocks:
                text = shape.cells[row][at]
                for value in values:
                    self._read_block_cell(row, value, text, known, dimension, all_values)
        draft.lists_rows = True
        return {dimension}

    def _read_block_cell(
        self, row: int, value: int, text: str, known: dict[str, str | None], dimension: str, all_values: list[int]
    ) -> None:
        shape, cells = self._state.shape, self._state.row(row).cells
        kind = shape.kinds[row][value]
        if not text and kind == "blank":
            cells[value + 1] = {"ignore": "No figure stands in this part of the line."}
        elif is_total_word(text) or not text:
            parts = [shape.cells[other][at] for other in shape.data for at in all_values if (other, at) != (row, value)]
            tried = try_sum(parts, shape.cells[row][value], self._state.notation)
            total = self._state.whole(dimension, tried)
            cells[value + 1] = total | {"total": True}
            if tried.holds:
                self._state.draft.facts.append(f"{shape.cells[row][value]} is the sum of the others.")
        elif known.get(text) is None:
            cells[value + 1] = {dimension: self._state.ask_label(text, dimension)}

    def _read_label_column(self, at: int, taken: set[str], is_only: bool) -> set[str]:
        shape, draft = self._state.shape, self._state.draft
        column = draft.columns[at] = ColumnDraft("label")
        head = shape.head_of(at)
        rows = [row for row in shape.data if row not in self._state.sections]
        last = rows[-1] if rows else -1
        totals, named = [], []
        for row in rows:
            text = shape.cells[row][at]
            if is_total_word(text) or (not text and row == last and is_only) or self._is_whole(row, text, rows):
                totals.append(row)
            elif text:
                named.append(row)
        labels = [shape.cells[row][at] for row in named]
        if not labels:
            column.labels = "text"
            return set()
        if any(not shape.cells[row][at] for row in rows if row not in totals):
            draft.fill_down = True
        parts = trailing_periods(labels) if is_only else None
        if parts is not None and not all(read_period(label) for label in labels):
            return self._periods_of_labels(named, totals, parts)
        reading, asked = self._state.choose(labels, head)
        dimension = reading.dimension if reading else hinted_dimension(head, self._state.title) or "category"
        if dimension in taken:
            column.labels = Ask(("text", dimension), f"another column names the {dimension} already")
            return set()
        if asked is None and reading is None:
            order = [dimension, *(one for one in ("category", "area", "metric", "period") if one != dimension)]
            asked = Ask(tuple(order), f"none of the {len(labels)} labels is known")
        if is_only:
            draft.rows_are = asked if asked is not None else dimension
        else:
            column.labels = asked if asked is not None else dimension
        if dimension == "category":
            if reading:
                self._state.set_breakdown(reading.breakdown)
            else:
                self._new_breakdown(head)
        ids = dict(zip(named, reading.ids, strict=True)) if reading else dict.fromkeys(named)
        for row in named:
            text = shape.cells[row][at]
            if ids[row] is None and calls_itself_total(text) and dimension in ("area", "category"):
                whole = self._state.vocabulary.city if dimension == "area" else WHOLE
                why = f"“{text}” calls itself a total, and the rows do not add up to it"
                asked_label = self._state.ask_label(text, dimension)
                candidates = (*([whole] if whole else []), *asked_label.candidates)
                self._state.row(row).said |= {dimension: Ask(candidates, why, f"the {dimension} of {text}")}
            elif ids[row] is None:
                self._read_unknown_label(row, text, dimension)
        for row in named:
            self._read_known_total(row, shape.cells[row][at], named)
        parts_of_all = [row for row in named if not self._state.row(row).said.get("total")]
        for row in totals:
            self._read_total_row(row, dimension, parts_of_all, totals)
        return {dimension}

    def _is_whole(self, row: int, text: str, rows: Sequence[int]) -> bool:
        """Whether a label such as "ALL STATES" or "U.S. Totals" is a total: the other rows must add up to it."""
        if not calls_itself_total(text):
            return False
        if self._state.vocabulary.lookup("area", text):
            return False
        others = [one for one in rows if one != row]
        return sum_of_rows(self._state.shape, others, row, self._state.notation).holds

    def _new_breakdown(self, head: str) -> None:
        _, named = core_of(self._state.title, self._state.vocabulary)
        known = [
            id_
            for id_, names in self._state.vocabulary.breakdowns.items()
            if normal(head) and normal(head) in map(normal, names)
        ]
        candidates = [*known, *([named] if named else [])]
        own = (
            (slug(head) if any(map(str.isalpha, head)) else "")
            or slug(re.sub(r".*\b(per|naar|by) ", "", normal(self._state.title)))
            or f"{self._state.draft.id}_kind"
        )
        candidates = list(dict.fromkeys([*candidates, own]))
        self._state.breakdown = candidates[0]
        self._state.draft.said["breakdown"] = Ask(
            tuple(candidates), "what its labels divide by; a word of your own will do"
        )

    def _read_unknown_label(self, row: int, text: str, dimension: str) -> None:
        """A label that the reading does not know: of a breakdown beside it, nearly known, or new."""
        said = self._state.row(row).said
        if dimension == "category":
            beside = self._breakdown_beside(text)
            if beside is not None:
                said |= {"breakdown": beside[0], "category": beside[1]}
                others = [one for one in self._state.shape.data if one != row and one not in self._state.sections]
                tried = sum_of_rows(self._state.shape, others, row, self._state.notation)
                part_of = {
                    category.part_of
                    for key, category in self._state.vocabulary.categories.items()
                    if key[0] == self._state.breakdown
                }
                if part_of == {beside}:
                    said["total"] = True
                    self._state.tell_total(text, tried)
                return
        candidates = (
            near(text, dimension, self._state.vocabulary, self._state.breakdown) if dimension != "period" else []
        )
        if dimension == "metric":
            look = look_of(
                [self._state.shape.cells[row][at] for at in self._state.shape.values], text, self._state.notation
            )
            candidates = list(dict.fromkeys([*candidates, *self._state.candidates(look, [(1.2, text)])]))[:MOST_NAMED]
            new = self._state.propose_metric(text, look, bool(candidates))
            said["metric"] = Ask((*candidates, *([new] if new else [])), "nobody knows this label", "what it counts")
        elif dimension == "period":
            said["period"] = Ask((), "nobody knows this label", "the period that it names")
        elif candidates:
            said[dimension] = Ask(tuple(candidates), "is this meant? If it is none of these, define it")
        elif dimension == "area":
            self._state.draft.new_areas.append(text)
        else:
            self._state.draft.new_categories.append((self._state.breakdown, text))

    def _breakdown_beside(self, text: str) -> tuple[str, str] | None:
        """The category of another breakdown that a label names, where that is the only one that these are part of."""
        parents = {
            one.part_of
            for key, one in self._state.vocabulary.categories.items()
            if key[0] == self._state.breakdown and one.part_of
        }
        for parent in parents:
            if (
                parent[0] != self._state.breakdown
                and self._state.vocabulary.one("category", text, parent[0]) == parent[1]
            ):
                return parent
        return None

    def _read_total_row(self, row: int, dimension: str, named: Sequence[int], totals: Sequence[int]) -> None:
        text = self._state.shape.cells[row][self._state.shape.labels[0]]
        known = [one for one in named if one < row] or list(named)
        begin = max((one for one in totals if one < row), default=-1)
        last = [one for one in known if one > begin]
        tried = sum_of_rows(self._state.shape, known, row, self._state.notation)
        if len(totals) > 1 and row != totals[-1]:
            of_part = sum_of_rows(self._state.shape, last, row, self._state.notation)
            why = "a total in the midst of the table" + (
                ": it is the sum of the rows above it" if of_part.holds else ""
            )
            if dimension in ("area", "category"):
                self._state.row(row).said |= {
                    dimension: Ask((), why, f"the {dimension} that it is the total of"),
                    "total": True,
                }
                return
        self._state.row(row).said |= self._state.whole(dimension, tried) | {"total": True}
        self._state.total_rows[row] = tried
        self._state.tell_total(text, tried)

    def _read_known_total(self, row: int, text: str, named: Sequence[int]) -> None:
        """A known label that calls itself a total, as "Jeugdhulp totaal": so it is if rows above add up to it."""
        words = normal(text).split()
        if not any(is_total_word(word) for word in words):
            return
        above = [one for one in named if one < row]
        for first in range(len(above) - 1):
            tried = sum_of_rows(self._state.shape, above[first:], row, self._state.notation)
            if tried.holds:
                self._state.row(row).said["total"] = True
                self._state.tell_total(text, tried)
                return

    def _periods_of_labels(self, named: Sequence[int], totals: Sequence[int], parts: Sequence[str | None]) -> set[str]:
        """Labels that end with a period: each row says its own."""
        year = self._state.context.year
        for row, part in zip(named, parts, strict=True):
            period = part if part and not part.startswith("-") else f"{year}{part}" if year else None
            self._state.row(row).said["period"] = period or in_words(part or "")
        for row in totals:
            self._state.row(row).said |= self._state.whole("period", Sums()) | {"total": True}
        return {"period"}
