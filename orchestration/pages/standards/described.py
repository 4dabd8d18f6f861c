"""The tables of a release as every standard describes them: columns, key, and the words that a column may hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from orchestration.build.manifest import table_of
from orchestration.explain.bilingual import Both, same
from orchestration.explain.served import Served, literals
from orchestration.release.compare import KEYS

LOGICAL = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "number",
    "DECIMAL": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}
"""What standards call DuckDB's types."""

NULLABLE_KEYS = ("compared_with_period_id",)
"""Columns that are part of a key and may be NULL."""


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    name: str
    data_type: str
    description: str
    title: Both | None
    """The name of its metric."""
    words: tuple[str, ...] = ()
    """All that may stand in it, where dbt checks that."""


@dataclass(frozen=True)
class Table:
    """A table of the release."""

    schema: str
    name: str
    kind: str
    label: Both
    grain: str
    description: str
    columns: list[Column]
    key: list[str] = field(default_factory=list)
    """The columns that together name one row; none where nobody says so."""

    @property
    def full_name(self) -> str:
        """Schema and name."""
        return f"{self.schema}.{self.name}"

    @property
    def primary_key(self) -> list[str]:
        """The key, where none of its columns may be NULL."""
        return [] if set(self.key) & set(NULLABLE_KEYS) else self.key


def described_tables(
    served: Served, schemas: Collection[str], nodes: Mapping[str, Mapping[str, Any]] | None = None
) -> list[Table]:
    """The tables and views of the schemas that the catalogue lists; none of a release of before there was one.

    `nodes` are those of dbt's manifest; without them no keys of core, nor words that a column may hold, are known.
    """
    if not has_catalogue(served):
        return []
    keys, words = _tested(nodes or {})
    columns: dict[tuple[str, str], list[Column]] = {}
    for row in served.rows(
        f"""
        SELECT c.schema_name, c.table_name, c.column_name, c.data_type, c.comment, m.label_nl, m.label_en
        FROM duckdb_columns() AS c
        LEFT JOIN core.metric AS m ON m.metric_id = c.column_name
        WHERE c.schema_name IN {literals(schemas)} AND NOT c.internal
        ORDER BY c.schema_name, c.table_name, c.column_index
        """
    ):
        table = row["schema_name"], row["table_name"]
        title = Both(row["label_nl"], row["label_en"]) if row["label_nl"] else None
        said = words.get(table, {}).get(row["column_name"], ())
        columns.setdefault(table, []).append(
            Column(row["column_name"], row["data_type"], row["comment"] or "", title, said)
        )
    return [
        Table(
            row["schema_name"],
            row["table_name"],
            row["kind"],
            Both(row["label_nl"], row["label_en"]) if row["label_nl"] else same(row["table_name"]),
            row["grain"] or "",
            row["description"] or "",
            columns[row["schema_name"], row["table_name"]],
            keys.get((row["schema_name"], row["table_name"]))
            or _mart_key(row["schema_name"], columns[row["schema_name"], row["table_name"]]),
        )
        for row in served.rows(f"FROM main.catalogue WHERE schema_name IN {literals(schemas)} ORDER BY ALL")
    ]


def has_catalogue(served: Served) -> bool:
    """Whether the release says which tables there are to query."""
    found = "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'main' AND table_name = 'catalogue'"
    return bool(served.rows(found))


def _mart_key(schema: str, columns: list[Column]) -> list[str]:
    """The columns that name a row of a mart: dbt tests by them that every row has a name of its own."""
    return [] if schema == "core" else [column.name for column in columns if column.name in KEYS]


def _tested(
    nodes: Mapping[str, Mapping[str, Any]],
) -> tuple[dict[tuple[str, str], list[str]], dict[tuple[str, str], dict[str, tuple[str, ...]]]]:
    """By table what dbt tests: the columns that name a row, and by column the words that may stand in it."""
    keys, words = {}, {}
    for node in nodes.values():
        test = node.get("test_metadata")
        if not test or node.get("attached_node") not in nodes:
            continue
        table = table_of(nodes[node["attached_node"]])
        if test["name"] == "unique_combination" and not test["kwargs"].get("nullable"):
            keys[table] = test["kwargs"]["columns"]
        elif test["name"] == "allowed_values":
            words[table] = {column: tuple(said) for column, said in test["kwargs"]["values"].items()}
    return keys, words
