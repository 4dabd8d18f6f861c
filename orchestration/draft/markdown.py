"""Reads Markdown: its tables by bars and in HTML, and all else as a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from orchestration.draft.document import FoundTable, Place
from orchestration.draft.signs import plain, raised
from orchestration.draft.text import Blocks, read_text
from orchestration.draft.web import read_html


def read_markdown(text: str) -> Blocks:
    """The lines and tables of a Markdown text."""
    lines = text.replace("\r\n", "\n").split("\n")
    tokens = MarkdownIt("commonmark", {"maxNesting": 50}).enable("table").parse("\n".join(lines))
    return read_text("\n".join(lines), [*_tables(tokens), *_in_html(tokens)])


def _tables(tokens: Sequence[Token]) -> Iterator[FoundTable]:
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    cells: list[str] = []
    header_rows = 0
    is_in_table = False
    for token in tokens:
        if token.type == "table_open":
            is_in_table, rows, numbers, header_rows = True, [], [], 0
        elif token.type == "tr_open":
            cells = []
            numbers.append((token.map[0] if token.map else 0) + 1)
        elif token.type == "inline" and is_in_table:
            cells.append(_text(token.children or []))
        elif token.type == "tr_close":
            rows.append(tuple(cells))
        elif token.type == "thead_close":
            header_rows = len(rows) if any(any(row) for row in rows) else 0
            rows, numbers = (rows, numbers) if header_rows else ([], [])
        elif token.type == "table_close":
            is_in_table = False
            if rows:
                place = Place(lines=(numbers[0], numbers[-1]))
                yield FoundTable(tuple(rows), place, "", header_rows, row_lines=tuple(numbers))


def _text(children: Sequence[Token]) -> str:
    """What is shown of the inline parts of a cell."""
    found: list[str] = []
    is_raised = False
    for child in children:
        if child.type == "html_inline":
            tag = child.content.lower()
            is_raised = tag == "<sup>" or (is_raised and tag != "</sup>")
            found.append(" " if tag.startswith("<br") else "")
        elif child.type in ("softbreak", "hardbreak"):
            found.append(" ")
        else:
            found.append(raised(child.content) if is_raised else child.content)
    return plain("".join(found))


def _in_html(tokens: Sequence[Token]) -> Iterator[FoundTable]:
    """The tables in blocks of HTML; which line a row stands on nobody can tell, so they are counted from the first."""
    for token in tokens:
        if token.type == "html_block" and "<table" in token.content.lower() and token.map:
            for block in read_html(token.content):
                if isinstance(block, FoundTable):
                    first, last = token.map[0] + 1, max(token.map[1], token.map[0] + 1)
                    numbers = tuple(min(first + row, last) for row in range(len(block.cells)))
                    yield replace(block, place=Place(lines=(first, last)), row_lines=numbers)
