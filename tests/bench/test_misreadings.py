"""What becomes of planted misreadings: nothing that a rule pins goes unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.build.compiled import keep
from orchestration.home import Home
from tests.bench.misreadings import LISTED, NAMED, SILENT, measure
from tests.built import BuiltWarehouse


@pytest.fixture
def home(built: BuiltWarehouse, tmp_path: Path) -> Home:
    """A home that has the models' SQL."""
    made = Home(tmp_path / "home")
    made.create()
    keep(made, built.artefact("manifest")["nodes"])
    return made


def test_what_a_rule_pins_is_never_read_wrong_in_silence(home: Home) -> None:
    found = measure(home, 40, seed=2, whole=2, reports=["lokalis-2019-h1"])
    counts = {outcome: sum(counted[outcome] for counted in found.values()) for outcome in (NAMED, LISTED, SILENT)}
    assert sum(sum(counted.values()) for counted in found.values()) == 40
    assert counts[SILENT] == 0
    assert counts[NAMED] > 10
