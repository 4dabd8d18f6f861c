"""What a document holds before anybody says what it means: lines and tables in reading order, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field

from orchestration.problems import Problem, visible

Box = tuple[float, float, float, float]
"""Left, top, right and bottom on a page, in points from its upper left corner."""


@dataclass(frozen=True)
class Place:
    """Where something stands, as its kind of document counts: what it does not have is None."""

    page: int | None = None
    """Counted from 1."""
    box: Box | None = None
    lines: tuple[int, int] | None = None
    """First and last line of a text, counted from 1; of other documents the lines that `text_lines` gives."""
    sheet: str | None = None
    cells: str | None = None
    """The range of a workbook, such as A3:F12."""


@dataclass(frozen=True)
class TextLine:
    """A line, or a paragraph where the document breaks none, as printed."""

    text: str
    place: Place
    is_heading: bool = False


@dataclass(frozen=True)
class FoundTable:
    """A table as printed: a rectangle of texts, "" where nothing stands."""

    cells: tuple[tuple[str, ...], ...]
    place: Place
    title: str = ""
    """The line above it that names it; "" where there is none."""
    header_rows: int | None = None
    """How many rows on top are headings, where the document itself says so (`<th>`, a repeated header)."""
    doubts: tuple[str, ...] = ()
    """What the reader is not sure of, in words for a person: columns that were guessed, a table that may go on."""
    row_lines: tuple[int, ...] = ()
    """The line of each row, as `place.lines` counts them: blank lines may stand between rows."""


@dataclass(frozen=True)
class Document:
    """One document as read."""

    name: str
    kind: str
    """`pdf`, `docx`, `html`, `markdown`, `xlsx`, `ods`, `csv` or `text`."""
    sha256: str
    blocks: tuple[TextLine | FoundTable, ...]
    doubts: tuple[str, ...] = field(default=())
    """What holds for the whole document: macros that were ignored, pages without text."""

    @property
    def tables(self) -> list[FoundTable]:
        """Its tables in reading order."""
        return [block for block in self.blocks if isinstance(block, FoundTable)]

    @property
    def text_lines(self) -> list[str]:
        """Its lines as `Place.lines` counts them: of a table the cells of each row, with tabs between them."""
        found: dict[int, str] = {}
        for block in self.blocks:
            if isinstance(block, FoundTable):
                found |= dict(zip(block.row_lines, ("\t".join(row) for row in block.cells), strict=True))
            elif block.place.lines:
                found[block.place.lines[0]] = block.text
        return [found.get(number, "") for number in range(1, max(found, default=0) + 1)]

    @property
    def prose(self) -> list[TextLine]:
        """Its lines outside tables."""
        return [block for block in self.blocks if isinstance(block, TextLine)]


class DocumentError(Exception):
    """The document cannot be read at all; `problem` says why, and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def refused(name: str, message: str, next_step: str) -> DocumentError:
    """What says why a document is not read, and what to do."""
    return DocumentError(Problem(visible(name), None, None, message, f"{next_step}."))
