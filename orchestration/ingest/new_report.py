"""Writes the skeleton of a report folder: report.yml, one table, key figures and reasons, saying what to fill in.

The texts to fill in begin with FILL IN, and a report.yml that holds one is refused: a skeleton is never published.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.files import file_checksum
from orchestration.ingest.axis import KEY_FIGURE_COLUMNS
from orchestration.ingest.fill_in import FILL_IN
from orchestration.ingest.next_edition import next_edition
from orchestration.ingest.reasons import REASON_COLUMNS
from orchestration.ingest.report_file import KEY_FIGURES, REASONS
from orchestration.ingest.report_schema import schema_comment
from orchestration.ingest.skeleton import Skeleton, as_csv, as_scalar, check_place
from orchestration.report_folders import REPORT_FILE

TABLE = "first_table"

REPORT = """\
{schema}
#
# What begins with {fill_in} is to be filled in: replace the whole text. `warehouse check` names every place that is
# left. docs/add-a-report.md goes through it step by step; docs/report-yml.md explains every key.

id: {report_id}
title: {fill_in} the title, as printed on the cover
organisation: {organisation}
period: {period}
# published: 2024-03-01         # only if the report prints the date of publication
# cadence: {{every: half-year, due_after_days: 120}}   # when the next report is due, if one is awaited: an alert tells
{document}
# What every cell is about unless its table, column, row or the cell itself says otherwise.
means: {{area: {fill_in} the city that the report is about (an id or name)}}

# Figures that stand in the text or in pictures. If there are none, remove this line and the file.
key_figures: {key_figures}.csv

# Why figures are what they are, where the report explains it, in your own words. If it does not, remove this line and
# the file.
reasons: {reasons}.csv

tables:
  # One entry like this per printed table, in the order of the report.
  - id: {table}
    title: {fill_in} the title that is printed above the table
    file: {table}.csv
    # separator: semicolon      # of a .csv, if it can be two things; encoding: windows-1252, likewise
    # sheets: "Team *"          # of a workbook (.xlsx, .ods): a table for each sheet; sheet: NAME for one
    # sheets_are: area          # what the name of the sheet means
    # files: "started-*.csv"    # in the place of file: a table for each such file; files_are: area, as sheets_are
    # around: true              # titles stand above the header, and blank rows or source lines around the rows
    # fill_down: true           # an empty label is the one above it, as below merged cells
    # marks: {{x: suppressed, ".": unknown, "*": {{note: TEXT}}}}   # what stands where a number would, or beside one
    # scale: 1000               # under a heading "x 1.000"; notation: en for 1,361.5
    # document_lines: 120-124   # the line of the document of each row of the file, header rows included
    metric: {fill_in} what is counted (an id of dbt_project/seeds/seed__metric.csv)
    # The header row and the labels of the rows, exactly as printed and as they stand in the file.
    header: [[{fill_in} what is printed above the labels, {fill_in} what is printed above the numbers]]
    rows_are: area              # what the labels of the rows name: area, category, period, metric …
    columns_are: period         # what the columns with numbers stand for
    columns: [label, {fill_in} the period of the column (as of the report)]
    rows:                       # may be left out where every label is known
      - {fill_in} the label of the first row

# Words that only this report uses. Remove the marks (#) of what you need.
# define:
#   organisations: [{{id: sociaal-zeist, name: Sociaal team Zeist, area: zeist}}]
#   areas:
#     - {{id: zeist, name: Zeist, kind: city}}
#     - {{id: vollenhove, name: Vollenhove, kind: team, part_of: [zeist]}}
#   aliases: [{{dimension: area, label: Voll., means: vollenhove}}]
"""

CSV_TABLE = [
    [f"{FILL_IN} what is printed above the labels", f"{FILL_IN} what is printed above the numbers"],
    [f"{FILL_IN} the label of the first row", f"{FILL_IN} the number, as printed"],
]


def write_skeleton(
    sources: Path, report_id: str, organisation: str = "", period: str = "", document: Path | None = None
) -> list[Path]:
    """Write the folder `sources/report_id`, whole or not at all; returns its files.

    What is not given is left to be filled in; `document` is the report as published, of which the name and checksum
    are written. Raises ValueError, in words for the person who typed it, where the id is no id, the folder is there
    already, or a place cannot be read or written.
    """
    check_place(sources, report_id)
    report = REPORT.format(
        schema=schema_comment(sources / report_id),
        fill_in=FILL_IN,
        report_id=report_id,
        organisation=as_scalar(organisation) or f"{FILL_IN} the organisation (an id, or one that you define below)",
        period=as_scalar(period) or f"{FILL_IN} the period it accounts for, such as 2023, 2023-H1 or 2022-07/2023-06",
        document=_document(document),
        key_figures=KEY_FIGURES,
        reasons=REASONS,
        table=TABLE,
    )
    files = {
        REPORT_FILE: report,
        f"{TABLE}.csv": as_csv(CSV_TABLE),
        f"{KEY_FIGURES}.csv": as_csv([list(KEY_FIGURE_COLUMNS)]),
        f"{REASONS}.csv": as_csv([list(REASON_COLUMNS)]),
    }
    return Skeleton(files).write(sources, report_id)


def write_next_edition(
    sources: Path, report_id: str, like: str, period: str = "", document: Path | None = None
) -> tuple[list[Path], list[Path]]:
    """Write the folder of the next edition of the report `like`; returns its files, and those that are to be put there.

    Raises ValueError as `write_skeleton` does, and where the old report is nothing to go by.
    """
    check_place(sources, report_id)
    found = next_edition(sources, report_id, like, period, _said_of(document) if document else {})
    return found.write(sources, report_id), [sources / report_id / name for name in found.absent]


def _document(path: Path | None) -> str:
    """The entry of the document, or how to write one."""
    if path is None:
        return (
            "# The published file that document lines are counted in; `--document FILE` writes this line.\n"
            "# document: {file: jaarverslag.txt, sha256: …}\n"
        )
    said = _said_of(path)
    return f"document:\n  file: {as_scalar(said['file'])}\n  sha256: {said['sha256']}\n"


def _said_of(document: Path) -> dict[str, str]:
    """Name and checksum of the report as published."""
    checksum = file_checksum(document)
    if checksum in ("missing", "unreadable"):
        raise ValueError(f"the document {document} is {checksum}")
    return {"file": document.name, "sha256": checksum}
