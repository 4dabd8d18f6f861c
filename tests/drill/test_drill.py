"""The localiser and the drill on the real reports."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from expectations.localise.read import Build, read_system
from expectations.localise.suspects import localise, write_suspects
from expectations.localise.system import System, as_decimal
from orchestration.home import Home
from tests.built import BuiltWarehouse
from tests.drill.__main__ import drill
from tests.drill.models import without_decimals
from tests.drill.slips import OF_ONE_CELL
from tests.drill.trials import PAIR

Query = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def copy(released: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the release to write in."""
    path = tmp_path_factory.mktemp("copy") / "warehouse.duckdb"
    shutil.copyfile(released.link.resolve(), path)
    with duckdb.connect(str(path)) as connection:
        yield connection


@pytest.fixture(scope="module")
def system(copy: duckdb.DuckDBPyConnection) -> System:
    return read_system(copy)


@pytest.fixture(scope="module")
def warehouse(released: Any) -> BuiltWarehouse:
    """What has the SQL of the models."""
    return BuiltWarehouse(Home(released.home))


def test_the_localiser_compares_as_the_models_do(
    copy: duckdb.DuckDBPyConnection, warehouse: BuiltWarehouse, system: System
) -> None:
    """As printed, and with cells changed by much and by little: verdict and difference of every identity."""
    chance = random.Random(3)
    numbers = [cell for cell in system.cells.values() if cell.value is not None]
    for changes in (0, 40, 40, 40):
        values = {
            cell.figure_id: max((cell.value or 0) + chance.choice([-30, -2, -1, 1, 2, 400]) * cell.step, 0)
            for cell in chance.sample(numbers, changes)
        }
        copy.execute("BEGIN")
        for figure_id, value in values.items():
            copy.execute("UPDATE core.figure SET value = ? WHERE figure_id = ?", [as_decimal(value), figure_id])
        warehouse.refill_terms(copy)
        judged = {
            identity: (verdict, difference)
            for identity, verdict, difference in copy.execute(
                "SELECT identity_id, verdict, difference FROM quality.identity WHERE verdict <> 'not_evaluable'"
            ).fetchall()
        }
        copy.execute("ROLLBACK")
        compared = [i for i in system.printing(values).identities if i.identity_id in judged]
        assert len(compared) > 1000
        for identity in compared:
            verdict, difference = judged[identity.identity_id]
            if not identity.is_bounded:
                assert as_decimal(int(identity.difference({}))) == difference, identity.identity_id
            if not identity.is_waived:
                assert identity.holds({}, {}) == (verdict == "holds"), identity.identity_id


def test_the_terms_near_a_finding_are_those_of_the_release(copy: duckdb.DuckDBPyConnection) -> None:
    """They are found by number, past the view that shows all of them by id."""
    copy.execute("BEGIN")
    copy.execute(
        "INSERT INTO quality.finding BY NAME "
        "SELECT identity_id, rule_id, organisation_id, 'critical' AS severity, 'open' AS status "
        "FROM quality.judged_identity WHERE verdict = 'holds' AND rule_id = 'sum_over_areas'"
    )
    copy.execute("CREATE TEMP TABLE localised AS SELECT DISTINCT organisation_id FROM quality.judged_identity")
    Build(copy)
    said = "SELECT identity_id, side, combine, coefficient, figure_id, value, counts_as, rounding FROM"
    near = f"{said} near_identity_term"
    shown = f"{said} quality.identity_term WHERE identity_id IN (SELECT identity_id FROM near_identity)"
    counts = [
        copy.execute(f"SELECT count(*) FROM ({query})").fetchone()
        for query in (near, f"{near} EXCEPT ALL {shown}", f"{shown} EXCEPT ALL {near}")
    ]
    without_near = copy.execute(
        "SELECT count(*) FROM quality.finding AS f WHERE f.rule_id = 'sum_over_areas' AND f.status = 'open' "
        "AND f.identity_id NOT IN (SELECT identity_id FROM near_identity)"
    ).fetchone()
    copy.execute("ROLLBACK")
    assert counts[0] is not None
    assert counts[0][0] > 1000
    assert counts[1:] == [(0,), (0,)]
    assert without_near == (0,)


def test_nothing_is_suspected_in_the_reports_as_they_are(reader: Query) -> None:
    assert reader("SELECT count(*) FROM quality.suspect") == [(0,)]
    assert reader("SELECT count(*) FROM quality.suspect_block") == [(0,)]


def test_suspects_are_written_with_their_address(released: Any, tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    shutil.copyfile(released.link.resolve(), path)
    with duckdb.connect(str(path)) as connection:
        identity = "sum_over_areas:bto-sociaal:complaints_about_teams:utrecht:-:2021/groups"
        (total,) = connection.execute(
            "SELECT right_value FROM quality.identity WHERE identity_id = ?", [identity]
        ).fetchone() or (0,)
        connection.execute(
            "UPDATE core.figure SET value = value + 3 WHERE figure_id = 'bto-sociaal-2021/complaints_by_team/r3c2'"
        )
        BuiltWarehouse(Home(released.home)).refill_terms(connection)
        connection.execute(
            "INSERT INTO quality.finding BY NAME "
            "SELECT identity_id, rule_id, organisation_id, 'critical' AS severity, 'open' AS status "
            "FROM quality.judged_identity WHERE identity_id = ?", [identity],
        )  # fmt: skip
        connection.execute(
            "INSERT INTO quality.finding_cell BY NAME SELECT identity_id FROM quality.judged_identity "
            "WHERE identity_id = ?", [identity],
        )  # fmt: skip
    rows, blocks = write_suspects(path)
    assert blocks == 1
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute(
            "SELECT s.figure_id, s.is_tied, s.implied_value, f.value, s.value_printed = f.value_printed "
            "FROM quality.suspect AS s INNER JOIN core.figure AS f USING (figure_id)"
        ).fetchall()
    assert len(found) == rows > 1
    assert all(is_tied for _, is_tied, *_ in found)
    changed = {figure_id: implied - value for figure_id, _, implied, value, _ in found}
    assert changed.pop("bto-sociaal-2021/complaints_by_team/r3c2") == -3
    assert total > 0
    assert set(changed.values()) <= {-3, 3}


@pytest.mark.thorough
def test_a_drill_meets_its_limits(released: Any) -> None:
    """A small drill with a fixed seed: all that the structure of the reports allows is found."""
    code, result = _drill(released, "--trials", "8", "--seed", "7", "--refresh", "0")
    assert code == 0
    tallies = {tally["kind"]: tally for tally in result["tallies"]}
    assert len(tallies) == 9
    assert result["untouched"] == {"findings": 0, "suspects": 0}
    for kind in OF_ONE_CELL:
        tally = tallies[kind]
        assert tally["tried"] == 8
        assert tally["pinned_detected"] == tally["pinned"]
        assert tally["among"] == tally["detected"] > 0
        assert tally["tellable_alone"] == tally["tellable"]
        assert tally["implied"] == tally["implied_known"]
        assert tally["false_alarms"] == 0
    assert sum(tallies[kind]["pinned"] for kind in OF_ONE_CELL) > 20
    pairs = tallies[PAIR]
    assert pairs["tellable_among"] == pairs["tellable"] > 0
    assert tallies["row missing"]["detected"] > 0


@pytest.mark.parametrize(
    "figure_id",
    [
        "bto-sociaal-2021/sroi-share-of-subsidy",
        "lokalis-2019-h1/client-rating",
        "lokalis-2019-h1/client-rating-infographic",
    ],
)
def test_a_lost_decimal_mark_is_not_mended_with_a_whole_number(
    copy: duckdb.DuckDBPyConnection, warehouse: BuiltWarehouse, system: System, figure_id: str
) -> None:
    """8,2 that is printed as 82 beside another 8,2: anything from 7,8 to 8,7 repairs it, not 8 alone."""
    cell = system.cells[figure_id]
    lost = (cell.value or 0) * 10 ** (cell.printed_decimals or 0)
    assert lost > (cell.value or 0) > 0
    solved = localise(without_decimals(copy, warehouse)(system, {figure_id: lost}))
    suspects = [suspect for one in solved for found in one.sets for suspect in found.suspects]
    implied = [suspect.implied_value for suspect in suspects if suspect.figure_id == figure_id]
    assert implied
    assert set(implied) <= {None, cell.value}


@pytest.mark.thorough
def test_the_same_seed_makes_the_same_slips(released: Any) -> None:
    first, second = (_drill(released, "--trials", "2", "--seed", seed, "--refresh", "0")[1] for seed in ("5", "5"))
    assert first == second


def test_without_a_release_there_is_nothing_to_drill(empty_place: Any) -> None:
    result = CliRunner().invoke(drill, [], env={"WAREHOUSE_HOME": str(empty_place.home)})
    assert result.exit_code == 2
    assert "run `warehouse refresh` first" in result.stderr


def _drill(place: Any, *arguments: str) -> tuple[int, Any]:
    """The exit code of a drill on the release of a place, and what it says as data."""
    result = CliRunner().invoke(drill, [*arguments, "--json"], env={"WAREHOUSE_HOME": str(place.home)})
    return result.exit_code, json.loads(result.stdout)
