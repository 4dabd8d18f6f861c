"""Writes the folder of a report's next edition: what the one before it means, with its periods moved.

What a new edition prints anew is asked for with FILL IN: the numbers, the lines of the document, and texts that cannot
be known. The report.yml keeps its order, words and comments.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from orchestration.ingest.fill_in import FILL_IN
from orchestration.ingest.key_figure_checks import key_figure_header
from orchestration.ingest.move_periods import has_year, key_moved, months_of, moved, years_moved
from orchestration.ingest.reasons import REASON_COLUMNS
from orchestration.ingest.report_file import Report, read_report
from orchestration.ingest.report_tables import Row, Table
from orchestration.ingest.skeleton import Skeleton, as_csv, as_scalar
from orchestration.problems import BadInputError
from orchestration.report_folders import REPORT_FILE
from orchestration.yaml_file import Location

_ID = re.compile(r"(?:.*[-_])?(?P<year>(?:19|20)\d\d)(?:-(?P<part>[hqt]\d|\d\d))?")
PERIODS = ("period", "compared_with")
"""The dimensions whose values are periods."""
PRINTED_ANEW = ("number", "value_read", "low", "high", "qualifier", "line", "note")
"""What key_figures.csv says of one edition alone."""


def next_edition(sources: Path, report_id: str, like: str, period: str, document: Mapping[str, str]) -> Skeleton:
    """The folder of `report_id` as the report `like` of `sources` lets one expect it.

    `period` may be empty where the id ends with it. `document` has name and checksum of the report as published, or
    nothing. Raises ValueError, in words for the person who asked.
    """
    path = sources / like / REPORT_FILE
    if not path.is_file():
        raise ValueError(f"there is no report {like} in {sources} to go by")
    try:
        old = read_report(path, sources)
    except BadInputError as error:
        (first, *_) = error.problems
        raise ValueError(f"{like} cannot be read, so it is nothing to go by: {first.message} ({first.file})") from None
    period = period or _period_of(report_id)
    if not period:
        raise ValueError(f"the id {report_id} does not end with a period: say --period")
    move = _Move(old, months_between(old, period), period)
    text = path.read_text(encoding="utf-8-sig")
    files = {REPORT_FILE: _report_yml(text, old, report_id, move, document)}
    absent = []
    for name in old.files():
        made = _key_figures(sources / like / name, move) if name == old.key_figures else None
        if name == old.reasons:
            # Why the figures of an edition are what they are, it says itself.
            made = as_csv([list(REASON_COLUMNS)])
        tables = [table for table in old.tables if table.file == name]
        if tables and name.lower().endswith(".csv"):
            made = _table(sources / like / name, tables[0], move)
        if made is None:
            absent.append(name)
        else:
            files[name] = made
    absent += [name for table in old.tables for name in table.files or []]
    return Skeleton(files, absent)


def months_between(old: Report, period: str) -> int:
    """By how many months the new period lies after that of the old report, which must be as long."""
    was, new = months_of(old.period), months_of(period)
    if new is None:
        raise ValueError(f"{period} is no period of whole months, such as 2023, 2023-H1 or 2022-07/2023-06")
    if was is None:
        raise ValueError(f"{old.id} is about {old.period}, no period of whole months: there is nothing to move")
    months = new[0] - was[0]
    if months == 0:
        raise ValueError(f"{period} is the period of {old.id} itself: say another one with --period")
    if new[1] - was[1] != months:
        raise ValueError(f"{period} is not as long as {old.period}, the period of {old.id}: its tables print others")
    return months


def _period_of(report_id: str) -> str:
    found = _ID.fullmatch(report_id)
    return "-".join(part.upper() for part in found.groups() if part) if found else ""


@dataclass(frozen=True)
class _Move:
    """What becomes of the words of the old edition."""

    old: Report
    months: int
    period: str

    def period_of(self, said: str) -> str:
        """The period that takes the place of one; asked for where it cannot be known, as of one that reaches back."""
        own, asked, new = months_of(self.old.period), months_of(said), moved(said, self.months)
        if new is None or (own and asked and asked[1] - asked[0] > own[1] - own[0]):
            return f"{FILL_IN} the period, for {self.old.period} it was {said}"
        return new

    def printed(self, text: str, names_period: bool = False) -> str:
        """What a printed text reads in the new edition; `names_period` if it stands above or beside a period."""
        if self.months % 12 == 0:
            return years_moved(text, self.months // 12)
        if has_year(text) or (names_period and text.strip()):
            return f"{FILL_IN} as it is printed, it was {text}"
        return text


@dataclass
class _Edits:
    """Replacements in a text, by the place where each begins."""

    text: str
    found: dict[int, tuple[int, str]] = field(default_factory=dict)

    def value(self, node: yaml.ScalarNode, new: str) -> None:
        """Put another value in the place of a scalar."""
        if new == node.value:
            return
        start, end = node.start_mark.index, node.end_mark.index
        written = as_scalar(new)
        # A block's end is the line after it.
        self.found[start] = (end, written + ("\n" if node.style in ("|", ">") else ""))

    def drop(self, key: yaml.Node, value: yaml.Node) -> None:
        """Leave out an entry of the outermost mapping, to the end of its last line."""
        end = self.text.find("\n", _last(value))
        self.found[key.start_mark.index] = (len(self.text) if end < 0 else end + 1, "")

    def made(self) -> str:
        """The text with all replacements; what stands within another replacement goes with it."""
        pieces, at = [], 0
        for start, (end, new) in sorted(self.found.items()):
            if start >= at:
                pieces += [self.text[at:start], new]
                at = end
        return "".join([*pieces, self.text[at:]])


def _last(node: yaml.Node) -> int:
    """Where a node's own text ends: of a block, without the lines and comments that follow it."""
    if isinstance(node, yaml.ScalarNode):
        return int(node.end_mark.index) - (1 if node.style in ("|", ">") else 0)
    assert isinstance(node, yaml.CollectionNode)
    if node.flow_style or not node.value:
        return int(node.end_mark.index)
    below = node.value[-1]
    return _last(below[1] if isinstance(node, yaml.MappingNode) else below)


def _report_yml(text: str, old: Report, report_id: str, move: _Move, document: Mapping[str, str]) -> str:
    edits = _Edits(text)
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert root is not None, "a report.yml that was read is not empty"
    for key, value in root.value:
        if key.value == "breaks":
            # They stand in the old edition, and hold for whatever comes after.
            edits.drop(key, value)
    for place, node in _scalars(root, ()):
        new = _new_value(place, node.value, old, report_id, move, document)
        if new is not None:
            edits.value(node, new)
    return edits.made()


def _new_value(
    place: Location, said: str, old: Report, report_id: str, move: _Move, document: Mapping[str, str]
) -> str | None:
    """What takes the place of a value of report.yml; None where it stays."""
    match place:
        case ("id",):
            return report_id
        case ("period",):
            return move.period
        case ("published",):
            return f"{FILL_IN} the date of publication; remove the line if none is printed"
        case ("document", key):
            return document.get(str(key), f"{FILL_IN} the {'SHA-256' if key == 'sha256' else 'name'} of the document")
        case ("define", "aliases", _, "label"):
            return years_moved(said, move.months // 12) if move.months % 12 == 0 else None
        case ("define", "aliases", number, "means"):
            is_period = old.define.aliases[int(number)].dimension in PERIODS
            return move.period_of(said) if is_period else None
        case ("define", *_):
            return None
        case (*_, key) if key in ("note", "key_figures_note"):
            return f"{FILL_IN} what a reader must know, if this still holds: {said}"
        case (*_, "provisional"):
            return f"{FILL_IN} whether the report calls these figures provisional (true or false), it was {said}"
        case ("tables", _, "document_lines"):
            return f"{FILL_IN} the lines of the new document, they were {said}"
        case ("tables", _, "page"):
            return f"{FILL_IN} the page of the new document, it was {said}"
        case ("title",) | ("tables", _, "title"):
            return move.printed(said)
        case (*_, key) if key in PERIODS:
            return move.period_of(said)
        case ("tables", number, *below):
            return _new_in_table(old.tables[int(number)], below, said, move)
    return None


def _new_in_table(table: Table, place: list[int | str], said: str, move: _Move) -> str | None:
    match place:
        case ["header", _, column]:
            return move.printed(said, names_period=_is_of_period(table, int(column) + 1))
        case ["columns", _] if table.columns_are in PERIODS and said not in ("label", "value", "ignore"):
            return move.period_of(said)
        case ["rows", _] | ["rows", _, "label", *_]:
            return move.printed(said, names_period=table.rows_are in PERIODS)
    return None


def _is_of_period(table: Table, column: int) -> bool:
    """Whether a column is about a period of its own."""
    meaning = table.meanings.get(column)
    return meaning is not None and any(key in meaning.dimensions() for key in PERIODS)


def _scalars(node: yaml.Node, place: Location) -> Iterator[tuple[Location, yaml.ScalarNode]]:
    if isinstance(node, yaml.ScalarNode):
        yield place, node
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(value, (*place, key.value))
    else:
        for number, value in enumerate(node.value):
            yield from _scalars(value, (*place, number))


def _table(path: Path, table: Table, move: _Move) -> str | None:
    """A table with its header and labels, and every number to be filled in.

    None where the old one cannot be read, where rows that are no data stand around it, or where its cells are separated
    by what report.yml says.
    """
    rows = None if table.around or table.separator else _rows(path, len(table.columns))
    if rows is None:
        return None
    head = len(table.header)
    promised = dict(enumerate(table.rows or [], start=head))
    made = [
        [move.printed(cell, names_period=_is_of_period(table, column)) for column, cell in enumerate(cells, start=1)]
        for cells in rows[:head]
    ]
    for number, cells in enumerate(rows[head:], start=head):
        made.append(
            [
                move.printed(cell, names_period=table.rows_are in PERIODS)
                if column in table.label_columns
                else ("" if _is_ignored(table, promised.get(number), column) else FILL_IN)
                for column, cell in enumerate(cells, start=1)
            ]
        )
    return as_csv(made)


def _is_ignored(table: Table, row: Row | None, column: int) -> bool:
    """Whether no figure stands in a cell."""
    scopes = (table, table.meanings.get(column), row, row.cells.get(column) if row else None)
    return column not in table.meanings or any(scope and scope.ignore is not None for scope in scopes)


def _key_figures(path: Path, move: _Move) -> str | None:
    """The key figures with their meanings, and every number to be filled in."""
    try:
        header = key_figure_header(path.read_bytes())
    except OSError:
        return None
    rows = _rows(path, len(header))
    if rows is None:
        return None
    head, *figures = rows
    keys = [key_moved(row[0], move.months) for row in figures]
    made = [head]
    for row, key in zip(figures, keys, strict=True):
        said = dict(zip(head, row, strict=True))
        new = said | dict.fromkeys(PRINTED_ANEW, "") | {"number": FILL_IN}
        if len(set(keys)) == len(keys):
            new["key"] = key
        new |= {name: move.period_of(said[name]) for name in PERIODS if said[name]}
        made.append([new[name] for name in head])
    return as_csv(made)


def _rows(path: Path, width: int) -> list[list[str]] | None:
    """The rows of a CSV file, whatever separates its cells; None where they are not as wide as promised."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    for delimiter in (",", ";", "\t"):
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        if rows and all(len(row) == width for row in rows):
            return rows
    return None
