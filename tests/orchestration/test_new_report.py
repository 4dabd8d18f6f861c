"""`warehouse new-report`: a folder that says what to fill in, is refused as it is, and works once it is filled in."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

from orchestration.cli import warehouse
from orchestration.ingest.fill_in import FILL_IN
from orchestration.ingest.report_file import read_report

ID = "zeist-2023"


@pytest.fixture
def place(sources: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An empty folder of reports, which the command is pointed at."""
    sources.path.mkdir()
    monkeypatch.setenv("WAREHOUSE_SOURCES", str(sources.path))
    return sources


def _run(*arguments: str) -> str:
    """What the command prints; raises click.ClickException where it refuses (exit code 2)."""
    result = CliRunner().invoke(warehouse, ["new-report", *arguments], standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.output


def _fill_in(folder: Path) -> None:
    """Fill in every place, by the words that say what is wanted."""
    answers = {
        "the title, as printed on the cover": "Jaarverslag",
        "the title that is printed above the table": "Gestarte casussen",
        "the organisation": "bto-sociaal",
        "the period it accounts for": "2023",
        "the city": "utrecht",
        "what is counted": "cases_started",
        "what is printed above the labels": "Wijk",
        "what is printed above the numbers": "Aantal",
        "the period of the column": "2023",
        "the label of the first row": "Zuilen",
        "the number, as printed": "1.361",
    }
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        for wanted, answer in answers.items():
            text = re.sub(rf"{FILL_IN} {wanted}[^\n\],}}\"]*( [(][^)\n]*[)]|, such[^\n]*)?", answer, text)
        file.write_text(text, encoding="utf-8")


def test_an_untouched_skeleton_is_refused_place_by_place(place: Any) -> None:
    printed = _run(ID)
    folder = place.path / ID
    assert sorted(path.name for path in folder.iterdir()) == ["first_table.csv", "key_figures.csv", "report.yml"]
    assert all(str(path) in printed for path in folder.iterdir())
    assert [path.name for path in place.path.iterdir()] == [ID], "nothing else is left behind"

    lines = (folder / "report.yml").read_text(encoding="utf-8").splitlines()
    said = [(number, line) for number, line in enumerate(lines, start=1) if not line.startswith("#")]
    places = [number for number, line in said for _ in re.findall(FILL_IN, line)]
    assert len(places) == 10
    problems = place.problems()
    assert [problem.row for problem in problems] == places
    for problem in problems:
        _, wanted = problem.message.split(" has still to be filled in: ")
        assert f"{FILL_IN} {wanted}" in lines[(problem.row or 0) - 1]
    assert all(FILL_IN in p.next_step for p in problems)
    assert place.query("SELECT count(*) FROM raw.cell") == [(0,)]


def test_a_table_that_is_not_filled_in_is_refused_too(place: Any) -> None:
    _run(ID)
    table = place.path / ID / "first_table.csv"
    before = table.read_text(encoding="utf-8")
    _fill_in(place.path / ID)
    table.write_text(before, encoding="utf-8")
    found = {(p.row, p.column, p.text) for p in place.problems() if p.file.endswith("first_table.csv")}
    assert (1, 1, "FILL IN what is printed above the labels") in found
    assert any(row == 2 and FILL_IN in str(text) for row, _, text in found)


def test_once_filled_in_it_is_read(place: Any) -> None:
    _run(ID)
    _fill_in(place.path / ID)
    assert place.problems() == []
    assert place.query("SELECT text FROM raw.cell WHERE table_id = 'first_table' AND row_number = 2") == [
        ("Zuilen",), ("1.361",),
    ]  # fmt: skip


def test_what_is_given_is_written_down(place: Any, tmp_path: Path) -> None:
    document = tmp_path / "verslag: 'deel 1' #2.txt"
    document.write_bytes(b"regel\n")
    printed = _run(ID, "--organisation", "Sociaal: team", "--period", "2023", "--document", str(document), "--json")
    assert json.loads(printed) == {
        "report_id": ID,
        "files": [str(place.path / ID / name) for name in ("report.yml", "first_table.csv", "key_figures.csv")],
    }
    said = yaml.safe_load((place.path / ID / "report.yml").read_text(encoding="utf-8"))
    assert said["document"] == {"file": document.name, "sha256": hashlib.sha256(b"regel\n").hexdigest()}
    assert said["organisation"] == "Sociaal: team"
    _fill_in(place.path / ID)
    report = read_report(place.path / ID / "report.yml", place.path)
    assert (report.organisation, report.period) == ("Sociaal: team", "2023")


def test_the_keys_in_its_comments_are_right(place: Any) -> None:
    """Whoever removes a mark (#) gets a line that the reader takes."""
    _run(ID)
    _fill_in(place.path / ID)
    path = place.path / ID / "report.yml"
    text = path.read_text(encoding="utf-8").replace("sha256: …", f"sha256: {'0' * 64}")
    keys = "published|document|document_lines|define|  organisations|  areas|  aliases|    - "
    path.write_text(re.sub(rf"^( *)# (?=({keys}):?)(?!document lines)", r"\1", text, flags=re.M), encoding="utf-8")
    report = read_report(path, place.path)
    assert report.published
    assert report.document
    assert report.tables[0].document_lines == "120-124"
    assert [len(words) for words in (report.define.organisations, report.define.areas, report.define.aliases)] == [
        1, 2, 1,
    ]  # fmt: skip


@pytest.mark.parametrize("report_id", ["Zeist 2023", "../zeist", "zeist/2023", "zeist_", "", ".zeist", "zeist\n"])
def test_an_id_that_is_none(place: Any, report_id: str) -> None:
    with pytest.raises(click.UsageError, match="cannot be an id"):
        _run(report_id)
    assert list(place.path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(place: Any) -> None:
    (place.path / ID).mkdir()
    with pytest.raises(click.UsageError, match="is there already"):
        _run(ID)
    assert list((place.path / ID).iterdir()) == []


def test_no_folder_of_reports(place: Any) -> None:
    with pytest.raises(click.UsageError, match=r"there is no folder .*--sources"):
        _run(ID, "--sources", str(place.path / "elsewhere"))


def test_a_document_that_is_not_there(place: Any) -> None:
    with pytest.raises(click.UsageError, match="does not exist"):
        _run(ID, "--document", str(place.path / "verslag.txt"))
    assert list(place.path.iterdir()) == []


@pytest.mark.skipif(os.getuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written(place: Any) -> None:
    place.path.chmod(0o555)
    with pytest.raises(click.UsageError, match="cannot be written: Permission denied"):
        _run(ID)


def test_whole_or_not_at_all(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(click.UsageError, match="cannot be written: No space left on device"):
        _run(ID)
    assert list(place.path.iterdir()) == []
