"""What Dagster's page knows of the tables of a release: rows and columns."""

from __future__ import annotations

from collections.abc import Callable
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
        found["/".join(key.path)] = {
            "rows": known.row_count,
            "findings": [
                event.asset_materialization.metadata[name].value
                for name in ("open_findings", "waived_findings")
                if name in event.asset_materialization.metadata
            ],
            "schema": [column.name for column in known.column_schema.columns] if known.column_schema else [],
        }
print("answer: " + json.dumps(found))
"""


@pytest.fixture(scope="module")
def tables(released: Any) -> dict[str, dict[str, Any]]:
    """By asset: what its last materialization says."""
    found: dict[str, dict[str, Any]] = released.answer(LATEST)
    return found


def test_tables_that_dbt_makes_show_rows(tables: dict[str, dict[str, Any]]) -> None:
    assert tables["flow/team_month"]["rows"] == 216


@pytest.mark.parametrize("table", ["raw/cell", "quality/suspect"])
def test_tables_that_dbt_does_not_make_show_rows_and_columns(tables: dict[str, dict[str, Any]], table: str) -> None:
    assert tables[table]["rows"] is not None
    assert "column_number" in tables[table]["schema"] or "figure_id" in tables[table]["schema"]


def test_a_release_tells_numbers_of_findings_for_dagster_to_plot(
    tables: dict[str, dict[str, Any]], reader: Callable[[str], list[tuple[Any, ...]]]
) -> None:
    query = "SELECT count_if(status = 'open'), count_if(status = 'waived') FROM quality.finding"
    assert tables["release/warehouse"]["findings"] == list(reader(query)[0])
