"""Builds the models on Apache Spark: raw and seeds go there as Parquet, and what is made comes back in the build file.

The cluster reads and writes a folder that it shares with this machine (the lake). Every build has a folder of its own
in it, with nothing of an earlier one; the folder goes when the build has come back.
"""

from __future__ import annotations

import contextlib
import fcntl
import re
import shutil
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.build import spark_functions
from orchestration.build.compiled import Relation, ensure_compiled, make
from orchestration.build.engine import EngineError, cluster, lake
from orchestration.build.manifest import call_dbt, ensure_manifest, manifest_nodes, table_of
from orchestration.database import connect, literal
from orchestration.home import Home

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SETTINGS = {
    # The catalog is of one build, and nothing of it stays with the cluster.
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.session.timeZone": "UTC",
    # As in DuckDB, a `timestamp` has no time zone.
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.parser.escapedStringLiterals": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.cteRecursionRowLimit": "-1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
"""What the models need of Spark; the rest is for spark-defaults.conf (SPARK_CONF_DIR)."""

NO_ROOM = re.compile(r"No space left on device|Disk quota exceeded")
GONE = re.compile(
    r"stopped SparkContext|SparkContext (has been|was) (shut down|stopped)|Connection refused|Connection reset"
    r"|Answer from Java side is empty|Error while (sending|receiving)|Master removed our application"
    r"|All masters are unresponsive"
)
"""What Spark says where there is no cluster any more, or no driver."""


def build(home: Home, arguments: Sequence[str]) -> int:
    """Let dbt build the models of a home on the cluster that WAREHOUSE_SPARK names; returns dbt's exit code.

    arguments: of dbt's `build`. What was made is in the build file afterwards, also where dbt stopped half-way.

    Raises EngineError where the cluster cannot be reached or what it wrote cannot be read.
    """
    relations = ensure_compiled(home)
    with built(home, relations, arguments) as (folder, code), connect(home.build_database) as connection:
        is_whole = take_back(home, connection, relations, folder)
    if is_whole:
        call_dbt(home, "run-operation", "add_figure_known_on", to="add what it keeps for the release")
    return code


@contextlib.contextmanager
def built(home: Home, relations: Sequence[Relation], arguments: Sequence[str]) -> Iterator[tuple[Path, int]]:
    """The folder with what the cluster has made of the raw tables in the build file, and dbt's exit code."""
    with folder_of_build(lake(home)) as folder:
        with connect(home.build_database) as connection:
            send(connection, relations, folder)
        with _session(folder) as session:
            for one in sorted(folder.glob("in/*/*.parquet")):
                schema = one.parent.name
                session.sql(f"create schema if not exists {schema}")
                session.sql(f"create table {schema}.{one.stem} using parquet location '{one.as_uri()}'")
            code = _dbt(home, arguments)
        yield folder, code


def table_in(folder: Path, name: str) -> Path | None:
    """Where the Parquet files of a table stand that the cluster made; None where it made none, or not all of it."""
    schema, _, table = name.partition(".")
    written = folder / "out" / f"{schema}.db" / table
    # Spark writes this last.
    return written if (written / "_SUCCESS").exists() else None


@contextlib.contextmanager
def folder_of_build(shared: Path) -> Iterator[Path]:
    """A new folder in the lake for one build, which is removed after it; folders of builds that ended are too."""
    for older in shared.glob("build-*"):
        with _held(older) as is_free:
            if is_free:
                shutil.rmtree(older, ignore_errors=True)
    name = uuid.uuid4().hex[:12]
    folder = shared / f"build-{name}"
    begun = shared / f".{name}"
    begun.mkdir(parents=True)
    with _held(begun):
        # Held before another build can take it for one that has ended.
        begun.rename(folder)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Hold a folder of a build for as long as this takes; says whether no other process did."""
    with (folder / "lock").open("a", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def send(connection: duckdb.DuckDBPyConnection, relations: Sequence[Relation], folder: Path) -> None:
    """Write the raw tables and the seeds as Parquet where the cluster reads them."""
    seeds = [one for one in relations if one.kind == "seed"]
    connection.execute("CREATE SCHEMA IF NOT EXISTS seed")
    for seed in seeds:
        make(connection, seed)
    raw = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw'").fetchall()
    for name in [*(f"raw.{table}" for (table,) in raw), *(seed.name for seed in seeds)]:
        schema, _, table = name.partition(".")
        target = folder / "in" / schema / f"{table}.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(f"COPY (FROM {name}) TO {literal(str(target))} (FORMAT parquet)")


@contextlib.contextmanager
def _session(folder: Path) -> Iterator[SparkSession]:
    """A session on the cluster, which dbt takes for its own; the tables that it makes stand in the folder."""
    from py4j.protocol import Py4JError
    from pyspark import cloudpickle
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    address = cluster() or "local[*]"
    builder = SparkSession.builder.master(address).appName("warehouse")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    builder = builder.config("spark.sql.warehouse.dir", (folder / "out").as_uri())
    # Workers run the same Python as this process where they are on this machine.
    if "127.0.0.1" in address or address.startswith("local"):
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.pyspark.python", sys.executable)
    try:
        session: SparkSession = builder.getOrCreate()
    except (PySparkException, RuntimeError, OSError) as error:
        raise EngineError(f"no session with the Spark cluster at {address} began: {error}") from error
    try:
        session.conf.set("spark.sql.shuffle.partitions", str(max(4, 2 * session.sparkContext.defaultParallelism)))
        # Workers need not have this project.
        cloudpickle.register_pickle_by_value(spark_functions)
        for name, (function, returned) in spark_functions.FUNCTIONS.items():
            session.udf.register(name, function, returned)
        yield session
    finally:
        # Where the driver is gone, nothing is left to stop; why is what has been raised.
        with contextlib.suppress(Py4JError, OSError):
            session.stop()


def _dbt(home: Home, arguments: Sequence[str]) -> int:
    """Let dbt build in the session of this process; returns its exit code.

    Raises EngineError where Spark could not make a table, which is another thing than a test that fails.
    """
    from dbt.cli.main import dbtRunner

    # dbt's parse for another engine is another one, and each is kept.
    target = ["--target", "spark", "--target-path", str(home.dbt_target / "spark"), "--exclude-resource-type", "seed"]
    done = dbtRunner().invoke([*arguments, *target])
    if done.exception is not None:
        raise done.exception
    for one in getattr(done.result, "results", ()):
        if one.status == "error":
            named = one.node.name.replace("__", ".", 1)
            what = f"run the test {named}" if one.node.resource_type == "test" else f"make {named}"
            raise EngineError(why_it_failed(what, one.message or ""))
    return 0 if done.success else 1


def why_it_failed(what: str, message: str) -> str:
    """What is told where Spark could not do something, such as `make core.figure`, by what it says itself."""
    said = next((line.strip(" :") for line in message.splitlines()[1:] if line.strip(" :")), message.strip())
    what = f"Spark could not {what} ({said[:300]})"
    if NO_ROOM.search(message):
        return f"{what}: make room on the disk of the lake and of the workers, and refresh"
    if GONE.search(message):
        return f"{what}: the cluster at {cluster()} ended the build; start it again if it is gone, and refresh"
    return f"{what}: refresh again, and look at the logs of the cluster if it stays so"


def take_back(home: Home, connection: duckdb.DuckDBPyConnection, relations: Sequence[Relation], folder: Path) -> bool:
    """Take what the cluster made into the build file: tables as they were written there, views by their own SQL.

    Returns whether all of them are there.
    Raises EngineError where a table is damaged.
    """
    nodes = {".".join(table_of(node)): node for node in manifest_nodes(ensure_manifest(home)).values()}
    made: set[str] = set()
    for one in relations:
        node = nodes[one.name]
        if one.kind != "seed":
            written = table_in(folder, one.name)
            if written is None if one.kind == "table" else not made.issuperset(one.reads):
                continue
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {one.name.partition('.')[0]}")
            try:
                make(connection, replace(one, body=rows_of(written, node)) if written and one.kind == "table" else one)
            except duckdb.Error as error:
                raise EngineError(
                    f"what Spark wrote of {one.name} cannot be read ({str(error).splitlines()[0]}): refresh again, and "
                    "look at the disk of the lake if it stays so"
                ) from error
        _describe(connection, one, node)
        made.add(one.name)
    return len(made) == len(relations)


def rows_of(written: Path, node: Mapping[str, Any]) -> str:
    """The rows of a table that Spark wrote, with the columns and types of its contract."""
    columns = ", ".join(
        f'CAST("{column["name"]}" AS {column["data_type"]}) AS "{column["name"]}"'
        for column in node["columns"].values()
    )
    return f"SELECT {columns} FROM read_parquet({literal(str(written / '*.parquet'))})"


def _describe(connection: duckdb.DuckDBPyConnection, one: Relation, node: Mapping[str, Any]) -> None:
    """Keep the descriptions with the table or view, as dbt does."""
    kind = "VIEW" if one.kind == "view" else "TABLE"
    connection.execute(f"COMMENT ON {kind} {one.name} IS {literal(node['description'])}")
    for column in node["columns"].values():
        if column["description"]:
            connection.execute(f'COMMENT ON COLUMN {one.name}."{column["name"]}" IS {literal(column["description"])}')
