"""Builds the models on DuckDB and on Spark from the same raw tables: `python -m tests.parity` compares every row.

Spark is the cluster that WAREHOUSE_SPARK names, or else one in this process. The last line says how many tables and
rows were compared and how many tables differ; the exit code is 1 if any does.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from orchestration.build.compiled import Relation, ensure_compiled, make
from orchestration.build.engine import CLUSTER
from orchestration.build.manifest import dbt_arguments, dbt_environment, ensure_manifest, manifest_nodes, table_of
from orchestration.build.on_spark import built, rows_of, table_in
from orchestration.database import connect
from orchestration.home import DEFAULT_SOURCES, Home
from orchestration.run.steps import prepare_build
from tests.country.__main__ import make_country
from tests.parity.compare import compare

BUILD = ("--quiet", "build", "--exclude-resource-type", "unit_test", "--no-write-json")


def main() -> int:
    """Compare both builds; returns the exit code."""
    asked = _parser().parse_args()
    os.environ.setdefault(CLUSTER, "local[*]")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        sources = asked.sources
        if asked.reports:
            sources = place / "sources"
            make_country(sources, asked.reports, processes=os.cpu_count() or 1)
        home = Home(place / "home")
        home.create()
        os.environ.update(dbt_environment(home))
        ensure_manifest(home)
        prepare_build(home, sources, full=True)
        relations = ensure_compiled(home)
        on_duckdb, on_spark = place / "on_duckdb.duckdb", place / "on_spark.duckdb"
        _timed("DuckDB", lambda: _build_on_duckdb(home, relations, on_duckdb))
        _timed("Spark", lambda: _build_on_spark(home, relations, on_spark))
        return _told(on_duckdb, on_spark, relations)


def _build_on_duckdb(home: Home, relations: Sequence[Relation], file: Path) -> None:
    file.write_bytes(home.build_database.read_bytes())
    with connect(file) as connection:
        for one in relations:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {one.name.partition('.')[0]}")
            make(connection, one)


def _build_on_spark(home: Home, relations: Sequence[Relation], file: Path) -> None:
    nodes = {".".join(table_of(node)): node for node in manifest_nodes(ensure_manifest(home)).values()}
    with built(home, relations, [*BUILD, *dbt_arguments(home)]) as (folder, code), connect(file) as connection:
        sys.stderr.write(f"dbt ended with {code}\n")
        for one in relations:
            written = table_in(folder, one.name) if one.kind != "seed" else None
            if written is not None:
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {one.name.partition('.')[0]}")
                connection.execute(f"CREATE TABLE {one.name} AS {rows_of(written, nodes[one.name])}")


def _told(on_duckdb: Path, on_spark: Path, relations: Sequence[Relation]) -> int:
    tables = [one.name for one in relations if one.kind != "seed"]
    rows = differ = 0
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{on_duckdb}' AS on_duckdb (READ_ONLY)")
        connection.execute(f"ATTACH '{on_spark}' AS on_spark (READ_ONLY)")
        for one in compare(connection, "on_duckdb", "on_spark", tables):
            rows += one.rows
            differ += one.differs
            if one.differs:
                sys.stdout.write(f"{one.name} differs: {one.trouble or ''}\n")
                for build, found in zip(("DuckDB", "Spark"), one.only, strict=True):
                    sys.stdout.writelines(f"  only {build}: {row}\n" for row in found)
    sys.stdout.write(f"{len(tables)} tables and {rows:,} rows compared, {differ} differ\n")
    return 1 if differ else 0


def _timed(engine: str, build: Callable[[], None]) -> None:
    begun = time.monotonic()
    build()
    sys.stderr.write(f"built on {engine} in {time.monotonic() - begun:.0f} s\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.parity", description=__doc__)
    parser.add_argument("--sources", type=Path, default=DEFAULT_SOURCES, help="the report folders (sources/)")
    parser.add_argument("--reports", type=int, metavar="N", help="instead so many reports of an invented country")
    return parser


if __name__ == "__main__":
    sys.exit(main())
