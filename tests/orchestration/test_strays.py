"""What in `sources/` makes a release, what is told of the rest, and that the rest changes nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from orchestration.ingest.strays import strays
from orchestration.inputs import sources_hash
from orchestration.looks import Looks
from orchestration.problems import BadInputError, visible

REPORT = "dorp-2023"
NAMED = ["key_figures.csv", "report.yml", "started.csv", "wait.xlsx"]
JUNK = [
    "Thumbs.db", "desktop.ini", ".DS_Store", "._started.csv", "~$wait.xlsx", ".~lock.wait.xlsx#", "started.csv~",
    "#started.csv#", ".#started.csv", "started.csv.bak", ".started.csv.swp", "README.md", "rapport.pdf", "report.yml~",
    "__MACOSX/._started.csv", "@eaDir/started.csv@SynoEAStream", "ignored_numbers.csv",
]  # fmt: skip
TABLES = ["forgotten.csv", "Copy of started.csv", "STARTED (1).XLSX", "oud/started.csv", "oud.ods", "oud.xls", "x.tsv"]
NO_IDS = [
    "lost+found", "@eaDir", "#recycle", "__MACOSX", "Zeist 2023", "Zeist-2023", "zeist-2023 (copy)", "$RECYCLE.BIN",
    'it\'s "2021"', "[bold red]verslag", "'; DROP TABLE raw.cell; --", "*", "verslag\n2021", "\x1b[31mverslag",
    "\u202e1202", os.fsdecode(b"verslag-\xff"),
]  # fmt: skip


def write(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("x", encoding="utf-8")


def told(sources: Any) -> list[tuple[str, str]]:
    found = strays(sources.path)
    assert all(one.next_step.endswith(".") and len(one.next_step) > 10 for one in found)
    return [(one.file, one.message) for one in found]


def refuse_to_list(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a folder be one that this user may not list: root, who runs tests too, may list all."""
    scan = os.scandir

    def scandir(folder: Any = ".") -> Any:
        if not isinstance(folder, int) and Path(folder).name == name:
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    monkeypatch.setattr(os, "scandir", scandir)


def test_inputs_are_the_report_file_and_what_it_names(good: Any) -> None:
    assert Looks(good.path, None).look(good.path / REPORT).names == ("../_organisations/dorp.yml", *NAMED)


def test_what_programs_leave_is_no_input_and_is_not_told(good: Any) -> None:
    good.ingest()
    before = sources_hash(good.path)
    for name in JUNK:
        write(good.path / REPORT, name)
        assert sources_hash(good.path) == before, name
    assert good.ingest() == {REPORT: ("unchanged", 70)}
    assert good.problems() == []
    assert told(good) == []


def test_the_file_of_an_organisation_is_an_input_of_its_reports_alone(good: Any) -> None:
    """It is one as soon as it stands there, and its change is one of them; that of another organisation is told."""
    good.ingest()
    before = sources_hash(good.path)
    shared = good.path / "_organisations"
    write(shared, "elders.yml")
    write(shared, "notes.txt")
    assert sources_hash(good.path) == before
    assert told(good) == [
        ("_organisations/elders.yml", "no report is of the organisation elders, so this file is not read"),
        (
            "_organisations/notes.txt",
            "the files of organisations alone stand here, each its id and .yml, so this one is not read",
        ),
    ]
    (shared / "dorp.yml").write_text("id: dorp\nmeans: {dash: none}\n", encoding="utf-8")
    with_file = sources_hash(good.path)
    assert with_file != before
    assert good.ingest() == {REPORT: ("changed", 70)}
    assert good.problems() == []
    (shared / "dorp.yml").write_text("id: dorp\nmeans: {dash: zero}\n", encoding="utf-8")
    assert sources_hash(good.path) not in (before, with_file)
    assert good.ingest() == {REPORT: ("changed", 70)}
    assert good.ingest() == {REPORT: ("unchanged", 70)}
    (shared / "dorp.yml").unlink()
    assert sources_hash(good.path) == before


def test_tables_that_no_report_names_are_told_and_are_no_input(good: Any) -> None:
    before = sources_hash(good.path)
    for name in TABLES:
        write(good.path / REPORT, name)
        assert sources_hash(good.path) == before, name
    message = "report.yml does not name this table, so it is not read"
    assert told(good) == sorted((f"{REPORT}/{name}", message) for name in TABLES)
    assert good.problems() == []


def test_one_file_under_two_names_is_named(good: Any) -> None:
    good.edit(f"{REPORT}/report.yml", "file: started.csv", "file: ./started.csv")
    (good.path / REPORT / "link.csv").symlink_to("started.csv")
    assert told(good) == []


@pytest.mark.parametrize("file", NAMED)
def test_each_input_counts_also_when_it_goes_and_comes(good: Any, file: str) -> None:
    path = good.path / REPORT / file
    content = path.read_bytes()
    states = [sources_hash(good.path)]
    path.unlink()
    states.append(sources_hash(good.path))
    path.write_bytes(content + b"\n")
    states.append(sources_hash(good.path))
    assert len(set(states)) == 3
    path.write_bytes(content)
    assert sources_hash(good.path) == states[0]


@pytest.mark.parametrize("said", ["id: [", "- a list", "", "id: a\nid: b", "tables: 3\nkey_figures: [x]", "\ufffe"])
def test_an_unreadable_report_file_counts_with_the_tables_that_stand_there(good: Any, said: str) -> None:
    folder = good.path / REPORT
    states = [sources_hash(good.path)]
    for text in (said, said + " # changed"):
        (folder / "report.yml").write_text(text, encoding="utf-8")
        states.append(sources_hash(good.path))
    write(folder, "Thumbs.db")
    assert sources_hash(good.path) == states[-1]
    assert len(set(states)) == 3
    if not said.startswith("tables"):
        write(folder, "started.csv")
        assert sources_hash(good.path) not in states


def test_a_report_file_that_is_none_is_not_opened(good: Any) -> None:
    (good.path / REPORT / "report.yml").unlink()
    os.mkfifo(good.path / REPORT / "report.yml")
    assert sources_hash(good.path)
    assert told(good) == []


@pytest.mark.parametrize("path", ["../../secret.csv", "/etc/passwd", "a\\0b.csv", "x" * 5_000 + ".csv"])
def test_names_that_lead_elsewhere_are_not_followed(good: Any, path: str) -> None:
    good.edit(f"{REPORT}/report.yml", "file: started.csv", f'file: "{path}"')
    assert sources_hash(good.path)


def test_folders_whose_names_can_be_no_id_stop_nothing(good: Any) -> None:
    good.ingest()
    before = sources_hash(good.path)
    for name in NO_IDS:
        (good.path / name).mkdir()
    assert told(good) == []
    for name in NO_IDS:
        shutil.copyfile(good.path / REPORT / "report.yml", good.path / name / "report.yml")
        write(good.path / name, "deep/started.csv")
        assert sources_hash(good.path) == before, name
    found = told(good)
    assert [place for place, _ in found] == sorted(map(visible, NO_IDS))
    assert all(message.endswith("it holds report.yml, deep/started.csv") for _, message in found)
    assert good.ingest() == {REPORT: ("unchanged", 70)}
    assert good.problems() == []


def test_the_only_report_under_such_a_name_is_said_to_be_there(good: Any) -> None:
    (good.path / REPORT).rename(good.path / "Dorp 2023")
    with pytest.raises(BadInputError, match="Dorp 2023 cannot be the id"):
        good.ingest()


def test_a_folder_without_report_file_and_tables_is_no_report(good: Any) -> None:
    good.ingest()
    write(good.path / "archief", "rapport.pdf")
    assert told(good) == [("archief", "this folder holds neither a report.yml nor a table, so it is no report")]
    assert good.ingest() == {REPORT: ("unchanged", 70)}
    assert good.problems() == []


def test_a_folder_that_cannot_be_listed_is_still_a_report(good: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a report whose rights are wrong would be withdrawn."""
    (good.path / REPORT / "report.yml").rename(good.path / "elsewhere.yml")
    refuse_to_list(REPORT, monkeypatch)
    (good.path / "other").mkdir()
    shutil.copyfile(good.path / "elsewhere.yml", good.path / "other" / "report.yml")
    assert (f"{REPORT}/report.yml", None, None, f"the folder {REPORT} holds no report.yml") in good.told()


def test_files_beside_the_folders_are_told(good: Any) -> None:
    for name in ("los.csv", "report.yml", "README.md", ".hidden.csv"):
        write(good.path, name)
    message = "this file stands in no report's folder, so it is not read"
    assert told(good) == [("los.csv", message), ("report.yml", message)]


def test_sources_that_cannot_be_listed_are_bad_input(good: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_to_list(good.path.name, monkeypatch)
    with pytest.raises(BadInputError, match="cannot be read: Permission denied"):
        good.ingest()
