"""What Dagster's page knows of the tables of a release: rows, columns, and the columns that each is taken from."""

from __future__ import annotations

from typing import Any

import pytest

LATEST = """
import json
import dagster as dg
from dagster._core.definitions.metadata import TableMetadataSet
with dg.DagsterInstance.get() as instance:
    keys = instance.all_asset_keys()
    found = {}
    for key, event in instance.get_latest_materialization_events(keys).items():
        if event is None:
            continue
        known = TableMetadataSet.extract(event.asset_materialization.metadata)
        lineage = known.column_lineage.deps_by_column if known.column_lineage else {}
        found["/".join(key.path)] = {
            "rows": known.row_count,
            "schema": [column.name for column in known.column_schema.columns] if known.column_schema else [],
            "lineage": {
                column: sorted("/".join([*dep.asset_key.path, dep.column_name]) for dep in deps)
                for column, deps in lineage.items()
            },
        }
print("answer: " + json.dumps(found))
"""


@pytest.fixture(scope="module")
def tables(released: Any) -> dict[str, dict[str, Any]]:
    """By asset: what its last materialization says."""
    found: dict[str, dict[str, Any]] = released.answer(LATEST)
    return found


def test_every_column_of_a_mart_is_taken_from_somewhere(tables: dict[str, dict[str, Any]]) -> None:
    marts = {name: one for name, one in tables.items() if name.split("/")[0] in ("reach", "flow", "satisfaction")}
    assert len(marts) > 30
    assert {name: [c for c, origins in one["lineage"].items() if not origins] for name, one in marts.items()} == {
        name: [] for name in marts
    }
    month = tables["flow/team_month"]
    assert month["lineage"]["cases_started"] == ["core/served_figure/metric_id", "core/served_figure/value"]


def test_a_figure_is_traced_to_the_cell_that_was_read(tables: dict[str, dict[str, Any]]) -> None:
    reached, ahead = set(), ["core/served_figure/value_printed"]
    while ahead:
        column = ahead.pop()
        if column not in reached:
            reached.add(column)
            table, _, name = column.rpartition("/")
            ahead += tables.get(table, {"lineage": {}})["lineage"].get(name, [])
    assert "raw/cell/text" in reached


@pytest.mark.parametrize("table", ["raw/cell", "quality/suspect"])
def test_tables_that_dbt_does_not_make_show_rows_and_columns(tables: dict[str, dict[str, Any]], table: str) -> None:
    assert tables[table]["rows"] is not None
    assert "column_number" in tables[table]["schema"] or "figure_id" in tables[table]["schema"]
