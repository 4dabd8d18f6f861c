"""Where words stand in a release: what `warehouse find` tells, each hit with the command to run next."""

from __future__ import annotations

import shlex
from dataclasses import asdict, dataclass, field
from typing import Any

from orchestration.database import MART_SCHEMAS
from orchestration.explain.find_engine import Answer, Engine, Match, Result
from orchestration.explain.find_index import Entry, Index, Series, index_of
from orchestration.explain.marts import DIMENSIONS, LONG_VALUES, mart_named
from orchestration.explain.served import QuestionError, Served, literal, literals, open_served
from orchestration.explain.words import FIGURE_KINDS, RESULT, fold
from orchestration.home import Home
from orchestration.release.stored import served_release

HITS_PER_KIND = 5
"""How many hits of a kind are told with the command to run next; the others are counted."""

KINDS = {
    "figure": "Figures (Cijfers)",
    "metric": "Metrics (Maten)",
    "area": "Areas (Gebieden)",
    "category": "Categories (Categorieën)",
    "question": "Questions (Vragen)",
    "report": "Reports (Verslagen)",
    "table": "Tables of reports (Tabellen)",
    "mart": "Marts",
    "column": "Columns of marts (Kolommen)",
}
"""The kinds of things that are looked for, with their heading."""


@dataclass(frozen=True)
class Hit:
    """One thing that is found. `label` is Dutch, with English beside it; that of a figure is its key and value.

    `command` is what to run next; None where no report prints a figure of it.
    """

    hit_id: str
    label: str
    says: str | None
    command: str | None


@dataclass(frozen=True)
class Found:
    """The hits of one kind, best first, and how many there are in all."""

    kind: str
    count: int
    hits: list[Hit]


@dataclass(frozen=True)
class Looked:
    """All that is found, the kind with the fittest hit first; figures that answer come before all."""

    found: list[Found]
    corrections: dict[str, str] = field(default_factory=dict)
    """Words with a typing error, and what they were taken for."""
    not_printed: list[str] = field(default_factory=list)
    """What is asked of a period of which no report prints it, with the periods of which one does."""


def find(served: Served, words: list[str]) -> Looked:
    """What a release has about words, best first: figures, metrics, areas, categories, questions, tables and marts.

    Raises QuestionError where a word is not known or nothing is found, with what could have been meant.
    """
    query = " ".join(words)
    if not fold(query):
        raise QuestionError("there is no letter or digit to look for", advice="Try `warehouse find wachttijd`.")
    index = index_of(served)
    result = Engine(index).look(query)
    if result.unknown or not (result.matches or result.answers):
        raise _nothing(index, query, result)
    by_kind: dict[str, list[Match]] = {}
    for match in result.matches:
        by_kind.setdefault(index.entries[match.entry].kind, []).append(match)
    found = _figures(served, index, result.answers)
    for kind, matches in by_kind.items():
        hits = [_hit(served, index.entries[match.entry]) for match in matches[:HITS_PER_KIND]]
        found.append(Found(kind, len(matches), hits))
    not_printed = [] if result.is_cut else [_not_printed(index, a.series) for a in result.answers if a.figure is None]
    return Looked(found, result.corrections, list(dict.fromkeys(not_printed))[:HITS_PER_KIND])


def _nothing(index: Index, query: str, result: Result) -> QuestionError:
    """Why nothing is found, the words that look like the unknown ones, and what there is without these."""
    others = [word for word in result.sought if word not in result.unknown]
    message = f"nothing found for “{query}”"
    if others:
        said = " and ".join(f"“{word}”" for word in result.unknown)
        message += f": {said} stand{'s' if len(result.unknown) == 1 else ''} nowhere"
    if others and result.matches:
        advice = f"Try one of the words: `{shlex.join(['warehouse', 'find', *others])}`."
    else:
        advice = (
            "Try another word or a part of it, such as `warehouse find wachttijd west`; labels are Dutch with English "
            "beside them, names of areas and titles are Dutch only."
        )
    return QuestionError(message, result.near, advice=advice)


def _figures(served: Served, index: Index, answers: list[Answer]) -> list[Found]:
    """The figures that answer, as one kind of hits."""
    given = [(answer.series, answer.figure) for answer in answers if answer.figure is not None]
    if not given:
        return []
    shown = given[:HITS_PER_KIND]
    places = literals(figure.place for _, figure in shown)
    keys = {
        row["figure_id"]: row["figure_key"]
        for row in served.rows(f"SELECT figure_id, figure_key FROM core.figure WHERE figure_id IN {places}")
    }
    hits = [
        Hit(
            figure.place,
            f"{keys[figure.place]} · {figure.words.nl}",
            f"{_said(index, series)}, {index.periods[figure.period].label.nl}: {figure.words.nl}"
            + (" (the report contradicts itself about it)" if figure.is_disputed else ""),
            shlex.join(["warehouse", "explain", figure.place]),
        )
        for series, figure in shown
    ]
    return [Found("figure", len(given), hits)]


def _said(index: Index, series: Series) -> str:
    """What a series is of, in words: `Wachttijd tot eerste gesprek, West (BTO Sociaal)`."""
    of = [series.metric, *([series.category] if series.category is not None else []), series.area]
    said = ", ".join(index.entries[position].label.nl for position in of)
    if series.kind != RESULT:
        said += f" – {FIGURE_KINDS[series.kind][0]}"
    if series.compared is not None:
        said += f" (tegenover {index.periods[series.compared].label.nl})"
    return f"{said} ({index.entries[series.organisation].label.nl})"


def _not_printed(index: Index, series: Series) -> str:
    periods = [index.periods[position].period_id for position in sorted({f.period for f in series.figures})]
    shown = ", ".join(periods[:HITS_PER_KIND]) + (", …" if len(periods) > HITS_PER_KIND else "")
    return f"{_said(index, series)}: not printed of that period, but of {shown}"


def open_to_find(home: Home, words: list[str]) -> Served:
    """The release that `home` serves. Raises QuestionError, with the words of the seeds, where there is none yet."""
    try:
        return open_served(home)
    except QuestionError as missing:
        if served_release(home) is not None:
            raise
        advice = (
            "Until the first `warehouse refresh` all words are in dbt_project/seeds (seed__metric.csv, seed__area.csv, "
            "seed__category.csv); `warehouse draft` offers those that suit a document."
        )
        known = _in_seeds([fold(word) for word in words])
        raise QuestionError(missing.message, known, "The seeds have", advice=advice) from None


def _in_seeds(words: list[str]) -> list[str]:
    """The metrics, areas and categories of the seeds that all the words stand in."""
    # Only before the first release: every other search reads what is served.
    from orchestration.build.seed_files import seed_rows

    found = []
    for kind in ("metric", "area", "category"):
        for row in seed_rows(kind):
            said = [row.get(name) or "" for name in (f"{kind}_id", "name", "label_nl", "label_en")]
            text = fold(" ".join(said))
            if all(word in text for word in words):
                found.append(f"{kind} {said[0]}: {' · '.join(filter(None, said[1:]))}")
    return found[: 3 * HITS_PER_KIND]


def _hit(served: Served, entry: Entry) -> Hit:
    kind, hit_id = entry.kind, entry.entry_id
    label = " · ".join(dict.fromkeys([entry.label.nl, entry.label.en]))
    says = entry.says.nl or None
    command: str | None
    if kind in ("report", "table"):
        command = shlex.join(["warehouse", "show", hit_id])
    elif kind in ("mart", "column"):
        command = _mart_command(served, hit_id)
    elif kind == "question":
        command = _answer_command(served, hit_id)
    else:
        command = _example(served, kind, hit_id)
    if kind == "metric":
        says = served.metrics[hit_id]["definition"]
    elif kind == "area":
        says = served.column(f"SELECT kind FROM core.area WHERE area_id = {literal(hit_id)}")[0]
    elif kind == "mart":
        says = entry.says.en or None
    return Hit(hit_id, "" if label == hit_id else label, says, command)


def _answer_command(served: Served, hit_id: str) -> str | None:
    """Explain a figure of the metric that a question is about, by the section that it stands at."""
    block = hit_id.partition("#")[0]
    about = [
        (metric_id, organisation_id)
        for metric_id in served.metrics
        for organisation_id in served.cities
        if f"{block}-".startswith(f"{metric_id}-{organisation_id}-")
    ]
    if not about:
        return None
    metric_id, organisation_id = max(about, key=lambda pair: sum(map(len, pair)))
    return _example(served, "metric", metric_id, organisation_id)


def _mart_command(served: Served, hit_id: str) -> str | None:
    """Explain the latest row of a mart, or one column of it (`flow.team_month.opening_stock`)."""
    schema, table, *column = hit_id.split(".")
    mart = mart_named(served, f"{schema}.{table}")
    chosen = column[0] if column and column[0] in mart.answers else None
    # A row that has a value to explain.
    wanted = f"{chosen or mart.values[0]} IS NOT NULL"
    order = ", ".join(DIMENSIONS[dimension] for dimension in mart.dimensions)
    rows = served.rows(f"SELECT * FROM {mart.name} ORDER BY NOT ({wanted}), period_id DESC, {order} LIMIT 1")
    if not rows:
        return None
    if mart.is_long and not mart.is_rate and chosen in (None, *LONG_VALUES) and rows[0]["figure_id"]:
        return shlex.join(["warehouse", "explain", rows[0]["figure_id"]])
    return mart.command(rows[0], chosen)


def _example(served: Served, kind: str, hit_id: str, organisation_id: str | None = None) -> str | None:
    """Explain a figure of a metric, area or category: of the latest and longest period, the city's where it has one."""
    column = {"metric": "metric_id", "area": "area_id"}.get(kind)
    if column:
        where = f"{column} = {literal(hit_id)}"
    else:
        breakdown, _, category = hit_id.partition("=")
        where = f"breakdown_id = {literal(breakdown)} AND category_id = {literal(category)}"
    if organisation_id is not None:
        where += f" AND organisation_id = {literal(organisation_id)}"
    keys = served.column(
        f"""
        SELECT figure_key FROM core.served_figure WHERE {where}
        ORDER BY
            value IS NULL, split_part(figure_key, ':', 6) <> '', breakdown_id IS NOT NULL, area_kind <> 'city',
            end_date DESC, start_date, figure_key
        LIMIT 1
        """
    )
    if keys:
        return shlex.join(["warehouse", "explain", keys[0]])
    columns = served.column(
        "SELECT schema_name || '.' || table_name || '.' || column_name FROM duckdb_columns() "
        f"WHERE column_name = {literal(hit_id)} AND schema_name IN {literals(MART_SCHEMAS)} ORDER BY 1"
    )
    # A computed metric has no figure of its own, a word that no report uses has none at all.
    return _mart_command(served, columns[0]) if columns and kind == "metric" else None


def as_data(looked: Looked) -> dict[str, Any]:
    """What was found as plain data, for `--json`."""
    return asdict(looked)
