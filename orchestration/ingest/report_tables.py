"""The part of `report.yml` that says of tables, columns, rows and cells what they mean."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from orchestration.ingest.marks import (
    DASHES,
    Factor,
    Marks,
    Withheld,
    as_text,
    bounded,
    is_alone,
    mark_rows,
    plain_mark,
    withheld,
    wrong_marks,
)
from orchestration.ingest.report_fields import (
    MAX_COLUMNS,
    Encoding,
    LineNumber,
    Lines,
    Reading,
    RelativePath,
    Separator,
    Slug,
    Strict,
    Text,
    range_bounds,
)
from orchestration.yaml_file import Location, MisfitError, clip, misfits_of

TEXT_FILES = (".csv", ".tsv")
WORKBOOKS = (".xlsx", ".ods")
DIMENSIONS = (
    *("organisation", "metric", "area", "breakdown", "category", "crossed_breakdown", "crossed_category"),
    *("period", "compared_with", "unit", "qualifier"),
)
"""What a meaning can say of a figure; the values are ids or labels that an alias knows."""
COLUMN_DIMENSIONS = (*DIMENSIONS, "kind")
"""What plain values in `columns` can stand for."""

Kind = Literal[
    "realised",
    "target",
    "budget",
    "original_budget",
    "forecast",
    "over_target",
    "under_target",
    "over_budget",
    "under_budget",
    "over_original_budget",
    "under_original_budget",
    "over_forecast",
    "under_forecast",
]
"""The kinds of figure, as seed__kind has them."""


_SAID = (*DIMENSIONS, "dash", "blank", "ignore", "no_number", "note", "notation", "kind")
_YES_OR_NO = ("total", "cumulative", "provisional")
_NUMBERS = ("scale", "rounded_to")


def _as_it_stands(value: Any) -> Any:
    return value


class Second(Strict):
    """What the second number of a pair in a cell means: the 34% of `12 (34%)`. All else is as of the first."""

    metric: Text
    """What is counted or measured: a metric id, or a label that an alias knows."""
    unit: Text | None = None
    """The unit, where it is not the metric's."""
    qualifier: Text | None = None
    """The word that makes it inexact or an average."""
    compared_with: Text | None = None
    """Of a change or growth: the period that the period is compared with."""
    scale: Factor | None = None
    """What the second number is multiplied by."""
    rounded_to: Factor | None = None
    """The step that the second number is rounded to."""

    def dimensions(self) -> dict[str, str]:
        """What is said of the second number, each dimension with `second.` before it."""
        return {f"second.{key}": str(value) for key, value in self.__dict__.items() if value is not None}


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
    crossed_breakdown: Text | None = None
    """Of a table that crosses two breakdowns, age by gender: the second one."""
    crossed_category: Text | None = None
    """The category of the second breakdown; `whole` where the cell is the total over it."""
    kind: Kind | None = None
    """What the figures tell of: `realised` (left out: this), `target`, `budget`, `original_budget` or `forecast`; or
    how far the result lies from one: `over_budget` (realised - budget), `under_budget` (budget - realised), …"""
    period: Text | None = None
    """2021, 2021-H1, 2021-T1 (four months), 2021-Q1, 2021-03, 2021-W05, the day 2021-12-31, or first/last such as
    2018-07/2019-06; or as printed: "1e kwartaal 2021", "mrt-21", and "jan" of the year that the table is about."""
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
    cumulative: bool | None = None
    """Whether these cells count from the beginning of the year ("t/m Q2"): never a part of a sum over time."""
    marks: Marks | None = None
    """What printed marks stand for: {"x": suppressed, ".": unknown, "<5": {suppressed: [0, 4]}, "*": {note: TEXT}}."""
    notation: Literal["nl", "en", "si"] | None = None
    """How numbers are written: nl (1.361,5), en (1,361.5) or si (1 361,5); left out: nl."""
    scale: Factor | None = None
    """What printed numbers are multiplied by to be in units: 1000 under a heading `x 1.000`, 100 where 0,71 is 71 %."""
    rounded_to: Factor | None = None
    """The step that printed numbers are rounded to, as printed: 5 where only 0, 5, 10 and so on are printed."""
    provisional: bool | None = None
    """Whether the report calls these figures provisional."""
    suppressed: Withheld = None
    """Whether all these cells are withheld, whatever stands there; [lowest, highest] where the report gives bounds."""
    second: Second | None = None
    """What the second number of cells such as `12 (34%)` means."""
    ignore: Text | None = None
    """Why these cells are no figures (a heading, a remark). They stay in `raw.cell`."""
    no_number: Text | None = None
    """Why words stand where a number would; the figure is kept, without a value. A number there is refused."""
    note: Text | None = None
    """What a reader of the figure must know."""

    @model_validator(mode="after")
    def _say_it_once(self) -> Meaning:
        if self.marks and (misfits := wrong_marks(self.marks) + self._said_twice(self.marks)):
            raise MisfitError(misfits)
        return self

    def _said_twice(self, marks: Marks) -> list[tuple[Location, str]]:
        """Marks that stand for something by another key too."""
        wrong: list[tuple[Location, str]] = []
        for mark, meant in marks.items():
            plain = plain_mark(mark)
            other = "dash" if plain in DASHES else "blank" if not plain else "no_number"
            is_said = getattr(self, other) is not None
            if is_said and (other != "no_number" or is_alone(meant)):
                what = f"the mark {clip(mark)} is declared as two things: `{other}` says what it stands for too"
                wrong.append((("marks", mark), what))
        return wrong

    def dimensions(self) -> dict[str, str]:
        """The meaning flattened: dimension and value, both text, leaving out what is not said."""
        fields = self.__dict__
        said = {key: value for key in _SAID if (value := fields[key]) is not None}
        said |= {key: "true" if value else "false" for key in _YES_OR_NO if (value := fields[key]) is not None}
        said |= {key: str(value) for key in _NUMBERS if (value := fields[key]) is not None}
        if self.marks or self.suppressed or self.second:
            said |= self._more_dimensions()
        return said

    def _more_dimensions(self) -> dict[str, str]:
        said = self.second.dimensions() if self.second else {}
        if self.suppressed:
            said["suppressed"] = withheld(self.suppressed)
        others = {}
        for mark, meant in (self.marks or {}).items():
            plain = plain_mark(mark)
            if plain in DASHES or not plain:
                said["dash" if plain else "blank"] = bounded(meant)
            else:
                others[mark] = meant
        if others:
            said["marks"] = as_text(mark_rows(others))
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
    cells: dict[int, Meaning] = Field(default_factory=dict)
    """Meanings of single cells, by column number counted from 1."""

    def labels(self) -> list[str]:
        """The promised label texts, in the order of the table's label columns."""
        return self.label if isinstance(self.label, list) else [self.label]


ALL_SHEETS = "*"


def _sheet_names(value: Any) -> Any:
    """A single pattern is a list of one; `all` is every sheet."""
    return [ALL_SHEETS if value == "all" else value] if isinstance(value, str | int) else value


def _file_names(value: Any) -> Any:
    """A single name or pattern is a list of one."""
    return [value] if isinstance(value, str) else value


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
SheetNames = Annotated[
    list[Text],
    BeforeValidator(_sheet_names, json_schema_input_type=Literal["all"] | Text | list[Text]),
]
FileNames = Annotated[
    list[RelativePath],
    BeforeValidator(_file_names, json_schema_input_type=RelativePath | list[RelativePath]),
]
FillDown = bool | list[int]
DimensionName = Annotated[str | None, WithJsonSchema({"enum": [*DIMENSIONS, None]})]
ColumnDimensionName = Annotated[str | None, WithJsonSchema({"enum": [*COLUMN_DIMENSIONS, None]})]


class Table(Meaning):
    """One printed table. Its own keys of Meaning hold for every cell that no narrower scope speaks of."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["file"]}, {"required": ["files"]}]})

    id: Slug
    """A word of your own that no other table of the report has; figures are addressed by it."""
    title: Text
    """The printed title of the table; words in square brackets are ours."""
    file: RelativePath = ""
    """The .csv, .tsv, .xlsx or .ods file in the report's folder that holds the table exactly as printed."""
    files: FileNames | None = None
    """Files of one form, each a table with the id `ID-NAME`: a pattern (`started-*.csv`), or a list of names."""
    files_are: DimensionName = None
    """The dimension that the name of the file is a value of, for all its cells: what `*` stands for in the pattern."""
    separator: Separator | None = None
    """What separates the cells of a .csv; left out: it is recognised, and asked for where it can be two things."""
    encoding: Encoding | None = None
    """How a .csv is encoded, if not as the report says; left out: UTF-8, or Windows-1252 if nothing else is meant."""
    sheet: Text | None = None
    """The sheet of a workbook (.xlsx or .ods); left out: its only sheet."""
    sheets: SheetNames | None = None
    """Sheets of one form, each a table with the id `ID-SHEET`: `all`, a list of names, or a pattern (`Team *`)."""
    sheets_are: DimensionName = None
    """The dimension that the name of the sheet is a value of, for all its cells."""
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
    columns_are: ColumnDimensionName = None
    """The dimension that plain values in `columns` stand for."""
    rows_are: DimensionName = None
    """The dimension that the label column (`label`) names."""
    rows: list[PrintedRow] | None = None
    """The rows below the header in printed order: a label, or a mapping with `label`; left out: any rows whose labels
    are known."""
    source: Text | None = None
    """Whose figures these are, where the report takes them from another source; left out: that of the report."""
    fill_down: FillDown = False
    """Label columns whose empty cells mean what stands above them, as below a merged cell: `true` for all that name
    something, or their numbers, counted from 1."""
    around: bool = False
    """Whether titles may stand above the header, and blank rows, headings and lines of text between and below the rows.
    They are left out; never a row with a number in it."""
    leading: bool = False
    """Whether this table's figures are served where the report prints the same figure twice."""

    @model_validator(mode="after")
    def _make_sense(self) -> Table:
        """All that is wrong with the table at once, each at its own line of the file."""
        misfits = self._wrong_columns() or self._wrong_labels() + self._wrong_rows()
        misfits += self._wrong_header() + self._wrong_file() + self._wrong_files() + self._wrong_sheets()
        misfits += self._wrong_fill()
        misfits += [] if misfits else self._two_kinds()
        if misfits:
            raise MisfitError(misfits)
        return self

    def _wrong_columns(self) -> list[tuple[Location, str]]:
        if not self.columns:
            return [(("columns",), "`columns` is empty: list one entry for each printed column")]
        if len(self.columns) > MAX_COLUMNS:
            return [(("columns",), f"`columns` has {len(self.columns):,} entries; a table has at most {MAX_COLUMNS:,}")]
        said = (("columns_are", self.columns_are, COLUMN_DIMENSIONS), ("rows_are", self.rows_are, DIMENSIONS))
        wrong: list[tuple[Location, str]] = [
            ((key,), f"`{value}` is not a dimension; choose from {', '.join(known)}")
            for key, value, known in said
            if value is not None and value not in known
        ]
        for number, entry in [] if wrong else enumerate(self.columns, start=1):
            place: Location = ("columns", number - 1)
            try:
                self._column(number, entry)
            except ValidationError as error:
                model = LabelColumn if isinstance(entry, dict) and "labels" in entry else Meaning
                wrong += [(place + below, message) for below, message in misfits_of(error, model)]
            except ValueError as error:
                wrong.append((place, str(error)))
        return wrong

    def _wrong_labels(self) -> list[tuple[Location, str]]:
        """Two label columns that name the same dimension of the same cells: one of them would be lost."""
        taken: Counter[tuple[str, int | None]] = Counter()
        wrong: list[tuple[Location, str]] = []
        for number, column in self.label_columns.items():
            columns: list[int] | list[None] = column.columns or [None]
            places = [(column.labels, other) for other in columns]
            if column.labels != "text" and any(taken[place] for place in places):
                message = f"another column already names the {column.labels} of these cells; say `for` which"
                wrong.append((("columns", number - 1), message))
            taken.update(places)
        return wrong

    def _wrong_rows(self) -> list[tuple[Location, str]]:
        wrong: list[tuple[Location, str]] = []
        labels = len(self.label_columns)
        for number, row in enumerate(self.rows or []):
            if len(row.labels()) != labels:
                message = f"{len(row.labels())} labels stand here and the table has {labels} label columns"
                wrong.append((("rows", number, "label"), message))
            for column in row.cells:
                if not 1 <= column <= len(self.columns):
                    message = f"there is no column {column}: the table has {len(self.columns)}"
                    wrong.append((("rows", number, "cells", column), message))
        return wrong

    def _two_kinds(self) -> list[tuple[Location, str]]:
        """Rows that say another kind than a column does: of the cell where they meet nobody knows which it has."""
        wrong: list[tuple[Location, str]] = []
        for number, row in enumerate(self.rows or []):
            for column, meaning in self.meanings.items():
                cell = row.cells.get(column, Meaning())
                is_figure = not any(one.ignore for one in (row, meaning, cell))
                if is_figure and cell.kind is None and row.kind and meaning.kind and row.kind != meaning.kind:
                    message = f"column {column} holds two kinds: the column says {meaning.kind}, this row {row.kind}"
                    wrong.append((("rows", number, "kind"), message))
                    break
        return wrong

    def _wrong_header(self) -> list[tuple[Location, str]]:
        width = len(self.columns)
        return [
            (("header", number), f"this header row has {len(cells)} cells and `columns` has {width} entries")
            for number, cells in enumerate(self.header)
            if len(cells) != width
        ]

    def _wrong_file(self) -> list[tuple[Location, str]]:
        if not self.file and self.files is None:
            return [(("file",), "the key `file` is missing; for many files of one form it is `files`")]
        names: list[tuple[Location, str]] = [(("files", number), name) for number, name in enumerate(self.files or [])]
        names = names or [(("file",), self.file)]
        kinds = {name: PurePosixPath(name).suffix.lower() for _, name in names}
        wrong: list[tuple[Location, str]] = [
            (place, f"{clip(name)}: a table is a .csv, .tsv, .xlsx or .ods file")
            for place, name in names
            if kinds[name] not in TEXT_FILES + WORKBOOKS
        ]
        if wrong:
            return wrong
        of_kinds: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
            "a workbook (.xlsx or .ods)": (WORKBOOKS, ("sheet", "sheets", "range")),
            "a .csv": (TEXT_FILES, ("separator", "encoding")),
        }
        wrong += [
            ((key,), f"`{key}` is for {what}, and {name} is none")
            for what, (of_kind, keys) in of_kinds.items()
            for key in keys
            for name, kind in kinds.items()
            if getattr(self, key) is not None and kind not in of_kind
        ]
        if self.range is not None:
            left, top, right, bottom = range_bounds(self.range)
            if right < left or bottom < top:
                wrong.append((("range",), f"{self.range} does not run from top left to bottom right"))
            elif right - left + 1 != len(self.columns):
                sizes = f"is {right - left + 1} columns wide and `columns` has {len(self.columns)} entries"
                wrong.append((("range",), f"{self.range} {sizes}"))
        return wrong

    def _wrong_files(self) -> list[tuple[Location, str]]:
        if self.files is None:
            said = self.files_are is not None
            return [(("files_are",), "`files_are` is for a table with `files`")] if said else []
        wrong: list[tuple[Location, str]] = []
        if not self.files:
            wrong.append((("files",), "`files` is empty: say names or a pattern"))
        wrong += [
            ((key,), f"`{key}` is of one file, and `files` names several")
            for key in ("file", "document_lines")
            if getattr(self, key)
        ]
        return wrong + self._wrong_name_of("file", self.files_are)

    def _wrong_sheets(self) -> list[tuple[Location, str]]:
        if self.sheets is None:
            said = self.sheets_are is not None
            return [(("sheets_are",), "`sheets_are` is for a table with `sheets`")] if said else []
        wrong: list[tuple[Location, str]] = []
        if not self.sheets:
            wrong.append((("sheets",), "`sheets` is empty: say `all`, names or a pattern"))
        wrong += [
            ((key,), f"`{key}` is of one sheet, and `sheets` names several")
            for key in ("sheet", "document_lines")
            if getattr(self, key) is not None
        ]
        return wrong + self._wrong_name_of("sheet", self.sheets_are, self.files_are)

    def _wrong_name_of(self, what: str, named: str | None, taken: str | None = None) -> list[tuple[Location, str]]:
        """What is wrong with the dimension that the names of files or sheets are said to be values of."""
        key = f"{what}s_are"
        if named is None:
            return []
        if named not in DIMENSIONS:
            return [((key,), f"`{named}` is not a dimension; choose from {', '.join(DIMENSIONS)}")]
        if named in self.dimensions():
            return [((key,), f"`{named}` is said of the table, and `{key}` takes it from the name of the {what}")]
        if named == taken:
            return [((key,), f"`{named}` is what the name of the file says, by `files_are`")]
        return []

    def _wrong_fill(self) -> list[tuple[Location, str]]:
        wrong: list[tuple[Location, str]] = []
        if self.around and not self.header:
            wrong.append((("around",), "`around` looks for the header, and the table promises none in `header`"))
        if isinstance(self.fill_down, list):
            wrong += [
                (("fill_down", place), f"column {number} holds no labels")
                for place, number in enumerate(self.fill_down)
                if number not in self.label_columns
            ]
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

    @cached_property
    def _uses(self) -> dict[int, LabelColumn | Meaning | None]:
        """Column number to what the column is for; None for one without figures or labels."""
        return {number: self._column(number, entry) for number, entry in enumerate(self.columns, start=1)}

    @cached_property
    def meanings(self) -> dict[int, Meaning]:
        """Column number to meaning, for the columns that hold values."""
        return {number: use for number, use in self._uses.items() if isinstance(use, Meaning)}

    @cached_property
    def label_columns(self) -> dict[int, LabelColumn]:
        """Column number to what it labels, for the columns that hold labels."""
        return {number: use for number, use in self._uses.items() if isinstance(use, LabelColumn)}

    @property
    def is_in_workbook(self) -> bool:
        """Whether the table is in a workbook, and not in a file of text."""
        return self.file.lower().endswith(WORKBOOKS)

    @cached_property
    def fill_columns(self) -> list[int]:
        """The label columns whose empty cells mean what stands above them, counted from 1."""
        if isinstance(self.fill_down, list):
            return [number for number in self.label_columns if number in self.fill_down]
        return [number for number, use in self.label_columns.items() if self.fill_down and use.labels != "text"]

    def unnamed(self, row: Row | None, number: int) -> list[int]:
        """The columns with figures whose meaning a row leaves to the text of label column `number`."""
        column, values = self.label_columns[number], self.meanings
        said = row.dimensions() if row else {}
        if {column.labels, "ignore"} & said.keys() or "ignore" in self.dimensions():
            return []
        cells = {other: cell.dimensions() for other, cell in row.cells.items()} if row else {}
        if "ignore" in cells.get(number, {}):
            return []
        return [
            other
            for other, value in values.items()
            if other in (column.columns or values)
            and "ignore" not in value.dimensions()
            and not {column.labels, "ignore"} & cells.get(other, {}).keys()
        ]
