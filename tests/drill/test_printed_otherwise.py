"""Slips planted in the real reports where they are printed otherwise: in thousands, rounded to fives, or withheld."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import pytest

from expectations.localise.read import read_system
from expectations.localise.suspects import RepairedCell, Solved, localise
from expectations.localise.system import SCALE, System
from orchestration.home import Home
from tests.built import BuiltWarehouse

METRIC = "organisation_id = 'bto-sociaal' AND metric_id = 'cases_closed' AND compared_with_period_id IS NULL"
"""Figures that are pinned by months, quarters and a year, and by who can go on without support."""


@dataclass
class Reprinted:
    """A copy of a release in which figures are printed otherwise."""

    connection: duckdb.DuckDBPyConnection
    warehouse: BuiltWarehouse

    def system(self, *updates: str) -> System:
        """The identities once `core.figure` is updated; afterwards it is as it was."""
        self.connection.execute("BEGIN")
        try:
            for update in updates:
                self.connection.execute(f"UPDATE core.figure SET {update}")
            self.warehouse.refill_terms(self.connection)
            # What is judged anew, in the place of what the release was judged by.
            self.connection.execute("DELETE FROM quality.judged_identity")
            judged = self.warehouse.tables("quality")["quality.judged_identity"]
            self.connection.execute(f"INSERT INTO quality.judged_identity BY NAME ({judged})")
            return read_system(self.connection)
        finally:
            self.connection.execute("ROLLBACK")


@pytest.fixture(scope="module")
def reprinted(released: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reprinted]:
    path = tmp_path_factory.mktemp("copy") / "warehouse.duckdb"
    shutil.copyfile(released.link.resolve(), path)
    with duckdb.connect(str(path)) as connection:
        yield Reprinted(connection, BuiltWarehouse(Home(released.home)))


@pytest.fixture(scope="module")
def pinned(reprinted: Reprinted) -> str:
    """A team's figure of a month whose digits can be swapped, that stands in a sum over time."""
    ((figure_id,),) = reprinted.connection.execute(
        f"SELECT figure_id FROM core.figure WHERE {METRIC} AND is_served AND value BETWEEN 12 AND 98 "
        "AND value % 10 - floor(value / 10) > 3 AND area_id <> 'utrecht' AND length(period_id) = 7 "
        "AND breakdown_id IS NULL ORDER BY figure_id LIMIT 1"
    ).fetchall()
    return str(figure_id)


def swapped(figure_id: str) -> str:
    return (
        "value = scale * (10 * (CAST(value / scale AS INTEGER) % 10) + CAST(value / scale AS INTEGER) // 10), "
        "value_printed = reverse(value_printed) "
        f"WHERE figure_id = '{figure_id}'"
    )


def suspects_of(solved: list[Solved], figure_id: str) -> list[RepairedCell]:
    return [one for block in solved for found in block.sets for one in found.suspects if one.figure_id == figure_id]


def test_a_slip_in_thousands_is_found_in_the_printed_number(reprinted: Reprinted, pinned: str) -> None:
    in_thousands = f"value = value * 1000, scale = 1000, rounding = 500 WHERE {METRIC}"
    assert reprinted.system(in_thousands).failing() == []
    spoilt = reprinted.system(in_thousands, swapped(pinned))
    true = reprinted.system(in_thousands).cells[pinned].value
    (suspect,) = suspects_of(localise(spoilt), pinned)
    assert true is not None
    assert suspect.low <= true <= suspect.high
    assert suspect.slip == "digits swapped"
    assert f"{true // SCALE // 1000} would be: digits swapped" in suspect.why


def test_a_slip_in_numbers_rounded_to_fives_is_found_among_fives(reprinted: Reprinted, pinned: str) -> None:
    fives = f"value = 5 * round(value / 5), rounding = 2.5 WHERE {METRIC}"
    assert reprinted.system(fives).failing() == []
    spoilt = reprinted.system(fives, f"value = value + 100 WHERE figure_id = '{pinned}'")
    (suspect,) = suspects_of(localise(spoilt), pinned)
    true = reprinted.system(fives).cells[pinned].value
    assert true is not None
    assert suspect.low <= true <= suspect.high
    assert isinstance(suspect.low, int)
    assert isinstance(suspect.high, int)
    assert suspect.low % (5 * SCALE) == suspect.high % (5 * SCALE) == 0


def test_a_withheld_part_is_no_suspect_and_hides_none(reprinted: Reprinted, pinned: str) -> None:
    row = f"(SELECT report_id, table_id, row_number FROM core.figure WHERE figure_id = '{pinned}')"
    ((other, value),) = reprinted.connection.execute(
        f"SELECT figure_id, value FROM core.figure WHERE {METRIC} AND (report_id, table_id, row_number) = {row} "
        f"AND figure_id <> '{pinned}' AND length(period_id) = 7 AND period_id NOT LIKE '%-Q%' ORDER BY 1 LIMIT 1"
    ).fetchall()
    low, high = max(value - 2, 0), value + 2
    withheld = (
        f"value = NULL, decimals = NULL, rounding = 0, value_low = {low}, value_high = {high}, value_printed = 'x', "
        f"value_status = 'suppressed' WHERE figure_id = '{other}'"
    )
    assert reprinted.system(withheld).failing() == []
    true = reprinted.system(withheld).cells[pinned].value
    solved = localise(reprinted.system(withheld, f"value = value + 100 WHERE figure_id = '{pinned}'"))
    assert suspects_of(solved, other) == []
    (suspect,) = suspects_of(solved, pinned)
    assert true is not None
    assert suspect.low <= true <= suspect.high
    assert suspect.high - suspect.low <= 4 * SCALE
