"""Many reports are read by several processes: the store is the same, and a process that dies leaves nothing behind."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.home import REPOSITORY, Home
from orchestration.ingest import readers, reports
from orchestration.ingest.load import load_share
from orchestration.ingest.raw import REPORT_TABLES
from orchestration.ingest.readers import ReadersError, read_shares
from orchestration.ingest.reports import ReportChange, ingest, told
from orchestration.run.conductor import run_job
from orchestration.run.recover import recover
from orchestration.run.steps import prepare_build

REPORTS = 7
SIZE = 70
IDS = [f"dorp-{2020 + number}" for number in range(REPORTS)]


@pytest.fixture
def many(sources) -> Any:
    """Sources with several reports."""
    for report_id in IDS:
        sources.write(report_id)
    return sources


@pytest.fixture
def started(monkeypatch) -> list[subprocess.Popen[str]]:
    """The processes that read, of which there are three; they are started for so few reports too."""
    monkeypatch.setattr(readers, "FOLDERS_A_SHARE", 2)
    monkeypatch.setattr(readers, "FOLDERS_A_READER", 2)
    monkeypatch.setattr(readers, "_cores", lambda: 3)
    found: list[subprocess.Popen[str]] = []

    def start(*args: Any, **kwargs: Any) -> subprocess.Popen[str]:
        found.append(subprocess.Popen(*args, **kwargs))
        return found[-1]

    monkeypatch.setattr(readers, "_start", start)
    return found


def stored(sources: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Raw table to its rows, in the order in which they stand."""
    return {table: sources.query(f"FROM raw.{table}") for table in REPORT_TABLES}


def left(store: Path) -> list[str]:
    """What stands beside the store."""
    return sorted(path.name for path in store.parent.iterdir() if path != store)


# ---- The same, whoever reads ------------------------------------------------------------------


@pytest.mark.parametrize("cores", [2, 3, 8])
def test_the_store_is_the_same_however_many_read(many, started, monkeypatch, cores: int):
    many.edit("dorp-2022/started.csv", "Zuid", "Zuidd")
    many.edit("dorp-2024/report.yml", "columns_are", "colums_are")
    monkeypatch.setattr(readers, "_cores", lambda: 1)
    assert many.ingest() == dict.fromkeys(IDS, ("new", SIZE)) | {"dorp-2022": ("new", 54), "dorp-2024": ("new", 0)}
    alone = stored(many)
    assert started == []
    many.store.unlink()
    monkeypatch.setattr(readers, "_cores", lambda: cores)
    many.ingest()
    assert len(started) == min(cores, 3)
    assert stored(many) == alone
    assert all(len(alone[table]) > 0 for table in ("cell", "axis", "report", "problem", "alias"))


def test_few_reports_are_read_without_another_process(good, started):
    good.ingest()
    assert started == []


def test_readers_need_nothing_of_where_the_command_is_run(many, started, monkeypatch, tmp_path):
    """Not the checkout as working folder; nor is a module there taken for Python's own."""
    (tmp_path / "json.py").write_text("raise RuntimeError('a module of the working folder')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert many.ingest() == dict.fromkeys(IDS, ("new", SIZE))
    assert len(started) == 3


# ---- A process that dies ----------------------------------------------------------------------


def _die(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the reading processes do this instead of their work."""
    start = readers._start

    def started(command: list[str], **kwargs: Any) -> subprocess.Popen[str]:
        return start([sys.executable, "-c", code], **kwargs)

    monkeypatch.setattr(readers, "_start", started)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os; os.kill(os.getpid(), 9)", "was stopped by SIGKILL: the machine may be short of memory"),
        ("import os; os.kill(os.getpid(), 15)", "was stopped by SIGTERM"),
        ("raise OSError(28, 'No space left on device')", "failed: OSError: [Errno 28] No space left on device"),
        ("raise SystemExit(5)", "failed: it ended with code 5"),
        ("print('[[', end='')", "failed: it ended with code 0"),
    ],
)
def test_a_reader_that_dies_leaves_the_store_as_it_was(good, started, monkeypatch, code: str, said: str):
    good.ingest()
    before = stored(good)
    for report_id in IDS:
        if report_id != "dorp-2023":
            good.write(report_id)
    _die(monkeypatch, code)
    with pytest.raises(ReadersError, match=said.replace("[", r"\[")):
        good.ingest()
    assert stored(good) == before
    assert left(good.store) == []
    assert all(process.poll() is not None for process in started)
    monkeypatch.undo()
    assert good.ingest() == dict.fromkeys(IDS, ("new", SIZE)) | {"dorp-2023": ("unchanged", SIZE)}


def test_a_reader_that_is_killed_at_its_work_leaves_the_store_as_it_was(many, started, monkeypatch):
    loaded: list[str] = []

    def load_and_kill(connection: Any, place: Path) -> None:
        load_share(connection, place)
        loaded.append(place.name)
        for process in started[1:]:
            process.kill()
            process.wait()
            # What it had said before does not count.
            _drain(process)

    monkeypatch.setattr(reports, "load_share", load_and_kill)
    # One that had read all before it was killed has ended by itself.
    with pytest.raises(ReadersError, match=r"was stopped by SIGKILL|ended with code 0"):
        many.ingest()
    assert loaded == ["0"]
    assert many.query("SELECT * FROM duckdb_tables() WHERE database_name = current_database()") == []
    assert left(many.store) == []
    assert all(process.poll() is not None for process in started)


def _drain(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    process.stdout.read()


def test_a_failure_of_the_store_ends_those_who_read(many, started, monkeypatch):
    """At once: they write in a folder that is put away."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reports, "load_share", fail)
    with pytest.raises(OSError, match="No space left"):
        many.ingest()
    assert len(started) == 3
    assert all(process.poll() is not None for process in started)
    assert left(many.store) == []


def test_a_refresh_whose_reader_dies_fails_in_words(many, started, monkeypatch, tmp_path):
    home = Home(tmp_path / "state")
    home.create()
    _die(monkeypatch, "import os; os.kill(os.getpid(), 9)")

    def launch(_: str) -> str | None:
        with pytest.raises(ReadersError) as raised:
            prepare_build(home, many.path)
        return str(raised.value)

    record = run_job("refresh", home, many.path, launch)
    assert record.exit_code == 3
    assert record.error is not None
    assert "a process that reads the reports was stopped by SIGKILL" in record.error
    assert list(home.build_database.parent.iterdir()) == []


def test_a_reader_ends_with_whoever_asked_it():
    """In the middle of its work, and also where that one was killed and cannot end it."""
    code = (
        "import time; from orchestration.ingest import reader\n"
        "reader.read_share = lambda *_: time.sleep(600); reader.main()"
    )
    reader = subprocess.Popen([sys.executable, "-c", code], cwd=REPOSITORY, stdin=subprocess.PIPE, text=True)
    assert reader.stdin is not None
    reader.stdin.write(json.dumps({"sources": "", "place": "", "shares": [[0, IDS]]}) + "\n")
    reader.stdin.close()
    assert reader.wait(timeout=60) == 1


def test_what_a_kill_leaves_is_put_away_before_the_next_run(many, tmp_path):
    home = Home(tmp_path / "state")
    home.create()
    shares = read_shares(many.path, IDS, _reading(home))
    next(shares)
    assert list(home.build_database.parent.glob("reading-*/*/cell")) != []
    recover(home)
    assert list(home.build_database.parent.iterdir()) == []


def _reading(home: Home) -> Path:
    place = home.build_database.parent / "reading-abc"
    place.mkdir()
    return place


# ---- One bad report among many ----------------------------------------------------------------


@pytest.fixture
def read(monkeypatch) -> list[str]:
    """The names of the folders that were read, in order."""
    found: list[str] = []
    whole = read_shares

    def note(sources: Path, names: list[str], place: Path) -> Iterator[Any]:
        found.extend(names)
        yield from whole(sources, names, place)

    monkeypatch.setattr(reports, "read_shares", note)
    return found


def test_one_bad_report_is_named_and_the_others_are_not_read_again(many, started, read):
    many.edit("dorp-2024/report.yml", "columns_are: period", "colums_are: period")
    assert {problem.file for problem in many.problems()} == {"dorp-2024/report.yml"}
    assert read == IDS
    assert {problem.file for problem in many.problems()} == {"dorp-2024/report.yml"}
    assert read[REPORTS:] == ["dorp-2024"]
    many.edit("dorp-2024/report.yml", "colums_are: period", "columns_are: period")
    assert many.problems() == []
    assert read[REPORTS + 1 :] == ["dorp-2024"]


def test_a_report_with_the_id_of_another_far_away_names_both(many, started):
    many.edit("dorp-2020/report.yml", "id: dorp-2020", "id: dorp-2026")
    assert many.sole() == (
        "dorp-2020/report.yml",
        1,
        None,
        "the id `dorp-2026` is taken: the folder dorp-2026 has it too",
    )
    found = many.query("SELECT report_id, count(*) FROM raw.cell GROUP BY report_id ORDER BY report_id")
    assert found == [(report_id, SIZE) for report_id in IDS[1:]]


# ---- What people are told ---------------------------------------------------------------------


def test_few_reports_are_told_by_name_and_of_many_those_that_changed():
    few = [ReportChange(f"r-{number:02}", "unchanged", 10, "") for number in range(reports.MOST_TOLD)]
    assert told(few) == [f"r-{number:02}: unchanged, 10 cells" for number in range(20)]
    many = [
        *(ReportChange(f"n-{number:04}", "new", 1_000, "") for number in range(1_200)),
        ReportChange("c", "changed", 7, ""),
        *(ReportChange(f"u-{number:04}", "unchanged", 10, "") for number in range(30)),
    ]
    assert told(many) == [
        *(f"n-000{number}: read, new, 1,000 cells" for number in range(5)),
        "1,195 more reports: read, new, 1,195,000 cells",
        "c: read again, changed, 7 cells",
        "30 reports: unchanged, 300 cells",
    ]


def test_a_long_reading_says_how_far_it_is(many, monkeypatch, caplog):
    monkeypatch.setattr(readers, "FOLDERS_A_SHARE", 3)
    monkeypatch.setattr(reports, "PROGRESS_SECONDS", -1.0)
    with caplog.at_level("INFO", logger="warehouse"):
        ingest(many.path, many.store)
    assert [line for line in caplog.messages if "are read" in line] == [
        f"{number} of 7 reports are read" for number in (3, 6, 7)
    ]
