"""Loads the rules and the waivers for the models of schema `quality`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Set
from pathlib import Path

import duckdb

from expectations.rules import RULES_FILE, WAIVERS_FILE, Rules, Waivers
from orchestration.home import DBT_PROJECT
from orchestration.ingest.fill_in import left_to_fill_in
from orchestration.ingest.raw import insert_rows
from orchestration.problems import BadInputError, Problem
from orchestration.yaml_file import YamlFile

RULES_NAME = f"expectations/{RULES_FILE.name}"
TERMS = DBT_PROJECT / "models" / "quality"


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
    known: Set[str] | None = None
    try:
        rules = _read_rules(rules_file)
        known = {rule.id for rule in rules.root}
    except BadInputError as bad:
        problems += bad.problems
    try:
        waivers = _read_waivers(waivers_file, known)
    except BadInputError as bad:
        problems += bad.problems
    if problems:
        raise BadInputError(problems)
    connection.execute("DELETE FROM raw.rule")
    told = {"finding", "example"}
    insert_rows(connection, "rule", [list(rule.model_dump(exclude=told).values()) for rule in rules.root])
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


def refuse_rules_left_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Look whether rules.yml speaks of every rule whose identities the build has.

    Raises BadInputError that names those it leaves out: their identities would go unjudged.
    """
    left_out = connection.execute(
        "SELECT DISTINCT rule_id FROM quality.judged_identity ANTI JOIN raw.rule USING (rule_id) ORDER BY rule_id"
    ).fetchall()
    step = "Write its entry; docs/rules.md says how."
    if left_out:
        raise BadInputError([
            Problem(RULES_NAME, None, None, f"rule {rule} is missing: its identities would go unjudged", step)
            for (rule,) in left_out
        ])  # fmt: skip


def _read_rules(path: Path) -> Rules:
    """The rules; raises BadInputError where one is wrong, or no model has terms of it."""
    file = YamlFile(path, f"expectations/{path.name}")
    rules = file.to_model(Rules)
    models = "\n".join(model.read_text(encoding="utf-8") for model in sorted(TERMS.glob("*.sql")))
    if unknown := [number for number, rule in enumerate(rules.root) if not re.search(rf"\b{rule.id}\b", models)]:
        raise BadInputError([
            file.problem(
                (number, "id"),
                f'no model in dbt_project/models/quality has terms of rule "{rules.root[number].id}"',
                "Correct the id, or write its terms",
            )
            for number in unknown
        ])  # fmt: skip
    return rules


def _read_waivers(path: Path, rules: Set[str] | None) -> Waivers:
    """The waivers; raises BadInputError where one has still to be filled in, or is wrong: of none of `rules`, say."""
    file = YamlFile(path, f"expectations/{path.name}")
    if left := left_to_fill_in(file):
        raise BadInputError(left)
    return file.to_model(Waivers, {"rules": rules})
