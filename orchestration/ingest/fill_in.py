"""Says what is still to be filled in of a YAML file: every text that begins with FILL IN.

`warehouse draft`, `new-report` and `waive` write them, and a report or waiver is not read before the last one is gone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestration.drafts import FILL_IN, texts_to_fill_in
from orchestration.problems import Problem
from orchestration.yaml_file import MAX_BYTES, Location, YamlFile

__all__ = ["FILL_IN", "left_in_tables", "left_to_fill_in"]


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


def left_in_tables(folder: Path, names: Iterable[str]) -> Iterator[Problem]:
    """The cells of the CSV files among a report's files that have still to be filled in."""
    for name in sorted(names):
        if not name.endswith((".csv", ".tsv")):
            continue
        try:
            with (folder / name).open("rb") as file:
                content = file.read(MAX_BYTES)
        except (OSError, ValueError):
            continue
        if FILL_IN.encode() not in content:
            continue
        text = content.decode("utf-8-sig", errors="replace")
        rows = list(csv.reader(io.StringIO(text)))
        # Of a file of key figures people know the columns by name, and the rows by their key.
        names = rows[0] if rows and rows[0][:1] == ["key"] else []
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row, 1):
                if cell.startswith(FILL_IN):
                    wanted = cell.removeprefix(FILL_IN).lstrip(": ").strip() or "what is printed here"
                    what = f"`{names[column - 1]}` of {row[0]}" if 1 < column <= len(names) else "this cell"
                    message = f"{what} has still to be filled in: {wanted}"
                    step = f"Replace the whole text from {FILL_IN} on."
                    yield Problem(f"{folder.name}/{name}", number, column, message, step, folder.name)


def _key(place: Location) -> str:
    """The key that a place stands under, as the file writes it."""
    return next((f"`{part}`" for part in reversed(place) if isinstance(part, str)), "this")
