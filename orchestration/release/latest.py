"""What the newest judged warehouse found: the build of the last check or refused refresh, or the served release."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

import duckdb

from orchestration.build.found import FindingCounts, findings, has_table, suspect_blocks
from orchestration.database import connect, rows
from orchestration.home import Home
from orchestration.record import Finding, RuleTitle, Summary, SuspectBlock, Waiting
from orchestration.release.organisations import waiting_of
from orchestration.release.readable import readable_served
from orchestration.release.stored import release_id_of
from orchestration.release.waiting import waited_for


class Judged(NamedTuple):
    """A warehouse that is open for reading, and what it is called."""

    connection: duckdb.DuckDBPyConnection
    name: str
    release_id: str | None


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
    waiting: list[Waiting] = field(default_factory=list)
    """Who keeps the rows of an earlier release in what was asked."""
    waiting_findings: list[Finding] = field(default_factory=list)
    """What of these findings they wait for: of rows that are not published, and so counted nowhere else here."""
    waiting_suspects: list[SuspectBlock] = field(default_factory=list)


@contextmanager
def latest_judged(home: Home) -> Iterator[Judged]:
    """The build of the last attempt if its rules could be judged, otherwise the served release.

    Raises NothingServedError if there is neither.
    """
    connection, name, release_id = _open_build(home), "the last check, which is not published", None
    if connection is None:
        served = readable_served(home)
        release_id = release_id_of(served)
        connection, name = connect(served, read_only=True), f"release {release_id}"
    with connection:
        yield Judged(connection, name, release_id)


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
        told = _waited_for(home, judged)
        if report is not None:
            # One that nobody has published may be what somebody waits for.
            if all(report not in one.reports for one in told.waiting or []):
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
    waits = [
        one
        for one in told.waiting_findings or []
        if rule in (None, one.rule_id) and (report is None or any(cell.report_id == report for cell in one.cells))
    ]
    return FoundHere(
        judged.name, counts, rules, found, suspects, told.waiting or [], waits, told.waiting_suspects or []
    )


def _waited_for(home: Home, judged: Judged) -> Summary:
    """Who waits in a release, and for which findings; nobody in a build that is not published."""
    summary = Summary(waiting=waiting_of(judged.connection))
    return waited_for(home, judged.release_id, summary) if judged.release_id else Summary()


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
