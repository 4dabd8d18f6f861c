"""Every number of the documents is a figure or explained, and docs/coverage.md says how many of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.ingest.report_file import Report
from tests.sources import coverage as judged
from tests.sources.coverage import IGNORED_COLUMNS, IGNORED_NUMBERS, NUMBER, coverage, key_figures
from tests.sources.coverage_page import PAGE, page_text
from tests.sources.document import DOCUMENTS, SOURCES, csv_dicts, reports

REPORTS = reports()
by_report = pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.id)
needs_documents = pytest.mark.skipif(
    not DOCUMENTS.is_dir(),
    reason="the documents are not here: set WAREHOUSE_DOCUMENTS to the folder that holds them",
)


@needs_documents
@by_report
def test_every_number_is_a_figure_or_explained(report: Report) -> None:
    found = coverage(report)
    assert found.numbers > 100
    assert found.unexplained == []
    assert found.unused == []
    assert found.unplaced == []


@needs_documents
def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page_text(), "python -m tests.sources.coverage --write"


def test_there_are_over_four_hundred_key_figures_and_each_lost_one_says_why() -> None:
    rows = [row for report in REPORTS for row in key_figures(report)]
    lost = [row for row in rows if not any(row[column] for column in ("number", "low", "high"))]
    assert len(rows) - len(lost) > 400
    assert [row["key"] for row in lost if not row["note"]] == []


@by_report
def test_what_is_ignored_has_a_reason(report: Report) -> None:
    rows = csv_dicts(SOURCES / report.id / IGNORED_NUMBERS)
    assert rows
    assert all(list(row) == IGNORED_COLUMNS and row["text"] and row["reason"] for row in rows)


# ---- the judge itself


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("In 2021 waren er 1.361 (7,8%) klanten", ["2021", "1.361", "7,8"]),
        ("ruim driehonderd gezinnen, een kwart en een derde", ["driehonderd", "kwart", "een derde"]),
        ("de helft in vijfendertig weken, anderhalf jaar", ["helft", "vijfendertig", "anderhalf"]),
        ("het aantal is gehalveerd en daarna verdubbeld", ["gehalveerd", "verdubbeld"]),
        ("een team, het eerste en het achterste deel", []),
    ],
)
def test_what_counts_as_a_number(line: str, numbers: list[str]) -> None:
    assert [match.group() for match in NUMBER.finditer(line)] == numbers


REPORT = {
    "id": "town-2030",
    "title": "Town",
    "organisation": "town",
    "period": "2030",
    "document": {"file": "town.txt", "sha256": "0" * 64},
    "key_figures": "key_figures.csv",
}


@pytest.mark.parametrize(
    ("line", "figures", "ignored", "expected"),
    [
        ("12 klachten", ["12"], [], (1, 0, [], [], [])),
        ("12 klachten", [], [], (0, 0, [(1, "12")], [], [])),
        ("12 klachten op 3 mei", ["12"], ["3 mei"], (1, 1, [], [], [])),
        ("12 klachten", ["12"], ["4 mei"], (1, 0, [], [": 4 mei"], [])),
        # The figure takes the place that is not ignored, wherever it stands.
        ("op 12 mei 12 klachten", ["12"], ["12 mei"], (1, 1, [], [], [])),
        # What is ignored is no figure.
        ("op 12 mei", ["12"], ["12 mei"], (0, 1, [], [], ["k0: 12"])),
        # Two figures with the same text share one place; two places need two figures.
        ("12 klachten", ["12", "12"], [], (1, 0, [], [], [])),
        ("12 klachten, 12 lekken", ["12"], [], (1, 0, [(1, "12")], [], [])),
        ("112 klachten", ["12"], [], (0, 0, [(1, "112")], [], ["k0: 12"])),
    ],
)
def test_what_becomes_of_a_number(
    line: str, figures: list[str], ignored: list[str], expected: tuple[object, ...], tmp_path: Path, monkeypatch
) -> None:
    folder = tmp_path / "town-2030"
    folder.mkdir()
    (tmp_path / "town.txt").write_text(f"{line}\n", encoding="utf-8")
    rows = [f"k{index},{text},,,1" for index, text in enumerate(figures)]
    (folder / "key_figures.csv").write_text("\n".join(["key,number,low,high,line", *rows]) + "\n", encoding="utf-8")
    phrases = [f",{text},a date" for text in ignored]
    (folder / IGNORED_NUMBERS).write_text("\n".join(["lines,text,reason", *phrases]) + "\n", encoding="utf-8")
    monkeypatch.setattr(judged, "DOCUMENTS", tmp_path)
    monkeypatch.setattr(judged, "SOURCES", tmp_path)
    found = coverage(Report.model_validate(REPORT))
    assert (found.key_figures, found.ignored, found.unexplained, found.unused, found.unplaced) == expected
