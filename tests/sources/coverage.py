"""Proves that every number of a document is a figure or is explained: `python -m tests.sources.coverage`.

A number is a run of digits, or a number word ("drie", "een kwart", "gehalveerd"); ordinals and the article "een" are
none. It is explained where it stands in the lines of a table, as the printed text of a key figure on its line, or
inside a phrase that `ignored_numbers.csv` lists with the reason why it is no figure.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestration.ingest.report_file import Report, expand_lines
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
    figures = _key_figure_spans(report, lines, ignored)
    for number, line in enumerate(lines, start=1):
        for match in NUMBER.finditer(line):
            if number in in_tables:
                found.tables += 1
            elif _inside(match, figures.get(number, [])):
                found.key_figures += 1
            elif _inside(match, ignored.get(number, [])):
                found.ignored += 1
            else:
                found.unexplained.append((number, match.group()))
    return found


Spans = dict[int, list[tuple[int, int]]]
"""Line number to the places on it, first and behind the last character."""


def _inside(match: re.Match[str], spans: list[tuple[int, int]]) -> bool:
    return any(start <= match.start() and match.end() <= end for start, end in spans)


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


def _key_figure_spans(report: Report, lines: list[str], ignored: Spans) -> Spans:
    """Where the key figures are printed. Equal texts take a place each, and share the last."""
    spans: Spans = {}
    for figure in csv_dicts(SOURCES / report.id / report.key_figures) if report.key_figures else []:
        number = int(figure["line"])
        for text in filter(None, (figure["number"],) if figure["number"] else (figure["low"], figure["high"])):
            places = [m.span() for m in printed(text, lines[number - 1])]
            taken = spans.setdefault(number, [])
            free = [place for place in places if place not in taken and place not in ignored.get(number, [])]
            taken += free[:1]
    return spans


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


if __name__ == "__main__":
    for one in reports():
        if one.document is not None and (len(sys.argv) == 1 or one.id in sys.argv):
            print(*report_lines(coverage(one)), sep="\n")
