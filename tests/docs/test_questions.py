"""The questions of docs/questions.yml: every query gives what the sources say, and the page of the guide shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.explain.served import Served
from orchestration.pages.figures import blocks, query
from orchestration.pages.questions import Asked, Question, answered, read_questions
from orchestration.pages.questions_page import PAGE, as_text, main, page_text
from tests.docs.answers import ANSWERS

QUESTIONS = read_questions().asked
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
by_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.en)


@pytest.fixture(scope="module")
def served(released: Any) -> Iterator[Served]:
    with Served(released.link.resolve()) as served:
        yield served


@pytest.fixture(scope="module")
def shown(served: Served) -> dict[str, Question]:
    """What the pages show, by the question in English."""
    return {question.title.en: question for question in answered(served, served.cities)}


def _rows(served: Served, question: Asked) -> list[list[str]]:
    return as_text(row.values() for row in served.rows(question.sql))


def test_every_question_has_an_answer_from_the_sources() -> None:
    assert [question.en for question in QUESTIONS] == list(ANSWERS)
    assert len(QUESTIONS) >= 45


@by_question
def test_the_query_gives_what_the_sources_say(question: Asked, served: Served) -> None:
    assert _rows(served, question) == as_text(ANSWERS[question.en]())


def test_the_page_of_the_guide_is_made_from_the_questions(served: Served) -> None:
    made = page_text(
        read_questions(), lambda sql: (served.names(sql), [list(row.values()) for row in served.rows(sql)])
    )
    assert PAGE.read_text(encoding="utf-8") == made, "after a change of the questions or the reports: make docs"


@by_question
def test_the_numbers_of_the_answer_stand_in_its_rows(question: Asked) -> None:
    """Digits in the words of an answer are a value or part of a name in the rows, the question or the query."""
    rows = as_text(ANSWERS[question.en]())
    told = " ".join((question.en, question.sql, *(cell for row in rows for cell in row)))
    known = set(NUMBER.findall(told))
    said = {number: number.replace(",", "") for number in NUMBER.findall(question.answer)}
    assert question.answer
    assert [number for number, plain in said.items() if not {number, plain} & known] == []


@by_question
def test_every_number_of_a_named_figure_leads_to_its_cell(
    question: Asked, shown: dict[str, Question], served: Served
) -> None:
    columns = served.names(question.sql)
    assert set(question.figures) <= set(columns)
    for name in question.figures:
        numbers = [cell for row in shown[question.en].rows if (cell := row[columns.index(name)]).is_number]
        assert numbers, name
        assert [cell.text.nl for cell in numbers if cell.page is None] == [], name


def test_every_question_stands_at_a_section_of_the_pages(served: Served) -> None:
    sections = {block.block_id for block in blocks(served, query(served, "figures"))}
    assert {question.block for question in QUESTIONS} - sections == {None}


def test_the_guide_is_not_written_where_nothing_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WAREHOUSE_HOME", str(tmp_path))
    before = PAGE.read_bytes()
    assert main() == 2
    assert "docs/questions.md stays as it was: nothing has been published yet" in capsys.readouterr().err
    assert PAGE.read_bytes() == before
