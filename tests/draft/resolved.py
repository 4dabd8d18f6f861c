"""What the cells of a report folder mean, resolved as staging does, without a build."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from orchestration.draft.periods import read_period
from orchestration.draft.vocabulary import WHOLE, Vocabulary, read_vocabulary
from orchestration.ingest.read_folder import read_folder
from orchestration.ingest.table_file import Cells
from orchestration.yaml_file import YamlFile

SCOPES = ("table", "column", "row", "cell")
"""The narrower wins, and stands last."""
Said = tuple[str, int | None, int | None, str, str]
"""Scope, row, column, dimension and value, as raw.axis has them."""
LOOKED_UP = ("metric", "area", "unit", "qualifier")


@dataclass(frozen=True)
class Address:
    """A printed place, which two foldings of one document share."""

    line: int
    column: int


@dataclass
class TableMeaning:
    """One table: its texts, and what each cell with a figure means."""

    id: str
    cells: dict[Address, str] = field(default_factory=dict)
    meanings: dict[Address, dict[str, str]] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    """Line of the document to row of the file."""
    header_rows: int = 0


@dataclass
class Resolved:
    """A report folder as it is read."""

    tables: list[TableMeaning]
    problems: list[str]


def resolve(sources: Path, report_id: str, words: Path | None = None) -> Resolved:
    """Read a folder of `sources`; labels are looked up in the seeds and the other folders of `words`."""
    read = read_folder(sources, sources / report_id)
    (report,) = read.rows["report"]
    vocabulary = read_vocabulary(words or sources, str(report[2]), report_id)
    vocabulary.learn(YamlFile(sources / report_id / "report.yml", "report.yml").data)
    said: dict[str, list[Said]] = defaultdict(list)
    for _, table, *row in read.rows["axis"]:
        said[str(table)].append(cast(Said, tuple(row)))
    tables = []
    for table in read.tables:
        if table.table_id == "key_figures":
            continue
        tables.append(_table(table.table_id, table.cells, table.lines, said[table.table_id], vocabulary))
    return Resolved(tables, [" ".join(map(str, row[2:])) for row in read.rows["problem"]])


def _table(
    table_id: str, printed: Cells, lines: Sequence[int | None], axis: list[Said], vocabulary: Vocabulary
) -> TableMeaning:
    made = TableMeaning(table_id)
    by_scope: dict[str, dict[tuple[int | None, int | None], dict[str, str]]] = {
        scope: defaultdict(dict) for scope in SCOPES
    }
    for scope, row, column, dimension, value in axis:
        by_scope[scope][row, column][dimension] = value
    for row, cells in enumerate(printed, start=1):
        line = lines[row - 1] or row
        made.rows[line] = row
        is_header = by_scope["row"][row, None].get("role") == "header"
        made.header_rows += is_header
        for column, text in enumerate(cells, start=1):
            address = Address(line, column)
            made.cells[address] = text or ""
            of = [
                by_scope["table"][None, None], by_scope["column"][None, column], by_scope["row"][row, None],
                by_scope["cell"][row, column],
            ]  # fmt: skip
            if is_header or any(one.get("role") in ("label", "header", "ignore") for one in of):
                continue
            said: dict[str, str] = {}
            for one in of:
                said |= one
            meaning = _meaning(said, vocabulary)
            if not text:
                meaning["reads"] = said.get("blank", "?")
            elif text in ("-", "–"):
                meaning["reads"] = said.get("dash", "?")
            made.meanings[address] = meaning
    return made


def _meaning(said: dict[str, str], vocabulary: Vocabulary) -> dict[str, str]:
    found: dict[str, str] = {}
    for dimension in LOOKED_UP:
        if dimension in said:
            found[dimension] = vocabulary.one(dimension, said[dimension]) or f"?{said[dimension]}"
    if said.get("category") and said["category"] != WHOLE:
        breakdown = said.get("breakdown", "?")
        id_ = vocabulary.one("category", said["category"], breakdown) or f"?{said['category']}"
        found["category"] = f"{breakdown}={id_}"
    own = said.get("period", "")
    period = read_period(own)
    found["period"] = (period.id(None) if period else None) or own
    found["kind"] = said.get("kind", "realised")
    for flag in ("total", "cumulative", "provisional"):
        if said.get(flag) == "true":
            found[flag] = "true"
    for key in ("notation", "scale", "no_number"):
        if key in said:
            found[key] = "said" if key == "no_number" else said[key]
    return found
