"""The dashboard of bi/superset as it is kept: names as on the pages, queries that run, months that mark their breaks.

That Superset imports and draws it is for `python -m tests.bi.superset`, which installs it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from orchestration.pages.words import DOMAINS
from tests.conftest import REPOSITORY, Place

ASSETS = REPOSITORY / "bi" / "superset" / "assets"


def _read(folder: str) -> dict[Path, dict[str, Any]]:
    return {
        file: yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted((ASSETS / folder).rglob("*.yaml"))
    }


DATASETS = _read("datasets")
CHARTS = _read("charts")
BY_UUID = {dataset["uuid"]: dataset for dataset in DATASETS.values()}
MONTHS = ("flow_month", "flow_net", "reach_team_month", "satisfaction_continue")


@pytest.fixture(scope="module")
def warehouse(released: Place) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(released.link), read_only=True)


def _columns_of(chart: dict[str, Any]) -> list[str]:
    """The columns that a chart asks for."""
    params = chart["params"]
    groups = params.get("groupby") or []
    axis = params.get("x_axis")
    return [
        *([axis] if axis else []),
        *([groups] if isinstance(groups, str) else groups),
        *params.get("all_columns", []),
    ]


def _metrics_of(chart: dict[str, Any]) -> list[str]:
    params = chart["params"]
    return [params["metric"]] if params.get("metric") else params.get("metrics", [])


def test_a_metric_is_called_as_the_pages_call_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    labels = dict(warehouse.execute("SELECT metric_id, label_nl FROM core.metric").fetchall())
    looked = 0
    for file, dataset in DATASETS.items():
        for column in dataset["columns"]:
            if column["column_name"] in labels:
                assert column["verbose_name"] == labels[column["column_name"]], (file.name, column["column_name"])
                looked += 1
        for metric in dataset["metrics"]:
            measured = re.fullmatch(r"max\((\w+)\)", metric["expression"])
            if measured and measured[1] in labels:
                assert metric["metric_name"] == metric["verbose_name"] == labels[measured[1]], file.name
                looked += 1
    assert looked > 40


def test_names_are_in_one_language() -> None:
    """None beside its English, as a name with a stroke between blanks is."""
    for file, chart in CHARTS.items():
        assert " / " not in chart["slice_name"], file.name
    for dataset in DATASETS.values():
        for named in (*dataset["columns"], *dataset["metrics"]):
            assert " / " not in (named["verbose_name"] or ""), (dataset["table_name"], named["verbose_name"])
    (dashboard,) = _read("dashboards").values()
    drawn = [part["meta"] for part in dashboard["position"].values() if isinstance(part, dict) and "meta" in part]
    tabs = {part["text"] for part in drawn if "text" in part}
    assert {DOMAINS[domain].nl for domain in ("reach", "flow", "satisfaction", "workforce")} <= tabs
    shown = {part["sliceName"] for part in drawn if "sliceName" in part}
    assert shown == {chart["slice_name"] for chart in CHARTS.values()}


def test_every_chart_asks_for_what_its_dataset_has() -> None:
    for file, chart in CHARTS.items():
        dataset = BY_UUID[chart["dataset_uuid"]]
        assert set(_metrics_of(chart)) <= {metric["metric_name"] for metric in dataset["metrics"]}, file.name
        assert set(_columns_of(chart)) <= {column["column_name"] for column in dataset["columns"]}, file.name
        sort = chart["params"].get("x_axis_sort")
        assert not sort or sort in (chart["params"]["x_axis"], *_metrics_of(chart)), file.name


def test_every_dataset_has_the_columns_that_it_says(warehouse: duckdb.DuckDBPyConnection) -> None:
    for file, dataset in DATASETS.items():
        there = {column[0] for column in warehouse.execute(dataset["sql"]).description}
        said = {column["column_name"] for column in dataset["columns"] if not column["expression"]}
        assert said <= there, (file.name, said - there)


@pytest.mark.parametrize("name", MONTHS)
def test_charts_of_months_mark_a_break(warehouse: duckdb.DuckDBPyConnection, name: str) -> None:
    chart = CHARTS[ASSETS / "charts" / f"{name}.yaml"]
    dataset = BY_UUID[chart["dataset_uuid"]]
    assert chart["params"]["x_axis"] == "period_shown"
    table = dataset["table_name"]
    # No break lies within the months of the real reports: one that begins in May is laid into them.
    moved = "CASE WHEN period_id >= '2021-05' THEN 'moved' ELSE 'before' END AS series_break_id"
    laid = f"(SELECT * REPLACE ({moved}) FROM {table})"
    query = dataset["sql"].replace(f"from {table}", f"from {laid}")
    shown = warehouse.execute(f"SELECT DISTINCT period_id, period_shown FROM ({query}) ORDER BY ALL").fetchall()
    assert [said for period, said in shown if said != period] == ["2021-05 ‖"]
    assert len(shown) == 12
    (unbroken,) = warehouse.execute(f"SELECT count(*) FROM ({dataset['sql']}) WHERE period_shown LIKE '%‖%'").fetchall()
    assert unbroken == (0,)
