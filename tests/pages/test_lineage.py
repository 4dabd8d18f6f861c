"""Which columns each column of the release is taken from, as the dictionary lists it."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.build.manifest import manifest_nodes, manifest_path, table_of
from orchestration.explain.served import Served
from orchestration.home import Home
from orchestration.pages.dictionary import columns_of_tables
from orchestration.pages.lineage import column_origins

MARTS = ("reach", "flow", "satisfaction", "workforce")


@pytest.fixture(scope="module")
def origins(released: Any) -> dict[str, dict[str, list[str]]]:
    home = Home(released.home)
    nodes = manifest_nodes(manifest_path(home))
    # Staging is not in a release; its contracts name its columns.
    staging = {table_of(node): list(node["columns"]) for node in nodes.values() if node["schema"] == "staging"}
    with Served(released.link) as served:
        columns = staging | columns_of_tables(served)
    return column_origins(nodes, home.dbt_target / "compiled", columns, ("staging", "core", "quality", *MARTS))


def test_every_column_of_a_mart_is_taken_from_somewhere(origins: dict[str, dict[str, list[str]]]) -> None:
    marts = {name: one for name, one in origins.items() if name.split(".")[0] in MARTS}
    assert len(marts) > 30
    assert {name: [column for column, found in one.items() if not found] for name, one in marts.items()} == {
        name: [] for name in marts
    }
    assert origins["flow.team_month"]["cases_started"] == ["core.mart_value.metric_id", "core.mart_value.value"]


def test_a_figure_is_traced_to_the_cell_that_was_read(origins: dict[str, dict[str, list[str]]]) -> None:
    reached, ahead = set(), ["core.served_figure.value_printed"]
    while ahead:
        column = ahead.pop()
        if column not in reached:
            reached.add(column)
            table, _, name = column.rpartition(".")
            ahead += origins.get(table, {}).get(name, [])
    assert "raw.cell.text" in reached
