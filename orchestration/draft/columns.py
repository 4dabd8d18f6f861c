"""Finds tables in lines of which only the place of each text is known: what stands above each other is a column.

A text's characters and a page's points are alike here; `Measure` says what is near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from orchestration.draft.headings import MANY, places_of_headings
from orchestration.draft.line import Column, Line, Measure, Piece, column_of
from orchestration.draft.signs import is_caption, is_number, is_value

MAX_HEADER = 8
"""Lines above the first row of values that may be its headings."""
MAX_BETWEEN = 2
"""Lines without values that may stand between rows of a table: headings, labels that go on."""
MAX_COLUMNS = 200


@dataclass(frozen=True)
class Grid:
    """A table found in lines: the first and last of them, and its cells."""

    first: int
    last: int
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    """The line of each row; where a row was put together of several, its first."""
    left: float
    right: float
    reach: tuple[float, float]
    """From where to where its lines are its own: other tables stand beside it."""
    doubts: tuple[str, ...] = ()


def grids(lines: Sequence[Line], measure: Measure) -> list[Grid]:
    """The tables in lines, which stand in order from top to bottom."""
    found: list[Grid] = []
    at = 0
    while at < len(lines):
        block = _block(lines, at, measure)
        if block is None:
            at += 1
            continue
        first, last = block
        made = _tables(lines, first, last, found[-1].last + 1 if found else 0, measure)
        found += made
        at = max([last, *(grid.last for grid in made)]) + 1
    return found


def _has_values(line: Line) -> bool:
    return len(line.pieces) >= 2 and line.values > 0


def _block(lines: Sequence[Line], at: int, measure: Measure) -> tuple[int, int] | None:
    """First and last line of values of a table that begins here."""
    if not _has_values(lines[at]):
        return None
    last, rows = at, 1
    for number in range(at + 1, len(lines)):
        gap = lines[number].top - lines[number - 1].bottom
        is_far = gap > measure.pitch and not (
            gap <= 3 * measure.pitch and _has_columns_of(lines[at : last + 1], lines[number])
        )
        if number - last > MAX_BETWEEN + 1 or is_far:
            break
        text = " ".join(piece.text for piece in lines[number].pieces)
        if lines[number].values == 0 and (is_caption(text) or _is_beside(lines[at : last + 1], lines[number], measure)):
            break
        if _has_values(lines[number]) or _is_total(lines[at : last + 1], lines[number]):
            last, rows = number, rows + 1
    width = max(line.values for line in lines[at : last + 1])
    return (at, last) if rows >= 2 or (rows == 1 and width >= 3) else None


def _is_beside(above: Sequence[Line], line: Line, measure: Measure) -> bool:
    """Whether a single text below rows is none of the table: it begins further left, or is a sentence."""
    if len(line.pieces) != 1:
        return False
    left = min(one.pieces[0].left for one in above)
    text = line.pieces[0].text
    return line.pieces[0].left < left - measure.apart / 6 or len(text) > 60 or text.endswith((".", "?"))


def _has_columns_of(above: Sequence[Line], line: Line) -> bool:
    """Whether a line stands in the columns of the lines above it, as totals do that stand a little apart."""
    columns = _columns([piece for one in above if _has_values(one) for piece in one.pieces])
    if not _has_values(line) or len(line.pieces) < max(len(columns) - 1, 3):
        return False
    places = [column_of(piece, columns) for piece in line.pieces]
    stand = all(
        columns[place][0] <= piece.right and piece.left <= columns[place][1]
        for piece, place in zip(line.pieces, places, strict=True)
    )
    return stand and len(set(places)) == len(places)


def _is_total(above: Sequence[Line], line: Line) -> bool:
    """Whether a line has a number alone, below those of the lines above it: a total without a label."""
    if len(line.pieces) != 1 or not is_number(line.pieces[0].text):
        return False
    columns = _columns([piece for one in above if _has_values(one) for piece in one.pieces])
    piece = line.pieces[0]
    return any(left < piece.right and piece.left < right for left, right in columns[1:])


def _tables(lines: Sequence[Line], first: int, last: int, floor: int, measure: Measure) -> list[Grid]:
    """The tables of a block: one, or several side by side."""
    rows = [line for line in lines[first : last + 1] if _has_values(line)]
    while len(rows) > 3 and _stands_otherwise(rows):
        rows = rows[1:]
        first = next(at for at in range(first + 1, last + 1) if lines[at] is rows[0])
    columns = _columns([piece for line in rows for piece in line.pieces])
    if len(columns) < 2 or len(columns) > MAX_COLUMNS or not any(_is_of_numbers(rows, one) for one in columns):
        return []
    parts = _side_by_side(rows, columns, measure)
    doubts: tuple[str, ...] = ()
    if len(parts) > 1:
        doubts = ("Several tables stand side by side here; if they are one, put them together.",)
    return [_grid(lines, (first, last), floor, (parts, number), measure, doubts) for number in range(len(parts))]


def _stands_otherwise(rows: Sequence[Line]) -> bool:
    """Whether the first row has its numbers where no other has any: they are headings in the middle of columns."""
    first, *others = rows
    columns = _columns([piece for line in others for piece in line.pieces])
    alone = [
        piece for piece in first.pieces if not any(left < piece.right and piece.left < right for left, right in columns)
    ]
    return 2 * len(alone) >= len(first.pieces) and len(first.pieces) >= len(columns) - 1


def _columns(pieces: Sequence[Piece]) -> list[Column]:
    """The stretches, from left to right, that the pieces cover together; a text above several numbers is left out."""
    of_values = _stretches([piece for piece in pieces if is_value(piece.text)])

    def is_above_several(piece: Piece) -> bool:
        return sum(left < piece.right and piece.left < right for left, right in of_values) > 1

    return _stretches([piece for piece in pieces if is_value(piece.text) or not is_above_several(piece)])


def _stretches(pieces: Sequence[Piece]) -> list[Column]:
    found: list[list[float]] = []
    for left, right in sorted((piece.left, piece.right) for piece in pieces):
        if found and left < found[-1][1]:
            found[-1][1] = max(found[-1][1], right)
        else:
            found.append([left, right])
    return [(left, right) for left, right in found]


def _is_of_numbers(rows: Sequence[Line], column: Column) -> bool:
    texts = [piece.text for line in rows for piece in line.pieces if column[0] <= piece.middle <= column[1]]
    return 2 * sum(is_value(text) for text in texts) > len(texts) and any(is_number(text) for text in texts)


def _side_by_side(rows: Sequence[Line], columns: list[Column], measure: Measure) -> list[list[Column]]:
    """The columns of each table: another begins behind a wide blank, with a column of labels."""
    gaps = [right[0] - left[1] for left, right in pairwise(columns)]
    usual = median(gaps)
    parts = [[columns[0]]]
    for gap, before, column in zip(gaps, columns, columns[1:], strict=False):
        is_new = len(rows) > 1 and gap >= measure.apart and gap >= 1.5 * usual
        if is_new and _is_of_numbers(rows, before) and not _is_of_numbers(rows, column):
            parts.append([])
        parts[-1].append(column)
    return parts if all(len(part) > 1 for part in parts) else [columns]


def _grid(
    lines: Sequence[Line],
    block: tuple[int, int],
    floor: int,
    part: tuple[list[list[Column]], int],
    measure: Measure,
    doubts: tuple[str, ...],
) -> Grid:
    parts, number = part
    columns = parts[number]
    left = (parts[number - 1][-1][1] + columns[0][0]) / 2 if number else float("-inf")
    right = (columns[-1][1] + parts[number + 1][0][0]) / 2 if number + 1 < len(parts) else float("inf")
    first, last = block
    top = first
    while top > max(floor, first - MAX_HEADER) and _is_header(lines, (top - 1, first), (left, right), columns, measure):
        top -= 1
    if top < first:
        heads = [piece for piece in lines[first - 1].pieces if left < piece.middle < right]
        columns = _widened(columns, heads)
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    for at in range(top, last + 1):
        pieces = [piece for piece in lines[at].pieces if left < piece.middle < right]
        if not pieces:
            continue
        values = sum(is_value(piece.text) for piece in pieces)
        # A year may stand above columns beside words that stand above several.
        is_on_top = at == first and 2 * values < len(pieces) < MANY * len(columns)
        is_heading = at < first or values == 0 or is_on_top
        rows.append(_row(lines[at], pieces, columns, measure if is_heading else None))
        numbers.append(at)
    return Grid(top, last, tuple(rows), tuple(numbers), columns[0][0], columns[-1][1], (left, right), doubts)


def _is_header(
    lines: Sequence[Line], place: tuple[int, int], within: Column, columns: list[Column], measure: Measure
) -> bool:
    """Whether a line above the values is a heading of columns: several texts, or one that stands above values alone."""
    at, first = place
    line = lines[at]
    pieces = [piece for piece in line.pieces if within[0] < piece.middle < within[1]]
    if not pieces or lines[at + 1].top - line.bottom > measure.pitch:
        return False
    text = " ".join(piece.text for piece in pieces)
    if is_caption(text):
        return False
    if len(pieces) >= 2:
        return all(len(piece.text) <= 120 for piece in pieces)
    (piece,) = pieces
    if at + 1 < first and measure.has_bar(line, lines[at + 1], piece.middle):
        return False
    return _stands_above(piece, columns, measure)


def _stands_above(piece: Piece, columns: list[Column], measure: Measure) -> bool:
    """Whether a single text is a heading of columns, and not a title or a unit above the whole table."""
    if len(piece.text) > 60 or (piece.text.startswith("(") and piece.text.endswith(")")):
        return False
    first_gutter = (columns[0][1] + columns[1][0]) / 2
    if piece.left <= first_gutter or piece.right > columns[-1][1] + measure.apart:
        return False
    of_all = (columns[0][0] + columns[-1][1]) / 2
    of_values = (columns[1][0] + columns[-1][1]) / 2
    return abs(piece.middle - of_values) <= abs(piece.middle - of_all)


def _row(line: Line, pieces: Sequence[Piece], columns: list[Column], headings: Measure | None) -> tuple[str, ...]:
    """The cells of a line; with a measure, its texts may stand above several columns, and are put above the first."""
    cells = [""] * len(columns)
    pieces = [part for piece in pieces for part in _parts(piece, columns)]
    if headings is None:
        places = [column_of(piece, columns) for piece in pieces]
    else:
        places = places_of_headings(line, pieces, columns, headings)
    for piece, place in zip(pieces, places, strict=True):
        cells[place] = f"{cells[place]} {piece.text}".strip()
    return tuple(cells)


def _parts(piece: Piece, columns: list[Column]) -> list[Piece]:
    """A piece, cut where the blank between two of its words stands between two columns, and no blank was printed."""
    gutters = [(left[1], right[0]) for left, right in pairwise(columns)]
    found: list[list[tuple[float, float, str]]] = []
    for word in piece.words:
        here = (found[-1][-1][1], word[0]) if found else None
        if here is not None and not any(here[0] < end and start < here[1] for start, end in gutters):
            found[-1].append(word)
        else:
            found.append([word])
    if len(found) < 2:
        return [piece]
    return [Piece(words[0][0], words[-1][1], " ".join(word for _, _, word in words)) for words in found]


def _widened(columns: list[Column], pieces: Sequence[Piece]) -> list[Column]:
    """The columns as wide as the headings right above them, where each stands above one column."""
    places = [column_of(piece, columns) for piece in pieces]
    if len(set(places)) < len(places) or len(places) < len(columns) - 1:
        return columns
    wide = list(columns)
    for piece, place in zip(pieces, places, strict=True):
        wide[place] = (min(piece.left, columns[place][0]), max(piece.right, columns[place][1]))
    apart = all(left[1] <= right[0] for left, right in pairwise(wide))
    return wide if apart else columns
