"""The served release laid beside a build of everything from the same inputs: whether it says what it should."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import duckdb

from orchestration.attempt import Attempt
from orchestration.database import connect
from orchestration.home import Home
from orchestration.inputs import code_hash, inputs_hash_of
from orchestration.record import Comparison, DifferentRows
from orchestration.release.same_rows import different_rows
from orchestration.release.stored import release_id_of, served_release
from orchestration.run.looking import looks_of
from orchestration.run.needed import rest_of

log = logging.getLogger("warehouse")


def why_not_comparable(home: Home, sources: Path) -> str | None:
    """Why there is nothing to compare the served release with; None where there is.

    Only what is made from the same inputs should be the same.
    """
    served = served_release(home)
    if served is None:
        return "nothing has been published yet"
    rest = rest_of(home, inputs_hash_of(code_hash(), looks_of(home, sources).hash()))
    if rest is None:
        return "the reports or the project's own files are others than those of the served release; refresh first"
    if rest.outcome != "unchanged":
        return "a person went back to an earlier release"
    return None


def is_made_anew(home: Home) -> bool:
    """Whether the served release is a full build itself, so that a comparison says nothing new."""
    served = served_release(home)
    if served is None:
        return False
    try:
        with connect(served, read_only=True) as connection:
            found = connection.execute("SELECT base_release_id FROM release.release").fetchone()
    except duckdb.Error:
        return False
    return found == (None,)


def begin_comparison(home: Home, attempt: Attempt) -> None:
    """Note in a record that its build is to be laid beside the served release."""
    attempt.summary.compared = Comparison(release_id_of(served_release(home)) or "")


def compare_build(home: Home, attempt: Attempt) -> None:
    """Lay the judged build beside the served release, and note where they differ."""
    served, compared = served_release(home), attempt.summary.compared
    if served is None or compared is None:
        return
    log.info("Comparing every row with release %s", compared.release_id)
    found = different_rows(served, home.build_database)
    attempt.summary.compared = replace(compared, tables={table: DifferentRows(*rows) for table, rows in found.items()})
    # It has the rows of the release for who waits: nobody should take it for what the reports say.
    home.build_database.unlink()
