"""What printed texts are made of, whatever document they stand in: marks of bold, raised signs, values, headings."""

from __future__ import annotations

import re

from orchestration.ingest.table_file import BLANKS
from orchestration.problems import is_invisible

BOLD = re.compile(r"</?(?:b|i|u|em|strong)>|\*\*", re.IGNORECASE)
"""What a conversion to text leaves of bold and slanted letters."""
_ASTERISKS = re.compile(r"[^*]*\d\*\*|\*\*\s[^*]*")
"""Two asterisks that are a footnote's sign, behind a number or before its text: those of bold come in pairs."""
RAISED = re.compile(r"<sup>([^<]{1,20})</sup>", re.IGNORECASE)

_RAISED_SIGNS = str.maketrans(
    "0123456789+-=()abcdefghijklmnoprstuvwxyz",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
)

_DIGITS = r"(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,']\d+)*(?:,-)?)"
_BESIDE = r"\s?(?:%|‰|\*+|[⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ᵃ-ᶻ]+)"
_NUMBER = rf"[-−–+±]?\s?[€$£]?\s?[-−–]?{_DIGITS}(?:{_BESIDE}){{0,2}}"
_NO_NUMBER = r"[-−–—]|x|X|\.{1,3}|\*+|[<>≤≥]\s?\d+|n\.?\s?v\.?\s?t\.?|n\.?\s?b\.?|n/a|n\.?a\.?|N\.?v\.?t\.?"
_VALUE = re.compile(rf"(?:{_NUMBER}|\({_NUMBER}\)|{_NO_NUMBER})")

MAX_LEADER = 300
"""Letters at the end of a line among which dots that lead to a page stand."""

_CAPTION = re.compile(r"(?:Tabel|Figuur|Grafiek|Table|Figure|Chart)\s+\d+[\w.\-]{0,8}\b.{0,200}", re.IGNORECASE)
_LEADER = re.compile(r"(?:\.\s?){5,}\s*\d+\s*$|…{2,}\s*\d+\s*$")


def raised(text: str) -> str:
    """A text that is printed raised, as signs that are raised themselves: a footnote's 1 is no digit of a number."""
    return text.translate(_RAISED_SIGNS)


def plain(text: str) -> str:
    """A text without marks of bold and white space around it; what it has raised stays so."""
    text = RAISED.sub(lambda found: raised(found[1]), text)
    if _ASTERISKS.fullmatch(text.strip(BLANKS)):
        return text.strip(BLANKS)
    return BOLD.sub("", text).strip(BLANKS)


def shown(text: str) -> str:
    """A text on one line, without what is invisible: a cell holds no line break and steers no terminal."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = "".join(" " if one in BLANKS else "" if is_invisible(one) else one for one in text)
    return " ".join(part for part in text.split(" ") if part)


def is_value(text: str) -> bool:
    """Whether a text is what a table prints in a place for a number: a number, or a sign where none is."""
    return len(text) <= 40 and _VALUE.fullmatch(text.strip(BLANKS)) is not None


def is_number(text: str) -> bool:
    """Whether it is a value with digits."""
    return is_value(text) and any(one.isdecimal() for one in text)


def is_caption(text: str) -> bool:
    """Whether a line says itself that it names a table or a figure."""
    return _CAPTION.fullmatch(text.strip(BLANKS)) is not None


def is_contents(text: str) -> bool:
    """Whether it is a line of a table of contents: dots that lead to a page."""
    return _LEADER.search(text[-MAX_LEADER:]) is not None
