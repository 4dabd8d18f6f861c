"""Reads text: lines, headings, and tables by tabs, by bars, by blanks above each other, or by single blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from orchestration.draft.columns import grids
from orchestration.draft.document import FoundTable, Place, TextLine
from orchestration.draft.line import Line, Measure, Piece
from orchestration.draft.signs import is_caption, is_contents, is_number, is_value, plain

Blocks = list[TextLine | FoundTable]

HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*\s*")
MAX_TITLE = 200
MAX_ROW = 2_000
"""Characters of a line in which blanks may separate columns; a longer one is a paragraph."""
MAX_CELLS_OF_LINE = 1_000

_MEASURE = Measure(pitch=0.5, apart=6)
_BETWEEN_BARS = re.compile(r"(?<!\\)\|")
_DELIMITERS = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_STRETCH = re.compile(r"\S+(?: \S+)*")
_TAIL = re.compile(r"[-−–]|[-−–+]?€?\d[\d.,]*%?")


def read_text(text: str, known: Sequence[FoundTable] = ()) -> Blocks:
    """The lines and tables of a text, of which some tables are known; only a line feed ends a line."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    taken = [False] * len(lines)
    _take(taken, known)
    tables = [*known, *_tables(lines, taken)]
    _take(taken, tables)
    blocks: Blocks = [line for number, line in _prose(lines) if not taken[number - 1]]
    blocks += tables
    return titled(sorted(blocks, key=_first_line))


def numbered(blocks: Blocks, last: int = 0) -> Blocks:
    """The blocks with the lines that they are, where their kind of document counts none: one for each row."""
    found: Blocks = []
    for block in blocks:
        rows = len(block.cells) if isinstance(block, FoundTable) else 1
        place = replace(block.place, lines=(last + 1, last + rows))
        if isinstance(block, FoundTable):
            found.append(replace(block, place=place, row_lines=tuple(range(last + 1, last + rows + 1))))
        else:
            found.append(replace(block, place=place))
        last += rows
    return found


def titled(blocks: Blocks) -> Blocks:
    """The blocks, in which each table without a title has the heading above it, or what names it below or above."""
    found: Blocks = []
    heading = ""
    for number, block in enumerate(blocks):
        if isinstance(block, TextLine):
            heading = block.text if block.is_heading and not block.text.startswith("(") else heading
        elif not block.title:
            title = _caption(blocks, number) or heading or _line_above(blocks, number)
            block = replace(block, title=title[:MAX_TITLE])
        found.append(block)
    return found


def _caption(blocks: Blocks, number: int) -> str:
    """What says itself that it names the table, in the lines next to it."""
    # What stands on the other side of another table names that one.
    above = takewhile(lambda block: isinstance(block, TextLine), blocks[max(number - 3, 0) : number][::-1])
    near = [*above, *blocks[number + 1 : number + 2]]
    texts = [block.text for block in near if isinstance(block, TextLine)]
    return next((text for text in texts if is_caption(text)), "")


def _line_above(blocks: Blocks, number: int) -> str:
    """The line above, if it may be a name: short, and no sentence."""
    above = blocks[number - 1] if number else None
    if not isinstance(above, TextLine) or len(above.text) > MAX_TITLE or above.text.endswith((".", "?", "!", ";")):
        return ""
    return above.text


def _first_line(block: TextLine | FoundTable) -> int:
    return block.place.lines[0] if block.place.lines else 0


def _prose(lines: Sequence[str]) -> Iterator[tuple[int, TextLine]]:
    """Each line with something on it, by its number."""
    for number, line in enumerate(lines, start=1):
        heading = _heading(line)
        text = plain(heading[1] if heading else line.replace("\t", " "))
        if text:
            yield number, TextLine(text, Place(lines=(number, number)), is_heading=heading is not None)


def _heading(line: str) -> re.Match[str] | None:
    return HEADING.fullmatch(line.strip()) if len(line) <= MAX_ROW else None


def _tables(lines: Sequence[str], taken: list[bool]) -> list[FoundTable]:
    """Tables of every kind in lines that none has, each line in one of them at most."""
    found: list[FoundTable] = []
    for first, last in _free(taken):
        for tables in (_by_tabs(lines, first, last), _by_bars(lines, first, last)):
            found += tables
    _take(taken, found)
    for kind in (_by_place, _by_single_blanks):
        here = [table for first, last in _free(taken) for table in kind(lines, first, last)]
        found += here
        _take(taken, here)
    return found


def _take(taken: list[bool], tables: Sequence[FoundTable]) -> None:
    """Mark the lines that tables have; what stands between the rows of one is its own."""
    for table in tables:
        first, last = table.place.lines or (1, 0)
        taken[first - 1 : last] = [True] * (min(last, len(taken)) - first + 1)


def _free(taken: Sequence[bool]) -> list[tuple[int, int]]:
    """The stretches of lines that no table has: the first of each, and the first behind it."""
    ends = [-1, *(number for number, is_taken in enumerate(taken) if is_taken), len(taken)]
    return [(before + 1, after) for before, after in pairwise(ends) if after > before + 1]


def _table(
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int],
    doubts: tuple[str, ...] = (),
    header_rows: int | None = None,
) -> FoundTable:
    """A table of rows that stand on these lines, counted from 0; a last column without any text is left out."""
    width = max(len(row) for row in rows)
    short = [number + 1 for number, row in zip(numbers, rows, strict=True) if len(row) < width]
    cells = [[plain(text) for text in row] + [""] * (width - len(row)) for row in rows]
    while width > 1 and not any(row[width - 1] for row in cells):
        width -= 1
    if short and any(len(row) < width for row in rows):
        shown = ", ".join(str(number) for number in short[:5])
        doubts += (f"Not every line has as many cells as the others; see line {shown}.",)
    place = Place(lines=(numbers[0] + 1, numbers[-1] + 1))
    found = tuple(tuple(row[:width]) for row in cells)
    return FoundTable(found, place, "", header_rows, doubts, tuple(number + 1 for number in numbers))


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Numbers in order, in groups that follow each other."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] + 1 == number:
            found[-1].append(number)
        else:
            found.append([number])
    return found


def _by_tabs(lines: Sequence[str], first: int, last: int) -> list[FoundTable]:
    with_tabs = [number for number in range(first, last) if "\t" in lines[number] and not is_contents(lines[number])]
    found = []
    for numbers in _runs(with_tabs):
        rows = [lines[number].split("\t") for number in numbers]
        inner = [row for row in rows if sum(bool(plain(text)) for text in row) >= 2]
        is_table = len(inner) >= 2 or (inner and sum(is_value(plain(text)) for text in inner[0]) >= 2)
        if is_table and max(len(row) for row in rows) <= MAX_CELLS_OF_LINE:
            found.append(_table(rows, numbers))
    return found


def _by_bars(lines: Sequence[str], first: int, last: int) -> list[FoundTable]:
    barred = [number for number in range(first, last) if "|" in lines[number] and "\t" not in lines[number]]
    found = []
    for numbers in _runs(barred):
        delimiters = [at for at, number in enumerate(numbers) if _DELIMITERS.fullmatch(lines[number].strip())]
        edged = [number for number in numbers if lines[number].strip().startswith("|")]
        rule = delimiters[0] if delimiters else None
        if rule is None and (len(edged) < len(numbers) or len(numbers) < 2):
            continue
        start = max(rule - 1, 0) if rule is not None else 0
        kept = [number for at, number in enumerate(numbers) if at >= start and at not in delimiters]
        if kept:
            rows = [_between_bars(lines[number]) for number in kept]
            found.append(_table(rows, kept, header_rows=None if rule is None else rule - start))
    return found


def _between_bars(line: str) -> list[str]:
    line = line.strip()
    line = line.removeprefix("|")
    parts = _BETWEEN_BARS.split(line)
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return [part.replace("\\|", "|") for part in parts]


def _by_place(lines: Sequence[str], first: int, last: int) -> list[FoundTable]:
    """Tables whose columns stand above each other, at least two blanks apart."""
    numbers = [number for number in range(first, last) if lines[number].strip() and not _heading(lines[number])]
    made = [_line(lines[number], number) for number in numbers]
    found = []
    for grid in grids(made, _MEASURE):
        doubts = (*grid.doubts, "The columns were told apart by the blanks between them.")
        found.append(_table(grid.rows, [numbers[at] for at in grid.lines], doubts))
    return found


def _line(text: str, number: int) -> Line:
    text = "" if len(text) > MAX_ROW or is_contents(text) else text.replace("\t", " ")
    pieces = tuple(Piece(one.start(), one.end(), plain(one[0])) for one in _STRETCH.finditer(text) if plain(one[0]))
    return Line(number, number + 1, pieces)


def _by_single_blanks(lines: Sequence[str], first: int, last: int) -> list[FoundTable]:
    """Tables of which the conversion left one blank between cells: a label and as many values on each line."""
    filled = [number for number in range(first, last) if lines[number].strip()]
    tails = {number: _tail(lines[number]) for number in filled}
    found = []
    run: list[int] = []
    for at, number in enumerate([*filled, None]):
        step = _step(run)
        if (
            number is not None
            and len(tails[number]) >= 2
            and (not run or number - run[-1] == (step or 1) or (step is None and number - run[-1] == 2))
        ):
            run.append(number)
            continue
        if len(run) >= 3:
            found.append(_of_tails(lines, run, tails, filled[at - len(run) - 1] if at > len(run) else None))
        run = [number] if number is not None and len(tails[number]) >= 2 else []
    return found


def _step(run: Sequence[int]) -> int | None:
    """How far the lines of a run stand from each other; None where it has one."""
    return run[1] - run[0] if len(run) > 1 else None


def _tail(line: str) -> list[str]:
    """The values at the end of a line that begins with a label."""
    words = line.split() if len(line) <= MAX_ROW else []
    count = 0
    while count < len(words) and _TAIL.fullmatch(words[-1 - count]):
        count += 1
    label = words[: len(words) - count]
    return words[len(label) :] if any(one.isalpha() for word in label for one in word) else []


def _of_tails(lines: Sequence[str], run: list[int], tails: dict[int, list[str]], above: int | None) -> FoundTable:
    """The table of lines that end with values, with its heading if the line above has as many."""
    width = min(len(tails[number]) for number in run)
    doubts: tuple[str, ...] = ("One blank stands between the cells; where each begins was taken from the values.",)
    if any(len(tails[number]) != width for number in run):
        doubts += ("Some labels may end with a number, or some lines have more values than others.",)
    rows = [[" ".join(lines[number].split()[:-width]), *tails[number][-width:]] for number in run]
    header = _header(lines[above], width) if above is not None and run[0] - above <= (_step(run) or 1) else None
    if header is None:
        return _table(rows, run, doubts)
    assert above is not None
    return _table([header, *rows], [above, *run], doubts)


def _header(line: str, width: int) -> list[str] | None:
    """The headings of a label and `width` columns; None where the line cannot be told apart into as many."""
    stretches = [one[0] for one in _STRETCH.finditer(line)]
    words = line.split()
    for parts in (stretches, words):
        if len(parts) in (width, width + 1):
            return [""] * (width + 1 - len(parts)) + parts
    size, rest = divmod(len(words), width)
    groups = [words[at : at + size] for at in range(0, len(words), size)] if size and not rest else []
    shapes = {" ".join("9" if is_number(word) else "Aa" for word in group) for group in groups}
    return ["", *(" ".join(group) for group in groups)] if len(shapes) == 1 else None
