"""How much of the reports' own key figures a draft finds: `python -m tests.bench.draft_prose [--documents FOLDER]`.

Each report is drafted from its document with the words of the seeds and of all other reports. What it proposes is held
to the rows of key_figures.csv and ignored_numbers.csv, by line and place on it.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from orchestration.build.seed_files import SEED_FOLDER
from orchestration.draft.coverage import ignored_phrase
from orchestration.draft.document import Document, FoundTable
from orchestration.draft.prose.candidates import Candidates, Figure
from orchestration.draft.prose.figures import ReportContext, key_figures
from orchestration.draft.prose.words import Words, words_of
from orchestration.draft.read import read_document
from orchestration.ingest.report_fields import expand_lines
from orchestration.ingest.report_file import Report
from tests.sources.coverage import IGNORED_NUMBERS, NUMBER
from tests.sources.coverage import key_figures as committed_figures
from tests.sources.document import DOCUMENTS, SOURCES, csv_dicts, printed, reports

FIELDS = (
    "metric",
    "area",
    "breakdown",
    "category",
    "period",
    "compared_with",
    "value_read",
    "low",
    "high",
    "qualifier",
)
MEANING = ("metric", "period", "qualifier")


@dataclass
class Found:
    """What the draft of one report found of what a person found."""

    report: str
    committed: int = 0
    in_tables: int = 0
    """Committed figures on lines that the reader takes for a table's."""
    among: int = 0
    first: Counter[str] = field(default_factory=Counter)
    """Of the figures among the candidates: by field, how many hold the right value or name it first."""
    named: Counter[str] = field(default_factory=Counter)
    """The same where the right value is written or named anywhere in the question."""
    right: int = 0
    """Metric, period and qualifier right, or named first."""
    wrong: list[str] = field(default_factory=list)
    """Fields that were written without a question, and wrong."""
    wrong_empty: list[str] = field(default_factory=list)
    """Fields that were left empty without a question, where a person found more."""
    sure: int = 0
    """Fields that were written (not left empty) without a question."""
    dropped: list[str] = field(default_factory=list)
    """Committed figures that are proposed as no figure."""
    missed: list[str] = field(default_factory=list)
    candidates: int = 0
    ignored_asked: int = 0
    """Candidates that a person ignored."""
    neither: list[str] = field(default_factory=list)
    """Candidates that are neither a committed figure nor a committed ignored number."""
    ignored: int = 0
    """Committed ignored numbers outside tables that are proposed as no figure."""
    questions: int = 0
    seconds: float = 0.0


def measure(report: Report, documents: Path, leave_out: bool = False) -> Found:
    """Draft one report and hold the draft to what is committed."""
    began = time.process_time()
    document, words, drafted = _drafted(report, documents, leave_out)
    found = Found(report.id, seconds=time.process_time() - began)
    _compare(found, report, document, drafted, words)
    return found


def _drafted(report: Report, documents: Path, leave_out: bool) -> tuple[Document, Words, Candidates]:
    assert report.document is not None
    document = read_document(documents / report.document.file)
    words = words_of(SEED_FOLDER, SOURCES, report.id, report.organisation)
    if leave_out:
        words = without_own(words, report)
    context = ReportContext(report.period, str(report.means.dimensions().get("area", "")))
    return document, words, key_figures(document, words, context)


def unexplained(report: Report, documents: Path) -> list[str]:
    """The numbers of the running text that the drafted key_figures.csv and ignored_numbers.csv leave unexplained."""
    document, _, drafted = _drafted(report, documents, leave_out=False)
    prose = {line.place.lines[0]: line.text for line in document.prose if line.place.lines}
    spans: dict[int, list[tuple[int, int]]] = {}
    for figure in drafted.figures:
        spans.setdefault(figure.line or 0, []).append(figure.span)
    for row in drafted.ignored_rows():
        for number in expand_lines(row["lines"]):
            spans.setdefault(number, []).extend(m.span() for m in ignored_phrase(row["text"]).finditer(prose[number]))
    return [
        f"{number}: {match.group()}"
        for number, line in prose.items()
        for match in NUMBER.finditer(line)
        if not any(_overlap(match.span(), span) for span in spans.get(number, ()))
    ]


def without_own(words: Words, report: Report) -> Words:
    """The words without the metrics that no other report prints: those that its own draft would have to propose."""
    own = {row["metric"] for row in committed_figures(report)}
    known = {metric for metric, _ in words.used}
    return replace(words, metrics=tuple(one for one in words.metrics if one.id in known or one.id not in own))


def _compare(found: Found, report: Report, document: Document, drafted: Candidates, words: Words) -> None:
    prose = {line.place.lines[0]: line.text for line in document.prose if line.place.lines}
    in_table = {n for table in document.tables for n in _table_lines(table)}
    by_line: dict[int, list[Figure]] = {}
    for figure in drafted.figures:
        by_line.setdefault(figure.line or 0, []).append(figure)
    found.candidates = len(drafted.figures)
    found.questions = sum(figure.questions for figure in drafted.figures)
    matched: set[str] = set()
    for row in committed_figures(report):
        texts = [row["number"]] if row["number"] else [text for text in (row["low"], row["high"]) if text]
        if not texts:
            continue
        number = int(row["line"])
        found.committed += 1
        found.in_tables += number in in_table
        places = [m.span() for text in texts for m in _printed(text, prose.get(number, ""))]
        hits = [one for one in by_line.get(number, ()) if any(_overlap(one.span, place) for place in places)]
        if not hits:
            said = f"{report.id} {number}: {row['key']} {texts[0]!r}"
            no = [n for n in drafted.none if n.line == number and any(_overlap(n.span, place) for place in places)]
            found.missed.append(said)
            if no:
                found.dropped.append(f"{said} ({no[0].reason})")
            continue
        found.among += 1
        best = max(hits, key=lambda one: sum(_first(one, row, name, words) for name in MEANING))
        matched.update(one.key for one in hits)
        for name in FIELDS:
            found.first[name] += _first(best, row, name, words)
            found.named[name] += _named(best, row, name, words)
        found.right += all(_first(best, row, name, words) for name in MEANING)
        for name in FIELDS:
            guess = best.guess(name)
            if name == "value_read" and not row["value_read"] and row["low"]:
                continue
            if guess.is_sure and guess.first:
                found.sure += 1
            if guess.is_sure and not _first(best, row, name, words):
                said = f"{report.id} {number}: {row['key']} {name} {guess.first!r}, not {row[name]!r}"
                (found.wrong if guess.first else found.wrong_empty).append(said)
    _ignored(found, report, prose, drafted, matched)


def _ignored(found: Found, report: Report, prose: dict[int, str], drafted: Candidates, matched: set[str]) -> None:
    spans: dict[int, list[tuple[int, int]]] = {}
    path = SOURCES / report.id / IGNORED_NUMBERS
    for row in csv_dicts(path) if path.exists() else []:
        lines = expand_lines(row["lines"]) if row["lines"] else sorted(prose)
        for number in lines:
            spans.setdefault(number, []).extend(
                m.span() for m in ignored_phrase(row["text"]).finditer(prose.get(number, ""))
            )
    for figure in drafted.figures:
        if figure.key in matched:
            continue
        if any(_overlap(figure.span, span) for span in spans.get(figure.line or 0, ())):
            found.ignored_asked += 1
        else:
            found.neither.append(f"{report.id} {figure.line}: {figure.printed!r} in {figure.passage[:90]!r}")
    found.ignored = sum(any(_overlap(one.span, span) for span in spans.get(one.line or 0, ())) for one in drafted.none)


def _table_lines(table: FoundTable) -> Iterator[int]:
    yield from table.row_lines
    if table.place.lines:
        yield from range(table.place.lines[0], table.place.lines[1] + 1)


def _printed(text: str, line: str) -> list[re.Match[str]]:
    return printed(text, line) or printed(text.rstrip("%").strip(), line)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _first(figure: Figure, row: dict[str, str], name: str, words: Words) -> bool:
    return _same(name, figure.guess(name).first, row, words)


def _named(figure: Figure, row: dict[str, str], name: str, words: Words) -> bool:
    return any(_same(name, value, row, words) for value in figure.guess(name).values or ("",))


def _same(name: str, value: str, row: dict[str, str], words: Words) -> bool:
    said = row[name]
    if name == "qualifier":
        means = {"": "exact"} | words.qualifiers
        return means.get(value.lower(), value.lower()) == means.get(said.lower(), said.lower())
    if name in ("low", "high"):
        return value.strip("% -") == said.strip("% -")
    return value == said


def table(found: list[Found]) -> Iterator[str]:
    """The measure as a table."""
    heads = (
        "report", "key figures", "among the candidates", "metric, period and qualifier right", "metric named",
        "candidates", "ignored by a person", "neither", "wrong without a question", "left empty, and wrong",
        "no figure, wrongly", "s CPU",
    )  # fmt: skip
    yield f"| {' | '.join(heads)} |"
    yield f"| --- |{' ---: |' * (len(heads) - 1)}"
    for one in found:
        yield (
            f"| {one.report} | {one.committed} | {one.among} ({_share(one.among, one.committed)}) "
            f"| {one.right} ({_share(one.right, one.committed)}) | {one.named['metric']} | {one.candidates} "
            f"| {one.ignored_asked} | {len(one.neither)} | {len(one.wrong)} of {one.sure} | {len(one.wrong_empty)} "
            f"| {len(one.dropped)} | {one.seconds:.1f} |"
        )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def main() -> int:
    """Measure all reports whose documents are given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--documents", type=Path, default=DOCUMENTS)
    parser.add_argument("--leave-out", action="store_true", help="leave out the metrics that no other report prints")
    parser.add_argument("--show", action="store_true", help="show each figure that is missed or wrong")
    asked = parser.parse_args()
    if not asked.documents.is_dir():
        print(f"{asked.documents} is not there: say --documents FOLDER", file=sys.stderr)
        return 2
    found = [measure(one, asked.documents, asked.leave_out) for one in reports() if one.document is not None]
    print(*table(found), sep="\n")
    total = sum(one.committed for one in found)
    print(
        f"all: {total} figures, {_share(sum(one.among for one in found), total)} among the candidates, "
        f"{_share(sum(one.right for one in found), total)} right;"
    )
    for name in FIELDS:
        print(
            f"  {name}: first {_share(sum(o.first[name] for o in found), sum(o.among for o in found))}, "
            f"named {_share(sum(o.named[name] for o in found), sum(o.among for o in found))}"
        )
    print("  questions", sum(one.questions for one in found), "candidates", sum(one.candidates for one in found))
    if asked.show:
        for what in ("missed", "dropped", "wrong", "wrong_empty", "neither"):
            print(f"--- {what}")
            for one in found:
                print(*getattr(one, what), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
