"""What MetricFlow may add up is what core.metric_additivity lets be added up, and it gets right what it adds."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pytest
from metricflow.data_table.mf_table import MetricFlowDataTable
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantic_interfaces.implementations.semantic_manifest import PydanticSemanticManifest
from metricflow_semantic_interfaces.transformations.semantic_manifest_transformer import (
    PydanticSemanticManifestTransformer,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from tests.built import BuiltWarehouse
from tests.conftest import Place


@pytest.fixture(scope="module")
def manifest(built: BuiltWarehouse) -> dict[str, Any]:
    found: dict[str, Any] = built.artefact("semantic_manifest")
    return found


@pytest.fixture(scope="module")
def warehouse(released: Place) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(released.link), read_only=True)


def _table(model: dict[str, Any]) -> str:
    return f"{model['node_relation']['schema_name']}.{model['node_relation']['alias']}"


def test_every_column_that_adds_up_is_measured_and_no_other(
    manifest: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    assert len(manifest["semantic_models"]) == 3
    for model in manifest["semantic_models"]:
        table = _table(model)
        columns = [name for name, *_ in warehouse.execute(f"DESCRIBE {table}").fetchall()]
        additive = {
            metric
            for metric, adds in warehouse.execute(
                "SELECT metric_id, bool_and(over_time = 'sum') FROM core.metric_additivity GROUP BY metric_id"
            ).fetchall()
            if adds and metric in columns
        }
        assert {measure["name"] for measure in model["measures"]} == additive, table
        assert all(measure["agg"] == "sum" for measure in model["measures"])
    measured = [measure["name"] for model in manifest["semantic_models"] for measure in model["measures"]]
    assert sorted(metric["name"] for metric in manifest["metrics"]) == sorted(measured)
    assert {metric["type"] for metric in manifest["metrics"]} == {"simple"}


def test_only_whole_years_of_whole_cities_are_measured(
    manifest: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    for model in manifest["semantic_models"]:
        table = _table(model)
        grains = f"SELECT DISTINCT p.grain FROM {table} AS t INNER JOIN core.period AS p ON p.period_id = t.period_id"
        assert warehouse.execute(grains).fetchall() == [("year",)]
        for measure in model["measures"]:
            measured = measure["expr"] or measure["name"]
            kinds = (
                f"SELECT DISTINCT a.kind FROM {table} INNER JOIN core.area AS a USING (area_id) "
                f"WHERE ({measured}) IS NOT NULL"
            )
            assert warehouse.execute(kinds).fetchall() == [("city",)], (table, measure["name"])
            twice = f"SELECT organisation_id, area_id, period_id FROM {table} GROUP BY ALL HAVING count({measured}) > 1"
            assert warehouse.execute(twice).fetchall() == []


def test_labels_are_those_of_the_pages(manifest: dict[str, Any], warehouse: duckdb.DuckDBPyConnection) -> None:
    labels = dict(warehouse.execute("SELECT metric_id, label_nl FROM core.metric").fetchall())
    assert {metric["name"]: metric["label"] for metric in manifest["metrics"]} == {
        metric["name"]: labels[metric["name"]] for metric in manifest["metrics"]
    }


class Client:
    """The warehouse as MetricFlow asks it."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def query(self, stmt: str, **_: Any) -> MetricFlowDataTable:
        found = self.connection.execute(stmt)
        return MetricFlowDataTable.create_from_rows([column[0] for column in found.description], found.fetchall())

    def render_bind_parameter_key(self, bind_parameter_key: str) -> str:
        return f"${bind_parameter_key}"


def test_metricflow_answers_what_the_marts_hold(manifest: dict[str, Any], warehouse: duckdb.DuckDBPyConnection) -> None:
    parsed = PydanticSemanticManifestTransformer.transform(PydanticSemanticManifest.parse_raw(json.dumps(manifest)))
    engine = MetricFlowEngine(SemanticManifestLookup(parsed), Client(warehouse))  # type: ignore[arg-type]
    asked = 0
    for model in manifest["semantic_models"]:
        for measure in model["measures"]:
            entity, time = model["primary_entity"], model["dimensions"][0]["name"]
            request = MetricFlowQueryRequest.create(
                metric_names=[measure["name"]], group_by_names=["organisation", f"{entity}__{time}"]
            )
            table = engine.query(request).result_df
            assert table is not None
            rows = [dict(zip(table.column_names, row, strict=True)) for row in table.rows]
            # The year comes as the moment that it begins at.
            answer = {
                (row["organisation"], int(str(row[f"{entity}__{time}__year"])[:4])): row[measure["name"]]
                for row in rows
                if row[measure["name"]] is not None
            }
            expected = warehouse.execute(
                f"SELECT organisation_id, year(start_date), {measure['expr'] or measure['name']} AS number "
                f"FROM {_table(model)} WHERE number IS NOT NULL"
            ).fetchall()
            assert answer == {(organisation, year): number for organisation, year, number in expected}
            assert answer, measure["name"]
            asked += 1
    assert asked == 6
