"""Reads every sheet of a workbook that is shown, as the readers of a report's own workbooks show it."""

from __future__ import annotations

from itertools import islice

from orchestration.draft.document import FoundTable, Place, TextLine
from orchestration.draft.regions import regions, side_by_side
from orchestration.draft.signs import plain
from orchestration.draft.text import Blocks, titled
from orchestration.ingest.open_workbook import open_workbook
from orchestration.ingest.shown_table import ShownSheet, UnreadableError
from orchestration.ingest.table_file import column_letters

MAX_DOUBTS = 20
"""Doubts of a table that are told."""


def read_workbook(name: str, content: bytes) -> tuple[Blocks, list[str]]:
    """The lines and tables of all sheets that are not hidden. Raises UnreadableError where there is none to read."""
    # A workbook with macros is one without them once nobody runs them.
    book = open_workbook(name, content)
    if isinstance(book, UnreadableError):
        raise book
    blocks: Blocks = []
    doubts = [f"The sheet {hidden} is hidden and was not read." for hidden in sorted(book.hidden)]
    for sheet_name in book.names:
        if sheet_name not in book.hidden:
            try:
                blocks += _of_sheet(sheet_name, book.sheet(sheet_name, None))
            except UnreadableError as error:
                doubts.append(f"The sheet {sheet_name} was not read: {error.message}.")
    return titled(blocks), doubts


def _of_sheet(name: str, sheet: ShownSheet) -> Blocks:
    hidden_columns = [range(first, last + 1) for first, last in sheet.hidden_columns]
    cells: dict[tuple[int, int], str] = {}
    unread: dict[tuple[int, int], str] = {}
    passed = 0
    for at, cell in sheet.cells.items():
        if at[0] in sheet.hidden_rows or any(at[1] in columns for columns in hidden_columns):
            passed += 1
        elif cell.hindrance:
            unread[at] = f"{column_letters(at[1])}{at[0]} was left empty: {cell.hindrance}. {cell.step}."
        elif text := plain(cell.text):
            cells[at] = text
    # What cannot be read holds its place, so that a table is not cut where it stands.
    found = regions(cells | dict.fromkeys(unread, "?"))
    beside = side_by_side(found)
    blocks: Blocks = []
    for number, region in enumerate(found):
        left, right = column_letters(region.left), column_letters(region.right)
        place = Place(sheet=name, cells=f"{left}{region.top}:{right}{region.numbers[-1]}")
        if not region.is_table:
            at = region.top, region.left
            if at in cells:
                blocks.append(TextLine(cells[at], place))
            continue
        rows = tuple(
            tuple(cells.get((row, column), "") for column in range(region.left, region.right + 1))
            for row in region.numbers
        )
        within = (
            said
            for (row, column), said in unread.items()
            if region.top <= row <= region.numbers[-1] and region.left <= column <= region.right
        )
        doubts = [*islice(within, MAX_DOUBTS)]
        if passed:
            doubts.append("Hidden rows or columns of the sheet were left out.")
        if number in beside:
            doubts.append("Another table stands beside it.")
        blocks.append(FoundTable(rows, place, doubts=tuple(doubts)))
    return blocks
