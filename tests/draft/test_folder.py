"""The folder of a draft: written whole, and drafted over without losing what a person wrote."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import warehouse
from orchestration.draft.command import draft_folder
from orchestration.draft.merge import merge_csv, merge_report
from orchestration.draft.record import read_record
from orchestration.home import DEFAULT_SOURCES
from orchestration.ingest.read_folder import read_folder
from tests.draft.answers import answered
from tests.draft.conftest import Draft
from tests.draft.printed import HOSTILE, STARTED, ZEIST, write

FILE = "gestarte_casussen_per_buurtteam.csv"


def test_a_draft_is_marked_and_remembered(draft: Draft) -> None:
    drafted = draft(ZEIST, "zeist-2023")

    record = read_record(drafted.written.folder)
    assert record is not None
    assert record.sha256 == drafted.report.document_sha256
    assert record.tables[0].place == {"lines": "9-13"}
    assert record.tables[0].asked["rows_are"][0] == "area"
    assert "\ndraft: true\n" in record.proposed["report.yml"]


def test_the_same_document_again_changes_nothing(draft: Draft) -> None:
    folder = draft(ZEIST, "zeist-2023").written.folder
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    again = draft(ZEIST, "zeist-2023")

    assert again.written.differences == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_a_person_wrote_is_kept_when_the_document_is_corrected(draft: Draft) -> None:
    report = draft(STARTED, "bto-sociaal-2023").written.folder / "report.yml"
    text = report.read_text(encoding="utf-8").replace("title: Jaarverslag 2023", "title: Verslag over 2023  # mine")
    text = text.replace("      - West\n", "      - {label: West, note: Sinds mei.}\n")
    report.write_text(text, encoding="utf-8")

    corrected = STARTED.replace("De Meern\t120", "De Meern\t121").replace("## Tabel 1.", "## Tabel 2.")
    again = draft(corrected, "bto-sociaal-2023")

    merged = report.read_text(encoding="utf-8")
    assert "title: Verslag over 2023  # mine" in merged
    assert "{label: West, note: Sinds mei.}" in merged
    assert "title: Tabel 2. Aantal gestarte casussen per buurtteam" in merged
    assert f"{FILE} row 3 column 2: “120” became “121”" in again.written.differences
    assert "De Meern,121" in (report.parent / FILE).read_text(encoding="utf-8")


def test_a_cell_that_a_person_corrected_is_kept(draft: Draft) -> None:
    folder = draft(STARTED, "bto-sociaal-2023").written.folder
    path = folder / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("De Meern,120", "De Meern,12O"), encoding="utf-8")

    again = draft(STARTED.replace("De Meern\t120\t118", "De Meern\t121\t119"), "bto-sociaal-2023")

    assert "De Meern,12O,119" in path.read_text(encoding="utf-8")
    assert f"{FILE} row 3 column 2: kept yours, “12O”; the document prints “121”" in again.written.differences


def test_an_answered_question_is_not_asked_again(draft: Draft) -> None:
    drafted = draft(ZEIST, "zeist-2023")
    report = drafted.written.folder / "report.yml"
    report.write_text(
        report.read_text(encoding="utf-8").replace('"FILL IN: area | category | metric | period"', "area"),
        encoding="utf-8",
    )

    again = draft(ZEIST + "\nNog een regel.\n", "zeist-2023")

    assert "rows_are: area" in report.read_text(encoding="utf-8")
    assert len(again.questions) == len(drafted.questions) - 1


def test_a_table_that_a_person_removed_stays_away(draft: Draft) -> None:
    second = STARTED + "\n## Datalekken\n\nPrinten op verkeerde printer\t1\nData foutief opgeslagen\t2\n"
    report = draft(second, "bto-sociaal-2023").written.folder / "report.yml"
    head, _, _ = report.read_text(encoding="utf-8").partition("  - id: datalekken")
    report.write_text(head, encoding="utf-8")

    again = draft(second + "\nNog een regel.\n", "bto-sociaal-2023")

    assert "datalekken" not in report.read_text(encoding="utf-8")
    assert "tables/datalekken: you removed it; it stays away" in again.written.differences


def test_a_new_table_is_added_to_a_folder(draft: Draft) -> None:
    report = draft(STARTED, "bto-sociaal-2023").written.folder / "report.yml"
    more = STARTED + "\n## Datalekken\n\nPrinten op verkeerde printer\t1\nData foutief opgeslagen\t2\n"

    again = draft(more, "bto-sociaal-2023")

    assert "  - id: datalekken\n" in report.read_text(encoding="utf-8")
    assert "tables/datalekken: new" in again.written.differences


def test_a_part_of_the_document_leaves_the_rest_alone(draft: Draft) -> None:
    more = STARTED + "\n## Datalekken\n\nPrinten op verkeerde printer\t1\nData foutief opgeslagen\t2\n"
    folder = draft(more, "bto-sociaal-2023").written.folder

    part = draft(more.replace("opgeslagen\t2", "opgeslagen\t3"), "bto-sociaal-2023", only="tables 2")

    text = (folder / "report.yml").read_text(encoding="utf-8")
    assert "gestarte_casussen" in text
    assert "datalekken.csv row 2 column 2: “2” became “3”" in part.written.differences
    assert "opgeslagen,3" in (folder / "datalekken.csv").read_text(encoding="utf-8")


def test_a_committed_folder_stays_as_a_person_wrote_it(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    shutil.copytree(DEFAULT_SOURCES / "lokalis-2018-h1", sources / "lokalis-2018-h1")
    folder = sources / "lokalis-2018-h1"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    document = write(tmp_path, _printed(folder / "referrals.csv"), "verslag.txt")

    drafted = draft_folder(document, "lokalis-2018-h1", sources)

    assert [table.id for table in drafted.report.tables] == ["referrals"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def _printed(table: Path) -> str:
    rows = table.read_text(encoding="utf-8").replace(",", "\t")
    return f"Lokalis, eerste half jaar van 2018\n\n## Verwijzingen\n\n{rows}"


def test_hostile_labels_are_text_and_nothing_else(draft: Draft, sources: Path, tmp_path: Path) -> None:
    drafted = draft(HOSTILE, "hostile-2022")

    (one,) = drafted.report.tables
    assert {path.name for path in tmp_path.iterdir()} == {"sources", "document.txt"}
    assert all(path.parent == drafted.written.folder for path in drafted.written.folder.rglob("*"))
    report = drafted.written.folder / "report.yml"
    report.write_text(answered(report.read_text(encoding="utf-8")), encoding="utf-8")
    read = read_folder(sources, drafted.written.folder)
    assert read.rows["problem"] == []
    (cells,) = [table.cells for table in read.tables if table.table_id == one.id]
    assert [row[0] for row in cells[1:]] == [
        "=cmd|' /C calc'!A1", "../../report", '<b onclick="x">&lt;script&gt; {x: y}, [z] # no', "- draft: true",
    ]  # fmt: skip


def test_the_document_of_another_report_is_refused(draft: Draft, sources: Path) -> None:
    draft(STARTED, "bto-sociaal-2023")

    with pytest.raises(ValueError, match="is the document of the report bto-sociaal-2023 already"):
        draft(STARTED, "bto-sociaal-2024")
    assert not (sources / "bto-sociaal-2024").exists()


@pytest.mark.parametrize("report_id", ["../zeist", "Zeist 2023", "/tmp/x", "", "a/b"])
def test_an_id_that_is_none_is_refused(draft: Draft, report_id: str) -> None:
    with pytest.raises(ValueError, match="cannot be an id"):
        draft(STARTED, report_id)


def test_a_link_in_the_place_of_the_folder_is_refused(draft: Draft, sources: Path, tmp_path: Path) -> None:
    (elsewhere := tmp_path / "elsewhere").mkdir()
    (sources / "zeist-2023").symlink_to(elsewhere)

    with pytest.raises(ValueError, match="is no folder of a report"):
        draft(ZEIST, "zeist-2023")
    assert list(elsewhere.iterdir()) == []


def test_a_broken_report_is_told_and_left_alone(draft: Draft) -> None:
    report = draft(ZEIST, "zeist-2023").written.folder / "report.yml"
    report.write_text("tables: [", encoding="utf-8")

    with pytest.raises(ValueError, match=r"report\.yml cannot be read"):
        draft(ZEIST, "zeist-2023")
    assert report.read_text(encoding="utf-8") == "tables: ["


def test_lines_that_both_changed_stay_a_persons() -> None:
    base = "title: A\ntables:\n  - id: t\n    metric: x\n    scale: 10\n"
    ours = base.replace("metric: x", "metric: mine")
    theirs = base.replace("metric: x", "metric: y").replace("scale: 10", "scale: 100")

    merged = merge_report(base, ours, theirs)

    assert merged.text == ours.replace("scale: 10", "scale: 100")
    assert "tables/t: kept yours, metric: mine; the draft says metric: y" in merged.differences


def test_a_cell_that_a_person_changed_is_told_each_time() -> None:
    merged = merge_csv("a,141\n", "a,147\n", "a,141\n", "t.csv")

    assert merged.text == "a,147\n"
    assert merged.differences == ["t.csv row 1 column 2: yours is “147”, the document prints “141”"]


def test_a_table_of_another_size_stays_a_persons() -> None:
    merged = merge_csv("a,1\n", "a,2\n", "a,1\nb,3\n", "t.csv")

    assert merged.text == "a,2\n"
    assert merged.differences == ["t.csv: kept yours, of 1 rows; the document prints 2"]


def test_an_earlier_report_says_what_the_new_one_means(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    shutil.copytree(DEFAULT_SOURCES / "lokalis-2018-h1", sources / "lokalis-2018-h1")
    text = _printed(sources / "lokalis-2018-h1" / "referrals.csv").replace("2018", "2019").replace("2017", "2018")
    document = write(tmp_path, text, "verslag.txt")

    drafted = draft_folder(document, "lokalis-2019-h1", sources, like="lokalis-2018-h1")

    written = (drafted.written.folder / "report.yml").read_text(encoding="utf-8")
    assert "  - id: referrals\n" in written
    assert "    metric: referrals\n" in written
    assert "    dash: zero\n" in written
    assert "columns: [label, 2018-Q1, 2018-Q2, 2019-Q1, 2019-Q2]" in written
    assert "Jeugdhulp ambulant,335,229,241,180" in (drafted.written.folder / "referrals.csv").read_text(
        encoding="utf-8"
    )


def test_the_command_tells_what_it_wrote_and_what_it_asks(tmp_path: Path, sources: Path) -> None:
    document = write(tmp_path, ZEIST)

    ran = CliRunner().invoke(warehouse, ["draft", str(document), "--report", "zeist-2023", "--sources", str(sources)])

    assert ran.exit_code == 0, ran.output
    assert "1 table with 20 numbers" in ran.output
    assert "gestarte_casussen_per_wijk, rows_are (20 numbers): area | category" in ran.output


def test_the_command_refuses_what_it_cannot_read(tmp_path: Path, sources: Path) -> None:
    document = write(tmp_path, "x", "picture.png")

    ran = CliRunner().invoke(warehouse, ["draft", str(document), "--report", "zeist-2023", "--sources", str(sources)])

    assert ran.exit_code != 0
    assert not (sources / "zeist-2023").exists()
