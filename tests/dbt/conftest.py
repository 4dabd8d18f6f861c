"""A built file for cells that tests write and roll back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dbt.staged import Staged


@pytest.fixture(scope="module")
def staged(built: Any, built_copy: Path) -> Iterator[Staged]:
    """Staging without reports."""
    with duckdb.connect(built_copy) as connection:
        connection.execute("SET threads = 1")
        yield Staged(connection, built.tables("staging")["staging.rejected_cell"])
