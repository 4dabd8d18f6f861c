"""Whose mistake it is that a report cannot be read: those organisations wait, and all others are published."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.build.scope import WORDS, changed_organisations
from orchestration.database import attach, connect
from orchestration.problems import Problem

QUOTED = re.compile('"([^"]+)"')
"""What a message quotes: the words that are missing are among it."""

Words = dict[str, set[str]]
"""By organisation: what reports of it define."""


@dataclass(frozen=True)
class Grounds:
    """What is known of who has changed what since the release that is built on."""

    owners: dict[str, set[str]]
    """By report: its organisation, and that of the release where it is another."""
    changed: set[str]
    """The organisations whose rows have changed; all, where nothing is published."""
    lost: Words
    """What is not defined any more."""
    added: Words
    """What is defined and was not."""

    def at_fault(self, problem: Problem) -> set[str | None]:
        """The organisations that are to blame; None for a folder of nobody, and nobody at all if it is everybody's.

        Where a word is missing that another organisation defined, that one is; so it is where published rows cannot be
        read any more.
        """
        owners = self.owners.get(problem.report_id)
        if not owners:
            return {None} if problem.report_id else set()
        quoted = {word.casefold() for word in QUOTED.findall(problem.message)}
        takers = {name for name, words in self.lost.items() if quoted & words} - owners
        return {*(takers or owners & self.changed or self.lost.keys() or self.added.keys())}


def blamed(raw_database: Path, base: Path | None, problems: Collection[Problem]) -> dict[str | None, list[Problem]]:
    """By organisation: what is wrong with what it has changed since the release `base`; empty if it is everybody's.

    Under None stands what is wrong with folders that nobody can be named for.
    """
    grounds = _grounds(raw_database, base)
    found: dict[str | None, list[Problem]] = defaultdict(list)
    taken: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        at_fault = grounds.at_fault(problem)
        if not at_fault:
            return {}
        for name in at_fault:
            if name is None or name in grounds.owners[problem.report_id]:
                found[name].append(problem)
            else:
                taken[name].append(problem)
    for name, mine in taken.items():
        found[name].append(_other_words(name, mine, grounds))
    return dict(found)


def reports_of(database: Path) -> dict[str, str]:
    """By report in a raw schema: its organisation."""
    with connect(database, read_only=True) as connection:
        return dict(connection.execute("SELECT report_id, organisation FROM raw.report").fetchall())


def _grounds(raw_database: Path, base: Path | None) -> Grounds:
    owners: dict[str, set[str]] = defaultdict(set)
    for database in (raw_database, *([base] if base else [])):
        for report_id, organisation_id in reports_of(database).items():
            owners[report_id].add(organisation_id)
    if base is None:
        return Grounds(owners, set().union(*owners.values()), {}, {})
    with connect() as connection:
        attach(connection, raw_database, "store")
        attach(connection, base, "base")
        changed = changed_organisations(connection, "store", "base")
        return Grounds(owners, changed, _words(connection, "base", "store"), _words(connection, "store", "base"))


def _words(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> Words:
    """What organisations define in `one` and not in `other`, as small letters."""
    found: Words = defaultdict(set)
    for table in WORDS:
        rows = connection.execute(f"{_definitions(table, one)} EXCEPT {_definitions(table, other)}").fetchall()
        for organisation_id, *values in rows:
            found[organisation_id] |= {value.casefold() for value in values if isinstance(value, str)}
    return dict(found)


def _definitions(table: str, side: str) -> str:
    return (
        f"SELECT r.organisation, t.* EXCLUDE (report_id) FROM {side}.raw.{table} AS t "
        f"JOIN {side}.raw.report AS r ON t.report_id = r.report_id"
    )


def _other_words(organisation_id: str, problems: list[Problem], grounds: Grounds) -> Problem:
    """That others cannot be read for what an organisation has come to define otherwise."""
    users = sorted(set().union(*(grounds.owners[problem.report_id] for problem in problems)))
    report_id = max(report for report, owners in grounds.owners.items() if organisation_id in owners)
    first = problems[0]
    return Problem(
        f"{report_id}/report.yml",
        None,
        None,
        f"{', '.join(users)} cannot be read without what {organisation_id} defined in the release: "
        f"{first.message} ({first.place()})",
        "Define it there as before, or move the word to the seeds, where all have it.",
        report_id,
    )
