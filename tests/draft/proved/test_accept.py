"""A draft is no input of a refresh; `warehouse accept` says what is left of it, and makes it one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from click.testing import CliRunner, Result

from orchestration.cli import warehouse
from orchestration.draft.accept import accepted_text
from orchestration.draft.judged import judged, read_draft, without_pandas
from orchestration.draft.record import RECORD_FILE
from orchestration.draft.unseen import Unseen, unseen_of
from orchestration.explain.figures import _confirmed_by
from orchestration.ingest.published import Published
from orchestration.ingest.raw import open_raw
from orchestration.ingest.report_file import read_report
from orchestration.ingest.reports import ingest
from orchestration.ingest.strays import strays
from orchestration.looks import Looks
from orchestration.problems import BadInputError
from orchestration.service.watch import unfinished
from tests.draft.proved.conftest import ID, KEY_FIGURES, REPORT, TABLE, Draft

OTHER = "zeist-2022"


def _run(draft: Draft, *arguments: str) -> Result:
    places = ["--sources", str(draft.sources), "--home", str(draft.home.path)]
    return CliRunner().invoke(warehouse, [*arguments, *places])


@pytest.fixture
def beside(draft: Draft) -> Draft:
    """The draft, and an accepted report beside it."""
    shutil.copytree(draft.folder, draft.sources / OTHER)
    report = draft.sources / OTHER / "report.yml"
    report.write_text(report.read_text(encoding="utf-8").replace(f"id: {ID}", f"id: {OTHER}", 1), encoding="utf-8")
    draft.edit("title: Jaarverslag 2023\n", "title: Jaarverslag 2023\ndraft: true\n")
    return draft


def _statuses(draft: Draft, store: Path, published: Published | None = None) -> dict[str, str]:
    return {one.report_id: one.status for one in ingest(draft.sources, store, published=published)}


# ---- a draft is no input


@pytest.mark.parametrize(
    ("old", "new", "questions"),
    [
        ("draft: true\n", "draft: true\n", 0),
        ("draft: true\n", "published: FILL IN the day\n", 1),
        ("draft: true\n", "draft: true\nperiod: FILL IN: a | b\n", 1),
        ("draft: true\n", "draft: true\n  : [\n", 0),
    ],
    ids=["accepted by nobody", "asked", "no YAML", "in the middle of an edit"],
)
def test_a_draft_is_left_out_and_named_and_the_others_are_read(
    beside: Draft, tmp_path: Path, old: str, new: str, questions: int
) -> None:
    beside.edit(old, new)
    assert _statuses(beside, tmp_path / "store.duckdb") == {OTHER: "new"}
    (notice,) = [one for one in strays(beside.sources) if one.report == ID]
    asked = f"{questions} question open" if questions else "not accepted yet"
    assert notice.message == f"this report is a draft, {asked}: it is not read"
    assert f"warehouse preview {ID}" in notice.next_step


def test_no_edit_in_a_draft_changes_what_a_release_is_made_of(beside: Draft) -> None:
    before = Looks(beside.sources, None).hash()
    beside.print_instead(2, 2, "311")
    beside.edit("title: Tabel 1.", "title: Tabel 2.")
    (beside.folder / "key_figures.csv").unlink()
    assert Looks(beside.sources, None).hash() == before
    beside.edit("draft: true\n", "")
    assert Looks(beside.sources, None).hash() != before


def test_nothing_waits_for_a_draft_that_is_written(beside: Draft) -> None:
    moment = (beside.folder / "report.yml").stat().st_ctime + 3
    assert OTHER in (unfinished(beside.sources, moment) or "")
    shutil.rmtree(beside.sources / OTHER)
    assert ID not in (unfinished(beside.sources, moment) or "")


def test_what_is_remembered_of_the_folders_knows_the_drafts(beside: Draft, tmp_path: Path) -> None:
    kept = tmp_path / "looks.json"
    before = Looks(beside.sources, kept).hash()
    assert Looks(beside.sources, kept).drafts() == {ID: (0, False)}
    assert Looks(beside.sources, kept).hash() == before


def test_drafts_alone_are_nothing_to_read(beside: Draft, tmp_path: Path) -> None:
    shutil.rmtree(beside.sources / OTHER)
    with pytest.raises(BadInputError, match=f"no report here but drafts: {ID}"):
        ingest(beside.sources, tmp_path / "store.duckdb")


# ---- a report that was published and becomes a draft


def _published(draft: Draft, folder: Path) -> Published:
    """A release, as far as schema `raw` goes, of both reports as they are printed."""
    draft.edit("draft: true\n", "")
    ingest(draft.sources, folder / "release.duckdb")
    draft.edit("title: Jaarverslag 2023\n", "title: Jaarverslag 2023\ndraft: true\n")
    return Published(folder / "release.duckdb")


def _texts(store: Path) -> list[Any]:
    with open_raw(store) as connection:
        return connection.execute(
            f"SELECT table_id, row_number, column_number, text FROM raw.cell WHERE report_id = '{ID}' ORDER BY ALL"
        ).fetchall()


def test_what_was_published_of_a_draft_stays(beside: Draft, tmp_path: Path) -> None:
    published = _published(beside, tmp_path)
    store = tmp_path / "store.duckdb"
    shutil.copyfile(tmp_path / "release.duckdb", store)
    before = _texts(store)
    beside.print_instead(2, 2, "999")
    looks = Looks(beside.sources, None, lambda: published.checksums)
    assert _statuses(beside, store, published) == {ID: "unchanged", OTHER: "unchanged"}
    assert _texts(store) == before
    as_published = looks.hash()
    beside.print_instead(2, 2, "998")
    assert Looks(beside.sources, None, lambda: published.checksums).hash() == as_published
    (notice,) = [one for one in strays(beside.sources, looks) if one.report == ID]
    assert notice.message.startswith("this report was published and is a draft again")
    assert "what was published of it stays as it was" in notice.message


@pytest.mark.parametrize("left", ["nothing", "something else"])
def test_it_comes_from_the_release_where_the_state_folder_has_it_no_more(
    beside: Draft, tmp_path: Path, left: str
) -> None:
    published = _published(beside, tmp_path)
    before = _texts(tmp_path / "release.duckdb")
    store = tmp_path / "store.duckdb"
    if left == "something else":
        # A check has read what was typed before it became a draft again.
        beside.edit("draft: true\n", "")
        beside.print_instead(2, 2, "999")
        ingest(beside.sources, store)
        beside.edit("title: Jaarverslag 2023\n", "title: Jaarverslag 2023\ndraft: true\n")
    assert ID in _statuses(beside, store, published)
    assert _texts(store) == before


# ---- what is left of a draft, and taking it


def test_what_is_left_is_named_with_file_and_line(draft: Draft) -> None:
    draft.edit("    metric: cases_started\n", "    metric: FILL IN what is counted\n")
    draft.edit("coffee,cups_of_coffee", "coffee,FILL IN: cups_of_coffee", "key_figures.csv")
    before = (draft.folder / "report.yml").read_text(encoding="utf-8")
    result = _run(draft, "accept", ID)
    assert result.exit_code == 2
    said = " ".join(result.output.split())
    assert f"{ID}/report.yml, line 18: `metric` has still to be filled in: what is counted" in said
    assert (
        f"{ID}/key_figures.csv, row 3, column 2: `metric` of coffee has still to be filled in: cups_of_coffee" in said
    )
    assert f"{ID} stays a draft: 2 left." in said
    assert (draft.folder / "report.yml").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(("printed", "code"), [("l20", 2), ("102", 1)])
def test_a_misread_number_keeps_it_a_draft(beside: Draft, printed: str, code: int) -> None:
    beside.print_instead(3, 2, printed)
    result = _run(beside, "accept", ID)
    assert result.exit_code == code
    assert f"{ID} stays a draft" in result.output
    assert read_report(beside.folder / "report.yml", beside.sources).draft
    if code == 1:
        assert _run(beside, "accept", ID, "--anyway").exit_code == 0


def _propose(draft: Draft) -> None:
    """Say that a program proposed all that is there."""
    text = (draft.folder / "report.yml").read_text(encoding="utf-8")
    proposed = {"report.yml": text, "cases_started.csv": TABLE, "key_figures.csv": KEY_FIGURES}
    (draft.folder / RECORD_FILE).write_text(yaml.safe_dump({"proposed": proposed}), encoding="utf-8")


def test_a_draft_of_a_person_is_taken_and_every_other_line_stays(beside: Draft) -> None:
    result = _run(beside, "accept", ID)
    assert result.exit_code == 0, result.output
    assert (beside.folder / "report.yml").read_text(encoding="utf-8") == REPORT
    assert "is an input" in result.output


def test_what_was_proposed_and_never_looked_at_is_written_down(beside: Draft) -> None:
    _propose(beside)
    result = _run(beside, "accept", ID)
    assert result.exit_code == 0, result.output
    report = read_report(beside.folder / "report.yml", beside.sources)
    assert report.unseen is not None
    assert (report.unseen.tables, report.unseen.key_figures) == (["cases_started"], ["client-rating", "coffee"])
    with without_pandas(), judged(beside.home, read_draft(beside.sources, beside.folder)) as found:
        rows = found.connection.execute("SELECT is_unseen, count(*) FROM core.figure GROUP BY ALL").fetchall()
    assert rows == [(True, 22)]

    assert json.loads(_run(beside, "accept", ID, "--seen", "coffee", "--json").output)["unseen"] == {
        "tables": ["cases_started"], "key_figures": ["client-rating"],
    }  # fmt: skip
    assert _run(beside, "accept", ID, "--seen", "all").exit_code == 0
    assert (beside.folder / "report.yml").read_text(encoding="utf-8") == REPORT


def test_who_changes_or_answers_something_has_looked_at_it(beside: Draft) -> None:
    _propose(beside)
    assert unseen_of(beside.folder) == Unseen(("cases_started",), ("client-rating", "coffee"))
    beside.edit("12.400", "12.500", "key_figures.csv")
    beside.edit("title: Tabel 1.", "title: Tabel 2.")
    assert unseen_of(beside.folder) == Unseen((), ("client-rating",))
    beside.edit("title: Tabel 2.", "title: Tabel 1.")
    beside.print_instead(2, 2, "311")
    assert unseen_of(beside.folder).tables == ()
    (beside.folder / RECORD_FILE).write_text("proposed: [", encoding="utf-8")
    assert unseen_of(beside.folder) == Unseen()


def test_long_lists_of_what_is_unseen_are_yaml() -> None:
    unseen = Unseen(tuple(f"table-{number}" for number in range(40)), ("a-b",))
    text = accepted_text("# a note\nid: x\ndraft: true  # by a program\ntitle: y\n", unseen)
    assert yaml.safe_load(text) == {
        "id": "x", "title": "y", "unseen": {"tables": list(unseen.tables), "key_figures": ["a-b"]},
    }  # fmt: skip
    assert text.startswith("# a note\nid: x\n")
    assert accepted_text(text, Unseen()) == "# a note\nid: x\ntitle: y\n"
    with pytest.raises(BadInputError, match="a way of its own"):
        accepted_text('"draft": true\nid: x\n', Unseen())


def test_a_rule_confirms_what_it_pins_and_a_person_what_was_typed() -> None:
    class Identity:
        def __init__(self, *, pins: bool, verdict: str) -> None:
            self.pins, self.verdict = pins, verdict

    holds, fails = Identity(pins=True, verdict="holds"), Identity(pins=True, verdict="fails")
    loose: Any = Identity(pins=False, verdict="holds")
    assert _confirmed_by({}, []) == "person"
    assert _confirmed_by({"is_unseen": False}, []) == "person"
    assert _confirmed_by({"is_unseen": True}, [holds, loose]) == "rule"  # type: ignore[list-item]
    assert _confirmed_by({"is_unseen": True}, [loose]) == "nobody"
    assert _confirmed_by({"is_unseen": True}, [holds, fails]) == "nobody"  # type: ignore[list-item]


def test_a_release_that_cannot_be_read_has_published_nothing(tmp_path: Path) -> None:
    (tmp_path / "warehouse.duckdb").write_text("no database")
    assert Published(tmp_path / "warehouse.duckdb").checksums == {}
    with duckdb.connect(str(tmp_path / "empty.duckdb")):
        pass
    assert Published(tmp_path / "empty.duckdb").checksums == {}


def test_what_the_document_prints_otherwise_is_refused(draft: Draft) -> None:
    draft.edit("title: Jaarverslag 2023\n", "title: Jaarverslag 2023\ndraft: true\n")
    draft.edit("12.400", "14.200", "key_figures.csv")
    refused = _run(draft, "accept", ID)
    assert refused.exit_code == 1
    said = " ".join(refused.output.split())
    assert "the folder says “14.200”; line 4 of the document prints no such number." in said
    assert "stays a draft: the document prints something else" in said
    assert "draft: true" in (draft.folder / "report.yml").read_text(encoding="utf-8")
    assert _run(draft, "accept", ID, "--anyway").exit_code == 0
