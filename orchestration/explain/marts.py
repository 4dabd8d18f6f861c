"""Marts as tables that one asks about: their columns with a value, and the rows that filters choose."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any

from orchestration.database import MART_SCHEMAS
from orchestration.explain.formula import FigureMeaning
from orchestration.explain.served import QuestionError, Served, literal, literals
from orchestration.explain.words import close_to, fold, period_names

DIMENSIONS = {
    "organisation": "organisation_id",
    "area": "area_id",
    "category": "category_id",
    "metric": "metric_id",
    "period": "period_id",
}
"""What rows can be chosen by: the option of the command, and the column that names it in a mart."""

LONG_VALUES = ("value", "value_low", "value_high", "value_printed")
"""Columns of a long mart that show the figure of the row."""

INHABITANTS = "inhabitants"
RATE = "per_1000_inhabitants"
"""Columns of the mart that lays figures beside inhabitants: what it divides by, and what comes out."""

AIMS = {f"{kind}_value": kind for kind in ("target", "budget", "original_budget", "forecast")}
"""Columns of a long mart that show what was aimed at, and the kind of its figure."""

DISTANCES = {f"over_{kind}": column for column, kind in AIMS.items()}
"""Columns of a long mart that show how far the figure of the row lies from another column."""

MOST_ROWS = 5
"""How many rows are explained at once; of more, the commands for each are listed."""

SHOWN_CHOICES = 24
"""How many commands or valid values are listed."""


@dataclass(frozen=True)
class Mart:
    """A table of one of the mart schemas.

    A wide mart has a column per metric (`values`); a long mart has one figure per row, in its column `value`. In a
    wide mart by category the first part of the table's name is the breakdown: `flow.referrer_year`.
    """

    name: str
    columns: list[str]
    values: list[str]
    breakdown_id: str | None

    @property
    def is_long(self) -> bool:
        """Whether a row is a figure."""
        return "figure_id" in self.columns

    @property
    def is_rate(self) -> bool:
        """Whether a row lays a figure beside the inhabitants of its area."""
        return RATE in self.columns

    @property
    def answers(self) -> list[str]:
        """The columns that can be asked about."""
        if self.is_rate:
            return [RATE, INHABITANTS, *(name for name in LONG_VALUES if name in self.columns)]
        if self.is_long:
            return [name for name in (*LONG_VALUES, "base_value", *AIMS, *DISTANCES) if name in self.columns]
        return self.values

    @property
    def dimensions(self) -> list[str]:
        """The dimensions that rows of this mart can be chosen by."""
        return [dimension for dimension, column in DIMENSIONS.items() if column in self.columns]

    def meaning(self, row: dict[str, Any]) -> FigureMeaning:
        """What the values of a row are about."""
        category = row.get("category_id")
        breakdown = row.get("breakdown_id", self.breakdown_id) if category else None
        compared_with = row.get("compared_with_period_id")
        return FigureMeaning(
            row["organisation_id"], row["area_id"], row["period_id"], breakdown, category, compared_with
        )

    def command(self, row: dict[str, Any], column: str | None = None) -> str:
        """The command that explains one row, or one column of it."""
        words = ["warehouse", "explain", self.name]
        for dimension in self.dimensions:
            value = str(row[DIMENSIONS[dimension]])
            if dimension == "category" and "breakdown_id" in row:
                value = f"{row['breakdown_id']}={value}"
            words += [f"--{dimension}", value]
        return shlex.join([*words, *(["--column", column] if column else [])])


def mart_names(served: Served) -> list[str]:
    """The marts of the release, by name."""
    return served.column(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() "
        f"WHERE schema_name IN {literals(MART_SCHEMAS)} ORDER BY ALL"
    )


def mart_named(served: Served, name: str) -> Mart:
    """The mart of this name. Raises QuestionError with the marts that look like it."""
    names = mart_names(served)
    if name.lower() not in names:
        # The right table in another schema, or in none, comes first.
        same_table = [known for known in names if known.split(".")[1] == name.lower().split(".")[-1]]
        found = list(dict.fromkeys([*same_table, *close_to(name, names)]))
        advice = f"The marts are the tables of {', '.join(MART_SCHEMAS)}; `warehouse find WORD` looks for one."
        raise QuestionError(f"there is no mart “{name}”", found or names, "Did you mean" if found else "Marts", advice)
    columns = served.names(f"SELECT * FROM {name.lower()} LIMIT 0")
    metrics = set(served.column("SELECT metric_id FROM core.metric"))
    # The longest first, for a breakdown whose name begins with another's.
    breakdowns = served.column("SELECT breakdown_id FROM core.breakdown ORDER BY length(breakdown_id) DESC")
    table = name.lower().split(".")[1]
    return Mart(
        name.lower(),
        columns,
        _values(columns, metrics),
        next((breakdown for breakdown in breakdowns if table.startswith(f"{breakdown}_")), None),
    )


def _values(columns: list[str], metrics: set[str]) -> list[str]:
    """The columns of a mart that are explained where none is asked for."""
    if RATE in columns:
        return [RATE]
    return ["value"] if "figure_id" in columns else [column for column in columns if column in metrics]


def value_columns(mart: Mart, column: str | None, metric: str | None) -> list[str]:
    """The columns to explain: the one asked for, or all that hold a value. Raises QuestionError for any other."""
    if column is None and metric is not None and not mart.is_long:
        column = metric
    if column is None:
        return mart.values
    known = mart.answers
    asked = fold(column)
    for name in known:
        if fold(name) == asked:
            return [name]
    if column.lower() in mart.columns:
        message = f"{column} of {mart.name} names or flags its row and holds no value of its own"
        raise QuestionError(message, known, "Columns with a value")
    close = close_to(column, known)
    message = f"{mart.name} has no column “{column}”"
    raise QuestionError(message, close or known, "Did you mean" if close else "Columns with a value")


def chosen_rows(served: Served, mart: Mart, filters: dict[str, str], column: str | None) -> list[dict[str, Any]]:
    """The rows that pass the filters (dimension to id or Dutch name), at most MOST_ROWS.

    Raises QuestionError where a filter names nothing in the mart, where the filters together leave no row, and where
    they leave too many; then each of the first has its command, which explains `column` alone if one was asked for.
    """
    conditions: dict[str, str] = {}
    for dimension, text in filters.items():
        if dimension not in mart.dimensions:
            message = f"{mart.name} has no {dimension} to choose by"
            raise QuestionError(message, [f"--{known}" for known in mart.dimensions], "Its rows are chosen by")
        conditions[dimension] = f"{DIMENSIONS[dimension]} IN {literals(_ids(served, mart, dimension, text))}"
        if dimension == "category" and "=" in text and "breakdown_id" in mart.columns:
            conditions[dimension] += f" AND breakdown_id = {literal(text.split('=')[0].strip().lower())}"
    where = " AND ".join(conditions.values()) or "true"
    order = ", ".join(DIMENSIONS[dimension] for dimension in mart.dimensions)
    rows = served.rows(f"SELECT * FROM {mart.name} WHERE {where} ORDER BY {order} LIMIT {SHOWN_CHOICES}")
    if not rows and not conditions:
        raise QuestionError(f"{mart.name} is empty", advice="No report prints a figure for it.")
    if not rows:
        raise _nothing_left(served, mart, filters, conditions)
    if len(rows) > MOST_ROWS:
        raise _too_many(served, mart, rows, where, column)
    return rows


def _too_many(served: Served, mart: Mart, rows: list[dict[str, Any]], where: str, column: str | None) -> QuestionError:
    columns = [DIMENSIONS[dimension] for dimension in mart.dimensions]
    counts = ", ".join(f"count(DISTINCT {name}) AS {name}" for name in columns)
    (found,) = served.rows(f"SELECT count(*) AS rows, {counts} FROM {mart.name} WHERE {where}")
    differ = [f"--{dimension}" for dimension in mart.dimensions if found[DIMENSIONS[dimension]] > 1]
    first = f"The first {len(rows)}" if found["rows"] > len(rows) else "They are"
    shown = [mart.command(row, column) for row in rows]
    return QuestionError(f"{found['rows']} rows of {mart.name} match", shown, first, f"Choose by {', '.join(differ)}.")


def _ids(served: Served, mart: Mart, dimension: str, text: str) -> list[str]:
    """The ids that a text means in one mart: an id, or a Dutch or English name."""
    asked = fold(text)
    names = _names(served, mart, dimension)
    found = [value for value, spellings in names.items() if asked in (fold(spelling) for spelling in spellings)]
    if found:
        return found
    close = close_to(text, [spelling for spellings in names.values() for spelling in spellings])
    message = f"no {dimension} “{text}” in {mart.name}"
    advice = ""
    if close:
        valid = ", ".join(list(names)[:SHOWN_CHOICES]) + (", …" if len(names) > SHOWN_CHOICES else "")
        advice = f"Valid here: {valid}"
    raise QuestionError(message, close or names, "Did you mean" if close else "Valid here", advice)


def _names(served: Served, mart: Mart, dimension: str) -> dict[str, list[str]]:
    """Id to the spellings that name it, for the values of one dimension that the mart has."""
    column = DIMENSIONS[dimension]
    labels = [name for name in mart.columns if name in _LABELS[dimension]]
    chosen = [
        column,
        *labels,
        *(["breakdown_id"] if dimension == "category" and "breakdown_id" in mart.columns else []),
    ]
    names: dict[str, list[str]] = {}
    for row in served.rows(f"SELECT DISTINCT {', '.join(chosen)} FROM {mart.name} ORDER BY ALL"):
        known = names.setdefault(row[column], [row[column]])
        known += [row[label] for label in labels]
        if dimension == "category":
            # Another breakdown may have a category of the same id.
            known.append(f"{row.get('breakdown_id', mart.breakdown_id)}={row[column]}")
        if dimension == "period":
            known += period_names(row[column])[1:]
    if dimension == "organisation":
        for row in served.rows("SELECT organisation_id, name FROM core.organisation"):
            if row["organisation_id"] in names:
                names[row["organisation_id"]].append(row["name"])
    return {value: list(dict.fromkeys(spellings)) for value, spellings in names.items()}


def _nothing_left(served: Served, mart: Mart, filters: dict[str, str], conditions: dict[str, str]) -> QuestionError:
    """What to say where each filter names something and together they leave no row: the one to change."""
    together = ", ".join(f"--{dimension} {text}" for dimension, text in filters.items())
    for dimension in reversed(mart.dimensions):
        if dimension not in conditions:
            continue
        others = " AND ".join(c for d, c in conditions.items() if d != dimension) or "true"
        column = DIMENSIONS[dimension]
        values = served.column(f"SELECT DISTINCT {column} FROM {mart.name} WHERE {others} ORDER BY 1")
        if values:
            message = f"{mart.name} has no row for {together}: no {dimension} {filters[dimension]} there"
            return QuestionError(message, [str(value) for value in values], f"With the other filters, {dimension}")
    return QuestionError(f"{mart.name} has no row for {together}", advice="Leave a filter out.")


_LABELS = {
    "organisation": (),
    "area": ("area_name",),
    "category": ("category_label_nl", "category_label_en"),
    "metric": ("metric_label_nl", "metric_label_en"),
    "period": (),
}
