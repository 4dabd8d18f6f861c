"""Last in this folder, since it stops what the others share, and goes on with the units of a server.

The whole service killed with -9 in the middle of a run, and started again; and refreshes that wait behind one.
"""

from __future__ import annotations

import shutil
import signal
import subprocess

import pytest

from orchestration.attempt import left_running
from orchestration.home import Home
from tests.command import WAREHOUSE
from tests.service.conftest import LOCATION, RUN_SECONDS, STOP_SECONDS, Service, free_port, wait_for

pytestmark = pytest.mark.thorough

REPORT = "bto-sociaal-2021"


def test_a_second_service_and_a_used_port_are_refused(service: Service) -> None:
    refuses_a_second(service)


def test_ctrl_c_ends_all_of_it_and_the_units_of_a_server_go_on(service: Service) -> None:
    """The runs are theirs, and so is what the watch started last: nothing is started twice."""
    runs, cursor = service.runs(), watched(service)
    assert cursor
    assert service.stop(signal.SIGINT) == [0]
    wait_for(lambda: not service.processes(), STOP_SECONDS, "all of it ended")
    assert "Traceback" not in "".join(service.said)

    service.by_units = True
    service.start()
    assert (service.runs(), watched(service)) == (runs, cursor)


def test_nothing_is_lost_where_all_is_killed_in_the_middle_of_a_run(service: Service) -> None:
    """A report is put back file by file, the run that reads it is killed, and after the start it is published."""
    place = service.place
    before = place.link.resolve()
    known = len(service.runs())
    whole, kept = place.sources / REPORT, place.path / "kept"
    whole.rename(kept)
    whole.mkdir()
    for file in sorted(kept.iterdir()):
        shutil.copytree(file, whole / file.name) if file.is_dir() else shutil.copy2(file, whole / file.name)
        assert len(service.runs()) == known, f"a run began before {file.name} was there"
    place.edit(f"{REPORT}/report.yml", "title: Het verslag van 2021", "title: Het verslag van 2021!")
    wait_for(lambda: len(service.runs()) > known, RUN_SECONDS, "a run was asked for")
    run_id = service.runs()[known]["runId"]
    wait_for(lambda: "Building and testing the models" in service.messages(run_id), RUN_SECONDS, "dbt began")

    service.kill()
    assert place.link.resolve() == before
    assert place.query("SELECT count(*) > 1000 FROM core.figure") == [(True,)]

    service.start()
    wait_for(lambda: status(service, run_id) == "FAILURE", 120, "the killed run was closed")
    again = wait_for(
        lambda: [run for run in service.runs() if run["tags"].get("dagster/parent_run_id") == run_id],
        120,
        "a second try",
    )[0]["runId"]
    # Asked for meanwhile: one does what is left to do, which is nothing, and the other is merged into it.
    waiting = [service.launch(), service.launch()]
    wait_for(lambda: status(service, again) == "SUCCESS", RUN_SECONDS, "the second try ended")
    assert place.query(f"SELECT title FROM core.report WHERE report_id = '{REPORT}'") == [("Het verslag van 2021!",)]
    assert place.link.resolve() != before
    wait_for(lambda: all(status(service, one) in ("SUCCESS", "CANCELED") for one in waiting), RUN_SECONDS, "they ended")
    ends = {status(service, one): service.messages(one) for one in waiting}
    merged = ends.pop("CANCELED")
    assert "Merged into run" in merged
    if ends:
        assert "Nothing to do: nothing has changed since release" in ends["SUCCESS"]
    assert not list(left_running(Home(place.home).attempts))
    assert list((place.home / "build").iterdir()) == []


def test_a_second_service_beside_the_units_is_refused(service: Service) -> None:
    refuses_a_second(service)
    assert "already" in refused(service.place.home, service.port, "daemon").stderr


def test_the_units_stop_and_leave_nothing_behind(service: Service) -> None:
    assert service.processes()
    # What is stopped with SIGTERM may end with it: systemd takes both for an end as it should be.
    assert set(service.stop()) <= {0, -signal.SIGTERM}
    wait_for(lambda: not service.processes(), STOP_SECONDS, "all of it ended")
    assert "Traceback" not in "".join(service.said)


def refuses_a_second(service: Service) -> None:
    """A second service and a used port are refused: both say what is the matter, and start nothing."""
    for home in (service.place.home, service.place.path / "other"):
        assert "cannot be used" in refused(home, service.port).stderr
    assert "already" in refused(service.place.home, free_port()).stderr


def refused(home: object, port: int, *part: str) -> subprocess.CompletedProcess[str]:
    """Start a service that cannot start."""
    command = [str(WAREHOUSE), "dagster", *part, "--home", str(home), "--port", str(port)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 3, result.stderr
    assert "Traceback" not in result.stderr
    return result


def watched(service: Service) -> str:
    """The inputs that the watch on the reports started last, as Dagster keeps them."""
    asked = """
        query ($selector: SensorSelector!) { sensorOrError(sensorSelector: $selector) { ... on Sensor {
          sensorState { typeSpecificData { ... on SensorData { lastCursor } } } } } }
    """
    found = service.ask(asked, selector=LOCATION | {"sensorName": "reports_changed"})
    return str(found["sensorOrError"]["sensorState"]["typeSpecificData"]["lastCursor"] or "")


def status(service: Service, run_id: str) -> str:
    """How a run stands."""
    return str(next(run["status"] for run in service.runs() if run["runId"] == run_id))
