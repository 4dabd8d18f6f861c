"""Finds which rows of a table as read are its header, which hold its figures, and which stand around these.

Rows keep the numbers that they have in the file. What is left out of the table is never a row with a number in it:
empty rows below the table, a header that is repeated on the next page, and, where report.yml says `around`, titles,
blank rows, headings and lines of text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from orchestration.ingest.header_place import header_place, stands_at
from orchestration.ingest.report_tables import Meaning, Table
from orchestration.ingest.table_file import Cells, TableNotes
from orchestration.problems import one_spelling
from orchestration.yaml_file import clip

GUIDE = "docs/report-yml.md, “Rows that are no data stand around my table”"
REPEATED = "the header, repeated"
BLANK = "a blank row"
TEXT = "a line of text"

Labels = tuple[str, ...]

_NUMBER = re.compile(r"[-+−(]?\s*[€$%]?\s*[-+−]?\d[\d.,\s]*%?\)?[-*]?")
"""What may be a number; a date or a word with a digit in it is none."""


@dataclass(frozen=True)
class Layout:
    """Which rows of a table are what, by their numbers in the file, counted from 1."""

    header: int
    """Rows down to and with the header: the titles above it among them."""
    titles: int = 0
    """How many of these stand above the header."""
    data: Sequence[int] = ()
    """The rows that `rows` of report.yml promises, in their order."""
    aside: dict[int, str] = field(default_factory=dict)
    """Rows below the header that are no part of the table, with what they are."""
    filled: dict[tuple[int, int], str] = field(default_factory=dict)
    """By row and column, the label that holds in a cell that stands empty below it."""

    def label(self, printed: Cells, row: int, column: int) -> str | None:
        """The label that holds in a cell: its own, or the one that is filled down to it."""
        return printed[row - 1][column - 1] or self.filled.get((row, column))

    def said(self) -> list[str]:
        """What a run tells of it; nothing where the table begins with its header and all below it is data."""
        counts = Counter(self.aside.values())
        found = [f"header in row {self.titles + 1}"] if self.titles else []
        names = ((REPEATED, "repeated header"), (BLANK, "blank row"), (TEXT, "line of text"))
        for what, one in names:
            if times := counts[what]:
                many = one.replace("line of", "lines of") if what == TEXT else f"{one}s"
                found.append(f"{times} {one if times == 1 else many} left out")
        return found


def find_layout(printed: Cells, table: Table, notes: TableNotes, means: Meaning | None = None) -> Layout | None:
    """The layout of a table; None, and notes, where its header stands nowhere or rows around it are doubtful.

    `means` is what the report says of all its tables. Empty rows at the end of `printed` that nobody promised are
    deleted.
    """
    titles = 0
    if not stands_at(printed, 0, _header(table)):
        found = header_place(printed, table.header)
        if table.around and found is None:
            _note_no_header(printed, table, notes)
            return None
        if table.around and found is not None:
            titles = found
        elif found is not None:
            _note_lower_header(found, table, notes)
            return None
    header = titles + len(table.header)
    if not _titles_are_clear(printed[:titles], table, notes):
        return None
    # Marks say it too: "" is the mark of an empty cell.
    can_be_blank = any("blank" in said.dimensions() for said in (means or Meaning(), table, *table.meanings.values()))
    return _Below(printed, table, notes, header, titles, can_be_blank).layout()


def _header(table: Table) -> list[list[str]]:
    return [[one_spelling(cell) for cell in row] for row in table.header]


def _note_no_header(printed: Cells, table: Table, notes: TableNotes) -> None:
    first = clip(" | ".join(table.header[0]))
    wanted = [one_spelling(cell) for cell in table.header[0]]
    likeness = [
        sum(one_spelling(text or "") == cell for text, cell in zip(row, wanted, strict=True)) for row in printed
    ]
    best = max(likeness, default=0)
    nearest = likeness.index(best) + 1 if best else None
    message = f"the header of report.yml stands nowhere in the file: {first}"
    if nearest is not None:
        message += f"; row {nearest} comes nearest: {clip(' | '.join(text or '' for text in printed[nearest - 1]))}"
    notes.add(nearest, None, message, f"Copy the header rows into `header` as the file has them: {GUIDE}")


def _note_lower_header(place: int, table: Table, notes: TableNotes) -> None:
    message = f"the header stands in row {place + 1}, and report.yml promises it in row 1"
    step = "Say `around: true` of the table if titles stand above it, or promise those rows in `header`"
    notes.add(place + 1, None, message, f"{step}: {GUIDE}", " | ".join(table.header[0]))


def _titles_are_clear(above: Cells, table: Table, notes: TableNotes) -> bool:
    """Whether no number stands where figures do, above the header; such ones are noted."""
    clear = True
    for number, row in enumerate(above, start=1):
        for column in table.meanings:
            if is_number(row[column - 1]):
                message = f"{clip(row[column - 1] or '')} stands above the header, in a column of figures"
                step = "Promise the row in `header` if it is part of it; leave out with `range` what is another table"
                notes.add(number, column, message, f"{step}: {GUIDE}", row[column - 1])
                clear = False
    return clear


def is_number(text: str | None) -> bool:
    """Whether a text may be a number; a date or a word is none."""
    return text is not None and _NUMBER.fullmatch(text) is not None


class _Below:
    """The rows below the header."""

    def __init__(
        self, printed: Cells, table: Table, notes: TableNotes, header: int, titles: int, can_be_blank: bool
    ) -> None:
        self._printed = printed
        self._table = table
        self._notes = notes
        self._header = header
        self._titles = titles
        self._can_be_blank = can_be_blank
        self._labels = list(table.label_columns)
        self._promised_header = _header(table)
        self._header_is_named = any(
            row[column - 1] for row in self._promised_header for column in self._labels
        )  # fmt: skip

    def layout(self) -> Layout | None:
        """The layout, once it is clear of every row what it is."""
        promised = self._table.rows
        aside: dict[int, str] | None = {}
        if promised is None:
            self._drop_empty(0)
            aside = self._aside_of_all()
        elif not self._is_as_promised():
            aside = self._aside_of_promised([tuple(map(one_spelling, row.labels())) for row in promised])
        if aside is None:
            return None
        rows = range(self._header + 1, len(self._printed) + 1)
        data = [number for number in rows if number not in aside] if aside else rows
        filled = self._filled(aside) if self._table.fill_down else {}
        return Layout(self._header, self._titles, data, aside, filled)

    def _is_as_promised(self) -> bool:
        """Whether row by row what is promised stands below the header: the usual case, quickly told."""
        rows = self._table.rows or []
        return len(rows) == len(self._printed) - self._header and all(
            self._labels_of(number, {}) == tuple(map(one_spelling, row.labels()))
            for number, row in enumerate(rows, start=self._header + 1)
        )

    def _labels_of(self, number: int, filled: dict[tuple[int, int], str]) -> Labels:
        row = self._printed[number - 1]
        return tuple(
            one_spelling(row[column - 1] or filled.get((number, column), "")) for column in self._labels
        )  # fmt: skip

    def _drop_empty(self, promised: int) -> None:
        """Delete the empty rows at the end of the file, down to as many rows as are promised."""
        while len(self._printed) > self._header + promised and not any(self._printed[-1]):
            self._printed.pop()

    def _aside_of_promised(self, promised: list[Labels]) -> dict[int, str]:
        """The rows that nobody promised and that are clearly no part of the table."""
        self._drop_empty(0 if all(any(labels) for labels in promised) else len(promised))
        rows = range(self._header + 1, len(self._printed) + 1)
        can_go = {number: what for number in rows if (what := self._what_aside(number))}
        wanted, filled = fill_labels(promised, self._table), self._filled(can_go) if self._table.fill_down else {}
        aside: dict[int, str] = {}
        place = 0
        for number in rows:
            if place < len(promised) and self._labels_of(number, filled) == wanted[place]:
                place += 1
            elif number in can_go:
                aside[number] = can_go[number]
        if place + len(aside) == len(rows) and place == len(promised):
            return aside
        # Rows are missing, extra or in another order, as will be said: then a promised one is taken wherever it stands.
        left = Counter(wanted)
        aside = {}
        for number in rows:
            labels = self._labels_of(number, filled)
            if left[labels]:
                left[labels] -= 1
            elif number in can_go:
                aside[number] = can_go[number]
        return aside

    def _what_aside(self, number: int) -> str:
        """What a row is if it is no part of the table; empty where it may be."""
        header = self._promised_header
        for part in range(len(header)):
            first = number - part
            if self._header_is_named and first > self._header and stands_at(self._printed, first - 1, header):
                return REPEATED
        if not self._table.around:
            return ""
        row = self._printed[number - 1]
        if not any(row):
            return BLANK
        first_cell = row[0]
        is_text = first_cell is not None and not any(row[1:]) and not is_number(first_cell)
        return TEXT if is_text and 1 not in self._table.meanings else ""

    def _aside_of_all(self) -> dict[int, str] | None:
        """The rows that are clearly no part of a table whose rows are not promised; None, and notes, if some are not.

        A line of text may be left out above the first row of figures and below the last one. Between them it may be a
        row whose figures are blank.
        """
        rows = range(self._header + 1, len(self._printed) + 1)
        aside = {number: what for number in rows if (what := self._what_aside(number))}
        data = [number for number in rows if number not in aside]
        clear = True
        for number, what in aside.items():
            is_between = bool(data) and data[0] < number < data[-1]
            if what == TEXT and (is_between or self._can_be_blank):
                text = self._printed[number - 1][0] or ""
                message = f"{clip(text)} stands alone in its row: a line of text, or a row whose figures are blank"
                step = "List the rows of the table in `rows`: what is not listed there is then left out"
                self._notes.add(number, 1, message, f"{step}; {GUIDE}", text)
                clear = False
        return aside if clear else None

    def _filled(self, aside: dict[int, str]) -> dict[tuple[int, int], str]:
        """The labels that hold in empty cells below them; a blank row ends what is filled down."""
        columns = self._table.fill_columns
        found: dict[tuple[int, int], str] = {}
        above: list[str | None] = [None] * len(columns)
        for number in range(self._header + 1, len(self._printed) + 1):
            if aside.get(number) == REPEATED:
                continue
            row = self._printed[number - 1]
            texts = [row[column - 1] for column in columns]
            above = _carried(above, texts) if any(row) else [None] * len(columns)
            if number in aside:
                continue
            for column, text, label in zip(columns, texts, above, strict=True):
                if text is None and label is not None:
                    found[number, column] = label
        return found


def fill_labels(promised: list[Labels], table: Table) -> list[Labels]:
    """The promised labels, with those filled down that report.yml leaves empty as the file does."""
    columns = list(table.label_columns)
    places = [columns.index(column) for column in table.fill_columns]
    if not places:
        return promised
    found = []
    above: list[str | None] = [None] * len(places)
    for labels in promised:
        above = _carried(above, [labels[place] or None for place in places]) if any(labels) else [None] * len(places)
        row = list(labels)
        for place, label in zip(places, above, strict=True):
            row[place] = label or ""
        found.append(tuple(row))
    return found


def _carried(above: list[str | None], texts: list[str | None]) -> list[str | None]:
    """What holds in a row: its own texts, and left of the first of them what stands above."""
    first = next((place for place, text in enumerate(texts) if text), len(texts))
    return above[:first] + texts[first:]
