"""Whose mistake it is that a report cannot be read: those organisations wait, and all others are published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb

from orchestration.build.scope import WORDS, changed_organisations
from orchestration.database import attach, connect
from orchestration.problems import Problem

TAKEN_AWAY = "Define it there as before, or move the word to the seeds, where all have it."


def blamed(raw_database: Path, base: Path | None, problems: Collection[Problem]) -> dict[str | None, list[Problem]]:
    """By organisation: what is wrong with what it has changed since the release `base`; empty if it is everybody's.

    Under None stands what is wrong with folders that nobody can be named for. What was published is not at fault: where
    it cannot be read, those are to blame who define other words than in the release.
    """
    if not all(problem.report_id for problem in problems):
        return {}
    with connect() as connection:
        attach(connection, raw_database, "store")
        if base is not None:
            attach(connection, base, "base")
        sides = ("store", "base") if base is not None else ("store",)
        whose = _owners(connection, sides)
        changed = (
            changed_organisations(connection, "store", "base") if base is not None else set().union(*whose.values())
        )
        found: dict[str | None, list[Problem]] = defaultdict(list)
        in_published: list[Problem] = []
        for problem in problems:
            owners = whose.get(problem.report_id, set())
            for owner in owners & changed:
                found[owner].append(problem)
            if not owners:
                found[None].append(problem)
            elif not owners & changed:
                in_published.append(problem)
        if in_published:
            definers = _definers(connection)
            if not definers:
                return {}
            for organisation_id, report_id in definers.items():
                found[organisation_id].append(_taken_away(report_id, in_published, whose))
    return dict(found)


def reports_of(database: Path) -> dict[str, str]:
    """By report in a raw schema: its organisation."""
    with connect(database, read_only=True) as connection:
        return dict(connection.execute("SELECT report_id, organisation FROM raw.report").fetchall())


def _owners(connection: duckdb.DuckDBPyConnection, sides: Collection[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for side in sides:
        for report_id, organisation in connection.execute(
            f"SELECT report_id, organisation FROM {side}.raw.report"
        ).fetchall():
            found[report_id].add(organisation)
    return found


def _definers(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Who no longer defines what it did in the release, else who defines more, each with one of its reports there."""
    for one, other in (("base", "store"), ("store", "base")):
        moved = " UNION ".join(
            f"SELECT organisation FROM ({_words(table, one)} EXCEPT {_words(table, other)})" for table in sorted(WORDS)
        )
        found = connection.execute(
            f"SELECT organisation, max(report_id) FROM {one}.raw.report WHERE organisation IN ({moved}) GROUP BY ALL"
        ).fetchall()
        if found:
            return dict(sorted(found))
    return {}


def _words(table: str, side: str) -> str:
    return (
        f"SELECT r.organisation, t.* EXCLUDE (report_id) FROM {side}.raw.{table} AS t "
        f"JOIN {side}.raw.report AS r ON t.report_id = r.report_id"
    )


def _taken_away(report_id: str, problems: list[Problem], whose: Mapping[str, set[str]]) -> Problem:
    users = sorted(set().union(*(whose[problem.report_id] for problem in problems)))
    first = problems[0]
    message = (
        f"{', '.join(users)} use what its organisation defined when it was published, and that has changed or is gone: "
        f"{first.message} ({first.place()})"
    )
    return Problem(f"{report_id}/report.yml", None, None, message, TAKEN_AWAY, report_id)
