"""Loads the rules and the waivers for the models of schema `quality`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

from expectations.rules import RULES_FILE, WAIVERS_FILE, Rules, Waivers
from orchestration.ingest.axis import insert_rows
from orchestration.ingest.fill_in import left_to_fill_in
from orchestration.problems import BadInputError, Problem
from orchestration.yaml_file import YamlFile, read_yaml_model


def load_rules(
    connection: duckdb.DuckDBPyConnection,
    today: dt.date,
    rules_file: Path = RULES_FILE,
    waivers_file: Path = WAIVERS_FILE,
) -> None:
    """Fill `raw.rule`, `raw.rule_sentence` and `raw.waiver` anew.

    A waiver whose review date lies before `today` is due. Raises BadInputError with the problems of both files.
    """
    problems: list[Problem] = []
    rules, waivers = Rules.model_construct([]), Waivers.model_construct([])
    try:
        rules = read_yaml_model(rules_file, Rules, f"expectations/{rules_file.name}")
    except BadInputError as bad:
        problems += bad.problems
    try:
        waivers = _read_waivers(waivers_file)
    except BadInputError as bad:
        problems += bad.problems
    if problems:
        raise BadInputError(problems)
    connection.execute("DELETE FROM raw.rule")
    insert_rows(connection, "rule", [list(rule.model_dump(exclude={"finding"}).values()) for rule in rules.root])
    connection.execute("DELETE FROM raw.rule_sentence")
    insert_rows(
        connection,
        "rule_sentence",
        [(rule.id, variant, words.nl, words.en) for rule in rules.root for variant, words in rule.finding.items()],
    )
    connection.execute("DELETE FROM raw.waiver")
    insert_rows(
        connection,
        "waiver",
        [[*waiver.model_dump().values(), waiver.review_by < today] for waiver in waivers.root],
    )


def _read_waivers(path: Path) -> Waivers:
    """The waivers; raises BadInputError where one has still to be filled in, or is none."""
    file = YamlFile(path, f"expectations/{path.name}")
    if left := left_to_fill_in(file):
        raise BadInputError(left)
    return file.to_model(Waivers)
