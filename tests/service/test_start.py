"""What `warehouse dagster` becomes: Dagster's own commands, on loopback alone, without telemetry, for one location."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.home import Home
from orchestration.service.start import DEFINITIONS, LOCATION, SOCKET_VARIABLE, WORKSPACE, ServiceError, become_dagster
from tests.conftest import REPOSITORY, Place
from tests.service.conftest import PARTS, free_port

BECOMES = """
import json, os, signal, sys
from pathlib import Path
from orchestration.home import Home
from orchestration.service.start import become_dagster

def say(executable, command, environment):
    assert executable == command[0] and os.access(executable, os.X_OK)
    assert signal.getsignal(signal.SIGINT) == signal.SIG_DFL
    print('answer: ' + json.dumps([command[1:], dict(environment), os.getcwd()]))

os.execve = say
signal.signal(signal.SIGINT, signal.SIG_IGN)
become_dagster(Home(Path(sys.argv[1])), int(sys.argv[2]), sys.argv[3] or None)
"""


@pytest.fixture
def near_place() -> Iterator[Place]:
    """An empty place whose path leaves room for the name of a socket, however long the names of tests are."""
    with tempfile.TemporaryDirectory(prefix="w", dir="/tmp") as folder:
        place = Place(Path(folder))
        place.sources.mkdir()
        yield place


@pytest.mark.parametrize("part", ["", *PARTS])
def test_it_becomes_dagster_on_loopback_without_telemetry(near_place: Place, part: str) -> None:
    home, port = Home(near_place.home), str(free_port())
    command, environment, folder = near_place.answer(BECOMES, str(home.path), port, part)
    if part in ("", "webserver"):
        assert command[command.index("--host") + 1] == "127.0.0.1"
        assert command[command.index("--port") + 1] == port
    else:
        assert not {"--host", "--port"} & set(command)
    if part:
        assert environment[SOCKET_VARIABLE] == str(home.dagster / "code.sock")
    if part == "code-server":
        assert command[command.index("--socket") + 1] == environment[SOCKET_VARIABLE]
    assert folder == str(REPOSITORY)
    assert environment["DAGSTER_HOME"] == str(home.dagster)
    assert environment["DAGSTER_DISABLE_TELEMETRY"] == "yes"
    settings: Any = yaml.safe_load((home.dagster / "dagster.yaml").read_text(encoding="utf-8"))
    assert settings["telemetry"] == {"enabled": False}
    assert (home.path / "service.lock").exists() == (part in ("", "daemon"))


def test_dagster_knows_the_definitions_by_one_name_however_it_is_started() -> None:
    """The schedule and the sensors are known by it, so that their cursors go on."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["dg"]["project"]
    assert (project["code_location_name"], project["code_location_target_module"]) == (LOCATION, DEFINITIONS)
    (server,) = yaml.safe_load(WORKSPACE.read_text(encoding="utf-8"))["load_from"]
    assert server["grpc_server"] == {"socket": {"env": SOCKET_VARIABLE}, "location_name": LOCATION}


def test_a_home_whose_socket_nobody_could_open_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path / ("x" * 120))
    with pytest.raises(ServiceError, match="too long for the path of a socket"):
        become_dagster(home, 3000, "daemon")


def test_a_schedule_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_SCHEDULE", "6 uur")
    with pytest.raises(ServiceError, match="five fields"):
        become_dagster(Home(tmp_path), 3000)
    assert not (tmp_path / "dagster").exists()
