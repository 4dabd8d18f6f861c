"""What becomes of every number of a document: in a table, a key figure, ignored with a reason, or none of these.

A number is a run of digits, or a number word ("drie", "een kwart", "gehalveerd"); ordinals and the article "een" are
none. It is explained where it stands in the lines of a table, as the printed text of a key figure on its line, or
inside a phrase that `ignored_numbers.csv` lists with the reason why it is no figure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from orchestration.ingest.report_fields import expand_lines

_ATOMS = (
    "twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien|"
    "negentien|twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig|honderd|duizend|miljoen|miljard"
)
_WORDS = (
    rf"(?:[eé]{{1,2}}n)?-?(?:{_ATOMS})(?:-?(?:en|ën|-)?-?(?:een|[eé]én|half|{_ATOMS}))*(?:en|tal|maal)?"
    r"|één|eén|éen|eenmaal|éénmaal|enkelvoudig|kwart|helft|half|halve|anderhalf|anderhalve|(?:twee|drie)?derde(?=\s+(?:deel|van))"
    r"|tweederde|een\s+derde|vijfde\s+deel|tiende\s+deel|verdubbel\w*|dubbel\w*|\w*halveer\w*"
)
NUMBER = re.compile(rf"\d+(?:[.,]\d+)*|(?<![\w-])(?:{_WORDS})(?!\w)", re.IGNORECASE)
"""A number as the document prints it, in digits or in words."""

Rows = Sequence[Mapping[str, str]]
"""The rows of a CSV file by the names in its header."""


@dataclass
class Explained:
    """What became of the numbers of one document: how many stand where, and those that nothing explains."""

    tables: int = 0
    key_figures: int = 0
    ignored: int = 0
    unexplained: list[tuple[int, str]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    """Phrases listed as ignored that the document does not print."""
    unplaced: list[str] = field(default_factory=list)
    """Key figures printed nowhere on their line but inside what is ignored."""

    @property
    def numbers(self) -> int:
        """All numbers of the document."""
        return self.tables + self.key_figures + self.ignored + len(self.unexplained)


def explained(
    lines: Sequence[str],
    in_tables: Collection[int],
    key_figures: Rows,
    ignored: Rows,
    in_no_cell: Iterable[tuple[int, str]] = (),
) -> Explained:
    """Look at every number of a document; `in_tables` are the numbers of the lines that tables stand on.

    `in_no_cell`: numbers on such lines that no cell of a table has.
    """
    found = Explained()
    left = Counter(in_no_cell)
    ignored_spans, found.unused = _ignored_spans(ignored, lines)
    figures, found.unplaced = _key_figure_spans(key_figures, lines, ignored_spans)
    for number, line in enumerate(lines, start=1):
        for match in NUMBER.finditer(line):
            if number in in_tables and left[number, match.group()]:
                left[number, match.group()] -= 1
                found.unexplained.append((number, match.group()))
            elif number in in_tables:
                found.tables += 1
            elif _inside(match.span(), figures.get(number, [])):
                found.key_figures += 1
            elif _inside(match.span(), ignored_spans.get(number, [])):
                found.ignored += 1
            else:
                found.unexplained.append((number, match.group()))
    return found


def printed(text: str, line: str) -> list[re.Match[str]]:
    """Where the text stands on the line by itself, and not inside a longer number or word."""
    return list(re.finditer(rf"(?<![\w.,]){re.escape(text)}(?!\w|[.,]\d|\s?%)", line))


Span = tuple[int, int]
"""A place on a line: its first character and the one behind its last."""
Spans = dict[int, list[Span]]
"""Line number to the places on it."""


def _inside(place: Span, spans: list[Span]) -> bool:
    return any(start <= place[0] and place[1] <= end for start, end in spans)


def ignored_texts(rows: Rows, lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The texts that the phrases of `ignored_numbers.csv` stand for, each with its line."""
    for number, spans in _ignored_spans(rows, lines)[0].items():
        yield from ((number, lines[number - 1][start:end]) for start, end in spans)


def _ignored_spans(rows: Rows, lines: Sequence[str]) -> tuple[Spans, list[str]]:
    """Where the phrases of `ignored_numbers.csv` stand, and the phrases that stand nowhere."""
    spans: Spans = {}
    unused = []
    for row in rows:
        numbers = expand_lines(row["lines"]) if row["lines"] else range(1, len(lines) + 1)
        phrase = ignored_phrase(row["text"])
        places = [(n, m.span()) for n in numbers if n <= len(lines) for m in phrase.finditer(lines[n - 1])]
        for number, span in places:
            spans.setdefault(number, []).append(span)
        if not places:
            unused.append(f"{row['lines']}: {row['text']}")
    return spans, unused


def ignored_phrase(text: str) -> re.Pattern[str]:
    """The text by itself: not inside a longer number or word; blanks may be of any width."""
    body = r"\s+".join(map(re.escape, text.split()))
    before = r"(?<!\d)(?<!\d[.,])" if text[:1].isdigit() else r"(?<!\w)"
    after = r"(?!\d|[.,]\d)" if text[-1:].isdigit() else r"(?!\w)" if text[-1:].isalpha() else ""
    return re.compile(before + body + after, re.IGNORECASE)


def _key_figure_spans(rows: Rows, lines: Sequence[str], ignored: Spans) -> tuple[Spans, list[str]]:
    """Where the key figures are printed outside what is ignored, and those that are not.

    Equal texts take a place each, and share the last.
    """
    spans: Spans = {}
    unplaced = []
    for figure in rows:
        number = int(figure["line"]) if figure["line"].isascii() and figure["line"].isdigit() else 0
        if not 0 < number <= len(lines):
            continue
        for text in filter(None, (figure["number"],) if figure["number"] else (figure["low"], figure["high"])):
            places = [match.span() for match in printed(text, lines[number - 1])]
            places = [place for place in places if not _inside(place, ignored.get(number, []))]
            taken = spans.setdefault(number, [])
            taken += [place for place in places if not _inside(place, taken)][:1]
            if not places:
                unplaced.append(f"{figure['key']}: {text}")
    return spans, unplaced
