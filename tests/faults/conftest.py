"""A state folder with a release, and processes that are killed while they work in it."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.attempt import left_running, newest_first
from orchestration.home import Home
from orchestration.release.stored import release_id_of, served_release, stored_releases
from orchestration.run.recover import recover
from tests.command import WAREHOUSE
from tests.conftest import REPOSITORY, Place
from tests.faults.work import publish_once


@dataclass
class State:
    """A state folder with one release, the built warehouse that it was made from, and a copy of the reports."""

    home: Home
    built: Path
    sources: Path

    def served(self) -> tuple[str, str]:
        """What a reader gets who opens the link now: the release id and the mark; fails where the two do not fit."""
        with duckdb.connect(str(self.home.link), read_only=True) as connection:
            return whole_answer(connection)

    def leftovers(self) -> list[str]:
        """Files that only a run in progress has."""
        home = self.home
        found = [*home.build_database.parent.iterdir(), *home.attempts.glob("*.tmp"), home.publishing]
        found += [home.link.with_name("warehouse.duckdb.next"), home.hold.with_suffix(".tmp"), *home.release_drafts]
        return [path.name for path in found if os.path.lexists(path)]

    def check_after_recovery(self) -> None:
        """Put away what was left: every release that is kept is whole, and the served one is the newest."""
        before = self.served()
        recover(self.home)
        assert self.leftovers() == []
        assert self.served() == before
        kept = stored_releases(self.home)
        assert kept[0] == served_release(self.home)
        for path in kept:
            with duckdb.connect(str(path), read_only=True) as connection:
                assert whole_answer(connection)[0] == release_id_of(path)


def whole_answer(connection: Any) -> tuple[str, str]:
    """Release id and mark in one query; fails where figures of two releases answer."""
    release_id, mark, least, most = connection.execute(
        "SELECT r.release_id, r.inputs_hash, min(f.note), max(f.note) "
        "FROM release.release AS r CROSS JOIN core.figure AS f GROUP BY ALL"
    ).fetchone()
    assert least == most == mark, f"release {release_id} of {mark} holds figures of {least} and {most}"
    assert release_id.endswith(mark)
    return release_id, mark


@pytest.fixture
def state(released: Any, tmp_path: Path) -> State:
    """A state folder of its own for each test."""
    home = Home(tmp_path / "home")
    home.create()
    built = tmp_path / "built.duckdb"
    shutil.copyfile(released.link.resolve(), built)
    shutil.copytree(released.sources, tmp_path / "sources")
    publish_once(home, built, 0)
    return State(home, built, tmp_path / "sources")


@contextlib.contextmanager
def working(kind: str, state: State) -> Iterator[subprocess.Popen[str]]:
    """A process that works in the state folder, killed with its whole group at the end of the block."""
    place = state.sources if kind == "read" else state.built
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.work", kind, str(state.home.path), str(place)],
        cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "begun\n"
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[Any]) -> None:
    """Kill a process and all that it started, at once, as a loss of power does."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


def kill_refresh(place: Place, moment: float | str, with_its_group: bool) -> None:
    """Kill a refresh after so many seconds, or when it says something: what is served is whole, no process outlives it.

    Where only the process itself is killed, what it started must notice.
    """
    before = place.link.resolve()
    process = subprocess.Popen(
        [str(WAREHOUSE), "refresh", "--sources", str(place.sources), "--home", str(place.home)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    if isinstance(moment, str):
        assert any(moment in line for line in process.stderr), f"it never said {moment}"
    else:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moment)
    if with_its_group:
        kill(process)
    else:
        process.kill()
        process.wait()
    process.stderr.close()
    assert place.query("SELECT count(*) > 1000 FROM core.figure") == [(True,)]
    assert place.link.resolve() == before or place.link.resolve().parent.name > before.parent.name
    _wait_until_alone(place.home)


def what_a_killed_refresh_left(place: Place) -> list[str]:
    """What is left of a killed refresh after one that went to its end: nothing."""
    attempts = [one.attempt_id for one in left_running(place.home / "attempts")]
    return attempts + [path.name for path in (place.home / "build").iterdir()] + runs_going_on(place)


def seconds_of_the_last_refresh(place: Place) -> float:
    """How long it took, without the start of its process."""
    attempt = next(newest_first(place.home / "attempts"))
    assert attempt.finished_at
    return (
        dt.datetime.fromisoformat(attempt.finished_at) - dt.datetime.fromisoformat(attempt.started_at)
    ).total_seconds()


def _wait_until_alone(home: Path) -> None:
    """Wait until no process speaks of this home; fails where one outlives its run."""
    deadline = time.monotonic() + 10
    while found := _processes_of(home):
        assert time.monotonic() < deadline, f"still going on: {found}"
        time.sleep(0.1)


def _processes_of(home: Path) -> list[str]:
    if not shutil.which("ps") and not Path("/proc/self/environ").exists():
        pytest.skip("this system does not tell which processes there are")
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
            state = (process / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if str(home).encode() in said and state != "Z" and int(process.name) != os.getpid():
            found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def runs_going_on(place: Place) -> list[str]:
    """Ids of the runs that Dagster believes to be going on."""
    found: list[str] = place.answer(
        "import json, dagster as dg\n"
        "with dg.DagsterInstance.get() as instance: runs = instance.get_runs()\n"
        "print('answer: ' + json.dumps([run.run_id for run in runs if not run.is_finished]))"
    )
    return found
