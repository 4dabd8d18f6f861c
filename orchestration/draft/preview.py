"""What the warehouse makes of one report folder: its tables as read, what is open, what holds and what cannot be."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from expectations.localise.system import System
from orchestration.build.found import findings, suspect_blocks
from orchestration.database import by_name, literal
from orchestration.draft.beside import DIGITS, Differs, TableLines, differences
from orchestration.draft.coverage import Explained, explained, ignored_texts
from orchestration.draft.judged import Address, Judged
from orchestration.draft.misread import why as why_read
from orchestration.draft.words import counted
from orchestration.drafts import FILL_IN
from orchestration.explain.suspects import implied
from orchestration.ingest.draft_report import assumed_in
from orchestration.ingest.fill_in import left_in_tables, left_to_fill_in
from orchestration.ingest.report_fields import expand_lines
from orchestration.ingest.report_file import KEY_FIGURES, report_yaml
from orchestration.ingest.report_lines import on_their_lines
from orchestration.problems import Problem
from orchestration.record import Finding, SuspectBlock, SuspectCell
from orchestration.report_folders import IGNORED_NUMBERS, REPORT_FILE, named_files

DIMENSIONS = ("metric", "kind", "area", "category", "period", "compared_with", "unit", "qualifier")
"""What is shown of a figure's meaning, in this order."""
NOT_OF_ONE_REPORT = ("waivers_current", "waivers_reviewed")
"""Rules about waivers, which may be of identities that other reports stand in too."""

MOST_OF_A_DOCUMENT = 50_000_000
"""Bytes: more of it is not shown."""

FIGURES = """
    SELECT f.figure_id, f.figure_key, f.table_id, f.row_number, f.column_number, f.value, f.value_low, f.value_high,
        f.value_status, f.scale, f.metric_id AS metric, nullif(f.kind, 'realised') AS kind, f.area_id AS area,
        CASE WHEN f.category_id IS NOT NULL THEN concat(f.breakdown_id, '=', f.category_id) END AS category,
        f.period_id AS period, f.compared_with_period_id AS compared_with, f.unit,
        nullif(f.qualifier, 'exact') AS qualifier, f.is_provisional, f.note
    FROM core.figure AS f
"""
TABLES = """
    SELECT t.table_id, t.title, t.file, t.document_lines, t.page, t.sheet, t.is_key_figures, t.header_rows, t.note,
        t.read_as
    FROM raw.report_table AS t ORDER BY t.position, t.table_id
"""
CELLS = """
    SELECT c.table_id, c.row_number, c.column_number, c.text, c.document_line
    FROM raw.cell AS c ORDER BY c.table_id, c.row_number, c.column_number
"""
LABELS = (
    "SELECT table_id, column_number FROM raw.axis WHERE scope = 'column' AND dimension = 'role' AND value = 'label'"
)
REJECTED = """
    SELECT file, row_number, column_number, message, next_step, coalesce(report_id, ''), coalesce(table_id, ''), text
    FROM staging.rejected_cell
"""


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


def preview_of(judged: Judged, sources: Path, folder: Path, document: Path | None = None) -> Preview:
    """The preview of a report folder that was judged; `document` is the report as published, if it is at hand."""
    connection = judged.connection
    ((title, said_document, sha256),) = connection.execute(
        "SELECT title, document, document_sha256 FROM raw.report"
    ).fetchall()
    yaml = report_yaml(folder / REPORT_FILE, sources)
    is_draft = bool(isinstance(yaml.data, dict) and yaml.data.get("draft"))
    preview = Preview(folder.name, title, is_draft, questions=left_to_fill_in(yaml))
    preview.questions += left_in_tables(folder, named_files(yaml.data, folder))
    preview.is_draft = is_draft or bool(preview.questions)
    _note_rejected(preview, judged, sources)
    where = "f.rule_id NOT IN ({})".format(", ".join(map(literal, NOT_OF_ONE_REPORT)))
    preview.findings = [one for one in findings(connection, where=where) if one.severity != "info"]
    preview.suspects = suspect_blocks(connection)
    counts = dict(connection.execute("SELECT verdict, count(*) FROM quality.judged_identity GROUP BY 1").fetchall())
    preview.holds, preview.not_judged = counts.get("holds", 0), counts.get("not_evaluable", 0)
    preview.tables = _tables(judged, preview)
    for table_id, said in assumed_in(yaml):
        if (table := preview.table(table_id)) is not None:
            table.assumes += (said,)
    lines = _document_lines(preview, folder, document, said_document, sha256)
    if lines is not None:
        preview.document_text = tuple(lines)
        _set_beside(preview, lines)
        ignored = _ignored(folder)
        preview.differs = _differs(preview, lines, ignored)
        preview.explained = _explained(preview, lines, ignored)
        preview.differs += _not_on_their_line(preview)
        _note_differs(preview)
        preview.strays = [(number, text, lines[number - 1]) for number, text in preview.explained.unexplained]
    return preview


def _note_rejected(preview: Preview, judged: Judged, sources: Path) -> None:
    """What a refresh would refuse, but for what is asked already."""
    found = [Problem(*row) for row in judged.connection.execute(REJECTED).fetchall()]
    wrong = [one for one in found if FILL_IN not in one.message and FILL_IN not in (one.text or "")]
    preview.problems = [one.naming_look_alikes() for one in on_their_lines(wrong, sources)]
    files = {table["table_id"]: table["file"] for table in by_name(judged.connection.execute(TABLES))}
    preview.questions += [
        Problem(
            files[table], row, column, f'"{text}" is no number; is {read} printed? ({why_read(text, read)})',
            "Look at the document, and write what it prints.", preview.report_id, table, text,
        )
        for (table, row, column), (text, read) in judged.readings.items()
    ]  # fmt: skip


def _tables(judged: Judged, preview: Preview) -> list[PreviewTable]:
    connection = judged.connection
    rows: dict[str, dict[int, PreviewRow]] = {}
    told = by_name(connection.execute(TABLES))
    headers = {table["table_id"]: table["header_rows"] for table in told}
    for table_id, row, column, text, line in connection.execute(CELLS).fetchall():
        of_table = rows.setdefault(table_id, {})
        is_header = row <= (headers.get(table_id) or 0)
        of_table.setdefault(row, PreviewRow(row, line, is_header, [])).cells.append(PreviewCell(row, column, text))
    cells = {
        (table_id, cell.row, cell.column): cell
        for table_id, of_table in rows.items()
        for row in of_table.values()
        for cell in row.cells
    }
    _note_figures(connection, judged.system, cells, preview.findings)
    _note_open(connection, judged.readings, cells)
    _note_suspects(preview.suspects, cells)
    labels: dict[str, list[int]] = {}
    for table_id, column in connection.execute(LABELS).fetchall():
        labels.setdefault(table_id, []).append(column)
    made = []
    for table in told:
        table_id = table["table_id"]
        made.append(
            PreviewTable(
                table_id, table["title"], table["file"], table["document_lines"], table["page"],
                table["is_key_figures"], table["note"], table["read_as"], list(rows.get(table_id, {}).values()),
                tuple(sorted(labels.get(table_id, []))),
            )
        )  # fmt: skip
        _factor_out(made[-1])
    return made


def _note_figures(
    connection: Any, system: System, cells: Mapping[Address, PreviewCell], found: Sequence[Finding]
) -> None:
    """What became of each figure."""
    fails: dict[str, list[int]] = {}
    numbers = {one.identity_id: number for number, one in enumerate(found, 1)}
    for figure_id, identity_id in connection.execute(
        "SELECT figure_id, identity_id FROM quality.finding_cell WHERE status = 'open' ORDER BY ALL"
    ).fetchall():
        if identity_id in numbers:
            fails.setdefault(figure_id, []).append(numbers[identity_id])
    for figure in by_name(connection.execute(FIGURES)):
        cell = cells[figure["table_id"], figure["row_number"], figure["column_number"]]
        figure_id = figure["figure_id"]
        cell.findings += tuple(fails.get(figure_id, ()))
        if cell.state:
            # The second number of a pair; the cell tells of the first.
            continue
        cell.value, cell.status = figure["value"], figure["value_status"]
        cell.figure_key, cell.note = figure["figure_key"], figure["note"]
        cell.meaning = {name: figure[name] for name in DIMENSIONS if figure[name] is not None}
        if figure["is_provisional"]:
            cell.meaning["provisional"] = "yes"
        if cell.value is not None:
            cell.state = _state(system, figure_id, bool(fails.get(figure_id)))


def _state(system: System, figure_id: str, fails: bool) -> str:
    if fails:
        return "fails"
    if not system.by_cell.get(figure_id):
        return "alone"
    # Rounding may leave a sum room for other numbers: pinned is what can be nothing else.
    low, high = system.allowed(figure_id, {})
    return "holds" if low == high == system.cells[figure_id].value else "bounded"


def _note_open(
    connection: Any, readings: Mapping[Address, tuple[str, str]], cells: Mapping[Address, PreviewCell]
) -> None:
    found = connection.execute("SELECT table_id, row_number, column_number, fault, lacks FROM open_cell").fetchall()
    for table_id, row, column, fault, lacks in found:
        cell = cells[table_id, row, column]
        cell.state, cell.lacks = "unreadable" if fault is not None else "open", tuple(lacks)
    for address, (text, read) in readings.items():
        cells[address].text, cells[address].read_as = text, read


def _note_suspects(blocks: Iterable[SuspectBlock], cells: Mapping[Address, PreviewCell]) -> None:
    for block in blocks:
        for one in reversed(block.suspect_sets):
            for suspect in one.cells:
                cell = cells[suspect.table_id, suspect.row_number, suspect.column_number]
                cell.suspicion = Suspicion(
                    implied(suspect), suspect.why, block.findings, block.sets - 1, block.cells_per_set or 1,
                    suspect.rank == 1,
                )  # fmt: skip


def _factor_out(table: PreviewTable) -> None:
    """Say once what all figures of a table, a column or a row mean alike; what then is left is said of a cell."""
    figures = [cell for cell in table.cells if cell.meaning]
    if table.is_key_figures:
        return
    for name in DIMENSIONS:
        said = {cell.meaning.get(name) for cell in figures}
        if len(said) == 1:
            if value := next(iter(said)):
                table.common[name] = value
        elif (of_columns := _alike(figures, name, "column")) is not None:
            for column, value in of_columns.items():
                table.of_columns.setdefault(column, {})[name] = value
        elif (of_rows := _alike(figures, name, "row")) is not None:
            for row, value in of_rows.items():
                table.of_rows.setdefault(row, {})[name] = value


def _alike(figures: Sequence[PreviewCell], name: str, along: str) -> dict[int, str] | None:
    found: dict[int, set[str | None]] = {}
    for cell in figures:
        found.setdefault(getattr(cell, along), set()).add(cell.meaning.get(name))
    if any(len(values) > 1 for values in found.values()):
        return None
    return {place: value for place, (value,) in found.items() if value is not None}


def own_meaning(table: PreviewTable, cell: PreviewCell) -> dict[str, str]:
    """What is said of a cell alone, and of no whole table, column or row."""
    said = {**table.common, **table.of_columns.get(cell.column, {}), **table.of_rows.get(cell.row, {})}
    return {name: value for name, value in cell.meaning.items() if name not in said}


def _document_lines(
    preview: Preview, folder: Path, document: Path | None, said: str | None, sha256: str | None
) -> list[str] | None:
    """The lines of the report as published, where it is at hand and can be read as text."""
    path = document or _at_hand(folder, said)
    if path is None:
        preview.document_note = (
            f"The document {said} is not here: name it with --document to see its lines and the numbers left over."
            if said
            else "report.yml names no document, so nothing is compared with one."
        )
        return None
    preview.document = path.name
    content = _content(path)
    if sha256 and hashlib.sha256(content).hexdigest() != sha256:
        preview.document_note = f"{path.name} is not the file that report.yml names: its sha256 differs."
    lines = lines_of(content)
    if lines is not None:
        return lines
    # What reads PDF and the like is heavy, and most documents at hand are text.
    from orchestration.draft.document import DocumentError
    from orchestration.draft.read import read_document

    try:
        return read_document(path).text_lines
    except DocumentError as error:
        preview.document_note = f"{path.name} cannot be read, so its lines are not shown: {error.problem.message}."
    return None


def _at_hand(folder: Path, said: str | None) -> Path | None:
    if not said or Path(said).name != said:
        return None
    places = [folder, *(Path(one) for one in [os.environ.get("WAREHOUSE_DOCUMENTS")] if one)]
    return next((place / said for place in places if (place / said).is_file()), None)


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_OF_A_DOCUMENT)


def lines_of(content: bytes) -> list[str] | None:
    """The lines of a document as report.yml counts them: only a line feed ends one; None where it is no text."""
    if b"\0" in content or content.startswith((b"%PDF", b"PK")):
        return None
    return content.decode("utf-8", errors="replace").split("\n")


def _set_beside(preview: Preview, lines: Sequence[str]) -> None:
    for table in preview.tables:
        for row in table.rows:
            if row.document_line is not None and row.document_line <= len(lines):
                row.printed = lines[row.document_line - 1]


def _differs(preview: Preview, lines: Sequence[str], ignored: Sequence[Mapping[str, str]]) -> list[Differs]:
    """Where the tables differ from the document's lines."""
    tables = []
    for table in preview.tables:
        rows = [
            (row.number, row.document_line, [(one.column, one.read_as or one.text) for one in row.cells if one.text])
            for row in table.rows
            if row.document_line is not None
        ]
        if not table.is_key_figures:
            tables.append(TableLines(table.table_id, Path(table.file).name, rows))
    elsewhere = [(line, one) for line, text in ignored_texts(ignored, lines) for one in DIGITS.findall(text)]
    for row in _key_figure_rows(preview):
        if row["line"].isdecimal():
            texts = [row["number"]] if row["number"] else [row["low"], row["high"]]
            elsewhere += [(int(row["line"]), one) for text in texts for one in DIGITS.findall(text)]
    return differences(tables, lines, elsewhere)


def _not_on_their_line(preview: Preview) -> Iterable[Differs]:
    """The key figures that the document does not print on their line."""
    table, found = preview.table(KEY_FIGURES), preview.explained
    if table is None or found is None:
        return
    file, unplaced = Path(table.file).name, set(found.unplaced)
    numbers = {cell.column for row in table.rows[:1] for cell in row.cells if cell.text in ("number", "low", "high")}
    for row in table.rows:
        for cell in row.cells:
            text, line = cell.text or "", row.document_line
            if line is None or cell.column not in numbers or f"{row.cells[0].text}: {text}" not in unplaced:
                continue
            # What is still to be filled in is asked elsewhere, and what is ignored is printed all the same.
            if not text.startswith(FILL_IN) and text not in preview.document_text[line - 1]:
                yield Differs(KEY_FIGURES, file, row.number, cell.column, text, line, ())


def _note_differs(preview: Preview) -> None:
    said: dict[Address, str] = {}
    for one in preview.differs:
        if one.column is not None:
            said.setdefault((one.table_id, one.row, one.column), one.words)
    for table in preview.tables:
        for cell in table.cells:
            cell.differs = said.get((table.table_id, cell.row, cell.column))


def _explained(preview: Preview, lines: Sequence[str], ignored: Sequence[Mapping[str, str]]) -> Explained:
    in_tables = {
        number for table in preview.tables if table.document_lines for number in expand_lines(table.document_lines)
    }
    in_no_cell = [(one.line, number) for one in preview.differs for number in one.left_over]
    return explained(lines, in_tables, _key_figure_rows(preview), ignored, in_no_cell)


def _key_figure_rows(preview: Preview) -> list[dict[str, str]]:
    table = preview.table(KEY_FIGURES)
    if table is None or not table.rows:
        return []
    header, *rows = [[cell.text or "" for cell in row.cells] for row in table.rows]
    return [dict(zip(header, row, strict=True)) for row in rows]


def _ignored(folder: Path) -> list[dict[str, str]]:
    try:
        text = (folder / IGNORED_NUMBERS).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    rows = csv.DictReader(io.StringIO(text))
    found = [{name: (row.get(name) or "").strip() for name in ("lines", "text", "reason")} for row in rows]
    return [row for row in found if row["text"] and (not row["lines"] or _are_lines(row["lines"]))]


def _are_lines(text: str) -> bool:
    try:
        expand_lines(text)
    except ValueError:
        return False
    return True


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


def states(preview: Preview) -> Counter[str]:
    """How many numbers of the report are in each state."""
    return Counter(cell.state for table in preview.tables for cell in table.numbers)
