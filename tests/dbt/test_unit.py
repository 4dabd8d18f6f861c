"""The unit tests of the dbt models, all in one run of dbt, and the types of what is built."""

from __future__ import annotations

import shutil
from dataclasses import replace

import duckdb
import pytest

from orchestration.home import Home

MARTS = ("flow", "reach", "satisfaction", "workforce")


def test_unit_tests(built, tmp_path):
    shutil.copytree(built.home.path, tmp_path / "home")
    copy = replace(built, home=Home(tmp_path / "home"))
    result = copy.dbt("test", "--select", "test_type:unit")
    assert not result.returncode, f"dbt's unit tests failed\n{result.stdout}\n{result.stderr}"
    declared = set(copy.artefact("manifest")["unit_tests"])
    ran = {each["unique_id"] for each in copy.artefact("run_results")["results"] if each["status"] == "pass"}
    assert declared
    assert ran == declared


@pytest.fixture(scope="module")
def mart_columns(built):
    with duckdb.connect(built.home.build_database, read_only=True) as connection:
        return connection.execute(
            """
            SELECT c.table_schema, c.table_name, c.column_name, c.data_type, m.unit
            FROM information_schema.columns AS c
            INNER JOIN core.metric AS m ON c.column_name = m.metric_id
            WHERE list_contains(?, c.table_schema)
            """,
            [list(MARTS)],
        ).fetchall()


def test_counts_are_integers(mart_columns):
    counts = {(schema, table, column): kind for schema, table, column, kind, unit in mart_columns if unit == "count"}
    assert len(counts) > 20
    assert set(counts.values()) == {"BIGINT"}, counts


def test_other_metrics_are_numbers_with_decimals(mart_columns):
    others = {(schema, table, column): kind for schema, table, column, kind, unit in mart_columns if unit != "count"}
    assert others
    assert set(others.values()) == {"DOUBLE"}, others


def test_every_share_stands_beside_its_base(built, mart_columns):
    """Of the whole of its own metric (`…_base`), or of another metric."""
    with duckdb.connect(built.home.build_database, read_only=True) as connection:
        share_of = connection.execute(
            "SELECT metric_id, CASE WHEN share_of_metric_id = part_metric_id THEN part_metric_id || '_base' "
            "ELSE share_of_metric_id END FROM core.metric WHERE share_of_metric_id IS NOT NULL"
        ).fetchall()
    bases = dict(share_of)
    columns = {(schema, table, column) for schema, table, column, _, _ in mart_columns}
    shares = {(schema, table, column) for schema, table, column in columns if column.endswith("_share")}
    assert shares
    for schema, table, share in shares:
        assert (schema, table, bases[share]) in columns, (schema, table, share)
