"""Reads a CSV: cells separated by commas, semicolons or tabs, and lines of text around the table."""

from __future__ import annotations

import csv
from statistics import mode

from orchestration.draft.document import FoundTable, Place, TextLine
from orchestration.draft.regions import regions, side_by_side
from orchestration.draft.signs import plain
from orchestration.draft.text import Blocks, titled
from orchestration.ingest.csv_table import NAMES, SAYS_SEPARATOR

MAX_CELLS = 1_000_000


class TooManyCellsError(Exception):
    """The file has more cells than are read."""


def read_csv(text: str) -> tuple[Blocks, list[str]]:
    """The lines and tables of a CSV, and what separated its cells."""
    lines = text.replace("\r\n", "\n").split("\n")
    said = SAYS_SEPARATOR.fullmatch(lines[0])
    sign = said[1] if said else _sign(lines)
    cells: dict[tuple[int, int], str] = {}
    first_lines: dict[int, int] = {}
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=sign)
    last = 0
    for row, texts in enumerate(reader, start=1):
        first_lines[row], last = last + 1, reader.line_num
        if not (said and row == 1):
            cells |= {(row, column): text for column, one in enumerate(texts, start=1) if (text := plain(one))}
        if len(cells) > MAX_CELLS:
            raise TooManyCellsError(f"it has more than {MAX_CELLS:,} cells")
    blocks: Blocks = []
    found = regions(cells)
    beside = side_by_side(found)
    for number, region in enumerate(found):
        numbers = tuple(first_lines[row] for row in region.numbers)
        place = Place(lines=(numbers[0], numbers[-1]))
        if region.is_table:
            doubts = ("Another table stands beside it.",) if number in beside else ()
            blocks.append(FoundTable(region.rows, place, doubts=doubts, row_lines=numbers))
        else:
            blocks.append(TextLine(region.rows[0][0], place))
    return titled(blocks), [] if sign == "," else [f"The cells are separated by {NAMES[sign]}."]


def _sign(lines: list[str]) -> str:
    """What separates the cells: the sign that most lines have as often as each other."""

    def weight(sign: str) -> tuple[int, int]:
        counts = [count for line in lines if (count := _outside_quotes(line).count(sign))]
        usual = mode(counts) if counts else 0
        return sum(count == usual for count in counts if usual), usual

    return max((";", "\t", ","), key=weight)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])
