"""The steps of a refresh between reading and publishing, as plain functions on the private build file.

`prepare_build` starts it, dbt fills it, `refuse_rejected_cells` guards what people typed, `judge_build` asks the
rules, and `publish_build` makes it the release.
"""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.home import Home
from orchestration.ingest.raw import REPORT_TABLES, RUN_TABLES
from orchestration.ingest.report_lines import on_their_lines
from orchestration.ingest.reports import ingest, open_raw
from orchestration.problems import BadInputError, Problem
from orchestration.refresh.attempt import Attempt, RefusedError
from orchestration.refresh.rule_files import load_known_findings, load_rules
from orchestration.release import publish
from orchestration.release.compare import compare

if TYPE_CHECKING:
    from expectations.suite import RuleVerdict

log = logging.getLogger("warehouse")


@dataclass(frozen=True)
class Prepared:
    """What the build starts with: the reports with their status and cells, and the rows of each raw table."""

    reports: list[dict[str, Any]]
    rows: dict[str, int]


def prepare_build(home: Home, sources: Path) -> Prepared:
    """Bring the raw store in line with `sources` and start a new build from it.

    Raises BadInputError where there is no report at all, or the rules or waivers cannot be read; what is wrong
    inside a report is kept in `raw.problem`, so that it is told together with what SQL finds.
    """
    log.info("Reading the reports")
    changes = ingest(sources, home.raw_database)
    with open_raw(home.raw_database) as connection:
        load_rules(connection)
        load_known_findings(connection, publish.served_release(home))
        rows = {table: _count(connection, f"raw.{table}") for table in (*REPORT_TABLES, *RUN_TABLES)}
        checksums = dict(connection.execute("SELECT report_id, checksum FROM raw.report").fetchall())
        connection.execute("CHECKPOINT")
    _start_build(home)
    reports = [
        {
            "report_id": change.report_id,
            "status": change.status,
            "cells": change.cells,
            "checksum": checksums.get(change.report_id, ""),
        }
        for change in changes
    ]
    return Prepared(reports, rows)


def refuse_rejected_cells(build: Path, sources: Path) -> None:
    """Raise BadInputError with everything that stands in `staging.rejected_cell`; nothing where it is empty.

    Of what a report.yml says, the line is looked up in `sources`: SQL knows what it says and not where.
    """
    with duckdb.connect(str(build), read_only=True) as connection:
        built = connection.execute(
            "SELECT count(*) FROM information_schema.tables "
            "WHERE table_schema = 'staging' AND table_name = 'rejected_cell'"
        ).fetchone()
        if not built or not built[0]:
            return
        rows = connection.execute(
            "SELECT file, row_number, column_number, message, next_step, coalesce(report_id, ''), "
            "coalesce(table_id, ''), text FROM staging.rejected_cell"
        ).fetchall()
    if rows:
        raise BadInputError(on_their_lines([Problem(*row) for row in rows], sources))


def judge_build(build: Path, attempt: Attempt) -> list[RuleVerdict]:
    """Judge the rules on the build; verdicts and findings are noted in the attempt's record."""
    log.info("Checking the rules")
    from expectations.suite import judge

    verdicts = judge(build)
    with duckdb.connect(str(build), read_only=True) as connection:
        attempt.summary |= build_summary(connection)
    attempt.summary["rules"] = publish.as_plain(verdicts)
    return verdicts


def build_summary(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What a warehouse holds and what its rules found, as plain data; the rules without a verdict of their own."""
    rules = _rows(connection, "SELECT * FROM quality.rule_result ORDER BY rule_id")
    return {
        "figures": _count(connection, "core.figure"),
        "identities": sum(rule["identities"] for rule in rules),
        "titles": {rule["rule_id"]: {"nl": rule["title_nl"], "en": rule["title_en"]} for rule in rules},
        "findings": _findings(connection),
    }


def publish_build(home: Home, attempt: Attempt) -> str:
    """Publish the build; returns the release id. Raises RefusedError where a critical rule failed."""
    from expectations.suite import RuleVerdict

    if "rules" not in attempt.summary:
        raise RefusedError("nothing was judged in this run; launch the job `refresh`")
    verdicts = [RuleVerdict(**verdict) for verdict in attempt.summary["rules"]]
    stopping = [verdict.rule_id for verdict in verdicts if verdict.stops_release]
    if stopping:
        raise RefusedError(f"critical rules failed: {', '.join(stopping)}")
    log.info("Comparing with the served release")
    attempt.summary["changes"] = compare(home.build_database, publish.served_release(home))
    log.info("Publishing")
    attempt.summary["release_id"] = publish.publish(home, verdicts)
    return str(attempt.summary["release_id"])


def _start_build(home: Home) -> None:
    """A build never starts from what another one left behind."""
    build = home.build_database
    for leftover in build.parent.glob(build.name + "*"):
        leftover.unlink() if leftover.is_file() else shutil.rmtree(leftover)
    shutil.copyfile(home.raw_database, build)


def _findings(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Every finding with both sides and the printed cells that stand in it."""
    findings = _rows(connection, "SELECT * FROM quality.finding ORDER BY status, rule_id, identity_id")
    cells = _rows(
        connection,
        "SELECT identity_id, side, coefficient, figure_key, file, row_number, column_number, document_line, "
        "value_printed, findings_of_cell FROM quality.finding_cell "
        "ORDER BY identity_id, findings_of_cell DESC, side DESC, file, row_number, column_number",
    )
    for finding in findings:
        finding["cells"] = [c for c in cells if c["identity_id"] == finding["identity_id"]]
    return findings


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(count[0]) if count else 0
