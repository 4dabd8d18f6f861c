"""What reads each kind of document, and what is made of whatever goes wrong in it."""

from __future__ import annotations

from dataclasses import replace

from orchestration.draft.document import DocumentError, FoundTable, TextLine, refused
from orchestration.draft.only import Only
from orchestration.draft.signs import shown
from orchestration.draft.text import Blocks, read_text

Reading = tuple[Blocks, list[str]]
"""What a document holds, and what is doubted of the whole of it."""

MAX_CELL = 1_000
"""Characters of a cell; a longer one is none of a table."""
AGAIN = "Get it again from where it came from, or open it in what made it and save it again"


def read_content(name: str, kind: str, content: bytes, part: Only | None = None) -> Reading:
    """The blocks of a document of this kind. Raises DocumentError, whatever is in it."""
    try:
        blocks, doubts = _read(name, kind, content, part)
        return [_cleaned(block) for block in blocks], [shown(doubt) for doubt in doubts]
    except DocumentError:
        raise
    except MemoryError:
        raise refused(name, "reading it takes more memory than any report does", AGAIN) from None
    except Exception as error:  # noqa: BLE001  # what reads a kind raises whatever a hostile file makes it raise
        if said := _said(error):
            raise refused(name, *said) from None
        from orchestration.yaml_file import clip

        reason = clip(str(error) or type(error).__name__)
        message = f"it is damaged, or not of the kind that it seems ({kind}): {reason}"
        raise refused(name, message, AGAIN) from None


def _said(error: Exception) -> tuple[str, str] | None:
    """What an error says to people, where it is one of ours."""
    message, step = getattr(error, "message", None), getattr(error, "next_step", None)
    if isinstance(message, str) and isinstance(step, str):
        return message, step
    if type(error).__module__.startswith("orchestration."):
        return f"it is larger than any report: {error}", "Take the tables of it that you need, and leave out the rest"
    return None


def _read(name: str, kind: str, content: bytes, part: Only | None) -> Reading:
    # What reads a kind is imported once there is a document of it.
    if kind == "pdf":
        from orchestration.draft.pdf import read_pdf

        return read_pdf(name, content, part)
    if kind == "docx":
        from orchestration.draft.word import read_word

        return read_word(content)
    if kind in ("xlsx", "ods"):
        from orchestration.draft.workbook import read_workbook

        return read_workbook(f"workbook.{kind}", content)
    if kind == "html":
        from orchestration.draft.web import decoded_page, read_html

        return read_html(decoded_page(content)), []
    text, doubts = _decoded(name, content)
    if kind == "csv":
        from orchestration.draft.csv import read_csv

        blocks, more = read_csv(text)
        return blocks, doubts + more
    if kind == "markdown":
        from orchestration.draft.markdown import read_markdown

        return read_markdown(text), doubts
    return read_text(text), doubts


def _decoded(name: str, content: bytes) -> tuple[str, list[str]]:
    """The text of a file, and a doubt where its encoding was guessed."""
    doubts: list[str] = []
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
        doubts = ["The file is no UTF-8 and was read as Windows-1252; look at é, € and quotation marks."]
    if "\x00" in text:
        raise refused(name, "it is no text", "Give the document itself, or save it as text in UTF-8")
    return text, doubts


def _cleaned(block: TextLine | FoundTable) -> TextLine | FoundTable:
    """The block without what is invisible in its texts, and with cells no longer than any that is printed."""
    if isinstance(block, TextLine):
        return replace(block, text=shown(block.text))
    doubts = block.doubts
    if any(len(text) > MAX_CELL for row in block.cells for text in row):
        doubts += (f"A cell of more than {MAX_CELL:,} characters was left empty.",)
    cells = tuple(tuple("" if len(text) > MAX_CELL else shown(text) for text in row) for row in block.cells)
    if not any(one.isdecimal() for row in cells for text in row for one in text):
        doubts += ("It holds no number.",)
    return replace(block, cells=cells, title=shown(block.title), doubts=tuple(map(shown, doubts)))
