"""Reads a PDF with a text layer: its lines, and its tables with rules or without, upright or turned."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.pdf import PDF

from orchestration.draft.columns import Grid, grids
from orchestration.draft.document import Box, FoundTable, Place, TextLine, refused
from orchestration.draft.kinds import MAKES_TEXT
from orchestration.draft.line import Line, Measure, Piece
from orchestration.draft.only import Only
from orchestration.draft.page_joins import joined
from orchestration.draft.page_lines import Letter, PageLine, lines_of
from orchestration.draft.signs import is_contents, is_value
from orchestration.draft.text import Blocks, titled

MAX_PAGES = 400
MAX_LETTERS = 60_000
"""Letters of a page; a full page of a newspaper has a third of it."""
MAX_RULES = 20_000
"""Edges of lines and boxes of a page that are looked at for a table with rules; a drawing has more."""
MAX_SECONDS = 90

_PARTS = "Give a part of it, with `--only pages 3-5`"


def read_pdf(name: str, content: bytes, part: Only | None) -> tuple[Blocks, list[str]]:
    """The lines and tables of a PDF. Raises DocumentError where it has no text, a password, or more than is read."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    started = time.monotonic()
    pages: list[Blocks] = []
    doubts: list[str] = []
    without: list[int] = []
    with _opened(name, content) as pdf:
        wanted = [page for page in _pages(name, pdf) if part is None or part.has_page(page.page_number)]
        for page in wanted:
            if time.monotonic() - started > MAX_SECONDS:
                raise refused(name, f"reading its {len(wanted)} pages takes more than {MAX_SECONDS} seconds", _PARTS)
            blocks = _of_page(name, page)
            pages.append(blocks)
            if not blocks:
                without.append(page.page_number)
            page.close()
    if pages and len(without) == len(pages):
        raise refused(name, "it has no text that can be read: its pages are pictures, as of a scan", MAKES_TEXT)
    if without:
        shown = ", ".join(map(str, without[:20]))
        doubts.append(f"Pages without text, which may be pictures: {shown}.")
    return titled(joined(pages)), doubts


def _opened(name: str, content: bytes) -> PDF:
    from pdfminer.pdfdocument import PDFPasswordIncorrect, PDFTextExtractionNotAllowed
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        return pdfplumber.open(io.BytesIO(content))
    except (PdfminerException, PDFPasswordIncorrect, PDFTextExtractionNotAllowed) as error:
        reason = error.args[0] if error.args else error
        if isinstance(reason, (PDFPasswordIncorrect, PDFTextExtractionNotAllowed)) or b"/Encrypt" in content:
            step = "Open it with its password, and print or save it as a PDF without one"
            raise refused(name, "it has a password", step) from None
        raise


def _pages(name: str, pdf: PDF) -> list[Page]:
    pages: list[Page] = pdf.pages
    if not pages:
        raise refused(name, "it has no pages", "Get it again from where it came from")
    if len(pages) > MAX_PAGES:
        message = f"it has {len(pages)} pages; {MAX_PAGES} is what is read"
        raise refused(name, message, "Save the pages that hold the tables as a PDF of their own")
    return pages


def _of_page(name: str, page: Page) -> Blocks:
    """The lines and tables of a page, those that are turned after those that are upright."""
    letters = _letters(name, page)
    turned = sorted({_turn(letter) for letter in letters}, key=lambda turn: -sum(_turn(one) == turn for one in letters))
    found: Blocks = []
    for turn in turned:
        if turn == 0:
            found += _upright(page, letters)
        elif sum(_turn(one) == turn for one in letters) >= 20:
            found += [_on_its_side(block, page) for block in _turned(name, page, turn)]
    return found


def _letters(name: str, page: Page) -> list[Letter]:
    letters = page.chars
    if len(letters) > MAX_LETTERS:
        raise refused(name, f"page {page.page_number} has {len(letters):,} letters, more than any page", _PARTS)
    seen: set[tuple[str, float, float]] = set()
    found = []
    for one in letters:
        # Bold letters are sometimes printed twice, a little apart.
        at = (one["text"], round(one["x0"]), round(one["top"]))
        is_on_page = one["x1"] > 0 and one["x0"] < page.width and one["bottom"] > 0 and one["top"] < page.height
        if at not in seen and is_on_page and one["size"] > 0.5:
            seen.add(at)
            found.append(one)
    return found


def _turn(letter: Letter) -> int:
    """How far a page has to be turned to the right until a letter is upright."""
    across, up = letter["matrix"][0], letter["matrix"][1]
    if abs(across) >= abs(up):
        return 0 if across >= 0 else 180
    return 90 if up > 0 else 270


def _turned(name: str, page: Page, turn: int) -> Blocks:
    """The blocks of what is upright once the page is turned."""
    page.page_obj.rotate = (page.page_obj.rotate + turn) % 360
    try:
        other = Page(page.pdf, page.page_obj, page.page_number, page.initial_doctop)
        return _upright(other, _letters(name, other))
    finally:
        page.page_obj.rotate = (page.page_obj.rotate - turn) % 360


def _on_its_side(block: TextLine | FoundTable, page: Page) -> TextLine | FoundTable:
    # A box on a turned page is none on the page as it is; the whole page is where it stands.
    place = replace(block.place, box=(0.0, 0.0, float(page.width), float(page.height)))
    if isinstance(block, TextLine):
        return replace(block, place=place)
    return replace(block, place=place, doubts=(*block.doubts, "The table is turned on its side."))


def _upright(page: Page, letters: Sequence[Letter]) -> Blocks:
    """The blocks of the letters that are upright."""
    lines = lines_of([one for one in letters if _turn(one) == 0])
    if not lines:
        return []
    number = page.page_number
    tables: list[tuple[FoundTable, Box]] = []
    for cells, box in _ruled(page, lines):
        header_rows, more = _numbered_columns(cells)
        place = Place(number, _rounded(box))
        tables.append((FoundTable(cells, place, "", header_rows, (*more, *_doubts(cells))), box))
    rest = [_without(line, [box for _, box in tables]) for line in lines]
    streams = _streams([line for line in rest if line.line.pieces], page)
    usual = _usual(lines)
    blocks: list[tuple[int, float, TextLine | FoundTable]] = [(0, box[1], table) for table, box in tables]
    for order, stream in enumerate(streams):
        blocks += [(order, top, block) for top, block in _of_lines(stream, page, usual)]
    return [block for _, _, block in sorted(blocks, key=lambda one: one[:2])]


def _of_lines(lines: Sequence[PageLine], page: Page, usual: float) -> Iterator[tuple[float, TextLine | FoundTable]]:
    """The tables without rules and the lines of a page or a column of it, each with where it begins."""
    rules = tuple((edge["x0"], edge["top"], edge["bottom"]) for edge in _edges(page) if edge["orientation"] == "v")
    bars = tuple((edge["top"], edge["x0"], edge["x1"]) for edge in _edges(page) if edge["orientation"] == "h")
    measure = Measure(pitch=1.6 * usual, apart=3 * usual, rules=rules, bars=bars)
    plain = [_no_contents(line.line) for line in lines]
    taken: dict[int, list[Grid]] = {}
    for grid in grids(plain, measure):
        top, bottom = lines[grid.first].line.top, lines[grid.last].line.bottom
        doubts = ("It has no rules; the columns were told apart by the space between them.",)
        place = Place(page.page_number, _rounded((grid.left, top, grid.right, bottom)))
        header_rows, more = _numbered_columns(grid.rows)
        yield top, FoundTable(grid.rows, place, "", header_rows, (*grid.doubts, *doubts, *more, *_doubts(grid.rows)))
        for at in range(grid.first, grid.last + 1):
            taken.setdefault(at, []).append(grid)
    for at, line in enumerate(lines):
        pieces = [piece for piece in line.line.pieces if not _is_in(piece, taken.get(at, []))]
        if pieces:
            box = (pieces[0].left, line.line.top, pieces[-1].right, line.line.bottom)
            text = " ".join(piece.text for piece in pieces)
            is_heading = _is_heading(line, text, usual)
            yield line.line.top, TextLine(text, Place(page.page_number, _rounded(box)), is_heading)


def _is_heading(line: PageLine, text: str, usual: float) -> bool:
    """Whether a line is larger than the text of its page, or bold, and no sentence or number."""
    if len(text) > 150 or text.endswith((".", ";", ",")) or is_value(text):
        return False
    return line.size >= 1.15 * usual or line.is_bold


def _usual(lines: Sequence[PageLine]) -> float:
    """How high the letters of the text of a page are; of the tables, where it has no text."""
    of_text = [line.size for line in lines if len(line.line.pieces) == 1 and len(line.text) >= 40]
    return median(of_text or [line.size for line in lines])


def _is_in(piece: Piece, found: Sequence[Grid]) -> bool:
    return any(grid.reach[0] < piece.middle < grid.reach[1] for grid in found)


def _no_contents(line: Line) -> Line:
    text = " ".join(piece.text for piece in line.pieces)
    return (
        Line(line.top, line.bottom, (Piece(line.pieces[0].left, line.pieces[-1].right, text),))
        if is_contents(text)
        else line
    )


def _edges(page: Page) -> list[dict[str, Any]]:
    edges: list[dict[str, Any]] = page.edges
    return edges if len(edges) <= MAX_RULES else []


def _rounded(box: Box) -> Box:
    left, top, right, bottom = (round(float(edge), 1) for edge in box)
    return left, top, right, bottom


def _numbered_columns(cells: Sequence[Sequence[str]]) -> tuple[int | None, tuple[str, ...]]:
    """How many rows are headings, where the last of them number the columns ("2 = (3 to 6) + 14"), and that said."""
    for at, row in enumerate(cells[:12]):
        firsts = [re.match(r"\d+", text) for text in row]
        counted = [one is not None and int(one[0]) in (column, column + 1) for column, one in enumerate(firsts)]
        if len(row) >= 4 and at and sum(counted) >= 0.8 * len(row):
            last = at + 1
            while last < len(cells) and not any(is_value(text) for text in cells[last]):
                last += 1
            return last, ("A row of the headings numbers the columns; its numbers are no figures.",)
    return None, ()


def _doubts(cells: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What is not sure of the numbers in the cells."""
    texts = [text for row in cells for text in row if text]
    with_blank = [text for text in texts if is_value(text) and any(one.isspace() for one in text.strip("€$£%- "))]
    beside = [text for text in texts if not text.isascii() and any(one in "⁰¹²³⁴⁵⁶⁷⁸⁹" for one in text)]
    doubts = []
    if with_blank:
        doubts.append(f"Numbers are printed with a blank in them: {', '.join(with_blank[:10])}.")
    if beside:
        doubts.append(f"Raised signs stand beside texts, as of footnotes: {', '.join(beside[:10])}.")
    return tuple(doubts)


def _ruled(page: Page, lines: Sequence[PageLine]) -> Iterator[tuple[tuple[tuple[str, ...], ...], Box]]:
    """The tables in which rules stand around every cell, and their boxes."""
    if not _edges(page):
        return
    for table in page.find_tables():
        rows = [row.cells for row in table.rows]
        if len(rows) < 2 or len(rows[0]) < 2:
            continue
        cells = [[_within(lines, cell) if cell else [] for cell in row] for row in rows]
        filled = [cell for row in cells for cell in row if cell]
        # Where rules stand around several rows together, a cell holds a number on each of its lines.
        piled = sum(sum(is_value(text) for text in cell) > 1 for cell in filled)
        if piled or sum(bool(cell) for row in cells for cell in row[1:]) < 2 or _goes_on(lines, table.bbox):
            continue
        texts = [tuple(" ".join(cell) for cell in row) for row in cells]
        left, top, right, bottom = table.bbox
        yield tuple(row for row in texts if any(row)), (left, top, right, bottom)


def _goes_on(lines: Sequence[PageLine], box: Box) -> bool:
    """Whether rows follow right above or below a box: then it is but a part of a table, such as a coloured heading."""
    for line in lines:
        height = line.line.bottom - line.line.top
        is_near = (
            -0.1 * height <= line.line.top - box[3] < height
            or -0.1 * height <= box[1] - line.line.bottom < 0.3 * height
        )
        pieces = [piece for piece in line.line.pieces if box[0] <= piece.middle <= box[2]]
        if is_near and len(pieces) >= 2 and any(is_value(piece.text) for piece in pieces):
            return True
    return False


def _within(lines: Sequence[PageLine], box: tuple[float, ...]) -> list[str]:
    """The text of each line in a box."""
    left, top, right, bottom = box
    found = []
    for line in lines:
        if top <= (line.line.top + line.line.bottom) / 2 <= bottom:
            words = [
                word for piece in line.line.pieces for word in piece.words or ((piece.left, piece.right, piece.text),)
            ]
            text = " ".join(text for start, end, text in words if left <= (start + end) / 2 <= right)
            found += [text] if text else []
    return found


def _without(line: PageLine, boxes: Sequence[tuple[float, ...]]) -> PageLine:
    """The line without what stands in these boxes."""
    middle = (line.line.top + line.line.bottom) / 2
    here = [box for box in boxes if box[1] <= middle <= box[3]]
    pieces = tuple(one for one in line.line.pieces if not any(box[0] <= one.middle <= box[2] for box in here))
    return replace(line, line=replace(line.line, pieces=pieces))


def _streams(lines: Sequence[PageLine], page: Page) -> list[list[PageLine]]:
    """The lines in the order of reading: where the page has two columns of text, one after the other."""
    for gutter in _gutters(lines, page):
        halves = ([], [])  # type: tuple[list[PageLine], list[PageLine]]
        for line in lines:
            for half, is_left in zip(halves, (True, False), strict=True):
                pieces = tuple(one for one in line.line.pieces if (one.middle < gutter) == is_left)
                if pieces:
                    half.append(replace(line, line=replace(line.line, pieces=pieces)))
        if all(_is_prose(half) for half in halves):
            return [*halves]
    return [list(lines)]


def _gutters(lines: Sequence[PageLine], page: Page) -> Iterator[float]:
    """Where a blank runs down the middle of the page, past every line."""
    width = float(page.width)
    covered = sorted((one.left, one.right) for line in lines for one in line.line.pieces)
    end = 0.0
    for left, right in covered:
        if left - end > 8 and 0.35 * width < (left + end) / 2 < 0.65 * width:
            yield (left + end) / 2
        end = max(end, right)


def _is_prose(lines: Sequence[PageLine]) -> bool:
    """Whether lines are those of a column of text, at least for a good part."""
    long = [line for line in lines if len(line.line.pieces) == 1 and len(line.text) >= 25 and not is_value(line.text)]
    return len(long) >= 4 and 3 * len(long) >= len(lines)
