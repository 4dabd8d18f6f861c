"""The fields of `report.yml`: texts, ids, dates, lines and ranges, and what a value of each must look like."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from orchestration.report_folders import SLUG, is_slug
from orchestration.yaml_file import clip

MAX_COLUMNS = 1_000
"""Columns of a table: a declaration of millions takes a minute to write and all memory to read."""
MAX_LINE = 10_000_000
"""The highest line or page of a document."""
MAX_LINES = 1_000_000
"""Lines that a table can name."""


def _text(value: Any) -> Any:
    """YAML reads `2021` as a number and `2021-12-31` as a date; in a report file both are text."""
    if isinstance(value, (int, dt.date)) and not isinstance(value, (bool, dt.datetime)):
        return str(value)
    return value


def _slug(value: str) -> str:
    if not is_slug(value):
        raise ValueError("must be lower-case letters and digits, joined by - or _")
    return value


def _inside(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or "\\" in value:
        raise ValueError("must stay inside the report's folder: no leading / and no ..")
    return value


def _lines(value: str) -> str:
    expand_lines(value)
    return value


def _date(value: Any) -> Any:
    """Only the one form: a bare number would be read as seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("must be a date such as 2022-03-01")
    return value


DAYS = r"(19|20)\d\d(-Q[1-4]|-H[12]|-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
"""A year, half-year, quarter, month or day."""


def _days(value: Any) -> tuple[dt.date, dt.date]:
    """The first and the last day of a year, half-year, quarter, month or day."""
    text = _text(value)
    if not isinstance(text, str) or not re.fullmatch(DAYS, text):
        raise ValueError("must be a year, quarter, month or day, such as 2022, 2022-Q3, 2022-07 or 2022-07-01")
    year, part = int(text[:4]), text[5:]
    if len(part) > 2:
        try:
            day = dt.date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(f"there is no day {text}") from error
        return day, day
    months = {"Q": 3, "H": 6}.get(part[:1], 1 if part else 12)
    first = 1 + months * (int(part[1:]) - 1) if part[:1] in ("Q", "H") else int(part or 1)
    after = year * 12 + first - 1 + months
    return dt.date(year, first, 1), dt.date(after // 12, after % 12 + 1, 1) - dt.timedelta(days=1)


LINES = r"\s*\d+(\s*-\s*\d+)?\s*"
"""One part of a list of lines: a number or a range."""


def _editors_read(pattern: str, kind: str | list[str]) -> WithJsonSchema:
    """How editors see a text that a validator above holds to a pattern; a bare number is no text to them."""
    return WithJsonSchema({"type": kind, "pattern": pattern})


Text = Annotated[str, BeforeValidator(_text)]
Slug = Annotated[str, BeforeValidator(_text), AfterValidator(_slug), _editors_read(f"^{SLUG}$", ["string", "integer"])]
RelativePath = Annotated[str, AfterValidator(_inside), _editors_read(r"^(?!/)(?!(.*/)?\.\.(/|$))[^\\]*$", "string")]
Lines = Annotated[
    str, BeforeValidator(_text), AfterValidator(_lines), _editors_read(f"^{LINES}(,{LINES})*$", ["string", "integer"])
]
LineNumber = Annotated[int, Field(ge=1, le=MAX_LINE)]
Date = Annotated[dt.date, BeforeValidator(_date)]
FirstDay = Annotated[
    dt.date, BeforeValidator(lambda value: _days(value)[0]), _editors_read(f"^{DAYS}$", ["string", "integer"])
]
LastDay = Annotated[
    dt.date, BeforeValidator(lambda value: _days(value)[1]), _editors_read(f"^{DAYS}$", ["string", "integer"])
]
Reading = Literal["zero", "none", "unknown"]
Separator = Literal["comma", "semicolon", "tab"]
Encoding = Literal["utf-8", "windows-1252", "iso-8859-15"]


def expand_lines(lines: str) -> list[int]:
    """Line numbers of the document, one per row of the table: `"12-14, 20"` is 12, 13, 14, 20.

    Raises ValueError where the text is not such a list.
    """
    numbers: list[int] = []
    for part in lines.split(","):
        match = re.fullmatch(r"\s*(\d+)(?:\s*-\s*(\d+))?\s*", part)
        if not match:
            raise ValueError('must be line numbers and ranges, such as "1166-1187" or "12, 14, 16-20"')
        if max(len(number or "") for number in match.groups()) > len(str(MAX_LINE)):
            raise ValueError(f"no document has that many lines: {clip(part.strip())}")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise ValueError(f"the range {part.strip()} does not run upwards")
        if len(numbers) + last - first >= MAX_LINES:
            raise ValueError(f"this names more than {MAX_LINES:,} lines, which no table has")
        numbers.extend(range(first, last + 1))
    return numbers


def range_bounds(cells: str) -> tuple[int, int, int, int]:
    """A range such as `B3:P25` as its left column, top row, right column and bottom row, counted from 1."""
    found = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", cells)
    if not found:
        raise ValueError(f"{cells} is not a range such as B3:P25")
    return column_number(found[1]), int(found[2]), column_number(found[3]), int(found[4])


def column_number(letters: str) -> int:
    """The number of a spreadsheet's column, counted from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class Strict(BaseModel):
    """Refuses keys that it does not know. The docstring below a field is what editors show of it."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
