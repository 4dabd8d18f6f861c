"""The steps of a refresh between reading and publishing, as plain functions on the private build file.

`prepare_build` starts it, dbt fills it, `refuse_rejected_cells` guards what people typed, `localise_build` looks for
the cells behind the findings, `judge_build` asks the rules, and `publish_build` makes it the release.
"""

from __future__ import annotations

import datetime as dt
import logging
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from expectations.localise.suspects import write_suspects
from expectations.verdict import RuleVerdict, why_refused
from orchestration.database import by_name, rows
from orchestration.home import Home
from orchestration.ingest.raw import REPORT_TABLES, RUN_TABLES, open_raw
from orchestration.ingest.report_lines import on_their_lines
from orchestration.ingest.reports import ReportChange, ingest
from orchestration.problems import BadInputError, Problem
from orchestration.refresh.attempt import Attempt, RefusedError
from orchestration.refresh.inputs import inputs_hash
from orchestration.refresh.judge import judge
from orchestration.refresh.rule_files import load_rules
from orchestration.refresh.seed_files import check_seeds
from orchestration.refresh.summary_suspects import suspect_blocks
from orchestration.release import publish
from orchestration.release.compare import changes_against_served
from orchestration.release.findings import load_known_findings
from orchestration.release.prune import prune
from orchestration.release.rollback import held, resume
from orchestration.release.stored import stored_releases

log = logging.getLogger("warehouse")


SHOWN_UNJUDGED = 20
"""How many identities that it could not judge the record names of a rule that judged too little."""

READS = 3
"""How often the reports are read before it is said that somebody keeps writing in them."""


@dataclass(frozen=True)
class Prepared:
    """What the build starts with: the reports with their status and cells, the rows of each raw table, the inputs."""

    reports: list[dict[str, Any]]
    rows: dict[str, int]
    inputs: str
    """The hash of all that the build is made from; see `inputs`."""


def prepare_build(home: Home, sources: Path, reread: Collection[str] = ()) -> Prepared:
    """Bring the raw store in line with `sources` and start a new build from it; `reread` as in `ingest`.

    Raises BadInputError where a seed is wrong, there is no report at all, the reports change while they are read, or
    the rules or waivers cannot be read; what is wrong inside a report is kept in `raw.problem`, so that it is told
    together with what SQL finds.
    """
    check_seeds()
    log.info("Reading the reports")
    changes, inputs = _read_unchanging(home, sources, reread)
    with open_raw(home.raw_database) as connection:
        load_rules(connection, dt.datetime.now(dt.UTC).date())
        load_known_findings(connection, stored_releases(home))
        counts = {table: _count(connection, f"raw.{table}") for table in (*REPORT_TABLES, *RUN_TABLES)}
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
    return Prepared(reports, counts, inputs)


def _read_unchanging(home: Home, sources: Path, reread: Collection[str]) -> tuple[list[ReportChange], str]:
    """Read the reports until nothing has changed while they were read: half of an edit is no report."""
    first: dict[str, ReportChange] = {}
    for _ in range(READS):
        before = inputs_hash(sources)
        for change in ingest(sources, home.raw_database, () if first else reread):
            # What a second reading leaves alone is still new to this refresh.
            if change.status != "unchanged" or change.report_id not in first:
                first[change.report_id] = change
        if inputs_hash(sources) == before:
            return sorted(first.values()), before
        log.info("The reports changed while they were read; reading again")
    message = f"the files changed while they were read, {READS} times in a row"
    raise BadInputError([Problem(sources.name, None, None, message, "Refresh again when the copying is done.")])


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
        rejected = connection.execute(
            "SELECT file, row_number, column_number, message, next_step, coalesce(report_id, ''), "
            "coalesce(table_id, ''), text FROM staging.rejected_cell"
        ).fetchall()
    if rejected:
        problems = on_their_lines([Problem(*row) for row in rejected], sources)
        raise BadInputError([problem.naming_look_alikes() for problem in problems])


def row_counts(build: Path) -> dict[str, int]:
    """How many rows each table of the build has, by `schema/table`; a view would have to be computed to be counted."""
    if not build.exists():
        return {}
    with duckdb.connect(str(build), read_only=True) as connection:
        tables = connection.execute("SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        if not tables:
            return {}
        counts = " UNION ALL ".join(
            f'SELECT \'{schema}/{table}\', count(*) FROM "{schema}"."{table}"' for schema, table in tables
        )
        return dict(connection.execute(counts).fetchall())


def table_columns(build: Path, schema: str) -> dict[str, dict[str, tuple[str, str]]]:
    """By table of a schema of the build, and by column: its type and its description."""
    with duckdb.connect(str(build), read_only=True) as connection:
        found = connection.execute(
            "SELECT table_name, column_name, data_type, coalesce(comment, '') FROM duckdb_columns() "
            "WHERE database_name = current_database() AND schema_name = ? ORDER BY table_name, column_index",
            [schema],
        ).fetchall()
    tables: dict[str, dict[str, tuple[str, str]]] = {}
    for table, column, kind, description in found:
        tables.setdefault(table, {})[column] = (kind, description)
    return tables


def localise_build(home: Home) -> tuple[int, int]:
    """Fill `quality.suspect` and `quality.suspect_block` of the build; returns how many rows each has."""
    return write_suspects(home.build_database)


def judge_build(home: Home, attempt: Attempt) -> list[RuleVerdict]:
    """Judge the rules on the build; verdicts, findings and what it changes are noted in the attempt's record."""
    log.info("Checking the rules")
    build = home.build_database
    verdicts = judge(build)
    with duckdb.connect(str(build), read_only=True) as connection:
        attempt.summary |= build_summary(connection)
        attempt.summary["unjudged"] = _unjudged(connection, verdicts)
    attempt.summary["rules"] = [verdict.as_dict() for verdict in verdicts]
    log.info("Comparing with the served release")
    attempt.summary["changes"] = changes_against_served(home, build)
    return verdicts


def build_summary(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What a warehouse holds and what its rules found, as plain data; the rules without a verdict of their own."""
    rules = rows(connection, "SELECT * FROM quality.rule_result ORDER BY rule_id")
    return {
        "figures": _count(connection, "core.figure"),
        "identities": sum(rule["identities"] for rule in rules),
        "titles": {rule["rule_id"]: {"nl": rule["title_nl"], "en": rule["title_en"]} for rule in rules},
        "findings": _findings(connection),
        "suspects": suspect_blocks(connection),
    }


def publish_build(home: Home, sources: Path, attempt: Attempt) -> str:
    """Publish the build; returns the release id.

    Raises RefusedError where a critical rule failed, a person went back to an earlier release, or what the build
    is made from has changed meanwhile.
    """
    if "rules" not in attempt.summary:
        raise RefusedError("nothing was judged in this run; launch the job `refresh`")
    verdicts = [RuleVerdict(**verdict) for verdict in attempt.summary["rules"]]
    if reason := why_refused(verdicts):
        raise RefusedError(reason)
    inputs = attempt.summary["inputs"]
    hold = held(home)
    if hold and hold.inputs_hash == inputs:
        raise RefusedError(
            f"a person went back to release {hold.release_id}, and nothing has changed since; "
            "`warehouse refresh --resume` publishes again"
        )
    if inputs_hash(sources) != inputs:
        raise RefusedError("the reports or the project's own files changed while they were built; refresh again")
    log.info("Publishing")
    release_id = publish.publish(home, verdicts, inputs, attempt.summary["changes"])
    resume(home)
    attempt.summary["release_id"] = release_id
    attempt.summary["pruned"] = prune(home)
    return release_id


def _start_build(home: Home) -> None:
    """A build never starts from what another one left behind."""
    build = home.build_database
    for leftover in build.parent.glob(build.name + "*"):
        leftover.unlink() if leftover.is_file() else shutil.rmtree(leftover)
    shutil.copyfile(home.raw_database, build)


def _findings(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Every finding with both sides and the printed cells that stand in it."""
    findings = rows(connection, "SELECT * FROM quality.finding ORDER BY status, rule_id, identity_id")
    cells = rows(
        connection,
        "SELECT identity_id, side, coefficient, figure_key, report_id, file, row_number, column_number, document_line, "
        "value_printed, findings_of_cell FROM quality.finding_cell "
        "ORDER BY identity_id, findings_of_cell DESC, side DESC, file, row_number, column_number",
    )
    for finding in findings:
        finding["cells"] = [c for c in cells if c["identity_id"] == finding["identity_id"]]
    return findings


def _unjudged(connection: duckdb.DuckDBPyConnection, verdicts: list[RuleVerdict]) -> list[dict[str, Any]]:
    """Of rules that judged too little: some of the identities that count against them, with why there is no verdict."""
    found = connection.execute(
        "SELECT identity_id, rule_id, why FROM quality.judged_identity "
        "WHERE list_contains($1, rule_id) AND verdict = 'not_evaluable' AND NOT is_declared "
        "QUALIFY row_number() OVER (PARTITION BY rule_id ORDER BY identity_id) <= $2 ORDER BY rule_id, identity_id",
        [[verdict.rule_id for verdict in verdicts if verdict.judged_too_little], SHOWN_UNJUDGED],
    )
    return by_name(found)


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(count[0]) if count else 0
