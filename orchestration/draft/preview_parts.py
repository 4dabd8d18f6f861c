"""The parts of a preview: its tables, rows and cells, what is said of each, and how much of a table is proved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from orchestration.draft.beside import Differs
from orchestration.draft.coverage import Explained
from orchestration.draft.words import counted
from orchestration.explain.suspects import implied
from orchestration.problems import Problem
from orchestration.record import Finding, SuspectBlock, SuspectCell

DIMENSIONS = ("metric", "kind", "area", "category", "period", "compared_with", "unit", "qualifier")
"""What is shown of a figure's meaning, in this order."""


@dataclass(frozen=True)
class Suspicion:
    """What a cell should have read, as what repairs its findings says it; a question, whoever asks it."""

    text: str
    """What would repair its findings: `495`."""
    why: str
    findings: int
    others: int
    """How many other cells would repair them as well."""
    together: int
    """How many cells have to change together, this one among them."""
    is_first: bool
    """Whether no other looks likelier."""


@dataclass
class PreviewCell:
    """One printed cell and what is made of it."""

    row: int
    column: int
    text: str | None
    state: str = ""
    """`holds`: with no other number would all that it stands in hold; `bounded`: others would do too; `alone`: nothing
    is said of it; `fails`; `open`: its meaning is asked; `unreadable`: no number. Empty where it is no figure."""
    value: Decimal | None = None
    status: str = ""
    meaning: dict[str, str] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    """What is still asked of an open one."""
    figure_key: str = ""
    note: str | None = None
    findings: tuple[int, ...] = ()
    """Those that it stands in, by their number in the preview."""
    read_as: str | None = None
    """How it was read here, where what is printed is no number."""
    suspicion: Suspicion | None = None
    differs: str | None = None
    """How the document prints something else on its line, in words."""

    @property
    def is_number(self) -> bool:
        """Whether it is one of the numbers that the table is about."""
        return bool(self.state)

    @property
    def address(self) -> str:
        """Its place in the table: `r4c5`."""
        return f"r{self.row}c{self.column}"


@dataclass
class PreviewRow:
    """A printed row, and the document's line that prints it, where it is at hand."""

    number: int
    document_line: int | None
    is_header: bool
    cells: list[PreviewCell]
    printed: str | None = None


@dataclass
class PreviewTable:
    """A table as read, and how much of it is proved."""

    table_id: str
    title: str
    file: str
    document_lines: str | None
    page: int | None
    is_key_figures: bool
    note: str | None
    read_as: str | None
    rows: list[PreviewRow]
    labels: tuple[int, ...]
    """The columns that hold labels."""
    assumes: tuple[str, ...] = ()
    """Questions that it cannot be shown without an answer to, and the answer that it is shown with."""
    common: dict[str, str] = field(default_factory=dict)
    """What all its figures mean alike."""
    of_columns: dict[int, dict[str, str]] = field(default_factory=dict)
    of_rows: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def cells(self) -> Iterable[PreviewCell]:
        """Every cell."""
        return (cell for row in self.rows for cell in row.cells)

    @property
    def numbers(self) -> list[PreviewCell]:
        """The cells that are numbers, or should be."""
        return [cell for cell in self.cells if cell.is_number]

    def count(self, state: str) -> int:
        """How many of its numbers are in a state."""
        return sum(cell.state == state for cell in self.numbers)

    @property
    def proved(self) -> str:
        """In words how much of it is proved."""
        said = self._proved
        if many := sum(cell.differs is not None for cell in self.cells):
            said = f"{said.removesuffix('.')}; {counted(many, 'cell differs', 'cells differ')} from the document."
        return f"{said.removesuffix('.')}, if {' and '.join(self.assumes)}." if self.assumes else said

    @property
    def _proved(self) -> str:
        numbers = len(self.numbers)
        if not numbers:
            return "No number of this table is read yet."
        holds = self.count("holds")
        if holds == numbers:
            return (
                f"All {numbers:,} numbers of this table are pinned and hold."
                if numbers > 1
                else ("The only number of this table is pinned and holds.")
            )
        rest = [
            (self.count("fails"), "stands", "stand", "in what cannot be"),
            (self.count("unreadable"), "is", "are", "no number as it stands"),
            (self.count("open"), "has", "have", "no whole meaning yet"),
            (self.count("bounded"), "could", "could", "be another number within bounds"),
            (self.count("alone"), "is", "are", "pinned by nothing"),
        ]
        said = "; ".join(f"{many:,} {one if many == 1 else more} {words}" for many, one, more, words in rest if many)
        return f"{holds:,} of {numbers:,} numbers are pinned and hold; {said}."

    @property
    def to_compare(self) -> list[PreviewCell]:
        """The numbers that a person has to compare with the document: it differs, or no equation would notice."""
        return [cell for cell in self.cells if cell.state in ("bounded", "alone", "open") or cell.differs]

    def place(self, row: int, column: int) -> str:
        """A cell as a reader finds it on paper: the labels of its row, and the heading of its column."""
        printed = next((one for one in self.rows if one.number == row), None)
        if self.is_key_figures and printed is not None:
            return f"key figure {printed.cells[0].text}"
        labels = [cell.text for cell in printed.cells if cell.column in self.labels and cell.text] if printed else []
        headings = [
            cell.text for one in self.rows if one.is_header for cell in one.cells if cell.column == column and cell.text
        ]
        said = ", ".join([f"row {' / '.join(labels)}" if labels else f"row {row}", *headings[-1:]])
        return said if headings else f"{said}, column {column}"


@dataclass
class Preview:
    """All that is shown of one report folder."""

    report_id: str
    title: str
    is_draft: bool
    tables: list[PreviewTable] = field(default_factory=list)
    questions: list[Problem] = field(default_factory=list)
    """What is still to be filled in, and texts that were read as what they look like."""
    problems: list[Problem] = field(default_factory=list)
    """What a refresh would refuse beside the questions: labels that nobody knows among it."""
    findings: list[Finding] = field(default_factory=list)
    suspects: list[SuspectBlock] = field(default_factory=list)
    holds: int = 0
    """How many identities hold."""
    not_judged: int = 0
    document: str | None = None
    document_note: str = ""
    """Why the document's own lines are not shown, or what is odd about them."""
    document_text: tuple[str, ...] = ()
    """Its lines, where it is at hand."""
    explained: Explained | None = None
    """What became of every number of the document, where it is at hand."""
    differs: list[Differs] = field(default_factory=list)
    """Where the folder and the document's own lines differ."""
    strays: list[tuple[int, str, str]] = field(default_factory=list)
    """Numbers of the document that are neither figure nor ignored: line, number and the line itself."""

    @property
    def exit_code(self) -> int:
        """0 where all is well or only questions are open, 2 where it cannot be read, 1 where else something is wrong.

        That is a critical rule that fails, or a number that the document prints otherwise.
        """
        if self.problems:
            return 2
        return int(bool(self.differs) or any(one.is_open and one.severity == "critical" for one in self.findings))

    def table(self, table_id: str) -> PreviewTable | None:
        """A table by its id."""
        return next((one for one in self.tables if one.table_id == table_id), None)


def own_meaning(table: PreviewTable, cell: PreviewCell) -> dict[str, str]:
    """What is said of a cell alone, and of no whole table, column or row."""
    said = {**table.common, **table.of_columns.get(cell.column, {}), **table.of_rows.get(cell.row, {})}
    return {name: value for name, value in cell.meaning.items() if name not in said}


def suspect_words(preview: Preview, block: SuspectBlock) -> list[str]:
    """What repairs a group of findings, in sentences, the likeliest first."""
    many = "it" if block.findings == 1 else "both" if block.findings == 2 else f"all {block.findings}"
    return [
        "; ".join(_suspect_words(preview, cell, many) for cell in one.cells) + f" ({one.cells[0].why})"
        for one in block.suspect_sets
    ]


def _suspect_words(preview: Preview, suspect: SuspectCell, many: str) -> str:
    table = preview.table(suspect.table_id)
    place = table.place(suspect.row_number, suspect.column_number) if table else suspect.figure_id
    printed = "an empty cell" if suspect.value_printed is None else suspect.value_printed
    return f"{suspect.table_id}, {place}: {printed} cannot be; {implied(suspect)} would repair {many}"
