"""Compares a table as printed with what report.yml promises of it: header rows, row labels, document lines.

Works on the cells of `table_file`; what does not fit is noted, nothing is changed.
"""

from __future__ import annotations

import difflib
from collections import Counter

from orchestration.ingest.layout import Labels, Layout, fill_labels
from orchestration.ingest.report_fields import expand_lines
from orchestration.ingest.report_tables import Table
from orchestration.ingest.table_file import MAX_PROBLEMS, Cells, TableNotes, stripped
from orchestration.problems import look_alikes, one_spelling
from orchestration.yaml_file import clip

GUIDE_LABELS = "docs/report-yml.md, “A label stands once for several rows”"
MAX_COMPARED = 250_000
"""Pairs of labels that are compared to guess what was meant: beyond that the guess costs more than it helps."""


def check_table(printed: Cells, table: Table, layout: Layout, notes: TableNotes) -> None:
    """Note everything in which a table as printed is not the one that report.yml declares."""
    check_header(printed, table.header, notes, layout.titles)
    check_rows(printed, table, layout, notes)
    if not notes.problems:
        check_labels(printed, table, layout, notes)
    check_document_lines(printed, table.document_lines, notes)


def check_header(printed: Cells, header: list[list[str]], notes: TableNotes, above: int = 0) -> None:
    """Note the header cells that read otherwise than promised; so many rows stand above the header."""
    for row, cells in enumerate(header, start=above + 1):
        if row > len(printed):
            message = f"the file ends before header row {row}: {clip(' | '.join(cells))}"
            notes.add(row, None, message, "Add the header row as printed, or take it out of report.yml")
            continue
        for column, (promised, text) in enumerate(zip(cells, printed[row - 1], strict=True), start=1):
            found = text or ""
            if found == promised or (row, column) in notes.unclear:
                continue
            if one_spelling(found) != one_spelling(promised):
                notes.add(
                    row,
                    column,
                    f"the header says {_said(found)} and report.yml promises {_said(stripped(promised))}",
                    "Correct the cell, or `header` and `columns` in report.yml if the table has changed",
                    found,
                )


def check_rows(cells: Cells, table: Table, layout: Layout, notes: TableNotes) -> None:
    """Note the promised rows that the file lacks, those that nobody promised, and rows out of order."""
    if table.rows is None:
        if not layout.data:
            notes.add(None, None, "there are no rows below the header", "Add the rows as printed")
        return
    if any(row > layout.header and column in table.label_columns for row, column in notes.unclear):
        return
    promised = fill_labels([tuple(one_spelling(label) for label in row.labels()) for row in table.rows], table)
    # A file of a million rows where ten are promised is wrong enough to be looked at no further.
    enough = len(promised) + MAX_PROBLEMS + 1
    found = _labels(cells, list(table.label_columns), layout, enough)
    printed = [one for one in found if one[0] not in notes.empty_lines]
    if [labels for _, labels in printed] == promised:
        return
    missing = _left_over(list(enumerate(promised, start=1)), Counter(labels for _, labels in printed))
    extra = _left_over(printed, Counter(promised))
    can_guess = len(missing) * len(extra) <= MAX_COMPARED
    missed, added = ([labels for _, labels in rows] if can_guess else [] for rows in (missing, extra))
    for position, labels in missing:
        message = f"the file lacks the row {_row(labels)}, row {position} of `rows` in report.yml"
        step = "Add the row as printed, or take it out of report.yml"
        notes.add(None, None, message + _close(labels, added), step, _row(labels))
    for number, labels in extra:
        message = f"report.yml promises no row {_row(labels)} here" + _close(labels, missed)
        label_column = next(iter(table.label_columns), None)
        step = "Correct the label, or add the row to report.yml"
        notes.add(number, label_column, message, step, _row(labels))
    lacking, unpromised = {position for position, _ in missing}, {number for number, _ in extra}
    in_file = [one for one in printed if one[0] not in unpromised]
    in_report = [labels for position, labels in enumerate(promised, start=1) if position not in lacking]
    _check_order(in_file, in_report, table, notes)


def _check_order(printed: list[tuple[int, Labels]], promised: list[Labels], table: Table, notes: TableNotes) -> None:
    """Note the rows that stand elsewhere than promised: the fewest that had to move."""
    labels = [found for _, found in printed]
    column = next(iter(table.label_columns), None)
    for first, last, start, end in _moved(promised, labels):
        for number, found in printed[start:end]:
            expected = f"; row {_row(promised[first])} is promised here" if first < last else ""
            message = f"the row {_row(found)} stands in another place than in report.yml{expected}"
            step = "Put the rows in the order in which the report prints them, in the file and in `rows`"
            notes.add(number, column, message, step, _row(found))


def _moved(promised: list[Labels], printed: list[Labels]) -> list[tuple[int, int, int, int]]:
    """Stretches of promised rows and of printed rows that stand in each other's place."""
    if len(promised) * len(printed) > MAX_COMPARED:
        pairs = enumerate(zip(promised, printed, strict=True))
        return [(n, n + 1, n, n + 1) for n, (one, other) in pairs if one != other]
    matcher = difflib.SequenceMatcher(a=promised, b=printed, autojunk=False)
    return [(i, j, m, n) for kind, i, j, m, n in matcher.get_opcodes() if kind != "equal"]


def check_labels(printed: Cells, table: Table, layout: Layout, notes: TableNotes) -> None:
    """Note the empty labels of rows that do not say themselves what the label would.

    Their figures would be given to what the table is about. Below a merged cell every row but the first is empty.
    The rows must be those that report.yml promises.
    """
    for number, column in table.label_columns.items():
        if column.labels == "text":
            continue
        above = None
        for place, row_number in enumerate(layout.data):
            text = printed[row_number - 1][number - 1]
            above = text or above
            if text is not None or (row_number, number) in layout.filled:
                continue
            row = table.rows[place] if table.rows is not None else None
            if not table.unnamed(row, number):
                continue
            message = f"the label is empty, and the row does not say which {column.labels} it is about"
            merged = ""
            if above:
                merged = (
                    f"; where it is one cell with those above, that is {clip(above)}, and `fill_down: [{number}]` of "
                    "the table says so for all"
                )
            step = f"Say `{column.labels}` of the row, under `rows` in report.yml{merged}: {GUIDE_LABELS}"
            notes.add(row_number, number, message, step)


def check_document_lines(printed: Cells, document_lines: str | None, notes: TableNotes) -> None:
    """Note a list of document lines that does not have one line for each row of the file."""
    if document_lines is None:
        return
    rows, lines = len(printed), len(expand_lines(document_lines))
    if rows != lines:
        message = f"the file has {rows} rows and `document_lines` names {lines} lines ({document_lines})"
        step = "Name one line for each row of the file in report.yml, header rows included"
        notes.add(None, None, message, step)


def _labels(printed: Cells, columns: list[int], layout: Layout, most: int) -> list[tuple[int, Labels]]:
    """Row number and label texts of the first rows with data, at `most` so many."""
    return [
        (number, tuple(one_spelling(layout.label(printed, number, column) or "") for column in columns))
        for number in layout.data[:most]
    ]


def _left_over(rows: list[tuple[int, Labels]], taken: Counter[Labels]) -> list[tuple[int, Labels]]:
    """The rows beyond those taken; of rows with equal labels, the first ones are taken."""
    left = []
    for number, labels in rows:
        if taken[labels]:
            taken[labels] -= 1
        else:
            left.append((number, labels))
    return left


def _said(text: str) -> str:
    return clip(text) if text else "nothing"


def _row(labels: Labels) -> str:
    return clip(" | ".join(labels)) if any(labels) else "without a label"


def _close(labels: Labels, others: list[Labels]) -> str:
    names = [" | ".join(other) for other in others]
    close = difflib.get_close_matches(" | ".join(labels), names, n=1, cutoff=0.7)
    if not close:
        return ""
    # Texts that look alike to the letter differ in what cannot be told apart.
    differ = [*look_alikes(" | ".join(labels)), *look_alikes(close[0])]
    return f"; is {clip(close[0])} meant?" + (f" They differ in {', '.join(differ[:3])}" if differ else "")
