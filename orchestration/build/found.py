"""What a build or a release holds and what its rules found: the one place where that is read for a record."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

import duckdb

from orchestration.database import by_name, count_rows, rows
from orchestration.plain_data import from_plain
from orchestration.record import (
    Finding,
    FindingCell,
    FindingTotals,
    ReportFindings,
    RuleTitle,
    Summary,
    SuspectBlock,
    SuspectCell,
    SuspectSet,
    UnjudgedIdentity,
)
from orchestration.verdict import RuleVerdict

Part = TypeVar("Part")

SEVERITIES = ("critical", "warning", "info")
"""The gravest first."""

KEPT_FINDINGS = 300
"""How many findings a record holds: of more it holds the worst, and counts the rest."""

KEPT_CELLS = 20
"""How many cells a record then names of each finding, and how many sets of each block of suspects."""

KEPT_ORGANISATIONS = 36
"""How many organisations are named that the findings of a rule are about."""

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
    counts = count_findings(connection)
    is_all = sum(counts) <= KEPT_FINDINGS
    summary.findings = findings(connection, None if is_all else KEPT_FINDINGS)
    summary.suspects = suspect_blocks(connection, None if is_all else [one.identity_id for one in summary.findings])
    summary.totals = None if is_all else _totals(connection, counts)


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


def organisations_by_rule(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """By rule: the organisations that its open findings are about, or some dozens of them."""
    found = connection.execute(
        "SELECT rule_id, list(DISTINCT organisation_id ORDER BY organisation_id) FROM quality.finding "
        "WHERE status = 'open' AND organisation_id IS NOT NULL GROUP BY rule_id"
    ).fetchall()
    return {rule_id: names[:KEPT_ORGANISATIONS] for rule_id, names in found}


def served_verdicts(connection: duckdb.DuckDBPyConnection) -> list[RuleVerdict]:
    """The verdicts on its rules that a release holds; which rows failed stands in its findings."""
    found = rows(
        connection,
        "SELECT c.*, r.next_steps, r.minimum_evaluated_share FROM release.check_result AS c "
        "JOIN quality.rule_result AS r USING (rule_id) ORDER BY rule_id",
    )
    return [from_plain(RuleVerdict, row | {"failing_rows": [], "counts": row}) for row in found]


def has_table(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    """Whether a warehouse has a table: one of before it came has not."""
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?", [schema, table]
    ).fetchone()
    return found is not None


def findings(
    connection: duckdb.DuckDBPyConnection, most: int | None = None, where: str = "true", values: Sequence[Any] = ()
) -> list[Finding]:
    """The findings that a condition on `quality.finding` selects, with both sides and the printed cells in them.

    `most`: as many of the worst, with a few cells each; otherwise all, in the order of rules.
    """
    named = f"SELECT f.* FROM quality.finding AS f WHERE {where}"
    if most is None:
        told = by_name(connection.execute(f"{named} ORDER BY f.status, f.rule_id, f.identity_id", values))
    else:
        told = by_name(connection.execute(f"{named} ORDER BY {_worst_first(connection)} LIMIT {most}", values))
        told.sort(key=lambda row: (row["status"], SEVERITIES.index(row["severity"])))
    names = [row["identity_id"] for row in told]
    order = "findings_of_cell DESC, side DESC, file, row_number, column_number"
    cells = connection.execute(
        "SELECT identity_id, side, coefficient, figure_key, report_id, file, row_number, column_number, document_line, "
        "value_printed, findings_of_cell FROM quality.finding_cell WHERE identity_id IN (SELECT unnest($1)) "
        f"QUALIFY row_number() OVER (PARTITION BY identity_id ORDER BY {order}) <= $2 ORDER BY identity_id, {order}",
        [names, 2**31 - 1 if most is None else KEPT_CELLS],
    )
    by_finding = _grouped(by_name(cells), "identity_id", FindingCell)
    found = [from_plain(Finding, row) for row in told]
    for finding in found:
        finding.cells.extend(by_finding.get(finding.identity_id, []))
    return found


def severity_rank(severity: str) -> str:
    """The place of a severity in SEVERITIES, as SQL."""
    ranks = " ".join(f"WHEN '{name}' THEN {rank}" for rank, name in enumerate(SEVERITIES))
    return f"CASE {severity} {ranks} END"


def _worst_first(connection: duckdb.DuckDBPyConnection) -> str:
    """An order of findings: what is open, critical, and has a suspect; then by how far apart both sides are."""
    suspected = "false"
    if has_table(connection, "quality", "suspect_block"):
        suspected = (
            "f.identity_id IN (SELECT unnest(b.identity_ids) FROM quality.suspect_block AS b WHERE b.cells_per_set = 1)"
        )
    return (
        f"f.status = 'open' DESC, {severity_rank('f.severity')}, {suspected} DESC, "
        "abs(f.difference) DESC NULLS LAST, f.identity_id"
    )


def _totals(connection: duckdb.DuckDBPyConnection, counts: FindingCounts) -> FindingTotals:
    """How much was found in all: by report, and how many blocks have which suspects."""
    by_report = rows(
        connection,
        f"""
        SELECT
            c.report_id,
            count(DISTINCT f.identity_id) FILTER (f.status = 'open') AS open,
            count(DISTINCT f.identity_id) FILTER (f.status = 'waived') AS waived,
            min_by(f.severity, {severity_rank("f.severity")}) FILTER (f.status = 'open') AS worst
        FROM quality.finding AS f
        INNER JOIN quality.finding_cell AS c ON f.identity_id = c.identity_id
        GROUP BY c.report_id
        ORDER BY open DESC, waived DESC, c.report_id
        """,
    )
    blocks: dict[str, int] = {}
    if has_table(connection, "quality", "suspect_block"):
        query = "SELECT outcome, count(*) FROM quality.suspect_block GROUP BY outcome ORDER BY outcome"
        blocks = dict(connection.execute(query).fetchall())
    return FindingTotals(counts.open, counts.waived, [from_plain(ReportFindings, row) for row in by_report], blocks)


def suspect_blocks(connection: duckdb.DuckDBPyConnection, names: Sequence[str] | None = None) -> list[SuspectBlock]:
    """The blocks of open findings with the sets of cells that repair them; none in an old release.

    `names`: of these findings only, and of each block some sets only.
    """
    if not has_table(connection, "quality", "suspect_block"):
        return []
    where = "" if names is None else "WHERE list_has_any(b.identity_ids, $1)"
    values = [] if names is None else [list(names)]
    told = by_name(connection.execute(f"SELECT * FROM quality.suspect_block AS b {where} ORDER BY b.block_id", values))
    cells = connection.execute(
        "SELECT * FROM quality.suspect WHERE block_id IN (SELECT unnest($1)) AND set_number <= $2 "
        "ORDER BY block_id, set_number, figure_id",
        [[row["block_id"] for row in told], 2**31 - 1 if names is None else KEPT_CELLS],
    )
    by_block = _grouped(by_name(cells), "block_id", SuspectCell)
    blocks = [from_plain(SuspectBlock, row) for row in told]
    for block in blocks:
        sets = groupby(by_block.get(block.block_id, []), lambda cell: cell.set_number)
        block.suspect_sets.extend(SuspectSet(number, list(group)) for number, group in sets)
    return blocks


def _grouped(found: list[dict[str, Any]], by: str, kind: type[Part]) -> dict[Any, list[Part]]:
    groups: dict[Any, list[Part]] = {}
    for row in found:
        groups.setdefault(row[by], []).append(from_plain(kind, row))
    return groups
