"""Says what stands where a number would, or beside one: dashes, blanks, marks, words, and a scale."""

from __future__ import annotations

import re

from orchestration.draft.proposal import Ask
from orchestration.draft.shape import sign_of
from orchestration.draft.table_state import TableState
from orchestration.draft.words import normal

NOT_KNOWN = {
    "n.v.t.": "not_applicable", "nvt": "not_applicable", "n/a": "not_applicable", "n.a.": "not_applicable",
    "x": "suppressed", "*": "suppressed",
}  # fmt: skip


class CellReader:
    """Reads the cells of a table."""

    def __init__(self, state: TableState) -> None:
        self._state = state

    def read_scale(self) -> None:
        """A heading such as "x 1.000" says what the numbers are multiplied by."""
        texts = [
            self._state.title,
            *(text for at in range(self._state.shape.width) for text in self._state.shape.headings(at)),
        ]
        for text in texts:
            if (scale := scale_of(text)) is not None:
                self._state.draft.said["scale"] = scale
                return

    def read_cells(self) -> None:
        """What stands where a number would: dashes, blanks, marks, words, and two numbers in one cell."""
        shape, draft = self._state.shape, self._state.draft
        found: dict[str, list[tuple[int, int]]] = {}
        for row in shape.data:
            if row in self._state.sections:
                continue
            for at in shape.values:
                if "ignore" not in self._state.row(row).cells.get(at + 1, {}):
                    found.setdefault(shape.kinds[row][at], []).append((row, at))
        proven = any(tried.holds for tried in self._state.total_rows.values()) or bool(draft.facts)
        if "dash" in found:
            why = f"{len(found['dash'])} cells hold a dash" + (
                "; the printed totals hold if it counts for nothing" if proven else ""
            )
            draft.said["dash"] = Ask(("zero", "none", "unknown"), why)
        if "blank" in found:
            draft.said["blank"] = Ask(("none", "zero", "unknown"), f"{len(found['blank'])} cells are empty")
        marks = sorted({shape.cells[row][at] for row, at in found.get("mark", [])})
        if marks:
            draft.said["marks"] = {mark: _mark(mark) for mark in marks}
        signs = {sign for row, at in found.get("number", []) if (sign := sign_of(shape.cells[row][at]))}
        for sign in sorted(signs):
            asked = Ask((), f"“{sign}” stands behind numbers, as of a footnote", "what the footnote says")
            draft.said.setdefault("marks", {})[sign] = {"note": asked}
        for row, at in found.get("text", []):
            text = shape.cells[row][at]
            said: object = f"The table prints “{text}” where a number would stand."
            if any(map(str.isdigit, text)):
                said = Ask(
                    (), f"“{text}” holds digits and is no plain number", f"why “{text}” is no number, or mend it"
                )
            self._state.row(row).cells.setdefault(at + 1, {})["no_number"] = said
        below = {
            "(#)" if shape.cells[row][at].startswith("(") else "#-" for row, at in found.get("number", [])
            if re.match(r"\(.*\)$|.*\d\s?[-−]$", shape.cells[row][at])
        }  # fmt: skip
        for form in sorted(below):
            why = "numbers in brackets" if form == "(#)" else "numbers with a minus behind them"
            draft.said.setdefault("marks", {})[form] = Ask(("negative",), why)
        if "pair" in found:
            draft.said["second"] = {"metric": Ask((), "two numbers stand in a cell", "what the second number counts")}

    def settle_rows(self) -> None:
        """Write the rows out where a label says too little, or too much."""
        draft = self._state.draft
        draft.lists_rows = draft.lists_rows or any(not row.is_plain for row in draft.rows)
        if not draft.lists_rows and draft.rows_are is None and len(self._state.shape.labels) == 1:
            draft.lists_rows = True


def _mark(mark: str) -> Ask:
    if found := re.fullmatch(r"<\s*(\d+)", mark):
        return Ask((f"{{suppressed: [0, {max(int(found[1]) - 1, 0)}]}}", "suppressed"), "what the mark stands for")
    first = NOT_KNOWN.get(normal(mark), "unknown")
    return Ask(
        (first, *(one for one in ("unknown", "suppressed", "not_applicable") if one != first)), "what it stands for"
    )


_SCALES = (
    (
        "1000000",
        r"x\s*(€|eur|euro)?\s*1[., ]?(000|mln)[., ]?000\b|x\s*(€|eur)?\s*1?\s*(mln|miljoen|million)"
        r"|\bin miljoenen|\bin millions",
    ),
    (
        "1000",
        r"[x×]\s*(€|eur|euro|\$)?\s*1[., ]?000\b|\bin duizenden|\bin thousands|1\.000 euro|duizend euro",
    ),
)


def scale_of(text: str) -> str | None:
    """What a heading says that printed numbers are multiplied by; None where it says nothing of the kind."""
    plain = normal(text)
    return next((scale for scale, pattern in _SCALES if re.search(pattern, plain)), None)
