"""Runs the drill on a copy of the served release."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from expectations.localise.pinned import PinnedCells, pinned_by_table
from expectations.localise.read import read_system
from expectations.localise.suspects import localise
from orchestration.release.stored import release_id_of
from tests.built import BuiltWarehouse
from tests.drill.models import missing_rows, without_decimals
from tests.drill.real_refresh import Refreshed, through_the_refresh
from tests.drill.trials import Tally, run_trials


@dataclass(frozen=True)
class Drill:
    """What came of a drill: `untouched` counts the findings and suspects of the reports as they are."""

    release_id: str
    trials: int
    seed: int
    tallies: list[Tally]
    refreshed: list[Refreshed]
    pinned: list[PinnedCells]
    untouched: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """The drill as plain data, for `--json`."""
        return asdict(self)


def run_drill(
    release: Path, warehouse: BuiltWarehouse, sources: Path, trials: int, seed: int, refreshes: int, seconds: float
) -> Drill:
    """Make `trials` slips of each kind in a copy of a release, and `refreshes` in copies of the sources.

    `warehouse` has the SQL that the release was made with; `seconds` is how long the search for
    several cells may take per slip.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "warehouse.duckdb"
        shutil.copyfile(release, copy)
        with duckdb.connect(str(copy)) as connection:
            system = read_system(connection)
            solved = localise(system, seconds)
            untouched = {
                "findings": len(system.failing()),
                "suspects": sum(len(one.suspects) for block in solved for one in block.sets),
            }
            tallies: list[Tally] = []
            if trials:
                tallies = run_trials(system, trials, seed, without_decimals(connection, warehouse), seconds)
                tallies.append(missing_rows(connection, warehouse, trials, seed))
        refreshed = through_the_refresh(system, sources, refreshes, seed)
    release_id = release_id_of(release) or ""
    return Drill(release_id, trials, seed, tallies, refreshed, pinned_by_table(system), untouched)
