"""What is said of a suspect, the same wherever it is named."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from orchestration.dutch import number
from orchestration.explain.served import Served
from orchestration.explain.words import Language

if TYPE_CHECKING:
    from orchestration.record import SuspectCell


def suspicions(served: Served, where: str) -> dict[str, str]:
    """Figure id of every suspect that a condition on `quality.suspect` selects, to what is said of it."""
    rows = served.rows(
        f"""
        SELECT s.*, b.sets, b.cells_per_set
        FROM quality.suspect AS s JOIN quality.suspect_block AS b ON s.block_id = b.block_id
        WHERE {where} ORDER BY s.rank DESC, s.set_number DESC
        """
    )
    if not rows:
        return {}
    # Takes longer to import than a question needs to be answered; most releases have no suspects.
    from orchestration.plain_data import from_plain
    from orchestration.record import SuspectCell

    return {
        row["figure_id"]: f"{should_read(from_plain(SuspectCell, row))}; "
        f"{_standing(row['rank'], row['sets'], row['cells_per_set'])}"
        for row in rows
    }


def _standing(rank: int, sets: int, cells_per_set: int) -> str:
    """How sure that is: whether other cells would repair the findings as well, and which rank this one has."""
    others = cells_per_set - 1
    together = f"together with {others} other cell{'s' if others > 1 else ''}" if others else "alone"
    if sets == 1:
        return f"this {together} repairs its findings"
    kind = "cells" if cells_per_set == 1 else "sets of cells"
    return f"one of {sets} {kind} that repair its findings, rank {rank}"


def should_read(suspect: SuspectCell) -> str:
    """A suspect in words: `printed “477”, should read 447 (one digit)`."""
    printed = "empty" if suspect.value_printed is None else f"printed “{suspect.value_printed}”"
    return f"{printed}, should read {implied(suspect)} ({suspect.why})"


BOUNDS: dict[Language, dict[str, str]] = {
    "nl": {"other": "iets anders", "high": "hooguit {}", "low": "minstens {}", "both": "van {} tot {}"},
    "en": {"other": "another value", "high": "{} or less", "low": "{} or more", "both": "from {} to {}"},
}


def implied(suspect: SuspectCell, language: Language = "en") -> str:
    """What the cell should have read, or between what, as its table prints numbers."""
    value = suspect.implied_text or _dutch(suspect.implied_value)
    low = suspect.implied_low_text or _dutch(suspect.implied_low)
    high = suspect.implied_high_text or _dutch(suspect.implied_high)
    if value is not None:
        return value
    words = BOUNDS[language]
    if low is not None and high is not None:
        return words["both"].format(low, high)
    if high is not None:
        return words["high"].format(high)
    return words["other"] if low is None else words["low"].format(low)


def _dutch(value: Decimal | None) -> str | None:
    return None if value is None else number(value)
