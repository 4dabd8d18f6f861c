"""The tables of docs/coverage.md: what became of every number of the documents, and which figures have no value."""

from __future__ import annotations

from collections.abc import Iterator

from tests.sources.coverage import Coverage, coverage, key_figures
from tests.sources.document import ROOT, reports

PAGE = ROOT / "docs" / "coverage.md"
START, END = "<!-- from the documents: python -m tests.sources.coverage --write -->", "<!-- end -->"


def page_text() -> str:
    """The page as it is, with its tables made anew.

    Raises ValueError where the page has lost the two comments between which they stand.
    """
    before, found, rest = PAGE.read_text(encoding="utf-8").partition(START)
    _, found_end, after = rest.partition(END)
    if not (found and found_end):
        raise ValueError(f"{PAGE.name} lacks the comments {START} and {END}")
    covered = [coverage(report) for report in reports() if report.document is not None]
    return before + START + "\n\n" + "\n".join(_tables(covered)) + "\n" + END + after


def write_page() -> None:
    """Write the page with its tables made anew."""
    PAGE.write_text(page_text(), encoding="utf-8")


def _tables(covered: list[Coverage]) -> Iterator[str]:
    yield "## Numbers of the documents\n"
    yield from _table(
        ["report", "numbers", "in tables", "key figures", "ignored", "unexplained"],
        [
            [one.report.id, one.numbers, one.tables, one.key_figures, one.ignored, len(one.unexplained)]
            for one in covered
        ],
    )
    yield "## Rows of the key figures\n"
    rows = {one.report.id: key_figures(one.report) for one in covered}
    lost = {report: [row for row in figures if not _has_value(row)] for report, figures in rows.items()}
    yield from _table(
        ["report", "key figures", "with a value", "without a value"],
        [
            [report, len(figures), len(figures) - len(lost[report]), len(lost[report])]
            for report, figures in rows.items()
        ],
    )
    yield "## Why a key figure carries no value\n"
    yield "| report | line | key figures | why |\n| --- | --- | --- | --- |"
    for report, figures in lost.items():
        reasons: dict[tuple[str, str], int] = {}
        for row in figures:
            reasons[row["line"], row["note"]] = reasons.get((row["line"], row["note"]), 0) + 1
        for (line, note), count in sorted(reasons.items(), key=lambda reason: int(reason[0][0])):
            yield f"| {report} | {line} | {count} | {note} |"


def _has_value(row: dict[str, str]) -> bool:
    return any(row[column] for column in ("number", "low", "high"))


def _table(header: list[str], rows: list[list[str | int]]) -> Iterator[str]:
    """A table of counts per report, with their totals."""
    yield "| " + " | ".join(header) + " |"
    yield "| --- |" + " ---: |" * (len(header) - 1)
    totals = [sum(int(row[column]) for row in rows) for column in range(1, len(header))]
    last: list[str | int] = ["**all**", *totals]
    for row in (*rows, last):
        yield "| " + " | ".join(str(cell) for cell in row) + " |"
    yield ""
