"""Kills at random moments: what is served stays whole, and the next run begins as if nothing had been.

A hundred in `make test-all`, a tenth of them in `make test`. Most kill the functions that write, over and over; some
kill whole refreshes, with dbt and all that belongs to them: one of those is in `tests/e2e/test_life.py`.
"""

from __future__ import annotations

import random
import time
from typing import Any

import pytest

from orchestration.ingest.raw import open_raw
from orchestration.run.recover import recover
from orchestration.run.steps import prepare_build
from tests.faults.conftest import (
    State,
    kill_refresh,
    seconds_of_the_last_refresh,
    what_a_killed_refresh_left,
    working,
)
from tests.faults.work import publish_once

TORN = b"\0" * 100


def some_or(all_of_them: int, sample: int) -> pytest.MarkDecorator:
    """How many kills: a sample in `make test`, and all of them in `make test-all`."""
    return pytest.mark.parametrize("kills", [sample, pytest.param(all_of_them, marks=pytest.mark.thorough)])


@some_or(64, sample=6)
def test_publishing_is_killed_at_any_moment(state: State, kills: int) -> None:
    chance = random.Random(1)
    started = time.monotonic()
    publish_once(state.home, state.built, 1)
    whole = time.monotonic() - started
    for _ in range(kills):
        with working("publish", state):
            # The first of a process takes twice as long; the moment may fall in any part of it or of the next ones.
            time.sleep(chance.uniform(0.0, 4 * whole))
        state.check_after_recovery()
    release_id, mark = state.served()
    assert int(mark) > 1, "no process lived long enough to publish anything"
    assert publish_once(state.home, state.built, int(mark) + 1) > release_id


@some_or(30, sample=3)
def test_reading_is_killed_at_any_moment(state: State, kills: int) -> None:
    chance = random.Random(2)
    table = state.sources / "bto-sociaal-2021" / "cases_started.csv"
    printed = table.read_text(encoding="utf-8")
    for _ in range(kills):
        with working("read", state):
            time.sleep(chance.uniform(0.0, 1.0))
        table.write_text(printed, encoding="utf-8")
        recover(state.home)
        prepare_build(state.home, state.sources)
        assert _cells(state) == _cells_read_anew(state)
        state.check_after_recovery()


@pytest.mark.thorough
def test_refreshes_are_killed_at_any_moment(copy_of_released: Any) -> None:
    place, chance, kills = copy_of_released, random.Random(3), 6
    whole = seconds_of_the_last_refresh(place)
    for number in range(1, kills + 1):
        # Each refresh finds something new, so that it goes all the way.
        _change(place, number)
        # One after the other over the whole course of a refresh, and not at the same moment in two runs of the test.
        kill_refresh(place, whole * (number - chance.random()) / kills, with_its_group=number % 2 == 0)
    # One that finds nothing to do would leave Dagster's history to the next that does.
    _change(place, kills + 1)
    code, record = place.run_json("refresh")
    assert (code, record["outcome"]) == (0, "released"), record
    assert what_a_killed_refresh_left(place) == []


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
    publish_once(home, state.built, 1)
    assert state.served()[1] == "00000001"


def _cells(state: State) -> list[tuple[Any, ...]]:
    with open_raw(state.home.raw_database) as connection:
        return connection.execute("SELECT * FROM raw.cell ORDER BY ALL").fetchall()


def _cells_read_anew(state: State) -> list[tuple[Any, ...]]:
    state.home.raw_database.unlink()
    prepare_build(state.home, state.sources)
    return _cells(state)


def _change(place: Any, number: int) -> None:
    path = place.sources / "bto-sociaal-2021" / "report.yml"
    text = path.read_text(encoding="utf-8").split("# change")[0].rstrip("\n")
    path.write_text(f"{text}\n# change {number}\n", encoding="utf-8")
