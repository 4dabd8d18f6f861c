"""Sets the numbers of a table's rows beside those that the document's own lines print, and says where they differ.

Only what is printed counts: `38,4` and `38,40` differ. Blanks, signs and words are left aside, and so is the order in
which the numbers stand on a line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
MOST_BELOW = 4
"""How many lines below its own a row may go on, as one with a wrapped label does."""


@dataclass(frozen=True)
class TableLines:
    """What of a table is set beside the document: the rows whose line is known, with the cells that say something."""

    table_id: str
    file: str
    rows: Sequence[tuple[int, int, Sequence[tuple[int, str]]]]
    """Row, line of the document, and column and text of its cells."""


@dataclass(frozen=True)
class Differs:
    """A cell whose number its line does not print, or a line that prints a number which no cell has."""

    table_id: str
    file: str
    row: int
    column: int | None
    """None where no cell of the row has the number that the line prints."""
    text: str | None
    """What the cell says."""
    line: int
    prints: tuple[str, ...]
    """The numbers of the line that no cell has: in the cell's place, if that can be told."""
    left_over: tuple[str, ...] = ()
    """Those of them that are named here first."""

    @property
    def words(self) -> str:
        """The difference in a sentence, without its end."""
        prints = ", ".join(self.prints)
        if self.column is None:
            return f"{self.file} row {self.row}: line {self.line} of the document prints {prints}, which no cell has"
        said = f"prints {prints}" if prints else "prints no such number"
        return (
            f"{self.file} row {self.row} column {self.column}: the folder says “{self.text}”; "
            f"line {self.line} of the document {said}"
        )


def differences(
    tables: Sequence[TableLines], lines: Sequence[str], elsewhere: Iterable[tuple[int, str]]
) -> list[Differs]:
    """Where tables differ from their lines; `elsewhere`: numbers of a line that others than tables account for."""
    also = Counter(elsewhere)
    for table in tables:
        for _, line, cells in table.rows:
            also.update((line, number) for _, text in cells for number in DIGITS.findall(text))
    found = []
    for table in tables:
        of_table = _by_cell(_of_table(table, lines, also))
        # What is named once is not named again for a table beside this one.
        also.update((one.line, number) for one in of_table for number in one.left_over)
        found += of_table
    return found


def _by_cell(found: Iterable[Differs]) -> list[Differs]:
    """The same, where a cell with more than one number is named once."""
    cells: dict[tuple[int, int, int | None], Differs] = {}
    for one in found:
        place = (one.row, one.line, one.column)
        first = cells.get(place)
        cells[place] = (
            one
            if first is None
            else replace(
                first,
                prints=tuple(dict.fromkeys(first.prints + one.prints)),
                left_over=first.left_over + one.left_over,
            )
        )
    return list(cells.values())


def _of_table(table: TableLines, lines: Sequence[str], everywhere: Counter[tuple[int, str]]) -> Iterator[Differs]:
    on_line: dict[int, list[tuple[int, int, str, str]]] = {}
    for row, line, cells in table.rows:
        if 0 < line <= len(lines):
            numbers = on_line.setdefault(line, [])
            numbers += [(row, column, text, one) for column, text in cells for one in DIGITS.findall(text)]
    first_rows = {line: row for row, line, _ in reversed(table.rows)}
    for line, said in on_line.items():
        printed = DIGITS.findall(lines[line - 1])
        found, below = Counter(printed), Counter(_below(line, on_line, lines))
        surplus = Counter(one for *_, one in said) - found - below
        left = Counter(
            {one: many - everywhere[line, one] for one, many in found.items() if many > everywhere[line, one]}
        )
        named: Counter[str] = Counter()
        for place, before in _unmatched([one for *_, one in said], printed):
            row, column, text, one = said[place]
            if not surplus[one]:
                continue
            surplus[one] -= 1
            instead = [number for number in before if left[number] > named[number]] or list(left - named)
            named.update(new := [number for number in dict.fromkeys(instead) if left[number] > named[number]][:1])
            yield Differs(table.table_id, table.file, row, column, text, line, tuple(instead), tuple(new))
        if rest := list((left - named).elements()):
            yield Differs(table.table_id, table.file, first_rows[line], None, None, line, tuple(rest), tuple(rest))


def _below(line: int, known: Iterable[int], lines: Sequence[str]) -> Iterator[str]:
    """The numbers of the lines below one, up to the next that prints a row itself."""
    for number in range(line + 1, min(line + MOST_BELOW, len(lines)) + 1):
        if number in known:
            return
        yield from DIGITS.findall(lines[number - 1])


def _unmatched(said: Sequence[str], printed: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """The places of numbers that find no partner in order, each with the printed ones that stand in its place."""
    for kind, start, end, first, last in SequenceMatcher(None, said, printed, autojunk=False).get_opcodes():
        if kind in ("replace", "delete"):
            for place in range(start, end):
                is_even = end - start == last - first
                yield (
                    place,
                    printed[first + place - start : first + place - start + 1] if is_even else printed[first:last],
                )
