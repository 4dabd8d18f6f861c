"""Reads the lines below a table that say what its marks mean: "* voorlopig", "x = niet vermeld", "¹ Geteld bij …"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from orchestration.draft.shape import DASHES
from orchestration.draft.words import clean, normal

MOST_NOTE = 300
_MEANS = (
    ("not_yet", r"nog niet|not yet"),
    ("suppressed", r"privacy|te klein|niet vermeld|niet getoond|niet weergegeven|afgeschermd|herleidbaar|vertrouwelijk"
                   r"|(?:minder|kleiner) dan|withheld|suppressed|confidential|too (?:small|few)|(?:fewer|less) than"),
    ("provisional", r"voorlopig|provisional|preliminary"),
    ("not_applicable", r"niet van toepassing|n\.?v\.?t\b|niet afgesproken|geen afspra|not applicable|not agreed"),
    ("unknown", r"onbekend|niet bekend|geen gegevens|ontbre|niet beschikbaar|niet gemeten|niet geregistreerd"
                r"|unknown|not available|missing|no data"),
    ("zero", r"\bnul\b|\bnihil\b|\bnought\b|\bzero\b|^0$"),
)  # fmt: skip
_LEAD = r"(?:(?:een|de|het|a|an|legenda|toelichting|verklaring|noot|legend|note)\b:?\s+)?[\"'“‘(]?"
_SAYS = r"(?:=|:|→|betekent|staat voor|means|stands for)"
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾", "0123456789()")
_BELOW = re.compile(r"(?:minder|kleiner|fewer|less) (?:dan|than) (\d{1,3})\b", re.IGNORECASE)


def legend_of(lines: Sequence[str], marks: Iterable[str]) -> dict[str, str]:
    """What the lines below a table say of each of its marks, as printed; a mark that they do not name is left out."""
    marks = sorted(marks, key=lambda mark: -len(mark))
    patterns = {mark: _pattern(mark) for mark in marks if mark}
    begins = {mark: re.compile(rf"{_LEAD}{body}", re.IGNORECASE) for mark, body in patterns.items()}
    found: dict[str, str] = {}
    for text in _joined(lines, list(begins.values())):
        starts = sorted(
            (match.start(), match.end(), mark)
            for mark, body in patterns.items()
            for match in re.finditer(rf"(?<![^\s;,]){_LEAD}{body}", text, re.IGNORECASE)
            # Within a line a mark may be a word of it, unless the line says outright that it means something.
            if not match.start() or re.search(rf"{_SAYS}\s*$", match[0], re.IGNORECASE)
        )
        for start, end, mark in starts:
            # "1)" and "¹" may both be meant by a line that begins with 1.
            following = min((other for other, _, _ in starts if other > start), default=len(text))
            said = clean(text[end : max(following, end)]).strip(" ;,")
            if said:
                found.setdefault(mark, said[:MOST_NOTE])
    return found


def _pattern(mark: str) -> str:
    """A mark at the place where a line says what it means; a plain dash may begin an item, and so needs a sign."""
    plain = mark.translate(_PLAIN).strip("()")
    if mark in DASHES:
        return rf"[-–—−‐]+[\"'”’)]?\s*{_SAYS}\s*"
    forms = "|".join(sorted({re.escape(mark), re.escape(plain)}, key=lambda form: -len(form)))
    raised = mark != plain and not mark.isascii()
    apart = r"(?:\s*" + _SAYS + r"\s*|" + (r"\s*(?=\D)" if raised else r"\s+") + ")"
    return rf"(?:{forms})(?![*\d¹²³⁴⁵⁶⁷⁸⁹⁰])[\"'”’)⁾]*{apart}"


def _joined(lines: Sequence[str], begins: Sequence[re.Pattern[str]]) -> list[str]:
    """The lines, a line that goes on in lower case put behind the one before."""
    found: list[str] = []
    for line in map(clean, lines):
        goes_on = found and line[:1].islower() and not found[-1].endswith((".", ";", "!", "?"))
        if goes_on and not any(begin.match(line) for begin in begins):
            found[-1] += f" {line}"
        else:
            found.append(line)
    return found


def reading_of(said: str) -> str:
    """What a mark stands for of which a line below the table says this; `note` where it is a remark of its own."""
    plain = normal(said)
    return next((reading for reading, pattern in _MEANS if re.search(pattern, plain)), "note")


def withheld(said: str) -> str:
    """How `marks` writes that a value is withheld, between bounds where the line says them."""
    below = _BELOW.search(said)
    return f"{{suppressed: [0, {max(int(below[1]) - 1, 0)}]}}" if below else "suppressed"
