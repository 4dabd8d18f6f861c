"""For all rooms: runs the real command on real report folders, each run in a state folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
WAREHOUSE = Path(sys.executable).with_name("warehouse")


@dataclass
class Place:
    """A state folder and a folder of reports, and the command on them."""

    path: Path
    sources: Path = field(init=False)
    home: Path = field(init=False)

    def __post_init__(self) -> None:
        self.sources, self.home = self.path / "sources", self.path / "home"

    @property
    def link(self) -> Path:
        return self.home / "warehouse.duckdb"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command as a person would, without a terminal."""
        places = ["--sources", str(self.sources), "--home", str(self.home)]
        return subprocess.run(
            [str(WAREHOUSE), *arguments, *places],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"WAREHOUSE_HOME": "", "WAREHOUSE_SOURCES": ""},
        )

    def run_json(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        """Run the command with --json; its exit code and what it printed."""
        result = self.run(*arguments, "--json")
        assert result.stdout, f"nothing printed; stderr:\n{result.stderr}"
        return result.returncode, json.loads(result.stdout)

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text that stands once in a file of the sources."""
        path = self.sources / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def query(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query on the served release, opened as a reader opens it."""
        with duckdb.connect(str(self.link), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The real reports, refreshed once for all tests that only look."""
    place = Place(tmp_path_factory.mktemp("released"))
    shutil.copytree(REPOSITORY / "sources", place.sources)
    result = place.run("refresh")
    assert result.returncode == 0, result.stdout + result.stderr
    return place


@pytest.fixture
def copy_of_released(released: Place, tmp_path: Path) -> Place:
    """A copy of the released place, to spoil: sources, state folder and the release that is served."""
    place = Place(tmp_path / "copy")
    shutil.copytree(released.path, place.path, symlinks=True)
    return place


@pytest.fixture
def empty_place(tmp_path: Path) -> Place:
    """A place without reports and without a release."""
    place = Place(tmp_path / "place")
    place.sources.mkdir(parents=True)
    return place


@pytest.fixture(scope="session")
def reader(released: Place) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
    """Queries on the released warehouse over one read-only connection."""
    with duckdb.connect(str(released.link), read_only=True) as connection:
        yield lambda query: connection.execute(query).fetchall()
