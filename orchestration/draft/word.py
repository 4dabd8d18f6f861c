"""Reads a Word file (.docx): its paragraphs and tables as Word shows them, with nothing in it run or followed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from orchestration.draft.document import FoundTable, Place, TextLine
from orchestration.draft.signs import plain, raised
from orchestration.draft.text import Blocks, read_text, titled
from orchestration.draft.web import MAX_CELLS, MAX_WIDTH, STRUCK, TooLargeError
from orchestration.ingest.shown_table import check_archive

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(r"(?:heading|kop|titel|title|überschrift)\s*\d*", re.IGNORECASE)
_UNSEEN = frozenset(
    f"{_W}{name}"
    for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "tblPr", "tcPr", "trPr", "sectPr")
) | {_FALLBACK}
_BLANKS = {f"{_W}br": " ", f"{_W}cr": " ", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-", f"{_W}ptab": "\t"}


def read_word(content: bytes) -> tuple[Blocks, list[str]]:
    """The lines and tables of a Word file; raises UnreadableError where it is none, or unpacks to too much."""
    check_archive(content, "word/document.xml", ".docx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        parts = {name: _parsed(archive, name) for name in ("word/document.xml", "word/styles.xml") if name in names}
        notes = _parsed(archive, "word/footnotes.xml") if "word/footnotes.xml" in names else None
        doubts = ["It holds macros, which were not run."] if any("vbaproject" in one.lower() for one in names) else []
        if any(one.startswith("word/media/") for one in names):
            doubts.append("It holds pictures; numbers in them were not read.")
    reader = _Reader(_heading_styles(parts.get("word/styles.xml")))
    body = parts["word/document.xml"].find(f"{_W}body")
    blocks = list(reader.blocks(body)) if body is not None else []
    return titled([*_by_tabs(blocks), *reader.footnotes(notes)]), doubts


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.read(name), parser)


def _heading_styles(styles: Any) -> set[str]:
    """The ids of the styles that Word shows as headings."""
    found = set()
    for style in styles.iter(f"{_W}style") if styles is not None else ():
        name = style.find(f"{_W}name")
        is_named = name is not None and _HEADING.fullmatch(name.get(f"{_W}val") or "")
        if is_named or style.find(f"{_W}pPr/{_W}outlineLvl") is not None:
            found.add(style.get(f"{_W}styleId") or "")
    return found


def _by_tabs(blocks: Blocks) -> Blocks:
    """The blocks, in which paragraphs with tabs in them are tables where they look like one."""
    found: Blocks = []
    run: list[TextLine] = []
    for block in [*blocks, None]:
        if isinstance(block, TextLine) and "\t" in block.text and not block.is_heading:
            run.append(block)
            continue
        found += read_text("\n".join(line.text for line in run)) if run else []
        run = []
        if block is not None:
            found.append(block)
    return [_placeless(block) for block in found]


def _placeless(block: TextLine | FoundTable) -> TextLine | FoundTable:
    """The block without lines: those of a Word file are counted over the whole of it."""
    if isinstance(block, TextLine):
        return TextLine(plain(block.text), Place(), block.is_heading)
    return FoundTable(block.cells, Place(), block.title, block.header_rows, block.doubts)


class _Reader:
    """Reads the body of a file, and remembers its footnotes."""

    def __init__(self, heading_styles: set[str]) -> None:
        self._heading_styles = heading_styles
        self._notes: list[str] = []
        self._is_struck = False
        self._cells = 0

    def blocks(self, holder: Any) -> Iterator[TextLine | FoundTable]:
        """The paragraphs and tables that stand in an element, also those in content controls and text boxes."""
        for element in holder:
            if element.tag == f"{_W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                yield from self._table(element)
            elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
                yield from self.blocks(element)

    def footnotes(self, notes: Any) -> Iterator[TextLine]:
        """The texts of the footnotes, in the order in which the body refers to them."""
        by_id = {note.get(f"{_W}id"): note for note in notes.iter(f"{_W}footnote")} if notes is not None else {}
        for number, note_id in enumerate(list(self._notes), start=1):
            if note_id in by_id:
                text = plain(" ".join(self._text(by_id[note_id]).split()))
                yield TextLine(f"{raised(str(number))} {text}", Place())

    def _paragraph(self, element: Any) -> Iterator[TextLine | FoundTable]:
        text = self._text(element).strip(" ")
        if plain(text):
            yield TextLine(text, Place(), self._is_heading(element))
        for box in element.iter(f"{_W}txbxContent"):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                yield from self.blocks(box)

    def _is_heading(self, paragraph: Any) -> bool:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and style.get(f"{_W}val") in self._heading_styles:
            return True
        return paragraph.find(f"{_W}pPr/{_W}outlineLvl") is not None

    def _text(self, element: Any) -> str:
        """What is shown of the runs in an element; text boxes stand apart."""
        found: list[str] = []
        walker = etree.iterwalk(element, events=("start", "end"))
        for event, part in walker:
            if event == "end":
                found.append(" " if part.tag == f"{_W}p" and part is not element else "")
            elif part.tag in _UNSEEN or part.tag == f"{_W}txbxContent" or self._is_unseen(part):
                walker.skip_subtree()
            elif part.tag == f"{_W}footnoteReference":
                found.append(self._note(part))
            elif part.tag in _BLANKS and part.getparent().tag == f"{_W}r":
                found.append(_BLANKS[part.tag])
            elif part.tag == f"{_W}t":
                found.append(raised(part.text or "") if self._is_raised(part) else part.text or "")
        return "".join(found)

    def _note(self, reference: Any) -> str:
        if reference.get(f"{_W}customMarkFollows"):
            return ""
        self._notes.append(reference.get(f"{_W}id"))
        return raised(str(len(self._notes)))

    def _is_unseen(self, part: Any) -> bool:
        if part.tag != f"{_W}r":
            return False
        if _is_on(part.find(f"{_W}rPr/{_W}strike")) or _is_on(part.find(f"{_W}rPr/{_W}dstrike")):
            self._is_struck = True
            return True
        return _is_on(part.find(f"{_W}rPr/{_W}vanish"))

    def _is_raised(self, text: Any) -> bool:
        place = text.getparent().find(f"{_W}rPr/{_W}vertAlign")
        return place is not None and place.get(f"{_W}val") == "superscript"

    def _table(self, table: Any) -> Iterator[TextLine | FoundTable]:
        rows: list[list[str]] = []
        heads: list[bool] = []
        inner: list[Any] = []
        self._is_struck = False
        for row in _children(table, "tr"):
            if row.find(f"{_W}trPr/{_W}del") is not None or _is_on(row.find(f"{_W}trPr/{_W}hidden")):
                continue
            texts = [""] * _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
            for cell in _children(row, "tc"):
                span = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
                merged = cell.find(f"{_W}tcPr/{_W}vMerge")
                goes_on = merged is not None and merged.get(f"{_W}val") != "restart"
                nested = list(_children(cell, "tbl"))
                inner += nested
                text = " ".join(self._text(one) for one in _children(cell, "p"))
                texts += ["" if goes_on else plain(" ".join(text.split()))] + [""] * (span - 1)
                self._cells += span
                if len(texts) > MAX_WIDTH or self._cells > MAX_CELLS:
                    raise TooLargeError(f"a table of it has more than {MAX_WIDTH:,} columns or {MAX_CELLS:,} cells")
            rows.append(texts)
            heads.append(_is_on(row.find(f"{_W}trPr/{_W}tblHeader")))
        yield from self._made(rows, heads)
        for one in inner:
            yield from self._table(one)

    def _made(self, rows: list[list[str]], heads: list[bool]) -> Iterator[TextLine | FoundTable]:
        header_rows = next((number for number, is_head in enumerate(heads) if not is_head), 0)
        header_rows -= sum(not any(row) for row in rows[:header_rows])
        kept = [row for row in rows if any(row)]
        width = max((len(row) for row in kept), default=0)
        if width > 1:
            whole = tuple(tuple(row + [""] * (width - len(row))) for row in kept)
            yield FoundTable(whole, Place(), "", header_rows or None, (STRUCK,) if self._is_struck else ())
        else:
            yield from (TextLine(row[0], Place()) for row in kept)


def _children(element: Any, name: str) -> Iterator[Any]:
    """The children of a name, also those in content controls and insertions."""
    for child in element:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _children(child, name)


def _is_on(element: Any) -> bool:
    return element is not None and element.get(f"{_W}val") not in ("0", "false", "off", "none")


def _number(element: Any, otherwise: int) -> int:
    said = (element.get(f"{_W}val") or "") if element is not None else ""
    return min(int(said), MAX_WIDTH + 1) if said.isdecimal() and len(said) < 6 and int(said) else otherwise
