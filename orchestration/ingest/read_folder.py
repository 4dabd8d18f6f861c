"""Reads one report's folder: its report.yml and the tables that this names, into rows for the raw tables.

What is wrong does not stop the reading: it is kept with the rest, so that a run shows all of it. Nothing here opens a
database: many processes can read at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.folder_files import FolderFiles
from orchestration.ingest.axis import KEY_FIGURE_COLUMNS, AxisRow, key_figure_axis, table_axis
from orchestration.ingest.csv_table import TextForm, read_csv_table
from orchestration.ingest.key_figure_checks import check_key_figures, key_figure_header
from orchestration.ingest.layout import find_layout
from orchestration.ingest.made_tables import note_taken, tables_of_files, tables_of_sheets, with_made
from orchestration.ingest.marks import from_text
from orchestration.ingest.organisation_file import to_organisation, with_organisation
from orchestration.ingest.reasons import read_reasons
from orchestration.ingest.report_fields import expand_lines
from orchestration.ingest.report_file import GUIDE, KEY_FIGURES, Report, report_yaml, to_report
from orchestration.ingest.report_rows import RawRow, ReadAs, report_rows, shared_rows
from orchestration.ingest.report_tables import Table
from orchestration.ingest.shown_table import UnreadableError, Workbook, chosen_sheet, read_sheet
from orchestration.ingest.table_checks import check_header, check_table
from orchestration.ingest.table_file import MAX_BYTES, Cells, TableNotes
from orchestration.looks import Look, look_of
from orchestration.problems import BadInputError, Problem, visible
from orchestration.report_folders import (
    IGNORED_NUMBERS,
    MISSING,
    ORGANISATIONS,
    REPORT_FILE,
    Named,
    named_in,
    organisation_file,
    tables_in,
)
from orchestration.yaml_file import MAX_BYTES as MAX_YAML_BYTES
from orchestration.yaml_file import YamlFile

MAX_WORKBOOK_BYTES = 200_000_000


@dataclass(frozen=True)
class TableCells:
    """The cells of one table, with what is the same for all of them."""

    table_id: str
    file: str
    file_hash: str
    lines: Sequence[int | None]
    """The document's line of each row."""
    cells: Cells


@dataclass
class FolderRead:
    """What was read of a report's folder."""

    report_id: str
    look: Look
    """What the folder was found to be: of these very files the rows are."""
    rows: dict[str, list[RawRow]] = field(default_factory=lambda: defaultdict(list))
    """Raw table to its rows, but for the cells."""
    tables: list[TableCells] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with it."""
        rows: list[Any] = self.rows["problem"]
        return [
            Problem(file, row, column, message, step, report_id or "", table_id or "", text)
            for report_id, table_id, file, row, column, text, message, step in rows
        ]

    @property
    def count(self) -> int:
        """How many cells were read."""
        return sum(len(table.cells) * len(table.cells[0]) for table in self.tables if table.cells)


Understand = Callable[[YamlFile, Path, Path], Report]
"""What a report.yml says, with its path and the sources; raises BadInputError where it cannot be read."""


def read_folder(sources: Path, folder: Path, understand: Understand = to_report) -> FolderRead:
    """Read a report's folder; of a report.yml that cannot be read only problems are told."""
    return _Reading(sources, folder, understand).read()


class _Reading:
    """The reading of one folder, from report.yml to the last table."""

    def __init__(self, sources: Path, folder: Path, understand: Understand) -> None:
        self._sources = sources
        self._understand = understand
        self._folder = folder
        self._name = folder.name
        self._files = FolderFiles(sources, folder)
        self._named: Named | None = None
        self._there: frozenset[str] | None = None
        self._rows: dict[str, list[RawRow]] = defaultdict(list)
        self._tables: list[TableCells] = []
        self._problems: list[Problem] = []
        self._mark_sets: set[str] = set()
        self._read_as: dict[str, ReadAs] = {}
        self._book: tuple[str, Workbook | UnreadableError] | None = None

    def read(self) -> FolderRead:
        report = self._report()
        if report is not None:
            report = self._read_tables(report)
            if report.key_figures is not None:
                self._read_key_figures(report, report.key_figures)
            if report.reasons is not None:
                self._read_reasons(report, report.reasons)
        look = look_of(self._files, self._named, found=self._there)
        if report is not None:
            self._add(report_rows(report, look.checksum, self._read_as))
        self._rows["mark"] += [(self._name, text, *row) for text in sorted(self._mark_sets) for row in from_text(text)]
        self._rows["problem"] += [
            (self._name, p.table_id or None, p.file, p.row, p.column, p.text, p.message, p.next_step)
            for p in self._problems
        ]
        return FolderRead(self._name, look, self._rows, self._tables)

    def _add(self, rows: Mapping[str, Iterable[RawRow]]) -> None:
        for table, more in rows.items():
            self._rows[table] += more

    def _report(self) -> Report | None:
        """What report.yml says; None, and the problems, where it cannot be read."""
        path = self._folder / REPORT_FILE
        file = f"{self._name}/{REPORT_FILE}"
        hindrance = self._files.obstacle(REPORT_FILE)
        if hindrance:
            message, step = f"{REPORT_FILE} {hindrance}", "Put the file itself in its place."
            if hindrance == MISSING:
                message = f"the folder {self._name} holds no {REPORT_FILE}"
                step = "Write one, or move the folder out of the sources."
            self._problems.append(Problem(file, None, None, message, step))
            return None
        try:
            try:
                content = self._files.content(REPORT_FILE, MAX_YAML_BYTES)
            except OSError:
                content = None
            # A file that cannot be read, or is too large, is opened once more to say so.
            yaml = report_yaml(path, self._sources, content)
            self._named = named_in(yaml.data)
            if self._named is not None:
                # Once: a file that comes while others are read is one that was not read.
                self._there = self._named.in_folder(self._folder)
            return self._with_organisation(self._understand(yaml, path, self._sources), yaml)
        except BadInputError as error:
            self._problems += error.problems
            return None

    def _with_organisation(self, report: Report, yaml: YamlFile) -> Report:
        """The report with what the file of its organisation says, if there is one."""
        file = organisation_file(report.organisation)
        if file is None:
            return report
        hindrance = self._files.obstacle(file)
        if hindrance == MISSING:
            return report
        name = f"{ORGANISATIONS}/{report.organisation}.yml"
        if hindrance:
            raise BadInputError(
                [Problem(name, None, None, f"the file {hindrance}", "Put the file itself in its place.")]
            )
        try:
            content = self._files.content(file, MAX_YAML_BYTES)
        except OSError:
            content = None
        said = YamlFile(self._sources / name, name, GUIDE, content)
        shared = to_organisation(said, report.organisation)
        self._add({"shared_word": shared_rows(report.id, name, shared)})
        return with_organisation(report, shared, yaml, name)

    def _read_tables(self, report: Report) -> Report:
        """Read every table; the report, with a table for each file and sheet of those that an entry speaks for.

        What stands in one file is read together, in whatever order report.yml has it: a workbook is opened once.
        """
        made: dict[str, list[list[Table]]] = {entry.id: [[entry]] for entry in report.tables}
        for entry in report.tables:
            if entry.files is not None:
                made[entry.id] = [[table] for table in self._of_files(report, entry, made)]
        in_file: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for entry in report.tables:
            for number, (table,) in enumerate(made[entry.id]):
                in_file[table.file].append((entry.id, number))
        in_file.pop("", None)
        for place in (one for places in in_file.values() for one in places):
            entry_id, number = place
            (table,) = made[entry_id][number]
            if not table.is_in_workbook:
                self._read_table(report, table, None)
                continue
            notes = TableNotes(f"{report.id}/{table.file}", report.id, table.id)
            book = self._workbook(table.file, notes)
            if book is not None and table.sheets is not None:
                others = [one for one in _flat(made.values()) if one is not table]
                of_sheets = tables_of_sheets(table, book, notes)
                made[entry_id][number] = [one for one in of_sheets if not note_taken(others, one, "sheet", notes)]
            self._problems += notes.problems
            if book is not None:
                for one in made[entry_id][number]:
                    self._read_table(report, one, book)
        is_made = any(entry.files or entry.sheets for entry in report.tables)
        return with_made(report, {key: list(_flat([tables])) for key, tables in made.items()}) if is_made else report

    def _of_files(self, report: Report, entry: Table, made: Mapping[str, Iterable[Iterable[Table]]]) -> list[Table]:
        """The tables of the files that an entry speaks for; the entry itself where there are none."""
        notes = TableNotes(f"{report.id}/{REPORT_FILE}", report.id, entry.id)
        no_tables = {report.key_figures, report.reasons, IGNORED_NUMBERS}
        there, known = (
            [name for name in names if name not in no_tables] for names in (self._there or (), tables_in(self._folder))
        )
        found = tables_of_files(entry, there, known, notes)
        others = [one for one in _flat(made.values()) if one is not entry]
        tables = []
        for table in found:
            of_file = TableNotes(f"{report.id}/{table.file}", report.id, table.id)
            # Of workbooks with many sheets it is known only when they are open.
            if table.sheets is not None or not note_taken(others, table, "file", of_file):
                tables.append(table)
            self._problems += of_file.problems
        self._problems += notes.problems
        return tables or [entry]

    def _read_table(self, report: Report, table: Table, book: Workbook | None) -> None:
        notes = TableNotes(f"{report.id}/{table.file}", report.id, table.id)
        cells = self._table_cells(report, table, book, notes)
        layout = find_layout(cells, table, notes, report.means) if cells is not None else None
        if cells is not None and layout is not None:
            check_table(cells, table, layout, notes)
            if not notes.problems:
                lines = expand_lines(table.document_lines) if table.document_lines else [None] * len(cells)
                self._keep(table.file, notes, lines, cells, table_axis(report, table, cells, layout, notes.numbers))
                self._read_as[table.id] = ReadAs(layout.header, [*notes.read_as, *layout.said()])
        self._problems += notes.problems

    def _table_cells(self, report: Report, table: Table, book: Workbook | None, notes: TableNotes) -> Cells | None:
        """The cells of a table's sheet or CSV; None, and a note, where there is nothing to read."""
        if book is None:
            form = TextForm(table.separator, table.encoding or report.encoding, table.header, table.around)
            return self._text_cells(table.file, len(table.columns), notes, form)
        name = chosen_sheet(book, table.sheet, notes)
        return None if name is None else read_sheet(book, name, table.range, len(table.columns), notes)

    def _read_key_figures(self, report: Report, file: str) -> None:
        notes = TableNotes(f"{report.id}/{file}", report.id, KEY_FIGURES)
        content = self._content(file, MAX_BYTES, notes)
        header = key_figure_header(content or b"")
        form = TextForm(encoding=report.encoding)
        cells = None if content is None else read_csv_table(content, len(header), notes, form)
        if cells is not None:
            while len(cells) > 1 and not any(cells[-1]):
                cells.pop()
            check_header(cells, [header], notes)
            check_key_figures(cells, notes)
        if cells is not None and not notes.problems:
            said = [row[KEY_FIGURE_COLUMNS.index("line")] for row in cells[1:]]
            lines = [None, *(None if line is None else int(line) for line in said)]
            self._keep(file, notes, lines, cells, key_figure_axis(report, cells))
            self._read_as[KEY_FIGURES] = ReadAs(1, notes.read_as)
        self._problems += notes.problems

    def _read_reasons(self, report: Report, file: str) -> None:
        notes = TableNotes(f"{report.id}/{file}", report.id, "")
        content = self._content(file, MAX_BYTES, notes)
        if content is not None:
            self._add({"reason": read_reasons(report, content, notes)})
        self._problems += notes.problems

    def _keep(
        self, file: str, notes: TableNotes, lines: Sequence[int | None], cells: Cells, axis: Iterable[AxisRow]
    ) -> None:
        self._tables.append(TableCells(notes.table_id, notes.file, self._files.hash(file), lines, cells))
        said = list(axis)
        self._rows["axis"] += [(notes.report_id, notes.table_id, *row) for row in said]
        self._mark_sets |= {row[4] for row in said if row[3] == "marks"}

    def _text_cells(self, file: str, width: int, notes: TableNotes, form: TextForm) -> Cells | None:
        """The cells of a CSV; None, and a note, where there is nothing to read."""
        content = self._content(file, MAX_BYTES, notes)
        return None if content is None else read_csv_table(content, width, notes, form)

    def _content(self, file: str, most: int, notes: TableNotes) -> bytes | None:
        """What a table's file holds; None, and a note, where there is nothing to read."""
        hindrance = self._files.obstacle(file)
        if hindrance == MISSING:
            near = sorted(visible(other.name) for other in self._folder.glob("*.[cxot][sld]*"))
            message = f"the file is missing; the folder holds {', '.join(near) or 'no tables'}"
            notes.add(None, None, message, "Add it, or correct its name in report.yml")
            return None
        if hindrance:
            notes.add(None, None, f"the file {hindrance}", "Put the file itself in its place")
            return None
        try:
            content = self._files.content(file, most)
        except OSError as error:
            notes.add(None, None, f"the file cannot be read: {error.strerror}", "Make it readable")
            return None
        if content is None:
            message = f"the file is larger than {most:,} bytes, which no printed table is"
            notes.add(None, None, message, "Put the table alone in it")
        return content

    def _workbook(self, file: str, notes: TableNotes) -> Workbook | None:
        """The workbook of a table, kept open while its tables are read; None, and a note, if it cannot be."""
        if self._book is None or self._book[0] != file:
            content = self._content(file, MAX_WORKBOOK_BYTES, notes)
            if content is None:
                return None
            # Most reports are text, and need none of this.
            from orchestration.ingest.open_workbook import open_workbook

            self._book = (file, open_workbook(file, content))
        found = self._book[1]
        if isinstance(found, UnreadableError):
            notes.add(None, None, found.message, found.next_step)
            return None
        return found


def _flat(made: Iterable[Iterable[Iterable[Table]]]) -> Iterator[Table]:
    return (table for entry in made for tables in entry for table in tables)
