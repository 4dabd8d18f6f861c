"""Goes by an earlier report of the organisation: its tables say what those of the new document mean, a period later."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from orchestration.draft.document import Document
from orchestration.draft.proposal import Ask, ReportDraft, RowDraft, TableDraft
from orchestration.draft.shape import kind_of
from orchestration.draft.words import normal
from orchestration.draft.yaml_text import place_keys, row_entry
from orchestration.ingest.fill_in import FILL_IN
from orchestration.ingest.next_edition import next_edition
from orchestration.ingest.read_folder import read_folder
from orchestration.report_folders import REPORT_FILE
from orchestration.yaml_file import YamlFile

ALIKE = 0.55
"""The part of their words that two tables share if the one goes on the other."""
OF_THE_FILE = (
    *("file", "files", "files_are", "sheet", "sheets", "sheets_are", "range", "separator", "encoding"),
    *("document_lines", "page"),
)
"""What an entry says of the file that the old edition lay in."""
_YEAR = re.compile(r"(?:19|20)\d\d")


def go_by(report: ReportDraft, document: Document, sources: Path, like: str, period: str) -> None:
    """Take over what the report `like` says of the tables that the new document prints too.

    Raises ValueError where that report is nothing to go by.
    """
    made = next_edition(sources, report.id, like, period, {"file": document.name, "sha256": document.sha256})
    data = YamlFile(sources / report.id / REPORT_FILE, REPORT_FILE, content=made.files[REPORT_FILE].encode()).data
    report.organisation = data["organisation"]
    report.means = _with_asks(data.get("means") or {})
    if not isinstance(report.period, Ask):
        report.period = data["period"]
    old = {table.table_id: table.cells for table in read_folder(sources, sources / like).tables}
    entries = {entry["id"]: entry for entry in data.get("tables") or []}
    pairs = _pairs(report.tables, entries, old)
    for number, id_ in pairs.items():
        _take_over(report.tables[number], entries[id_], old[id_], like)
    for id_ in entries:
        if id_ not in pairs.values():
            report.skipped.append(f"The table {id_} of {like} was not found in the document.")
    _take_over_words(report, data.get("define") or {})


def _pairs(tables: Sequence[TableDraft], entries: dict[str, Any], old: dict[str, Any]) -> dict[int, str]:
    """Number of a drafted table to the id of the old table that it goes on."""
    scores = []
    for number, table in enumerate(tables):
        own = _words(table.cells)
        for id_, entry in entries.items():
            if id_ not in old:
                continue
            other = _words(old[id_])
            shared = sum((own & other).values()) / max(sum(own.values()), sum(other.values()), 1)
            same_title = _plain(table.title) == _plain(str(entry.get("title", "")))
            scores.append((-shared - 0.3 * same_title, number, id_, shared + 0.3 * same_title))
    taken: dict[int, str] = {}
    for _, number, id_, score in sorted(scores):
        if score >= ALIKE and number not in taken and id_ not in taken.values():
            taken[number] = id_
    return taken


def _words(cells: Iterable[Sequence[str | None]]) -> Counter[str]:
    """The words of a table: its headings and labels, whatever year they name."""
    return Counter(_plain(cell) for row in cells for cell in row if cell and kind_of(cell) in ("text", "range"))


def _plain(text: str) -> str:
    return re.sub(r"\[[^]]*\]", "", _YEAR.sub("#", normal(text))).strip()


def _take_over(table: TableDraft, entry: dict[str, Any], old: Sequence[Sequence[str | None]], like: str) -> None:
    """Say of a drafted table what the old edition says of it, where it has the same columns."""
    width = len(table.cells[0])
    header = len(entry.get("header") or [])
    table.like = f"{like}/{entry['id']}"
    if len(entry["columns"]) != width or header != table.header:
        table.doubts.append(f"It goes on the table {table.like}, and has other columns: look at what they mean.")
        for key in ("metric", "breakdown"):
            if key in entry and not isinstance(table.said.get(key), str):
                table.said[key] = entry[key]
        return
    said = {key: _with_asks(value) for key, value in entry.items() if key not in OF_THE_FILE}
    table.id = entry["id"]
    made: dict[str, Any] = {"title": table.title or said.pop("title"), "file": table.file, **place_keys(table)}
    said.pop("title", None)
    said.pop("id", None)
    if header:
        said["header"] = [list(row) for row in table.cells[:header]]
    said["columns"] = [_column(one, table, number) for number, one in enumerate(said["columns"])]
    rows = _rows(table, entry.get("rows"), old[header:])
    if rows is None:
        said.pop("rows", None)
    else:
        said["rows"] = rows
    for key in ("dash", "blank", "marks", "scale", "notation"):
        if key in table.said and key not in said:
            said[key] = table.said[key]
    table.entry = made | said


def _column(said: Any, table: TableDraft, number: int) -> Any:
    """A column as the old edition has it; asked where the new document prints another period above it."""
    printed = table.columns[number].said.get("period")
    moved = said.get("period") if isinstance(said, dict) else said if table.columns_are == "period" else None
    if not isinstance(printed, str) or moved in (None, printed, "label", "value", "ignore"):
        return said
    candidates = (printed,) if isinstance(moved, Ask) else (printed, str(moved))
    asked = Ask(candidates, f"the heading says {printed}, the edition before lets one expect {moved}")
    if isinstance(moved, Ask):
        asked = Ask((printed,), f"the heading says {printed}")
    return {**said, "period": asked} if isinstance(said, dict) else {"period": asked}


def _rows(table: TableDraft, promised: list[Any] | None, old: Sequence[Sequence[str | None]]) -> list[Any] | None:
    """The rows that the new document prints, with what the old edition says of those that it had."""
    known: dict[tuple[str, ...], Any] = {}
    for one in promised or []:
        labels = one.get("label") if isinstance(one, dict) else one
        known[tuple(_plain(str(label)) for label in (labels if isinstance(labels, list) else [labels]))] = one
    made: list[Any] = []
    is_needed = promised is not None
    for row in table.rows:
        key = tuple(_plain(label) for label in row.labels)
        if promised is None:
            is_needed = is_needed or not row.is_plain
            made.append(row_entry(row))
            continue
        said = known.get(key)
        made.append(row_entry(row) if said is None else _relabelled(said, row))
    return made if is_needed else None


def _relabelled(said: Any, row: RowDraft) -> Any:
    label: Any = row.labels[0] if len(row.labels) == 1 else list(row.labels)
    return {**_with_asks(said), "label": label} if isinstance(said, dict) else label


def _with_asks(said: Any) -> Any:
    """Plain data with what is to be filled in as questions."""
    if isinstance(said, dict):
        return {key: _with_asks(one) for key, one in said.items()}
    if isinstance(said, list):
        return [_with_asks(one) for one in said]
    if isinstance(said, str) and said.startswith(FILL_IN):
        return Ask((), "printed anew by each edition", said.removeprefix(FILL_IN).strip())
    return said


def _take_over_words(report: ReportDraft, define: dict[str, Any]) -> None:
    """What the old edition defines for itself holds for the new one too, without what is defined twice."""
    for kind, entries in define.items():
        own = report.define.setdefault(kind, [])
        known = {(one.get("id"), one.get("breakdown"), one.get("label")) for one in own}
        for entry in entries or []:
            if (entry.get("id"), entry.get("breakdown"), entry.get("label")) not in known:
                own.append(_with_asks(entry))
