"""A warehouse without reports, as dbt builds it, with the SQL that fills its tables."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

import duckdb

from orchestration.build.manifest import dbt_arguments, dbt_environment, dbt_executable
from orchestration.home import Home
from orchestration.ingest.raw import create_raw_tables


@dataclass(frozen=True)
class BuiltWarehouse:
    """A file that dbt built, with dbt's artefacts beside it."""

    home: Home

    def dbt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run dbt as a refresh does, in a process of its own."""
        return subprocess.run(
            [dbt_executable(), "--no-use-colors", *arguments, *dbt_arguments(self.home)],
            env=os.environ | dbt_environment(self.home),
            capture_output=True,
            text=True,
            check=False,
        )

    def artefact(self, name: str) -> Any:
        """One of dbt's JSON files, such as `manifest`."""
        return json.loads((self.home.dbt_target / f"{name}.json").read_text(encoding="utf-8"))

    def models(self) -> dict[str, dict[str, Any]]:
        """dbt's models by its id for them, in the order in which it fills them."""
        nodes = self.artefact("manifest")["nodes"]
        left = {
            name: {parent for parent in node["depends_on"]["nodes"] if parent in nodes}
            for name, node in nodes.items()
            if node["resource_type"] == "model"
        }
        order: list[str] = []
        while left:
            ready = sorted(name for name, parents in left.items() if not parents & left.keys())
            order += ready
            left = {name: parents for name, parents in left.items() if name not in ready}
        return {name: nodes[name] for name in order}

    def tables(self, *rooms: str) -> dict[str, str]:
        """The tables of some rooms with the SQL that fills them, in the order in which dbt fills them."""
        return {
            f"{node['schema']}.{node['alias']}": self.compiled(node)
            for node in self.models().values()
            if node["config"]["materialized"] == "table" and node["schema"] in rooms
        }

    def compiled(self, node: dict[str, Any]) -> str:
        """The SQL of a model."""
        path = self.home.dbt_target / "compiled" / "buurtcijfers" / str(node["original_file_path"])
        return path.read_text(encoding="utf-8")

    def refill_terms(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make anew from core what `quality.identity` computes its verdicts from; what was judged stays as it was."""
        tables = self.tables("quality")
        for table in takewhile(lambda name: name != "quality.judged_identity", tables):
            connection.execute(f"DELETE FROM {table}")
            connection.execute(f"INSERT INTO {table} BY NAME ({tables[table]})")


def build_empty(folder: Path) -> BuiltWarehouse:
    """Let dbt build a warehouse without reports in a state folder."""
    warehouse = BuiltWarehouse(Home(folder))
    warehouse.home.create()
    with duckdb.connect(warehouse.home.build_database) as connection:
        create_raw_tables(connection)
    result = warehouse.dbt("build", "--exclude-resource-type", "test", "unit_test")
    assert not result.returncode, f"dbt build failed\n{result.stdout}\n{result.stderr}"
    return warehouse
