"""Reads docs/questions.md: each question with its answer, its SQL, and the rows that the page says it gives.

Remake the rows on a release: `python -m tests.docs.questions warehouse.duckdb`. The answers in words are written by
hand, and tests/docs/answers works out from `sources/` what the rows have to be.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.home import REPOSITORY

PAGE = REPOSITORY / "docs" / "questions.md"

_QUESTION = re.compile(
    r"^### (?P<dutch>.+)\n\n\*(?P<english>.+?)\*\n\n(?P<answer>(?:(?!```|#).*\n)*?)\n?"
    r"```sql\n(?P<query>(?:(?!```).*\n)+)```\n(?P<rows>(?:\n(?:\|.*\n)+)?)",
    flags=re.MULTILINE,
)


@dataclass(frozen=True)
class Question:
    """One question of the page."""

    dutch: str
    english: str
    answer: str
    query: str
    rows: list[list[str]]
    """The table under the query, cell by cell, without its header."""
    header: list[str]


def questions() -> list[Question]:
    """The questions in the order of the page."""
    return [_question(match) for match in _QUESTION.finditer(PAGE.read_text(encoding="utf-8"))]


def _question(match: re.Match[str]) -> Question:
    lines = [
        [cell.strip() for cell in line.strip()[1:-1].split(" | ")]
        for line in match["rows"].strip().splitlines()
        if not line.startswith("| ---")
    ]
    header, rows = (lines[0], lines[1:]) if lines else ([], [])
    return Question(match["dutch"], match["english"], match["answer"].strip(), match["query"], rows, header)


def as_text(rows: Iterable[Sequence[Any]]) -> list[list[str]]:
    """Rows as the page writes them: numbers without trailing zeros, nothing for NULL."""
    return [[_cell(value) for value in row] for row in rows]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        text = f"{Decimal(str(value)):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def write_rows(database: Path) -> None:
    """Write under each query of the page the rows that the database gives."""
    with duckdb.connect(str(database), read_only=True) as connection:

        def with_rows(match: re.Match[str]) -> str:
            answer = connection.execute(match["query"])
            header = [column[0] for column in answer.description or []]
            lines = [header, ["---"] * len(header), *as_text(answer.fetchall())]
            table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
            return match[0].removesuffix(match["rows"]) + "\n" + table

        PAGE.write_text(_QUESTION.sub(with_rows, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write_rows(Path(sys.argv[1]))
