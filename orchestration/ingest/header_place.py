"""Finds where the header that report.yml promises stands in a table as it was read."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.problems import one_spelling

Printed = Sequence[Sequence[str | None]]


def header_place(printed: Printed, header: list[list[str]]) -> int | None:
    """How many rows stand above the first place where all header rows stand; None where they stand nowhere."""
    promised = [[one_spelling(cell) for cell in row] for row in header]
    places = range(len(printed) - len(promised) + 1)
    return next((top for top in places if stands_at(printed, top, promised)), None)


def stands_at(printed: Printed, top: int, promised: list[list[str]]) -> bool:
    """Whether these rows, in one spelling, stand below the first `top` rows, cell for cell."""
    found = printed[top : top + len(promised)]
    return len(found) == len(promised) and all(
        len(texts) >= len(row) and all(one_spelling(text or "") == cell for text, cell in zip(texts, row, strict=False))
        for texts, row in zip(found, promised, strict=True)
    )
