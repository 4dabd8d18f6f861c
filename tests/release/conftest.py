"""State folders with small releases in them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.home import Home
from orchestration.release.stored import release_id_of, stored_releases
from tests.release.releases import publish_small


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty one."""
    home = Home(tmp_path / "home")
    home.create()
    return home


@pytest.fixture(scope="session")
def home_of_three(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """One with three releases, to be copied; their inputs are 0…, 1… and 2…, the last one is served."""
    home = Home(tmp_path_factory.mktemp("three") / "home")
    for number in range(3):
        publish_small(home, f"7.{number}", inputs=f"{number}" * 64)
    return home


@pytest.fixture
def three(home_of_three: Home, tmp_path: Path) -> tuple[Home, list[str]]:
    """A copy of it to spoil, and the ids, the first published first."""
    home = Home(tmp_path / "three")
    shutil.copytree(home_of_three.path, home.path, symlinks=True)
    return home, [release_id_of(path) or "" for path in reversed(stored_releases(home))]
