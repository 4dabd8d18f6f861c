"""A state folder with a release, and processes that are killed while they work in it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.home import Home
from orchestration.release.stored import release_id_of, served_release, stored_releases
from orchestration.run.recover import recover
from tests.faults.work import publish_once

REPOSITORY = Path(__file__).resolve().parents[2]


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


@contextmanager
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
