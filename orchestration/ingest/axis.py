"""Flattens the meanings of report.yml into rows of `raw.axis`: scope, position, dimension, value.

At one scope and position a dimension has one value; the narrower scope wins: cell, row, column, table.
Besides the dimensions of Meaning there is `role`: `header` (a header row), `label` (a column that names rows)
and `ignore` (no figures; the reason, where one is given, stands beside it as dimension `ignore`). `named.DIMENSION`
is the name of a file or sheet that a table takes a dimension from: printed, unlike what else is said of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from orchestration.ingest.layout import Layout
from orchestration.ingest.marks import MarkRow, as_text, both, from_text, without_signs
from orchestration.ingest.report_file import Report
from orchestration.ingest.report_tables import DIMENSIONS, LabelColumn, Meaning, Table
from orchestration.ingest.table_file import Cells

KEY_FIGURE_COLUMNS = (
    "key",
    "metric",
    "organisation",
    "area",
    "breakdown",
    "category",
    "period",
    "compared_with",
    "number",
    "value_read",
    "low",
    "high",
    "qualifier",
    "line",
    "note",
)
"""The header of key_figures.csv: `number` is the figure, `line` an address, the others say what it means."""

MORE_KEY_FIGURE_COLUMNS = ("kind", "crossed_breakdown", "crossed_category")
"""What may stand behind these where a report needs it, in any order."""

_THREE_DECIMALS = re.compile(r"\D*\d{1,3},\d{3}\D*")

AxisRow = tuple[str, int | None, int | None, str, str]
"""Scope, row number, column number, dimension, value."""


def table_axis(
    report: Report, table: Table, printed: Cells, layout: Layout, numbers: Set[tuple[int, int]] = frozenset()
) -> list[AxisRow]:
    """What the cells of one table mean; its labels are read from the cells.

    `numbers` are the rows and columns of cells of a workbook that hold a number: their text is in Dutch notation.
    """
    rows = _table_scope(report, table) + _names(table) + _header_rows(layout.header)
    signs = _Signs(rows)
    for number, entry in enumerate(table.columns, start=1):
        if entry == "ignore":
            rows.append(("column", None, number, "role", "ignore"))
    for number, meaning in table.meanings.items():
        headings = _headings(table, printed[layout.titles : layout.header], number)
        rows += signs.of_column(number, _said("column", None, number, meaning), headings)
    rows += [("column", None, number, "role", "label") for number in table.label_columns]
    said: list[AxisRow] = []
    for row_number, what in layout.aside.items():
        said += _said("row", row_number, None, Meaning(ignore=what))
    for row_number, row in zip(layout.data, table.rows or [], strict=False):
        said += _said("row", row_number, None, row)
        for column_number, cell in row.cells.items():
            said += _said("cell", row_number, column_number, cell)
    rows += said
    places = {(row, column, dimension): value for _, row, column, dimension, value in said}
    for number, labels in table.label_columns.items():
        if labels.labels != "text":
            found = list(_labels(printed, layout, number, labels, places))
            places |= {(row, column, dimension): value for _, row, column, dimension, value in found}
            rows += signs.of_labels(found, places)
    return rows + _in_dutch_notation(rows, printed, numbers)


def _in_dutch_notation(rows: list[AxisRow], printed: Cells, numbers: Set[tuple[int, int]]) -> list[AxisRow]:
    """The cells of a workbook of which another notation is said, or whose decimals could be taken for thousands."""
    said = {(scope, row, column): value for scope, row, column, dimension, value in rows if dimension == "notation"}
    is_dutch = set(said.values()) <= {"nl"}
    return [
        ("cell", row, column, "notation", "nl")
        for row, column in sorted(numbers)
        if (text := printed[row - 1][column - 1])
        and "," in text
        and ("cell", row, column) not in said
        and (not is_dutch or _THREE_DECIMALS.fullmatch(text))
    ]


class _Signs:
    """The footnote and provisional signs at the end of a table's headings and labels: what they say of the cells."""

    def __init__(self, table_scope: list[AxisRow]) -> None:
        self._marks: list[MarkRow] = [
            row for one in table_scope if one[3] == "marks" for row in from_text(one[4]) if row[1] == "beside"
        ]

    def of_column(self, number: int, said: list[AxisRow], headings: list[str]) -> list[AxisRow]:
        """What is said of a column, with what the signs in its headings say."""
        marks = both(self._marks, [row for one in said if one[3] == "marks" for row in from_text(one[4])])
        if not marks:
            return said
        plain = [(*row[:4], without_signs(row[4], marks)[0] if row[3] in DIMENSIONS else row[4]) for row in said]
        texts = [*headings, *(row[4] for row in said if row[3] in DIMENSIONS)]
        place: tuple[str, int | None, int | None] = ("column", None, number)
        return plain + _notes(place, texts, marks, {row[3] for row in said})

    def of_labels(
        self, labels: list[AxisRow], said: dict[tuple[int | None, int | None, str], str]
    ) -> Iterator[AxisRow]:
        """What labels say, without their signs, and what these say of the cells of the row."""
        for scope, row, column, dimension, text in labels:
            yield scope, row, column, dimension, without_signs(text, self._marks)[0] if self._marks else text
            if self._marks:
                known = {key for key in ("note", "provisional") if (row, column, key) in said}
                for found in _notes((scope, row, column), [text], self._marks, known):
                    said[row, column, found[3]] = found[4]
                    yield found


def _notes(
    place: tuple[str, int | None, int | None], texts: list[str], marks: list[MarkRow], known: set[str]
) -> list[AxisRow]:
    """What the signs at the ends of some texts say, of what is not said already."""
    found = [without_signs(text, marks) for text in texts]
    notes = dict.fromkeys(note for _, _, several in found for note in several)
    rows: list[AxisRow] = []
    if any(is_provisional for _, is_provisional, _ in found) and "provisional" not in known:
        rows.append((*place, "provisional", "true"))
    if notes and "note" not in known:
        rows.append((*place, "note", " ".join(notes)))
    return rows


def _headings(table: Table, header: Cells, number: int) -> list[str]:
    """The headings above a column; one over several columns is printed above the first, with empty cells beside it."""
    found = []
    for cells in header:
        over = next((at for at in range(number, 0, -1) if cells[at - 1] is not None), None)
        text = cells[over - 1] if over is not None and (over == number or over not in table.label_columns) else None
        if text is not None:
            found.append(text)
    return found


def key_figure_axis(report: Report, printed: Cells) -> list[AxisRow]:
    """What the figures of key_figures.csv mean; all but the defaults is read from its cells."""
    # The number in key_figures.csv is given in full where that is not what is printed.
    rows = [row for row in _table_scope(report, Meaning()) if row[3] not in ("scale", "rounded_to", "suppressed")]
    rows = [row for row in rows if not row[3].startswith("second.")] + _header_rows(1)
    header = [name or "" for name in printed[0]]
    dimensions = [(number, name) for number, name in enumerate(header) if name not in ("number", "line")]
    for number, name in enumerate(header, start=1):
        if name != "number":
            rows.append(("column", None, number, "role", "label"))
    for row_number, cells in enumerate(printed[1:], start=2):
        for number, name in dimensions:
            if (text := cells[number]) is not None:
                rows.append(("row", row_number, None, name, text))
    return rows


def _table_scope(report: Report, table: Meaning) -> list[AxisRow]:
    """What holds for all cells of a table: its own words, then the report's `means`, then its other keys."""
    said = {"organisation": report.organisation, "period": report.period}
    for key, month in report.years_start().items():
        said[key] = str(month)
    means, own = report.means.dimensions(), table.dimensions()
    if "marks" in means and "marks" in own:
        own["marks"] = as_text(both(from_text(means["marks"]), from_text(own["marks"])))
    said |= means | own
    if "ignore" in said:
        said["role"] = "ignore"
    return [("table", None, None, dimension, value) for dimension, value in said.items()]


def _names(table: Table) -> list[AxisRow]:
    taken = [dimension for dimension in (table.files_are, table.sheets_are) if dimension is not None]
    return [("table", None, None, f"named.{dimension}", getattr(table, dimension)) for dimension in taken]


def _header_rows(count: int) -> list[AxisRow]:
    return [("row", number, None, "role", "header") for number in range(1, count + 1)]


def _said(scope: str, row: int | None, column: int | None, meaning: Meaning) -> list[AxisRow]:
    said = meaning.dimensions()
    if "ignore" in said:
        said["role"] = "ignore"
    return [(scope, row, column, dimension, value) for dimension, value in said.items()]


def _labels(
    printed: Cells,
    layout: Layout,
    number: int,
    labels: LabelColumn,
    said: dict[tuple[int | None, int | None, str], str],
) -> Iterator[AxisRow]:
    """Labels say nothing where report.yml says it itself of the row or cell, or that it is no figure."""
    scope = "row" if labels.columns is None else "cell"
    columns: list[int] | list[None] = [None] if labels.columns is None else labels.columns
    for row in layout.data:
        text = layout.label(printed, row, number)
        is_ignored = "ignore" in (said.get((row, None, "role")), said.get((row, number, "role")))
        if text is None or is_ignored or (row, None, labels.labels) in said:
            continue
        for column in columns:
            if column is None or (row, column, labels.labels) not in said:
                yield scope, row, column, labels.labels, text
