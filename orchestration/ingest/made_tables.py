"""Makes a table of each file, and of each sheet of a workbook, that one entry of report.yml speaks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from orchestration.ingest.report_file import Report
from orchestration.ingest.report_tables import Table
from orchestration.ingest.shown_table import GUIDE_SHEETS, Workbook, matching_sheets
from orchestration.ingest.table_file import TableNotes
from orchestration.report_folders import matching
from orchestration.yaml_file import clip

GUIDE_EACH_FILE = "docs/report-yml.md, “My report has a file for each team”"
MOST_NAMED = 20
"""Files that a message names; a folder may hold thousands."""


def tables_of_files(table: Table, there: Collection[str], known: Collection[str], notes: TableNotes) -> list[Table]:
    """A table for each of the files `there` that the `files` of an entry name, by name; what names none is noted.

    `known` are all tables of the folder, to tell which there are.
    """
    found: dict[str, str] = {}
    for pattern in table.files or []:
        matched = matching(there, [pattern])
        if not matched:
            message = f"`files: {clip(pattern)}` matches no file; there is {_listed(known)}"
            notes.add(None, None, message, f"Correct `files` in report.yml: {GUIDE_EACH_FILE}", pattern)
        for name in matched:
            found.setdefault(name, _name_in(name, pattern))
    return _each(table, "file", sorted(found.items()), GUIDE_EACH_FILE, notes)


def tables_of_sheets(table: Table, book: Workbook, notes: TableNotes) -> list[Table]:
    """A table for each sheet that the `sheets` of an entry name, in their order; what names none is noted."""
    names = matching_sheets(book, table.sheets or [], notes)
    return _each(table, "sheet", [(name, name) for name in names], GUIDE_SHEETS, notes)


def _each(table: Table, what: str, found: Iterable[tuple[str, str]], guide: str, notes: TableNotes) -> list[Table]:
    """A table for each file or sheet, given with the name that says what it is about."""
    many, dimension = f"{what}s", getattr(table, f"{what}s_are")
    made: dict[str, str] = {}
    tables = []
    for number, (place, name) in enumerate(found, start=1):
        table_id = f"{table.id}-{_slug(name) or number}"
        if table_id in made:
            message = f"the {many} {clip(made[table_id])} and {clip(place)} would both be the table {table_id}"
            notes.add(None, None, message, f"Give each an entry of its own, with `{what}`: {guide}")
            continue
        made[table_id] = place
        said = {dimension: name} if dimension else {}
        title = f"{table.title} [{name}]"
        own = {"id": table_id, "title": title, what: place, many: None}
        tables.append(table.model_copy(update=own | said))
    return tables


def note_taken(tables: Iterable[Table], table: Table, what: str, notes: TableNotes) -> bool:
    """Note, of a table made of a file or a sheet, that another table has its id or is made of its cells."""
    place = clip(getattr(table, what))
    for other in tables:
        if other.id == table.id:
            message = f"the table of the {what} {place} would be called {table.id}, as another table is"
        elif _cells_of(other) == _cells_of(table):
            message = f"the {what} {place} is read twice: as {other.id} and as {table.id}"
        else:
            continue
        guide = GUIDE_SHEETS if what == "sheet" else GUIDE_EACH_FILE
        notes.add(None, None, message, f"Name in `{what}s` only those that no other table is: {guide}")
        return True
    return False


def with_made(report: Report, made: Mapping[str, Sequence[Table]]) -> Report:
    """The report with the tables that its entries were made into; an alias of an entry holds in all of its tables."""
    aliases = []
    for alias in report.define.aliases:
        in_tables = made.get(alias.table) if alias.table is not None else None
        aliases += [alias.model_copy(update={"table": table.id}) for table in in_tables] if in_tables else [alias]
    define = report.define.model_copy(update={"aliases": aliases})
    tables = [table for entry in report.tables for table in made[entry.id]]
    return report.model_copy(update={"tables": tables, "define": define})


def _cells_of(table: Table) -> tuple[PurePosixPath, str | None, str | None]:
    """Where its cells stand; one file may be written in two ways, as `a.csv` and `./a.csv`."""
    return PurePosixPath(table.file), table.sheet, table.range


def _name_in(file: str, pattern: str) -> str:
    """What `*` stands for in the name of a file, first to last; without one the name but for its ending."""
    before, star, after = pattern.partition("*")
    if not star:
        return PurePosixPath(file).stem
    return file[len(before) : len(file) - len(after.rpartition("*")[2])]


def _listed(names: Collection[str]) -> str:
    shown = [clip(name) for name in sorted(names)[:MOST_NAMED]]
    more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    return ", ".join(shown + more) or "no table"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")
