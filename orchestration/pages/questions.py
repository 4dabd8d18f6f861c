"""The questions of docs/questions.md, each asked anew of the release."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from orchestration.dutch import number
from orchestration.explain.served import QuestionError, Served
from orchestration.home import REPOSITORY
from orchestration.pages.figures import QueryRow, cell_page
from orchestration.pages.words import DOMAINS, Both, period_words, same

GUIDE = REPOSITORY / "docs" / "questions.md"

_CHAPTER = re.compile(r"^## .* · (?P<en>.+)$", re.M)
_QUESTION = re.compile(r"^### (?P<nl>.+?)\n+\*(?P<en>[^*]+)\*\n.*?^```sql\n(?P<sql>.*?)^```", re.M | re.S)

COLUMNS = {
    "organisation_id": Both("Organisatie", "Organisation"),
    "area_name": Both("Wijk of team", "Area or team"),
    "area_id": Both("Wijk of team", "Area or team"),
    "period_id": Both("Periode", "Period"),
    "category_label_nl": Both("Categorie", "Category"),
    "category_label_en": Both("Categorie (Engels)", "Category"),
    "metric_id": Both("Cijfer", "Metric"),
    "value": Both("Waarde", "Value"),
    "unit": Both("Eenheid", "Unit"),
    "qualifier": Both("Omschreven als", "Qualifier"),
    "grain": Both("Soort periode", "Kind of period"),
    "series_break_id": Both("Breuk in de reeks", "Series break"),
    "report_id": Both("Verslag", "Report"),
    "document_line": Both("Regel", "Line"),
}
"""How the columns of the answers are called, apart from the metrics."""


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
    metrics: list[str]
    """The metrics that it asks about, in the order in which the query names them."""
    page: str
    """The domain that it belongs to, or `quality`."""


@dataclass(frozen=True)
class _Known:
    """What the release knows: metrics by id, figures by meaning, areas by name, the city of each organisation."""

    metrics: dict[str, QueryRow]
    by_meaning: dict[tuple[Any, ...], QueryRow]
    areas: dict[str, str]
    cities: dict[str, str]

    def figure(self, name: str, row: QueryRow, asked: list[str], sql: str) -> QueryRow | None:
        """The printed figure of a number: the one that row and query name in full and that has this very value.

        A number that is computed, or of which something stays open, has none.
        """
        metric = row.get("metric_id", name)
        if metric == "value":
            named = [word for word in asked if f"'{word}'" in sql]
            metric = named[0] if len(named) == 1 else None
        area = row.get("area_id") or self.areas.get(row.get("area_name", ""))
        periods = [row["period_id"]] if "period_id" in row else re.findall(r"period_id = '([^']+)'", sql)
        organisations = [row["organisation_id"]] if "organisation_id" in row else list(self.cities)
        category = row.get("category_id")
        fitting = [
            figure
            for period in dict.fromkeys(periods)
            for organisation in organisations
            if (
                figure := self.by_meaning.get(
                    (metric, organisation, area or self.cities[organisation], category, period)
                )
            )
            and figure["value"] is not None
            and float(figure["value"]) == float(row[name])
        ]
        return fitting[0] if len(fitting) == 1 else None


def answered(served: Served, figures: list[QueryRow]) -> list[Question]:
    """The questions in the order of the guide; one that this release cannot answer is left out."""
    metrics = {row["metric_id"]: row for row in served.rows("SELECT * FROM core.metric")}
    known = _Known(
        metrics,
        {(f["metric_id"], f["organisation_id"], f["area_id"], f["category_id"], f["period_id"]): f for f in figures},
        {row["name"]: row["area_id"] for row in served.rows("SELECT area_id, name FROM core.area")},
        {row["organisation_id"]: row["area_id"] for row in served.rows("SELECT * FROM core.organisation")},
    )
    questions = []
    guide = GUIDE.read_text(encoding="utf-8")
    for found in _QUESTION.finditer(guide):
        try:
            rows = served.rows(found["sql"])
        except QuestionError:
            continue
        names = list(rows[0]) if rows else served.names(found["sql"])
        asked = [word for word in dict.fromkeys(re.findall(r"[a-z][a-z0-9_]+", found["sql"])) if word in metrics]
        cells = [[_cell(name, row, asked, known, found["sql"]) for name in names] for row in rows]
        chapter = [one["en"] for one in _CHAPTER.finditer(guide, 0, found.start())][-1].lower()
        page = "quality" if chapter.startswith("trust") else chapter
        if page not in (*DOMAINS, "quality"):
            page = metrics[asked[0]]["mart"] if asked else "quality"
        title = Both(found["nl"].strip(), " ".join(found["en"].split()))
        questions.append(Question(title, found["sql"], [_head(name, metrics) for name in names], cells, asked, page))
    return questions


def _head(name: str, metrics: dict[str, QueryRow]) -> Both:
    if name in metrics:
        return Both(metrics[name]["label_nl"], metrics[name]["label_en"])
    return COLUMNS.get(name, same(name.replace("_", " ")))


def _cell(name: str, row: QueryRow, asked: list[str], known: _Known, sql: str) -> AnswerCell:
    value = row[name]
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        figure = known.figure(name, row, asked, sql)
        text = str(value) if name.endswith("_line") else number(value)
        return AnswerCell(same(text), cell_page(figure) if figure else None, is_number=True)
    if isinstance(value, bool):
        return AnswerCell(Both("ja", "yes") if value else Both("nee", "no"), None, is_number=False)
    if isinstance(value, str) and name.endswith("period_id"):
        return AnswerCell(period_words(value), None, is_number=False)
    if isinstance(value, str) and value in known.metrics:
        metric = known.metrics[value]
        return AnswerCell(Both(metric["label_nl"], metric["label_en"]), None, is_number=False)
    if isinstance(value, dt.date | dt.datetime):
        value = value.isoformat()
    return AnswerCell(same("" if value is None else str(value)), None, is_number=False)
