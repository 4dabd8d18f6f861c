"""The tables of schema `raw`: what was read, before anything is made of it.

They live in a store of their own (`<home>/ingested.duckdb`) that outlives a refresh, so that an unchanged report is not
read again; each build starts from a copy. dbt reads these tables as its only sources.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.database import attach

REPORT_TABLES: dict[str, str] = {
    "report": (
        "report_id VARCHAR, title VARCHAR, organisation VARCHAR, period VARCHAR, published DATE, document VARCHAR, "
        "document_sha256 VARCHAR, folder VARCHAR, checksum VARCHAR, note VARCHAR, cadence VARCHAR, "
        "due_after_days INTEGER"
    ),
    "report_table": (
        "report_id VARCHAR, table_id VARCHAR, title VARCHAR, file VARCHAR, sheet VARCHAR, page INTEGER, "
        "document_lines VARCHAR, position INTEGER, is_leading BOOLEAN, is_key_figures BOOLEAN, header_rows INTEGER, "
        "note VARCHAR"
    ),
    "cell": (
        "report_id VARCHAR, table_id VARCHAR, row_number INTEGER, column_number INTEGER, text VARCHAR, "
        "document_line INTEGER, file VARCHAR, file_checksum VARCHAR"
    ),
    "axis": (
        "report_id VARCHAR, table_id VARCHAR, scope VARCHAR, row_number INTEGER, column_number INTEGER, "
        "dimension VARCHAR, value VARCHAR"
    ),
    "organisation": "report_id VARCHAR, organisation_id VARCHAR, name VARCHAR, area_id VARCHAR",
    "area": "report_id VARCHAR, area_id VARCHAR, name VARCHAR, kind VARCHAR",
    "area_member": "report_id VARCHAR, area_id VARCHAR, member_area_id VARCHAR",
    "category": (
        "report_id VARCHAR, breakdown_id VARCHAR, category_id VARCHAR, label_nl VARCHAR, label_en VARCHAR, "
        "part_of_category_id VARCHAR"
    ),
    "alias": (
        "report_id VARCHAR, dimension VARCHAR, breakdown_id VARCHAR, label VARCHAR, id VARCHAR, table_id VARCHAR"
    ),
    "series_break": (
        "report_id VARCHAR, break_id VARCHAR, metric VARCHAR, period VARCHAR, reason VARCHAR, reason_nl VARCHAR, "
        "document_line INTEGER"
    ),
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
    "organisation": "Organisations that a report file defines.",
    "area": "Areas that a report file defines.",
    "area_member": "Which area is part of which, as a report file defines it.",
    "category": "Categories that a report file defines.",
    "alias": "Spellings that a report file explains.",
    "series_break": "Breaks in a series that a report states, one row per metric.",
    "problem": "What is wrong with the sources. A release has none.",
    "rule": "The rules of expectations/rules.yml.",
    "rule_sentence": "What expectations/rules.yml says of a finding of a rule, with words in braces to be filled in.",
    "waiver": "The waivers of expectations/waivers.yml; is_due: the review date had passed when they were loaded.",
    "known_finding": "The findings of the newest release before this one, with the release that first saw them.",
}


def create_raw_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create schema `raw` and those of its tables that are not there yet, with their descriptions.

    Those that every refresh fills are made anew, whatever columns they had. So are all of them where an earlier
    version made them with other columns: the store only saves reading, and the reports are read again.
    """
    connection.execute("CREATE SCHEMA IF NOT EXISTS raw")
    if _is_of_another_version(connection):
        for name in REPORT_TABLES:
            connection.execute(f"DROP TABLE IF EXISTS raw.{name}")
    for name, columns in (REPORT_TABLES | RUN_TABLES).items():
        create = "CREATE OR REPLACE TABLE" if name in RUN_TABLES else "CREATE TABLE IF NOT EXISTS"
        connection.execute(f"{create} raw.{name} ({columns})")
        connection.execute(f"COMMENT ON TABLE raw.{name} IS '{DESCRIPTIONS[name]}'")


def _is_of_another_version(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute(
        "SELECT table_name, string_agg(column_name, ' ' ORDER BY column_index) FROM duckdb_columns() "
        "WHERE database_name = current_database() AND schema_name = 'raw' GROUP BY table_name"
    ).fetchall()
    declared = {
        name: " ".join(one.split()[0] for one in columns.split(", ")) for name, columns in REPORT_TABLES.items()
    }
    return any(columns != declared.get(name, columns) for name, columns in found)


def open_raw(raw_database: Path) -> duckdb.DuckDBPyConnection:
    """A connection to the raw store, made where there is none, in which one can say `raw.cell`.

    Opened by itself, a file called raw.duckdb is a catalog `raw`, and `raw.cell` is ambiguous; so it is
    attached under another name.
    """
    raw_database.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    try:
        # DuckDB draws its bar on the standard output, in the middle of what --json prints.
        connection.execute("SET enable_progress_bar = false")
        attach(connection, raw_database, "raw_store", read_only=False)
        connection.execute("USE raw_store")
    except BaseException:
        connection.close()
        raise
    return connection
