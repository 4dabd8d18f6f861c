"""Reads a web page: what a browser shows of its lines and tables, without asking anything of the network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from orchestration.draft.document import FoundTable, Place, TextLine
from orchestration.draft.signs import plain, raised
from orchestration.draft.text import Blocks, titled

MAX_CELLS = 1_000_000
MAX_WIDTH = 1_000
"""Columns of a table; a browser knows no wider cell."""
STRUCK = "Text that is struck out was left out."

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"}
    | {"kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time"}
    | {"tt", "u", "var", "wbr"}
)
_UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "object", "embed", "iframe", "svg", "math", "select"}
    | {"textarea"}
)
_STRUCK = ("del", "s", "strike")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)


class TooLargeError(Exception):
    """A table of the page is larger than any that is printed."""


def decoded_page(content: bytes) -> str:
    """The text of a page, in the encoding that it says or else in UTF-8 or Windows-1252."""
    said = _CHARSET.search(content[:4096])
    names = ["utf-8-sig", *([said[1].decode("ascii", "replace")] if said else [])]
    names = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else names
    for name in names:
        try:
            return content.decode(name)
        except (LookupError, UnicodeError):
            continue
    return content.decode("cp1252", "replace")


def read_html(text: str) -> Blocks:
    """The lines and tables of a page. Raises TooLargeError, and what lxml raises where there is nothing in it."""
    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text).replace("\x00", "")
    root = lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(no_network=True, huge_tree=False))
    return titled(list(_blocks(root)))


def _blocks(root: Any) -> Iterator[TextLine | FoundTable]:
    line = _Line()
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        if event in ("comment", "pi"):
            line.add(element.tail)
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag not in _INLINE:
                yield from line.taken()
            is_table = tag == "table" and element.find(".//table") is None
            if is_table and not _is_hidden(element):
                yield from _table(element)
            if is_table or _is_hidden(element):
                walker.skip_subtree()
                continue
            line.is_heading = tag in _HEADINGS or (line.is_heading and tag in _INLINE)
            line.add(raised(element.text or "") if tag == "sup" else element.text)
        if event == "end":
            if tag not in _INLINE:
                yield from line.taken()
            line.add(element.tail)
    yield from line.taken()


class _Line:
    """What stands on the line that is being read."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.is_heading = False

    def add(self, text: str | None) -> None:
        """Write on it."""
        if text:
            self._parts.append(text)

    def taken(self) -> Iterator[TextLine]:
        """The line, if anything stands on it; the next one begins."""
        text = plain(" ".join("".join(self._parts).split()))
        self._parts.clear()
        if text:
            yield TextLine(text, Place(), self.is_heading)
        self.is_heading = False


def _is_hidden(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or element.tag in _STRUCK:
        return True
    return "hidden" in element.attrib or _HIDDEN.search(element.get("style") or "") is not None


def _table(table: Any) -> Iterator[TextLine | FoundTable]:
    """The table, with its caption as its title; if it has one cell or column of text alone, its lines."""
    groups: dict[str, list[Any]] = {"thead": [], "tbody": [], "tfoot": []}
    for row in table.iter("tr"):
        if not any(_is_hidden(one) for one in (row, row.getparent())):
            groups[row.getparent().tag if row.getparent().tag in groups else "tbody"].append(row)
    rows = [row for group in groups.values() for row in group]
    cells, heads = _cells(rows)
    header_rows = 0
    while header_rows < len(cells) and heads[header_rows]:
        header_rows += 1
    header_rows = 0 if header_rows == len(cells) else header_rows
    caption = table.find("caption")
    title = _text(caption) if caption is not None and not _is_hidden(caption) else ""
    kept = [row for row in cells if any(row)]
    header_rows -= sum(not any(row) for row in cells[:header_rows])
    if not kept:
        return
    width = max(len(row) for row in kept)
    if width == 1:
        yield from (TextLine(text, Place()) for text in (title, *(row[0] for row in kept)) if text)
        return
    is_struck = any(table.find(f".//{tag}") is not None for tag in _STRUCK)
    whole = tuple(tuple(row + [""] * (width - len(row))) for row in kept)
    yield FoundTable(whole, Place(), title, header_rows or None, (STRUCK,) if is_struck else ())


def _cells(rows: list[Any]) -> tuple[list[list[str]], list[bool]]:
    """The texts of all rows, each in the first of the places that its cell spans, and which rows are headings."""
    found: list[list[str]] = []
    heads: list[bool] = []
    below: dict[int, int] = {}
    """Columns that a cell above spans, and for how many rows yet."""
    count = 0
    for row in rows:
        texts: list[str] = []
        filled: list[bool] = []
        spans: dict[int, int] = {}
        for cell in row.iterchildren("td", "th"):
            if _is_hidden(cell):
                continue
            while below.get(len(texts), 0):
                texts.append("")
            text, wide = _text(cell), _span(cell, "colspan", MAX_WIDTH)
            high = _span(cell, "rowspan", len(rows))
            for column in range(len(texts), len(texts) + wide):
                spans[column] = high - 1
            texts += [text] + [""] * (wide - 1)
            if text:
                filled.append(cell.tag == "th")
            count += wide
            if len(texts) > MAX_WIDTH or count > MAX_CELLS:
                raise TooLargeError(f"a table of it has more than {MAX_WIDTH:,} columns or {MAX_CELLS:,} cells")
        while below.get(len(texts), 0):
            texts.append("")
        below = {column: left - 1 for column, left in below.items() if left > 1} | {
            column: left for column, left in spans.items() if left > 0
        }
        found.append(texts)
        heads.append(row.getparent().tag == "thead" or (bool(filled) and all(filled) and len(filled) > 1))
    return found, heads


def _span(cell: Any, name: str, most: int) -> int:
    said = (cell.get(name) or "").strip()
    number = int(said) if said.isdecimal() and len(said) < 6 else 1
    return min(number or most, most) if name == "rowspan" else min(max(number, 1), most)


def _text(element: Any) -> str:
    """What a browser shows of a cell."""
    found: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, part in walker:
        tail = part.tail if part is not element else None
        if event in ("comment", "pi"):
            found.append(tail or "")
        elif event == "start":
            if part is not element and _is_hidden(part):
                walker.skip_subtree()
                continue
            found.append("" if part.tag in _INLINE else " ")
            text = part.text or ""
            found.append(raised(text) if part.tag == "sup" else text)
        else:
            found.append("" if part.tag in _INLINE else " ")
            found.append(tail or "")
    return plain(" ".join("".join(found).split()))
