"""A change in a report is seen whatever its files look like, and what has not changed is not opened."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration import folder_files
from orchestration.files import file_checksum
from orchestration.folder_files import FolderFiles
from orchestration.ingest.reports import ingest
from orchestration.inputs import sources_hash
from orchestration.looks import LEFT_BEHIND, Looks, look_of
from orchestration.report_folders import Named

STARTED = "started.csv"


class Opened:
    """Which files of reports were opened, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._opened: list[str] = []
        content = FolderFiles.content

        def hashed(path: Path) -> str:
            self._opened.append(f"{path.parent.name}/{path.name}")
            return file_checksum(path)

        def read(files: FolderFiles, name: str, most: int) -> bytes | None:
            self._opened.append(f"{files.folder.name}/{name}")
            return content(files, name, most)

        monkeypatch.setattr(folder_files, "file_checksum", hashed)
        monkeypatch.setattr(FolderFiles, "content", read)

    def since(self) -> list[str]:
        """Those opened since this was asked last, each once."""
        found, self._opened = self._opened, []
        return sorted(set(found))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    return Opened(monkeypatch)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where what reports looked like is kept."""
    return tmp_path / "looks.json"


@pytest.fixture
def settled(good, kept, monkeypatch) -> Any:
    """One good report that was looked at when its files had long been written; the clock has gone on since."""
    later(monkeypatch, 100)
    sources_hash(good.path, kept)
    later(monkeypatch, 200)
    return good


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let those who look believe that it is later than it is; what is written bears the true time."""
    moment = time.time_ns() + int(seconds * 1e9)
    monkeypatch.setattr("orchestration.folder_files.time.time_ns", lambda: moment)


def same_outside(path: Path, text: str) -> None:
    """Write in a file as much as it held, and give it the time of change that it had."""
    before = path.stat()
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert path.stat().st_mtime_ns == before.st_mtime_ns


# ---- What has not changed is not opened -------------------------------------------------------


def test_files_that_look_as_they_did_are_not_opened(settled, kept, opened):
    found = sources_hash(settled.path, kept)
    assert opened.since() == []
    assert found == sources_hash(settled.path)
    assert opened.since() == [f"dorp-2023/{name}" for name in ("key_figures.csv", "report.yml", STARTED, "wait.xlsx")]


def test_an_ingest_knows_what_it_read_and_later_ones_open_nothing(good, kept, opened, monkeypatch):
    later(monkeypatch, 100)
    ingest(good.path, good.store, (), kept)
    assert len(opened.since()) == 4
    (change,) = ingest(good.path, good.store, (), kept)
    assert (change.status, opened.since()) == ("unchanged", [])
    assert sources_hash(good.path, kept) == sources_hash(good.path)


def test_what_nobody_names_opens_nothing(settled, kept, opened):
    before = sources_hash(settled.path, kept)
    (settled.path / "dorp-2023" / "other.csv").write_text("x", encoding="utf-8")
    (settled.path / "dorp-2023" / ".started.csv.swp").write_text("x", encoding="utf-8")
    assert sources_hash(settled.path, kept) == before
    assert opened.since() == []


# ---- What has changed is seen -----------------------------------------------------------------


def _content_of_the_same_size_and_time(folder: Path) -> None:
    path = folder / STARTED
    same_outside(path, path.read_text(encoding="utf-8").replace("12", "21"))


def _another_file_in_its_place(folder: Path) -> None:
    path, before = folder / STARTED, (folder / STARTED).stat()
    other = folder / "draft"
    other.write_text(path.read_text(encoding="utf-8").replace("12", "21"), encoding="utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


def _another_report_file(folder: Path) -> None:
    path = folder / "report.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("2023-H1", "2023-H2"), encoding="utf-8")


def _a_named_file_gone(folder: Path) -> None:
    (folder / STARTED).unlink()


def _another_folder_in_its_place(folder: Path) -> None:
    shutil.copytree(folder, folder.parent / "copy")
    shutil.rmtree(folder)
    (folder.parent / "copy").rename(folder)
    _content_of_the_same_size_and_time(folder)


def _a_link_in_its_place(folder: Path) -> None:
    path = folder / STARTED
    path.rename(folder.parent / "shared.csv")
    path.symlink_to("../shared.csv")
    same_outside(path.resolve(), path.read_text(encoding="utf-8").replace("12", "21"))


@pytest.mark.parametrize(
    "change",
    [
        _content_of_the_same_size_and_time,
        _another_file_in_its_place,
        _another_report_file,
        _a_named_file_gone,
        _another_folder_in_its_place,
        _a_link_in_its_place,
    ],
)
def test_a_change_is_seen(settled, kept, change: Callable[[Path], None]):
    before = sources_hash(settled.path, kept)
    change(settled.path / "dorp-2023")
    after = sources_hash(settled.path, kept)
    assert after != before
    assert after == sources_hash(settled.path)


def test_what_was_changed_and_changed_back_is_opened_and_found_the_same(settled, kept, opened):
    before = sources_hash(settled.path, kept)
    path = settled.path / "dorp-2023" / STARTED
    printed = path.read_text(encoding="utf-8")
    same_outside(path, printed.replace("12", "21"))
    same_outside(path, printed)
    opened.since()
    assert sources_hash(settled.path, kept) == before
    assert f"dorp-2023/{STARTED}" in opened.since()


def test_a_change_that_bears_the_same_times_is_seen(good, kept, monkeypatch):
    """Within a step of the clock two changes bear one time: no look from outside tells them apart."""
    path = good.path / "dorp-2023" / STARTED
    moment = path.stat()
    monkeypatch.setattr("orchestration.folder_files.os.lstat", lambda _: moment)
    before = sources_hash(good.path, kept)
    same_outside(path, path.read_text(encoding="utf-8").replace("12", "21"))
    assert sources_hash(good.path, kept) != before


def test_files_of_the_future_are_opened_every_time(good, kept, opened, monkeypatch):
    """A clock that was set back makes old files look new, and may give a time a second time."""
    later(monkeypatch, -3600)
    before = sources_hash(good.path, kept)
    opened.since()
    assert sources_hash(good.path, kept) == before
    assert len(opened.since()) == 4


def test_a_named_file_that_comes_is_seen(good, kept, monkeypatch):
    later(monkeypatch, 100)
    path = good.path / "dorp-2023" / STARTED
    path.rename(good.path / "aside.csv")
    before = sources_hash(good.path, kept)
    (good.path / "aside.csv").rename(path)
    assert sources_hash(good.path, kept) != before


def test_a_file_that_is_only_touched_is_opened_once_more(settled, kept, opened):
    before = sources_hash(settled.path, kept)
    (settled.path / "dorp-2023" / STARTED).touch()
    assert sources_hash(settled.path, kept) == before
    assert opened.since() != []
    assert sources_hash(settled.path, kept) == before
    assert opened.since() == []


def test_what_a_link_leads_to_is_asked_every_time(good, kept, monkeypatch, tmp_path):
    """Also where it turns out of the sources without a trace in the report's folder."""
    later(monkeypatch, 100)
    inner = good.path / "shared"
    inner.mkdir()
    path = good.path / "dorp-2023" / STARTED
    path.rename(inner / STARTED)
    path.symlink_to(f"../shared/{STARTED}")
    before = sources_hash(good.path, kept)
    inner.rename(tmp_path / "outside")
    inner.symlink_to(tmp_path / "outside", target_is_directory=True)
    assert sources_hash(good.path, kept) != before


def test_a_table_that_changes_between_two_readings_has_the_hash_of_no_file(good):
    """Two tables may stand in one file; what is kept must not pass for either state of it."""
    folder = good.path / "dorp-2023"
    files = FolderFiles(good.path, folder)
    files.content(STARTED, 1000)
    files.content("report.yml", 10_000)
    good.edit(f"dorp-2023/{STARTED}", "Zuid", "Zuyd")
    files.content(STARTED, 1000)
    after = FolderFiles(good.path, folder)
    assert files.checksum([STARTED]) != after.checksum([STARTED])


@pytest.mark.parametrize("name", ["{folder}/wait.xlsx", "/dev/zero", "../other/wait.xlsx", "tables/../wait.xlsx", ".."])
def test_names_that_lead_out_of_the_folder_are_trusted_by_no_look(good, monkeypatch, name: str):
    """Nor is a file elsewhere taken for one of that name below the folder."""
    later(monkeypatch, 100)
    folder = good.path / "dorp-2023"
    (folder / "dev").mkdir()
    (folder / "dev" / "zero").touch()
    files = FolderFiles(good.path, folder)
    assert look_of(files, Named((name.format(folder=folder),))).state == ""
    if name == "/dev/zero":
        assert files.obstacle(name) == "is a link that leads out of the sources"


# ---- What is kept -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: "\0" * 100,
        lambda text: "[]",
        lambda text: "{}",
        lambda text: "[" * 100_000,
        lambda text: text.replace('"for": [', '"for": [0, '),
        lambda text: json.dumps(json.loads(text) | {"folders": {"dorp-2023": ["too", "few"]}}),
        lambda text: json.dumps(json.loads(text) | {"folders": {"dorp-2023": ["a", "b", "c", "names"]}}),
        lambda text: json.dumps(json.loads(text) | {"folders": {"dorp-2023": [1, 2, 3, None]}}),
    ],
)
def test_what_is_damaged_or_of_others_is_put_right(settled, kept, spoil: Callable[[str], str]):
    before, text = sources_hash(settled.path, kept), kept.read_text(encoding="ascii")
    kept.write_text(spoil(text), encoding="ascii")
    assert sources_hash(settled.path, kept) == before
    assert kept.read_text(encoding="ascii") == text


def test_where_nothing_can_be_kept_everything_is_read(settled, tmp_path):
    expected = sources_hash(settled.path)
    assert sources_hash(settled.path, tmp_path / "no home" / "looks.json") == expected
    assert not (tmp_path / "no home").exists()
    (tmp_path / "looks").mkdir()
    assert sources_hash(settled.path, tmp_path / "looks") == expected
    assert [path.name for path in tmp_path.glob("*.draft")] == []


def test_what_is_kept_of_one_folder_of_reports_says_nothing_of_another(settled, kept, tmp_path):
    before = sources_hash(settled.path, kept)
    shutil.copytree(settled.path, tmp_path / "others")
    (tmp_path / "others" / "dorp-2023" / STARTED).write_text("x", encoding="utf-8")
    assert sources_hash(tmp_path / "others", kept) == sources_hash(tmp_path / "others") != before
    assert sources_hash(settled.path, kept) == before


def test_what_is_kept_forgets_reports_that_are_gone(settled, kept):
    settled.write("dorp-2024")
    sources_hash(settled.path, kept)
    shutil.rmtree(settled.path / "dorp-2024")
    sources_hash(settled.path, kept)
    assert list(json.loads(kept.read_bytes())["folders"]) == ["dorp-2023"]


def test_nothing_is_written_where_nothing_has_changed(settled, kept):
    (settled.path / "no-report").mkdir()
    sources_hash(settled.path, kept)
    before = kept.stat().st_ino
    looks = Looks(settled.path, kept)
    looks.glance(settled.path / "no-report")
    looks.hash()
    assert kept.stat().st_ino == before


def test_drafts_of_stopped_processes_are_put_away_and_those_of_others_left(settled, kept):
    old, new = kept.with_name("looks.json.1.1.draft"), kept.with_name("looks.json.2.2.draft")
    old.touch()
    new.touch()
    os.utime(old, (0, time.time() - 2 * LEFT_BEHIND))
    settled.write("dorp-2024")
    sources_hash(settled.path, kept)
    assert (old.exists(), new.exists()) == (False, True)


# ---- The store and what is kept may differ ----------------------------------------------------


def test_a_store_that_is_older_than_what_is_kept_is_read_again(settled, kept, opened):
    """As a kill leaves it between the two, or a store that was put back."""
    ingest(settled.path, settled.store, (), kept)
    aside = settled.store.with_name("aside")
    shutil.copy(settled.store, aside)
    settled.edit(f"dorp-2023/{STARTED}", '12,"1.361"', '99,"1.361"')
    ingest(settled.path, settled.store, (), kept)
    aside.replace(settled.store)
    (change,) = ingest(settled.path, settled.store, (), kept)
    assert change.status == "changed"
    assert settled.cells("started")[2, 2] == "99"


def test_what_is_kept_that_is_older_than_the_store_costs_a_look(settled, kept):
    ingest(settled.path, settled.store, (), kept)
    older = kept.read_bytes()
    settled.edit(f"dorp-2023/{STARTED}", '12,"1.361"', '99,"1.361"')
    ingest(settled.path, settled.store, (), kept)
    kept.write_bytes(older)
    (change,) = ingest(settled.path, settled.store, (), kept)
    assert change.status == "unchanged"
    assert sources_hash(settled.path, kept) == sources_hash(settled.path)
