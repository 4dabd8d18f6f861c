"""The part of a document that a person asks for: some of its tables, pages, lines or sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from orchestration.draft.document import DocumentError, FoundTable, Place, TextLine
from orchestration.draft.words import counted
from orchestration.problems import Problem, visible

Blocks = list[TextLine | FoundTable]

_FORM = re.compile(
    r"(table|page|line)s?[ :=]\s*(\d{1,7}(?:\s*-\s*\d{1,7})?(?:\s*,\s*\d{1,7}(?:\s*-\s*\d{1,7})?)*)", re.IGNORECASE
)
_SHEET = re.compile(r"sheets?[ :=]\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True)
class Only:
    """A part: `tables`, `pages` or `lines` by their numbers, counted from 1, or a sheet by its name."""

    of_what: str
    ranges: tuple[tuple[int, int], ...] = ()
    sheet: str = ""

    @classmethod
    def of(cls, text: str) -> Only:
        """The part that a text names, such as `pages 3-5`, `tables 1,4`, `lines 100-200` or `sheet Bijlage`."""
        if sheet := _SHEET.fullmatch(text.strip()):
            return cls("sheet", sheet=sheet[1])
        form = _FORM.fullmatch(text.strip())
        if form is None:
            message = f"`{visible(text)}` names no part of a document"
            raise DocumentError(
                Problem(
                    "--only", None, None, message, "Say `pages 3-5`, `tables 1,4`, `lines 100-200` or `sheet NAME`."
                )
            )
        ends = [[int(end) for end in part.split("-")] for part in form[2].split(",")]
        return cls(form[1].lower(), tuple((min(part), max(part)) for part in ends))

    def has_page(self, number: int) -> bool:
        """Whether a page need be read; with a part of another kind, every one."""
        return self.of_what != "page" or self._has(number, number)

    def of_blocks(self, blocks: Blocks) -> Blocks:
        """The blocks that are in this part, or reach into it. Raises DocumentError where none is."""
        tables = [block for block in blocks if isinstance(block, FoundTable)]
        if self.of_what == "table":
            found: Blocks = [block for number, block in enumerate(tables, start=1) if self._has(number, number)]
        else:
            found = [block for block in blocks if self._holds(block.place)]
        if not found:
            message = f"the document has nothing there; it has {counted(len(tables), 'table')}"
            raise DocumentError(Problem("--only", None, None, message, "Name another part, or leave --only out."))
        return found

    def _holds(self, place: Place) -> bool:
        if self.of_what == "sheet":
            return place.sheet == self.sheet
        if self.of_what == "page":
            return place.page is not None and self._has(place.page, place.page)
        return place.lines is not None and self._has(*place.lines)

    def _has(self, first: int, last: int) -> bool:
        return any(start <= last and first <= end for start, end in self.ranges)
