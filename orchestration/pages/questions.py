"""The questions of docs/questions.yml, each asked anew of the release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from orchestration.dutch import number
from orchestration.explain.bilingual import QUALIFIERS_EN, Both, period_words, same
from orchestration.explain.served import QuestionError, Served, literals
from orchestration.explain.words import QUALIFIERS, RESULT
from orchestration.home import REPOSITORY
from orchestration.pages.figures import QueryRow, cell_page
from orchestration.pages.words import GRAINS, UNIT_NAMES
from orchestration.yaml_file import read_yaml_model

FILE = REPOSITORY / "docs" / "questions.yml"

WORDS: Mapping[str, Mapping[str, Both]] = {
    "grain": {grain: Both(words.nl.lower(), words.en.lower()) for grain, words in GRAINS.items()},
    "unit": UNIT_NAMES,
    "qualifier": {"exact": Both("precies", "exact"), "average": Both("gemiddeld", "average")}
    | {qualifier: Both(words, QUALIFIERS_EN[qualifier]) for qualifier, words in QUALIFIERS.items()},
}
"""What the values of some columns are called; those of others are names already."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(_Model):
    """A heading in both languages."""

    nl: str
    en: str


class Asked(Title):
    """A question as the file has it; docs/questions.yml says what each key means."""

    answer: str
    sql: str
    block: str | None = None
    figures: dict[str, str] = {}


class Chapter(_Model):
    """Questions on one subject."""

    title: Title
    questions: list[Asked]


class Questions(_Model):
    """The file."""

    introduction: str
    columns: dict[str, Title]
    """What the columns of the answers are called, apart from the metrics."""
    chapters: list[Chapter]

    @property
    def asked(self) -> list[Asked]:
        """The questions in their order."""
        return [question for chapter in self.chapters for question in chapter.questions]


@dataclass(frozen=True)
class AnswerCell:
    """One cell of an answer; `page` is where its figure is printed, if it is a printed figure."""

    text: Both
    page: str | None
    is_number: bool


@dataclass(frozen=True)
class Question:
    """A question with the rows that answer it."""

    title: Both
    sql: str
    columns: list[Both]
    rows: list[list[AnswerCell]]
    block: str | None
    """The section that it stands at, by its anchor; None if it is about quality."""


@dataclass(frozen=True)
class _Known:
    """What the release knows: metrics by id, the figures of the answers by key, ids of areas and categories by name."""

    metrics: dict[str, QueryRow]
    figures: dict[str, QueryRow]
    ids: dict[str, str]

    def key(self, key: str, row: QueryRow) -> str:
        """The key of the figure of a row's number."""
        named = {name: self.ids.get(one, one) if isinstance(one, str) else one for name, one in row.items()}
        return key.format_map(named)

    def page(self, key: str, row: QueryRow, value: Any) -> str | None:
        """Where the figure of a row's number is printed: the one with this key, if it has this very value."""
        figure = self.figures.get(self.key(key, row))
        if figure is None or figure["value"] is None or float(figure["value"]) != float(value):
            return None
        return cell_page(figure)


def read_questions() -> Questions:
    """The file of questions; raises BadInputError with what is wrong in it."""
    return read_yaml_model(FILE, Questions, "docs/questions.yml")


MOST_ROWS = 200
"""How many rows of an answer a page shows."""


def answered(served: Served, organisations: Collection[str]) -> list[Question]:
    """The questions in their order: those that stand at figures of these organisations, and those about quality.

    One that this release cannot answer is left out.
    """
    names = served.rows(
        """
        SELECT label_nl AS name, category_id AS id FROM core.category
        UNION SELECT label_en, category_id FROM core.category
        UNION SELECT name, area_id FROM core.area
        """
    )
    known = _Known(served.metrics, {}, {row["name"]: row["id"] for row in names})
    questions, file = [], read_questions()
    answers: list[tuple[Asked, list[QueryRow]]] = []
    for asked in file.asked:
        if asked.block is None or organisation_of(asked.block, organisations):
            try:
                answers.append((asked, served.rows(asked.sql)[:MOST_ROWS]))
            except QuestionError:
                continue
    keys = {known.key(key, row) for asked, rows in answers for row in rows for key in asked.figures.values()}
    for figure in served.rows(
        "SELECT f.figure_key, s.value, f.report_id, f.table_id, f.row_number, f.column_number "
        "FROM core.served_figure AS s JOIN core.figure AS f ON s.figure_id = f.figure_id "
        f"WHERE s.kind = '{RESULT}' AND s.figure_key IN {literals(sorted(keys))}"
    ):
        known.figures[figure["figure_key"]] = figure
    for asked, rows in answers:
        columns = list(rows[0]) if rows else served.names(asked.sql)
        cells = [[_cell(name, row, asked.figures, known) for name in columns] for row in rows]
        heads = [_head(name, known.metrics, file.columns) for name in columns]
        questions.append(Question(Both(asked.nl, asked.en), asked.sql, heads, cells, asked.block))
    return questions


def organisation_of(block: str, organisations: Collection[str]) -> str | None:
    """The organisation whose figures the section of this anchor shows, if it is one of these."""
    rest = f"{block.partition('-')[2]}-"
    return max((one for one in organisations if rest.startswith(f"{one}-")), key=len, default=None)


def _head(name: str, metrics: dict[str, QueryRow], columns: Mapping[str, Title]) -> Both:
    if name in metrics:
        return Both(metrics[name]["label_nl"], metrics[name]["label_en"])
    return Both(columns[name].nl, columns[name].en) if name in columns else same(name.replace("_", " "))


def _cell(name: str, row: QueryRow, figures: Mapping[str, str], known: _Known) -> AnswerCell:
    value = row[name]
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        text = str(value) if name.endswith("_line") else number(value)
        page = known.page(figures[name], row, value) if name in figures else None
        return AnswerCell(same(text), page, is_number=True)
    if isinstance(value, bool):
        return AnswerCell(Both("ja", "yes") if value else Both("nee", "no"), None, is_number=False)
    if isinstance(value, str) and name.endswith("period_id"):
        return AnswerCell(period_words(value), None, is_number=False)
    if isinstance(value, str) and value in known.metrics:
        metric = known.metrics[value]
        return AnswerCell(Both(metric["label_nl"], metric["label_en"]), None, is_number=False)
    if isinstance(value, str) and value in (words := WORDS.get(name.removeprefix("later_"), {})):
        return AnswerCell(words[value], None, is_number=False)
    if isinstance(value, dt.date | dt.datetime):
        value = value.isoformat()
    return AnswerCell(same("" if value is None else str(value)), None, is_number=False)
