"""The tables of schema `raw`: what was read, before anything is made of it.

They live in a store of their own (`<home>/ingested.duckdb`) that outlives a refresh, so that an unchanged report is not
read again; each build starts from a copy. dbt reads these tables as its only sources.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from orchestration.database import attach, connect, literal

REPORT_TABLES: dict[str, str] = {
    "report": (
        "report_id VARCHAR, title VARCHAR, organisation VARCHAR, period VARCHAR, published DATE, document VARCHAR, "
        "document_sha256 VARCHAR, folder VARCHAR, checksum VARCHAR, note VARCHAR, cadence VARCHAR, "
        "due_after_days INTEGER, source VARCHAR"
    ),
    "report_table": (
        "report_id VARCHAR, table_id VARCHAR, title VARCHAR, file VARCHAR, sheet VARCHAR, page INTEGER, "
        "document_lines VARCHAR, position INTEGER, is_leading BOOLEAN, is_key_figures BOOLEAN, header_rows INTEGER, "
        "note VARCHAR, read_as VARCHAR, source VARCHAR"
    ),
    "cell": (
        "report_id VARCHAR, table_id VARCHAR, row_number INTEGER, column_number INTEGER, text VARCHAR, "
        "document_line INTEGER, file VARCHAR, file_checksum VARCHAR"
    ),
    "axis": (
        "report_id VARCHAR, table_id VARCHAR, scope VARCHAR, row_number INTEGER, column_number INTEGER, "
        "dimension VARCHAR, value VARCHAR"
    ),
    "mark": (
        "report_id VARCHAR, marks VARCHAR, mark VARCHAR, position VARCHAR, reading VARCHAR, low DECIMAL(18, 4), "
        "high DECIMAL(18, 4), note VARCHAR"
    ),
    "organisation": "report_id VARCHAR, organisation_id VARCHAR, name VARCHAR, area_id VARCHAR",
    "area": (
        "report_id VARCHAR, area_id VARCHAR, name VARCHAR, kind VARCHAR, code VARCHAR, inhabitants INTEGER, "
        "valid_from DATE, valid_until DATE, tile_row INTEGER, tile_column INTEGER"
    ),
    "area_member": "report_id VARCHAR, area_id VARCHAR, member_area_id VARCHAR",
    "area_change": "report_id VARCHAR, area_id VARCHAR, change VARCHAR, successor_area_id VARCHAR",
    "breakdown": "report_id VARCHAR, breakdown_id VARCHAR, label_nl VARCHAR, label_en VARCHAR",
    "category": (
        "report_id VARCHAR, breakdown_id VARCHAR, category_id VARCHAR, label_nl VARCHAR, label_en VARCHAR, "
        "part_of_category_id VARCHAR, position INTEGER"
    ),
    "metric": (
        "report_id VARCHAR, metric_id VARCHAR, label_nl VARCHAR, label_en VARCHAR, definition VARCHAR, "
        "definition_nl VARCHAR, unit VARCHAR, mart VARCHAR, over_time VARCHAR, over_areas VARCHAR, "
        "over_categories VARCHAR, inflow_metric_id VARCHAR, outflow_metric_id VARCHAR, share_of_metric_id VARCHAR, "
        "share_of_breakdown_id VARCHAR, share_of_category_id VARCHAR, part_metric_id VARCHAR, "
        "part_breakdown_id VARCHAR, part_category_id VARCHAR, difference_of_metric_id VARCHAR, "
        "growth_of_metric_id VARCHAR, mean_of_metric_id VARCHAR, formula VARCHAR, minimum DECIMAL(18, 4), "
        "maximum DECIMAL(18, 4)"
    ),
    "alias": (
        "report_id VARCHAR, dimension VARCHAR, breakdown_id VARCHAR, label VARCHAR, id VARCHAR, table_id VARCHAR"
    ),
    "shared_word": "report_id VARCHAR, file VARCHAR, dimension VARCHAR, breakdown_id VARCHAR, id VARCHAR",
    "series_break": (
        "report_id VARCHAR, break_id VARCHAR, metric VARCHAR, period VARCHAR, reason VARCHAR, reason_nl VARCHAR, "
        "document_line INTEGER"
    ),
    "reason": (
        "report_id VARCHAR, reason_id VARCHAR, metric VARCHAR, area VARCHAR, breakdown VARCHAR, category VARCHAR, "
        "period VARCHAR, reason VARCHAR, reason_nl VARCHAR, document_line INTEGER, file VARCHAR, row_number INTEGER"
    ),
    "unseen": "report_id VARCHAR, table_id VARCHAR, key VARCHAR",
    "problem": (
        "report_id VARCHAR, table_id VARCHAR, file VARCHAR, row_number INTEGER, column_number INTEGER, text VARCHAR, "
        "message VARCHAR, next_step VARCHAR"
    ),
}
"""Tables whose rows belong to a report (or a folder that should have been one) and are replaced with it."""

RUN_TABLES: dict[str, str] = {
    "rule": (
        "rule_id VARCHAR, family VARCHAR, severity VARCHAR, title_nl VARCHAR, title_en VARCHAR, description VARCHAR, "
        "description_nl VARCHAR, next_steps VARCHAR, next_steps_nl VARCHAR, minimum_evaluated_share DOUBLE"
    ),
    "rule_sentence": "rule_id VARCHAR, variant VARCHAR, sentence_nl VARCHAR, sentence_en VARCHAR",
    "waiver": (
        "identity_id VARCHAR, report_id VARCHAR, expected_difference DECIMAL(18, 4), reason VARCHAR, "
        "reason_nl VARCHAR, evidence VARCHAR, evidence_nl VARCHAR, owner VARCHAR, review_by DATE, is_due BOOLEAN"
    ),
    "known_finding": "identity_id VARCHAR, first_seen_release VARCHAR, first_seen_at TIMESTAMP",
}
"""Tables that every refresh fills anew: the rules, the waivers, and the findings that the newest release knew."""


DESCRIPTIONS: dict[str, str] = {
    "report": "One row per report folder that was read.",
    "report_table": "One row per table that a report file declares, key figures included.",
    "cell": "One row per cell of a table, as text, with its address.",
    "axis": "What report.yml and the labels say of cells: one row per scope, position and dimension.",
    "mark": "The marks that a report declares: one row for each in each set of marks that raw.axis names.",
    "organisation": "Organisations that a report file defines.",
    "area": "Areas that a report file defines.",
    "area_member": "Which area is part of which, as a report file defines it.",
    "area_change": "What became of areas that ended, as a report file defines it, one row per area that came of one.",
    "breakdown": "Names of breakdowns that a report file defines.",
    "category": "Categories that a report file defines.",
    "metric": "Metrics that a report file defines.",
    "alias": "Spellings that a report file explains.",
    "shared_word": "Words that reports have of a file of their organisation that holds nothing but words.",
    "series_break": "Breaks in a series that a report states, one row per metric.",
    "reason": "Why figures are what they are, as reports explain them: one row per reason.",
    "unseen": "What a program proposed and nobody has looked at: one row per table, or key figure.",
    "problem": "What is wrong with the sources. A release has none.",
    "rule": "The rules of expectations/rules.yml.",
    "rule_sentence": "What expectations/rules.yml says of a finding of a rule, with words in braces to be filled in.",
    "waiver": "The waivers of expectations/waivers.yml; is_due: the review date had passed when they were loaded.",
    "known_finding": "The findings of the newest release before this one, with the release that first saw them.",
}

COLUMN_DESCRIPTIONS: dict[str, str] = {
    "report_id": "The report: the name of its folder. In raw.waiver the report that the identity is about.",
    "table_id": "The table of the report; `key_figures` for its key figures; of an alias NULL where it holds in all.",
    "title": "Title as the report prints it.",
    "organisation": "The organisation that the report is of, as its report.yml says it.",
    "period": "The period as it is said: that of the report, that from which a break holds, or that of the figure that "
    "a reason is about.",
    "published": "The day on which the report was published; NULL where it is not said.",
    "document": "Name of the file that the report was typed from; NULL where it is not said.",
    "document_sha256": "SHA-256 of that file; NULL where it is not said.",
    "folder": "The report's folder below the sources folder.",
    "checksum": "Checksum of the folder as it was read: an unchanged one is not read again.",
    "source": "Whose figures these are, where the organisation does not account for them itself; NULL: its own.",
    "note": "Remark of report.yml for readers; NULL where there is none.",
    "cadence": "How often such a report comes: `year`, `half-year`, `four-months`, `quarter`, `month` or `week`; NULL "
    "where it is not said.",
    "due_after_days": "Days after its period within which such a report is expected; NULL where it is not said.",
    "file": "The file below the sources folder.",
    "sheet": "The sheet of a workbook; NULL for a CSV, and where a workbook has but one.",
    "page": "Page of the document that prints the table; NULL where it is not said.",
    "document_lines": "Lines of the document that print the table, such as `353-358`; NULL where it is not said.",
    "position": "Place of the table in its report.yml, counted from 1; of a mark `whole` (it is printed alone), "
    "`beside` (before or behind a number) or `form` (around it).",
    "is_leading": "Whether the table is served where another of the report prints the same figure.",
    "is_key_figures": "Whether it holds the figures of prose and pictures, a row each.",
    "header_rows": "How many rows of labels the table begins with; titles above them are among these.",
    "read_as": "What was recognised of the file and is not the usual: separators other than commas, an encoding other "
    "than UTF-8, rows that are left out; NULL where all is as usual.",
    "row_number": "Row of the table, header rows included, counted from 1; NULL if it is about no single one.",
    "column_number": "Column of the table, label columns included, counted from 1; NULL if it is about no single one.",
    "text": "What stands in the cell, as text; NULL where it is empty.",
    "document_line": "Line of the document that prints it, counted from 1; NULL where it is not said.",
    "file_checksum": "SHA-256 of the file as it was read.",
    "scope": "What it is said of: `table`, `column`, `row` or `cell`; the narrower wins.",
    "dimension": "What is said: in raw.axis a key of report.yml, such as `metric`, `area` or `period`; in raw.alias "
    "`organisation`, `metric`, `area`, `breakdown`, `category`, `unit` or `qualifier`.",
    "key": "The key of the key figure; NULL: the whole table.",
    "value": "The word, label or id that is said, as written.",
    "marks": "The set of marks, as dimension `marks` of raw.axis has it.",
    "mark": "What is printed, with single spaces; of a form of numbers with `#` for the number.",
    "reading": "What it stands for: `suppressed`, `unknown`, `zero`, `none`, `not_applicable` or `not_yet` where it is "
    "printed alone; `note`, `provisional`, `negative`, `positive` or a qualifier where it is beside a number.",
    "low": "Lower bound of a withheld value, as printed numbers are; NULL where there is none.",
    "high": "Upper bound of a withheld value, as printed numbers are; NULL where there is none.",
    "organisation_id": "Id of the organisation.",
    "name": "Name in Dutch.",
    "area_id": "Id of the area; of an organisation the city that it works in, of a membership the whole.",
    "kind": "Kind of area: `country`, `region`, `city`, `district`, `neighbourhood`, `group`, `team` or "
    "`team_without_area`.",
    "code": "The code that others know the area by, such as GM0344; NULL where it is not said.",
    "inhabitants": "How many people live in the area, about; NULL where it is not said.",
    "valid_from": "The first day of the area; NULL: it always was.",
    "valid_until": "The last day of the area; NULL: it has not ended.",
    "tile_row": "The row of the area's tile on the map of its city, from 1 in the north; NULL where it has none.",
    "tile_column": "The column of that tile, from 1 in the west; NULL where it has none.",
    "change": "What became of the area: `merged_into`, `split_into` or `renamed_to`.",
    "successor_area_id": "The area that it became, or that it became a part of.",
    "member_area_id": "The area that is a member.",
    "breakdown_id": "The breakdown of the category; NULL for the labels of other dimensions.",
    "category_id": "Id of the category within its breakdown.",
    "label_nl": "Name in Dutch.",
    "label_en": "Name in English.",
    "part_of_category_id": "The category of the same breakdown that this one is part of; NULL: of the whole alone.",
    "label": "The spelling in the report.",
    "id": "The id of the word, of a spelling the id that it stands for.",
    "metric_id": "Id of the metric.",
    "definition": "What it counts or measures, in English.",
    "definition_nl": "The same in Dutch.",
    "unit": "What it is counted in; see seed.unit.",
    "mart": "The mart that serves it; NULL: none.",
    "over_time": "How parts of a period make the period.",
    "over_areas": "How teams make their city or group.",
    "over_categories": "How categories make the whole.",
    "inflow_metric_id": "Of a number that runs on: the metric that comes in; NULL for others.",
    "outflow_metric_id": "Of a number that runs on: the metric that goes out; NULL for others.",
    "share_of_metric_id": "Of a percentage: the metric that it is a share of; NULL where it is no share.",
    "share_of_breakdown_id": "Breakdown of the category that it is a share of; NULL where the metric names none.",
    "share_of_category_id": "The category that it is a share of; NULL where the metric names none.",
    "part_metric_id": "Of a percentage: the metric that is the part; NULL where it is not said.",
    "part_breakdown_id": "Breakdown of the category that is the part; NULL: its own.",
    "part_category_id": "The category that is the part; NULL: its own.",
    "difference_of_metric_id": "Of a change: the metric whose numbers of two periods it compares; NULL for others.",
    "growth_of_metric_id": "Of a growth: the metric that grew; NULL for others.",
    "mean_of_metric_id": "Of a mean: the metric that counts what it is the mean of; NULL for others.",
    "formula": "The sum or difference of other metrics that it is; NULL where it is none.",
    "minimum": "The least value that it can have; NULL: that of its unit.",
    "maximum": "The greatest value that it can have; NULL: that of its unit.",
    "break_id": "Id of the break; the same for all metrics that it touches.",
    "metric": "The metric whose series breaks, or of the figure that a reason is about, as written.",
    "reason_id": "Id of the reason in its report: its key.",
    "area": "The area of the figure, as written or as `means` of the report says it; NULL: the organisation's city.",
    "breakdown": "The breakdown of the figure, as written; NULL for a whole figure.",
    "category": "The category of the figure, as written; NULL for a whole figure.",
    "reason": "Why, in English: why figures before and after a break cannot be compared, why a figure is what it is, "
    "or why a finding is accepted.",
    "reason_nl": "The same in Dutch; NULL where it is not given. Of a figure's reason that is given in one language, "
    "both are that.",
    "message": "What is wrong.",
    "next_step": "What to do about it.",
    "rule_id": "Id of the rule.",
    "family": "Family of the rule in English.",
    "severity": "What a finding does: `critical` stops the release, `warning` is published with it, `info` is counted.",
    "title_nl": "What the rule says, in Dutch.",
    "title_en": "What the rule says, in English.",
    "description": "What the rule compares, in English.",
    "description_nl": "What the rule compares, in Dutch.",
    "next_steps": "What a person does when the rule fails.",
    "next_steps_nl": "The same in Dutch.",
    "minimum_evaluated_share": "Least share of its identities that the rule must be able to judge, from 0 to 1.",
    "variant": "For which findings of the rule the sentence is.",
    "sentence_nl": "The sentence in Dutch, with words in braces to be filled in.",
    "sentence_en": "The sentence in English, with words in braces to be filled in.",
    "identity_id": "The identity: its rule and what it is about; see quality.identity.",
    "expected_difference": "The difference that is accepted; any other is an open finding.",
    "evidence": "Where it can be seen that the report prints it so.",
    "evidence_nl": "The same in Dutch; NULL where it is not given.",
    "owner": "Who answers for the waiver.",
    "review_by": "The day by which the waiver is to be looked at again.",
    "is_due": "Whether that day had passed when the waivers were loaded.",
    "first_seen_release": "The release that had the finding first.",
    "first_seen_at": "When that release was made.",
}
"""Columns of all tables, by name: a name means one thing."""


def create_raw_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create schema `raw` and those of its tables that are not there yet, with their descriptions.

    Those that every refresh fills are made anew, whatever columns they had. So are all of them where an earlier
    version made them with other columns: the store only saves reading, and the reports are read again.
    """
    connection.execute("CREATE SCHEMA IF NOT EXISTS raw")
    if _is_of_another_version(connection):
        for name in REPORT_TABLES:
            connection.execute(f"DROP TABLE IF EXISTS raw.{name}")
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'raw'"
    ).fetchall()
    missing = {name: columns for name, columns in REPORT_TABLES.items() if (name,) not in found} | RUN_TABLES
    for name, columns in missing.items():
        connection.execute(f"CREATE OR REPLACE TABLE raw.{name} ({columns})")
        connection.execute(f"COMMENT ON TABLE raw.{name} IS {literal(DESCRIPTIONS[name])}")
        for column in column_names(columns):
            connection.execute(f"COMMENT ON COLUMN raw.{name}.{column} IS {literal(COLUMN_DESCRIPTIONS[column])}")


def _is_of_another_version(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute(
        "SELECT table_name, string_agg(column_name, ' ' ORDER BY column_index), count(*) = count(comment) "
        "FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = 'raw' GROUP BY table_name"
    ).fetchall()
    declared = {name: " ".join(column_names(columns)) for name, columns in REPORT_TABLES.items()}
    return any(name in declared and (columns != declared[name] or not described) for name, columns, described in found)


def column_names(columns: str) -> list[str]:
    """The names in the columns of a table; a type such as DECIMAL(18, 4) has a comma too."""
    return re.findall(r"(?:^|, )([a-z]\w*) [A-Z]", columns)


def open_raw(raw_database: Path) -> duckdb.DuckDBPyConnection:
    """A connection to the raw store, made where there is none, in which one can say `raw.cell`.

    Opened by itself, a file called raw.duckdb is a catalog `raw`, and `raw.cell` is ambiguous; so it is
    attached under another name.
    """
    raw_database.parent.mkdir(parents=True, exist_ok=True)
    connection = connect()
    try:
        attach(connection, raw_database, "raw_store", read_only=False)
        connection.execute("USE raw_store")
    except BaseException:
        connection.close()
        raise
    return connection


def insert_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Append a few rows to a table of schema `raw`, all at once: one by one is slow in a column store."""
    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    values = ", ".join(f"unnest(${number})" for number in range(1, len(columns) + 1))
    connection.execute(f"INSERT INTO raw.{table} SELECT {values}", columns)
