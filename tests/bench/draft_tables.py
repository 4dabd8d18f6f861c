"""Measures a draft: each report that is committed is drafted from its document and nothing else, and compared with it.

    python -m tests.bench.draft_tables --documents FOLDER

A draft knows the seeds and the words of the other reports, never the report itself. Compared are the cells as printed,
by line and column of the document, and what each cell with a figure means.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
import yaml

from orchestration.draft.command import draft_folder
from orchestration.home import REPOSITORY
from orchestration.ingest.report_file import read_report
from orchestration.report_folders import report_folders
from tests.draft.answers import answered
from tests.draft.resolved import Address, TableMeaning, resolve

SOURCES = REPOSITORY / "sources"
Asked = dict[str, list[str]]
"""Address of a question below a table, and its candidates."""
Meaning = dict[str, str]


@dataclass
class Score:
    """How a draft compares with the report that is committed."""

    report_id: str
    cells: int = 0
    as_printed: int = 0
    otherwise: int = 0
    """Cells that the draft has with another text."""
    figures: int = 0
    known: int = 0
    """Figures whose whole meaning stands in the draft, without a question."""
    first: int = 0
    """Figures whose meaning is right if the first candidates are taken."""
    among: int = 0
    """Figures whose right meaning is another candidate."""
    asked: int = 0
    """Figures that are asked about, and the right meaning is no candidate."""
    silent: int = 0
    """Figures with a wrong meaning that nothing asks about."""
    questions: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)
    misses: Counter[str] = field(default_factory=Counter)


def main_score(documents: Path, report_id: str | None = None) -> list[Score]:
    """The scores of all reports whose document is in the folder."""
    by_hash = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in documents.iterdir() if path.is_file()}
    found = []
    for folder in report_folders(SOURCES):
        report = read_report(folder / "report.yml", SOURCES)
        if report.document and report.document.sha256 in by_hash and report_id in (None, folder.name):
            found.append(score_of(folder.name, by_hash[report.document.sha256]))
    return found


def score_of(report_id: str, document: Path) -> Score:
    """Draft one report beside the others, and compare it."""
    score = Score(report_id)
    with tempfile.TemporaryDirectory() as place:
        sources = Path(place)
        for folder in report_folders(SOURCES):
            if folder.name != report_id:
                shutil.copytree(folder, sources / folder.name)
        begin = time.process_time()
        drafted = draft_folder(document, report_id, sources)
        score.seconds = time.process_time() - begin
        score.questions = len(drafted.questions)
        folder = sources / report_id
        record = yaml.safe_load((folder / "draft.yml").read_text(encoding="utf-8"))
        asked = {table["id"]: table["asked"] for table in record["tables"]}
        report = folder / "report.yml"
        report.write_text(answered(report.read_text(encoding="utf-8")), encoding="utf-8")
        draft = resolve(sources, report_id)
        for problem in draft.problems:
            score.wrong.append(f"cannot be read: {problem}")
        committed = resolve(SOURCES, report_id, sources)
        _compare(score, committed.tables, draft.tables, asked)
    return score


def _compare(score: Score, committed: list[TableMeaning], drafted: list[TableMeaning], asked: dict[str, Asked]) -> None:
    for table in committed:
        lines = {address.line for address in table.cells}
        near = max(drafted, key=lambda one: len(lines & {address.line for address in one.cells}), default=None)
        mine = near.cells if near is not None else {}
        for address, text in table.cells.items():
            score.cells += 1
            other = mine.get(address)
            score.as_printed += other == text
            if other is not None and other != text:
                score.otherwise += 1
                score.wrong.append(f"{table.id} {address}: “{other}” for “{text}”")
        for address, meaning in table.meanings.items():
            score.figures += 1
            found = near.meanings.get(address) if near is not None else None
            _meaning(score, table.id, near, address, meaning, found, asked.get(near.id, {}) if near else {})


def _meaning(
    score: Score,
    table_id: str,
    near: TableMeaning | None,
    address: Address,
    right: Meaning,
    found: Meaning | None,
    asked: Asked,
) -> None:
    if found is None or near is None:
        score.asked += 1
        score.misses[f"{table_id}: no figure in the draft"] += 1
        return
    other = [key for key in right.keys() | found.keys() if right.get(key) != found.get(key)]
    covering = list(_covering(asked, near, address))
    is_asked = bool(covering)
    if not other:
        score.known += not is_asked
        score.first += is_asked
        return
    unasked = [key for key in other if not any(_is_about(at, key) for at in covering)]
    if unasked:
        score.silent += 1
        score.misses[f"{table_id}: {', '.join(f'{key} {found.get(key)} for {right.get(key)}' for key in unasked)}"] += 1
        return
    candidates = {one for at in covering for one in asked[at]}
    is_among = all(str(right.get(key)).split("=")[-1] in candidates for key in other)
    score.among += is_among
    score.asked += not is_among
    score.misses[
        f"{table_id}: asked, {', '.join(f'{key} {found.get(key)} for {right.get(key)}' for key in other)}"
    ] += 1


def _covering(asked: Asked, near: TableMeaning, address: Address) -> Iterator[str]:
    """The questions that a cell hangs on."""
    row = near.rows[address.line] - near.header_rows - 1
    text = near.cells[address]
    for at in asked:
        parts = at.split(".")
        if parts[0] == "columns":
            if int(parts[1]) == address.column - 1 or parts[-1] == "labels":
                yield at
        elif parts[0] == "rows":
            if int(parts[1]) == row and (parts[2] != "cells" or int(parts[3]) == address.column):
                yield at
        elif (parts[0] == "dash" and text != "-") or (parts[0] == "blank" and text):
            continue
        else:
            yield at


def _is_about(at: str, key: str) -> bool:
    last = at.split(".")[-1]
    same = {"dash": "reads", "blank": "reads", "breakdown": "category"}
    return last in ("rows_are", "labels") or same.get(last, last) == key


def table_of(scores: list[Score]) -> str:
    """The scores as a table of Markdown."""
    lines = [
        "| report | cells | as printed | figures | known | first candidate | another | asked, none right "
        "| wrong unasked | questions | CPU seconds |",
        "| --- |" + " ---: |" * 10,
    ]
    total = Score("all")
    for score in scores:
        for name in ("cells", "as_printed", "figures", "known", "first", "among", "asked", "silent", "questions"):
            setattr(total, name, getattr(total, name) + getattr(score, name))
        total.seconds += score.seconds
    for one in [*scores, total]:
        share = f"{one.as_printed:,} ({100 * one.as_printed / one.cells:.1f} %)" if one.cells else "-"
        figures = (one.figures, one.known, one.first, one.among, one.asked, one.silent, one.questions)
        lines.append(
            f"| {one.report_id} | {one.cells:,} | {share} | "
            + " | ".join(f"{number:,}" for number in figures)
            + f" | {one.seconds:.1f} |"
        )
    return "\n".join(lines)


@click.command()
@click.option(
    "--documents", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True, metavar="FOLDER",
    help="Folder with the documents of the committed reports; they are found by their checksum.",
)  # fmt: skip
@click.option("--report", "report_id", help="One report alone.")
@click.option("--misses", is_flag=True, help="Tell what is not right, and how often.")
def main(documents: Path, report_id: str | None, misses: bool) -> None:
    """Draft each committed report from its document alone, and compare."""
    scores = main_score(documents, report_id)
    click.echo(table_of(scores))
    for score in scores if misses else []:
        for line in [*score.wrong[:50], *(f"{count:>5}  {what}" for what, count in score.misses.most_common(60))]:
            click.echo(f"{score.report_id}: {line}")


if __name__ == "__main__":
    main()
