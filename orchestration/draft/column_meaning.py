"""Says what the columns of numbers mean: periods, kinds of figure, categories, areas or metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orchestration.draft.metrics import exact_metric
from orchestration.draft.names import (
    AREA_WORDS,
    Reading,
    divides_by,
)
from orchestration.draft.numbers import (
    sum_of_columns,
    value_of,
)
from orchestration.draft.periods import Printed, in_words, school_year, years_in
from orchestration.draft.printed_headings import Heading, read_headings
from orchestration.draft.proposal import Ask, ColumnDraft
from orchestration.draft.table_state import TableState, heading_text
from orchestration.draft.vocabulary import WHOLE
from orchestration.draft.words import slug


class ColumnReader:
    """Reads the headings of a table."""

    def __init__(self, state: TableState) -> None:
        self._state = state

    def read(self, rows: set[str]) -> str:
        """Read the columns of numbers; returns the dimension that tells them apart, empty where none does."""
        shape = self._state.shape
        headings = read_headings(shape)
        if len(self._state.blocks()) > 1 and not any(shape.headings(at) for at in shape.values):
            return ""
        with_period = [at for at, heading in headings.items() if heading.period is not None or heading.spans]
        open_totals = [at for at, heading in headings.items() if heading.is_total and heading.period is None]
        is_period = bool(with_period) and len(with_period) + len(open_totals) >= max(1, len(headings) * 0.6)
        if is_period and ("period" not in rows or len(with_period) == len(headings)):
            self._period_columns(headings)
            return "period"
        kinds = [heading.kind for heading in headings.values()]
        if len(headings) > 1 and all(kinds) and len(set(kinds)) == len(kinds):
            self._state.draft.columns_are = "kind"
            for at in headings:
                self._state.draft.columns[at] = ColumnDraft("of", {"kind": self._kind_of(at, headings) or "realised"})
            if any(isinstance(column.said.get("kind"), Ask) for column in self._state.draft.columns):
                self._state.draft.columns_are = ""
            return "kind"
        if len(shape.values) > 1:
            return self._named_columns(headings)
        (at,) = shape.values
        if kind := self._kind_of(at, headings):
            self._state.draft.columns[at] = ColumnDraft("of", {"kind": kind})
        return ""

    def _period_columns(self, headings: dict[int, Heading]) -> None:
        year = self._state.context.year
        headings = self._with_years(headings)
        title_year = self._state.title_year()
        is_asked = title_year is not None and year is not None and title_year != year
        self._state.draft.columns_are = "period"
        for at, heading in headings.items():
            said: dict[str, object] = {}
            period = heading.period
            if heading.spans and heading.is_total:
                said |= {"period": heading.spans[0], "total": True}
            elif heading.spans:
                said["period"] = Ask(heading.spans, f"the column is headed “{heading_text(self._state.shape, at)}”")
            elif period is None and heading.is_total and is_asked:
                said["total"] = True
            elif period is None and heading.is_total:
                said["period"] = (
                    self._year_of(headings) or self._state.context.period or Ask((), "the total", "its period")
                )
                said["total"] = True
            elif period is None:
                said |= self._unknown_column(at, heading)
            else:
                plain = period.id(None if is_asked else year)
                if plain or period.part:
                    # Without its year it is that of the table, or of the report.
                    said["period"] = plain or in_words(period.part)
                if heading.is_total or self._is_total_of_columns(at, headings):
                    said["total"] = True
                if period.is_cumulative:
                    said["cumulative"] = True
                if heading.text and not heading.is_total:
                    said |= self._unknown_column(at, heading)
            if kind := self._kind_of(at, headings):
                said["kind"] = kind
            if said in [column.said for column in self._state.draft.columns if column.role == "of"]:
                said["metric"] = Ask((), "another column says the same", "what this column counts")
            self._state.draft.columns[at] = ColumnDraft("of", said)

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
        texts = [self._state.title, *(text for at in headings for text in self._state.shape.headings(at))]
        first = next((year for text in texts if (year := school_year(text)) is not None), None)
        found = dict(headings)
        for place, at in enumerate(months):
            part, year = parts[at], self._state.context.year
            if first is not None and len(set(parts.values())) == len(parts):
                found[at] = replace(headings[at], period=Printed(part, first + (place >= turn)))
            else:
                years = () if year is None else (year - 1, year) if place < turn else (year, year + 1)
                spans = tuple(f"{one}{part}" for one in years) or (in_words(part),)
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
            self._state.draft.facts.append(
                f"The column “{heading_text(self._state.shape, at)}” is the difference that `{proven[0]}` says."
            )
            return proven[0]
        why = f"the column is headed “{heading_text(self._state.shape, at)}”"
        return Ask((*proven, *(one for one in candidates if one not in proven)), why, "the kind of figure")

    def _is_difference(self, at: int, more: int | None, less: int | None) -> bool:
        """Whether a column holds one less another, in all rows."""
        tried = 0
        for cells in (
            (self._state.shape.cells[row] for row in self._state.shape.data) if None not in (more, less) else ()
        ):
            gap, left, right = (value_of(cells[column or 0], self._state.notation) for column in (at, more, less))
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
        return str(self._state.context.year) if not years and self._state.context.year else None

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
        text = heading.text or " ".join(self._state.shape.headings(at))
        look = self._state.look([at], text)
        taken = [str(one.said.get("metric")) for one in self._state.draft.columns if "metric" in one.said]
        candidates = self._state.candidates(look, [(1.2, text)], taken)
        why = f"the column is headed “{text}”"
        said: dict[str, object] = {"metric": Ask(tuple(candidates), why, "the metric of this column")}
        if heading.period is None and (years := years_in(text)):
            said["period"] = Ask(tuple(map(str, dict.fromkeys(years))), why)
        return said

    def _named_columns(self, headings: dict[int, Heading]) -> str:
        """Columns that are told apart by areas, categories, metrics, or by what nobody knows."""
        shape, draft = self._state.shape, self._state.draft
        texts = {at: heading_text(shape, at) for at in shape.values}
        totals = [at for at, heading in headings.items() if heading.is_total]
        named = [at for at in shape.values if at not in totals]
        labels = [texts[at] for at in named]
        reading, asked = self._state.choose([label for label in labels if label], "") if any(labels) else (None, None)
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
            metric = (
                exact_metric(texts[at], self._state.look([at], texts[at]), self._state.vocabulary)
                if texts[at]
                else None
            )
            if metric is not None and metric not in taken:
                taken.append(metric)
                draft.columns[at] = ColumnDraft("of", {"metric": metric})
        for at in named:
            if "metric" in draft.columns[at].said:
                continue
            candidates = self._state.candidates(self._state.look([at], texts[at]), [(1.2, texts[at])], taken)
            why = f"the column is headed “{texts[at]}”" if texts[at] else "the column has no heading"
            new = self._state.propose_metric(texts[at], self._state.look([at], texts[at]), bool(candidates))
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
        tried = sum_of_columns(self._state.shape, named, total, self._state.notation)
        return tried.holds and tried.tried >= min(3, len(self._state.shape.data))

    def _new_categories(self, named: Sequence[int], total: int, texts: dict[int, str]) -> str:
        """Columns that nobody knows and that add up: categories of a breakdown of their own."""
        draft = self._state.draft
        divides = divides_by(self._state.title)
        own = slug(divides[0]) if divides and divides[0] not in AREA_WORDS else f"{draft.id}_kind"
        is_second = bool(self._state.breakdown)
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
        tried = sum_of_columns(self._state.shape, named, total, self._state.notation)
        draft.facts.append(
            f"The column “{texts[total]}” is the sum of the others in {tried.held} of {tried.tried} rows."
        )
        self._state.breakdown = self._state.breakdown or own
        return "category"

    def _known_columns(
        self, reading: Reading, asked: Ask | None, named: list[int], totals: list[int], texts: dict[int, str]
    ) -> str:
        draft = self._state.draft
        dimension = reading.dimension
        key = dimension
        if dimension == "category":
            if self._state.breakdown and self._state.breakdown != reading.breakdown:
                draft.said["crossed_breakdown"] = reading.breakdown
                key = "crossed_category"
            elif not self._state.breakdown:
                self._state.set_breakdown(reading.breakdown)
        ids = iter(reading.ids)
        for at in named:
            known = next(ids) if texts[at] else None
            value: object = texts[at] if known else self._state.ask_label(texts[at], dimension)
            if asked is not None:
                value = Ask((texts[at],), asked.why)
            draft.columns[at] = ColumnDraft("of", {key: value})
        for at in totals:
            tried = sum_of_columns(self._state.shape, named, at, self._state.notation)
            whole = self._state.whole(dimension, tried)
            draft.columns[at] = ColumnDraft("of", {key: whole[dimension], "total": True})
            if tried.tried:
                draft.facts.append(
                    f"The column “{texts[at]}” is the sum of the others in {tried.held} of {tried.tried} rows."
                )
        if all(not isinstance(one, Ask) for column in draft.columns for one in column.said.values()):
            draft.columns_are = key
        return dimension
