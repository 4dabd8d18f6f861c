"""What is told where a Spark cluster is to build the models and cannot, before anything is read."""

from __future__ import annotations

import socket
import stat

import duckdb
import pytest

from orchestration.build import engine
from orchestration.build.engine import EngineError, lake, refuse_missing_cluster
from orchestration.build.on_spark import rows_of, table_in
from orchestration.home import Home


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home on a machine that has all that Spark needs, and a cluster that listens."""
    place = Home(tmp_path / "home")
    place.path.mkdir()
    java = tmp_path / "jdk" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text("#!/bin/sh\n", encoding="utf-8")
    java.chmod(stat.S_IRWXU)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "jdk"))
    monkeypatch.setattr(engine, "LIBRARIES", ("json",))
    monkeypatch.delenv("WAREHOUSE_LAKE", raising=False)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        monkeypatch.setenv("WAREHOUSE_SPARK", f"spark://127.0.0.1:{listening.getsockname()[1]}")
        yield place


def test_a_cluster_that_answers_will_do(home):
    refuse_missing_cluster(home)
    assert lake(home).is_dir()


def test_without_a_cluster_nothing_is_asked(home, monkeypatch):
    monkeypatch.setattr(engine, "LIBRARIES", ("there.is.no.such.library",))
    monkeypatch.setenv("WAREHOUSE_SPARK", " ")
    refuse_missing_cluster(home)
    assert not lake(home).exists()


def test_the_libraries_are_missing(home, monkeypatch):
    monkeypatch.setattr(engine, "LIBRARIES", ("json", "nosuch_spark", "nosuch.adapter"))
    with pytest.raises(EngineError, match=r"nosuch_spark and nosuch\.adapter are not installed here: `make spark-env`"):
        refuse_missing_cluster(home)


def test_there_is_no_java(home, monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    with pytest.raises(EngineError, match="no Java here: install Java 17"):
        refuse_missing_cluster(home)
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="no Java here"):
        refuse_missing_cluster(home)


def test_no_cluster_answers(home, monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"spark://127.0.0.1:{closed.getsockname()[1]}"
    for said in (address, "spark://127.0.0.1:port", "spark://127.0.0.1"):
        monkeypatch.setenv("WAREHOUSE_SPARK", said)
        with pytest.raises(EngineError, match=rf"no Spark cluster answers at {said}, .*make spark-up"):
            refuse_missing_cluster(home)


def test_an_address_of_no_kind(home, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_SPARK", "http://127.0.0.1:7077")
    with pytest.raises(EngineError, match="give it the address of a cluster, such as spark://"):
        refuse_missing_cluster(home)


def test_the_lake_cannot_be_written(home, monkeypatch, tmp_path):
    (tmp_path / "a file").write_text("", encoding="utf-8")
    monkeypatch.setenv("WAREHOUSE_LAKE", str(tmp_path / "a file" / "lake"))
    with pytest.raises(EngineError, match=r"cannot be written .*name another one in WAREHOUSE_LAKE"):
        refuse_missing_cluster(home)


def test_the_lake_is_no_folder(home, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_LAKE", "s3://bucket/lake")
    with pytest.raises(EngineError, match="give it a folder: an object store must be mounted"):
        refuse_missing_cluster(home)


def test_a_table_that_was_not_written_to_its_end_is_none(tmp_path):
    written = tmp_path / "out" / "core.db" / "kind"
    written.mkdir(parents=True)
    (written / "part-0.parquet").write_bytes(b"PAR1")
    assert table_in(tmp_path, "core.kind") is None
    (written / "_SUCCESS").touch()
    assert table_in(tmp_path, "core.kind") == written


def test_rows_come_back_with_the_types_of_the_contract(tmp_path):
    node = {"columns": {"n": {"name": "n", "data_type": "integer"}, "d": {"name": "d", "data_type": "decimal(18, 4)"}}}
    with duckdb.connect() as connection:
        connection.execute(f"copy (select 1.5::double as d, 7::bigint as n) to '{tmp_path}/part-0.parquet'")
        found = connection.execute(rows_of(tmp_path, node))
        assert [str(column[1]) for column in found.description] == ["INTEGER", "DECIMAL(18,4)"]
        assert [str(value) for value in found.fetchall()[0]] == ["7", "1.5000"]
