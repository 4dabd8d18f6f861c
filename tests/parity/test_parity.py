"""The models make the same rows on Spark as on DuckDB: where Spark is installed, with `make test-all`."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest

from tests.parity.compare import MEANINGS, compare
from tests.spark import needs_spark

SHAPES = {
    "quality.checked_figure": "figure_number integer, figure_id varchar, table_number integer, report_id varchar, "
    "table_id varchar",
    "quality.series": "series_number integer, organisation_id varchar, metric_id varchar, area_id varchar, "
    "breakdown_id varchar, category_id varchar, kind varchar",
    "staging.report_table": "table_key integer, report_id varchar, table_id varchar",
    "staging.word": "word integer, text varchar",
    "staging.text": "text_key integer, text varchar, notation varchar, part integer",
    "core.value": "figure_number integer, value decimal(18, 4), note varchar",
}
"""As much of a build as numbers need to have a meaning, and a table to compare."""


@pytest.fixture
def builds():
    """Two builds that number the same two figures otherwise, each with a table of values of them."""
    with duckdb.connect() as connection:
        for build in ("one", "other"):
            connection.execute(f"attach ':memory:' as {build}")
            for table, columns in SHAPES.items():
                connection.execute(f"create schema if not exists {build}.{table.partition('.')[0]}")
                connection.execute(f"create table {build}.{table} ({columns})")
        for build, numbers in (("one", (1, 2)), ("other", (2, 1))):
            for number, figure in zip(numbers, ("r/t/r1c1", "r/t/r2c1"), strict=True):
                connection.execute(
                    f"insert into {build}.quality.checked_figure (figure_number, figure_id) values (?, ?)",
                    [number, figure],
                )
                connection.execute(f"insert into {build}.core.value values (?, ?, null)", [number, figure[5]])
        yield connection


def compared(connection):
    (found,) = compare(connection, "one", "other", ["core.value"])
    return found


def test_a_number_is_compared_by_what_it_stands_for(builds):
    assert MEANINGS.keys() >= {"figure"}
    assert (compared(builds).rows, compared(builds).differs) == (2, False)


@pytest.mark.parametrize(
    "change",
    [
        "update other.core.value set value = value + 0.0001 where figure_number = 1",
        "update other.core.value set note = '' where figure_number = 1",
        "update other.core.value set figure_number = 3 - figure_number",
        "insert into other.core.value from other.core.value limit 1",
        "delete from other.core.value where figure_number = 1",
        "alter table other.core.value alter value type double",
        "alter table other.core.value drop note",
        "drop table other.core.value",
    ],
)
def test_every_difference_is_seen(builds, change):
    builds.execute(change)
    assert compared(builds).differs


@pytest.mark.thorough
@needs_spark
@pytest.mark.parametrize("asked", [[], ["--reports", "100"]], ids=["five reports", "a country"])
def test_spark_makes_the_same_rows(asked):
    done = subprocess.run([sys.executable, "-m", "tests.parity", *asked], capture_output=True, text=True, check=False)
    assert done.stdout.endswith(", 0 differ\n"), done.stdout + done.stderr[-4000:]
    assert not done.returncode
