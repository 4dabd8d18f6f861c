"""What dbt holds the models to: their contracts, and that a mart reads core alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.build.manifest import dbt_arguments, dbt_environment, dbt_executable
from orchestration.home import DBT_PROJECT
from tests.built import BuiltWarehouse


@pytest.fixture(scope="module")
def models(built: BuiltWarehouse) -> dict[str, Any]:
    """The models of the manifest by dbt's id."""
    nodes = built.artefact("manifest")["nodes"]
    return {name: node for name, node in nodes.items() if node["resource_type"] == "model"}


def layer(model: Any) -> str:
    return str(model["fqn"][1])


def test_every_model_has_an_enforced_contract_that_describes_its_columns(models: dict[str, Any]) -> None:
    assert {layer(model) for model in models.values()} == {"staging", "core", "marts", "quality"}
    for name, model in models.items():
        assert model["contract"]["enforced"], name
        assert all(column["data_type"] and column["description"] for column in model["columns"].values()), name


def test_a_type_other_than_in_the_contract_stops_the_build(built: BuiltWarehouse, tmp_path: Path) -> None:
    """In views too, which dbt makes no columns for."""
    planted = {"staging/staging__area_change.sql": "change", "quality/quality__category_below.sql": "category_id"}
    project = tmp_path / "dbt_project"
    shutil.copytree(DBT_PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    for model, column in planted.items():
        file = project / "models" / model
        query = file.read_text(encoding="utf-8")
        file.write_text(f"select * replace (1 as {column}) from (\n{query}\n)\n", encoding="utf-8")
    # What dbt parsed before is taken over, for the sake of time.
    target = tmp_path / "target"
    target.mkdir()
    shutil.copyfile(built.home.dbt_target / "partial_parse.msgpack", target / "partial_parse.msgpack")
    arguments = dbt_arguments(built.home)
    arguments[1::2] = [str(project), str(project), str(target), str(target), "none"]
    before = definitions(built)
    result = subprocess.run(
        [dbt_executable(), "--no-use-colors", "run", *arguments, "--select", *(Path(model).stem for model in planted)],
        env=os.environ | dbt_environment(built.home),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 1, result.stdout + result.stderr
    for column in planted.values():
        assert re.search(rf"{column} +\| INTEGER +\| VARCHAR +\| data type mismatch", result.stdout), result.stdout
    assert definitions(built) == before


def definitions(built: BuiltWarehouse) -> list[tuple[Any, ...]]:
    with duckdb.connect(built.home.build_database, read_only=True) as connection:
        return connection.execute("SELECT schema_name, view_name, sql FROM duckdb_views() ORDER BY ALL").fetchall()


def test_marts_read_core_alone(models: dict[str, Any]) -> None:
    read = {name: model["depends_on"]["nodes"] for name, model in models.items() if layer(model) == "marts"}
    assert read
    for name, parents in read.items():
        assert parents, name
        assert {layer(models[parent]) for parent in parents} == {"core"}, name


def test_what_figures_are_made_of_is_private(models: dict[str, Any]) -> None:
    """dbt refuses to parse a mart that refers to a model that is private to a group of others."""
    # The pages show these, and no page has a group.
    shown = {"finding", "finding_cell", "judged_identity", "rule_result"}
    for name, model in models.items():
        inside = "protected" if model["alias"] == "identity_term" else "private"
        is_inside = layer(model) in ("staging", "quality") and model["alias"] not in shown
        assert (model["group"], model["access"]) == (
            "marts" if layer(model) == "marts" else "figures",
            inside if is_inside else "public",
        ), name
