"""A state folder whose models are compiled, and the little country of tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from orchestration.attempt import Attempt
from orchestration.build.compiled import Relation, ensure_compiled
from orchestration.home import Home
from tests.conftest import made_once
from tests.organisations.country import Country
from tests.organisations.refreshing import refresh


class Town:
    """A country, its report folders and a home."""

    def __init__(self, path: Path, compiled: Home, seed: int = 1) -> None:
        self.country, self.sources, self.home = Country(seed), path / "sources", Home(path / "home")
        self.home.create()
        shutil.copytree(compiled.compiled, self.home.compiled, dirs_exist_ok=True)
        self.relations: list[Relation] = ensure_compiled(self.home)

    def refresh(self, home: Home | None = None, keeps: Collection[str] = (), **how: bool) -> Attempt:
        """Write the reports and refresh a home, its own unless told otherwise; `keeps` as in `Country.write`."""
        self.country.write(self.sources, keeps)
        return refresh(home or self.home, self.sources, self.relations, **how)

    def full(self) -> tuple[Home, Attempt]:
        """Build everything anew in a copy of the home, and publish nothing."""
        copy = Home(self.home.path.with_name("copy"))
        shutil.rmtree(copy.path, ignore_errors=True)
        shutil.copytree(self.home.path, copy.path, symlinks=True)
        return copy, self.refresh(copy, full=True, publishes=False)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the models' own SQL."""

    def compile_in(folder: Path) -> None:
        ensure_compiled(Home(folder))

    return Home(made_once("compiled", tmp_path_factory, compile_in))


@pytest.fixture
def make_town(tmp_path: Path, compiled: Home) -> Callable[..., Town]:
    """Makes a country of its own from a seed."""
    return lambda seed=1: Town(tmp_path, compiled, seed)
