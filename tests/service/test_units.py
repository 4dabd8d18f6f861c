"""The units that are shipped for systemd: it finds nothing wrong with them, and they start what there is to start."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command import WAREHOUSE
from tests.conftest import REPOSITORY

UNITS = sorted((REPOSITORY / "ops/systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
OF_DAGSTER = [unit for unit in SERVICES if unit.name != "warehouse-refresh.service"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_them(tmp_path: Path) -> None:
    assert len(UNITS) == 6
    copies = []
    for unit in UNITS:
        copy = tmp_path / unit.name
        # systemd also looks whether the program is there.
        text = unit.read_text(encoding="utf-8").replace("/opt/warehouse/.venv/bin/warehouse", str(WAREHOUSE))
        copy.write_text(text, encoding="utf-8")
        copies.append(str(copy))
    result = subprocess.run(["systemd-analyze", "verify", *copies], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout + result.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_they_call_commands_that_exist(unit: Path) -> None:
    (line,) = _settings(unit, "ExecStart")
    command, subcommand, *arguments = line.split()
    assert command.endswith("/warehouse")
    help_text = subprocess.run(
        [str(WAREHOUSE), subcommand, "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert all(argument in help_text for argument in arguments if not argument.isdecimal())


def test_the_target_starts_and_stops_the_parts_of_dagster_together() -> None:
    (wanted,) = _settings(REPOSITORY / "ops/systemd/warehouse.target", "Wants")
    assert sorted(wanted.split()) == [unit.name for unit in OF_DAGSTER]
    assert len(OF_DAGSTER) == 3
    for unit in OF_DAGSTER:
        assert _settings(unit, "PartOf") == ["warehouse.target"]
        # What ended by itself starts again, whatever it said.
        assert _settings(unit, "Restart") == ["always"]


def test_a_run_that_goes_on_is_waited_for() -> None:
    """The code server, in which runs go on, is stopped last, and after the lock that a run holds is free."""
    first = "warehouse-code-server.service"
    for unit in OF_DAGSTER:
        assert (first in _settings(unit, "After")) == (unit.name != first)
    (line,) = _settings(REPOSITORY / "ops/systemd" / first, "ExecStop")
    assert line.endswith("flock --timeout 60 ${WAREHOUSE_HOME}/lock true")


def _settings(unit: Path, name: str) -> list[str]:
    return re.findall(rf"^{name}=-?(.*)$", unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
