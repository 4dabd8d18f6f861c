"""docs/questions.md: every query runs, its rows are those on the page, and both are what the sources say."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.docs.answers import ANSWERS
from tests.docs.questions import PAGE, Question, as_text, questions

QUESTIONS = questions()
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
by_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.english)


def test_the_page_is_read_whole() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(QUESTIONS) == text.count("```sql\n") == text.count("\n### ")
    assert len(QUESTIONS) >= 45


def test_every_question_has_an_answer_from_the_sources() -> None:
    assert [question.english for question in QUESTIONS] == list(ANSWERS)


@by_question
def test_the_page_shows_what_the_sources_say(question: Question) -> None:
    assert question.rows == as_text(ANSWERS[question.english]())


@by_question
def test_the_query_gives_what_the_page_shows(
    question: Question, reader: Callable[[str], list[tuple[Any, ...]]]
) -> None:
    assert as_text(reader(question.query)) == question.rows, "python -m tests.docs.questions warehouse.duckdb"


@by_question
def test_the_numbers_of_the_answer_stand_in_its_rows(question: Question) -> None:
    """Digits in the words of an answer are a value or part of a name in the rows, the question or the query."""
    told = " ".join((question.english, question.query, *(cell for row in question.rows for cell in row)))
    known = set(NUMBER.findall(told))
    said = {number: number.replace(",", "") for number in NUMBER.findall(question.answer)}
    assert question.answer
    assert [number for number, plain in said.items() if not {number, plain} & known] == []
