"""Which columns each column of a model is taken from, read from the SQL that dbt compiled.

Reading it takes seconds, so what was read is kept beside the manifest that it belongs to.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any, cast

from orchestration.refresh.manifest import manifest_nodes, table_of

log = logging.getLogger("warehouse")

Table = tuple[str, str]
"""A table by its schema and its name."""

Origins = dict[str, list[tuple[str, str, str]]]
"""By column of a model: schema, table and column of each of its origins."""


class ColumnLineage:
    """The origins of the columns of the models of a manifest, read once per manifest."""

    def __init__(self, manifest: Path, compiled: Path, raw: dict[str, list[str]]) -> None:
        """Take up what is kept for the manifest.

        `compiled` is the folder that dbt fills with its queries, and `raw` has the columns of each table of schema
        `raw`, which no manifest has.
        """
        self._manifest, self._compiled, self._raw = manifest, compiled, raw
        self._kept = manifest.with_suffix(".lineage")
        self._models = kept_lineage(manifest)
        self._is_kept = True
        self._nodes: dict[str, dict[str, Any]] = {}

    def of(self, node_id: str) -> Origins:
        """The origins of the columns of a node that dbt has built; none for what is no query, such as a seed."""
        if node_id not in self._models:
            self._models[node_id] = self._read(node_id)
            self._is_kept = False
        return self._models[node_id]

    def keep(self) -> None:
        """Keep what was read, for the next builds of the same models."""
        if not self._is_kept:
            draft = self._kept.with_suffix(".lineage-draft")
            draft.write_text(json.dumps(self._models), encoding="utf-8")
            draft.replace(self._kept)
            self._is_kept = True

    def _read(self, node_id: str) -> Origins:
        # sqlglot is of use to a build of new models only.
        from sqlglot.errors import SqlglotError

        if not self._nodes:
            self._nodes = manifest_nodes(self._manifest)
        node = self._nodes[node_id]
        if node["resource_type"] != "model":
            return {}
        columns = dict(self._columns(self._nodes[parent]) for parent in node["depends_on"]["nodes"])
        query = (self._compiled / node["package_name"] / node["original_file_path"]).read_text(encoding="utf-8")
        try:
            return origins_of_columns(query, columns)
        except SqlglotError as error:
            log.warning("The lineage of the columns of %s cannot be read: %s", node["name"], error)
            return {}

    def _columns(self, node: dict[str, Any]) -> tuple[Table, list[str]]:
        schema, name = table_of(node)
        return (schema, name), self._raw[name] if schema == "raw" else list(node["columns"])


def kept_lineage(manifest: Path) -> dict[str, Origins]:
    """By dbt node: the origins of its columns, as the last build of these models read them; empty before that."""
    kept = manifest.with_suffix(".lineage")
    models: dict[str, Origins] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    return models


def origins_of_columns(query: str, columns: dict[Table, list[str]]) -> Origins:
    """The origins of the columns of a query, in the tables whose `columns` are given.

    Raises SqlglotError where the query cannot be read.
    """
    from sqlglot import MappingSchema, exp, parse_one
    from sqlglot.lineage import lineage
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    schema = MappingSchema(dialect="duckdb")
    for (room, table), names in columns.items():
        schema.add_table(exp.table_(table, db=room), dict.fromkeys(names, "unknown"))
    qualified = cast("exp.Query", qualify(parse_one(query, dialect="duckdb"), dialect="duckdb", schema=schema))
    scope = build_scope(qualified)
    found: Origins = {}
    for column in qualified.named_selects:
        nodes = lineage(column, qualified, dialect="duckdb", schema=schema, scope=scope).walk()
        origins = {
            (node.expression.db, node.expression.name, exp.to_column(node.name).name)
            for node in nodes
            if not node.downstream and isinstance(node.expression, exp.Table)
        }
        found[column] = sorted(origin for origin in origins if origin[:2] in columns)
    return found
