"""Checks the file of key figures as printed: what each row needs before anything is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

from orchestration.ingest.axis import KEY_FIGURE_COLUMNS, MORE_KEY_FIGURE_COLUMNS
from orchestration.ingest.report_tables import Kind
from orchestration.ingest.table_file import Cells, TableNotes
from orchestration.report_folders import is_slug
from orchestration.yaml_file import clip

KEY, LINE, NUMBER, LOW, NOTE = (KEY_FIGURE_COLUMNS.index(name) for name in ("key", "line", "number", "low", "note"))
KINDS: tuple[str, ...] = get_args(Kind)


def key_figure_header(content: bytes) -> list[str]:
    """The header that a file of key figures is held to: the usual one, with what may stand behind it where it does."""
    found = re.split("[,;\t]", content.split(b"\n", 1)[0].decode("utf-8-sig", "replace").strip())
    usual, more = list(KEY_FIGURE_COLUMNS), [name.strip('" ') for name in found[len(KEY_FIGURE_COLUMNS) :]]
    known = len(set(more)) == len(more) and set(more) <= set(MORE_KEY_FIGURE_COLUMNS)
    return usual + more if known else usual


def check_key_figures(printed: Cells, notes: TableNotes) -> None:
    """Note keys that are missing, no slug or used twice, lines that are no line number, and numbers left out unsaid."""
    first: dict[str, int] = {}
    for row, cells in enumerate(printed[1:], start=2):
        key = cells[KEY]
        if key is not None:
            first.setdefault(key, row)
        if row not in notes.empty_lines:
            for column, message, step in _wrong(cells, row, first, printed[0]):
                notes.add(row, column + 1, message, step, cells[column])


def _wrong(
    cells: list[str | None], row: int, first: dict[str, int], header: list[str | None]
) -> Iterator[tuple[int, str, str]]:
    """What is wrong with a row, in the order of its columns: the column, and in words what and what to do."""
    key, line = cells[KEY], cells[LINE]
    if key is None:
        yield KEY, "the key is empty", "Give every key figure a key of its own"
    elif not is_slug(key):
        yield KEY, f"{clip(key)} cannot be a key", "Use lower-case letters and digits, joined by - or _"
    elif first[key] < row:
        yield KEY, f"the key {clip(key)} stands in row {first[key]} too", "Give each figure its own key"
    if cells[NUMBER] is None and cells[LOW] is None and cells[NOTE] is None:
        step = "Fill it in, or say in `note` why it is not there"
        yield NUMBER, "there is no number, and no note says why", step
    kind_column = header.index("kind") if "kind" in header else None
    kind = cells[kind_column] if kind_column is not None else None
    if kind_column is not None and kind is not None and kind not in KINDS:
        yield kind_column, f"{clip(kind)} is not a kind of figure", f"Write {', '.join(KINDS)}, or leave it empty"
    if line is not None and not re.fullmatch("[0-9]{1,9}", line):
        yield LINE, f"{clip(line)} is not a line number", "Write the number of the document's line alone"
