"""What a preview says of the report as published: its lines beside the rows, where they differ, what is left over."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from orchestration.draft.beside import DIGITS, Differs, TableLines, differences
from orchestration.draft.coverage import Explained, explained, ignored_texts
from orchestration.draft.judged import Address
from orchestration.draft.preview_parts import Preview
from orchestration.drafts import FILL_IN
from orchestration.ingest.report_fields import expand_lines
from orchestration.ingest.report_file import KEY_FIGURES
from orchestration.report_folders import IGNORED_NUMBERS

MOST_OF_A_DOCUMENT = 50_000_000
"""Bytes: more of it is not shown."""


def note_document(preview: Preview, folder: Path, document: Path | None, said: str | None, sha256: str | None) -> None:
    """Set the document beside the tables of a preview, where it is at hand.

    `document` is where a person says that it is; `said` and `sha256` are its name and checksum in report.yml.
    """
    lines = _document_lines(preview, folder, document, said, sha256)
    if lines is None:
        return
    preview.document_text = tuple(lines)
    _set_beside(preview, lines)
    ignored = _ignored(folder)
    preview.differs = _differs(preview, lines, ignored)
    preview.explained = _explained(preview, lines, ignored)
    preview.differs += _not_on_their_line(preview)
    _note_differs(preview)
    preview.strays = [(number, text, lines[number - 1]) for number, text in preview.explained.unexplained]


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
    lines = _lines_of(content)
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


def _lines_of(content: bytes) -> list[str] | None:
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
