"""Where words stand: metrics, areas, categories, reports, tables, figures, marts and their columns."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any

from orchestration.database import MART_SCHEMAS
from orchestration.explain.bilingual import MARKED, STATUSES
from orchestration.explain.marts import DIMENSIONS, LONG_VALUES, mart_named
from orchestration.explain.served import QuestionError, Served, literal, literals, open_served
from orchestration.explain.words import FIGURE_KINDS, RESULT, fold
from orchestration.home import Home
from orchestration.release.stored import served_release

HITS_PER_KIND = 5
"""How many hits of a kind are told with the command to run next; the others are counted."""

KINDS = {
    "metric": "Metrics (Maten)",
    "area": "Areas (Gebieden)",
    "category": "Categories (Categorieën)",
    "report": "Reports (Verslagen)",
    "table": "Tables of reports (Tabellen)",
    "mart": "Marts",
    "column": "Columns of marts (Kolommen)",
    "figure": "Figures (Cijfers)",
}
"""The kinds of things that are looked for, in the order in which they are told, with their heading."""


@dataclass(frozen=True)
class Hit:
    """One thing that all the words stand in. `label` is Dutch, with English beside it.

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


def find(served: Served, words: list[str]) -> list[Found]:
    """Everything of the release that all the words stand in, whole or as a part, without case and accents.

    Best first: words that are the whole id or label, that begin it, that begin a word of it, that stand elsewhere in
    it, and last those that stand only in a description. Raises QuestionError where nothing is found.
    """
    # As one types them: an id's underscores and hyphens are no word boundaries then.
    asked = [word.lower() for word in words if fold(word)]
    if not asked:
        raise QuestionError("there is no letter or digit to look for", advice="Try `warehouse find wachttijd`.")
    rows = served.rows(_QUERY.format(**_conditions(asked), marts=literals(MART_SCHEMAS), limit=HITS_PER_KIND))
    if not rows:
        fewer = "Try one of the words" if len(words) > 1 else "Try a part of the word"
        advice = f"{fewer}; labels are Dutch with English beside them, names of areas and titles are Dutch only."
        raise QuestionError(f"nothing found for “{' '.join(words)}”", advice=advice)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["kind"], []).append(row)
    return [
        Found(kind, found[kind][0]["hits"], [_hit(served, row) for row in found[kind]])
        for kind in KINDS
        if kind in found
    ]


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


def _hit(served: Served, row: dict[str, Any]) -> Hit:
    kind, hit_id = row["kind"], row["id"]
    command: str | None
    if kind in ("report", "table"):
        command = shlex.join(["warehouse", "show", hit_id])
    elif kind == "figure":
        command = shlex.join(["warehouse", "explain", hit_id])
    elif kind in ("mart", "column"):
        command = _mart_command(served, hit_id)
    else:
        command = _example(served, kind, hit_id)
    return Hit(hit_id, row["label"], row["says"], command)


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


def _example(served: Served, kind: str, hit_id: str) -> str | None:
    """Explain a figure of a metric, area or category: of the latest and longest period, the city's where it has one."""
    column = {"metric": "metric_id", "area": "area_id"}.get(kind)
    if column:
        where = f"{column} = {literal(hit_id)}"
    else:
        breakdown, _, category = hit_id.partition("=")
        where = f"breakdown_id = {literal(breakdown)} AND category_id = {literal(category)}"
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


def _conditions(words: list[str]) -> dict[str, str]:
    """The parts of the query that depend on the words."""
    folded = [literal(fold(word)) for word in words]
    whole = literal(" ".join(fold(word) for word in words))
    # Every run of letters and digits on its own: cheap, and leaves few rows for what follows.
    single = [literal(token) for word in words for token in fold(word).split()]
    return {
        "near": " AND ".join(f"contains(everything, {token})" for token in single),
        "everywhere": " AND ".join(f"contains(everything, {word})" for word in folded),
        "whole": f"id_folded = {whole} OR list_contains(names_folded, {whole})",
        "begins": f"list_bool_or([starts_with(text, {whole}) FOR text IN list_prepend(id_folded, names_folded)])",
        "word_begins": " AND ".join(f"contains(' ' || names, ' ' || {word})" for word in folded),
        "in_names": " AND ".join(f"contains(names, {word})" for word in folded),
    }


def _folded(column: str) -> str:
    """A column as `words.fold` compares texts."""
    return f"trim(regexp_replace(strip_accents(lower({column})), '[^\\pL\\pN]+', ' ', 'g'))"


_MARKS = " ".join(f"WHEN '{name}' THEN '({STATUSES[name].nl} / {STATUSES[name].en})'" for name in MARKED)
_SHOWN = (
    f"coalesce(value_printed || ' ' || CASE value_status {_MARKS} END, CASE value_status {_MARKS} END, value_printed)"
)
"""What is printed, and what it means where it is a mark in the place of a number."""

_KIND_LABELS = " ".join(
    ["CASE split_part(figure_key, ':', 6)"]
    + [
        f"WHEN {literal(kind)} THEN {literal(' '.join(labels))}"
        for kind, labels in FIGURE_KINDS.items()
        if kind != RESULT
    ]
    + ["END"]
)
"""What is no result is found by the words for its kind."""

_QUERY = f"""
    WITH thing AS (
        SELECT
            'metric' AS kind, metric_id AS id, [label_nl, label_en] AS names, definition AS says, definition_nl AS more,
            -- What is printed most often is most often meant.
            -(SELECT count(*) FROM core.figure AS f WHERE f.metric_id = m.metric_id) AS later
        FROM core.metric AS m
        UNION ALL
        SELECT 'area', area_id, [name], kind, '', CASE kind WHEN 'city' THEN 0 ELSE 1 END FROM core.area
        UNION ALL
        SELECT 'category', breakdown_id || '=' || c.category_id, [c.label_nl, c.label_en], b.label_nl, b.label_en, 0
        FROM core.category AS c JOIN core.breakdown AS b USING (breakdown_id)
        UNION ALL
        SELECT 'report', report_id, [title], note, organisation_id, 0 FROM core.report
        UNION ALL
        SELECT 'table', t.report_id || '/' || t.table_id, [any_value(t.title)], any_value(t.note),
            string_agg(DISTINCT m.label_nl || ' ' || m.label_en, ' '),
            -- Key figures are about everything.
            any_value(CASE WHEN t.is_key_figures THEN 1000 ELSE 0 END + t.position)
        FROM core.report_table AS t
        LEFT JOIN core.figure AS f ON t.report_id = f.report_id AND t.table_id = f.table_id
        LEFT JOIN core.metric AS m ON f.metric_id = m.metric_id
        GROUP BY t.report_id, t.table_id
        UNION ALL
        SELECT 'mart', schema_name || '.' || table_name, []::VARCHAR[], comment, '', 0
        FROM duckdb_tables() WHERE schema_name IN {{marts}}
        UNION ALL
        SELECT
            'column', schema_name || '.' || table_name || '.' || column_name,
            CASE WHEN m.metric_id IS NULL THEN [column_name] ELSE [column_name, m.label_nl, m.label_en] END,
            comment, '',
            -- The short tables first: one row per metric, area and period is what the long ones have.
            CASE WHEN table_name LIKE '%\\_period' ESCAPE '\\' THEN 1 ELSE 0 END
        FROM duckdb_columns() LEFT JOIN core.metric AS m ON column_name = metric_id
        WHERE schema_name IN {{marts}}
        UNION ALL
        SELECT
            'figure', figure_id, [text FOR text IN [figure_key, {_SHOWN}] IF text IS NOT NULL], note,
            concat_ws(
                ' ', m.label_nl, m.label_en, a.name, c.label_nl, c.label_en,
                {_KIND_LABELS}
            ),
            CASE WHEN NOT is_served THEN 2 WHEN a.kind = 'city' THEN 0 ELSE 1 END
        FROM core.figure AS f
        JOIN core.metric AS m USING (metric_id)
        JOIN core.area AS a USING (area_id)
        LEFT JOIN core.category AS c ON f.breakdown_id = c.breakdown_id AND f.category_id = c.category_id
    ),

    near AS MATERIALIZED (
        SELECT * EXCLUDE (everything)
        FROM (
            SELECT *, strip_accents(lower(concat_ws(' ', id, array_to_string(names, ' '), says, more))) AS everything
            FROM thing
        )
        WHERE {{near}}
    ),

    folded AS (
        SELECT
            *,
            {_folded("id")} AS id_folded,
            [{_folded("text")} FOR text IN names] AS names_folded
        FROM near
    ),

    told AS (
        SELECT
            kind, id, array_to_string(names, ' · ') AS label, says, later, id_folded, names_folded,
            id_folded || ' ' || array_to_string(names_folded, ' ') AS names,
            id_folded || ' ' || array_to_string(names_folded, ' ') || ' '
                || {_folded("concat_ws(' ', says, more)")} AS everything
        FROM folded
    ),

    ranked AS (
        SELECT
            kind, id, label, says, later,
            CASE
                WHEN {{whole}} THEN 0 WHEN {{begins}} THEN 1 WHEN {{word_begins}} THEN 2 WHEN {{in_names}} THEN 3 ELSE 4
            END AS rank
        FROM told WHERE {{everywhere}}
    )

    SELECT kind, id, label, says, rank, count(*) OVER (PARTITION BY kind) AS hits
    FROM ranked
    QUALIFY row_number() OVER (PARTITION BY kind ORDER BY rank, later, id) <= {{limit}}
    ORDER BY kind, rank, later, id
"""


def as_data(found: list[Found]) -> list[dict[str, Any]]:
    """What was found as plain data, for `--json`."""
    from dataclasses import asdict

    return [asdict(one) for one in found]
