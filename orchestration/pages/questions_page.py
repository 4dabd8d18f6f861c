"""Makes docs/questions.md: the questions of docs/questions.yml with the rows of the served release.

Remake it after a change of the questions or the reports: `make docs`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from orchestration.explain.served import QuestionError, open_served
from orchestration.home import REPOSITORY, current_home
from orchestration.pages.questions import Asked, Questions, read_questions
from orchestration.problems import BadInputError

PAGE = REPOSITORY / "docs" / "questions.md"

Ask = Callable[[str], tuple[list[str], list[list[Any]]]]
"""Runs a query: the names of its columns, and its rows."""


def page_text(questions: Questions, ask: Ask) -> str:
    """The page."""
    titles = [f"{chapter.title.nl} · {chapter.title.en}" for chapter in questions.chapters]
    parts = [
        "<!-- from docs/questions.yml: make docs -->\n# Questions and answers",
        questions.introduction.strip(),
        "\n".join(f"- [{title}](#{_anchor(title)})" for title in titles),
    ]
    for title, chapter in zip(titles, questions.chapters, strict=True):
        parts.append(f"## {title}")
        parts += [_question(question, ask) for question in chapter.questions]
    return "\n\n".join(parts) + "\n"


def _question(question: Asked, ask: Ask) -> str:
    header, rows = ask(question.sql)
    lines = [header, ["---"] * len(header), *as_text(rows)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    words = f"### {question.nl}\n\n*{question.en}*\n\n{question.answer.strip()}"
    return f"{words}\n\n```sql\n{question.sql}```\n\n{table}"


def as_text(rows: Iterable[Iterable[Any]]) -> list[list[str]]:
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


def _anchor(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def main() -> int:
    """Write the page; returns the exit code."""
    try:
        with open_served(current_home()) as served:

            def ask(query: str) -> tuple[list[str], list[list[Any]]]:
                return served.names(query), [list(row.values()) for row in served.rows(query)]

            PAGE.write_text(page_text(read_questions(), ask), encoding="utf-8")
    except (QuestionError, BadInputError) as error:
        advice = error.advice if isinstance(error, QuestionError) else ""
        sys.stderr.write(f"docs/questions.md stays as it was: {error}. {advice}".rstrip() + "\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
