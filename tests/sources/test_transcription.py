"""`sources/` holds what the documents print: cell by cell where the documents are, by checksum everywhere."""

from __future__ import annotations

import hashlib
import json

import pytest

from orchestration.ingest.report_fields import expand_lines
from orchestration.ingest.report_file import Report
from orchestration.ingest.report_tables import Table
from tests.sources.checksums import CHECKSUMS, checksums
from tests.sources.coverage import IGNORED_NUMBERS
from tests.sources.document import (
    DOCUMENTS,
    MARKS,
    SOURCES,
    csv_dicts,
    csv_rows,
    document_lines,
    printed,
    reports,
    table_cells,
)

REPORTS = reports()
TABLES = [(report, table) for report in REPORTS for table in report.tables]
KEY_FIGURE_COLUMNS = [
    *("key", "metric", "organisation", "area", "breakdown", "category", "period", "compared_with"),
    *("number", "value_read", "low", "high", "qualifier", "line", "note"),
]

by_report = pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.id)
by_table = pytest.mark.parametrize(
    ("report", "table"), TABLES, ids=[f"{report.id}/{table.id}" for report, table in TABLES]
)
needs_documents = pytest.mark.skipif(
    not DOCUMENTS.is_dir(),
    reason="the documents are not here: set WAREHOUSE_DOCUMENTS to the folder that holds them",
)


def _key_figures(report: Report) -> list[dict[str, str]]:
    if report.key_figures is None:
        return []
    return csv_dicts(SOURCES / report.id / report.key_figures)


def _printed_in(text: str, line: str) -> bool:
    return bool(printed(text, MARKS.sub("", line)))


def _with_neighbours(lines: list[str], number: int) -> str:
    """The line and the nearest lines with text above and below: a sentence may run over them."""
    before = next((line for line in reversed(lines[: number - 1]) if line.strip()), "")
    after = next((line for line in lines[number:] if line.strip()), "")
    return "\n".join((before, lines[number - 1], after))


def test_there_is_something_to_check() -> None:
    assert REPORTS
    assert TABLES


# ---- against the documents


@needs_documents
@by_report
def test_document_is_the_one_that_was_transcribed(report: Report) -> None:
    assert report.document is not None
    content = (DOCUMENTS / report.document.file).read_bytes()
    assert hashlib.sha256(content).hexdigest() == report.document.sha256


@needs_documents
@by_table
def test_every_cell_is_as_printed(report: Report, table: Table) -> None:
    assert report.document is not None
    assert csv_rows(SOURCES / report.id / table.file) == table_cells(DOCUMENTS / report.document.file, table)


@needs_documents
@by_report
def test_key_figures_stand_on_their_lines(report: Report) -> None:
    assert report.document is not None
    lines = document_lines(DOCUMENTS / report.document.file)
    for figure in _key_figures(report):
        number = int(figure["line"])
        # Of a range in words the ends are our reading of them.
        ends = () if figure["number"] else (figure["low"], figure["high"])
        for text in (figure["number"], *ends):
            assert not text or _printed_in(text, lines[number - 1]), f"{figure['key']}: {text!r} not on line {number}"
        qualifier = figure["qualifier"]
        assert not qualifier or _printed_in(qualifier, _with_neighbours(lines, number)), (
            f"{figure['key']}: {qualifier!r} not on line {number} or next to it"
        )


# ---- everywhere


def test_no_file_has_changed_unnoticed() -> None:
    known = json.loads(CHECKSUMS.read_text(encoding="utf-8"))
    assert checksums() == known, "after a wanted change: python -m tests.sources.checksums"
    assert list(known) == sorted(known)


def test_every_file_belongs_to_a_report() -> None:
    named = {f"{report.id}/report.yml" for report in REPORTS}
    named |= {f"{report.id}/{table.file}" for report, table in TABLES}
    named |= {f"{report.id}/{report.key_figures}" for report in REPORTS if report.key_figures}
    named |= {f"{report.id}/{report.reasons}" for report in REPORTS if report.reasons}
    named |= {f"{report.id}/{IGNORED_NUMBERS}" for report in REPORTS}
    assert set(checksums()) == named


@by_report
def test_report_lies_in_the_folder_of_its_id(report: Report) -> None:
    assert (SOURCES / report.id / "report.yml").is_file()


@by_table
def test_table_is_laid_out_as_declared(report: Report, table: Table) -> None:
    rows = csv_rows(SOURCES / report.id / table.file)
    header = len(table.header)
    assert {len(row) for row in rows} == {len(table.columns)}
    assert rows[:header] == table.header
    labels = [[row[column - 1] for column in table.label_columns] for row in rows[header:]]
    assert table.rows is not None
    assert labels == [row.labels() for row in table.rows]
    assert table.document_lines is not None
    assert len(expand_lines(table.document_lines)) == len(rows)


@by_report
def test_files_are_plain(report: Report) -> None:
    """UTF-8 without a byte order mark, line feeds only, one at the end."""
    for path in (SOURCES / report.id).iterdir():
        content = path.read_bytes()
        content.decode("utf-8")
        assert not content.startswith(b"\xef\xbb\xbf"), path.name
        assert b"\r" not in content, path.name
        assert content.endswith(b"\n"), path.name
        assert not content.endswith(b"\n\n"), path.name


@by_report
def test_key_figures_are_complete(report: Report) -> None:
    figures = _key_figures(report)
    assert figures
    assert list(figures[0]) == KEY_FIGURE_COLUMNS
    keys = [figure["key"] for figure in figures]
    assert len(keys) == len(set(keys))
    assert not set(keys) & {table.id for table in report.tables}
    for figure in figures:
        assert figure["metric"], figure["key"]
        assert figure["line"].isdecimal(), figure["key"]
        assert bool(figure["breakdown"]) == bool(figure["category"]), figure["key"]
        assert figure["number"] or figure["low"] or figure["note"], figure["key"]
