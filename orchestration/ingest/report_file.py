"""`report.yml`: what a report folder says about its tables, as pydantic models.

The models are the format's definition: a key that is not here is a typo, and is refused with its line.
`docs/report-yml.md` explains the format to people, and `docs/report.schema.json`, made from the models and their
docstrings, to editors. Nothing in this module opens a table.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from orchestration.ingest.declared_twice import declared_twice
from orchestration.ingest.fill_in import left_to_fill_in
from orchestration.problems import BadInputError, Problem, visible
from orchestration.yaml_file import Location, MisfitError, YamlFile, clip, explain

REPORT_FILE = "report.yml"
GUIDE = "docs/report-yml.md"
KEY_FIGURES = "key_figures"
"""The table id that the figures of `key_figures` get; no table can be called so."""

MAX_COLUMNS = 1_000
"""Columns of a table: a declaration of millions takes a minute to write and all memory to read."""
MAX_LINE = 10_000_000
"""The highest line or page of a document."""
MAX_LINES = 1_000_000
"""Lines that a table can name."""

DIMENSIONS = ("organisation", "metric", "area", "breakdown", "category", "period", "compared_with", "unit", "qualifier")
"""What a meaning can say of a figure; the values are ids or labels that an alias knows."""


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


def _not_whole(value: str) -> str:
    if value == "whole":
        raise ValueError('"whole" is kept for the total: `category: whole` says that there is no breakdown')
    return value


def _as_it_stands(value: Any) -> Any:
    return value


SLUG = "[a-z0-9]+([-_][a-z0-9]+)*"
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
Reading = Literal["zero", "none", "unknown"]


def is_slug(value: str) -> bool:
    """Whether a text can be an id: lower-case letters and digits, joined by - or _."""
    return re.fullmatch(SLUG, value) is not None


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


class Meaning(Strict):
    """What cells mean: of a report, a table, a column, a row or one cell. The narrower scope wins."""

    organisation: Text | None = None
    """The organisation, where it is not the report's: an id or name."""
    metric: Text | None = None
    """What is counted or measured: a metric id, or a label that an alias knows."""
    area: Text | None = None
    """The city, team or group of teams: an id, or a label that an alias knows."""
    breakdown: Text | None = None
    """What the categories divide the whole by, such as `referrer` or `complaint_kind`."""
    category: Text | None = None
    """A category of the breakdown; the reserved value `whole` says: no breakdown here, this is the total."""
    period: Text | None = None
    """2021, 2021-H1, 2021-Q1, 2021-03, the day 2021-12-31, or first/last such as 2018-07/2019-06."""
    compared_with: Text | None = None
    """Of a change or growth: the period that the period is compared with."""
    unit: Text | None = None
    """The unit, where it is not the metric's."""
    qualifier: Text | None = None
    """The printed word that makes a number inexact ("circa", "ruim") or an average; left out: exact."""
    dash: Reading | None = None
    """What a printed "-" stands for: zero, none (nothing to report; nothing in a sum) or unknown."""
    blank: Reading | None = None
    """What an empty cell stands for; the same three words."""
    total: bool | None = None
    """Whether the report prints these cells as a total."""
    ignore: Text | None = None
    """Why these cells are no figures (a heading, a remark). They stay in `raw.cell`."""
    no_number: Text | None = None
    """Why words stand where a number would; the figure is kept, without a value."""
    note: Text | None = None
    """What a reader of the figure must know."""

    def dimensions(self) -> dict[str, str]:
        """The meaning flattened: dimension and value, both text, leaving out what is not said."""
        said = self.model_dump(include={*DIMENSIONS, "dash", "blank", "note", "ignore", "no_number"}, exclude_none=True)
        if self.total is not None:
            said["total"] = "true" if self.total else "false"
        return said


class LabelColumn(Strict):
    """A column whose text names the value of a dimension for the cells of its row."""

    labels: Annotated[str, WithJsonSchema({"enum": [*DIMENSIONS, "text"]})]
    """The dimension it names (`area`, `category`, `metric`, …), or `text` where it is for readers only."""
    columns: Annotated[list[int] | None, Field(alias="for")] = None
    """The columns it speaks for, counted from 1; left out: every column of the row that holds values."""


class Row(Meaning):
    """A printed row that the report file promises, by its labels, with what it means beyond them."""

    label: Text | list[Text]
    """The text of the row's label column; a list where there are several label columns, in their order."""
    cells: dict[int, Meaning] = {}
    """Meanings of single cells, by column number counted from 1."""

    def labels(self) -> list[str]:
        """The promised label texts, in the order of the table's label columns."""
        return self.label if isinstance(self.label, list) else [self.label]


def _row(value: Any) -> Any:
    return value if isinstance(value, dict) else {"label": value}


PrintedRow = Annotated[Row, BeforeValidator(_row, json_schema_input_type=Text | Row)]
Column = Annotated[
    Any,
    # The table judges its columns itself: what a plain value means depends on its other keys.
    PlainValidator(
        _as_it_stands, json_schema_input_type=Literal["label", "value", "ignore"] | LabelColumn | Meaning | Text
    ),
]
DimensionName = Annotated[str | None, WithJsonSchema({"enum": [*DIMENSIONS, None]})]


class Table(Meaning):
    """One printed table. Its own keys of Meaning hold for every cell that no narrower scope speaks of."""

    id: Slug
    """A word of your own that no other table of the report has; figures are addressed by it."""
    title: Text
    """The printed title of the table; words in square brackets are ours."""
    file: RelativePath
    """The .csv or .xlsx file in the report's folder that holds the table exactly as printed."""
    sheet: Text | None = None
    """The sheet of an .xlsx file; left out: its only sheet."""
    range: Annotated[str | None, Field(pattern=r"^[A-Z]{1,3}[1-9]\d*:[A-Z]{1,3}[1-9]\d*$")] = None
    """The cells of the sheet that are the table, such as `B3:P25`; left out: the whole sheet."""
    document_lines: Lines | None = None
    """The lines of the report's document, one per row of the file, header rows included."""
    page: LineNumber | None = None
    """The page of the report's document, where it has pages."""
    header: list[list[Text]] = []
    """The header rows as printed, cell by cell. A file whose header reads otherwise is refused."""
    columns: list[Column]
    """One entry per printed column: `label`, `value`, `ignore`, a value of `columns_are`, a mapping of
    meanings, or `{labels: DIMENSION, for: [COLUMNS]}`."""
    columns_are: DimensionName = None
    """The dimension that plain values in `columns` stand for."""
    rows_are: DimensionName = None
    """The dimension that the label column (`label`) names."""
    rows: list[PrintedRow] | None = None
    """The rows below the header in printed order: a label, or a mapping with `label`; without: no promise."""
    leading: bool = False
    """Whether this table's figures are served where the report prints the same figure twice."""

    @model_validator(mode="after")
    def _make_sense(self) -> Table:
        """All that is wrong with the table at once, each at its own line of the file."""
        misfits = self._wrong_columns() or self._wrong_labels() + self._wrong_rows()
        misfits += self._wrong_header() + self._wrong_file()
        if misfits:
            raise MisfitError(misfits)
        return self

    def _wrong_columns(self) -> list[tuple[Location, str]]:
        if not self.columns:
            return [(("columns",), "`columns` is empty: list one entry for each printed column")]
        if len(self.columns) > MAX_COLUMNS:
            return [(("columns",), f"`columns` has {len(self.columns):,} entries; a table has at most {MAX_COLUMNS:,}")]
        said = {"columns_are": self.columns_are, "rows_are": self.rows_are}
        wrong: list[tuple[Location, str]] = [
            ((key,), f"`{value}` is not a dimension; choose from {', '.join(DIMENSIONS)}")
            for key, value in said.items()
            if value is not None and value not in DIMENSIONS
        ]
        for number, entry in [] if wrong else enumerate(self.columns, start=1):
            place: Location = ("columns", number - 1)
            try:
                self._column(number, entry)
            except ValidationError as error:
                model = LabelColumn if isinstance(entry, dict) and "labels" in entry else Meaning
                wrong += [(place + below, message) for below, message in explain(error, model)]
            except ValueError as error:
                wrong.append((place, str(error)))
        return wrong

    def _wrong_labels(self) -> list[tuple[Location, str]]:
        """Two label columns that name the same dimension of the same cells: one of them would be lost."""
        taken: Counter[tuple[str, int | None]] = Counter()
        wrong: list[tuple[Location, str]] = []
        for number, column in self.label_columns().items():
            columns: list[int] | list[None] = column.columns or [None]
            places = [(column.labels, other) for other in columns]
            if column.labels != "text" and any(taken[place] for place in places):
                message = f"another column already names the {column.labels} of these cells; say `for` which"
                wrong.append((("columns", number - 1), message))
            taken.update(places)
        return wrong

    def _wrong_rows(self) -> list[tuple[Location, str]]:
        wrong: list[tuple[Location, str]] = []
        labels = len(self.label_columns())
        for number, row in enumerate(self.rows or []):
            if len(row.labels()) != labels:
                message = f"{len(row.labels())} labels stand here and the table has {labels} label columns"
                wrong.append((("rows", number, "label"), message))
            for column in row.cells:
                if not 1 <= column <= len(self.columns):
                    message = f"there is no column {column}: the table has {len(self.columns)}"
                    wrong.append((("rows", number, "cells", column), message))
        return wrong

    def _wrong_header(self) -> list[tuple[Location, str]]:
        width = len(self.columns)
        return [
            (("header", number), f"this header row has {len(cells)} cells and `columns` has {width} entries")
            for number, cells in enumerate(self.header)
            if len(cells) != width
        ]

    def _wrong_file(self) -> list[tuple[Location, str]]:
        kind = PurePosixPath(self.file).suffix.lower()
        if kind not in (".csv", ".xlsx"):
            return [(("file",), f"{clip(self.file)}: a table is a .csv or an .xlsx file")]
        said = {"sheet": self.sheet, "range": self.range}
        wrong: list[tuple[Location, str]] = [
            ((key,), f"`{key}` is for .xlsx files, and {self.file} is none")
            for key, value in said.items()
            if value is not None and kind != ".xlsx"
        ]
        if self.range is not None:
            left, top, right, bottom = range_bounds(self.range)
            if right < left or bottom < top:
                wrong.append((("range",), f"{self.range} does not run from top left to bottom right"))
            elif right - left + 1 != len(self.columns):
                sizes = f"is {right - left + 1} columns wide and `columns` has {len(self.columns)} entries"
                wrong.append((("range",), f"{self.range} {sizes}"))
        return wrong

    def _column(self, number: int, entry: Any) -> LabelColumn | Meaning | None:
        if entry == "label":
            return LabelColumn(labels=self.rows_are or "text")
        if entry == "value":
            return Meaning()
        if entry == "ignore":
            return None
        if isinstance(entry, dict) and "labels" in entry:
            column = LabelColumn.model_validate(entry)
            if column.labels not in (*DIMENSIONS, "text"):
                raise ValueError(f"`{column.labels}` is not a dimension; choose from {', '.join(DIMENSIONS)}, or text")
            for other in column.columns or []:
                if not 1 <= other <= len(self.columns):
                    raise ValueError(f"column {number} labels column {other}, which the table does not have")
            return column
        if isinstance(entry, dict):
            return Meaning.model_validate(entry)
        if self.columns_are is None or entry is None:
            use = "use label, value, ignore or a mapping, or say `columns_are`"
            raise ValueError(f"column {number} is {clip(entry)}: {use}")
        return Meaning.model_validate({self.columns_are: entry})

    def meanings(self) -> dict[int, Meaning]:
        """Column number to meaning, for the columns that hold values."""
        found = {n: self._column(n, e) for n, e in enumerate(self.columns, start=1)}
        return {n: c for n, c in found.items() if isinstance(c, Meaning)}

    def label_columns(self) -> dict[int, LabelColumn]:
        """Column number to what it labels, for the columns that hold labels."""
        found = {n: self._column(n, e) for n, e in enumerate(self.columns, start=1)}
        return {n: c for n, c in found.items() if isinstance(c, LabelColumn)}


class Document(Strict):
    """The report as published: the file that the line numbers count in."""

    file: Text
    """The name of the file; it need not be in the report's folder."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """The file's SHA-256, so that nobody counts lines in another version of it."""


class NewOrganisation(Strict):
    """An organisation that the common vocabulary lacks."""

    id: Slug
    """The id, used in figure keys and by everyone who queries."""
    name: Text
    """The name as readers know it."""
    area: Text
    """The area that the organisation works in as a whole: its city."""


class NewArea(Strict):
    """An area that the common vocabulary lacks."""

    id: Slug
    """The id, used in figure keys and by everyone who queries."""
    name: Text
    """The name as readers know it; tables may use it as a label."""
    kind: Literal["city", "team", "group", "team_without_area"]
    """A city, a team in an area, a group of teams, or a team without an area of its own."""
    part_of: list[Text] = []
    """The areas it is part of."""


class NewCategory(Strict):
    """A category that the common vocabulary lacks, of a breakdown that it has."""

    breakdown: Text
    """The id of the breakdown it belongs to."""
    id: Annotated[Slug, AfterValidator(_not_whole)]
    """The id, used in figure keys and by everyone who queries."""
    name: Text
    """The Dutch label; tables may use it."""
    name_en: Text
    """The English label."""
    part_of: Text | None = None
    """The category it is a part of, in the same breakdown."""


class NewAlias(Strict):
    """A label as printed, and the id of what it means."""

    dimension: Literal["organisation", "metric", "area", "category", "unit", "qualifier"]
    """What the label names."""
    label: Text
    """The label as printed; capitals and blanks around it make no difference."""
    means: Text
    """The id it stands for."""
    breakdown: Text | None = None
    """Of a category: the breakdown it holds in."""
    table: Text | None = None
    """The table it holds in; left out: all tables of this report."""


class Vocabulary(Strict):
    """Words that the common vocabulary lacks and this report needs."""

    organisations: list[NewOrganisation] = []
    """Organisations."""
    areas: list[NewArea] = []
    """Cities, teams and groups of teams."""
    categories: list[NewCategory] = []
    """Categories of breakdowns."""
    aliases: list[NewAlias] = []
    """Printed labels, and what they mean."""


class SeriesBreak(Strict):
    """Where the report says that its numbers cannot be compared with earlier ones."""

    id: Slug
    """A word of your own for this break."""
    metrics: list[Text]
    """The ids of the metrics that cannot be compared."""
    period: Text
    """The first period of the new series."""
    reason: Text
    """In our own words."""
    document_line: LineNumber | None = None
    """The line of the document that says so."""


class Cadence(Strict):
    """When the organisation's next report is due, so that one that stays out is noticed."""

    every: Literal["month", "quarter", "half-year", "year"]
    """How long the period is that the next report accounts for; it follows this report's own."""
    due_after_days: Annotated[int, Field(ge=0, le=3_650)]
    """How many days after the end of that period the report should be here."""


class Report(Strict):
    """The whole of `report.yml`."""

    id: Slug
    """The report's id: the name of its folder."""
    title: Text
    """The title as printed."""
    organisation: Text
    """The organisation that accounts for itself in it: an id or name, or one that `define` adds."""
    period: Text
    """What it accounts for: 2021, 2021-H1, 2021-Q1, 2021-03, or first/last such as 2018-07/2019-06."""
    published: Date | None = None
    """The printed date of publication; left out where the report prints none."""
    cadence: Cadence | None = None
    """When the next report of the organisation is due; left out where none is awaited. The latest report decides."""
    document: Document | None = None
    """The file that the tables were taken from."""
    note: Text | None = None
    """What a reader of the report's figures must know."""
    means: Meaning = Meaning()
    """What every cell means unless its table, column, row or the cell itself says otherwise."""
    key_figures: RelativePath | None = None
    """The CSV file of figures that stand in prose or a picture."""
    key_figures_note: Text | None = None
    """What a reader of those figures must know."""
    tables: list[Table] = []
    """The printed tables, in the order of the report."""
    define: Vocabulary = Vocabulary()
    """Organisations, areas, categories and labels that nobody else uses."""
    breaks: list[SeriesBreak] = []
    """Where the report says that its numbers cannot be compared with earlier ones."""

    @model_validator(mode="after")
    def _make_sense(self) -> Report:
        misfits: list[tuple[Location, str]] = []
        if not self.tables and self.key_figures is None:
            misfits.append((("id",), "the report has neither tables nor key figures"))
        if self.key_figures is not None and PurePosixPath(self.key_figures).suffix.lower() != ".csv":
            misfits.append((("key_figures",), f"{clip(self.key_figures)}: the key figures are a .csv file"))
        if misfits:
            raise MisfitError(misfits)
        return self

    def files(self) -> list[str]:
        """The files that the report names besides report.yml, relative to its folder, each once."""
        named = [table.file for table in self.tables] + ([self.key_figures] if self.key_figures else [])
        return list(dict.fromkeys(named))


def read_report(path: Path, sources: Path) -> Report:
    """The `report.yml` at `path`, in a folder of `sources`.

    Raises BadInputError with all that is wrong with it, each with the line of the file.
    """
    file = YamlFile(path, visible(path.relative_to(sources).as_posix()), GUIDE)
    problems = _wrong_id(file, path, sources) + declared_twice(file, KEY_FIGURES) + left_to_fill_in(file)
    try:
        report = file.to_model(Report)
    except BadInputError as error:
        raise BadInputError(error.problems + problems) from None
    if problems:
        raise BadInputError(problems)
    return report


def _wrong_id(file: YamlFile, path: Path, sources: Path) -> list[Problem]:
    folder = path.parent.name
    said = file.data.get("id") if isinstance(file.data, dict) else None
    if not isinstance(said, str) or said == folder:
        return []
    if re.fullmatch(r"[\w-]+", said) and (sources / said / REPORT_FILE).is_file():
        message = f"the id `{said}` is taken: the folder {said} has it too"
    else:
        message = f"the id is {clip(said)} and the folder is called {clip(folder)}"
    return [file.problem(("id",), message, "Give every report an id of its own and its folder the same name")]
