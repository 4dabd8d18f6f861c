"""Finds tables in lines of which only the place of each text is known: what stands above each other is a column.

A text's characters and a page's points are alike here; `Measure` says what is near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from orchestration.draft.signs import is_caption, is_number, is_value

MAX_HEADER = 8
"""Lines above the first row of values that may be its headings."""
MAX_BETWEEN = 2
"""Lines without values that may stand between rows of a table: headings, labels that go on."""
MAX_COLUMNS = 200


@dataclass(frozen=True)
class Piece:
    """A stretch of text on a line, with where it begins and ends."""

    left: float
    right: float
    text: str
    words: tuple[tuple[float, float, str], ...] = ()
    """Its words, each with where it begins and ends, where they may belong to several columns."""

    @property
    def middle(self) -> float:
        """Where its middle stands."""
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Line:
    """A line of pieces from left to right, with its upper and lower edge."""

    top: float
    bottom: float
    pieces: tuple[Piece, ...]

    @property
    def values(self) -> int:
        """How many of its pieces are what a table prints for a number."""
        return sum(is_value(piece.text) for piece in self.pieces)


@dataclass(frozen=True)
class Measure:
    """What is near, in the unit of the lines."""

    pitch: float
    """How far below the line before a line of the same table stands at most, from edge to edge."""
    apart: float
    """How wide the blank between two tables side by side is at least."""
    rules: tuple[tuple[float, float, float], ...] = ()
    """Upright rules: where they stand, and from where to where they run."""

    def cell(self, at: float, height: float) -> tuple[float, float] | None:
        """The rules left and right of a place at a height; None where no rule runs there."""
        here = [x for x, top, bottom in self.rules if top <= height <= bottom]
        left, right = [x for x in here if x <= at], [x for x in here if x > at]
        return (max(left), min(right)) if left and right else None


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
    doubts: tuple[str, ...] = ()


Column = tuple[float, float]


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
        if number - last > MAX_BETWEEN + 1 or lines[number].top - lines[number - 1].bottom > measure.pitch:
            break
        text = " ".join(piece.text for piece in lines[number].pieces)
        if is_caption(text) and lines[number].values == 0:
            break
        if _has_values(lines[number]):
            last, rows = number, rows + 1
    width = max(line.values for line in lines[at : last + 1])
    return (at, last) if rows >= 2 or (rows == 1 and width >= 3) else None


def _tables(lines: Sequence[Line], first: int, last: int, floor: int, measure: Measure) -> list[Grid]:
    """The tables of a block: one, or several side by side."""
    rows = [line for line in lines[first : last + 1] if _has_values(line)]
    columns = _columns([piece for line in rows for piece in line.pieces])
    if len(columns) < 2 or len(columns) > MAX_COLUMNS or not any(_is_of_numbers(rows, one) for one in columns):
        return []
    parts = _side_by_side(rows, columns, measure)
    doubts: tuple[str, ...] = ()
    if len(parts) > 1:
        doubts = ("Several tables stand side by side here; if they are one, put them together.",)
    return [_grid(lines, (first, last), floor, (parts, number), measure, doubts) for number in range(len(parts))]


def _columns(pieces: Sequence[Piece]) -> list[Column]:
    """The stretches, from left to right, that the pieces cover together."""
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
        is_new = gap >= measure.apart and gap >= 1.5 * usual
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
    while top > max(floor, first - MAX_HEADER) and _is_header(lines, top - 1, (left, right), columns, measure):
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
        is_heading = at < first or lines[at].values == 0
        rows.append(_row(lines[at], pieces, columns, measure if is_heading else None))
        numbers.append(at)
    return Grid(top, last, tuple(rows), tuple(numbers), columns[0][0], columns[-1][1], doubts)


def _is_header(lines: Sequence[Line], at: int, within: Column, columns: list[Column], measure: Measure) -> bool:
    """Whether a line above the values is a heading of columns: several texts, or one that stands above values alone."""
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
    first_gutter = (columns[0][1] + columns[1][0]) / 2
    is_above_values = piece.left > first_gutter and piece.right <= columns[-1][1] + measure.apart
    is_above_labels = piece.right < columns[1][0] and at + 1 < len(lines) and len(lines[at + 1].pieces) >= 2
    return is_above_values or (is_above_labels and len(text) <= 60 and lines[at + 1].values == 0)


def _row(line: Line, pieces: Sequence[Piece], columns: list[Column], headings: Measure | None) -> tuple[str, ...]:
    """The cells of a line; with a measure, its texts may stand above several columns, and are put above the first."""
    cells = [""] * len(columns)
    pieces = [part for piece in pieces for part in _parts(piece, columns)]
    if headings is None:
        places = [_column(piece, columns) for piece in pieces]
    else:
        places = _headings(line, pieces, columns, headings)
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


def _column(piece: Piece, columns: list[Column]) -> int:
    """The column that a piece covers most of, or that is nearest."""

    def nearness(number: int) -> tuple[float, float]:
        left, right = columns[number]
        return min(right, piece.right) - max(left, piece.left), -abs(piece.middle - (left + right) / 2)

    return max(range(len(columns)), key=nearness)


def _headings(line: Line, pieces: Sequence[Piece], columns: list[Column], measure: Measure) -> list[int]:
    """The first column that each of the pieces stands above.

    Where rules say how wide a heading is, they say it; otherwise a heading stands in the middle of its columns, or over
    the first of them.
    """
    height = (line.top + line.bottom) / 2
    ruled = [measure.cell(piece.middle, height) for piece in pieces]
    if all(ruled):
        return [_first_within(cell, columns, piece) for cell, piece in zip(ruled, pieces, strict=True) if cell]
    single = [_column(piece, columns) for piece in pieces]
    if len(pieces) >= len(columns) - 1 or len(set(single)) < len(single):
        return single
    return _spread(pieces, columns, single)


def _first_within(cell: Column, columns: list[Column], piece: Piece) -> int:
    within = [number for number, (left, right) in enumerate(columns) if cell[0] < (left + right) / 2 < cell[1]]
    return within[0] if within else _column(piece, columns)


def _spread(pieces: Sequence[Piece], columns: list[Column], single: list[int]) -> list[int]:
    """The first columns of the stretches in whose middle the pieces stand, if together they leave no column out."""
    near = 0.45 * (columns[-1][1] - columns[0][0]) / len(columns)
    width = len(columns)
    # By the first column that is free: how far off the pieces so far are at least, and where they begin.
    best: dict[int, tuple[float, list[int]]] = {start: (0.0, []) for start in range(min(single[0] + 1, width))}
    for piece in pieces:
        following: dict[int, tuple[float, list[int]]] = {}
        for begin, (off, begins) in best.items():
            for end in range(begin, width):
                here = abs(piece.middle - (columns[begin][0] + columns[end][1]) / 2)
                total = off + here * here
                if here <= near and (end + 1 not in following or total < following[end + 1][0]):
                    following[end + 1] = (total, [*begins, begin])
        best = following
    return best[width][1] if width in best else single


def _widened(columns: list[Column], pieces: Sequence[Piece]) -> list[Column]:
    """The columns as wide as the headings right above them, where each stands above one column."""
    places = [_column(piece, columns) for piece in pieces]
    if len(set(places)) < len(places) or len(places) < len(columns) - 1:
        return columns
    wide = list(columns)
    for piece, place in zip(pieces, places, strict=True):
        wide[place] = (min(piece.left, columns[place][0]), max(piece.right, columns[place][1]))
    apart = all(left[1] <= right[0] for left, right in pairwise(wide))
    return wide if apart else columns
