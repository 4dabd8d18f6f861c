"""Makes a table of each sheet of a workbook that one entry of report.yml speaks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from orchestration.ingest.report_file import Report
from orchestration.ingest.report_tables import Table
from orchestration.ingest.shown_table import GUIDE_SHEETS, Workbook, matching_sheets
from orchestration.ingest.table_file import TableNotes
from orchestration.yaml_file import clip


def tables_of_sheets(table: Table, book: Workbook, notes: TableNotes) -> list[Table]:
    """A table for each sheet that the `sheets` of an entry name, in their order; what names none is noted."""
    made: dict[str, str] = {}
    found = []
    for number, name in enumerate(matching_sheets(book, table.sheets or [], notes), start=1):
        table_id = f"{table.id}-{_slug(name) or number}"
        if table_id in made:
            message = f"the sheets {clip(made[table_id])} and {clip(name)} would both be the table {table_id}"
            notes.add(None, None, message, f"Give each an entry of its own, with `sheet`: {GUIDE_SHEETS}")
            continue
        made[table_id] = name
        said = {table.sheets_are: name} if table.sheets_are else {}
        title = f"{table.title} [{name}]"
        own = {"id": table_id, "title": title, "sheet": name, "sheets": None, "sheets_are": None}
        found.append(table.model_copy(update=own | said))
    return found


def note_taken(tables: Sequence[Table], table: Table, notes: TableNotes) -> bool:
    """Note, of a table made of a sheet, that another table has its id or is made of its cells."""
    for other in tables:
        if other.id == table.id:
            message = f"the table of the sheet {clip(table.sheet)} would be called {table.id}, as another table is"
        elif (other.file, other.sheet, other.range) == (table.file, table.sheet, table.range):
            message = f"the sheet {clip(table.sheet)} is read twice: as {other.id} and as {table.id}"
        else:
            continue
        notes.add(None, None, message, f"Name in `sheets` only those that no other table is: {GUIDE_SHEETS}")
        return True
    return False


def with_sheets(report: Report, made: Mapping[str, Sequence[Table]]) -> Report:
    """The report with the tables that its entries were made into; an alias of an entry holds in all of its tables."""
    aliases = []
    for alias in report.define.aliases:
        in_tables = made.get(alias.table) if alias.table is not None else None
        aliases += [alias.model_copy(update={"table": table.id}) for table in in_tables] if in_tables else [alias]
    define = report.define.model_copy(update={"aliases": aliases})
    tables = [table for entry in report.tables for table in made[entry.id]]
    return report.model_copy(update={"tables": tables, "define": define})


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")
