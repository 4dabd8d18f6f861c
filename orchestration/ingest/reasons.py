"""Reads a report's file of reasons: why figures are what they are, as the report itself explains them.

A row says of which figure, on which line the document explains it, and the reason in our own words. Which figure is
meant is looked up by dbt, as for all words; here each row gets what it needs before that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.drafts import FILL_IN
from orchestration.ingest.csv_table import TextForm, read_csv_table
from orchestration.ingest.report_file import Report
from orchestration.ingest.report_rows import RawRow
from orchestration.ingest.table_file import Cells, TableNotes
from orchestration.report_folders import is_slug
from orchestration.yaml_file import clip

REASON_COLUMNS = ("key", "metric", "area", "period", "line", "reason_nl", "reason_en")
"""The header of the file: `metric`, `area` and `period` say which figure, the others what is said of it."""

MORE_REASON_COLUMNS = ("breakdown", "category")
"""What may stand behind these, for a figure of one category."""


def read_reasons(report: Report, content: bytes, notes: TableNotes) -> list[RawRow]:
    """The rows of `raw.reason` that a file of reasons makes; none where anything is wrong, which is noted."""
    header = _header(content)
    if missing := [name for name in REASON_COLUMNS if name not in header]:
        columns = f"the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
        notes.add(1, None, f"the header lacks {columns}", f"Begin the file with: {','.join(REASON_COLUMNS)}")
        return []
    printed = read_csv_table(content, len(header), notes, TextForm(encoding=report.encoding))
    if printed is None:
        return []
    while len(printed) > 1 and not any(printed[-1]):
        printed.pop()
    _check_header(printed[0], notes)
    if not notes.problems:
        _check(printed, notes)
    return [] if notes.problems else [_row(report, notes.file, row, cells) for row, cells in enumerate(printed[1:], 2)]


def _header(content: bytes) -> tuple[str, ...]:
    """The header as the first line has it; the usual one where that line is none."""
    found = re.split("[,;\t]", content.split(b"\n", 1)[0].decode("utf-8-sig", "replace").strip())
    names = tuple(name.strip('" ') for name in found)
    return names if set(names) & set(REASON_COLUMNS) else REASON_COLUMNS


def _check_header(found: list[str | None], notes: TableNotes) -> None:
    """Note the first column that stands in the place of another, or that nobody knows."""
    wanted = REASON_COLUMNS + MORE_REASON_COLUMNS
    column = next((at for at, name in enumerate(found) if (name,) != wanted[at : at + 1]), None)
    if column is not None:
        name = clip(found[column] or "")
        instead = f" where `{wanted[column]}` belongs" if column < len(wanted) else ", and there is no such column"
        step = f"Write it so: {','.join(REASON_COLUMNS)}, and behind it {','.join(MORE_REASON_COLUMNS)} where needed"
        notes.add(1, column + 1, f"the header says {name}{instead}", step, found[column])


def _check(printed: Cells, notes: TableNotes) -> None:
    """Note what is wrong with the rows, each with its column."""
    first: dict[str, int] = {}
    for row, cells in enumerate(printed[1:], start=2):
        said = _said(cells)
        if said["key"] is not None:
            first.setdefault(said["key"], row)
        if row not in notes.empty_lines:
            for name, message, step in _wrong(said, row, first):
                text = said.get(name)
                notes.add(row, (REASON_COLUMNS + MORE_REASON_COLUMNS).index(name) + 1, message, step, text)


def _wrong(said: dict[str, str | None], row: int, first: dict[str, int]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a row, in the order of its columns: the column, and in words what and what to do."""
    key, line = said["key"], said["line"]
    if key is None:
        yield "key", "the key is empty", "Give every reason a key of its own"
    elif not is_slug(key):
        yield "key", f"{clip(key)} cannot be a key", "Use lower-case letters and digits, joined by - or _"
    elif first[key] < row:
        yield "key", f"the key {clip(key)} stands in row {first[key]} too", "Give each reason its own key"
    for name in ("metric", "period"):
        if said[name] is None:
            step = f"Write the {name} of the figure that the reason is about"
            yield name, f"nothing says which {name} the reason is about", step
    if line is not None and not re.fullmatch("[0-9]{1,9}", line):
        yield "line", f"{clip(line)} is not a line number", "Write the number of the document's line alone"
    if said["reason_nl"] is None and said["reason_en"] is None:
        step = "Write it in your own words, in Dutch, English or both, or take the row out"
        yield "reason_nl", "there is no reason", step
    for name, text in said.items():
        if text is not None and text.startswith(FILL_IN):
            yield name, f"`{name}` has still to be filled in", f"Replace the whole text from {FILL_IN} on"
    if said.get("category") is not None and said["breakdown"] is None:
        yield "category", "the category is said but not the breakdown", "Say which breakdown the category is of"
    if said.get("breakdown") is not None and said["category"] is None:
        yield "breakdown", "the breakdown is said but not the category", "Say which category, or leave both empty"


def _said(cells: list[str | None]) -> dict[str, str | None]:
    return dict(zip(REASON_COLUMNS + MORE_REASON_COLUMNS, cells, strict=False))


def _row(report: Report, file: str, row: int, cells: list[str | None]) -> RawRow:
    said = _said(cells)
    figure = (said["metric"], said["area"] or report.means.area, said.get("breakdown"), said.get("category"))
    line = None if said["line"] is None else int(said["line"])
    reason, reason_nl = said["reason_en"] or said["reason_nl"], said["reason_nl"] or said["reason_en"]
    return (report.id, said["key"], *figure, said["period"], reason, reason_nl, line, file, row)
