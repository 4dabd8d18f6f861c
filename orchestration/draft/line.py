"""A line of text of which only the places are known, and what is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.draft.signs import is_value

Column = tuple[float, float]
"""Where a column begins and ends."""


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
    bars: tuple[tuple[float, float, float], ...] = ()
    """Level rules: how far down they stand, and from where to where they run."""

    def has_bar(self, above: Line, below: Line, middle: float) -> bool:
        """Whether a level rule runs between two lines, past the middle of a text."""
        top, bottom = (above.top + above.bottom) / 2, (below.top + below.bottom) / 2
        return any(top < y < bottom and left <= middle <= right for y, left, right in self.bars)

    def cell(self, at: float, height: float) -> tuple[float, float] | None:
        """The rules left and right of a place at a height; None where no rule runs there."""
        here = [x for x, top, bottom in self.rules if top <= height <= bottom]
        left, right = [x for x in here if x <= at], [x for x in here if x > at]
        return (max(left), min(right)) if left and right else None


def column_of(piece: Piece, columns: Sequence[Column]) -> int:
    """The column that a piece covers most of, or that is nearest."""

    def nearness(number: int) -> tuple[float, float]:
        left, right = columns[number]
        return min(right, piece.right) - max(left, piece.left), -abs(piece.middle - (left + right) / 2)

    return max(range(len(columns)), key=nearness)
