"""What people wait for with the five reports: each command whole, in turn, beside a plain `dbt build`."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.build.manifest import dbt_environment
from orchestration.home import DBT_PROJECT, Home
from tests.bench.process import Taken, run

WAREHOUSE = str(Path(sys.executable).with_name("warehouse"))
DBT = str(Path(sys.executable).with_name("dbt"))
IMPORTS = "import dagster, dagster_dbt, dbt.cli.main, great_expectations"


@dataclass
class Case:
    """One command, how to prepare a run of it, and what its runs took."""

    name: str
    command: list[str]
    prepare: Callable[[], None] = lambda: None
    environment: dict[str, str] = field(default_factory=dict)
    runs: list[Taken] = field(default_factory=list)

    def run(self) -> None:
        """Run it once."""
        self.prepare()
        self.runs.append(run(self.command, self.environment))


def measure_commands(runs: int) -> Iterator[list[str]]:
    """One table in Markdown after each round of all commands: a row per command, the median of its runs until then."""
    with tempfile.TemporaryDirectory() as folder:
        cases = _cases(Path(folder))
        # The warm home has its release before anything is measured in it.
        cases[1].run()
        cases[1].runs.clear()
        for done in range(1, runs + 1):
            for case in cases:
                case.run()
            yield _table(cases, done)


def _table(cases: list[Case], runs: int) -> list[str]:
    yardstick = next(case for case in cases if case.name.startswith("dbt build"))
    rounds = "one run of each" if runs == 1 else f"medians of {runs} runs"
    lines = [
        f"| {rounds} | wall s | CPU s | peak MB | of dbt build |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for case in cases:
        wall, cpu, memory = (
            statistics.median(getattr(taken, name) for taken in case.runs) for name in ("wall", "cpu", "memory")
        )
        # Of each round by itself: what else the machine does changes from round to round.
        share = statistics.median(one.wall / dbt.wall for one, dbt in zip(case.runs, yardstick.runs, strict=True))
        lines.append(f"| {case.name} | {wall:.2f} | {cpu:.2f} | {memory:.0f} | {share:.2f} |")
    return lines


def _cases(folder: Path) -> list[Case]:
    cold, warm, plain = (Home(folder / name) for name in ("cold", "warm", "plain"))

    def empty(home: Home) -> Callable[[], None]:
        return lambda: shutil.rmtree(home.path, ignore_errors=True)

    def prepare_dbt() -> None:
        """A build file with the raw tables of the warm home, and nothing that dbt has parsed before."""
        empty(plain)()
        plain.create()
        shutil.copyfile(warm.raw_database, plain.build_database)

    places = ["--project-dir", DBT_PROJECT, "--profiles-dir", DBT_PROJECT, "--target-path", plain.dbt_target]
    dbt = [DBT, "build", "--exclude", "resource_type:unit_test", *map(str, places), "--log-path", str(plain.dbt_target)]
    explain = [WAREHOUSE, "explain", "flow.team_month", "--team", "overvecht-de-gagel", "--period", "2021-03"]
    at_warm = ["--home", str(warm.path)]
    return [
        Case("refresh, cold", [WAREHOUSE, "refresh", "--home", str(cold.path)], empty(cold)),
        Case("refresh, nothing changed", [WAREHOUSE, "refresh", *at_warm]),
        Case("refresh, every report read again", [WAREHOUSE, "refresh", "--reread-all", *at_warm]),
        Case("check", [WAREHOUSE, "check", *at_warm]),
        Case("explain a row of flow.team_month", [*explain, *at_warm]),
        Case("dbt build, full parse", dbt, prepare_dbt, dbt_environment(plain)),
        Case("importing the libraries", [sys.executable, "-c", IMPORTS]),
        Case("starting Python", [sys.executable, "-c", "pass"]),
    ]
