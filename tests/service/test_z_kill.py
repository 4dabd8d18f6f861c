"""Last in this folder, since it stops what the others share.

The whole service killed with -9 in the middle of a run, and started again; and refreshes that wait behind one."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess

from orchestration.attempt import load_all
from orchestration.home import Home
from tests.command import WAREHOUSE
from tests.service.conftest import RUN_SECONDS, Service, wait_for

REPORT = "bto-sociaal-2021"


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
    assert [one.outcome for one in load_all(Home(place.home).attempts) if one.outcome == "running"] == []
    assert list((place.home / "build").iterdir()) == []


def test_a_second_service_and_a_used_port_are_refused(service: Service) -> None:
    """Both say what is the matter, and start nothing."""
    for home, said in ((service.place.home, "cannot be used"), (service.place.path / "other", "cannot be used")):
        result = refused(home, service.port)
        assert said in result.stderr
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    assert "already" in refused(service.place.home, free).stderr


def refused(home: object, port: int) -> subprocess.CompletedProcess[str]:
    """Start a service that cannot start."""
    command = [str(WAREHOUSE), "dagster", "--home", str(home), "--port", str(port)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 3, result.stderr
    assert "Traceback" not in result.stderr
    return result


def test_it_stops_on_ctrl_c_and_leaves_nothing_behind(service: Service) -> None:
    assert service.processes()
    assert service.stop(signal.SIGINT) == 0
    assert service.processes() == []
    assert "Traceback" not in "".join(service.said)


def status(service: Service, run_id: str) -> str:
    """How a run stands."""
    return str(next(run["status"] for run in service.runs() if run["runId"] == run_id))
