"""The units that are shipped for systemd: it finds nothing wrong with them, and they start what there is to start."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command import WAREHOUSE
from tests.conftest import REPOSITORY

UNITS = sorted((REPOSITORY / "ops/systemd").iterdir())


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_them(tmp_path: Path) -> None:
    assert len(UNITS) == 3
    copies = []
    for unit in UNITS:
        copy = tmp_path / unit.name
        # systemd also looks whether the program is there.
        text = unit.read_text(encoding="utf-8").replace("/opt/warehouse/.venv/bin/warehouse", str(WAREHOUSE))
        copy.write_text(text, encoding="utf-8")
        copies.append(str(copy))
    result = subprocess.run(["systemd-analyze", "verify", *copies], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout + result.stderr) == (0, "")


@pytest.mark.parametrize("unit", [one for one in UNITS if one.suffix == ".service"], ids=lambda unit: unit.name)
def test_they_call_commands_that_exist(unit: Path) -> None:
    (line,) = [line for line in unit.read_text(encoding="utf-8").splitlines() if line.startswith("ExecStart=")]
    command, *arguments = line.removeprefix("ExecStart=").split()
    assert command.endswith("/warehouse")
    help_text = subprocess.run(
        [str(WAREHOUSE), arguments[0], "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert all(option in help_text for option in arguments[1:] if option.startswith("--"))
