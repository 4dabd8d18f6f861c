"""One step of a refresh in a process of its own: `python -m tests.bench.steps STEP HOME SOURCES` says what it took.

The SQL of the models is run as dbt runs it, table by table, in plain DuckDB: what dbt and Dagster spend besides is in
the measurement of the whole refresh. Time is that of the step, without starting Python and importing libraries.
"""

from __future__ import annotations

import json
import pickle
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration import attempt
from orchestration.home import Home
from orchestration.ingest.raw import REPORT_TABLES, RUN_TABLES
from orchestration.run.steps import judge_build, localise_build, prepare_build, publish_build
from tests.built import BuiltWarehouse

STEP_OF_ROOM = {"staging": "stage", "core": "core", "quality": "identities"}
SQL_STEPS = ("stage", "core", "identities", "marts")
STEPS = ("read", *SQL_STEPS, "suspects", "expectations", "release")
JUDGED = "quality.judged_identity"
"""The last table that the script written by hand has too."""


@dataclass(frozen=True)
class Filling:
    """How a table is filled."""

    step: str
    table: str
    sql: str
    is_asked_by_hand: bool
    """Whether the identities are made from it, as the script written by hand makes them."""


@dataclass
class Measured:
    """What a step took."""

    wall: float
    cpu: float
    tables: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Wall and CPU seconds of each table, of the steps that are SQL."""


def fillings(built: BuiltWarehouse) -> list[Filling]:
    """Every table in the order of the steps. What waits for findings is filled with the marts, which need it."""
    models = built.models()
    steps: dict[str, str] = {}
    for name, node in models.items():
        step = STEP_OF_ROOM.get(node["schema"], "marts")
        parents = [steps[parent] for parent in node["depends_on"]["nodes"] if parent in models]
        later = any(SQL_STEPS.index(parent) > SQL_STEPS.index(step) for parent in parents)
        steps[name] = "marts" if later else step
    needed = _with_all_before(models, JUDGED)
    return [
        Filling(steps[name], f"{node['schema']}.{node['alias']}", built.compiled(node), name in needed)
        for step in SQL_STEPS
        for name, node in models.items()
        if steps[name] == step and node["config"]["materialized"] == "table"
    ]


def _with_all_before(models: dict[str, dict[str, Any]], table: str) -> set[str]:
    """A model, and all that it is made from."""
    found = {name for name, node in models.items() if f"{node['schema']}.{node['alias']}" == table}
    while (
        more := {parent for name in found for parent in models[name]["depends_on"]["nodes"] if parent in models} - found
    ):
        found |= more
    return found


def fill(connection: duckdb.DuckDBPyConnection, tables: list[Filling]) -> dict[str, tuple[float, float]]:
    """Fill tables; returns the wall and CPU seconds of each."""
    taken = {}
    for one in tables:
        connection.execute(f"DELETE FROM {one.table}")
        wall, cpu = time.perf_counter(), time.process_time()
        connection.execute(f"INSERT INTO {one.table} BY NAME ({one.sql})")
        taken[one.table] = (time.perf_counter() - wall, time.process_time() - cpu)
    return taken


def start_build(home: Home, empty: Path) -> None:
    """Begin the build of a home: a warehouse without reports, and in it the raw tables of what was read."""
    home.build_database.unlink(missing_ok=True)
    home.build_database.write_bytes(empty.read_bytes())
    with duckdb.connect(str(home.build_database)) as connection:
        connection.execute(f"ATTACH '{home.raw_database}' AS store (READ_ONLY)")
        for table in (*REPORT_TABLES, *RUN_TABLES):
            connection.execute(f"DELETE FROM raw.{table}")
            connection.execute(f"INSERT INTO raw.{table} SELECT * FROM store.raw.{table}")


def measure(step: str, home: Home, sources: Path) -> Measured:
    """Take a step in this process."""
    kept = home.path / "bench"
    kept.mkdir(parents=True, exist_ok=True)
    record = attempt.Attempt("bench", started_at="")
    if step == "read":
        home.create()
        return _timed(lambda: _keep(kept / "inputs", prepare_build(home, sources).inputs))
    if step in SQL_STEPS:
        tables: list[Filling] = [one for one in _kept(kept / "fillings") if one.step == step]
        with duckdb.connect(str(home.build_database)) as connection:
            connection.execute("SET enable_progress_bar = false")
            return _timed(lambda: fill(connection, tables))
    if step == "suspects":
        return _timed(lambda: localise_build(home))
    if step == "expectations":
        record.summary.inputs = _kept(kept / "inputs")
        measured = _timed(lambda: judge_build(home, record))
        _keep(kept / "record", record)
        return measured
    return _timed(lambda: publish_build(home, sources, _kept(kept / "record")))


def _timed(step: Callable[[], Any]) -> Measured:
    wall, cpu = time.perf_counter(), _cpu()
    tables = step()
    return Measured(time.perf_counter() - wall, _cpu() - cpu, tables if isinstance(tables, dict) else {})


def _cpu() -> float:
    """The CPU seconds of this process and of those that it started."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def keep_fillings(home: Home, tables: list[Filling]) -> None:
    """Leave a home how its tables are filled, for the processes of the steps."""
    (home.path / "bench").mkdir(parents=True, exist_ok=True)
    _keep(home.path / "bench" / "fillings", tables)


def _keep(path: Path, what: object) -> None:
    path.write_bytes(pickle.dumps(what))


def _kept(path: Path) -> Any:
    return pickle.loads(path.read_bytes())


if __name__ == "__main__":
    # Under the name that others import it by, which pickle goes by too.
    from tests.bench import steps

    taken = steps.measure(sys.argv[1], Home(Path(sys.argv[2])), Path(sys.argv[3]))
    sys.stdout.write(json.dumps({"wall": taken.wall, "cpu": taken.cpu, "tables": taken.tables}) + "\n")
