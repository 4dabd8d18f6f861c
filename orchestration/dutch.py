"""Numbers in Dutch notation: `1.361,5`."""

from __future__ import annotations

from decimal import Decimal

_SWAPPED = str.maketrans(",.", ".,")


def number(value: Decimal | float | int, decimals: int | None = None, most: int = 4) -> str:
    """A number in Dutch notation: with so many decimals, or without those that say nothing and with at most `most`."""
    if decimals is None:
        text = f"{value:,.{most}f}"
        text = text.rstrip("0").rstrip(".") if most else text
    else:
        text = f"{value:,.{decimals}f}"
    return text.translate(_SWAPPED)
