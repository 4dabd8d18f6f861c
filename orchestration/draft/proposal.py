"""What a draft says of a report, a table, its columns, rows and cells: known, or asked with its candidates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from orchestration.draft.document import Place
from orchestration.ingest.fill_in import FILL_IN


@dataclass(frozen=True)
class Ask:
    """A question in place: candidates, best first, and why it is asked."""

    candidates: tuple[str, ...]
    why: str
    wanted: str = ""
    """What to write, where there is no candidate."""

    def text(self) -> str:
        """The question as it stands in report.yml."""
        return f"{FILL_IN}: {' | '.join(self.candidates)}" if self.candidates else f"{FILL_IN} {self.wanted}"


Said = dict[str, Any]
"""A meaning by its key: a text, true, an Ask, or a mapping of them."""


@dataclass
class ColumnDraft:
    """One column."""

    role: str = "value"
    """`label`, `value`, `ignore`, or `of` if it says something of its own."""
    said: Said = field(default_factory=dict)
    labels: Any = None
    """Of a label column: the dimension, or an Ask."""
    speaks_for: list[int] = field(default_factory=list)
    """Of a label column beside others: the columns it names, counted from 1."""


@dataclass
class RowDraft:
    """One row below the header."""

    labels: list[str]
    said: Said = field(default_factory=dict)
    cells: dict[int, Said] = field(default_factory=dict)
    """By column, counted from 1."""

    @property
    def is_plain(self) -> bool:
        """Whether its label says it all."""
        return not self.said and not self.cells


@dataclass
class TableDraft:
    """One table."""

    id: str
    title: str
    place: Place
    cells: list[list[str]]
    header: int
    columns: list[ColumnDraft] = field(default_factory=list)
    rows: list[RowDraft] = field(default_factory=list)
    said: Said = field(default_factory=dict)
    rows_are: Any = None
    columns_are: str = ""
    lists_rows: bool = False
    """Whether `rows` must be written: a label says too little, or too much."""
    fill_down: bool = False
    """Whether an empty label is the one above it."""
    doubts: list[str] = field(default_factory=list)
    """What a person has to know of the reading, in words."""
    lines: tuple[int, ...] = ()
    """The document's line of each row."""
    facts: list[str] = field(default_factory=list)
    """What the numbers showed, such as a total that is the sum of its rows."""
    numbers: int = 0
    """How many cells hold a number."""
    like: str = ""
    """The table of an earlier edition that it goes on."""
    entry: dict[str, Any] | None = None
    """The whole entry where it is taken from an earlier edition."""
    new_areas: list[str] = field(default_factory=list)
    """Labels that name areas nobody knows."""
    new_categories: list[tuple[str, str]] = field(default_factory=list)
    """Breakdown and label of categories that nobody knows."""
    new_metrics: list[NewMetric] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.id}.csv"


@dataclass(frozen=True)
class NewMetric:
    """A metric that nobody knows, as it is proposed."""

    id: str
    name: str
    unit: Any
    over_time: str | None = None
    over_areas: str | None = None
    over_categories: str | None = None
    facts: tuple[str, ...] = ()
    is_certain: bool = True
    """Whether no known metric could be meant."""


@dataclass
class ReportDraft:
    """A whole report folder as it is proposed."""

    id: str
    title: Any
    organisation: Any
    period: Any
    area: Any
    document_name: str
    document_sha256: str
    document_kind: str
    tables: list[TableDraft] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    """Tables that were found and are none of figures, with the reason."""
    doubts: list[str] = field(default_factory=list)
    notation: str = "nl"
    means: Said | None = None
    """What every cell means, where an earlier edition says it."""
    define: dict[str, list[Said]] = field(default_factory=dict)
    key_figures: list[dict[str, str]] = field(default_factory=list)
    ignored_numbers: list[dict[str, str]] = field(default_factory=list)


def asks_in(said: Any) -> Iterator[Ask]:
    """Every question in a meaning, however deep."""
    if isinstance(said, Ask):
        yield said
    elif isinstance(said, dict):
        for value in said.values():
            yield from asks_in(value)
    elif isinstance(said, list):
        for value in said:
            yield from asks_in(value)
