"""A refresh in this process: the steps that `definitions` wires, with the models' compiled SQL in the place of dbt."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

import duckdb

from orchestration import attempt
from orchestration.attempt import Attempt
from orchestration.build.compiled import Relation, make
from orchestration.database import connect
from orchestration.home import Home
from orchestration.problems import BadInputError
from orchestration.run.settle import base_copied, note_scope, settle_build
from orchestration.run.steps import judge_build, localise_build, prepare_build, publish_build
from orchestration.verdict import why_refused

SCHEMAS = ("seed", "staging", "core", "reach", "flow", "satisfaction", "workforce", "quality")


def home_beside(compiled: Home, path: Path) -> Home:
    """A new home in a folder, with the models' own SQL as another has it."""
    home = Home(path / "home")
    home.create()
    shutil.copytree(compiled.compiled, home.compiled, dirs_exist_ok=True)
    return home


def refresh(
    home: Home,
    sources: Path,
    relations: list[Relation],
    *,
    full: bool = False,
    all_or_nothing: bool = False,
    publishes: bool = True,
) -> Attempt:
    """Refresh a home and return the record of the attempt, with its outcome; what is not published stays the build."""
    home.create()
    record = attempt.begin(home.attempts, str(uuid.uuid4()))
    try:
        prepared = prepare_build(home, sources, full=full)
        record.summary.all_or_nothing = all_or_nothing or None
        record.summary.inputs = prepared.inputs
        note_scope(record, prepared.scope)
        again = True
        while again:
            with base_copied(home, record) as copied:
                again = settle_build(home, sources, record, _build(home, relations), copied)
        localise_build(home, record.summary.scope)
        judge_build(home, record)
        if reason := why_refused(record.summary.rules or []):
            attempt.finish(home.attempts, record, "refused", reason)
        elif publishes:
            publish_build(home, sources, record)
            attempt.finish(home.attempts, record, "released")
        else:
            attempt.finish(home.attempts, record, "checked")
    except BadInputError as bad:
        attempt.note_problems(record, bad.problems)
        attempt.finish(home.attempts, record, "bad_input")
    return record


def _build(home: Home, relations: list[Relation]) -> bool:
    """Make all models; False where one cannot be made of what is there."""
    with connect(home.build_database) as connection:
        for schema in SCHEMAS:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        try:
            for one in relations:
                make(connection, one)
        except duckdb.Error:
            # Where cells are rejected dbt does not come further either.
            return False
    return True
