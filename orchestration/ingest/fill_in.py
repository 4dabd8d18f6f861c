"""Finds what is still to be filled in of a YAML file: every text that begins with FILL IN.

`warehouse new-report` and `warehouse waive` write them, and a report or waiver is not read before the last one is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orchestration.problems import Problem
from orchestration.yaml_file import Location, YamlFile

FILL_IN = "FILL IN"


def left_to_fill_in(file: YamlFile) -> list[Problem]:
    """A problem for every text of the file that begins with FILL IN; what follows says what is wanted."""
    if not _is_left(file.data):
        return []
    return [
        file.problem(
            place,
            f"{_key(place)} has still to be filled in: {text.removeprefix(FILL_IN).strip()}",
            f"Replace the whole text from {FILL_IN} on",
        )
        for place, text in _texts(file.data, ())
        if text.startswith(FILL_IN)
    ]


def _is_left(data: Any) -> bool:
    """Whether anything is: quicker than to walk with the place of every text in hand."""
    if isinstance(data, str):
        return data.startswith(FILL_IN)
    if isinstance(data, dict):
        return any(map(_is_left, data.values()))
    return isinstance(data, list) and any(map(_is_left, data))


def _texts(data: Any, place: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*place, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _texts(value, (*place, number))


def _key(place: Location) -> str:
    """The key that a place stands under, as the file writes it."""
    return next((f"`{part}`" for part in reversed(place) if isinstance(part, str)), "this")
