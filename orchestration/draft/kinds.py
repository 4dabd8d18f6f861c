"""Tells of what kind a document is, by what it holds before what it is called, and says what to do with other kinds."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from orchestration.draft.document import refused

BY_SUFFIX = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".pdf": "pdf", ".docx": "docx",
    ".docm": "docx", ".htm": "html", ".html": "html", ".xhtml": "html", ".xlsx": "xlsx", ".xlsm": "xlsx", ".ods": "ods",
    ".csv": "csv", ".tsv": "csv",
}  # fmt: skip
"""What a name ends with, and the kind of document that it is."""
OF_TEXT = ("text", "markdown", "html", "csv")

MAKES_TEXT = "Make one with a text layer of it first, for instance with `ocrmypdf --language nld IN.pdf OUT.pdf`"
"""What to do with a picture of a text."""

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"\x00\x00\x00\x0cjP")
_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


def kind_of(name: str, content: bytes) -> tuple[str, list[str]]:
    """The kind of a document, and a doubt where its name promises another; raises DocumentError where none is read."""
    promised = BY_SUFFIX.get(Path(name).suffix.lower())
    kind = _binary_kind(name, content)
    if kind is None:
        if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise refused(name, "it is of no kind that is read", f"Save it as one of {', '.join(BY_SUFFIX)}")
        if promised not in OF_TEXT and _is_page(content):
            kind = "html"
        else:
            kind = promised if promised in OF_TEXT else "text"
    if kind == promised:
        return kind, []
    if promised is None:
        return kind, [f"Its name does not say of what kind it is; it was read as {kind}."]
    return kind, [f"Its name promises {promised}, and it holds {kind}, as which it was read."]


def _is_page(content: bytes) -> bool:
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))


def _binary_kind(name: str, content: bytes) -> str | None:
    """The kind of a file that is no text; None where it is one."""
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _in_archive(name, content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        message = "it is a file of an older Office (.doc, .xls), or one with a password"
        raise refused(name, message, "Open it, take the password off, and save it as .docx or .xlsx")
    if content.startswith(b"{\\rtf"):
        raise refused(
            name, "it is Rich Text, which is not read", "Open it in Word or LibreOffice, and save it as .docx"
        )
    if content.startswith(_PICTURES):
        raise refused(name, "it is a picture", MAKES_TEXT)
    return None


def _in_archive(name: str, content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            is_sheet = (
                b"spreadsheet" in archive.read("mimetype")[:200] if "mimetype" in names else "content.xml" in names
            )
    except Exception:  # noqa: BLE001  # what zipfile raises of a damaged file is many things
        raise refused(name, "the file is damaged", "Get it again from where it came from") from None
    for part, kind in _PARTS.items():
        if part in names:
            return kind
    if is_sheet and "content.xml" in names:
        return "ods"
    message = "it is an archive of a kind that is not read"
    raise refused(name, message, "Unpack it, or save what is in it as .docx, .xlsx, .ods or .pdf")
