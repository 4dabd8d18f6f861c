"""What the newest judged warehouse found: the build of the last check or refused refresh, or the served release."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import duckdb

from orchestration.build.found import FindingCounts, findings, has_table, suspect_blocks
from orchestration.database import connect, rows
from orchestration.home import Home
from orchestration.record import Finding, RuleTitle, SuspectBlock
from orchestration.release.readable import readable_served
from orchestration.release.stored import release_id_of


class Judged(NamedTuple):
    """A warehouse that is open for reading, and what it is called."""

    connection: duckdb.DuckDBPyConnection
    name: str


@dataclass(frozen=True)
class FoundOfRule:
    """How many findings of a rule are open and waived."""

    rule_id: str
    severity: str
    title: RuleTitle
    open: int
    waived: int


@dataclass(frozen=True)
class FoundHere:
    """Findings that were asked for: how many there are, by rule, and the worst of them with what explains them."""

    where: str
    counts: FindingCounts
    rules: list[FoundOfRule]
    findings: list[Finding]
    suspects: list[SuspectBlock]


@contextmanager
def latest_judged(home: Home) -> Iterator[Judged]:
    """The build of the last attempt if its rules could be judged, otherwise the served release.

    Raises NothingServedError if there is neither.
    """
    connection, name = _open_build(home), "the last check, which is not published"
    if connection is None:
        served = readable_served(home)
        connection, name = connect(served, read_only=True), f"release {release_id_of(served)}"
    with connection:
        yield Judged(connection, name)


def find_findings(
    home: Home, rule: str | None, report: str | None, *, with_waived: bool = False, most: int | None = None
) -> FoundHere:
    """The findings of a rule and of a report, or of all of them; `most`: as many of the worst.

    Raises NothingServedError if nothing was judged yet, KeyError if there is no such rule or report.
    """
    where, values = "true" if with_waived else "f.status = 'open'", []
    with latest_judged(home) as judged:
        if rule is not None:
            _refuse_unknown(judged, "rule", "quality.rule_result", rule)
            values.append(rule)
            where += f" AND f.rule_id = ${len(values)}"
        if report is not None:
            _refuse_unknown(judged, "report", "core.report", report)
            values.append(report)
            where += (
                " AND f.identity_id IN (SELECT c.identity_id FROM quality.finding_cell AS c "
                f"WHERE c.report_id = ${len(values)})"
            )
        counted = judged.connection.execute(
            "SELECT f.rule_id, f.severity, r.title_nl, r.title_en, count(*) FILTER (f.status = 'open') AS open, "
            "count(*) FILTER (f.status = 'waived') AS waived FROM quality.finding AS f "
            f"INNER JOIN quality.rule_result AS r ON f.rule_id = r.rule_id WHERE {where} "
            "GROUP BY ALL ORDER BY open DESC, waived DESC, f.rule_id",
            values,
        ).fetchall()
        rules = [FoundOfRule(name, severity, RuleTitle(nl, en), *counts) for name, severity, nl, en, *counts in counted]
        found = findings(judged.connection, most, where, values)
        suspects = suspect_blocks(judged.connection, [one.identity_id for one in found])
    counts = FindingCounts(sum(one.open for one in rules), sum(one.waived for one in rules))
    return FoundHere(judged.name, counts, rules, found, suspects)


def _open_build(home: Home) -> duckdb.DuckDBPyConnection | None:
    """The build, if there is one that was judged and no run is at work in it."""
    if not home.build_database.exists():
        return None
    try:
        connection = connect(home.build_database, read_only=True)
    except duckdb.Error:
        return None
    if has_table(connection, "quality", "finding") and has_table(connection, "quality", "validation_result"):
        return connection
    connection.close()
    return None


def _refuse_unknown(judged: Judged, kind: str, table: str, name: str) -> None:
    known = [row[f"{kind}_id"] for row in rows(judged.connection, f"SELECT {kind}_id FROM {table}")]
    if name not in known:
        close = [one for one in known if name in one]
        hint = f"; did you mean {close[0]}?" if len(close) == 1 else ""
        raise KeyError(f"{judged.name} has no {kind} {name}{hint}")
