"""A Spark cluster that breaks while it builds: the build goes on, or what to do is said and the last release served."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.build.engine import CLUSTER, LAKE
from orchestration.release.same_rows import CATALOGUE, different_rows
from tests.conftest import REPOSITORY, Place
from tests.faults.test_disk import disk
from tests.service.conftest import free_port
from tests.spark import needs_spark

pytestmark = [pytest.mark.thorough, needs_spark]

SOME_TABLES = 40
"""How many of the tables stand in the lake when something breaks: the build is in the middle of its work."""


@dataclass(frozen=True)
class Cluster:
    """A master and two workers on this machine, of these tests alone."""

    state: Path
    port: int

    @property
    def address(self) -> str:
        return f"spark://127.0.0.1:{self.port}"

    def call(self, what: str) -> None:
        """`up` or `down`, as `ops/spark/cluster` has them."""
        own = {"SPARK_STATE": str(self.state), "SPARK_MASTER_PORT": str(self.port)}
        subprocess.run([REPOSITORY / "ops/spark/cluster", what], env=os.environ | own, check=True)

    def kill(self, name: str) -> None:
        """End the master or a worker without a word, with the executors that a worker has."""
        os.kill(int((self.state / f"{name}.pid").read_text()), signal.SIGKILL)


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    started = Cluster(tmp_path / "spark", free_port())
    monkeypatch.setenv(CLUSTER, started.address)
    started.call("up")
    yield started
    started.call("down")


@pytest.fixture
def place(copy_of_released: Place) -> Place:
    return copy_of_released


def tables(lake: Path) -> list[Path]:
    """The tables that stand whole in a lake."""
    return [written.parent for written in lake.glob("build-*/out/*.db/*/_SUCCESS")]


def some_tables(lake: Path) -> list[Path]:
    """The tables in a lake once a build is in the middle of its work."""
    found = tables(lake)
    return found if len(found) >= SOME_TABLES else []


def marts(lake: Path) -> list[Path]:
    """The tables that no model reads; tests of the data do."""
    return [one for one in tables(lake) if one.parent.name == "workforce.db"]


def refresh_broken(
    place: Place, ready: Callable[[Path], list[Path]], break_it: Callable[[list[Path]], None]
) -> tuple[int, str]:
    """Refresh, and break it as soon as there are tables that it is `ready` with; the exit code and what was said."""
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(place.run, "refresh", "--full")
        while not (found := ready(place.home / "lake")):
            assert not running.done(), running.result().stderr
            time.sleep(0.1)
        break_it(found)
        return running.result().returncode, told(running.result())


def told(done: subprocess.CompletedProcess[str]) -> str:
    """What a command said, without its line breaks."""
    return " ".join((done.stdout + done.stderr).split())


def drivers(lake: Path) -> list[int]:
    """The processes of Java that a build with this lake began."""
    found = subprocess.run(["pgrep", "-f", f"SparkSubmit.*{lake}"], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def check_refused(place: Place, before: Path, code: int, said: str, *words: str) -> None:
    """The last release is served, nothing of the build is left in the lake, and a person is told what to do."""
    assert code == 3, said
    assert "Traceback" not in said
    for word in words:
        assert word in said
    assert place.link.resolve() == before
    assert place.query("SELECT count(*) > 1000 FROM core.figure") == [(True,)]
    assert list((place.home / "lake").glob("*")) == []


def check_same(before: Path, after: Path) -> None:
    """Two releases have the same rows; the catalogue also says what a first release has no use for."""
    assert before != after
    assert different_rows(before, after).keys() <= {CATALOGUE}


@pytest.mark.parametrize("which", ["worker-2", "master"])
def test_the_build_goes_on_without_a_worker_or_the_master(cluster: Cluster, place: Place, which: str) -> None:
    before = place.link.resolve()
    code, said = refresh_broken(place, some_tables, lambda _: cluster.kill(which))
    assert code == 0, said
    check_same(before, place.link.resolve())


def test_the_driver_dies(cluster: Cluster, place: Place) -> None:
    before = place.link.resolve()

    def kill(_: list[Path]) -> None:
        for process in drivers(place.home / "lake"):
            os.kill(process, signal.SIGKILL)

    code, said = refresh_broken(place, some_tables, kill)
    check_refused(place, before, code, said, "the cluster at", "start it again if it is gone, and refresh")


def test_a_table_is_damaged(cluster: Cluster, place: Place) -> None:
    before = place.link.resolve()

    def spoil(found: list[Path]) -> None:
        for part in found[0].glob("part-*"):
            part.write_bytes(part.read_bytes()[:-9])

    code, said = refresh_broken(place, marts, spoil)
    check_refused(place, before, code, said, "Spark", "workforce", "refresh again")


def test_the_disk_of_the_lake_is_full(
    cluster: Cluster, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = place.link.resolve()
    with disk(tmp_path / "lake", 5) as lake:
        monkeypatch.setenv(LAKE, str(lake))
        result = place.run("refresh", "--full")
        assert list(lake.iterdir()) == []
    check_refused(place, before, result.returncode, told(result), "make room on the disk of the lake")


def test_two_refreshes_share_a_lake_with_an_older_build_in_it(
    cluster: Cluster, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, other, lake, conf = place.link.resolve(), Place(tmp_path / "other"), tmp_path / "lake", tmp_path / "conf"
    shutil.copytree(place.path, other.path, symlinks=True)
    older = lake / "build-0123456789ab" / "out" / "core.db" / "figure"
    older.mkdir(parents=True)
    (older / "_SUCCESS").touch()
    conf.mkdir()
    # Otherwise the first takes both workers, and the second waits for them.
    (conf / "spark-defaults.conf").write_text("spark.cores.max 1\n")
    monkeypatch.setenv("SPARK_CONF_DIR", str(conf))
    monkeypatch.setenv(LAKE, str(lake))
    with ThreadPoolExecutor(2) as beside:
        for done in beside.map(lambda one: one.run("refresh", "--full"), (place, other)):
            assert done.returncode == 0, done.stderr
    assert list(lake.iterdir()) == []
    for one in (place, other):
        check_same(before, one.link.resolve())
