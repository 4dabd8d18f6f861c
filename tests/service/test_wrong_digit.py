"""A wrong digit under a real daemon: told once over each channel, and so is its repair; readers see neither.

Its organisation waits, and the other one is published: the run is a success with a warning.
"""

from __future__ import annotations

import threading
import time

import duckdb
import pytest

from tests.service.conftest import Inbox, Service, wait_for

pytestmark = pytest.mark.thorough

TABLE = "bto-sociaal-2021/cases_started.csv"
RIGHT, WRONG = "De Meern,13,11,12,", "De Meern,13,11,17,"


def test_one_wrong_digit_is_told_once_and_so_is_its_repair(service: Service, inbox: Inbox) -> None:
    served = service.place.link.resolve()
    seen: list[str] = []
    done = threading.Event()
    reading = threading.Thread(target=_read_again_and_again, args=[service, seen, done])
    reading.start()
    try:
        service.place.edit(TABLE, RIGHT, WRONG)
        begun = time.monotonic()
        wait_for(lambda: min(inbox.counts()) >= 1, 400, "both channels heard of the wrong digit")
        took = time.monotonic() - begun
        (mail,), (post,) = inbox.mails, inbox.posts
        for message in (mail, post):
            assert f"{TABLE} row 4 column 4" in message or "rij 4" in message, message
            assert "17" in message
            assert "12" in message
        run, runs = service.runs()[-1], len(service.runs())
        assert run["tags"]["dagster/sensor_name"] == "reports_changed"
        wait_for(lambda: service.runs()[-1]["status"] == "SUCCESS", 120, "the run ended")
        assert service.place.query("SELECT waits_because FROM release.organisation WHERE waits_since IS NOT NULL") == [
            ("refused",)
        ]
        # The sensor that sees how runs end comes by once more, and adds nothing.
        time.sleep(15)
        assert inbox.counts() == (1, 1)

        service.place.edit(TABLE, WRONG, RIGHT)
        wait_for(lambda: min(inbox.counts()) >= 2, 400, "both channels heard of the repair")
        wait_for(lambda: service.runs()[-1]["status"] == "SUCCESS", 120, "the run ended")
        time.sleep(10)
        assert inbox.counts() == (2, 2)
        assert "erstel" in inbox.mails[1], inbox.mails[1]
        assert len(service.runs()) == runs + 1
        assert service.place.query("SELECT count(*) FROM release.organisation WHERE waits_since IS NOT NULL") == [(0,)]
    finally:
        done.set()
        reading.join()
    assert service.place.link.resolve() != served
    assert len(set(seen)) == 3
    assert len(seen) > 20
    print(f"the wrong digit was told after {took:.0f} s")


def _read_again_and_again(service: Service, seen: list[str], done: threading.Event) -> None:
    while not done.is_set():
        with duckdb.connect(str(service.place.link), read_only=True) as connection:
            (release,) = connection.execute("SELECT release_id FROM release.release").fetchall()
            (wrong,) = connection.execute(
                "SELECT count(*) FROM core.figure "
                "WHERE figure_id = 'bto-sociaal-2021/cases_started/r4c4' AND value <> 12"
            ).fetchall()
        assert wrong == (0,)
        seen.append(str(release[0]))
        time.sleep(0.25)
