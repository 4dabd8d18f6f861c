"""No model's work grows faster than its rows.

The reports are of twins, towns that differ in their names alone: with twice as many of them, a model that does its work
town by town handles twice the rows, to the last one, beyond what it always does. Pairs of towns are four times as many.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestration.ingest.raw import REPORT_TABLES
from tests.bench.growth import Work, too_steep, watch, work_of
from tests.country.folder import write_town
from tests.country.town import REPORTS_EACH, Town
from tests.judging import Judging, judging, read_folders

pytestmark = pytest.mark.thorough

TOWNS = 16
"""With three reports each nearly half of a hundred, and as many again."""

ROOMS = ("staging", "core", "quality", "flow", "reach", "satisfaction", "workforce")

PLANTED = {
    "every organisation with every area": """
        SELECT o.organisation_id, a.area_id FROM core.organisation AS o CROSS JOIN core.area AS a
    """,
    "every area with every name like it": """
        SELECT a.area_id, b.area_id FROM core.area AS a
        INNER JOIN core.area AS b ON damerau_levenshtein(a.name, b.name) = 1
    """,
    "all figures of a metric together": """
        SELECT a.figure_id, count(*) FROM core.figure AS a
        INNER JOIN core.figure AS b ON a.metric_id = b.metric_id AND a.period_id = b.period_id
        WHERE a.metric_id = 'cases_started'
        GROUP BY a.figure_id
    """,
}
"""Queries that the test must find: how models have grown with the square of the reports."""

HARMLESS = {
    "every figure with its area": """
        SELECT f.figure_id, a.name FROM core.figure AS f INNER JOIN core.area AS a ON f.area_id = a.area_id
    """
}


@dataclass(frozen=True)
class Reports:
    """Cells that were read, and what became of them."""

    cells: int
    figures: int
    work: dict[str, Work]
    """Of each query."""


@pytest.fixture(scope="module")
def grown(built: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Reports, Reports]:
    """The models' own SQL on half of the reports, and on all."""
    folder = tmp_path_factory.mktemp("growth")
    sources, store = folder / "sources", folder / "home" / "ingested.duckdb"
    sources.mkdir()
    for number in range(2 * TOWNS):
        write_town(sources, seed=1, number=number, reports=REPORTS_EACH, errors=0, twin_of=0)
    read_folders(sources, store)
    others = [Town(seed=1, number=number).organisation_id for number in range(TOWNS, 2 * TOWNS)]
    return _reports(built, store, folder / "half", others), _reports(built, store, folder / "whole", [])


def _reports(built: Any, store: Path, folder: Path, left_out: list[str]) -> Reports:
    """Fill all tables, without the reports of some organisations."""
    folder.mkdir()
    # The file's name is the catalog's, and so it has to stay.
    warehouse = folder / built.home.build_database.name
    shutil.copyfile(built.home.build_database, warehouse)
    with judging(warehouse, built.tables(*ROOMS)) as run:
        run.load(store)
        run.connection.execute(
            "CREATE TEMP TABLE left_out AS SELECT report_id FROM raw.report WHERE list_contains($1, organisation)",
            [left_out],
        )
        for table in REPORT_TABLES:
            run.connection.execute(f"DELETE FROM raw.{table} WHERE report_id IN (FROM left_out)")
        watch(run.connection)
        work = {table: _filling(run, table) for table in run.fill}
        work |= {name: work_of(run.connection, query) for name, query in (PLANTED | HARMLESS).items()}
        cells, figures = (
            run.connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
            for table in ("raw.cell", "core.figure")
        )
    return Reports(cells, figures, work)


def _filling(run: Judging, table: str) -> Work:
    run.connection.execute(f"DELETE FROM {table}")
    return work_of(run.connection, f"INSERT INTO {table} BY NAME ({run.fill[table]})")


def test_twice_the_reports_are_twice_the_rows(grown):
    half, whole = grown
    assert whole.cells == 2 * half.cells > 40_000
    assert whole.figures == 2 * half.figures > 0.5 * whole.cells


def test_no_model_grows_faster_than_its_rows(grown):
    half, whole = grown
    models = whole.work.keys() - PLANTED.keys()
    assert models >= {"staging.label", "core.figure", "quality.judged_identity", "flow.team_month"}
    steep = too_steep(half.work, {name: whole.work[name] for name in models})
    assert not steep, "\n".join(steep)


@pytest.mark.parametrize("name", PLANTED)
def test_what_grows_faster_is_named(grown, name):
    half, whole = grown
    told = too_steep(half.work, {name: whole.work[name]})
    assert told
    for line in told:
        assert line.startswith(f"{name}: ")
