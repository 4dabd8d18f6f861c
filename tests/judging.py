"""Report folders read and judged by the models' own compiled SQL, all at once, without a run of dbt or Dagster.

Everything wrong is told at once, so the folders that are refused can stand side by side with those that are read to the
end; the latter have an organisation each, so that no rule compares one with another.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.build.rule_files import load_rules
from orchestration.ingest.raw import REPORT_TABLES
from orchestration.ingest.report_lines import on_their_lines
from orchestration.problems import Problem

HANGS_AFTER = 600
"""Seconds after which a process that reads folders is taken to hang; it needs a small part of them."""

READ = """
import json, pathlib, re, sys
from orchestration.ingest.reports import ingest
ingest(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
print(json.dumps(int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) / 1024))
"""
"""Prints the process's peak by /proc: getrusage starts from the memory of the process that started it, pytest's own."""


def read_folders(sources: Path, store: Path) -> float:
    """Read all report folders of `sources` into a raw store, in a process of its own; returns its peak in MB."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(sources), str(store)],
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGS_AFTER,
    )
    assert not done.returncode, f"reading the folders failed\n{done.stderr}"
    return float(json.loads(done.stdout))


@dataclass
class Judging:
    """A warehouse without reports that is filled table by table, each by its own compiled SQL."""

    connection: duckdb.DuckDBPyConnection
    fill: dict[str, str]
    """The SQL of its tables in their order."""

    def load(self, store: Path) -> None:
        """Take over the raw tables, and the rules without waivers."""
        self.connection.execute(f"ATTACH '{store}' AS store (READ_ONLY)")
        for table in REPORT_TABLES:
            self.connection.execute(f"INSERT INTO raw.{table} SELECT * FROM store.raw.{table}")
        self.connection.execute("DETACH store")
        no_waivers = store.parent / "waivers.yml"
        no_waivers.write_text("[]\n", encoding="utf-8")
        load_rules(self.connection, dt.date(2026, 1, 1), waivers_file=no_waivers)

    def refill(self, table: str) -> None:
        """Fill one table anew."""
        self.connection.execute(f"DELETE FROM {table}")
        self.connection.execute(f"INSERT INTO {table} BY NAME ({self.fill[table]})")

    def problems(self, sources: Path) -> dict[str, list[Problem]]:
        """Folder, as it is shown, to all that is wrong with it."""
        for table in self.fill:
            self.refill(table)
            if table == "staging.rejected_cell":
                break
        rows = self.connection.execute(
            "SELECT file, row_number, column_number, message, next_step, report_id, coalesce(table_id, ''), text "
            "FROM staging.rejected_cell"
        ).fetchall()
        problems: dict[str, list[Problem]] = {}
        for problem in on_their_lines([Problem(*row) for row in rows], sources):
            problems.setdefault(problem.report_id, []).append(problem.naming_look_alikes())
        return problems

    def judge_the_rest(self, refused: list[str]) -> None:
        """Leave out the refused reports, and fill every table."""
        for table in REPORT_TABLES:
            self.connection.execute(f"DELETE FROM raw.{table} WHERE list_contains($1, report_id)", [refused])
        for table in self.fill:
            self.refill(table)


@contextmanager
def judging(built: Path, fill: dict[str, str]) -> Iterator[Judging]:
    """Work on `built`, a copy of a warehouse without reports."""
    with duckdb.connect(str(built)) as connection:
        connection.execute("SET threads = 1")
        yield Judging(connection, fill)
