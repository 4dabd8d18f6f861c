"""Puts together the tables that go on over the end of a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from orchestration.draft.document import FoundTable, TextLine
from orchestration.draft.signs import is_value
from orchestration.draft.text import Blocks

NEAR = 6.0
"""Points that the edges of a table may stand apart on two pages."""

_GOES_ON = re.compile(r"\(?\b(?:vervolg|continued|contd|cont)\b\.?\)?", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


def joined(pages: Sequence[Blocks]) -> Blocks:
    """The blocks of all pages, in which a table that goes on over the end of a page is one."""
    furniture = _furniture(pages)
    found: Blocks = []
    for blocks in pages:
        first = next((at for at, block in enumerate(blocks) if isinstance(block, FoundTable)), None)
        last = next((at for at in range(len(found) - 1, -1, -1) if isinstance(found[at], FoundTable)), None)
        if first is not None and last is not None and found:
            between = [*found[last + 1 :], *blocks[:first]]
            above, below = found[last], blocks[first]
            assert isinstance(above, FoundTable)
            assert isinstance(below, FoundTable)
            pages_follow = (below.place.page or 0) - (above.place.page or 0) == 1
            if pages_follow and all(_is_furniture(block, furniture) for block in between):
                whole = _whole(above, below)
                if whole is not None:
                    found[last] = whole
                    found += [*blocks[:first], *blocks[first + 1 :]]
                    continue
            blocks = [*blocks[:first], _with_doubt(above, below), *blocks[first + 1 :]]
        found += blocks
    return found


def _furniture(pages: Sequence[Blocks]) -> set[str]:
    """What stands at the top or the bottom of several pages, numbers left out."""
    counts: Counter[str] = Counter()
    for blocks in pages:
        edges = [*blocks[:3], *blocks[-3:]]
        counts.update({_DIGITS.sub("#", block.text) for block in edges if isinstance(block, TextLine)})
    return {text for text, count in counts.items() if count > 1}


def _is_furniture(block: TextLine | FoundTable, furniture: set[str]) -> bool:
    if isinstance(block, FoundTable):
        return False
    text = block.text.strip()
    is_number_of_page = re.fullmatch(r"\D{0,12}\d{1,4}(?:\s*(?:/|van|of)\s*\d{1,4})?", text) is not None
    return is_number_of_page or _DIGITS.sub("#", text) in furniture or _GOES_ON.search(text) is not None


def _whole(above: FoundTable, below: FoundTable) -> FoundTable | None:
    """Both as one, if the second repeats the headings of the first or has its columns and no headings."""
    if len(above.cells[0]) != len(below.cells[0]):
        return None
    repeated = 0
    pairs = zip(above.cells, below.cells, strict=False)
    for one, other in pairs:
        if one != other:
            break
        repeated += 1
    has_no_heading = any(is_value(text) for text in below.cells[0][1:]) and _stand_alike(above, below)
    if repeated in (len(below.cells), len(above.cells)) or not (repeated or has_no_heading):
        return None
    said = f"It goes on from page {above.place.page} to page {below.place.page}; both parts were put together."
    doubts = tuple(dict.fromkeys((*above.doubts, said, *below.doubts)))
    header_rows = repeated or above.header_rows
    # The place of what goes on further is that of its last part, so that a third page can be told to follow.
    place = replace(above.place, page=below.place.page, box=above.place.box)
    cells = above.cells + below.cells[repeated:]
    return replace(above, cells=cells, header_rows=header_rows, doubts=doubts, place=place)


def _stand_alike(above: FoundTable, below: FoundTable) -> bool:
    if above.place.box is None or below.place.box is None:
        return False
    # What stands at the left of its cells ends where its longest text does, which is another on each page.
    return any(abs(above.place.box[edge] - below.place.box[edge]) <= NEAR for edge in (0, 2))


def _with_doubt(above: FoundTable, below: FoundTable) -> FoundTable:
    """The second table, with a doubt if it has the row labels of the first: it may be more columns of it."""
    labels = [[row[0] for row in table.cells if any(is_value(text) for text in row[1:])] for table in (above, below)]
    if len(labels[1]) < 3 or labels[0] != labels[1]:
        return below
    said = f"It has the rows of the table on page {above.place.page}, and may be more columns of it."
    return replace(below, doubts=(*below.doubts, said))
