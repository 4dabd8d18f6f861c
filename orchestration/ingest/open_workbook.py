"""Opens a workbook, of whatever kind; imported when a report has one, since most have none."""

from __future__ import annotations

from orchestration.ingest.ods import OdsWorkbook
from orchestration.ingest.shown_table import UnreadableError, Workbook
from orchestration.ingest.workbook import XlsxWorkbook


def open_workbook(file: str, content: bytes) -> Workbook | UnreadableError:
    """The workbook in a file, or why it cannot be read."""
    try:
        return OdsWorkbook(content) if file.lower().endswith(".ods") else XlsxWorkbook(content)
    except UnreadableError as error:
        return error
