"""Functions of DuckDB that the models call and Spark does not have: they answer as DuckDB's do."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable


def nfc_normalize(text: str | None) -> str | None:
    """A text with each accented letter as one character."""
    return None if text is None else unicodedata.normalize("NFC", text)


def strip_accents(text: str | None) -> str | None:
    """A text without the accents of its letters."""
    if text is None:
        return None
    kept = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", kept)


def damerau_levenshtein(one: str | None, other: str | None) -> int | None:
    """How many letters to add, leave out, change or swap with a neighbour make one text of the other.

    As DuckDB does it counts the bytes of UTF-8; the models ask about texts without accents.
    """
    if one is None or other is None:
        return None
    first, second = one.encode(), other.encode()
    most = len(first) + len(second)
    # A row and a column before the first letters: what no path may come from.
    costs = [[most] * (len(second) + 2) for _ in range(len(first) + 2)]
    for i in range(len(first) + 1):
        costs[i + 1][1] = i
    for j in range(len(second) + 1):
        costs[1][j + 1] = j
    last_row: dict[int, int] = {}
    for i, letter in enumerate(first, 1):
        last_column = 0
        for j, beside in enumerate(second, 1):
            row, column = last_row.get(beside, 0), last_column
            if letter == beside:
                last_column = j
            costs[i + 1][j + 1] = min(
                costs[i][j] + (letter != beside),
                costs[i + 1][j] + 1,
                costs[i][j + 1] + 1,
                costs[row][column] + (i - row - 1) + 1 + (j - column - 1),
            )
        last_row[letter] = i
    return costs[-1][-1]


FUNCTIONS: dict[str, tuple[Callable[..., object], str]] = {
    "nfc_normalize": (nfc_normalize, "string"),
    "strip_accents": (strip_accents, "string"),
    "damerau_levenshtein": (damerau_levenshtein, "bigint"),
}
"""By the name that SQL calls them: the function, and the type of what it returns."""
