"""What the watch on the reports says of folders that are whole, half there, or put back."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from orchestration.home import Home
from orchestration.inputs import inputs_hash
from orchestration.release.stored import release_id_of, served_release
from orchestration.service import watch
from orchestration.service.watch import GIVE_UP_SECONDS, SETTLE_SECONDS, comparison_cron, cron, look, unfinished
from tests.conftest import Place

REPORT = "bto-sociaal-2021"


def later(seconds: float = SETTLE_SECONDS + 1) -> float:
    """A moment so long after what the test just did."""
    return time.time() + seconds


@pytest.fixture
def sources(released: Place, tmp_path: Path) -> Path:
    """A copy of the reports that all were there before."""
    shutil.copytree(released.sources, tmp_path / "sources")
    return tmp_path / "sources"


def test_what_was_just_written_waits_and_then_does_not(sources: Path) -> None:
    said = unfinished(sources, time.time())
    assert said is not None
    assert "is being written" in said
    assert unfinished(sources, later()) is None


def test_a_kept_date_does_not_hide_that_a_file_just_came(sources: Path) -> None:
    file = sources / REPORT / "cases_started.csv"
    os.utime(file, (0, 0))
    assert "is being written" in (unfinished(sources, time.time()) or "")


def test_a_folder_that_appears_file_by_file_waits_for_the_last_one(sources: Path) -> None:
    whole = sources / REPORT
    files = sorted(path for path in whole.iterdir() if path.is_file())
    kept = sources.parent / "kept"
    whole.rename(kept)
    whole.mkdir()
    # report.yml comes in the middle: before it nobody knows what is missing, after it everybody does.
    files.insert(len(files) // 2, files.pop(files.index(whole / "report.yml")))
    for file in files:
        assert "is not all there" in (unfinished(sources, later()) or ""), f"before {file.name}"
        shutil.copy2(kept / file.name, file)
    assert unfinished(sources, later()) is None


@pytest.mark.parametrize("name", ["cases_started.csv.part", "upload.tmp", "REPORT.CRDOWNLOAD"])
def test_a_name_of_a_file_that_is_being_copied_waits(sources: Path, name: str) -> None:
    (sources / REPORT / name).touch()
    assert name in (unfinished(sources, later()) or "")


def test_what_stays_incomplete_is_told_by_a_refresh(sources: Path) -> None:
    (sources / REPORT / "cases_started.csv").unlink()
    assert "cases_started.csv is missing" in (unfinished(sources, later()) or "")
    assert unfinished(sources, later(GIVE_UP_SECONDS + 1)) is None


def test_a_report_file_that_cannot_be_read_is_told_by_a_refresh(sources: Path) -> None:
    (sources / REPORT / "report.yml").write_text("id: [", encoding="utf-8")
    assert unfinished(sources, later()) is None


def test_a_withdrawn_report_is_settled_too(sources: Path) -> None:
    assert unfinished(sources, later()) is None
    shutil.rmtree(sources / REPORT)
    assert "a folder came or went" in (unfinished(sources, later(0)) or "") or "being written" in (
        unfinished(sources, later(0)) or ""
    )
    assert unfinished(sources, later()) is None


def test_a_clock_that_was_set_back_holds_nothing_up(sources: Path) -> None:
    assert unfinished(sources, time.time() - 3600) is None


def test_the_same_state_is_started_once(copy_of_released: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place = copy_of_released
    home, clock = Home(place.home), time.time
    monkeypatch.setattr(time, "time", lambda: clock() + SETTLE_SECONDS + 1)
    rest = look(home, place.sources, "")
    assert not rest.start
    assert rest.rest is not None
    assert rest.rest.outcome == "unchanged"

    right, wrong = "De Meern,13,11,12,", "De Meern,13,11,17,"
    place.edit(f"{REPORT}/cases_started.csv", right, wrong)
    first = look(home, place.sources, rest.state)
    assert first.start
    again = look(home, place.sources, first.state)
    assert not again.start
    assert "started before" in again.reason

    place.edit(f"{REPORT}/cases_started.csv", wrong, right)
    back = look(home, place.sources, again.state)
    assert not back.start
    assert back.state == rest.state

    # The same wrong digit once more is another change, which Dagster must not take for the first one.
    place.edit(f"{REPORT}/cases_started.csv", right, wrong)
    second = look(home, place.sources, back.state)
    assert second.start
    assert second.state == first.state
    assert second.key != first.key


def test_junk_starts_nothing_and_lifts_no_hold(copy_of_released: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place = copy_of_released
    home, clock = Home(place.home), time.time
    held = {"release_id": release_id_of(served_release(home)), "instead_of": "a later one", "since": "2024-01-01"}
    home.hold.write_text(json.dumps(held | {"inputs_hash": inputs_hash(place.sources)}), encoding="utf-8")
    for name in ("Thumbs.db", "~$cases_started.xlsx", "cases_started.csv~", "README.md", "rapport.pdf", "loose.csv"):
        (place.sources / REPORT / name).write_text("x", encoding="utf-8")
    for name in ("lost+found", "@eaDir", "#recycle", "__MACOSX"):
        (place.sources / name).mkdir()
        (place.sources / name / "report.yml").write_text("x", encoding="utf-8")
    monkeypatch.setattr(time, "time", lambda: clock() + SETTLE_SECONDS + 1)
    decision = look(home, place.sources, "")
    assert not decision.start
    assert decision.rest is not None
    assert decision.rest.outcome == "held"

    code, record = place.run_json("refresh")
    assert (code, record["outcome"]) == (0, "held")
    assert [notice["file"] for notice in record["summary"]["notices"]] == [
        "#recycle", "@eaDir", "__MACOSX", f"{REPORT}/loose.csv", "lost+found",
    ]  # fmt: skip


def test_junk_that_is_written_all_the_time_holds_nothing_up(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SETTLE_SECONDS", 0.2)
    time.sleep(0.3)
    junk, table = sources / REPORT / "Thumbs.db", sources / REPORT / "cases_started.csv"
    junk.touch()
    assert unfinished(sources, junk.stat().st_ctime) is None
    table.touch()
    assert "is being written" in (unfinished(sources, table.stat().st_ctime) or "")


def test_a_schedule_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_SCHEDULE", "6 uur")
    with pytest.raises(ValueError, match="five fields"):
        cron()
    monkeypatch.setenv("WAREHOUSE_SCHEDULE", "")
    assert cron() == "0 6 * * *"
    assert comparison_cron() == "30 3 * * *"
    monkeypatch.setenv("WAREHOUSE_COMPARE_SCHEDULE", "nooit")
    with pytest.raises(ValueError, match="WAREHOUSE_COMPARE_SCHEDULE is 'nooit'"):
        comparison_cron()
