"""Writes the folder of a draft: report.yml, its tables, key figures, and the record of what was proposed."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from orchestration.draft.merge import Merged, merge_csv, merge_report
from orchestration.draft.proposal import ReportDraft, TableDraft
from orchestration.draft.record import RECORD_FILE, Record, read_record, record_of, record_text
from orchestration.draft.words import normal
from orchestration.draft.yaml_text import report_text
from orchestration.files import write_whole
from orchestration.ingest.axis import KEY_FIGURE_COLUMNS
from orchestration.ingest.report_schema import schema_comment
from orchestration.ingest.skeleton import Skeleton, as_csv, check_place
from orchestration.problems import BadInputError
from orchestration.report_folders import REPORT_FILE, is_slug
from orchestration.yaml_file import YamlFile

KEY_FIGURES_FILE = "key_figures.csv"
IGNORED_FILE = "ignored_numbers.csv"
IGNORED_COLUMNS = ("lines", "text", "reason")
ALIKE = 0.5
"""The part of its cells that a table shares with one of the folder if they are the same."""


@dataclass
class Written:
    """What became of the folder."""

    folder: Path
    files: list[str]
    differences: list[str] = field(default_factory=list)
    is_new: bool = True


def files_of(report: ReportDraft, folder: Path) -> dict[str, str]:
    """The files of a draft by name, but for its record."""
    files = {REPORT_FILE: report_text(report, schema_comment(folder))}
    files |= {table.file: as_csv(table.cells) for table in report.tables}
    if report.key_figures or not report.tables:
        rows = [[row.get(name, "") for name in KEY_FIGURE_COLUMNS] for row in report.key_figures]
        files[KEY_FIGURES_FILE] = as_csv([list(KEY_FIGURE_COLUMNS), *rows])
    if report.ignored_numbers:
        rows = [[row.get(name, "") for name in IGNORED_COLUMNS] for row in report.ignored_numbers]
        files[IGNORED_FILE] = as_csv([list(IGNORED_COLUMNS), *rows])
    return files


def write_draft(report: ReportDraft, sources: Path, is_part: bool = False) -> Written:
    """Write the folder, or lay the draft over the one that is there; `is_part` if only a part was drafted.

    Raises ValueError, in words for the person who asked, where it cannot be written.
    """
    folder = sources / report.id
    if not os.path.lexists(folder):
        check_place(sources, report.id)
        files = files_of(report, folder)
        files[RECORD_FILE] = record_text(record_of(report, files))
        Skeleton(files).write(sources, report.id)
        return Written(folder, list(files))
    if not is_slug(report.id) or folder.is_symlink() or not folder.is_dir():
        raise ValueError(f"{folder} is no folder of a report: move it away, or choose another id")
    return _write_over(report, folder, is_part)


def _write_over(report: ReportDraft, folder: Path, is_part: bool) -> Written:
    last = read_record(folder)
    old = _Folder.of(folder, last)
    with_known_ids(report, old.tables)
    files = files_of(report, folder)
    written = Written(folder, [], is_new=False)
    base = last.proposed if last is not None else {}
    for name, text in files.items():
        ours = old.texts.get(name)
        if ours is None:
            is_wanted = name == REPORT_FILE or name not in base
            if last is None and name not in {table.file for table in report.tables}:
                is_wanted = is_wanted and not old.has_report
            if not is_wanted:
                written.differences.append(f"{name}: you removed it; it stays away")
                continue
            merged = Merged(text)
        elif name == REPORT_FILE:
            merged = merge_report(base.get(name), ours, text, is_part=is_part)
        elif name.endswith(".csv") and name not in (KEY_FIGURES_FILE, IGNORED_FILE):
            merged = merge_csv(base.get(name), ours, text, name)
        else:
            merged = merge_lines(base.get(name), ours, text, name)
        written.differences += merged.differences
        if merged.text != ours:
            _put(folder / name, merged.text)
            written.files.append(name)
    if last is None and old.has_report:
        written.differences += old.other_meanings(report)
        if {table.id for table in report.tables} <= {id_ for id_, _, _ in old.tables}:
            # All of it is a person's: there is nothing to remember.
            return written
    kept = {name: text for name, text in base.items() if name not in files}
    record = record_of(report, {**kept, **files})
    if is_part and last is not None:
        own = {table.id for table in record.tables}
        record = replace(record, tables=[*(one for one in last.tables if one.id not in own), *record.tables])
    _put(folder / RECORD_FILE, record_text(record))
    return written


def _put(path: Path, text: str) -> None:
    try:
        write_whole(path, text)
    except OSError as error:
        raise ValueError(f"{path} cannot be written: {error.strerror}") from None


def merge_lines(base: str | None, ours: str, theirs: str, name: str) -> Merged:
    """A list of key figures or ignored numbers: rows that a person changed, added or removed stay so."""
    if ours == theirs:
        return Merged(ours)
    if base is None:
        return Merged(ours, [f"{name}: kept yours; the draft has another"])
    mine, old, new = (list(csv.reader(io.StringIO(text))) for text in (ours, base, theirs))
    was, is_, drafted = ({_row_key(row): row for row in rows} for rows in (old, mine, new))
    made, differences = [], []
    for key, row in is_.items():
        proposed = drafted.get(key)
        if row == was.get(key):
            if proposed is None:
                differences.append(f"{name}: {row[0]}: the document has it no more; it is left out")
                continue
            if proposed != row:
                differences.append(f"{name}: {row[0]}: changed as the document did")
            made.append(proposed)
        else:
            if proposed is not None and proposed != row and proposed != was.get(key):
                differences.append(f"{name}: {row[0]}: kept yours; the draft has another")
            made.append(row)
    for key, row in drafted.items():
        if key not in is_ and key not in was:
            made.append(row)
            differences.append(f"{name}: {row[0]}: new")
    return Merged(as_csv(made) if made != mine else ours, differences)


def _row_key(row: Sequence[str]) -> str:
    return row[0] if len(row) == len(KEY_FIGURE_COLUMNS) else "\t".join(row[:2])


@dataclass
class _Folder:
    """What stands in a report's folder."""

    texts: dict[str, str]
    tables: list[tuple[str, str, Counter[str]]]
    """Id, title and cells of each table."""
    data: dict[str, Any]

    @property
    def has_report(self) -> bool:
        """Whether a report.yml is there."""
        return REPORT_FILE in self.texts

    @classmethod
    def of(cls, folder: Path, record: Record | None) -> _Folder:
        """What can be read of it."""
        texts = {}
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.is_symlink() and (path.suffix == ".csv" or path.name == REPORT_FILE):
                try:
                    texts[path.name] = path.read_bytes().decode("utf-8-sig")
                except (OSError, UnicodeDecodeError):
                    raise ValueError(f"{path} cannot be read as UTF-8: nothing was written") from None
        data: dict[str, Any] = {}
        if REPORT_FILE in texts:
            try:
                found = YamlFile(folder / REPORT_FILE, REPORT_FILE).data
                data = found if isinstance(found, dict) else {}
            except BadInputError as error:
                (first, *_) = error.problems
                message = f"{folder / REPORT_FILE} cannot be read, line {first.row}: {first.message}"
                raise ValueError(f"{message}. Mend it first: nothing was written") from None
        tables = []
        for table in data.get("tables") or []:
            if isinstance(table, dict) and isinstance(table.get("id"), str):
                cells = _cells(texts.get(str(table.get("file")), ""))
                tables.append((table["id"], str(table.get("title", "")), cells))
        return cls(texts, tables, data)

    def other_meanings(self, report: ReportDraft) -> list[str]:
        """Where a person's report says other things of a table than the draft does."""
        mine = {one["id"]: one for one in self.data.get("tables") or [] if isinstance(one, dict) and "id" in one}
        found = []
        for table in report.tables:
            own = mine.get(table.id)
            if own is None:
                continue
            for key, said in table.said.items():
                if (
                    isinstance(said, str)
                    and key in ("metric", "breakdown", "notation", "period")
                    and own.get(key) != said
                ):
                    found.append(
                        f"tables/{table.id}: kept yours, {key}: {own.get(key) or 'nothing'}; the draft says {said}"
                    )
        return found


def _cells(text: str) -> Counter[str]:
    return Counter(normal(cell) for row in csv.reader(io.StringIO(text)) for cell in row if cell)


def with_known_ids(report: ReportDraft, tables: Sequence[tuple[str, str, Counter[str]]]) -> None:
    """Give each table of the draft the id of the table of the folder that it is, whatever it is called there."""
    scores = []
    for number, table in enumerate(report.tables):
        own = Counter(normal(cell) for row in table.cells for cell in row if cell)
        for place, (id_, title, cells) in enumerate(tables):
            shared = sum((own & cells).values()) / max(sum(own.values()), sum(cells.values()), 1)
            score = shared + (0.2 if id_ == table.id else 0.0) + (0.2 if normal(title) == normal(table.title) else 0.0)
            if shared >= ALIKE or (score >= ALIKE and shared >= 0.2):
                scores.append((-score, number, place))
    taken: dict[int, int] = {}
    for _, number, place in sorted(scores):
        if number not in taken and place not in taken.values():
            taken[number] = place
    known = {tables[place][0] for place in taken.values()}
    used = {id_ for id_, _, _ in tables}
    for number, table in enumerate(report.tables):
        if number in taken:
            _rename(table, tables[taken[number]][0])
        elif table.id in used | known:
            count = 2
            while f"{table.id}_{count}" in used | known:
                count += 1
            _rename(table, f"{table.id}_{count}")
        used.add(table.id)


def _rename(table: TableDraft, id_: str) -> None:
    table.id = id_
