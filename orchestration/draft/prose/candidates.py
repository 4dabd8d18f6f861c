"""What a draft proposes for the numbers of a document's running text: key figures, and numbers that are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from orchestration.ingest.axis import KEY_FIGURE_COLUMNS
from orchestration.ingest.fill_in import FILL_IN

IGNORED_COLUMNS = ("lines", "text", "reason")
MOST_NAMED = 4
"""How many candidates a question names."""
OWN = ""
"""The value of a field that says nothing of its own: the report's area and period, no breakdown, no qualifier."""


@dataclass(frozen=True)
class Guess:
    """What a field may hold, best first, and whether the first is sure."""

    values: tuple[str, ...] = (OWN,)
    is_sure: bool = True
    why: str = ""
    """The words of the document that say so, where there are any."""

    @property
    def first(self) -> str:
        """The best value; "" where none is known."""
        return self.values[0] if self.values else OWN

    def cell(self, own: str) -> str:
        """The field as the draft writes it: the value, or a question that names the candidates.

        `own` is how a question writes that the field says nothing of its own.
        """
        if self.is_sure:
            return self.first
        named = [value or own for value in self.values[:MOST_NAMED]]
        return f"{FILL_IN}: {' | '.join(dict.fromkeys(named))}" if named else FILL_IN


@dataclass(frozen=True)
class Figure:
    """A printed number that may be a key figure, with a guess for each field."""

    key: str
    line: int | None
    span: tuple[int, int]
    """Where on the line the number stands: its first character and the one behind its last."""
    printed: str
    passage: str
    """The words around it, for a person to judge by."""
    fields: dict[str, Guess] = field(default_factory=dict)
    """By the name of a column of key_figures.csv; a column that is not there is left empty."""
    doubt: str = ""
    """Why it may be no figure at all; "" where nothing says so."""

    def guess(self, column: str) -> Guess:
        """The guess for a column."""
        return self.fields.get(column, Guess())

    def row(self, own: dict[str, str]) -> dict[str, str]:
        """The row of key_figures.csv; `own` is how a question writes an empty field, by column."""
        row = dict.fromkeys(KEY_FIGURE_COLUMNS, "")
        row |= {name: guess.cell(own.get(name, "")) for name, guess in self.fields.items()}
        note = f"{FILL_IN}: perhaps no figure ({self.doubt})" if self.doubt else ""
        return row | {"key": self.key, "line": "" if self.line is None else str(self.line), "note": note}

    @property
    def questions(self) -> int:
        """How many of its fields are asked about."""
        return sum(not guess.is_sure for guess in self.fields.values()) + bool(self.doubt)


@dataclass(frozen=True)
class NoFigure:
    """A printed number that is no figure, with the words that tell it from a figure of the same digits."""

    line: int | None
    span: tuple[int, int]
    text: str
    """The phrase as printed."""
    reason: str


@dataclass(frozen=True)
class Candidates:
    """What a draft proposes for the numbers of a document's running text."""

    figures: tuple[Figure, ...]
    none: tuple[NoFigure, ...]
    own: dict[str, str] = field(default_factory=dict)
    """How a question writes that a field says nothing of its own: the report's own period and area, by column."""
    notation: str = "nl"
    """How the text writes its numbers: `nl` (1.361,5) or `en` (1,361.5)."""

    def rows(self) -> list[dict[str, str]]:
        """The rows of key_figures.csv, in the order of the document."""
        return [figure.row(self.own) for figure in self.figures]

    def ignored_rows(self) -> list[dict[str, str]]:
        """The rows of ignored_numbers.csv: one for each phrase and reason, with its lines."""
        lines: dict[tuple[str, str], list[int]] = {}
        for number in self.none:
            lines.setdefault((" ".join(number.text.split()), number.reason), [])
            if number.line is not None:
                lines[" ".join(number.text.split()), number.reason].append(number.line)
        return [
            dict(zip(IGNORED_COLUMNS, (", ".join(_ranges(found)), text, reason), strict=True))
            for (text, reason), found in lines.items()
        ]


def _ranges(lines: Iterable[int]) -> Iterator[str]:
    """Line numbers as `document_lines` writes them: `12-14`, `20`."""
    first = last = None
    for line in sorted(set(lines)):
        if last is not None and line == last + 1:
            last = line
            continue
        if first is not None:
            yield f"{first}-{last}" if last != first else f"{first}"
        first = last = line
    if first is not None:
        yield f"{first}-{last}" if last != first else f"{first}"
