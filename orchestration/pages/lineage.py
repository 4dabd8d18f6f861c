"""Which columns each column of a table is taken from, read from the SQL that dbt compiled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, cast

from orchestration.build.manifest import table_of

TableName = tuple[str, str]
"""A table by its schema and its name."""


def column_origins(
    nodes: Mapping[str, Mapping[str, Any]],
    compiled: Path,
    columns: Mapping[TableName, list[str]],
    schemas: Collection[str],
) -> dict[str, dict[str, list[str]]]:
    """By table of the schemas and by column: the columns that it is taken from, as `core.figure.value`.

    `nodes` are those of dbt's manifest, `compiled` is the folder that dbt fills with its queries, and `columns` has
    those of every table of the release. A table whose query is not there, or cannot be read, is left out.
    """
    from sqlglot.errors import SqlglotError

    found = {}
    for node in nodes.values():
        query = compiled / node.get("package_name", "") / node["original_file_path"]
        if node["resource_type"] != "model" or node["schema"] not in schemas or not query.is_file():
            continue
        parents = [table_of(nodes[parent]) for parent in node["depends_on"]["nodes"] if parent in nodes]
        known = {table: columns[table] for table in parents if table in columns}
        try:
            found[".".join(table_of(node))] = origins_of_columns(query.read_text(encoding="utf-8"), known)
        except SqlglotError:
            continue
    return found


def origins_of_columns(query: str, columns: Mapping[TableName, list[str]]) -> dict[str, list[str]]:
    """The origins of the columns of a query, in the tables whose `columns` are given.

    Raises SqlglotError if the query cannot be read.
    """
    # sqlglot is of use to the dictionary only.
    from sqlglot import MappingSchema, exp, parse_one
    from sqlglot.lineage import lineage
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    schema = MappingSchema(dialect="duckdb")
    for (room, table), names in columns.items():
        schema.add_table(exp.table_(table, db=room), dict.fromkeys(names, "unknown"))
    qualified = cast("exp.Query", qualify(parse_one(query, dialect="duckdb"), dialect="duckdb", schema=schema))
    scope = build_scope(qualified)
    found = {}
    for column in qualified.named_selects:
        # Trimming the selects copies the whole query for every column, which takes six times as long.
        root = lineage(column, qualified, dialect="duckdb", schema=schema, scope=scope, trim_selects=False, copy=False)
        origins = {
            (read.db, read.name, exp.to_column(node.name).name)
            for node in root.walk()
            if not node.downstream
            and isinstance(read := node.expression, exp.Table)
            # A star of any other table says nothing of its columns.
            and (read.db, read.name) in columns
        }
        found[column] = sorted(".".join(origin) for origin in origins)
    return found
