"""What goes to a Spark cluster and comes back, without the cluster."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration.build import on_spark
from orchestration.build.compiled import Relation
from orchestration.build.engine import EngineError
from orchestration.build.on_spark import folder_of_build, send, take_back, why_it_failed
from orchestration.home import Home

HELD = """
import fcntl, sys
handle = open(sys.argv[1] + "/lock", "a")
fcntl.flock(handle, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""

RELATIONS = [
    Relation("core.number", "table", "select 1 as n"),
    Relation("core.larger", "view", "select n + 1 as n from core.number", ("core.number",)),
]


def node(description: str) -> dict[str, object]:
    return {
        "description": description,
        "columns": {"n": {"name": "n", "data_type": "integer", "description": "It's one."}},
    }


@pytest.fixture
def described(monkeypatch):
    nodes = {"core.number": node("A number."), "core.larger": node("One more.")}
    monkeypatch.setattr(on_spark, "ensure_manifest", lambda home: Path("manifest"))
    monkeypatch.setattr(on_spark, "manifest_nodes", lambda manifest: nodes)
    monkeypatch.setattr(on_spark, "table_of", lambda one: next(k for k, v in nodes.items() if v is one).split("."))


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


def written(folder, parquet=None):
    """The folder of a table as Spark leaves it, with a file of its rows."""
    table = folder / "out" / "core.db" / "number"
    table.mkdir(parents=True)
    if parquet is None:
        with duckdb.connect() as connection:
            connection.execute(f"copy (select 7::bigint as n) to '{table}/part-0.parquet'")
    else:
        (table / "part-0.parquet").write_bytes(parquet)
    (table / "_SUCCESS").touch()
    return table


def test_tables_come_back_with_their_rows_and_views_with_their_sql(described, connection, tmp_path):
    written(tmp_path)
    assert take_back(Home(tmp_path), connection, RELATIONS, tmp_path)
    assert connection.execute("select n from core.larger").fetchall() == [(8,)]
    said = "select comment from {} where schema_name = 'core' order by comment"
    assert connection.execute(said.format("duckdb_tables()")).fetchall() == [("A number.",)]
    assert connection.execute(said.format("duckdb_views()")).fetchall() == [("One more.",)]
    assert connection.execute(said.format("duckdb_columns()")).fetchall() == [("It's one.",)] * 2


def test_what_was_not_made_is_left_out_and_so_is_what_reads_it(described, connection, tmp_path):
    (written(tmp_path) / "_SUCCESS").unlink()
    assert not take_back(Home(tmp_path), connection, RELATIONS, tmp_path)
    assert connection.execute("select count(*) from duckdb_tables() where schema_name = 'core'").fetchall() == [(0,)]


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"PAR1 half of a file"])
def test_a_damaged_table_is_named(described, connection, tmp_path, damage):
    written(tmp_path, damage)
    with pytest.raises(EngineError, match=r"what Spark wrote of core\.number cannot be read .*refresh again"):
        take_back(Home(tmp_path), connection, RELATIONS, tmp_path)


def test_a_build_has_a_folder_of_its_own_and_takes_away_those_of_ended_ones(tmp_path):
    left = tmp_path / "build-of-an-older-model"
    (left / "out" / "core.db").mkdir(parents=True)
    running = tmp_path / "build-that-runs"
    running.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", HELD, str(running)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with folder_of_build(tmp_path) as folder:
            assert not left.exists()
            assert sorted(tmp_path.iterdir()) == sorted([folder, running])
            assert [one.name for one in folder.iterdir()] == ["lock"]
        assert list(tmp_path.iterdir()) == [running]
        other.communicate()


def test_raw_tables_and_seeds_go_as_parquet(connection, tmp_path, monkeypatch):
    monkeypatch.setattr(
        on_spark, "make", lambda opened, one: opened.execute(f"create table {one.name} as select 'x' as id")
    )
    connection.execute("create schema raw")
    connection.execute(
        "create table raw.cell as select 'a' as text, cast(1.5 as decimal(18, 4)) as low, null::date as day"
    )
    send(connection, [Relation("seed.unit", "seed", "seeds/unit.csv"), *RELATIONS], tmp_path)
    sent = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.parquet")}
    assert sent == {"in/raw/cell.parquet", "in/seed/unit.parquet"}
    read = connection.execute(f"select * from '{tmp_path}/in/raw/cell.parquet'")
    assert [str(column[1]) for column in read.description] == ["VARCHAR", "DECIMAL(18,4)", "DATE"]


@pytest.mark.parametrize(
    ("message", "what_to_do"),
    [
        ("Runtime Error in model x\n  java.io.IOException: No space left on device\n", "make room on the disk"),
        ("Runtime Error\n  Job 3 cancelled because SparkContext was shut down", "start it again if it is gone"),
        ("Runtime Error\n  [Errno 111] Connection refused", "start it again if it is gone"),
        ("Runtime Error\n  Error while sending or receiving", "start it again if it is gone"),
        ("Runtime Error\n  : org.apache.spark.SparkException: [FAILED_READ_FILE]", "look at the logs of the cluster"),
        ("Runtime Error\n  [PARSE_SYNTAX_ERROR] Syntax error at or near 'x'", "look at the logs of the cluster"),
        ("", "look at the logs of the cluster"),
    ],
)
def test_why_spark_could_not_make_a_table(message, what_to_do, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_SPARK", "spark://127.0.0.1:7077")
    told = why_it_failed("make core.figure", message)
    assert told.startswith("Spark could not make core.figure (")
    assert what_to_do in told
    assert message.splitlines()[1:] == [] or message.splitlines()[1].strip(" :") in told
