"""What `warehouse draft` tells of what it wrote, in lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestration.draft.command import Drafted
from orchestration.draft.questions import Question
from orchestration.draft.words import counted

MOST_QUESTIONS = 20
MOST_DIFFERENCES = 40


def summary_lines(drafted: Drafted) -> Iterator[str]:
    """Where the draft is, what was found, what is asked, and what to do next."""
    report, written = drafted.report, drafted.written
    numbers = sum(table.numbers for table in report.tables)
    what = "Drafted" if written.is_new else "Drafted over"
    yield f"{what} {written.folder}: {counted(len(report.tables), 'table')} with {counted(numbers, 'number')}" + (
        f", {counted(len(report.key_figures), 'candidate')} for key figures" if report.key_figures else ""
    )
    for table in report.tables:
        yield f"  {table.id}.csv: {counted(table.numbers, 'number')}, “{table.title}”"
        yield from (f"    {doubt}" for doubt in table.doubts)
    yield from (f"  {one}" for one in [*report.doubts, *report.skipped])
    if not report.tables:
        yield "  No table with numbers was found. If the document has some, see docs/draft.md on what can be read."
    if not written.is_new:
        yield from _differences(written.differences)
    yield from _questions(drafted.questions, drafted.in_files)
    yield "Next: answer what begins with FILL IN in report.yml, and look at what `warehouse preview` makes of it"
    yield "(docs/draft.md)."


def _differences(differences: list[str]) -> Iterator[str]:
    if not differences:
        yield "Nothing differs from what stood there."
        return
    yield "What differs from what stood there (what you wrote is kept):"
    yield from (f"  {one}" for one in differences[:MOST_DIFFERENCES])
    if len(differences) > MOST_DIFFERENCES:
        yield f"  and {len(differences) - MOST_DIFFERENCES} more"


def _questions(questions: list[Question], in_files: Mapping[str, int]) -> Iterator[str]:
    if not questions and not in_files:
        yield "Nothing is asked."
        return
    many = counted(len(questions) + sum(in_files.values()), "question")
    if in_files:
        places = {"report.yml": len(questions), **in_files}
        many += f" ({', '.join(f'{number:,} in {file}' for file, number in places.items() if number)})"
    if not questions:
        yield f"{many}."
        return
    yield f"{many}, those of report.yml first on which most numbers hang:"
    for one in questions[:MOST_QUESTIONS]:
        hangs = f" ({counted(one.numbers, 'number')})" if one.numbers else ""
        candidates = " | ".join(one.candidates) or one.wanted
        yield f"  {one.at}{hangs}: {candidates}" + (f"   [{one.why}]" if one.why else "")
    if len(questions) > MOST_QUESTIONS:
        yield f"  and {len(questions) - MOST_QUESTIONS} more"
