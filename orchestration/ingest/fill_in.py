"""Says what is still to be filled in of a YAML file: every text that begins with FILL IN.

`warehouse draft`, `new-report` and `waive` write them, and a report or waiver is not read before the last one is gone.
"""

from __future__ import annotations

from orchestration.drafts import FILL_IN, texts_to_fill_in
from orchestration.problems import Problem
from orchestration.yaml_file import Location, YamlFile

__all__ = ["FILL_IN", "left_to_fill_in"]


def left_to_fill_in(file: YamlFile) -> list[Problem]:
    """A problem for every text of the file that begins with FILL IN; what follows says what is wanted."""
    return [
        file.problem(
            place,
            f"{_key(place)} has still to be filled in: {text.removeprefix(FILL_IN).lstrip(': ').strip()}",
            f"Replace the whole text from {FILL_IN} on",
        )
        for place, text in texts_to_fill_in(file.data)
    ]


def _key(place: Location) -> str:
    """The key that a place stands under, as the file writes it."""
    return next((f"`{part}`" for part in reversed(place) if isinstance(part, str)), "this")
