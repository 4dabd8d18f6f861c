"""A warehouse that dbt built from no report at all, for tests of what the models make of rows given to them."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.home import Home
from orchestration.ingest.raw import create_raw_tables
from orchestration.refresh.manifest import dbt_arguments, dbt_environment, dbt_executable


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

    def tables(self, *rooms: str) -> dict[str, str]:
        """The tables of some rooms with the SQL that fills them, in the order in which dbt fills them."""
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
        return {
            f"{nodes[name]['schema']}.{nodes[name]['alias']}": self._compiled(nodes[name]["original_file_path"])
            for name in order
            if nodes[name]["config"]["materialized"] == "table" and nodes[name]["schema"] in rooms
        }

    def _compiled(self, model: str) -> str:
        return (self.home.dbt_target / "compiled" / "buurtcijfers" / model).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    """The warehouse without reports; a test that writes in it takes a copy."""
    warehouse = BuiltWarehouse(Home(tmp_path_factory.mktemp("home")))
    warehouse.home.create()
    with duckdb.connect(warehouse.home.build_database) as connection:
        create_raw_tables(connection)
    result = warehouse.dbt("build", "--exclude-resource-type", "test", "unit_test")
    assert not result.returncode, f"dbt build failed\n{result.stdout}\n{result.stderr}"
    return warehouse


@pytest.fixture(scope="session")
def built_copy(built: BuiltWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built file to write in, named as it must be: the name is the catalog's."""
    path = tmp_path_factory.mktemp("copy") / built.home.build_database.name
    path.write_bytes(built.home.build_database.read_bytes())
    return path
