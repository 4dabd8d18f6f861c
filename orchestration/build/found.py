"""What a build holds and what its rules found, as plain data: the one place where it is read."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import duckdb

from expectations.verdict import RuleVerdict
from orchestration.database import by_name, rows

SHOWN_UNJUDGED = 20
"""How many identities that it could not judge the record names of a rule that judged too little."""


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


def unjudged(connection: duckdb.DuckDBPyConnection, verdicts: list[RuleVerdict]) -> list[dict[str, Any]]:
    """Of rules that judged too little: some of the identities that count against them, with why there is no verdict."""
    found = connection.execute(
        "SELECT identity_id, rule_id, why FROM quality.judged_identity "
        "WHERE list_contains($1, rule_id) AND verdict = 'not_evaluable' AND NOT is_declared "
        "QUALIFY row_number() OVER (PARTITION BY rule_id ORDER BY identity_id) <= $2 ORDER BY rule_id, identity_id",
        [[verdict.rule_id for verdict in verdicts if verdict.judged_too_little], SHOWN_UNJUDGED],
    )
    return by_name(found)


def suspect_blocks(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Every block of open findings with the sets of cells that repair it, as plain data; none in an old release."""
    tables = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'quality' AND table_name = 'suspect_block'"
    ).fetchone()
    if not tables or not tables[0]:
        return []
    blocks = rows(connection, "SELECT * FROM quality.suspect_block ORDER BY block_id")
    cells = rows(connection, "SELECT * FROM quality.suspect ORDER BY block_id, set_number, figure_id")
    for block in blocks:
        mine = [cell for cell in cells if cell["block_id"] == block["block_id"]]
        block["suspect_sets"] = [
            {"set_number": number, "cells": list(group)} for number, group in groupby(mine, lambda c: c["set_number"])
        ]
    return blocks


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


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(count[0]) if count else 0
