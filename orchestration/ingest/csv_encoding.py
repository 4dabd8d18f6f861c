"""Decodes the file of a table that is text: UTF-8, or Windows-1252 where nothing else can be meant.

A file says nowhere how it is encoded. What is no UTF-8 is read as Windows-1252 if ISO-8859-15 reads the same in it, as
it does for é, ë and ï; where the two differ, as for €, report.yml is asked to say it.
"""

from __future__ import annotations

import codecs
import re

from orchestration.ingest.report_fields import Encoding
from orchestration.ingest.table_file import GUIDE_FILES, TableNotes
from orchestration.yaml_file import clip

NAMES: dict[Encoding, str] = {"utf-8": "UTF-8", "windows-1252": "Windows-1252", "iso-8859-15": "ISO-8859-15"}
SAVE_AS = (
    "Put the workbook itself (.xlsx or .ods) in the folder and name that in report.yml, or save the table from "
    "LibreOffice as Text CSV with `Edit filter settings` on: character set UTF-8, field delimiter `,`"
)
"""What helps a person with a file that cannot be read as text."""
MAX_LINES_NAMED = 20
"""Lines of a file that are named as undecodable; all of them say the same."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_OF_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_READ_OTHERWISE = re.compile(rb"[\x80-\x9f\xa4\xa6\xa8\xb4\xb8\xbc\xbd\xbe]")
"""What Windows-1252 and ISO-8859-15 read as different characters."""


def decoded(content: bytes, said: Encoding | None, notes: TableNotes) -> str | None:
    """The text of a file, without a byte order mark; None, and notes, where it is none or may be two.

    `said` is what report.yml says of it. What was recognised otherwise than UTF-8 is in `notes.read_as`.
    """
    if content.startswith(_UTF_16):
        message = "the file is UTF-16, which Excel calls Unicode text; UTF-8 and Windows-1252 are read"
        notes.add(1, None, message, SAVE_AS)
        return None
    has_mark = content.startswith(codecs.BOM_UTF8)
    if has_mark and said not in (None, "utf-8"):
        message = f"the file begins with the mark of UTF-8, and report.yml says `encoding: {said}`"
        notes.add(1, None, message, "Take `encoding` out of report.yml, or save the file in that encoding")
        return None
    try:
        return content.decode("utf-8-sig") if said in (None, "utf-8") else _as_said(content, said, notes)
    except UnicodeDecodeError:
        if said is None and not has_mark and not _CONTROLS.search(content):
            return _windows_1252(content, notes)
        _note_lines(content, said or "utf-8", notes)
        return None


def _as_said(content: bytes, said: Encoding, notes: TableNotes) -> str:
    notes.read_as.append(NAMES[said])
    return content.decode(said)


def _windows_1252(content: bytes, notes: TableNotes) -> str | None:
    """The text, if nobody can read another one in it."""
    step = (
        "Say `encoding: windows-1252` (what Excel saves), `iso-8859-15` or `utf-8` of the table in report.yml, or of "
        f"the report: {GUIDE_FILES}"
    )
    if found := _OF_UTF_8.search(content):
        windows, utf = _near(content, found.start(), "cp1252"), _near(content, found.start(), "utf-8")
        message = f"some of the file is UTF-8 ({utf}) and some is not: Windows-1252 reads {windows}"
        notes.add(_line(content, found.start()), None, message, step)
        return None
    if found := _READ_OTHERWISE.search(content):
        windows, latin = (_near(content, found.start(), name) for name in ("cp1252", "iso-8859-15"))
        message = f"the file is not UTF-8, and may be either: Windows-1252 reads {windows}, ISO-8859-15 reads {latin}"
        notes.add(_line(content, found.start()), None, message, step)
        return None
    notes.read_as.append(NAMES["windows-1252"])
    return content.decode("cp1252")


def _note_lines(content: bytes, encoding: Encoding, notes: TableNotes) -> None:
    """Note the lines that are not in this encoding."""
    named = 0
    for number, line in enumerate(content.split(b"\n"), start=1):
        try:
            line.decode("utf-8-sig" if encoding == "utf-8" else encoding)
        except UnicodeDecodeError as error:
            near = line[max(0, error.start - 20) : error.start + 20].decode("utf-8", "replace")
            notes.add(number, None, f"this is not {NAMES[encoding]}: {clip(near)}", SAVE_AS, near)
            named += 1
            if named == MAX_LINES_NAMED:
                return


def _near(content: bytes, place: int, encoding: str) -> str:
    """The word at a place as an encoding reads it."""
    start = max(content.rfind(sign, 0, place) for sign in (b"\n", b",", b";", b"\t", b'"')) + 1
    piece = content[max(start, place - 20) : place + 12]
    return clip(re.split(r'[\n\r,;\t"]', piece.decode(encoding, "replace"))[0])


def _line(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1
