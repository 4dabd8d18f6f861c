"""What the headings of columns mean: periods, kinds of figure, categories, areas or metrics."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.draft.moments import day_of
from orchestration.draft.names import Reading, readings
from orchestration.draft.periods import (
    Printed,
    counted_parts,
    is_total_word,
    month_initials,
    read_period,
    school_year,
    years_from_to,
)
from orchestration.draft.shape import Shape
from orchestration.draft.vocabulary import Vocabulary
from orchestration.draft.words import normal

KINDS = (
    ("original_budget", r"oorspronkelijke begroting|primitieve begroting|primitief|original budget"),
    ("budget", r"begroot|begroting|budget"),
    ("forecast", r"prognose|forecast|verwachting|verwacht"),
    ("target", r"doel|doelstelling|streefwaarde|streefcijfer|norm|target"),
    ("difference", r"afwijking|verschil|saldo t\.o\.v\.|difference|variance"),
    ("realised", r"realisatie|gerealiseerd|werkelijk|resultaat|actual|realised"),
)


@dataclass(frozen=True)
class Heading:
    """A column's heading as read."""

    period: Printed | None = None
    is_total: bool = False
    kind: str = ""
    spans: tuple[str, ...] = ()
    """The ways to read a heading of two years."""
    text: str = ""
    """What is printed and is none of these."""


def read_headings(shape: Shape) -> dict[int, Heading]:
    """Every column of numbers to what its heading says of period, total and kind."""
    stacks = {column: shape.headings(column) for column in shape.values}
    parts = _parts_of_rows(shape)
    return {column: _heading(stack, parts.get(column)) for column, stack in stacks.items()}


def _parts_of_rows(shape: Shape) -> dict[int, str]:
    """By column, the part of a year that a row of initials or of counted numbers gives it."""
    found: dict[int, str] = {}
    for row in range(shape.header):
        texts = {column: shape.cells[row][column] for column in shape.values}
        plain = [
            column for column, text in texts.items()
            if text and not is_total_word(text) and not (read_period(text) and not text.strip().isdigit())
        ]  # fmt: skip
        printed = [texts[column] for column in plain]
        read = month_initials(printed) or (counted_parts(printed) if len(plain) >= 2 else None)
        if read is not None:
            found |= dict(zip(plain, read, strict=True))
    return found


def _heading(stack: Sequence[str], part: str | None) -> Heading:
    lower, uppers = (stack[-1], list(stack[:-1])) if stack else ("", [])
    if (first := school_year(lower)) is not None:
        return Heading(spans=(f"{first}-08/{first + 1}-07",), is_total=True)
    if day := day_of(lower):
        of, moment = day
        days = (f"{of}{moment.part}", str(of))
        return Heading(Printed(moment.part, of)) if moment.is_printed else Heading(spans=days)
    if spans := years_from_to(lower):
        return Heading(spans=spans, kind=next((kind for one in uppers if (kind := _kind(one)[0])), ""))
    if part is not None:
        year = next((found.year for upper in uppers if (found := read_period(upper)) and found.year), None)
        return Heading(Printed(part, year))
    kind, rest = _kind(lower)
    if not kind:
        for upper in uppers:
            kind = _kind(upper)[0] or kind
    period = read_period(rest) or (read_period(lower) if not kind else None)
    outer = next((found for upper in reversed(uppers) if (found := read_period(_kind(upper)[1]))), None)
    if is_total_word(lower) or (rest and is_total_word(rest)):
        # Below "Kwartaal 1" a total is that of the quarter; by itself it is that of all columns.
        return Heading(outer, is_total=True, kind=kind, text="")
    if period is None and outer is not None:
        return Heading(outer, kind=kind, text=rest)
    if period is not None and period.year is None and outer is not None and outer.year is not None and period.part:
        period = Printed(period.part, outer.year, period.is_total, period.is_cumulative)
    if period is not None:
        return Heading(period, is_total=period.is_total, kind=kind)
    return Heading(kind=kind, text=rest)


def _kind(text: str) -> tuple[str, str]:
    """The kind of figure that a heading says, and the rest of it."""
    plain = normal(text)
    for kind, pattern in KINDS:
        if found := re.search(rf"\b({pattern})\b", plain):
            rest = re.sub(r"^[\s:,()-]+|[\s:,()-]+$", "", plain[: found.start()] + plain[found.end() :])
            return kind, rest
    return "", text


def read_names(texts: Sequence[str], vocabulary: Vocabulary, title: str) -> list[Reading]:
    """The readings of headings as names of areas, categories or metrics."""
    return [one for one in readings(texts, vocabulary, "", title) if one.dimension != "period"]
