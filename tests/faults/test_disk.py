"""Full, read-only and moving disks: the served release stays whole, and the next run begins as if nothing had been."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.home import Home
from orchestration.ingest.raw import open_raw
from orchestration.problems import BadInputError
from orchestration.run.steps import prepare_build
from tests.faults.conftest import State
from tests.faults.work import publish_once

MEGABYTE = 2**20


@contextmanager
def disk(path: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own, in memory; the test is skipped where this process may not mount one."""
    path.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(path)], capture_output=True, check=False
    )
    if mount.returncode:
        pytest.skip("mounting a small file system needs root")
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


def leave_free(folder: Path, room: int) -> Path:
    """Fill the file system up to so many bytes; returns the file that fills it."""
    ballast = folder / "ballast"
    size = shutil.disk_usage(folder).free - room
    with ballast.open("wb") as file:
        while size > 0:
            size -= file.write(b"\0" * min(size, MEGABYTE))
    return ballast


@pytest.mark.thorough
def test_disk_is_full_during_a_refresh(copy_of_released: Any, tmp_path: Path) -> None:
    """The home stands on a disk with so little left (in MB) that each refresh stops somewhere on its way."""
    place = copy_of_released
    with disk(tmp_path / "disk", 400) as small:
        shutil.copytree(place.home, small / "home", symlinks=True)
        place.home = small / "home"
        place.edit("bto-sociaal-2021/report.yml", "title: Het verslag van 2021", "title: Het verslag van 2021!")
        before = place.link.resolve()
        for room in (0, 1, 4, 8, 12):
            ballast = leave_free(small, room * MEGABYTE)
            result = place.run("refresh")
            assert result.returncode in (2, 3), result.stderr
            assert "Traceback" not in result.stderr
            said = result.stdout + result.stderr
            assert "has no space left for a refresh" in said
            assert "cannot rollback" not in said
            assert place.link.resolve() == before
            assert place.query("SELECT count(*) > 1000 FROM core.figure") == [(True,)]
            ballast.unlink()
        code, record = place.run_json("refresh")
        assert (code, record["outcome"]) == (0, "released")
        assert list((place.home / "build").iterdir()) == []


def test_disk_is_full_during_a_publication(state: State, tmp_path: Path) -> None:
    """Whatever room is left: all of the release appears, or nothing of it."""
    failures = 0
    with disk(tmp_path / "disk", 200) as small:
        shutil.copytree(state.home.path, small / "home", symlinks=True)
        shutil.rmtree(state.home.path)
        state.home = Home(small / "home")
        size = state.built.stat().st_size
        for number, room in enumerate([0, size // 2, size, size + MEGABYTE, size + 3 * MEGABYTE], start=1):
            ballast = leave_free(small, room)
            try:
                publish_once(state.home, state.built, number)
            except (OSError, duckdb.Error):
                failures += 1
            state.check_after_recovery()
            ballast.unlink()
        assert failures >= 3, "no disk was full enough to stop a publication"
        publish_once(state.home, state.built, 99)
        assert state.served()[1] == f"{99:08d}"


def test_home_is_read_only(copy_of_released: Any, tmp_path: Path) -> None:
    place = copy_of_released
    with disk(tmp_path / "disk", 400) as small:
        shutil.copytree(place.home, small / "home", symlinks=True)
        place.home = small / "home"
        place.edit("bto-sociaal-2021/report.yml", "title: Het verslag van 2021", "title: Het verslag van 2021!")
        subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
        result = place.run("refresh")
        assert result.returncode == 2
        assert "cannot be written" in result.stderr
        assert place.query("SELECT count(*) > 1000 FROM core.figure") == [(True,)]


def test_a_table_is_replaced_while_it_is_read(state: State) -> None:
    """One file is read as a whole, whichever of its versions that is, or the change is told."""
    table = state.sources / "bto-sociaal-2021" / "cases_started.csv"
    printed = table.read_text(encoding="utf-8")
    other = printed.replace("245", "246")
    assert other != printed
    done = threading.Event()

    def change() -> None:
        while not done.is_set():
            for text in (other, printed):
                draft = table.with_name(".draft")
                draft.write_text(text, encoding="utf-8")
                draft.replace(table)

    changing = threading.Thread(target=change)
    changing.start()
    try:
        for _ in range(20):
            with contextlib.suppress(BadInputError):
                prepare_build(state.home, state.sources)
            with open_raw(state.home.raw_database) as connection:
                cells = connection.execute(
                    "SELECT DISTINCT text FROM raw.cell WHERE table_id = 'cases_started' AND text IN ('245', '246')"
                ).fetchall()
            assert len(cells) == 1, f"cells of two versions: {cells}"
    finally:
        done.set()
        changing.join()
    table.write_text(printed, encoding="utf-8")
    prepare_build(state.home, state.sources)
