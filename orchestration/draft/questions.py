"""The questions of a draft, those first on which most numbers hang."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from orchestration.draft.proposal import Ask, ReportDraft, TableDraft


@dataclass(frozen=True)
class Question:
    """One question."""

    at: str
    """Where it stands: the table, and the key below it."""
    numbers: int
    """How many numbers hang on the answer."""
    candidates: tuple[str, ...]
    why: str
    wanted: str
    text: str
    """The question as it stands in report.yml."""


def questions_of(report: ReportDraft) -> list[Question]:
    """All questions of a draft, in the order in which to answer them."""
    everything = sum(table.numbers for table in report.tables) + len(report.key_figures)
    found = []
    for key in ("organisation", "period", "area", "title"):
        said = getattr(report, key)
        if isinstance(said, Ask):
            found.append(_question(key, 0 if key == "title" else everything, said))
    for table in report.tables:
        found += _of_table(table)
    for kind, entries in report.define.items():
        for entry in entries:
            found += [_question(f"define {kind} {entry['id']}, {key}", 0, one) for key, one in _asks(entry, "")]
    return sorted(found, key=lambda one: -one.numbers)


def left_of(questions: list[Question], texts: set[str]) -> list[Question]:
    """The questions that are still open in a folder, where these texts are left to be filled in."""
    return [one for one in questions if one.text in texts]


def _of_table(table: TableDraft) -> Iterator[Question]:
    data = len(table.rows)
    if table.entry is not None:
        for key, said in table.entry.items():
            for below, ask in _asks(said, key):
                hangs = 0 if below.endswith("note") else data if key in ("columns", "rows") else table.numbers
                yield _question(f"{table.id}, {below}", hangs, ask)
        return
    for key, said in [*table.said.items(), ("rows_are", table.rows_are)]:
        for below, ask in _asks(said, key):
            yield _question(f"{table.id}, {below}", table.numbers, ask)
    for at, column in enumerate(table.columns, start=1):
        for below, ask in [*_asks(column.said, ""), *_asks(column.labels, "labels")]:
            yield _question(f"{table.id}, column {at}, {below}", data, ask)
    wide = sum(column.role in ("of", "value") for column in table.columns)
    for number, row in enumerate(table.rows, start=1):
        for below, ask in _asks(row.said, ""):
            yield _question(f"{table.id}, row {number} “{' / '.join(row.labels)}”, {below}", wide, ask)
        for at, said in row.cells.items():
            for below, ask in _asks(said, ""):
                yield _question(f"{table.id}, row {number}, column {at}, {below}", 1, ask)


def _question(at: str, numbers: int, ask: Ask) -> Question:
    return Question(at, numbers, ask.candidates, ask.why, ask.wanted, ask.text())


def _asks(said: Any, at: str) -> Iterator[tuple[str, Ask]]:
    if isinstance(said, Ask):
        yield at, said
    elif isinstance(said, dict):
        for key, one in said.items():
            yield from _asks(one, f"{at} {key}".strip())
    elif isinstance(said, list):
        for one in said:
            yield from _asks(one, at)
