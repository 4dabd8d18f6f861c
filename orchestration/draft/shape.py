"""Finds which rows of a found table are its header, which columns name its rows and which hold its numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from orchestration.draft.document import FoundTable
from orchestration.draft.periods import YEAR, counted_parts, is_total_word, read_period, sign_behind
from orchestration.draft.words import clean, normal

Kind = Literal["blank", "dash", "number", "pair", "mark", "range", "text"]
DASHES = ("-", "–", "—", "−", "--", "‐", "‑")
MARKS = ("x", ".", "..", "...", "*", "n.b.", "nb", "n.v.t.", "nvt", "n/a", "na", "n.a.", "#", ":", "onbekend", "?")
"""What is printed where a number would stand, and is not a word that names something."""
_DIGITS = r"\d{1,3}(?:[.,  '’ ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?(?:,-)?"
NUMBER = re.compile(
    rf"[(]?\s*[-+−–]?\s*(?P<before>€|EUR|\$|£|%)?\s*[-+−–]?\s*(?P<digits>{_DIGITS})\s*"
    r"(?P<behind>%|‰|€|euro|eur|fte|dagen|werkdagen|weken|maanden|uur|uren|jaar|days|hours|mln\.?|miljoen)?\s*[)]?[-−]?",
    re.IGNORECASE,
)
_PAIR = re.compile(rf"(?:{_DIGITS})\s*%?\s*[(/]\s*(?:{_DIGITS})\s*%?\s*[)]?")
_MARK = re.compile(r"[<>≤≥]=?\s*\d+")
_RANGE = re.compile(r"\d+\s*[-–/]\s*\d+|\d+\s*(?:t/m|tot|to)\s*\d+|\d+\s*\+|\d+\s*(?:jaar|year)s?.*|<\s*\d+ jaar", re.I)
_SIGN = re.compile(r"(?P<number>.*\d[%)]?)\s?(?P<sign>[¹²³⁴⁵⁶⁷⁸⁹⁰*†‡]+)")
_QUALIFIED = re.compile(
    r"(circa|ca\.?|ongeveer|rond|ruim|bijna|minder dan|meer dan|minimaal|maximaal|gemiddeld|ten minste|±|about"
    r"|around|almost|nearly|over|approximately|less than|more than|fewer than|at least|at most)\s+(?P<number>.+)",
    re.IGNORECASE,
)
"""A number with a word before it that makes it inexact."""
_LABEL_HEADS = ("jaar", "maand", "kwartaal", "week", "periode", "year", "month", "quarter", "period", "datum", "date")
_REMARKS = ("toelichting", "opmerking", "opmerkingen", "noot", "bron", "remarks", "notes", "comment", "source")
MOST_HEADER_ROWS = 6


def kind_of(text: str) -> Kind:
    """What stands in a cell."""
    if not text:
        return "blank"
    if text in DASHES:
        return "dash"
    qualified = _QUALIFIED.fullmatch(text)
    if NUMBER.fullmatch(text) or sign_of(text) or (qualified and NUMBER.fullmatch(qualified["number"])):
        return "number"
    if _MARK.fullmatch(text) or normal(text) in MARKS:
        return "mark"
    if _PAIR.fullmatch(text):
        return "pair"
    return "range" if _RANGE.fullmatch(text) else "text"


def sign_of(text: str) -> str:
    """The raised sign or asterisk behind a number, as of a footnote; empty where there is none."""
    found = _SIGN.fullmatch(text)
    return found["sign"] if found and NUMBER.fullmatch(found["number"]) else ""


def without_sign(text: str) -> str:
    """A number without the sign behind it."""
    sign = sign_of(text)
    return text.removesuffix(sign).rstrip() if sign else text


def is_year(text: str) -> bool:
    """Whether a text is a year, as headers print it; the sign of a footnote may stand behind it."""
    return re.fullmatch(YEAR, sign_behind(text)[0]) is not None


@dataclass(frozen=True)
class Shape:
    """A table as printed, without empty rows and columns around it, and what its rows and columns are for."""

    cells: tuple[tuple[str, ...], ...]
    header: int
    """How many rows on top are headings."""
    labels: tuple[int, ...]
    """The columns that name the rows, counted from 0."""
    values: tuple[int, ...]
    """The columns with numbers."""
    ignored: dict[int, str] = field(default_factory=dict)
    """The columns with neither, and why."""
    kinds: tuple[tuple[Kind, ...], ...] = ()
    first_row: int = 0
    """How many rows of the found table were left out above it."""

    @property
    def data(self) -> range:
        """The rows below the header, counted from 0."""
        return range(self.header, len(self.cells))

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.cells[0])

    def headings(self, column: int) -> list[str]:
        """What is printed above a column from the top; a heading over several columns holds for each of them."""
        found = []
        for number, row in enumerate(self.cells[: self.header]):
            text = row[column]
            is_below = number > 0 and bool(self.cells[number - 1][column])
            if not text and number < self.header - 1 and column not in self.labels and not is_below:
                over = next((at for at in range(column, -1, -1) if row[at]), None)
                text = row[over] if over is not None and over not in self.labels else ""
            if text:
                found.append(text)
        return found

    def head_of(self, column: int) -> str:
        """The lowest heading of a column that says a word; empty where none does."""
        return next((text for text in reversed(self.headings(column)) if any(map(str.isalpha, text))), "")

    def numbers(self) -> int:
        """How many cells below the header hold a number, or something in its place."""
        return sum(
            self.kinds[row][column] in ("number", "pair", "dash", "mark", "range")
            for row in self.data
            for column in self.values
        )


def shape_of(table: FoundTable) -> Shape | None:
    """The shape of a found table; None where it holds no number that could be a figure."""
    rows = [[clean(cell) for cell in row] for row in table.cells]
    width = max((len(row) for row in rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    first = next((number for number, row in enumerate(rows) if any(row)), len(rows))
    while rows and not any(rows[-1]):
        rows.pop()
    rows = rows[first:]
    used = [column for column in range(width) if any(row[column] for row in rows)]
    if not rows or not used:
        return None
    left, right = used[0], used[-1] + 1
    cells = tuple(tuple(row[left:right]) for row in rows)
    kinds = tuple(tuple(map(kind_of, row)) for row in cells)
    header = _header_rows(cells, kinds, table.header_rows, first)
    if header >= len(cells):
        return None
    labels, values, ignored = _columns(cells, kinds, header)
    if not any(
        kinds[row][column] in ("number", "pair", "range") for row in range(header, len(cells)) for column in values
    ):
        return None
    return Shape(cells, header, labels, values, ignored, kinds, first)


def _header_rows(
    cells: Sequence[Sequence[str]], kinds: Sequence[Sequence[Kind]], said: int | None, left_out: int
) -> int:
    if said is not None and 0 < said - left_out < len(cells):
        return said - left_out
    numeric = [
        column for column in range(len(cells[0]))
        if sum(row[column] in ("number", "pair", "dash", "mark") for row in kinds) * 2
        >= sum(row[column] != "blank" for row in kinds[1:]) > 0
    ]  # fmt: skip
    count = 0
    for number in range(min(MOST_HEADER_ROWS, len(cells) - 1)):
        if _is_header(cells[number], kinds[number], numeric, is_first=number == 0, width=len(cells[0])):
            count = number + 1
        elif any(kinds[number][column] != "blank" for column in numeric):
            break
    # A first row with nothing but its label is a heading of the rows below it, if no header follows.
    return count


def _is_header(row: Sequence[str], kinds: Sequence[Kind], numeric: Sequence[int], is_first: bool, width: int) -> bool:
    places = [column for column in numeric if row[column]]
    if not places:
        return False
    texts = [row[column] for column in places]
    plain = [text for text, column in zip(texts, places, strict=True) if kinds[column] == "number"]
    if any(kinds[column] in ("dash", "pair", "mark") for column in places) and not all(
        read_period(text) or kinds[column] in ("text", "range") for text, column in zip(texts, places, strict=True)
    ):
        return False
    if not plain:
        return True
    is_named = len(plain) < len(texts) or not any(row[column] for column in range(width) if column not in numeric)
    if all(is_year(text) for text in plain):
        return is_named or is_first
    others = [text for text in texts if text not in plain]
    is_total = all(read_period(text) or is_total_word(text) for text in others)
    return counted_parts(plain) is not None and is_total and (is_named or len(plain) >= 4)


def _columns(
    cells: Sequence[Sequence[str]], kinds: Sequence[Sequence[Kind]], header: int
) -> tuple[tuple[int, ...], tuple[int, ...], dict[int, str]]:
    labels: list[int] = []
    values: list[int] = []
    ignored: dict[int, str] = {}
    for column in range(len(cells[0])):
        below = [row[column] for row in kinds[header:]]
        heads = [normal(row[column]) for row in cells[:header] if row[column]]
        # Behind the labels "10-15" is a number between two; before them it is an age.
        counted = ("number", "pair", "dash", "mark", *(("range",) if labels else ()))
        words = sum(kind in ("text", "range") and kind not in counted for kind in below)
        numbers = sum(kind in counted for kind in below)
        if not words and not numbers:
            ignored[column] = "The column is empty."
        elif words > numbers and heads and any(head.startswith(_REMARKS) for head in heads) and labels:
            ignored[column] = "A column of remarks."
        elif words > numbers or (not labels and _names_periods([row[column] for row in cells[header:]], heads)):
            labels.append(column)
        else:
            values.append(column)
    if len(labels) == 1 and labels[0] > 0 and len(values) > 1 and 0 in values:
        numbers_of_rows = [row[0] for row in cells[header:]]
        if numbers_of_rows == [str(number) for number in range(1, len(numbers_of_rows) + 1)] and labels[0] == 1:
            values.remove(0)
            ignored[0] = "The rows, numbered."
    return tuple(labels), tuple(values), ignored


def _names_periods(texts: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether a column of numbers names periods: years, or what a heading calls so."""
    found = [text for text in texts if text and not is_total_word(text)]
    if not found or len(set(found)) < len(found):
        return False
    if all(is_year(text) for text in found):
        return len(found) > 1 or bool(heads and heads[-1] in _LABEL_HEADS)
    return bool(heads and heads[-1] in _LABEL_HEADS and counted_parts(found))
