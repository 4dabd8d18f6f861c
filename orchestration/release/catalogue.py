"""`main.catalogue`: a row per table that people query, for tools that look only in schema `main`."""

from __future__ import annotations

import re
from itertools import compress
from pathlib import Path

import duckdb

from orchestration.build.manifest import manifest_nodes, table_of
from orchestration.database import MART_SCHEMAS, insert_rows, literal

TABLES = Path(__file__).with_name("catalogue.sql")

LABELS = {
    ("quality", "suspect"): ("Verdachte cellen", "Suspect cells"),
    ("quality", "suspect_block"): ("Bevindingen die samen te herstellen zijn", "Findings that one repair may mend"),
    ("quality", "validation_result"): (
        "Wat Great Expectations van elke controle zei",
        "What Great Expectations said of each rule",
    ),
    ("release", "check_result"): ("Controles bij deze uitgave", "Checks of this release"),
    ("release", "finding_history"): ("Alle bevindingen door de uitgaven heen", "All findings over the releases"),
    ("release", "organisation"): (
        "De organisaties van deze uitgave, en wie wacht",
        "Organisations of this release, and who waits",
    ),
    ("release", "release"): ("Deze uitgave", "This release"),
    ("release", "source"): ("De verslagen van deze uitgave", "The reports of this release"),
}
"""Titles of the tables that dbt does not make, and so does not know."""

GRAIN = re.compile(r"One row per (.+?)(?:[:;]|\.(?:\s|$))")
"""How every description begins."""

FIRST_ROWS = 2048
"""How many rows of a table say of most columns that they are filled; the others are searched to the first value."""

EXAMPLE_COLUMNS = 10
EXAMPLE_ROWS = 10


def write_catalogue(connection: duckdb.DuckDBPyConnection, manifest: Path | None) -> None:
    """Write schema `main` into a build, from its tables and from what dbt's manifest says of them.

    Without a manifest the tables of quality are left out, and what dbt makes has no title.
    """
    connection.execute(TABLES.read_text(encoding="utf-8"))
    told = {table: {"label_nl": nl, "label_en": en} for table, (nl, en) in LABELS.items()}
    if manifest and manifest.exists():
        told |= said_of_tables(manifest)
    always = (*MART_SCHEMAS, "core", "release")
    found = connection.execute(
        """
        SELECT schema_name, table_name, 'table' AS kind, comment FROM duckdb_tables()
        WHERE database_name = current_database() AND NOT internal
        UNION ALL
        SELECT schema_name, view_name, 'view', comment FROM duckdb_views()
        WHERE database_name = current_database() AND NOT internal
        ORDER BY ALL
        """
    ).fetchall()
    rows = []
    for schema, table, kind, comment in found:
        said = told.get((schema, table), {})
        if said or schema in always:
            count, filled, empty, example = _contents(connection, f"{schema}.{table}", kind)
            if schema in MART_SCHEMAS and "description" in said:
                comment = _comment(said["description"], count, empty)
                connection.execute(f"COMMENT ON TABLE {schema}.{table} IS {literal(comment)}")
            rows.append(
                (
                    schema, table, kind, said.get("label_nl"), said.get("label_en"), _grain(comment), comment, count,
                    ", ".join(filled), ", ".join(empty), said.get("example", example),
                )
            )  # fmt: skip
    insert_rows(connection, "main.catalogue", rows)


def said_of_tables(manifest: Path) -> dict[tuple[str, str], dict[str, str]]:
    """By schema and name: what the models say of themselves for the catalogue, those that are there to be queried."""
    return {
        table_of(node): {**node["config"]["meta"], "description": node["description"]}
        for node in manifest_nodes(manifest).values()
        if node["resource_type"] == "model" and "label_nl" in node["config"].get("meta", {})
    }


def _comment(description: str, rows: int, empty: list[str]) -> str:
    """The description of a mart, and which of its columns hold nothing whatever reports are loaded."""
    if not rows:
        return f"{description} No report prints anything for it, so it has no row."
    if empty:
        return f"{description} NULL in every row, with the reports that are loaded: {', '.join(empty)}."
    return description


def _grain(comment: str | None) -> str | None:
    grain = GRAIN.match(comment or "")
    return grain[1] if grain else None


def _contents(connection: duckdb.DuckDBPyConnection, name: str, kind: str) -> tuple[int, list[str], list[str], str]:
    """How many rows a table has, which of its columns are filled, which are not, and a query to start from."""
    columns = [column for column, *_ in connection.execute(f"DESCRIBE {name}").fetchall()]
    counts = ", ".join(f'count("{column}") > 0' for column in columns)
    if kind == "view":
        (rows, *said) = connection.execute(f"SELECT count(*), {counts} FROM {name}").fetchall()[0]
    else:
        first = f"SELECT (SELECT count(*) FROM {name}), {counts} FROM (FROM {name} LIMIT {FIRST_ROWS})"
        (rows, *said) = connection.execute(first).fetchall()[0]
        if rows > FIRST_ROWS and not all(said):
            searched = ", ".join(
                "true" if found else f'EXISTS (SELECT 1 FROM {name} WHERE "{column}" IS NOT NULL)'
                for column, found in zip(columns, said, strict=True)
            )
            said = list(connection.execute(f"SELECT {searched}").fetchall()[0])
    filled = list(compress(columns, said))
    empty = [column for column in columns if column not in filled]
    return rows, filled, empty, _example(connection, name, filled or columns)


def _example(connection: duckdb.DuckDBPyConnection, name: str, columns: list[str]) -> str:
    """A query of the columns that tell most: names rather than ids, and one grain where a table mixes them."""
    told = [column for column in columns if not _is_told_by_another(column, columns)][:EXAMPLE_COLUMNS]
    where = ""
    if columns[0] == "grain":
        # Of two that are as frequent always the same one, in whatever order the rows are.
        grains = connection.execute(
            f"SELECT grain FROM {name} WHERE grain IS NOT NULL GROUP BY grain ORDER BY count(*) DESC, grain LIMIT 1"
        ).fetchall()
        told.remove("grain")
        where = f" where grain = '{grains[0][0]}'" if grains else ""
    return f"select {', '.join(told)} from {name}{where} limit {EXAMPLE_ROWS}"


def _is_told_by_another(column: str, columns: list[str]) -> bool:
    """Whether a column says what another one says in words, or says little to begin with."""
    stem = column.removesuffix("_id")
    return (
        (column.endswith("_id") and not {f"{stem}_name", f"{stem}_label_nl"}.isdisjoint(columns))
        or (column.endswith("_en") and f"{column.removesuffix('_en')}_nl" in columns)
        or (column in ("start_date", "end_date") and "period_id" in columns)
        or column in ("area_kind", "breakdown_id", "compared_with_period_id", "series_break_id")
        or column.startswith(("is_", "has_", "crosses_"))
    )
