"""Says what a found table means, as far as its labels, its title and its numbers tell; the rest it asks."""

from __future__ import annotations

import re

from orchestration.draft.cell_meaning import CellReader
from orchestration.draft.column_meaning import ColumnReader
from orchestration.draft.document import FoundTable
from orchestration.draft.label_meaning import LabelReader
from orchestration.draft.metrics import core_of, exact_metric
from orchestration.draft.moment_meaning import MomentReader
from orchestration.draft.periods import contains, find_period, is_total_word, read_period
from orchestration.draft.proposal import Ask, ColumnDraft, RowDraft, TableDraft
from orchestration.draft.shape import Shape
from orchestration.draft.table_state import Context, Surroundings, TableState, heading_text
from orchestration.draft.words import normal, stems


class TableReader:
    """Reads one table; `read` gives its draft."""

    def __init__(self, found: FoundTable, shape: Shape, around: Surroundings, context: Context, table_id: str) -> None:
        self._state = TableState(found, shape, around, context, table_id)

    def read(self) -> TableDraft:
        """The draft of the table."""
        state = self._state
        draft, shape = self._state.draft, self._state.shape
        draft.columns = [ColumnDraft("ignore" if at in shape.ignored else "value") for at in range(shape.width)]
        self._state.sections = {row for row in shape.data if self._is_section(row)}
        draft.rows = [RowDraft([shape.cells[row][at] for at in shape.labels]) for row in shape.data]
        for row in self._state.sections:
            self._state.row(row).said["ignore"] = "A heading, or a line of text, without a value of its own."
            draft.lists_rows = True
        row_dimensions = LabelReader(state).read()
        column_dimension = ColumnReader(state).read(row_dimensions)
        CellReader(state).read_scale()
        self._read_metric(row_dimensions, column_dimension)
        self._read_period(row_dimensions, column_dimension)
        MomentReader(state).read(row_dimensions, column_dimension)
        self._read_area(row_dimensions, column_dimension)
        CellReader(state).read_cells()
        CellReader(state).settle_rows()
        return draft

    def _is_section(self, row: int) -> bool:
        """Whether a row has words and not one value."""
        kinds = [self._state.shape.kinds[row][column] for column in self._state.shape.values]
        return all(kind == "blank" for kind in kinds)

    def _read_metric(self, rows: set[str], columns: str) -> None:
        if "metric" in rows or columns == "metric":
            return
        draft, shape = self._state.draft, self._state.shape
        headings = [text for at in shape.values for text in shape.headings(at)]
        own = heading_text(shape, shape.values[0]) if len(shape.values) == 1 else ""
        own = "" if read_period(own) else own
        around = " ".join([self._state.title, *headings[:4]])
        look = self._state.look(shape.values, around)
        metric = exact_metric(self._state.title, look, self._state.vocabulary)
        from_column = exact_metric(own, look, self._state.vocabulary) if own else None
        if from_column is not None and metric is None:
            metric = from_column
        if metric is not None and (from_column == metric or _says_nothing(own)):
            draft.said["metric"] = metric
            return
        candidates = self._state.candidates(look, [(1.0, own)])
        if metric is not None:
            candidates = list(dict.fromkeys([metric, *([from_column] if from_column else []), *candidates]))
        new = self._state.propose_metric(
            own or core_of(self._state.title, self._state.vocabulary)[0], look, bool(candidates)
        )
        why = f"from the title “{self._state.title}”" if self._state.title else "no title stands above the table"
        wanted = "what is counted or measured"
        draft.said["metric"] = Ask((*candidates, *([new] if new else [])), why, wanted)

    def _read_area(self, rows: set[str], columns: str) -> None:
        """A title that names a team may mean it alone."""
        state = self._state
        if "area" in rows or columns == "area":
            return
        title = f" {normal(state.title)} "
        named = {
            id_ for label, id_ in state.vocabulary.labels("area")
            if id_ != state.vocabulary.city and len(label) > 3 and re.search(rf"\b{re.escape(label)}\b", title)
        }  # fmt: skip
        if named:
            both = (*sorted(named), *([state.vocabulary.city] if state.vocabulary.city else []))
            state.draft.said["area"] = Ask(both, f"the title names {', '.join(sorted(named))}")

    def _read_period(self, rows: set[str], columns: str) -> None:
        """Where the title promises another year than the report or its columns: a question."""
        promised, own = self._state.title_year(), self._state.context.period
        part = find_period(self._state.title)
        if part is not None and part.part and "period" not in rows and columns != "period":
            found = part.id(self._state.context.year)
            if found is not None and found != own:
                why = (
                    "the title names a part of the year"
                    if part.year in (None, self._state.context.year)
                    else "the title"
                )
                self._state.draft.said["period"] = Ask((found, *([own] if own else [])), why)
                return
        if promised is None or own is None:
            return
        printed = {
            int(str(column.said["period"])[:4])
            for column in self._state.draft.columns
            if isinstance(column.said.get("period"), str) and re.match(r"(19|20)\d\d", column.said["period"])
        }
        if columns == "period" and printed and promised not in printed:
            both = (*(str(year) for year in sorted(printed)), str(promised))
            why = f"the title names {promised}, the columns say {' and '.join(map(str, sorted(printed)))}"
            self._state.draft.said["period"] = Ask(both, why)
        elif not printed and not contains(own, str(promised)) and not contains(str(promised), own):
            why = f"the title names {promised}, the report is about {own}"
            self._state.draft.said["period"] = Ask((str(promised), own), why)


def _says_nothing(heading: str) -> bool:
    """Whether the heading of the one column adds nothing to the title: "aantal", or none."""
    return not heading or is_total_word(heading) or not stems(heading) or normal(heading) in ("n", "#", "nr")
