"""Lays a second draft over a folder: what a person wrote stays, what the program proposed gives way to the new draft.

Three texts are compared: what the last draft proposed, what stands in the folder, and what the new draft says. They are
cut into parts with an address (a key of report.yml, a table by its id), and each part is merged line by line.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from orchestration.ingest.skeleton import as_csv

_KEY = re.compile(r"([A-Za-z_]+):")
_TABLE = re.compile(r" {0,4}- ")
_ID = re.compile(r"[\s{,-]+id: *[\"']?([a-z0-9_-]+)")


@dataclass
class Merged:
    """A text after the merge, and what was not the same, in words."""

    text: str
    differences: list[str] = field(default_factory=list)


def parts_of(text: str) -> dict[str, list[str]]:
    """A report.yml as parts by address: `` (what stands above the first key), `title`, `tables`, `tables/started`, …"""
    parts: dict[str, list[str]] = {"": []}
    address, is_in_tables = "", False
    for line in text.splitlines(keepends=True):
        if (key := _KEY.match(line)) is not None:
            address = key[1]
            is_in_tables = address == "tables"
            parts.setdefault(address, [])
        elif is_in_tables and _TABLE.match(line) and _depth(line) <= _first_depth(parts):
            address = f"tables/?{len(parts)}"
            parts[address] = []
        parts[address].append(line)
        if address.startswith("tables/?") and (found := _ID.match(line)) is not None:
            named = f"tables/{found[1]}"
            lines = parts.pop(address)
            parts[named] = parts.get(named, []) + lines
            address = named
    return parts


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _first_depth(parts: dict[str, list[str]]) -> int:
    """How far the entries of `tables` are moved in."""
    first = next((lines[0] for address, lines in parts.items() if address.startswith("tables/") and lines), None)
    return _depth(first) if first is not None else 4


def merge_report(base: str | None, ours: str, theirs: str, is_part: bool = False) -> Merged:
    """The report.yml of the folder (`ours`) with what the new draft (`theirs`) adds; `base` is the last proposal.

    `is_part` if only a part of the document was drafted: it tells nothing of the rest.

    Without a last proposal all that stands there is a person's: only new tables, and the words they need, are added.
    """
    old, mine, new = (parts_of(text) for text in (base or "", ours, theirs))
    is_known = base is not None
    made: dict[str, list[str]] = {}
    differences: list[str] = []
    added = [one for one in new if one.startswith("tables/") and one not in mine and one not in old]
    for address, lines in mine.items():
        if is_part and not address.startswith(("tables/", "define")):
            made[address] = lines
        elif address in new and is_known:
            made[address] = list(
                _merged_lines(old.get(address, []), lines, new[address], address or "the head", differences)
            )
        elif address.startswith("tables/") and address not in new and address in old and not is_part:
            if lines == old[address]:
                differences.append(f"{address}: the document has it no more; it is left out")
                continue
            differences.append(f"{address}: the document has it no more; yours is kept")
            made[address] = lines
        else:
            made[address] = lines
    for address, lines in new.items():
        if address in mine:
            continue
        if address == "draft" and address in old:
            continue
        if address in old:
            differences.append(f"{address}: you removed it; it stays away")
        elif is_known or address in added or (added and address in ("define", "draft")):
            _insert(made, address, lines, list(new))
            if address.startswith("tables/"):
                differences.append(f"{address}: new")
    if "tables" in made and added and made["tables"] == ["tables: []\n"]:
        made["tables"] = ["tables:\n"]
    return Merged("".join(_closed(lines) for lines in made.values()), differences)


def _closed(lines: Sequence[str]) -> str:
    text = "".join(lines)
    return text if not text or text.endswith("\n") else text + "\n"


def _insert(made: dict[str, list[str]], address: str, lines: list[str], order: list[str]) -> None:
    """Put a part behind the one that it follows in the new draft."""
    before = [one for one in order[: order.index(address)] if one in made]
    items = list(made.items())
    at = next((number for number, (one, _) in enumerate(items) if before and one == before[-1]), len(items) - 1) + 1
    if address.startswith("tables/"):
        tables = [number for number, (one, _) in enumerate(items) if one == "tables" or one.startswith("tables/")]
        at = max(at, tables[0] + 1) if tables else at
        if items and at and items[at - 1][1] and items[at - 1][1][-1].strip() and items[at - 1][0] != "tables":
            lines = ["\n", *lines]
    items.insert(at, (address, lines))
    made.clear()
    made.update(items)


def _merged_lines(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], address: str, differences: list[str]
) -> Iterator[str]:
    """Lines left as they were proposed give way; where both changed, the person's stay, and it is told."""
    if list(ours) == list(theirs) or list(base) == list(theirs):
        yield from ours
        return
    if list(ours) == list(base):
        differences += [f"{address}: {line}" for line in _changes(base, theirs)]
        yield from theirs
        return
    for (start, end), mine, new in _regions(base, ours, theirs):
        was = list(base[start:end])
        if mine in (was, new):
            if new != was and mine != new:
                differences += [f"{address}: {line}" for line in _changes(was, new)]
            yield from new if mine == was else mine
        elif new == was:
            yield from mine
        elif len(was) == len(mine) == len(new) and len(was) > 1:
            for one, own, other in zip(was, mine, new, strict=True):
                yield from _merged_lines([one], [own], [other], address, differences)
        else:
            kept = " / ".join(line.strip() for line in mine) or "nothing"
            other = " / ".join(line.strip() for line in new) or "nothing"
            differences.append(f"{address}: kept yours, {kept}; the draft says {other}")
            yield from mine


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    for line in difflib.unified_diff(old, new, lineterm="", n=0):
        if not line.startswith(("---", "+++", "@@")) and line[1:].strip():
            yield f"{line[0]} {line[1:].strip()}"


Region = tuple[tuple[int, int], list[str], list[str]]


def _regions(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Region]:
    """The base cut where both others have its lines: stretches of it, with what stands there in each of the others."""
    same_ours = _same(base, ours)
    same_theirs = _same(base, theirs)
    at_base = at_ours = at_theirs = 0
    for line in range(len(base) + 1):
        if line < len(base) and not (line in same_ours and line in same_theirs):
            continue
        to_ours = same_ours[line] if line < len(base) else len(ours)
        to_theirs = same_theirs[line] if line < len(base) else len(theirs)
        yield (at_base, line), list(ours[at_ours:to_ours]), list(theirs[at_theirs:to_theirs])
        if line < len(base):
            yield (line, line + 1), [ours[to_ours]], [theirs[to_theirs]]
        at_base, at_ours, at_theirs = line + 1, to_ours + 1, to_theirs + 1


def _same(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    found: dict[int, int] = {}
    for block in difflib.SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks():
        found |= {block.a + step: block.b + step for step in range(block.size)}
    return found


def merge_csv(base: str | None, ours: str, theirs: str, name: str) -> Merged:
    """The table of the folder with what the document prints anew: cells that a person changed stay."""
    if ours == theirs:
        return Merged(ours)
    mine, new = _rows(ours), _rows(theirs)
    old = _rows(base) if base is not None else None
    if old is not None and mine == old:
        return Merged(theirs, list(_cell_changes(name, mine, new)))
    sizes = {(len(rows), tuple(map(len, rows))) for rows in (mine, new, *([old] if old is not None else []))}
    if len(sizes) > 1:
        return Merged(ours, [f"{name}: kept yours, of {len(mine)} rows; the document prints {len(new)}"])
    differences: list[str] = []
    for row, cells in enumerate(mine):
        for column, cell in enumerate(cells):
            printed = new[row][column]
            if cell == printed:
                continue
            where = f"{name} row {row + 1} column {column + 1}"
            if old is not None and cell == old[row][column]:
                mine[row][column] = printed
                differences.append(f"{where}: “{cell}” became “{printed}”")
            elif old is None or printed != old[row][column]:
                differences.append(f"{where}: kept yours, “{cell}”; the document prints “{printed}”")
            else:
                differences.append(f"{where}: yours is “{cell}”, the document prints “{printed}”")
    same = _rows(ours) == mine
    return Merged(ours if same else as_csv(mine), differences)


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def _cell_changes(name: str, old: list[list[str]], new: list[list[str]]) -> Iterator[str]:
    if [len(row) for row in old] != [len(row) for row in new]:
        yield f"{name}: {len(old)} rows became {len(new)}"
        return
    for row, (before, after) in enumerate(zip(old, new, strict=True), start=1):
        for column, (was, is_) in enumerate(zip(before, after, strict=True), start=1):
            if was != is_:
                yield f"{name} row {row} column {column}: “{was}” became “{is_}”"
