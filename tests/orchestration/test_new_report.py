"""`warehouse new-report`: a folder that says what to fill in, is a draft as it is, and works once it is filled in."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

from orchestration.cli import warehouse
from orchestration.home import DEFAULT_SOURCES
from orchestration.ingest.fill_in import FILL_IN, left_to_fill_in
from orchestration.ingest.move_periods import moved as moved_period
from orchestration.ingest.report_file import read_report, report_yaml
from orchestration.problems import BadInputError

ID = "zeist-2023"
NAMES = ("report.yml", "first_table.csv", "key_figures.csv", "reasons.csv")


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


def test_an_untouched_skeleton_is_a_draft_that_says_place_by_place_what_it_asks(place: Any) -> None:
    printed = _run(ID)
    folder = place.path / ID
    assert sorted(path.name for path in folder.iterdir()) == sorted(NAMES)
    assert all(str(path) in printed for path in folder.iterdir())
    assert [path.name for path in place.path.iterdir()] == [ID], "nothing else is left behind"

    lines = (folder / "report.yml").read_text(encoding="utf-8").splitlines()
    said = [(number, line) for number, line in enumerate(lines, start=1) if not line.startswith("#")]
    places = [number for number, line in said for _ in re.findall(FILL_IN, line)]
    assert len(places) == 10
    problems = left_to_fill_in(report_yaml(folder / "report.yml", place.path))
    assert [problem.row for problem in problems] == places
    for problem in problems:
        _, wanted = problem.message.split(" has still to be filled in: ")
        assert f"{FILL_IN} {wanted}" in lines[(problem.row or 0) - 1]
    assert all(FILL_IN in p.next_step for p in problems)
    with pytest.raises(BadInputError, match=f"no report here but drafts: {ID}"):
        place.ingest()


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
        "files": [str(place.path / ID / name) for name in NAMES],
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


def _answer(folder: Path) -> list[str]:
    """Fill in every place of a next edition; returns what was asked in report.yml."""
    path = folder / "report.yml"
    text = path.read_text(encoding="utf-8")
    asked = re.findall(rf'{FILL_IN} ([^"\n]*)', text)
    answers = {"the SHA-256": "1" * 64, "the lines": "30-33", "the date": "2025-03-01", "the period": "2023"}
    for question in asked:
        answer = next((said for words, said in answers.items() if question.startswith(words)), "As it is printed")
        text = re.sub(rf'"?{FILL_IN} {re.escape(question)}"?', answer, text, count=1)
    path.write_text(text, encoding="utf-8")
    for file in folder.glob("*.csv"):
        file.write_text(file.read_text(encoding="utf-8").replace(FILL_IN, "7"), encoding="utf-8")
    return asked


def test_a_next_edition_takes_over_what_the_one_before_means(place: Any) -> None:
    old = place.write("dorp-2023")
    printed = _run("dorp-2024", "--like", "dorp-2023")
    folder = place.path / "dorp-2024"
    assert f"To be put there by you:\n  {folder / 'wait.xlsx'}" in printed
    assert sorted(path.name for path in folder.iterdir()) == ["key_figures.csv", "report.yml", "started.csv"]
    assert (folder / "started.csv").read_text(encoding="utf-8") == (
        f",J,F,Totaal\nNoord,{FILL_IN},{FILL_IN},{FILL_IN}\nZuid,{FILL_IN},{FILL_IN},{FILL_IN}\n"
        f" Totaal ,{FILL_IN},{FILL_IN},{FILL_IN}\n"
    )
    with pytest.raises(BadInputError) as asked_for:
        read_report(folder / "report.yml", place.path)
    told = [problem.message for problem in asked_for.value.problems]
    assert [message for message in told if "has still to be filled in" not in message] == []
    assert any("`document_lines` has still to be filled in: the lines of the new document" in one for one in told)

    asked = _answer(folder)
    assert [question.split(",")[0] for question in asked] == [
        "the date of publication; remove the line if none is printed", "the name of the document",
        "the SHA-256 of the document", "what a reader must know", "the lines of the new document",
        "what a reader must know",
    ]  # fmt: skip
    was, new = (read_report(path / "report.yml", place.path) for path in (old, folder))
    assert (new.id, new.title, new.period) == ("dorp-2024", "Verslag over 2024", "2024")
    assert new.breaks == []
    assert (new.define, new.means, new.cadence, new.organisation) == (
        was.define, was.means, was.cadence, was.organisation,
    )  # fmt: skip
    started, wait = new.tables
    assert started.columns == ["label", "2024-01", "2024-02", {"period": "2024", "total": "true"}]
    assert [row.label for row in started.rows or []] == ["Noord", "Zuid", "Totaal"]
    assert (wait.period, wait.metric, wait.sheet, wait.range) == ("2024-H1", "wait_workdays", "Wachttijd", "B2:D4")

    # With the workbook in its place all of it is read.
    (folder / "wait.xlsx").write_bytes((old / "wait.xlsx").read_bytes())
    assert place.problems() == []


def test_only_what_moved_differs(place: Any) -> None:
    """Comments and order stay, and a year in a text is that of the new edition."""
    old = place.write("dorp-2023")
    place.edit("dorp-2023/report.yml", "title: Gestarte trajecten", "title: 'Gestart in 2023: per team'  # Tabel 3")
    place.edit("dorp-2023/report.yml", "J, F, Totaal]", "J, F, 2023]")
    place.edit("dorp-2023/started.csv", "J,F,Totaal", "J,F,2023")
    place.edit("dorp-2023/report.yml", "breaks:", "# The last words.\nbreaks:")
    place.edit("dorp-2023/report.yml", "    dash: zero\n", "    dash: zero\n    provisional: true\n")
    _run("dorp-2025", "--like", "dorp-2023", "--period", "2025")
    text = (place.path / "dorp-2025" / "report.yml").read_text(encoding="utf-8")
    before = (old / "report.yml").read_text(encoding="utf-8")
    assert '    title: "Gestart in 2025: per team"  # Tabel 3\n' in text
    assert '    header: [["", J, F, 2025]]\n' in text
    assert text.endswith("# The last words.\n")
    assert (place.path / "dorp-2025" / "started.csv").read_text(encoding="utf-8").startswith(",J,F,2025\n")
    assert [line for line in before.splitlines() if "2023" not in line and line in text.splitlines()]
    (breaks,) = [number for number, line in enumerate(before.splitlines()) if line == "breaks:"]
    changed = [
        line
        for line, now in zip(before.splitlines()[:breaks], text.splitlines(), strict=True)
        if line != now and "2023" not in line
    ]
    said = ("published", "provisional", "file", "sha256", "key_figures_note", "document_lines", "- {label: Totaal")
    assert [line.strip().startswith(said) for line in changed] == [True] * len(changed)


@pytest.mark.parametrize(
    ("report_id", "like", "moved"),
    [
        ("lokalis-2018-h2", "lokalis-2018-h1", {"2017-Q1": "2017-Q3", "2018-Q2": "2018-Q4"}),
        ("bto-sociaal-2022", "bto-sociaal-2021", {"2021-Q1": "2022-Q1", "2021-12": "2022-12"}),
    ],
)
def test_the_real_reports_have_a_next_edition(place: Any, report_id: str, like: str, moved: dict[str, str]) -> None:
    shutil.copytree(DEFAULT_SOURCES / like, place.path / like)
    _run(report_id, "--like", like)
    _answer(place.path / report_id)
    # Lines and headers that were asked for are the typist's, and tables that cannot fit them are told.
    new, was = (read_report(place.path / one / "report.yml", place.path) for one in (report_id, like))
    assert [(table.id, table.metric, len(table.rows or [])) for table in new.tables] == [
        (table.id, table.metric, len(table.rows or [])) for table in was.tables
    ]
    pairs = {
        (old, now)
        for before, after in zip(was.tables, new.tables, strict=True)
        for old, now in zip(before.columns, after.columns, strict=True)
        if isinstance(old, str) and old != now
    }
    assert moved.items() <= pairs


def test_what_reaches_back_is_asked_about(place: Any) -> None:
    place.write("dorp-2023")
    place.edit("dorp-2023/key_figures.csv", "fte,fte,,,,,,", "since-2015,fte,,,,,2015-01/2023-12,")
    place.edit(
        "dorp-2023/key_figures.csv", "rating,client_rating,,noord,,,,", "rating-2022,client_rating,,noord,,,2022,"
    )
    _run("dorp-2024", "--like", "dorp-2023")
    _, since, rating = (place.path / "dorp-2024" / "key_figures.csv").read_text(encoding="utf-8").splitlines()
    assert since == f'since-2016,fte,,,,,"{FILL_IN} the period, for 2023 it was 2015-01/2023-12",,{FILL_IN},,,,,,'
    assert rating == f"rating-2023,client_rating,,noord,,,2023,,{FILL_IN},,,,,,"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["dorp-2024", "--like", "dorp-2022"], "there is no report dorp-2022"),
        (["dorp-nieuw", "--like", "dorp-2023"], "does not end with a period: say --period"),
        (["dorp-2024-h1", "--like", "dorp-2023"], "2024-H1 is not as long as 2023"),
        (["dorp-nieuw", "--like", "dorp-2023", "--period", "2023"], "is the period of dorp-2023 itself"),
        (["dorp-nieuw", "--like", "dorp-2023", "--period", "juni"], "juni is no period of whole months"),
        (["dorp-2023", "--like", "dorp-2023"], "is there already"),
        (["dorp-2024", "--like", "dorp-2023", "--organisation", "dorp"], "leave it out"),
    ],
)
def test_nothing_to_go_by(place: Any, arguments: list[str], says: str) -> None:
    place.write("dorp-2023")
    with pytest.raises(click.UsageError, match=says):
        _run(*arguments)
    assert [path.name for path in place.path.iterdir()] == ["dorp-2023"]


def test_a_report_that_cannot_be_read_is_nothing_to_go_by(place: Any) -> None:
    place.write("dorp-2023")
    place.edit("dorp-2023/report.yml", "organisation: dorp\n", "")
    with pytest.raises(click.UsageError, match=r"dorp-2023 cannot be read.*`organisation` is missing"):
        _run("dorp-2024", "--like", "dorp-2023")


@pytest.mark.parametrize(
    ("period", "months", "moves_to"),
    [
        ("2023", 12, "2024"), ("2023", 6, None), ("2023-H2", 6, "2024-H1"), ("2023-Q4", 3, "2024-Q1"),
        ("2023-Q4", 1, None), ("2023-T3", 4, "2024-T1"), ("2023-11", 2, "2024-01"), ("2023-12-31", 6, "2024-06-30"),
        ("2023-02-28", 12, "2024-02-29"), ("2022-08/2023-07", 12, "2023-08/2024-07"), ("2023-W05", 12, "2024-W05"),
        ("2023-W05", 1, None), ("2023-H1", -12, "2022-H1"), ("whole", 12, None), ("2023-13", 12, None),
    ],
)  # fmt: skip
def test_periods_move(period: str, months: int, moves_to: str | None) -> None:
    assert moved_period(period, months) == moves_to
