"""Loads the rules, the waivers, and what the served release already knew, for the models of schema `quality`."""

from __future__ import annotations

from pathlib import Path

import duckdb

from expectations.rules import RULES_FILE, WAIVERS_FILE, Rules, Waivers
from orchestration.problems import BadInputError, Problem
from orchestration.yaml_file import read_yaml_model


def load_rules(
    connection: duckdb.DuckDBPyConnection, rules_file: Path = RULES_FILE, waivers_file: Path = WAIVERS_FILE
) -> dict[str, int]:
    """Fill `raw.rule` and `raw.waiver` anew; returns the number of each.

    Raises BadInputError with the problems of both files.
    """
    problems: list[Problem] = []
    rules, waivers = Rules.model_construct([]), Waivers.model_construct([])
    try:
        rules = read_yaml_model(rules_file, Rules, f"expectations/{rules_file.name}")
    except BadInputError as bad:
        problems += bad.problems
    try:
        waivers = read_yaml_model(waivers_file, Waivers, f"expectations/{waivers_file.name}")
    except BadInputError as bad:
        problems += bad.problems
    if problems:
        raise BadInputError(problems)
    connection.execute("DELETE FROM raw.rule")
    connection.executemany(
        "INSERT INTO raw.rule VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [list(rule.model_dump().values()) for rule in rules.root],
    )
    connection.execute("DELETE FROM raw.waiver")
    if waivers.root:
        connection.executemany(
            "INSERT INTO raw.waiver VALUES (?, ?, ?, ?, ?, ?, ?)",
            [list(waiver.model_dump().values()) for waiver in waivers.root],
        )
    return {"rule": len(rules.root), "waiver": len(waivers.root)}


def load_known_findings(connection: duckdb.DuckDBPyConnection, served: Path | None) -> int:
    """Fill `raw.known_finding` with the findings of the served release; returns how many there are.

    A finding that is new there was first seen by that release.
    """
    connection.execute("DELETE FROM raw.known_finding")
    if served is None:
        return 0
    path = str(served).replace("'", "''")
    connection.execute(f"ATTACH '{path}' AS served (READ_ONLY)")
    try:
        connection.execute(
            """
            INSERT INTO raw.known_finding
            SELECT f.identity_id, coalesce(f.first_seen_release, r.release_id), coalesce(f.first_seen_at, r.released_at)
            FROM served.quality.finding AS f CROSS JOIN served.release.release AS r
            """
        )
        known = connection.execute("SELECT count(*) FROM raw.known_finding").fetchone()
        return int(known[0]) if known else 0
    finally:
        connection.execute("DETACH served")
