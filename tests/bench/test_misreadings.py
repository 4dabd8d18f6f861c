"""What becomes of planted misreadings: nothing that a rule pins goes unseen."""

from __future__ import annotations

import pytest

from orchestration.home import Home
from tests.bench.misreadings import LISTED, NAMED, SILENT, measure


@pytest.mark.thorough
def test_what_a_rule_pins_is_never_read_wrong_in_silence(compiled: Home) -> None:
    found = measure(compiled, 40, seed=2, whole=2, reports=["lokalis-2019-h1"])
    counts = {outcome: sum(counted[outcome] for counted in found.values()) for outcome in (NAMED, LISTED, SILENT)}
    assert sum(sum(counted.values()) for counted in found.values()) == 40
    assert counts[SILENT] == 0
    assert counts[NAMED] > 10
