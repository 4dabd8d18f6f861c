"""What is said of a suspect, the same wherever it is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.explain.words import number


def should_read(suspect: Mapping[str, Any]) -> str:
    """A row of `quality.suspect` in words: `printed “477”, should read 447 (one digit)`."""
    text = suspect["value_printed"]
    printed = "empty" if text is None else f"printed “{text}”"
    return f"{printed}, should read {implied(suspect)} ({suspect['why']})"


def implied(suspect: Mapping[str, Any]) -> str:
    """What the cell should have read, or between what."""
    value, low, high = (suspect[name] for name in ("implied_value", "implied_low", "implied_high"))
    if value is not None:
        return number(value)
    if low is None and high is None:
        return "another value"
    if low is None:
        return f"{number(high)} or less"
    return f"{number(low)} or more" if high is None else f"from {number(low)} to {number(high)}"
