"""Every mart as CSV, Parquet and xlsx, each with the id of the release inside it, whatever becomes of its name.

In CSV and xlsx no text can act as a formula in a spreadsheet. The id stands in the last column of a CSV: a line of
comment would break what reads it, and rows of two releases in one file stay apart. A parquet has it among its keys,
and an xlsx in its second sheet.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from orchestration.explain.served import Served, literal
from orchestration.pages.figures import QueryRow
from orchestration.problems import visible

RISKY = r"^[=+\-@\t\r]"
"""A text that begins so is a formula to a spreadsheet; an apostrophe before it makes it a text again."""


KINDS = ("csv", "parquet", "xlsx")
"""The files of a mart."""

MOST_IN_WORKBOOK = 10_000
"""How many rows an xlsx has: a spreadsheet of more opens slowly, and so does it come about."""

RELEASE_COLUMN = "release_id"
"""The last column of a CSV."""


def write_downloads(served: Served, mart: str, columns: list[QueryRow], about: dict[str, str], folder: Path) -> None:
    """The files of a mart: the table; in xlsx also a sheet that says what it is and what its columns mean.

    A mart of very many rows has no xlsx.
    """
    folder.mkdir(parents=True, exist_ok=True)
    safe = f"SELECT {', '.join(_safe(column) for column in columns)} FROM {mart} ORDER BY ALL"
    marked = f"SELECT *, {literal(about['release'])} AS {RELEASE_COLUMN} FROM ({safe})"
    served.rows(f"COPY ({marked}) TO {literal(str(folder / f'{mart}.csv'))} (HEADER, DELIMITER ',')")
    told = {RELEASE_COLUMN: about["release"], **{key: about[key] for key in ("released_at", "table", "description")}}
    keys = ", ".join(f"'{key}': {literal(text)}" for key, text in told.items())
    whole = f"SELECT * FROM {mart} ORDER BY ALL"
    served.rows(
        f"COPY ({whole}) TO {literal(str(folder / f'{mart}.parquet'))} (FORMAT parquet, KV_METADATA {{{keys}}})"
    )
    (counted,) = served.rows(f"SELECT count(*) AS rows FROM {mart}")
    if counted["rows"] <= MOST_IN_WORKBOOK:
        _workbook(served.rows(safe), columns, about, folder / f"{mart}.xlsx")


def _safe(column: QueryRow) -> str:
    name = f'"{column["column_name"]}"'
    if column["data_type"] != "VARCHAR":
        return name
    return f"CASE WHEN regexp_matches({name}, '{RISKY}') THEN chr(39) || {name} ELSE {name} END AS {name}"


def _workbook(rows: list[QueryRow], columns: list[QueryRow], about: dict[str, str], file: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("data")
    sheet.freeze_panes = "A2"
    names = [column["column_name"] for column in columns]
    sheet.append([_cell(sheet, name, bold=True) for name in names])
    for row in rows:
        sheet.append([_plain(row[name]) for name in names])
    notes = book.create_sheet("metadata")
    notes.column_dimensions["A"].width = 26
    notes.column_dimensions["C"].width = 110
    for key, text in about.items():
        notes.append([_cell(notes, key, bold=True), None, _cell(notes, text)])
    notes.append([])
    notes.append([_cell(notes, word, bold=True) for word in ("column", "type", "description")])
    for column in columns:
        notes.append([_cell(notes, column[name]) for name in ("column_name", "data_type", "comment")])
    book.save(file)


def safe_text(text: str) -> str:
    """A text of a CSV that no spreadsheet takes for a formula."""
    return f"'{text}" if re.match(RISKY, text) else text


def _cell(sheet: Any, text: str | None, bold: bool = False) -> Any:
    """A cell of words about the table; always a text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, visible(text or ""))
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _plain(value: Any) -> Any:
    """A value as openpyxl takes it; no text begins like a formula any more."""
    if isinstance(value, Decimal):
        return float(value)
    return visible(value) if isinstance(value, str) else value
