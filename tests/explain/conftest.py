"""Asks the released warehouse in this process: starting one per question would be most of the time."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from orchestration.cli import warehouse
from orchestration.explain.served import Served
from orchestration.release.publish import write_length


@dataclass
class Asker:
    """The command on one home, and the sources that its release was made from."""

    home: Path
    sources: Path

    def run(self, *arguments: str) -> Result:
        """Run the command as a pipe sees it."""
        result = CliRunner().invoke(warehouse, list(arguments), env={"WAREHOUSE_HOME": str(self.home)})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def text(self, *arguments: str) -> str:
        """What an answered question prints."""
        result = self.run(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    def data(self, *arguments: str) -> Any:
        """What an answered question prints with --json, and nothing else."""
        return json.loads(self.text(*arguments, "--json"))

    def refused(self, *arguments: str) -> str:
        """What a question that cannot be answered is told; it ends with exit code 2."""
        result = self.run(*arguments)
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        return result.stderr

    def printed(self, table: str, row: int, column: int) -> str:
        """The text of a cell in the file itself, of `report/table`."""
        with (self.sources / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))[row - 1][column - 1]


@pytest.fixture(scope="session")
def ask(released: Any) -> Asker:
    return Asker(released.home, released.sources)


@pytest.fixture(scope="session")
def served(released: Any) -> Iterator[Served]:
    with Served(released.link.resolve()) as served:
        yield served


@pytest.fixture
def changed(released: Any, tmp_path: Path) -> Callable[[str], Asker]:
    """Makes a home whose release was changed by an SQL script, and asks that."""

    def change(script: str) -> Asker:
        import duckdb

        release = tmp_path / "releases" / "warehouse-changed.duckdb"
        release.parent.mkdir()
        release.write_bytes(released.link.resolve().read_bytes())
        with duckdb.connect(str(release)) as connection:
            connection.execute(script)
        write_length(release)
        (tmp_path / "warehouse.duckdb").symlink_to(release)
        return Asker(tmp_path, released.sources)

    return change
