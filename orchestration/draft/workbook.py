"""Reads every sheet of a workbook that is shown, as the readers of a report's own workbooks show it."""

from __future__ import annotations

import io
import zipfile
from bisect import bisect
from itertools import islice

from orchestration.draft.document import FoundTable, Place, TextLine
from orchestration.draft.regions import regions, side_by_side
from orchestration.draft.signs import plain
from orchestration.draft.text import Blocks, titled
from orchestration.ingest.open_workbook import open_workbook
from orchestration.ingest.shown_table import ShownSheet, UnreadableError
from orchestration.ingest.table_file import column_letters

MOST = 16_384
"""Columns of a sheet."""
MAX_DOUBTS = 20
"""Doubts of a table that are told."""


def read_workbook(name: str, content: bytes) -> tuple[Blocks, list[str]]:
    """The lines and tables of all sheets that are not hidden. Raises UnreadableError where there is none to read."""
    book = open_workbook(name, content)
    if isinstance(book, UnreadableError):
        raise book
    blocks: Blocks = []
    doubts = [f"The sheet {hidden} is hidden and was not read." for hidden in sorted(book.hidden)]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if any("vbaproject" in entry.lower() for entry in archive.namelist()):
            doubts.append("It holds macros, which were not run.")
    for sheet_name in book.names:
        if sheet_name not in book.hidden:
            try:
                blocks += _of_sheet(sheet_name, book.sheet(sheet_name, None))
            except UnreadableError as error:
                doubts.append(f"The sheet {sheet_name} was not read: {error.message}.")
    return titled(blocks), doubts


def _of_sheet(name: str, sheet: ShownSheet) -> Blocks:
    hidden_columns = {column for first, last in sheet.hidden_columns for column in range(first, min(last, MOST) + 1)}
    cells: dict[tuple[int, int], str] = {}
    unread: dict[tuple[int, int], str] = {}
    passed = 0
    for at, cell in sheet.cells.items():
        if at[0] in sheet.hidden_rows or at[1] in hidden_columns:
            passed += 1
        elif cell.hindrance:
            unread[at] = f"{column_letters(at[1])}{at[0]} was left empty: {cell.hindrance}. {cell.step}."
        elif text := plain(cell.text):
            cells[at] = text
    rows, columns = _Shown(sheet.hidden_rows), _Shown(hidden_columns)
    # What cannot be read holds its place, so that a table is not cut where it stands.
    here = {(rows.place(row), columns.place(column)): (row, column) for row, column in cells | unread}
    found = regions({at: cells.get(real, "?") for at, real in here.items()})
    beside = side_by_side(found)
    blocks: Blocks = []
    for number, region in enumerate(found):
        is_in = [real for at, real in here.items() if region.holds(at)]
        first = min(row for row, _ in is_in), min(column for _, column in is_in)
        last = max(row for row, _ in is_in), max(column for _, column in is_in)
        ends = [f"{column_letters(column)}{row}" for row, column in (first, last)]
        place = Place(sheet=name, cells=":".join(ends))
        if not region.is_table:
            blocks += [TextLine(cells[at], place) for at in is_in if at in cells]
            continue
        texts = tuple(
            tuple(cells.get(here.get((row, column), (0, 0)), "") for column in range(region.left, region.right + 1))
            for row in region.numbers
        )
        doubts = [*islice((unread[at] for at in sorted(is_in) if at in unread), MAX_DOUBTS)]
        if passed:
            doubts.append("Hidden rows or columns of the sheet were left out.")
        if number in beside:
            doubts.append("Another table stands beside it.")
        blocks.append(FoundTable(texts, place, doubts=tuple(doubts)))
    return blocks


class _Shown:
    """Counts rows or columns without those that are hidden."""

    def __init__(self, hidden: set[int]) -> None:
        self._hidden = sorted(hidden)

    def place(self, number: int) -> int:
        """The how manieth of those that are shown it is."""
        return number - bisect(self._hidden, number)
