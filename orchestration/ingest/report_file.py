"""`report.yml`: what a report folder says about its tables, as pydantic models.

The models are the format's definition: a key that is not here is a typo, and is refused with its line.
`docs/report-yml.md` explains the format to people, and `docs/report.schema.json`, made from the models and their
docstrings, to editors. Nothing in this module opens a table.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import Field, model_validator

from orchestration.ingest.declared_twice import declared_twice
from orchestration.ingest.fill_in import left_to_fill_in
from orchestration.ingest.report_fields import Date, Encoding, LineNumber, RelativePath, Slug, Strict, Text
from orchestration.ingest.report_tables import Meaning, Table
from orchestration.ingest.report_vocabulary import Vocabulary
from orchestration.problems import BadInputError, Problem, visible
from orchestration.report_folders import REPORT_FILE
from orchestration.yaml_file import Location, MisfitError, YamlFile, clip

GUIDE = "docs/report-yml.md"
KEY_FIGURES = "key_figures"
"""The table id that the figures of `key_figures` get; no table can be called so."""
REASONS = "reasons"
"""What the file of reasons is called, unless a report.yml says otherwise."""


class Document(Strict):
    """The report as published: the file that the line numbers count in."""

    file: Text
    """The name of the file; it need not be in the report's folder."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """The file's SHA-256, so that nobody counts lines in another version of it."""


class SeriesBreak(Strict):
    """Where the report says that its numbers cannot be compared with earlier ones."""

    id: Slug
    """A word of your own for this break."""
    metrics: list[Text]
    """The ids of the metrics that cannot be compared."""
    period: Text
    """The first period of the new series."""
    reason: Text
    """What changed, in our own words, in English."""
    reason_nl: Text | None = None
    """The same in Dutch, for the pages."""
    document_line: LineNumber | None = None
    """The line of the document that says so."""


class Cadence(Strict):
    """When the organisation's next report is due, so that one that stays out is noticed."""

    every: Literal["week", "month", "quarter", "four-months", "half-year", "year"]
    """How long the period is that the next report accounts for; it follows this report's own."""
    due_after_days: Annotated[int, Field(ge=0, le=3_650)]
    """How many days after the end of that period the report should be here."""


class Unseen(Strict):
    """What a program proposed and nobody has looked at. Take out what you have compared with the document."""

    tables: list[Text] = []
    """The ids of tables."""
    key_figures: list[Text] = []
    """The keys of key figures."""


class Report(Strict):
    """The whole of `report.yml`."""

    id: Slug
    """The report's id: the name of its folder."""
    title: Text
    """The title as printed."""
    organisation: Text
    """The organisation that accounts for itself in it: an id or name, or one that `define` adds."""
    period: Text
    """What it accounts for: 2021, 2021-H1, 2021-T1 (four months), 2021-Q1, 2021-03, 2021-W05, or first/last such as
    2018-07/2019-06."""
    school_year_starts: Annotated[int, Field(ge=1, le=12)] | None = None
    """The month in which its school years start; left out: 8, so that schooljaar 2022/2023 is 2022-08/2023-07."""
    fiscal_year_starts: Annotated[int, Field(ge=1, le=12)] | None = None
    """The month in which its fiscal years start, such as 10; FY 2007 is the one that ends in 2007. Without it none is
    understood."""
    published: Date | None = None
    """The printed date of publication; left out where the report prints none."""
    cadence: Cadence | None = None
    """When the next report of the organisation is due; left out where none is awaited. The latest report decides."""
    document: Document | None = None
    """The file that the tables were taken from."""
    source: Text | None = None
    """Whose figures these are, where the organisation does not account for them itself: `CBS StatLine, 37230ned`."""
    note: Text | None = None
    """What a reader of the report's figures must know."""
    draft: bool = False
    """Whether it is a draft that nobody has accepted: no refresh reads it. `warehouse accept` takes the key out."""
    unseen: Unseen | None = None
    """What a program proposed and nobody has looked at; `warehouse accept` writes it."""
    encoding: Encoding | None = None
    """How its .csv files are encoded; left out: UTF-8, or Windows-1252 where nothing else can be meant."""
    means: Meaning = Meaning()
    """What every cell means unless its table, column, row or the cell itself says otherwise."""
    key_figures: RelativePath | None = None
    """The CSV file of figures that stand in prose or a picture."""
    key_figures_note: Text | None = None
    """What a reader of those figures must know."""
    reasons: RelativePath | None = None
    """The CSV file of reasons: why figures are what they are, where the report explains it."""
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
        for key, file in (("key_figures", self.key_figures), ("reasons", self.reasons)):
            if file is not None and PurePosixPath(file).suffix.lower() != ".csv":
                misfits.append(((key,), f"{clip(file)}: the {key.replace('_', ' ')} are a .csv file"))
        if self.unseen is not None:
            known = {table.id for table in self.tables}
            misfits += [
                (("unseen", "tables", number), f"no table has the id {clip(name)}")
                for number, name in enumerate(self.unseen.tables)
                if name not in known
            ]
        if misfits:
            raise MisfitError(misfits)
        return self

    def years_start(self) -> dict[str, int]:
        """The keys that say in which month years of a kind start, with the month; those that are said."""
        months = {"school_year_starts": self.school_year_starts, "fiscal_year_starts": self.fiscal_year_starts}
        return {key: month for key, month in months.items() if month is not None}

    def files(self) -> list[str]:
        """The files that the report names besides report.yml, relative to its folder, each once."""
        named = [*(table.file for table in self.tables), self.key_figures, self.reasons]
        return list(dict.fromkeys(name for name in named if name))


def read_report(path: Path, sources: Path) -> Report:
    """The `report.yml` at `path`, in a folder of `sources`.

    Raises BadInputError with all that is wrong with it, each with the line of the file.
    """
    return to_report(report_yaml(path, sources), path, sources)


def report_yaml(path: Path, sources: Path, content: bytes | None = None) -> YamlFile:
    """The `report.yml` at `path` as YAML; `content` is what it holds, where that has been read already.

    Raises BadInputError where it is none.
    """
    return YamlFile(path, visible(path.relative_to(sources).as_posix()), GUIDE, content)


def to_report(file: YamlFile, path: Path, sources: Path) -> Report:
    """The report that a `report.yml` says; raises BadInputError with all that is wrong with it."""
    left = left_to_fill_in(file)
    problems = wrong_beside_the_model(file, path, sources) + left
    try:
        report = file.to_model(Report)
    except BadInputError as error:
        # What has still to be filled in fits nothing, and is told once.
        lines = {problem.row for problem in left}
        raise BadInputError([one for one in error.problems if one.row not in lines] + problems) from None
    if problems:
        raise BadInputError(problems)
    return report


def wrong_beside_the_model(file: YamlFile, path: Path, sources: Path) -> list[Problem]:
    """What is wrong with a report.yml that its model cannot see: the id of another folder, words that stand twice."""
    return _wrong_id(file, path, sources) + declared_twice(file, KEY_FIGURES)


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
