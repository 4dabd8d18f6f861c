"""What a build or a release holds and what its rules found: the one place where that is read for a record."""

from __future__ import annotations

from itertools import groupby
from typing import Any, NamedTuple, TypeVar

import duckdb

from orchestration.database import by_name, count_rows, rows
from orchestration.plain_data import from_plain
from orchestration.record import (
    Finding,
    FindingCell,
    RuleTitle,
    Summary,
    SuspectBlock,
    SuspectCell,
    SuspectSet,
    UnjudgedIdentity,
)
from orchestration.verdict import RuleVerdict

Part = TypeVar("Part")

SHOWN_UNJUDGED = 20
"""How many identities that it could not judge the record names of a rule that judged too little."""


class FindingCounts(NamedTuple):
    """How many findings nobody has accepted, and how many are waived."""

    open: int
    waived: int


def note_found(summary: Summary, connection: duckdb.DuckDBPyConnection) -> None:
    """Note what a warehouse holds and what its rules found: figures, identities, findings and suspects."""
    rules = rows(connection, "SELECT * FROM quality.rule_result ORDER BY rule_id")
    summary.figures = count_rows(connection, "core.figure")
    summary.identities = sum(rule["identities"] for rule in rules)
    summary.titles = {rule["rule_id"]: RuleTitle(rule["title_nl"], rule["title_en"]) for rule in rules}
    summary.findings = _findings(connection)
    summary.suspects = _suspect_blocks(connection)


def count_findings(connection: duckdb.DuckDBPyConnection) -> FindingCounts:
    """How many findings a warehouse has. Raises duckdb.Error if it has no such table."""
    counts = connection.execute(
        "SELECT count(*) FILTER (status = 'open'), count(*) FILTER (status = 'waived') FROM quality.finding"
    ).fetchone()
    return FindingCounts(*counts) if counts else FindingCounts(0, 0)


def unjudged(connection: duckdb.DuckDBPyConnection, verdicts: list[RuleVerdict]) -> list[UnjudgedIdentity]:
    """Of rules that judged too little: some of the identities that count against them, with why there is no verdict."""
    found = connection.execute(
        "SELECT identity_id, rule_id, why FROM quality.judged_identity "
        "WHERE list_contains($1, rule_id) AND verdict = 'not_evaluable' AND NOT is_declared "
        "QUALIFY row_number() OVER (PARTITION BY rule_id ORDER BY identity_id) <= $2 ORDER BY rule_id, identity_id",
        [[verdict.rule_id for verdict in verdicts if verdict.judged_too_little], SHOWN_UNJUDGED],
    )
    return [from_plain(UnjudgedIdentity, row) for row in by_name(found)]


def served_verdicts(connection: duckdb.DuckDBPyConnection) -> list[RuleVerdict]:
    """The verdicts on its rules that a release holds; which rows failed stands in its findings."""
    found = rows(
        connection,
        "SELECT c.*, r.next_steps, r.minimum_evaluated_share FROM release.check_result AS c "
        "JOIN quality.rule_result AS r USING (rule_id) ORDER BY rule_id",
    )
    return [from_plain(RuleVerdict, row | {"failing_rows": [], "counts": row}) for row in found]


def _findings(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Every finding with both sides and the printed cells that stand in it."""
    cells = rows(
        connection,
        "SELECT identity_id, side, coefficient, figure_key, report_id, file, row_number, column_number, document_line, "
        "value_printed, findings_of_cell FROM quality.finding_cell "
        "ORDER BY identity_id, findings_of_cell DESC, side DESC, file, row_number, column_number",
    )
    by_finding = _grouped(cells, "identity_id", FindingCell)
    findings = [
        from_plain(Finding, row)
        for row in rows(connection, "SELECT * FROM quality.finding ORDER BY status, rule_id, identity_id")
    ]
    for finding in findings:
        finding.cells.extend(by_finding.get(finding.identity_id, []))
    return findings


def _suspect_blocks(connection: duckdb.DuckDBPyConnection) -> list[SuspectBlock]:
    """Every block of open findings with the sets of cells that repair it; none in an old release."""
    tables = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'quality' AND table_name = 'suspect_block'"
    ).fetchone()
    if not tables or not tables[0]:
        return []
    cells = rows(connection, "SELECT * FROM quality.suspect ORDER BY block_id, set_number, figure_id")
    by_block = _grouped(cells, "block_id", SuspectCell)
    blocks = [
        from_plain(SuspectBlock, row)
        for row in rows(connection, "SELECT * FROM quality.suspect_block ORDER BY block_id")
    ]
    for block in blocks:
        sets = groupby(by_block.get(block.block_id, []), lambda cell: cell.set_number)
        block.suspect_sets.extend(SuspectSet(number, list(group)) for number, group in sets)
    return blocks


def _grouped(found: list[dict[str, Any]], by: str, kind: type[Part]) -> dict[Any, list[Part]]:
    groups: dict[Any, list[Part]] = {}
    for row in found:
        groups.setdefault(row[by], []).append(from_plain(kind, row))
    return groups
