"""What a report prints where a number would stand, or beside one: the `marks` of report.yml.

A mark is a printed text and what it stands for. It is printed alone in a cell ("x", "."), beside a number or at the
end of a heading ("12*", "2023*"), or is a form in which numbers are printed, with `#` for the number ("(#)").
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainValidator, ValidationError, WithJsonSchema, model_validator

from orchestration.ingest.report_fields import Strict, Text
from orchestration.yaml_file import MisfitError, clip, misfits_of

SECTION = "`My table prints a dot, an x or <5` in docs/report-yml.md shows how"

WHOLE = ("suppressed", "unknown", "zero", "none", "not_applicable", "not_yet")
"""What a mark that is printed alone can stand for."""
SIGNS = ("negative", "positive")
QUALIFIERS = ("exact", "about", "over", "nearly", "under", "at_least", "at_most", "average")
DASHES = ("-", "–", "—")
NUMBER_SIGN = "#"
"""Stands for the number in a form such as `(#)`."""
MAX_MARKS = 100
MAX_MARK = 50
_NUMBER = re.compile(r"[-−–+]?[0-9]+([.,  ]?[0-9]+)*%?")


def _misfit(message: str) -> MisfitError:
    return MisfitError([((), message)])


def _bound(value: Any) -> Any:
    """A bound as people write it in YAML, in plain or Dutch notation without separators between thousands."""
    if value is None or isinstance(value, Decimal):
        return value
    if not isinstance(value, (str, int)) or not re.fullmatch(r"-?\d{1,12}([.,]\d{1,4})?", str(value)):
        raise _misfit(f"{clip(str(value))} is no bound: write a number such as 4, or null where there is none")
    return Decimal(str(value).replace(",", "."))


Bound = Annotated[Decimal | None, BeforeValidator(_bound, json_schema_input_type=float | None)]


def _bounds(value: Any) -> Any:
    if not isinstance(value, list) or len(value) != 2:
        raise _misfit("bounds are written as [lowest, highest]; either may be null")
    low, high = (_bound(one) for one in value)
    if low is None and high is None:
        raise _misfit("neither bound is given: write `suppressed` alone")
    if low is not None and high is not None and low > high:
        raise _misfit(f"the bounds {low} and {high} are the wrong way round: the lowest comes first")
    return low, high


_TWO_ENDS: dict[str, Any] = {"type": "array", "items": {"type": ["number", "null"]}, "minItems": 2, "maxItems": 2}
Bounds = Annotated[tuple[Bound, Bound], PlainValidator(_bounds), WithJsonSchema(_TWO_ENDS)]


def _withheld(value: Any) -> Any:
    if value in ("true", True):
        return (None, None)
    if not isinstance(value, list):
        raise _misfit(f"{clip(str(value))} does not say what is withheld: write true, or the bounds as [0, 4]")
    return _bounds(value)


Withheld = Annotated[
    tuple[Bound, Bound] | None,
    PlainValidator(_withheld),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, _TWO_ENDS]}),
]
"""Said of cells: withheld, with the bounds where the report gives them; without: (None, None)."""


class Mark(Strict):
    """What a printed mark stands for, where a word does not say it all."""

    suppressed: Bounds | None = None
    """Withheld, between these two bounds: [0, 4]; either may be null."""
    provisional: Literal[True] | None = None
    """A sign beside a number or heading that says that the figures are provisional."""
    qualifier: Annotated[str | None, WithJsonSchema({"enum": [*QUALIFIERS, None]})] = None
    """A word or sign beside a number that makes it inexact, such as about or under."""
    note: Text | None = None
    """What a footnote sign says: the text below the table. It becomes the figure's note."""

    @model_validator(mode="before")
    @classmethod
    def _truth(cls, data: Any) -> Any:
        if isinstance(data, dict) and "provisional" in data:
            if data["provisional"] not in (True, "true"):
                raise MisfitError([(("provisional",), "a mark is `provisional: true`, or does not say it")])
            data = data | {"provisional": True}
        return data

    @model_validator(mode="after")
    def _make_sense(self) -> Mark:
        said = [key for key in ("suppressed", "provisional", "qualifier") if getattr(self, key) is not None]
        if len(said) > 1:
            raise _misfit(f"a mark stands for one thing, and this one for {' and '.join(said)}")
        if not said and not (self.note or "").strip():
            raise _misfit("a footnote sign needs its text: {note: TEXT}")
        if self.qualifier is not None and self.qualifier not in QUALIFIERS:
            raise _misfit(f"{clip(self.qualifier)} is no qualifier; choose from {', '.join(QUALIFIERS)}")
        return self

    def reading(self) -> str:
        """What it stands for, as the raw tables say it."""
        if self.suppressed is not None:
            return "suppressed"
        return self.qualifier or ("provisional" if self.provisional else "note")


def _mark(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() & {*WHOLE, *SIGNS} - {"suppressed"}:
            alone = next(word for word in value if word in {*WHOLE, *SIGNS})
            raise _misfit(f"say `{alone}` alone behind the mark, as a word; a note goes with the cells it is about")
        try:
            return Mark.model_validate(value)
        except ValidationError as error:
            raise MisfitError(list(misfits_of(error, Mark))) from None
    if value in ("note", "provisional", "qualifier"):
        more = "{provisional: true}" if value == "provisional" else f"{{{value}: TEXT}}"
        raise _misfit(f"`{value}` alone says too little: write {more}")
    if value not in (*WHOLE, *SIGNS):
        said = "nothing" if value is None else clip(str(value))
        choice = ", ".join((*WHOLE, *SIGNS))
        raise _misfit(f"{said} is nothing that a mark stands for; choose from {choice}, or a mapping: {SECTION}")
    return value


MarkReading = Annotated[
    Any,
    PlainValidator(
        _mark,
        json_schema_input_type=Literal[
            "suppressed", "unknown", "zero", "none", "not_applicable", "not_yet", "negative", "positive"
        ]
        | Mark,
    ),
]
Marks = dict[str, MarkReading]


def plain_mark(mark: str) -> str:
    """A mark as it is compared: single plain spaces, none at its ends."""
    return re.sub(r"\s+", " ", mark).strip()


def wrong_marks(marks: Marks) -> list[tuple[tuple[str, ...], str]]:
    """What is wrong with the marks of one scope, each with the key it stands at."""
    wrong: list[tuple[tuple[str, ...], str]] = []
    if len(marks) > MAX_MARKS:
        return [(("marks",), f"{len(marks)} marks are declared; at most {MAX_MARKS} are read")]
    seen: dict[str, str] = {}
    for mark, meant in marks.items():
        plain = "-" if plain_mark(mark) in DASHES else plain_mark(mark)
        if plain in seen:
            message = f"the mark {clip(mark)} is declared as two things: {clip(seen[plain])} reads the same"
            wrong.append((("marks", mark), message))
        seen.setdefault(plain, mark)
        if NUMBER_SIGN in plain:
            if meant not in SIGNS or plain.count(NUMBER_SIGN) > 1 or plain == NUMBER_SIGN:
                message = f"{clip(mark)} is a form of numbers: with one #, and negative or positive"
                wrong.append((("marks", mark), message))
        elif _NUMBER.fullmatch(plain):
            wrong.append((("marks", mark), f"the mark {clip(mark)} is also a number, and would be read as one"))
        elif not is_alone(meant) and plain in ("", "-"):
            message = f"{clip(mark)} cannot stand beside a number; a minus behind it is declared as `#-`"
            wrong.append((("marks", mark), message))
        if len(plain) > MAX_MARK:
            wrong.append((("marks", mark), f"the mark is longer than {MAX_MARK} letters"))
    return wrong


def reading_of(meant: Any) -> str:
    """What a mark stands for, in a word."""
    return meant.reading() if isinstance(meant, Mark) else str(meant)


def is_alone(meant: Any) -> bool:
    """Whether a mark is printed alone in a cell, and not beside a number."""
    return reading_of(meant) in WHOLE


def bounded(meant: Any) -> str:
    """What a mark that is printed alone stands for, with its bounds: `suppressed:0:4`."""
    if not isinstance(meant, Mark) or meant.suppressed is None:
        return reading_of(meant)
    return withheld(meant.suppressed)


def withheld(bounds: tuple[Decimal | None, Decimal | None]) -> str:
    """That a value is withheld, with its bounds."""
    return ":".join(["suppressed", *("" if one is None else str(one) for one in bounds)])


MarkRow = tuple[str, str, str, str | None, str | None, str | None]
"""Mark, position (whole, beside or form), reading, low, high, note."""


def mark_rows(marks: Mapping[str, Any]) -> list[MarkRow]:
    """The marks of one scope as rows; a form without its #, as what stands before and behind the number."""
    rows: list[MarkRow] = []
    for mark, meant in marks.items():
        plain, reading = plain_mark(mark), reading_of(meant)
        position = "form" if NUMBER_SIGN in plain else "whole" if is_alone(meant) else "beside"
        low, high = meant.suppressed if isinstance(meant, Mark) and meant.suppressed else (None, None)
        bounds = (None if low is None else str(low), None if high is None else str(high))
        rows.append((plain, position, reading, *bounds, meant.note if isinstance(meant, Mark) else None))
    return sorted(rows, key=lambda row: row[0])


def as_text(rows: list[MarkRow]) -> str:
    """Marks as one text: alike in every scope and report that says the same."""
    return json.dumps(rows, ensure_ascii=False)


def from_text(text: str) -> list[MarkRow]:
    """What `as_text` made."""
    return [tuple(row) for row in json.loads(text)]


def both(wider: list[MarkRow], narrower: list[MarkRow]) -> list[MarkRow]:
    """The marks of two scopes; where both know a mark the narrower says what it stands for."""
    merged = {row[0]: row for row in wider} | {row[0]: row for row in narrower}
    return [merged[mark] for mark in sorted(merged)]


def without_signs(text: str, rows: list[MarkRow]) -> tuple[str, bool, list[str]]:
    """A heading or label without the signs at its end, whether one says provisional, and their notes."""
    beside = sorted((row for row in rows if row[1] == "beside" and row[2] in ("note", "provisional")), key=_longest)
    is_provisional, notes = False, []
    found = True
    while found:
        found = False
        for mark, _, reading, _, _, note in beside:
            rest = text.removesuffix(mark)
            # "1)" ends "2023 1)", and is a part of "121)".
            if rest != text and rest.strip() and not (mark[0].isdecimal() and rest[-1].isdecimal()):
                text, found = rest.rstrip(), True
                is_provisional |= reading == "provisional"
                notes += [note] if note else []
                break
    return text, is_provisional, notes[::-1]


def _longest(row: MarkRow) -> int:
    return -len(row[0])


def read_factor(value: Any) -> Any:
    """A scale or rounding step as people write it in YAML: 1000, 0.01; also 0,01."""
    if value is None or isinstance(value, Decimal):
        return value
    text = str(value).replace(",", ".")
    if re.fullmatch(r"[1-9]\d{0,2}[.]\d{3}", text):
        raise _misfit(f"{clip(str(value))} can be read two ways: write 1000 for a thousand, without a separator")
    try:
        if not re.fullmatch(r"\d{1,10}([.]\d{1,6})?", text):
            raise InvalidOperation
        found = Decimal(text)
    except InvalidOperation:
        raise _misfit(f"{clip(str(value))} is no such number: write it in digits, as 1000 or 0.01") from None
    if not 0 < found <= 1_000_000_000:
        raise _misfit(f"{clip(str(value))} must be more than 0 and at most 1000000000")
    return found


Factor = Annotated[Decimal, BeforeValidator(read_factor, json_schema_input_type=float)]
