"""Reads the cells of a printed table from the lines of a report's document, the text conversion of the print.

This is the one place that knows what the conversion did to the print: bold marks around cells, tabs or blanks
between columns. It takes nothing from the CSV files, so that it can prove them.
"""

from __future__ import annotations

import csv
import os
import re
from functools import cache
from pathlib import Path

import yaml

from orchestration.draft.coverage import printed as printed
from orchestration.ingest.report_fields import expand_lines
from orchestration.ingest.report_file import Report
from orchestration.ingest.report_tables import Table

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "sources"
DOCUMENTS = Path(os.environ.get("WAREHOUSE_DOCUMENTS") or ROOT.parent / "shared" / "reports")
"""Where the documents are; they are not part of the repository."""

MARKS = re.compile(r"</?b>|\*\*")
VALUE = r"(Q[1-4] \d{4}|\d[\d.,]*|-)"
"""What stands in a value column where the conversion left only blanks between the columns."""


def reports() -> list[Report]:
    """Every report in `sources/`, in order of folder name."""
    files = sorted(SOURCES.glob("*/report.yml"))
    return [Report.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files]


def csv_rows(path: Path) -> list[list[str]]:
    """The cells of a CSV file, row by row."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def csv_dicts(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by the names in its header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@cache
def document_lines(document: Path) -> list[str]:
    """The document's lines; line n is item n - 1. Only a line feed ends one, as where they were counted."""
    return document.read_bytes().decode("utf-8").split("\n")


def cells(line: str, columns: int) -> list[str]:
    """The cells of one printed row.

    Raises ValueError where the line does not hold that number of them.
    """
    line = MARKS.sub("", line)
    if "\t" in line:
        found = [cell.strip() for cell in line.split("\t")]
        if len(found) == columns + 1 and not found[-1]:
            found.pop()  # a tab behind the last column is residue of the conversion
    else:
        match = re.fullmatch(r"(.*?)" + rf"\s+{VALUE}" * (columns - 1) + r"\s*", line)
        found = [cell.strip() for cell in match.groups()] if match else [line]
    if len(found) != columns:
        raise ValueError(f"{len(found)} cells instead of {columns}: {line!r}")
    return found


def table_cells(document: Path, table: Table) -> list[list[str]]:
    """The cells of a table as the document prints them, header rows included."""
    lines = document_lines(document)
    numbers = expand_lines(table.document_lines or "")
    return [cells(lines[number - 1], len(table.columns)) for number in numbers]
