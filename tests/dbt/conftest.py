"""Built files for the cells that tests write."""

from __future__ import annotations

import datetime as dt
import inspect
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.build.rule_files import load_rules
from tests.dbt.staged import Staged
from tests.dbt.village import Village, fill, judge, said_by_gx


@pytest.fixture(scope="module")
def staged(built: Any, built_copy: Path) -> Iterator[Staged]:
    """Staging without reports."""
    with duckdb.connect(built_copy) as connection:
        connection.execute("SET threads = 1")
        yield Staged(connection, built.tables("staging"))


@pytest.fixture(scope="package")
def villages(
    built: Any, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[dict[str, Village]]:
    """A village for each test that says what is printed in it (`prints`), judged all at once; by the test's id."""
    folder = tmp_path_factory.mktemp("villages")
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
        found = {}
        connection.begin()
        for number, item in enumerate(request.session.items):
            if (marker := item.get_closest_marker("prints")) is not None:
                village = Village(connection, tables, mark=f"#{number:05}")
                village.found()
                _print(village, item, *marker.args, **marker.kwargs)
                found[item.nodeid] = village
        connection.commit()
        judge(connection, tables)
        yield found


def _print(village: Village, item: pytest.Item, cells: Any, first: Callable[..., None] | None = None) -> None:
    """Write the cells of a test, which may depend on its parameters; `first` does what is said beside them."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}

    def of_test(function: Callable[..., Any]) -> dict[str, Any]:
        return {name: parameters[name] for name in inspect.signature(function).parameters if name in parameters}

    if first is not None:
        first(village, **of_test(first))
    village.write(cells(**of_test(cells)) if callable(cells) else cells)


@pytest.fixture(scope="package")
def validations(villages: dict[str, Village]) -> dict[str, dict[str, Any]]:
    """Rule to its validation result as it is kept, of all villages together: SQL says the same of every identity."""
    one = next(iter(villages.values()))
    one.connection.begin()
    try:
        fill(one.connection, one.tables, "quality.rule_result")
        judged = said_by_gx(one.connection)
    finally:
        one.connection.rollback()
    return {rule: json.loads(json.dumps(one.validation, allow_nan=False)) for rule, one in judged.items()}


@pytest.fixture
def village(villages: dict[str, Village], request: pytest.FixtureRequest) -> Village:
    """The village of this test, judged."""
    return villages[request.node.nodeid]
