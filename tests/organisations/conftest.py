"""The little country of tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from orchestration.attempt import Attempt
from orchestration.build.compiled import Relation, ensure_compiled
from orchestration.home import Home
from tests.organisations.country import Country
from tests.organisations.refreshing import home_beside, refresh


class Town:
    """A country, its report folders and a home."""

    def __init__(self, path: Path, compiled: Home, seed: int = 1) -> None:
        self.country, self.sources, self.home = Country(seed), path / "sources", home_beside(compiled, path)
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


@pytest.fixture
def make_town(tmp_path: Path, compiled: Home) -> Callable[..., Town]:
    """Makes a country of its own from a seed."""
    return lambda seed=1: Town(tmp_path, compiled, seed)
