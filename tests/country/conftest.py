"""Reports of a few municipalities, right and spoilt ones, read and judged once."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestration.problems import Problem
from tests.country.errors import Planted
from tests.country.folder import write_town
from tests.judging import judging, read_folders

RIGHT = [0, 1]
"""Municipalities whose reports are right; restated figures aside, every rule holds in them."""

SPOILT = [2, 3, 4]

CELLS = """
    SELECT c.report_id, c.table_id, c.row_number, c.column_number, c.identity_id
    FROM quality.finding_cell AS c
    INNER JOIN quality.finding AS f ON c.identity_id = f.identity_id
    WHERE f.severity = 'critical'
"""
FINDINGS = "SELECT DISTINCT rule_id, report_id FROM quality.finding_cell"
IDENTITIES = "SELECT identity_id, rule_id, left_value, right_value, verdict FROM quality.judged_identity"


@dataclass(frozen=True)
class Judged:
    """What became of right and of spoilt reports."""

    store: Path
    """The raw cells."""
    planted: list[Planted]
    right: set[str]
    """The reports in which nothing is planted."""
    problems: dict[str, list[Problem]]
    findings: set[tuple[str, str]]
    """Rule and report of all findings."""
    cells: list[tuple[str, str, int, int, str]]
    """Report, table, row and column of the cells of critical findings, and the identity that fails."""
    identities: list[tuple[Any, ...]]
    """Id, rule, left and right value and verdict of every identity."""


@pytest.fixture(scope="session")
def judged(built: Any, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """What the models find in a few municipalities."""
    folder = tmp_path_factory.mktemp("country")
    sources, store = folder / "sources", folder / "home" / "ingested.duckdb"
    sources.mkdir()
    for number in RIGHT:
        assert write_town(sources, seed=7, number=number, reports=3, errors=0) == []
    right = {path.name for path in sources.iterdir()}
    planted = [one for number in SPOILT for one in write_town(sources, 7, number, 3, errors=0.02)]
    read_folders(sources, store)
    warehouse = folder / "build" / built.home.build_database.name
    warehouse.parent.mkdir()
    shutil.copyfile(built.home.build_database, warehouse)
    with judging(warehouse, built.tables("staging", "core", "quality")) as run:
        run.load(store)
        problems = run.problems(sources)
        run.judge_the_rest(list(problems))
        answers = [run.connection.execute(query).fetchall() for query in (FINDINGS, CELLS, IDENTITIES)]
    return Judged(store, planted, right, problems, set(answers[0]), *answers[1:])
