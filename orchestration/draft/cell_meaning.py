"""Says what stands where a number would, or beside one: dashes, blanks, marks, words, and a scale."""

from __future__ import annotations

import re

from orchestration.draft.legend import legend_of, reading_of, withheld
from orchestration.draft.periods import sign_behind
from orchestration.draft.proposal import Ask
from orchestration.draft.shape import sign_of
from orchestration.draft.table_state import TableState
from orchestration.draft.words import clean, normal

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
        marks = sorted({shape.cells[row][at] for row, at in found.get("mark", [])})
        signs = sorted({sign for row, at in found.get("number", []) if (sign := sign_of(shape.cells[row][at]))})
        above = sorted(self._signs_above() - set(signs))
        dashes = {shape.cells[row][at] for row, at in found.get("dash", [])}
        legend = legend_of(self._lines_below(), [*marks, *signs, *above, *dashes])
        if "dash" in found:
            why = f"{len(found['dash'])} cells hold a dash" + (
                "; the printed totals hold if it counts for nothing" if proven else ""
            )
            candidates: tuple[str, ...] = ("zero", "none", "unknown")
            for text in (legend[dash] for dash in dashes if dash in legend):
                why = f"below the table stands “{text}”"
                candidates = first_of(_reading(text), candidates)
            draft.said["dash"] = Ask(candidates, why)
        if "blank" in found:
            draft.said["blank"] = Ask(("none", "zero", "unknown"), f"{len(found['blank'])} cells are empty")
        said_marks: dict[str, object] = {mark: _mark(mark, legend.get(mark)) for mark in marks}
        for sign in [*signs, *above]:
            said_marks.setdefault(sign, _sign(sign, legend.get(sign), sign in above))
        if said_marks:
            draft.said["marks"] = said_marks
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

    def _signs_above(self) -> set[str]:
        """The signs behind the headings of columns that name a period."""
        shape = self._state.shape
        texts = (shape.cells[row][at] for row in range(shape.header) for at in shape.values)
        return {sign for text in texts if (sign := sign_behind(text)[1])}

    def _lines_below(self) -> list[str]:
        """The lines that may say what marks mean: below the table, or read as rows of it that hold no value."""
        shape = self._state.shape
        own = [clean(" ".join(filter(None, shape.cells[row]))) for row in sorted(self._state.sections)]
        return [*own, *self._state.around.below]

    def settle_rows(self) -> None:
        """Write the rows out where a label says too little, or too much."""
        draft = self._state.draft
        draft.lists_rows = draft.lists_rows or any(not row.is_plain for row in draft.rows)
        if not draft.lists_rows and draft.rows_are is None and len(self._state.shape.labels) == 1:
            draft.lists_rows = True


def first_of(reading: str, candidates: tuple[str, ...]) -> tuple[str, ...]:
    """Candidates with a reading in front; as they are where it is no reading."""
    return (reading, *(one for one in candidates if one != reading)) if reading else candidates


def _reading(text: str) -> str:
    """What a mark that stands alone means by the line below the table; empty where the line is but a remark."""
    reading = reading_of(text)
    return "" if reading in ("note", "provisional") else withheld(text) if reading == "suppressed" else reading


def _sign(sign: str, text: str | None, is_above: bool) -> dict[str, object]:
    """What a sign beside numbers or behind a heading says: by the line below the table, where there is one."""
    where = "a heading" if is_above else "numbers"
    why = f"“{sign}” stands behind {where}" + (f"; below the table stands “{text}”" if text else ", as of a footnote")
    if (text and reading_of(text) == "provisional") or (not text and is_above and "*" in sign):
        return {"provisional": Ask(("true",), f"{why}; or note: with what it says")}
    return {"note": Ask((text.replace("|", "/"),) if text else (), why, "what the footnote says")}


def _mark(mark: str, text: str | None) -> Ask:
    usual = ("unknown", "suppressed", "not_applicable")
    if text:
        return Ask(first_of(_reading(text), usual), f"below the table stands “{text}”")
    if found := re.fullmatch(r"<\s*(\d+)", mark):
        return Ask((f"{{suppressed: [0, {max(int(found[1]) - 1, 0)}]}}", "suppressed"), "what the mark stands for")
    return Ask(first_of(NOT_KNOWN.get(normal(mark), "unknown"), usual), "what it stands for")


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
