"""Built files for cells that tests write and roll back."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.build.rule_files import load_rules
from tests.dbt.staged import Staged
from tests.dbt.village import Village


@pytest.fixture(scope="module")
def staged(built: Any, built_copy: Path) -> Iterator[Staged]:
    """Staging without reports."""
    with duckdb.connect(built_copy) as connection:
        connection.execute("SET threads = 1")
        yield Staged(connection, built.tables("staging"))


@pytest.fixture(scope="package")
def village(built: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    """A built file with the village and the rules in it."""
    folder = tmp_path_factory.mktemp("village")
    # The name is the catalog's, which views say.
    file = folder / built.home.build_database.name
    shutil.copyfile(built.home.build_database, file)
    no_waivers = folder / "waivers.yml"
    no_waivers.write_text("[]\n", encoding="utf-8")
    tables = built.tables("staging", "core", "quality")
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET threads = 1")
        load_rules(connection, dt.date(2026, 1, 1), waivers_file=no_waivers)
        for table in tables:
            connection.execute(f"DELETE FROM {table}")
        yield Village(connection, tables)


@pytest.fixture
def warehouse(village: Village) -> Iterator[Village]:
    """The village without printed cells; what a test prints is rolled back."""
    village.connection.begin()
    village.found()
    yield village
    village.connection.rollback()
