"""Kills at random moments: what is served stays whole, and the next run begins as if nothing had been."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest

from orchestration.ingest.raw import open_raw
from orchestration.refresh.build import prepare_build
from tests.faults.conftest import State, working
from tests.faults.work import publish_once

PUBLISHING_KILLS = 60
TORN = b"\0" * 100


def test_publishing_is_killed_at_any_moment(state: State) -> None:
    chance = random.Random(1)
    for _ in range(PUBLISHING_KILLS):
        with working("publish", state):
            # A publication takes a second or two; the moment may fall in any part of it.
            time.sleep(chance.uniform(0.0, 3.0))
        state.check_after_recovery()
    release_id, mark = state.served()
    assert int(mark) > 0, "no process lived long enough to publish anything"
    time.sleep(1)  # a release id has the second in it
    assert publish_once(state.home, state.built, int(mark) + 1) > release_id


@pytest.mark.parametrize("torn", ["build", "store", "attempt", "manifest", "hold", "publishing"])
def test_a_file_torn_by_a_loss_of_power(state: State, torn: str) -> None:
    """What was never synced may be there in name only, or with any content."""
    home = state.home
    prepare_build(home, state.sources)
    cells = _cells(state)
    path = {
        "build": home.build_database,
        "store": home.raw_database,
        "attempt": home.attempts / "abc.json",
        "manifest": home.manifests / "abc.draft",
        "hold": home.hold,
        "publishing": home.publishing,
    }[torn]
    path.write_bytes(b"" if torn == "publishing" else TORN)
    state.check_after_recovery()
    prepare_build(home, state.sources)
    assert _cells(state) == cells
    time.sleep(1)
    publish_once(home, state.built, 1)
    assert state.served()[1] == "00000001"


def _cells(state: State) -> list[tuple[Any, ...]]:
    with open_raw(state.home.raw_database) as connection:
        return connection.execute("SELECT * FROM raw.cell ORDER BY ALL").fetchall()
