"""What is said of a suspect, the same wherever it is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.explain.served import Served
from orchestration.explain.words import Language, number


def suspicions(served: Served, where: str) -> dict[str, str]:
    """Figure id of every suspect that a condition on `quality.suspect` selects, to what is said of it."""
    rows = served.rows(
        f"""
        SELECT s.*, b.sets, b.cells_per_set
        FROM quality.suspect AS s JOIN quality.suspect_block AS b ON s.block_id = b.block_id
        WHERE {where} ORDER BY s.rank DESC, s.set_number DESC
        """
    )
    return {row["figure_id"]: f"{should_read(row)}; {_standing(row)}" for row in rows}


def _standing(suspect: Mapping[str, Any]) -> str:
    """How sure that is: whether other cells would repair the findings as well, and which rank this one has."""
    others = suspect["cells_per_set"] - 1
    together = f"together with {others} other cell{'s' if others > 1 else ''}" if others else "alone"
    if suspect["sets"] == 1:
        return f"this {together} repairs its findings"
    kind = "cells" if suspect["cells_per_set"] == 1 else "sets of cells"
    return f"one of {suspect['sets']} {kind} that repair its findings, rank {suspect['rank']}"


def should_read(suspect: Mapping[str, Any]) -> str:
    """A row of `quality.suspect` in words: `printed “477”, should read 447 (one digit)`."""
    text = suspect["value_printed"]
    printed = "empty" if text is None else f"printed “{text}”"
    return f"{printed}, should read {implied(suspect)} ({suspect['why']})"


BOUNDS: dict[Language, dict[str, str]] = {
    "nl": {"other": "iets anders", "high": "hooguit {}", "low": "minstens {}", "both": "van {} tot {}"},
    "en": {"other": "another value", "high": "{} or less", "low": "{} or more", "both": "from {} to {}"},
}


def implied(suspect: Mapping[str, Any], language: Language = "en") -> str:
    """What the cell should have read, or between what."""
    value, low, high = (suspect[name] for name in ("implied_value", "implied_low", "implied_high"))
    if value is not None:
        return number(value)
    words = BOUNDS[language]
    if low is None and high is None:
        return words["other"]
    if low is None:
        return words["high"].format(number(high))
    return words["low"].format(number(low)) if high is None else words["both"].format(number(low), number(high))
