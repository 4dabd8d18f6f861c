"""Tells above which columns the headings of a line stand, which may each stand above several."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median

from orchestration.draft.line import Column, Line, Measure, Piece, column_of

NEAR = 0.45
"""How far off, in widths of a column, a heading stands at most from where it would stand exactly."""
MANY = 0.6
"""The share of the columns above which a line has headings of one column each."""
UNEVEN = 0.02
"""What counts against groups of columns that are of different sizes, in squares of that."""

Own = Callable[[Piece], float]
Asked = Callable[[float, float], float]

Spread = tuple[float, list[int]]
"""How far off headings stand together, and the first column of each."""


def _middle(piece: Piece) -> float:
    return piece.middle


def _left(piece: Piece) -> float:
    return piece.left


def _right(piece: Piece) -> float:
    return piece.right


def _between(begin: float, end: float) -> float:
    return (begin + end) / 2


def _begin(begin: float, end: float) -> float:
    return begin


def _end(begin: float, end: float) -> float:
    return end


WAYS: dict[str, list[tuple[Own, Asked]]] = {
    "middle": [(_middle, _between)],
    "right": [(_middle, _between), (_right, _end)],
    "left": [(_middle, _between), (_left, _begin)],
}
"""How headings may stand in cells whose texts stand in their middle, at the right or at the left."""


def places_of_headings(line: Line, pieces: Sequence[Piece], columns: Sequence[Column], measure: Measure) -> list[int]:
    """The first column that each of the pieces of a line stands above.

    Where rules say how wide a heading is, they say it. Otherwise the headings of a line stand in the middle of their
    columns, or all at the left or right end of them, and together leave no column out.
    """
    height = (line.top + line.bottom) / 2
    ruled = [measure.cell(piece.middle, height) for piece in pieces]
    if all(ruled):
        return [_first_within(cell, columns, piece) for cell, piece in zip(ruled, pieces, strict=True) if cell]
    models = _edges(columns)
    single = min(_singles(pieces, edges, WAYS[name]) for name, edges in models.items())[1]
    if len(pieces) >= MANY * len(columns) and len(set(single)) == len(single):
        return single
    return min(_spreads(pieces, models), default=(0.0, [column_of(piece, columns) for piece in pieces]))[1]


def _first_within(cell: Column, columns: Sequence[Column], piece: Piece) -> int:
    within = [number for number, (left, right) in enumerate(columns) if cell[0] < (left + right) / 2 < cell[1]]
    return within[0] if within else column_of(piece, columns)


def _edges(columns: Sequence[Column]) -> dict[str, list[float]]:
    """Where the cells of the columns begin and end, if their texts stand in the middle, at the right or at the left."""
    lefts, rights = [left for left, _ in columns], [right for _, right in columns]
    if len(columns) < 3:
        halves = [(right + left) / 2 for right, left in zip(rights, lefts[1:], strict=False)]
        return {"middle": [lefts[0], *halves, rights[-1]]}
    # How wide the first cell of numbers is at its left, and the last at its right, the others say.
    gap = median(left - right for right, left in zip(rights[1:], lefts[2:], strict=False))
    halves = [(right + left) / 2 for right, left in zip(rights[1:], lefts[2:], strict=False)]
    wide_right = median(other - one for one, other in pairwise(rights[1:]))
    wide_left = median(other - one for one, other in pairwise(lefts[1:]))
    return {
        "middle": [lefts[0], max(lefts[1] - gap / 2, rights[0]), *halves, rights[-1] + gap / 2],
        "right": [lefts[0], max(rights[1] - wide_right, rights[0]), *rights[1:]],
        "left": [*lefts, max(lefts[-1] + wide_left, rights[-1])],
    }


def _off(piece: Piece, begin: float, end: float) -> float:
    """How far a piece is from where it would stand in a cell, be it in its middle or at an end of it."""
    return min(abs(piece.middle - (begin + end) / 2), abs(piece.left - begin), abs(piece.right - end))


def _singles(pieces: Sequence[Piece], edges: Sequence[float], ways: Sequence[tuple[Own, Asked]]) -> Spread:
    """The cell that the middle of each piece is in, and how far off they are."""
    places = [min(max(bisect(edges, piece.middle) - 1, 0), len(edges) - 2) for piece in pieces]
    cells = [(edges[at], edges[at + 1]) for at in places]
    off = min(
        sum((own(piece) - asked(*cell)) ** 2 for piece, cell in zip(pieces, cells, strict=True)) for own, asked in ways
    )
    # Pieces in one cell are further off than any that are not.
    return (1e9 if len(set(places)) < len(places) else 0.0) + off, places


def _spreads(pieces: Sequence[Piece], models: Mapping[str, Sequence[float]]) -> Iterator[Spread]:
    """Every way in which the pieces may stand above all columns from the first that has a heading."""
    for name, edges in models.items():
        for own, asked in WAYS[name]:
            yield from _spread(pieces, edges, own, asked)


def _spread(pieces: Sequence[Piece], edges: Sequence[float], own: Own, asked: Asked) -> Iterator[Spread]:
    """The best way in which the pieces stand above columns with these edges."""
    width = len(edges) - 1
    pitch = (edges[-1] - edges[1]) / max(width - 1, 1)
    first = min(max(bisect(edges, pieces[0].middle) - 1, 0), width - 1)
    starts = {start for start in (0, 1, first) if start <= first}
    # By the first column that is free: how far off the pieces so far are at least, and where they begin.
    best: dict[int, Spread] = {start: (0.0, []) for start in starts}
    for piece in pieces:
        following: dict[int, Spread] = {}
        for begin, (off, begins) in best.items():
            # The first column is that of the labels, and no heading is of it and of others.
            for end in range(begin + 1, width + 1 if begin else 2):
                here = abs(own(piece) - asked(edges[begin], edges[end])) / pitch
                if end == begin + 1:
                    here = min(here, _off(piece, edges[begin], edges[end]) / pitch)
                total = off + here * here
                if here <= NEAR and (end not in following or total < following[end][0]):
                    following[end] = (total, [*begins, begin])
        best = following
    if width in best:
        total, begins = best[width]
        sizes = {end - begin for begin, end in zip(begins, [*begins[1:], width], strict=True)} - {1}
        yield total / len(pieces) + UNEVEN * max(len(sizes) - 1, 0), begins
