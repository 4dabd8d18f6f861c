"""Says of years that they are days, where a table says that its numbers are of a moment: "op 31 december", "ultimo"."""

from __future__ import annotations

import re

from orchestration.draft.moments import Moment, moment_of
from orchestration.draft.periods import read_period
from orchestration.draft.proposal import Ask, Said
from orchestration.draft.table_state import TableState

_SENTENCE = re.compile(r".*[.!?]$|.{120,}")
"""A line above a table that tells a story, and does not say what the table holds."""


class MomentReader:
    """Reads what a table says of the day of its numbers."""

    def __init__(self, state: TableState) -> None:
        self._state = state

    def read(self, rows: set[str], columns: str) -> None:
        """Make days of the years of columns and rows, or ask; of the table where neither says a period."""
        state = self._state
        of_table = self._of_table()
        if "period" not in rows and columns != "period":
            if of_table is not None:
                self._say(state.draft.said, self._year_of_table(), *of_table)
            self._read_parts()
            return
        if columns == "period":
            for at in state.shape.values:
                said = state.draft.columns[at].said
                found = self._first(state.shape.headings(at)) or of_table
                if found is not None:
                    self._say(said, _year(said.get("period")), *found)
            self._read_labels()
        if "period" in rows:
            for row in state.shape.data:
                draft = state.row(row)
                year = _year(draft.said.get("period")) or next(filter(None, map(_printed_year, draft.labels)), None)
                found = self._first(draft.labels) or of_table
                if found is not None and row not in state.sections:
                    self._say(draft.said, year, *found)
                if year is not None and columns == "metric":
                    self._read_cells(row, year)

    def _of_table(self) -> tuple[Moment, str] | None:
        """What the title says, or else the nearest heading, the line above, or the heading of the labels."""
        around = self._state.around
        if found := moment_of(self._state.title):
            return found, self._state.title
        lines = [line for line in around.lines[:1] if not _SENTENCE.fullmatch(line)]
        heads = [text for at in self._state.shape.labels for text in self._state.shape.headings(at)]
        near = self._first([*heads, *around.headings[:1], *lines])
        # What stands further away may be about something else: it is asked.
        return None if near is None else (Moment(near[0].part, False, near[0].year), near[1])

    def _first(self, texts: list[str]) -> tuple[Moment, str] | None:
        return next(((found, text) for text in texts if (found := moment_of(text))), None)

    def _year_of_table(self) -> int | None:
        asked = self._state.draft.said.get("period")
        own = asked.candidates[0] if isinstance(asked, Ask) and asked.candidates else asked
        return int(str(own)[:4]) if own else self._state.context.year

    def _read_parts(self) -> None:
        """Columns or rows of a table of one period of which one alone is of a moment."""
        for at in self._state.shape.values:
            found = self._first(self._state.shape.headings(at)[-1:])
            column = self._state.draft.columns[at]
            if found is not None and column.role in ("of", "value") and "period" not in column.said:
                self._say(column.said, found[0].year or self._year_of_table(), *found)
                column.role = "of" if column.said else column.role
        for row in self._state.shape.data:
            draft = self._state.row(row)
            found = self._first(draft.labels)
            if found is not None and row not in self._state.sections:
                self._say(draft.said, found[0].year or self._year_of_table(), *found)

    def _read_labels(self) -> None:
        """Rows whose label says that they are of a moment, below columns of years."""
        for row in self._state.shape.data:
            draft = self._state.row(row)
            found = self._first(draft.labels)
            if found is None or row in self._state.sections:
                continue
            for at in self._state.shape.values:
                year = _year(self._state.draft.columns[at].said.get("period"))
                self._say_cell(row, at, year, found)

    def _read_cells(self, row: int, year: int) -> None:
        """Cells of a row of a year, in columns whose heading says that they are of a moment."""
        for at in self._state.shape.values:
            found = self._first(self._state.shape.headings(at))
            if found is not None:
                self._say_cell(row, at, year, found)

    def _say_cell(self, row: int, at: int, year: int | None, found: tuple[Moment, str]) -> None:
        said: Said = {}
        self._say(said, year, *found)
        if said:
            self._state.row(row).cells.setdefault(at + 1, {}).update(said)

    def _say(self, said: Said, year: int | None, moment: Moment, text: str) -> None:
        """Say the day of a year, or ask where the text names none."""
        if year is None:
            return
        day = f"{year}{moment.part}"
        if moment.is_printed and moment.year in (None, year):
            said["period"] = day
            return
        asked = said.get("period")
        others = asked.candidates if isinstance(asked, Ask) else (str(year),)
        others = tuple(dict.fromkeys((day, str(year), *others)))
        said["period"] = Ask(others[:4], f"“{text}” is of a day, not of a year")


def _year(period: object) -> int | None:
    """The year that a period is; None where it is a part of one, or a question of several."""
    if isinstance(period, Ask):
        period = period.candidates[0] if len(period.candidates) == 1 else ""
    return int(str(period)) if re.fullmatch(r"(?:19|20)\d\d", str(period)) else None


def _printed_year(label: str) -> int | None:
    """The year that a label is."""
    period = read_period(label)
    return period.year if period is not None and not period.part and not period.is_total else None
