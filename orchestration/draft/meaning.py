"""Says what a found table means, as far as its labels, its title and its numbers tell; the rest it asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchestration.draft.document import FoundTable
from orchestration.draft.metrics import Around, core_of, exact_metric, rank_metrics
from orchestration.draft.names import (
    AREA_WORDS,
    Reading,
    divides_by,
    hinted_dimension,
    near,
    readings,
    trailing_periods,
)
from orchestration.draft.numbers import (
    Look,
    Notation,
    Sums,
    look_of,
    notations_of,
    sum_of_columns,
    sum_of_rows,
    try_sum,
    value_of,
)
from orchestration.draft.periods import Printed, contains, is_total_word, read_period, school_year, years_in
from orchestration.draft.printed_headings import Heading, read_headings
from orchestration.draft.proposal import Ask, ColumnDraft, NewMetric, RowDraft, TableDraft
from orchestration.draft.shape import Shape, sign_of
from orchestration.draft.vocabulary import WHOLE, Vocabulary
from orchestration.draft.words import clean, normal, slug

ENOUGH = 0.5
"""The part of the labels that must be known for the others to be taken for names of the same kind."""
MOST_NAMED = 4
"""As many known metrics as a question names."""
NOT_KNOWN = {
    "n.v.t.": "not_applicable", "nvt": "not_applicable", "n/a": "not_applicable", "n.a.": "not_applicable",
    "x": "suppressed", "*": "suppressed",
}  # fmt: skip


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


class TableReader:
    """Reads one table; `read` gives its draft."""

    def __init__(self, found: FoundTable, shape: Shape, around: Surroundings, context: Context, table_id: str) -> None:
        self._shape, self._around, self._context = shape, around, context
        self._vocabulary = context.vocabulary
        self._title = clean(around.title)
        self._draft = TableDraft(
            table_id, self._title, found.place, [list(row) for row in shape.cells], shape.header,
            doubts=list(found.doubts), numbers=shape.numbers(),
            lines=found.row_lines[shape.first_row : shape.first_row + len(shape.cells)],
        )  # fmt: skip
        self._notation = self._find_notation()
        self._breakdown = ""
        self._breakdown_candidates: list[str] = []
        self._total_rows: dict[int, Sums] = {}
        self._sections: set[int] = set()

    def read(self) -> TableDraft:
        """The draft of the table."""
        draft, shape = self._draft, self._shape
        draft.columns = [ColumnDraft("ignore" if at in shape.ignored else "value") for at in range(shape.width)]
        self._sections = {row for row in shape.data if self._is_section(row)}
        draft.rows = [RowDraft([shape.cells[row][at] for at in shape.labels]) for row in shape.data]
        for row in self._sections:
            self._row(row).said["ignore"] = "A heading, or a line of text, without a value of its own."
            draft.lists_rows = True
        row_dimensions = self._read_label_columns()
        column_dimension = self._read_columns(row_dimensions)
        self._read_scale()
        self._read_metric(row_dimensions, column_dimension)
        self._read_period(row_dimensions, column_dimension)
        self._read_cells()
        self._settle_rows()
        return draft

    # ---- numbers ------------------------------------------------------------------------------------------------

    def _values(self) -> list[str]:
        return [self._shape.cells[row][column] for row in self._shape.data for column in self._shape.values]

    def _find_notation(self) -> Notation:
        possible = notations_of(self._values())
        default = self._context.notation
        if len(possible) == 1 and possible[0] != "nl":
            if possible[0] != default:
                self._draft.said["notation"] = possible[0]
            return possible[0]
        if len(possible) > 1:
            why = "the numbers can be read in more than one notation"
            if default != "nl" and default in possible:
                return default
            self._draft.said["notation"] = Ask(tuple(possible), why)
            return possible[0]
        return default if possible == ["nl"] and not self._has_marks_of("nl") else possible[0]

    def _has_marks_of(self, notation: str) -> bool:
        pattern = r"\d\.\d{3}|,\d" if notation == "nl" else r"\d,\d{3}|\.\d"
        return any(re.search(pattern, text) for text in self._values())

    def _is_section(self, row: int) -> bool:
        """Whether a row has words and not one value."""
        kinds = [self._shape.kinds[row][column] for column in self._shape.values]
        return all(kind == "blank" for kind in kinds)

    def _row(self, row: int) -> RowDraft:
        return self._draft.rows[row - self._shape.header]

    # ---- labels -------------------------------------------------------------------------------------------------

    def _read_label_columns(self) -> set[str]:
        """Read the columns that name rows; returns the dimensions that they name."""
        shape, draft = self._shape, self._draft
        if not shape.labels:
            draft.doubts.append("No column names the rows; each row has to say what it is about.")
            draft.columns[0] = ColumnDraft("value")
            return set()
        blocks = self._blocks()
        found: set[str] = set()
        if len(blocks) > 1:
            return self._read_blocks(blocks)
        for at in shape.labels:
            found |= self._read_label_column(at, is_only=len(shape.labels) == 1)
        return found

    def _blocks(self) -> list[tuple[int, list[int]]]:
        """Pairs of a label column and its columns of numbers, where two tables stand side by side."""
        shape = self._shape
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

    def _read_blocks(self, blocks: list[tuple[int, list[int]]]) -> set[str]:
        shape, draft = self._shape, self._draft
        texts = [
            shape.cells[row][at]
            for at, _ in blocks
            for row in shape.data
            if shape.cells[row][at] and row not in self._sections
        ]
        plain = [text for text in texts if not is_total_word(text)]
        head = next((text for at, _ in blocks if (text := shape.head_of(at))), "")
        reading, asked = self._choose(plain, head)
        dimension = reading.dimension if reading else hinted_dimension(head, self._title) or "category"
        for at, values in blocks:
            labels = asked if asked is not None else dimension
            draft.columns[at] = ColumnDraft("label", labels=labels, speaks_for=[one + 1 for one in values])
        if reading and reading.dimension == "category":
            self._set_breakdown(reading.breakdown)
        known = dict(zip(plain, reading.ids, strict=True)) if reading else {}
        all_values = [value for _, values in blocks for value in values]
        for row in shape.data:
            if row in self._sections:
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
        shape, cells = self._shape, self._row(row).cells
        kind = shape.kinds[row][value]
        if not text and kind == "blank":
            cells[value + 1] = {"ignore": "No figure stands in this part of the line."}
        elif is_total_word(text) or not text:
            parts = [shape.cells[other][at] for other in shape.data for at in all_values if (other, at) != (row, value)]
            tried = try_sum(parts, shape.cells[row][value], self._notation)
            total = self._whole(dimension, tried)
            cells[value + 1] = total | {"total": True}
            if tried.holds:
                self._draft.facts.append(f"{shape.cells[row][value]} is the sum of the others.")
        elif known.get(text) is None:
            cells[value + 1] = {dimension: self._ask_label(text, dimension)}

    def _read_label_column(self, at: int, is_only: bool) -> set[str]:
        shape, draft = self._shape, self._draft
        column = draft.columns[at] = ColumnDraft("label")
        head = shape.head_of(at)
        rows = [row for row in shape.data if row not in self._sections]
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
        reading, asked = self._choose(labels, head)
        dimension = reading.dimension if reading else hinted_dimension(head, self._title) or "category"
        if asked is None and reading is None:
            order = [dimension, *(one for one in ("category", "area", "metric", "period") if one != dimension)]
            asked = Ask(tuple(order), f"none of the {len(labels)} labels is known")
        if is_only:
            draft.rows_are = asked if asked is not None else dimension
        else:
            column.labels = asked if asked is not None else dimension
        if dimension == "category":
            if reading:
                self._set_breakdown(reading.breakdown)
            else:
                self._new_breakdown(head)
        ids = dict(zip(named, reading.ids, strict=True)) if reading else dict.fromkeys(named)
        for row in named:
            text = shape.cells[row][at]
            if ids[row] is None and calls_itself_total(text) and dimension in ("area", "category"):
                whole = self._vocabulary.city if dimension == "area" else WHOLE
                why = f"“{text}” calls itself a total, and the rows do not add up to it"
                asked_label = self._ask_label(text, dimension)
                candidates = (*([whole] if whole else []), *asked_label.candidates)
                self._row(row).said |= {dimension: Ask(candidates, why, f"the {dimension} of {text}")}
            elif ids[row] is None:
                self._read_unknown_label(row, text, dimension)
        for row in named:
            self._read_known_total(row, shape.cells[row][at], named)
        parts_of_all = [row for row in named if not self._row(row).said.get("total")]
        for row in totals:
            self._read_total_row(row, dimension, parts_of_all, totals)
        return {dimension}

    def _is_whole(self, row: int, text: str, rows: Sequence[int]) -> bool:
        """Whether a label such as "ALL STATES" or "U.S. Totals" is a total: the other rows must add up to it."""
        if not calls_itself_total(text):
            return False
        if self._vocabulary.lookup("area", text):
            return False
        others = [one for one in rows if one != row]
        return sum_of_rows(self._shape, others, row, self._notation).holds

    def _choose(self, labels: Sequence[str], head: str) -> tuple[Reading | None, Ask | None]:
        """The reading of some labels, and the question where it is not sure."""
        found = [
            one for one in readings(labels, self._vocabulary, head, self._title) if one.share >= ENOUGH or one.known > 2
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
            self._breakdown_candidates = [best.breakdown, *(one.breakdown for one in rivals)]
        return best, None

    def _set_breakdown(self, breakdown: str) -> None:
        candidates = list(dict.fromkeys(self._breakdown_candidates or [breakdown]))
        self._breakdown = breakdown
        if len(candidates) > 1:
            self._draft.said["breakdown"] = Ask(
                tuple(candidates[:4]), "the labels are known in each of these breakdowns"
            )
        else:
            self._draft.said["breakdown"] = breakdown
        self._breakdown_candidates = []

    def _new_breakdown(self, head: str) -> None:
        _, named = core_of(self._title, self._vocabulary)
        known = [
            id_
            for id_, names in self._vocabulary.breakdowns.items()
            if normal(head) and normal(head) in map(normal, names)
        ]
        candidates = [*known, *([named] if named else [])]
        own = (
            (slug(head) if any(map(str.isalpha, head)) else "")
            or slug(re.sub(r".*\b(per|naar|by) ", "", normal(self._title)))
            or f"{self._draft.id}_kind"
        )
        candidates = list(dict.fromkeys([*candidates, own]))
        self._breakdown = candidates[0]
        self._draft.said["breakdown"] = Ask(tuple(candidates), "what its labels divide by; a word of your own will do")

    def _read_unknown_label(self, row: int, text: str, dimension: str) -> None:
        """A label that the reading does not know: of a breakdown beside it, nearly known, or new."""
        said = self._row(row).said
        if dimension == "category":
            beside = self._breakdown_beside(text)
            if beside is not None:
                said |= {"breakdown": beside[0], "category": beside[1]}
                others = [one for one in self._shape.data if one != row and one not in self._sections]
                tried = sum_of_rows(self._shape, others, row, self._notation)
                part_of = {
                    category.part_of
                    for key, category in self._vocabulary.categories.items()
                    if key[0] == self._breakdown
                }
                if part_of == {beside}:
                    said["total"] = True
                    self._tell_total(text, tried)
                return
        candidates = near(text, dimension, self._vocabulary, self._breakdown) if dimension != "period" else []
        if dimension == "metric":
            look = look_of([self._shape.cells[row][at] for at in self._shape.values], text, self._notation)
            candidates = list(dict.fromkeys([*candidates, *self._candidates(look, [(1.2, text)])]))[:MOST_NAMED]
            new = self._propose_metric(text, look, bool(candidates))
            said["metric"] = Ask((*candidates, *([new] if new else [])), "nobody knows this label", "what it counts")
        elif dimension == "period":
            said["period"] = Ask((), "nobody knows this label", "the period that it names")
        elif candidates:
            said[dimension] = Ask(tuple(candidates), "is this meant? If it is none of these, define it")
        elif dimension == "area":
            self._draft.new_areas.append(text)
        else:
            self._draft.new_categories.append((self._breakdown, text))

    def _breakdown_beside(self, text: str) -> tuple[str, str] | None:
        """The category of another breakdown that a label names, where that is the only one that these are part of."""
        parents = {
            one.part_of for key, one in self._vocabulary.categories.items() if key[0] == self._breakdown and one.part_of
        }
        for parent in parents:
            if parent[0] != self._breakdown and self._vocabulary.one("category", text, parent[0]) == parent[1]:
                return parent
        return None

    def _ask_label(self, text: str, dimension: str) -> Ask:
        if dimension in ("area", "category") and not near(text, dimension, self._vocabulary, self._breakdown):
            if dimension == "area":
                self._draft.new_areas.append(text)
                return Ask((text,), "new: proposed under `define`")
            self._draft.new_categories.append((self._breakdown, text))
            return Ask((text,), "new: proposed under `define`")
        return Ask(
            tuple(near(text, dimension, self._vocabulary, self._breakdown)),
            "is this meant?",
            f"the {dimension} of {text}",
        )

    # ---- totals -------------------------------------------------------------------------------------------------

    def _whole(self, dimension: str, tried: Sums) -> dict[str, object]:
        """What a total means, in the dimension that the rows or columns name."""
        if dimension == "area":
            return {"area": self._vocabulary.city or Ask((), "the total is that of the whole", "the area as a whole")}
        if dimension == "category":
            return {"category": WHOLE}
        if dimension == "period":
            return {"period": self._context.period or Ask((), "the total over the rows", "the whole period")}
        return {dimension: Ask((), "what the total counts", f"the {dimension} of the total")}

    def _read_total_row(self, row: int, dimension: str, named: Sequence[int], totals: Sequence[int]) -> None:
        text = self._shape.cells[row][self._shape.labels[0]]
        known = [one for one in named if one < row] or list(named)
        begin = max((one for one in totals if one < row), default=-1)
        last = [one for one in known if one > begin]
        tried = sum_of_rows(self._shape, known, row, self._notation)
        if len(totals) > 1 and row != totals[-1]:
            of_part = sum_of_rows(self._shape, last, row, self._notation)
            why = "a total in the midst of the table" + (
                ": it is the sum of the rows above it" if of_part.holds else ""
            )
            if dimension in ("area", "category"):
                self._row(row).said |= {
                    dimension: Ask((), why, f"the {dimension} that it is the total of"),
                    "total": True,
                }
                return
        self._row(row).said |= self._whole(dimension, tried) | {"total": True}
        self._total_rows[row] = tried
        self._tell_total(text, tried)

    def _tell_total(self, label: str, tried: Sums) -> None:
        if tried.tried:
            name = f"“{label}”" if label else "The total without a label"
            self._draft.facts.append(f"{name} is the sum of its parts in {tried.held} of {tried.tried} columns.")

    def _read_known_total(self, row: int, text: str, named: Sequence[int]) -> None:
        """A known label that calls itself a total, as "Jeugdhulp totaal": so it is if rows above add up to it."""
        words = normal(text).split()
        if not any(is_total_word(word) for word in words):
            return
        above = [one for one in named if one < row]
        for first in range(len(above) - 1):
            tried = sum_of_rows(self._shape, above[first:], row, self._notation)
            if tried.holds:
                self._row(row).said["total"] = True
                self._tell_total(text, tried)
                return

    def _periods_of_labels(self, named: Sequence[int], totals: Sequence[int], parts: Sequence[str | None]) -> set[str]:
        """Labels that end with a period: each row says its own."""
        year = self._context.year
        for row, part in zip(named, parts, strict=True):
            period = part if part and not part.startswith("-") else f"{year}{part}" if year else None
            self._row(row).said["period"] = period or Ask((), "the year is not printed", "the period")
        for row in totals:
            self._row(row).said |= self._whole("period", Sums()) | {"total": True}
        return {"period"}

    # ---- columns ------------------------------------------------------------------------------------------------

    def _read_columns(self, rows: set[str]) -> str:
        """Read the columns of numbers; returns the dimension that tells them apart, empty where none does."""
        shape = self._shape
        headings = read_headings(shape)
        if len(self._blocks()) > 1 and not any(shape.headings(at) for at in shape.values):
            return ""
        with_period = [at for at, heading in headings.items() if heading.period is not None or heading.spans]
        open_totals = [at for at, heading in headings.items() if heading.is_total and heading.period is None]
        is_period = bool(with_period) and len(with_period) + len(open_totals) >= max(1, len(headings) * 0.6)
        if is_period and ("period" not in rows or len(with_period) == len(headings)):
            self._period_columns(headings)
            return "period"
        kinds = [heading.kind for heading in headings.values()]
        if len(headings) > 1 and all(kinds) and len(set(kinds)) == len(kinds):
            self._draft.columns_are = "kind"
            for at in headings:
                self._draft.columns[at] = ColumnDraft("of", {"kind": self._kind_of(at, headings) or "realised"})
            if any(isinstance(column.said.get("kind"), Ask) for column in self._draft.columns):
                self._draft.columns_are = ""
            return "kind"
        if len(shape.values) > 1:
            return self._named_columns(headings)
        (at,) = shape.values
        if kind := self._kind_of(at, headings):
            self._draft.columns[at] = ColumnDraft("of", {"kind": kind})
        return ""

    def _period_columns(self, headings: dict[int, Heading]) -> None:
        year = self._context.year
        headings = self._with_years(headings)
        title_year = self._title_year()
        is_asked = title_year is not None and year is not None and title_year != year
        self._draft.columns_are = "period"
        for at, heading in headings.items():
            said: dict[str, object] = {}
            period = heading.period
            if heading.spans and heading.is_total:
                said |= {"period": heading.spans[0], "total": True}
            elif heading.spans:
                said["period"] = Ask(heading.spans, f"the column is headed “{heading_text(self._shape, at)}”")
            elif period is None and heading.is_total:
                said["period"] = self._year_of(headings) or self._context.period or Ask((), "the total", "its period")
                said["total"] = True
            elif period is None:
                said |= self._unknown_column(at, heading)
            else:
                plain = period.id(None if is_asked else year)
                said["period"] = (
                    plain or heading_text(self._shape, at) or Ask((), "the year is not printed", "the period")
                )
                if heading.is_total or self._is_total_of_columns(at, headings):
                    said["total"] = True
                if period.is_cumulative:
                    said["cumulative"] = True
                if heading.text and not heading.is_total:
                    said |= self._unknown_column(at, heading)
            if kind := self._kind_of(at, headings):
                said["kind"] = kind
            if heading_text(self._shape, at).endswith("*"):
                said["provisional"] = Ask(("true", "false"), "an asterisk stands behind the heading")
            if said in [column.said for column in self._draft.columns if column.role == "of"]:
                said["metric"] = Ask((), "another column says the same", "what this column counts")
            self._draft.columns[at] = ColumnDraft("of", said)

    def _with_years(self, headings: dict[int, Heading]) -> dict[int, Heading]:
        """Months that run over the end of a year, or that come twice, are of two years: which, if a heading says it."""
        months = [
            at for at, one in headings.items()
            if one.period and one.period.year is None and one.period.part and not one.is_total
        ]  # fmt: skip
        parts = {at: one.period.part for at in months if (one := headings[at]).period}
        if len({part.rstrip("0123456789") for part in parts.values()}) != 1:
            return headings
        turn = next(
            (place for place in range(1, len(months)) if parts[months[place]] <= parts[months[place - 1]]), None
        )
        if turn is None:
            return headings
        texts = [self._title, *(text for at in headings for text in self._shape.headings(at))]
        first = next((year for text in texts if (year := school_year(text)) is not None), None)
        found = dict(headings)
        for place, at in enumerate(months):
            part, year = parts[at], self._context.year
            if first is not None and len(set(parts.values())) == len(parts):
                found[at] = replace(headings[at], period=Printed(part, first + (place >= turn)))
            else:
                years = () if year is None else (year - 1, year) if place < turn else (year, year + 1)
                spans = tuple(f"{one}{part}" for one in years) or (heading_text(self._shape, at),)
                found[at] = replace(headings[at], period=None, spans=spans)
        return found

    def _kind_of(self, at: int, headings: dict[int, Heading]) -> object:
        """The kind of figure in a column, as said in its heading; of a difference as the numbers show it."""
        kind = headings[at].kind
        if kind != "difference":
            return kind if kind != "realised" else None
        period = headings[at].period
        beside = {
            one.kind or "realised": other for other, one in headings.items()
            if other != at and one.kind != "difference" and (period is None or one.period in (None, period))
        }  # fmt: skip
        realised = beside.pop("realised", None)
        candidates, proven = [], []
        for other, column in beside.items() if realised is not None else []:
            for name, more, less in (("over", realised, column), ("under", column, realised)):
                candidates.append(f"{name}_{other}")
                if self._is_difference(at, more, less):
                    proven.append(f"{name}_{other}")
        if len(proven) == 1:
            self._draft.facts.append(
                f"The column “{heading_text(self._shape, at)}” is the difference that `{proven[0]}` says."
            )
            return proven[0]
        why = f"the column is headed “{heading_text(self._shape, at)}”"
        return Ask((*proven, *(one for one in candidates if one not in proven)), why, "the kind of figure")

    def _is_difference(self, at: int, more: int | None, less: int | None) -> bool:
        """Whether a column holds one less another, in all rows."""
        tried = 0
        for cells in (self._shape.cells[row] for row in self._shape.data) if None not in (more, less) else ():
            gap, left, right = (value_of(cells[column or 0], self._notation) for column in (at, more, less))
            if gap is not None and left is not None and right is not None:
                tried += 1
                if abs(gap - (left - right)) > 1:
                    return False
        return tried > 0

    def _year_of(self, headings: dict[int, Heading]) -> str | None:
        """The year that all columns lie in, where they print it."""
        years = {heading.period.year for heading in headings.values() if heading.period and heading.period.year}
        if len(years) == 1:
            return str(years.pop())
        return str(self._context.year) if not years and self._context.year else None

    def _is_total_of_columns(self, at: int, headings: dict[int, Heading]) -> bool:
        """Whether a column of a longer period closes columns of parts of it, as a year behind its quarters."""
        own = headings[at].period
        if own is None or own.part:
            return False
        parts = [
            one.period for other, one in headings.items()
            if other < at and one.period and one.period.part and one.period.year in (None, own.year or one.period.year)
        ]  # fmt: skip
        return len(parts) >= 2

    def _unknown_column(self, at: int, heading: Heading) -> dict[str, object]:
        """What a column says that is headed by more than a period."""
        text = heading.text or " ".join(self._shape.headings(at))
        look = self._look([at], text)
        taken = [str(one.said.get("metric")) for one in self._draft.columns if "metric" in one.said]
        candidates = self._candidates(look, [(1.2, text)], taken)
        why = f"the column is headed “{text}”"
        said: dict[str, object] = {"metric": Ask(tuple(candidates), why, "the metric of this column")}
        if heading.period is None and (years := years_in(text)):
            said["period"] = Ask(tuple(map(str, dict.fromkeys(years))), why)
        return said

    def _named_columns(self, headings: dict[int, Heading]) -> str:
        """Columns that are told apart by areas, categories, metrics, or by what nobody knows."""
        shape, draft = self._shape, self._draft
        texts = {at: heading_text(shape, at) for at in shape.values}
        totals = [at for at, heading in headings.items() if heading.is_total]
        named = [at for at in shape.values if at not in totals]
        labels = [texts[at] for at in named]
        reading, asked = self._choose([label for label in labels if label], "") if any(labels) else (None, None)
        if (
            reading is not None
            and reading.dimension in ("area", "category")
            and reading.dimension != str(draft.rows_are)
        ):
            return self._known_columns(reading, asked, named, totals, texts)
        if len(totals) == 1 and len(named) > 1 and self._are_parts(named, totals[0]):
            return self._new_categories(named, totals[0], texts)
        taken: list[str] = []
        for at in named:
            metric = exact_metric(texts[at], self._look([at], texts[at]), self._vocabulary) if texts[at] else None
            if metric is not None and metric not in taken:
                taken.append(metric)
                draft.columns[at] = ColumnDraft("of", {"metric": metric})
        for at in named:
            if "metric" in draft.columns[at].said:
                continue
            candidates = self._candidates(self._look([at], texts[at]), [(1.2, texts[at])], taken)
            why = f"the column is headed “{texts[at]}”" if texts[at] else "the column has no heading"
            new = self._propose_metric(texts[at], self._look([at], texts[at]), bool(candidates))
            said: dict[str, object] = {
                "metric": Ask((*candidates, *([new] if new else [])), why, "the metric of this column")
            }
            taken += candidates[:1]
            if kind := self._kind_of(at, headings):
                said["kind"] = kind
            draft.columns[at] = ColumnDraft("of", said)
        for at in totals:
            why = "a total beside columns that nobody knows"
            draft.columns[at] = ColumnDraft("of", {"metric": Ask((), why, "what the total counts"), "total": True})
        return "metric"

    def _are_parts(self, named: Sequence[int], total: int) -> bool:
        """Whether a column is the sum of the others in its rows: they are then parts of one whole."""
        tried = sum_of_columns(self._shape, named, total, self._notation)
        return tried.holds and tried.tried >= min(3, len(self._shape.data))

    def _new_categories(self, named: Sequence[int], total: int, texts: dict[int, str]) -> str:
        """Columns that nobody knows and that add up: categories of a breakdown of their own."""
        draft = self._draft
        divides = divides_by(self._title)
        own = slug(divides[0]) if divides and divides[0] not in AREA_WORDS else f"{draft.id}_kind"
        is_second = bool(self._breakdown)
        breakdown = Ask(
            (own,), f"what the columns divide by: they add up to “{texts[total]}”; a word of your own will do"
        )
        draft.said["crossed_breakdown" if is_second else "breakdown"] = breakdown
        key = "crossed_category" if is_second else "category"
        for at in named:
            draft.columns[at] = ColumnDraft("of", {key: texts[at]})
            draft.new_categories.append((own, texts[at]))
        draft.columns[total] = ColumnDraft("of", {key: WHOLE, "total": True})
        draft.columns_are = key
        tried = sum_of_columns(self._shape, named, total, self._notation)
        draft.facts.append(
            f"The column “{texts[total]}” is the sum of the others in {tried.held} of {tried.tried} rows."
        )
        self._breakdown = self._breakdown or own
        return "category"

    def _known_columns(
        self, reading: Reading, asked: Ask | None, named: list[int], totals: list[int], texts: dict[int, str]
    ) -> str:
        draft = self._draft
        dimension = reading.dimension
        key = dimension
        if dimension == "category":
            if self._breakdown and self._breakdown != reading.breakdown:
                draft.said["crossed_breakdown"] = reading.breakdown
                key = "crossed_category"
            elif not self._breakdown:
                self._set_breakdown(reading.breakdown)
        ids = iter(reading.ids)
        for at in named:
            known = next(ids) if texts[at] else None
            value: object = texts[at] if known else self._ask_label(texts[at], dimension)
            if asked is not None:
                value = Ask((texts[at],), asked.why)
            draft.columns[at] = ColumnDraft("of", {key: value})
        for at in totals:
            tried = sum_of_columns(self._shape, named, at, self._notation)
            whole = self._whole(dimension, tried)
            draft.columns[at] = ColumnDraft("of", {key: whole[dimension], "total": True})
            if tried.tried:
                draft.facts.append(
                    f"The column “{texts[at]}” is the sum of the others in {tried.held} of {tried.tried} rows."
                )
        if all(not isinstance(one, Ask) for column in draft.columns for one in column.said.values()):
            draft.columns_are = key
        return dimension

    # ---- metric, period -----------------------------------------------------------------------------------------

    def _look(self, columns: Sequence[int], around: str) -> Look:
        texts = [
            self._shape.cells[row][at] for at in columns for row in self._shape.data
            if self._shape.kinds[row][at] == "number"
        ]  # fmt: skip
        return look_of(texts, around, self._notation)

    def _candidates(self, look: Look, texts: list[tuple[float, str]], taken: Sequence[str] = ()) -> list[str]:
        core, _ = core_of(self._title, self._vocabulary)
        above = self._around
        around = [*texts, (1.0, core), (0.25, self._title)]
        around += [(0.45 if number == 0 else 0.25, text) for number, text in enumerate(above.headings)]
        around += [(0.35 if number == 0 else 0.15, text[:250]) for number, text in enumerate(above.lines)]
        heads = [self._shape.head_of(at) for at in self._shape.labels]
        around += [(0.4, text) for text in heads if hinted_dimension(text, "") not in ("area", "period")]
        labels = [normal(row.labels[0]).split() for row in self._draft.rows if row.labels]
        shared = [
            word for word in (labels[0] if labels else []) if sum(word in one for one in labels) * 2 > len(labels)
        ]
        around.append((0.5, " ".join(shared)))
        return rank_metrics(Around.of(around), look, self._breakdown, self._vocabulary, taken, core)

    def _read_metric(self, rows: set[str], columns: str) -> None:
        if "metric" in rows or columns == "metric":
            return
        draft, shape = self._draft, self._shape
        headings = [text for at in shape.values for text in shape.headings(at)]
        own = heading_text(shape, shape.values[0]) if len(shape.values) == 1 else ""
        own = "" if read_period(own) else own
        around = " ".join([self._title, *headings[:4]])
        look = self._look(shape.values, around)
        metric = exact_metric(self._title, look, self._vocabulary)
        from_column = exact_metric(own, look, self._vocabulary) if own else None
        if from_column is not None and metric is None:
            metric = from_column
        if metric is not None and from_column in (None, metric):
            draft.said["metric"] = metric
            return
        candidates = self._candidates(look, [(1.0, own)])
        if metric is not None:
            candidates = list(dict.fromkeys([metric, *([from_column] if from_column else []), *candidates]))
        new = self._propose_metric(own or core_of(self._title, self._vocabulary)[0], look, bool(candidates))
        why = f"from the title “{self._title}”" if self._title else "no title stands above the table"
        wanted = "what is counted or measured"
        draft.said["metric"] = Ask((*candidates, *([new] if new else [])), why, wanted)

    def _propose_metric(self, text: str, look: Look, is_known: bool) -> str | None:
        """A metric that nobody knows, as the numbers show it; its id."""
        text = re.sub(r" (per|naar|by) [\w/-]+$", "", text)
        id_ = slug(text)
        if not id_ or id_ in self._vocabulary.metrics:
            return None
        if ("metrics", id_) in self._vocabulary.taken:
            id_ = f"{id_}_{slug(self._vocabulary.organisation or self._draft.id)}"
        over_rows: str | None = None
        for tried in self._total_rows.values():
            over_rows = over_rows or tried.adds_up()
        unit = look.unit or ("percent" if look.percent else "eur" if look.eur else "" if look.has_decimals else "count")
        known = self._vocabulary.units
        asked: object = unit if unit and (look.unit or look.percent or look.eur) else None
        if asked is None:
            first = [unit] if unit else []
            rest = ("percent", "days", "score", "ratio") if look.has_decimals else ("count", "eur", "days")
            asked = Ask(tuple(one for one in dict.fromkeys([*first, *rest]) if one in known), "no unit is printed")
        is_area = str(self._draft.rows_are) == "area"
        tried_facts = tuple(self._draft.facts)
        self._draft.new_metrics.append(
            NewMetric(
                id_, clean(text), asked,
                over_areas=over_rows if is_area else None,
                over_categories=over_rows if not is_area else None,
                facts=tried_facts,
                is_certain=not is_known,
            )
        )  # fmt: skip
        return id_

    def _read_scale(self) -> None:
        """A heading such as "x 1.000" says what the numbers are multiplied by."""
        texts = [self._title, *(text for at in range(self._shape.width) for text in self._shape.headings(at))]
        for text in texts:
            if (scale := scale_of(text)) is not None:
                self._draft.said["scale"] = scale
                return

    def _title_year(self) -> int | None:
        """The one year that title or heading promise; None where they name none, or several."""
        for text in (self._title, *self._around.headings[:1]):
            if years := set(years_in(text)):
                return years.pop() if len(years) == 1 else None
        return None

    def _read_period(self, rows: set[str], columns: str) -> None:
        """Where the title promises another year than the report or its columns: a question."""
        promised, own = self._title_year(), self._context.period
        if promised is None or own is None:
            return
        printed = {
            int(str(column.said["period"])[:4])
            for column in self._draft.columns
            if isinstance(column.said.get("period"), str) and re.match(r"(19|20)\d\d", column.said["period"])
        }
        if columns == "period" and printed and promised not in printed:
            both = (*(str(year) for year in sorted(printed)), str(promised))
            why = f"the title names {promised}, the columns say {' and '.join(map(str, sorted(printed)))}"
            self._draft.said["period"] = Ask(both, why)
        elif not printed and not contains(own, str(promised)) and not contains(str(promised), own):
            self._draft.said["period"] = Ask(
                (str(promised), own), f"the title names {promised}, the report is about {own}"
            )

    # ---- cells --------------------------------------------------------------------------------------------------

    def _read_cells(self) -> None:
        """What stands where a number would: dashes, blanks, marks, words, and two numbers in one cell."""
        shape, draft = self._shape, self._draft
        found: dict[str, list[tuple[int, int]]] = {}
        for row in shape.data:
            if row in self._sections:
                continue
            for at in shape.values:
                if "ignore" not in self._row(row).cells.get(at + 1, {}):
                    found.setdefault(shape.kinds[row][at], []).append((row, at))
        proven = any(tried.holds for tried in self._total_rows.values()) or bool(draft.facts)
        if "dash" in found:
            why = f"{len(found['dash'])} cells hold a dash" + (
                "; the printed totals hold if it counts for nothing" if proven else ""
            )
            draft.said["dash"] = Ask(("zero", "none", "unknown"), why)
        if "blank" in found:
            draft.said["blank"] = Ask(("none", "zero", "unknown"), f"{len(found['blank'])} cells are empty")
        marks = sorted({shape.cells[row][at] for row, at in found.get("mark", [])})
        if marks:
            draft.said["marks"] = {mark: _mark(mark) for mark in marks}
        signs = {sign for row, at in found.get("number", []) if (sign := sign_of(shape.cells[row][at]))}
        for sign in sorted(signs):
            asked = Ask((), f"“{sign}” stands behind numbers, as of a footnote", "what the footnote says")
            draft.said.setdefault("marks", {})[sign] = {"note": asked}
        for row, at in found.get("text", []):
            text = shape.cells[row][at]
            said: object = f"The table prints “{text}” where a number would stand."
            if any(map(str.isdigit, text)):
                said = Ask(
                    (), f"“{text}” holds digits and is no plain number", f"why “{text}” is no number, or mend it"
                )
            self._row(row).cells.setdefault(at + 1, {})["no_number"] = said
        below = {
            "(#)" if shape.cells[row][at].startswith("(") else "#-" for row, at in found.get("number", [])
            if re.match(r"\(.*\)$|.*\d\s?[-−]$", shape.cells[row][at])
        }  # fmt: skip
        for form in sorted(below):
            why = "numbers in brackets" if form == "(#)" else "numbers with a minus behind them"
            draft.said.setdefault("marks", {})[form] = Ask(("negative",), why)
        if "pair" in found:
            draft.said["second"] = {"metric": Ask((), "two numbers stand in a cell", "what the second number counts")}

    def _settle_rows(self) -> None:
        draft = self._draft
        draft.lists_rows = draft.lists_rows or any(not row.is_plain for row in draft.rows)
        if not draft.lists_rows and draft.rows_are is None and len(self._shape.labels) == 1:
            draft.lists_rows = True


def _mark(mark: str) -> Ask:
    if found := re.fullmatch(r"<\s*(\d+)", mark):
        return Ask((f"{{suppressed: [0, {max(int(found[1]) - 1, 0)}]}}", "suppressed"), "what the mark stands for")
    first = NOT_KNOWN.get(normal(mark), "unknown")
    return Ask(
        (first, *(one for one in ("unknown", "suppressed", "not_applicable") if one != first)), "what it stands for"
    )


_SCALES = (
    (
        "1000000",
        r"x\s*(€|eur|euro)?\s*1[., ]?(000|mln)[., ]?000\b|x\s*(€|eur)?\s*1?\s*(mln|miljoen|million)"
        r"|\bin miljoenen|\bin millions",
    ),
    (
        "1000",
        r"[x×]\s*(€|eur|euro|\$)?\s*1[., ]?000\b|\bin duizenden|\bin thousands|1\.000 euro|duizend euro",
    ),
)


def scale_of(text: str) -> str | None:
    """What a heading says that printed numbers are multiplied by; None where it says nothing of the kind."""
    plain = normal(text)
    return next((scale for scale, pattern in _SCALES if re.search(pattern, plain)), None)


def calls_itself_total(text: str) -> bool:
    """Whether a label says that it is a total of something, such as "ALL STATES" or "U.S. Totals"."""
    return bool(re.search(r"^(alle|all|totaal|total|totale)\b|\b(totaal|total|totals|totalen)$", normal(text)))


def heading_text(shape: Shape, column: int) -> str:
    """The headings of a column as one text."""
    texts = shape.headings(column)
    plain = [text for text in texts if any(map(str.isalpha, text)) or years_in(text)]
    return clean(" ".join(plain or texts))
