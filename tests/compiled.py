"""The SQL that fills the tables of a warehouse, as dbt left it beside the build."""

from __future__ import annotations

import json
from itertools import takewhile
from pathlib import Path

import duckdb


def tables_with_sql(target: Path, *rooms: str) -> dict[str, str]:
    """The tables of some rooms with the SQL that fills them, in the order in which dbt fills them."""
    nodes = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    left = {
        name: {parent for parent in node["depends_on"]["nodes"] if parent in nodes}
        for name, node in nodes.items()
        if node["resource_type"] == "model"
    }
    order: list[str] = []
    while left:
        ready = sorted(name for name, parents in left.items() if not parents & left.keys())
        order += ready
        left = {name: parents for name, parents in left.items() if name not in ready}
    compiled = target / "compiled" / "buurtcijfers"
    return {
        f"{nodes[name]['schema']}.{nodes[name]['alias']}": (compiled / nodes[name]["original_file_path"]).read_text(
            encoding="utf-8"
        )
        for name in order
        if nodes[name]["config"]["materialized"] == "table" and nodes[name]["schema"] in rooms
    }


def refill_terms(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Make anew from core what `quality.identity` computes its verdicts from; what was judged stays as it was."""
    tables = tables_with_sql(target, "quality")
    for table in takewhile(lambda name: name != "quality.judged_identity", tables):
        connection.execute(f"DELETE FROM {table}")
        connection.execute(f"INSERT INTO {table} BY NAME ({tables[table]})")
