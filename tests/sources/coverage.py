"""Proves that every number of a document is a figure or is explained: `python -m tests.sources.coverage`.

With `--write` it also remakes the tables of docs/coverage.md. It needs the documents. What a number is, and what
explains one, is said by `orchestration/draft/coverage.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestration.draft.coverage import NUMBER as NUMBER
from orchestration.draft.coverage import Explained, explained
from orchestration.ingest.report_fields import expand_lines
from orchestration.ingest.report_file import Report
from tests.sources.document import DOCUMENTS, SOURCES, csv_dicts, document_lines, reports

IGNORED_NUMBERS = "ignored_numbers.csv"
IGNORED_COLUMNS = ["lines", "text", "reason"]


@dataclass(kw_only=True)
class Coverage(Explained):
    """What became of the numbers of one report's document."""

    report: Report = field()


def coverage(report: Report) -> Coverage:
    """Look at every number of the report's document."""
    assert report.document is not None
    in_tables = {n for table in report.tables for n in expand_lines(table.document_lines or "")}
    path = SOURCES / report.id / IGNORED_NUMBERS
    ignored = csv_dicts(path) if path.exists() else []
    found = explained(document_lines(DOCUMENTS / report.document.file), in_tables, key_figures(report), ignored)
    return Coverage(**found.__dict__, report=report)


def key_figures(report: Report) -> list[dict[str, str]]:
    """The rows of the report's key figures."""
    return csv_dicts(SOURCES / report.id / report.key_figures) if report.key_figures else []


def report_lines(found: Coverage) -> Iterator[str]:
    """The counts of one report, and each number that nothing explains."""
    yield (
        f"{found.report.id}: {found.numbers} numbers; {found.tables} in tables, {found.key_figures} key figures, "
        f"{found.ignored} ignored, {len(found.unexplained)} unexplained"
    )
    for number, text in found.unexplained:
        yield f"  line {number}: {text}"
    for text in found.unused:
        yield f"  ignored but nowhere printed: {text}"
    for text in found.unplaced:
        yield f"  key figure inside what is ignored: {text}"


if __name__ == "__main__":
    if not DOCUMENTS.is_dir():
        sys.exit(f"{DOCUMENTS} is not there: set WAREHOUSE_DOCUMENTS to the folder that holds the documents")
    for one in reports():
        if one.document is not None:
            print(*report_lines(coverage(one)), sep="\n")
    if "--write" in sys.argv:
        from tests.sources.coverage_page import write_page

        write_page()
