"""Proves that every number of a document is a figure or is explained: `python -m tests.sources.coverage`.

With `--write` it also remakes the tables of docs/coverage.md. It needs the documents.

A number is a run of digits, or a number word ("drie", "een kwart", "gehalveerd"); ordinals and the article "een" are
none. It is explained where it stands in the lines of a table, as the printed text of a key figure on its line, or
inside a phrase that `ignored_numbers.csv` lists with the reason why it is no figure.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestration.ingest.report_fields import expand_lines
from orchestration.ingest.report_file import Report
from tests.sources.document import DOCUMENTS, SOURCES, csv_dicts, document_lines, printed, reports

IGNORED_NUMBERS = "ignored_numbers.csv"
IGNORED_COLUMNS = ["lines", "text", "reason"]

_ATOMS = (
    "twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien|"
    "negentien|twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig|honderd|duizend|miljoen|miljard"
)
_WORDS = (
    rf"(?:[eé]{{1,2}}n)?-?(?:{_ATOMS})(?:-?(?:en|ën|-)?-?(?:een|[eé]én|half|{_ATOMS}))*(?:en|tal|maal)?"
    r"|één|eén|éen|eenmaal|éénmaal|enkelvoudig|kwart|helft|half|halve|anderhalf|anderhalve|(?:twee|drie)?derde(?=\s+(?:deel|van))"
    r"|tweederde|een\s+derde|vijfde\s+deel|tiende\s+deel|verdubbel\w*|dubbel\w*|\w*halveer\w*"
)
NUMBER = re.compile(rf"\d+(?:[.,]\d+)*|(?<![\w-])(?:{_WORDS})(?!\w)", re.IGNORECASE)
"""A number as the document prints it, in digits or in words."""


@dataclass
class Coverage:
    """What became of the numbers of one document: how many stand where, and those that nothing explains."""

    report: Report
    tables: int = 0
    key_figures: int = 0
    ignored: int = 0
    unexplained: list[tuple[int, str]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    """Phrases listed as ignored that the document does not print."""
    unplaced: list[str] = field(default_factory=list)
    """Key figures printed nowhere on their line but inside what is ignored."""

    @property
    def numbers(self) -> int:
        """All numbers of the document."""
        return self.tables + self.key_figures + self.ignored + len(self.unexplained)


def coverage(report: Report) -> Coverage:
    """Look at every number of the report's document."""
    assert report.document is not None
    lines = document_lines(DOCUMENTS / report.document.file)
    found = Coverage(report)
    in_tables = {n for table in report.tables for n in expand_lines(table.document_lines or "")}
    ignored, found.unused = _ignored_spans(report, lines)
    figures, found.unplaced = _key_figure_spans(report, lines, ignored)
    for number, line in enumerate(lines, start=1):
        for match in NUMBER.finditer(line):
            if number in in_tables:
                found.tables += 1
            elif _inside(match.span(), figures.get(number, [])):
                found.key_figures += 1
            elif _inside(match.span(), ignored.get(number, [])):
                found.ignored += 1
            else:
                found.unexplained.append((number, match.group()))
    return found


Span = tuple[int, int]
"""A place on a line: its first character and the one behind its last."""
Spans = dict[int, list[Span]]
"""Line number to the places on it."""


def _inside(place: Span, spans: list[Span]) -> bool:
    return any(start <= place[0] and place[1] <= end for start, end in spans)


def _ignored_spans(report: Report, lines: list[str]) -> tuple[Spans, list[str]]:
    """Where the phrases of `ignored_numbers.csv` stand, and the phrases that stand nowhere."""
    spans: Spans = {}
    unused = []
    path = SOURCES / report.id / IGNORED_NUMBERS
    for row in csv_dicts(path) if path.exists() else []:
        numbers = expand_lines(row["lines"]) if row["lines"] else range(1, len(lines) + 1)
        places = [(n, m.span()) for n in numbers for m in _phrase(row["text"]).finditer(lines[n - 1])]
        for number, span in places:
            spans.setdefault(number, []).append(span)
        if not places:
            unused.append(f"{row['lines']}: {row['text']}")
    return spans, unused


def _phrase(text: str) -> re.Pattern[str]:
    """The text by itself: not inside a longer number or word; blanks may be of any width."""
    body = r"\s+".join(map(re.escape, text.split()))
    before = r"(?<!\d)(?<!\d[.,])" if text[0].isdigit() else r"(?<!\w)"
    after = r"(?!\d|[.,]\d)" if text[-1].isdigit() else r"(?!\w)" if text[-1].isalpha() else ""
    return re.compile(before + body + after, re.IGNORECASE)


def _key_figure_spans(report: Report, lines: list[str], ignored: Spans) -> tuple[Spans, list[str]]:
    """Where the key figures are printed outside what is ignored, and those that are not.

    Equal texts take a place each, and share the last.
    """
    spans: Spans = {}
    unplaced = []
    for figure in key_figures(report):
        number = int(figure["line"])
        for text in filter(None, (figure["number"],) if figure["number"] else (figure["low"], figure["high"])):
            places = [match.span() for match in printed(text, lines[number - 1])]
            places = [place for place in places if not _inside(place, ignored.get(number, []))]
            taken = spans.setdefault(number, [])
            taken += [place for place in places if not _inside(place, taken)][:1]
            if not places:
                unplaced.append(f"{figure['key']}: {text}")
    return spans, unplaced


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
