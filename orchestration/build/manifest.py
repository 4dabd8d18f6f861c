"""dbt's manifest, from which the Dagster definitions are made: parsed anew when the dbt project has changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration.home import DBT_PROJECT, Home
from orchestration.inputs import dbt_project_hash
from orchestration.memory import memory_limit


def manifest_path(home: Home) -> Path:
    """Where the manifest is kept that fits the dbt project as it is now, if there is one yet."""
    return home.manifests / f"{dbt_project_hash()}.json"


def ensure_manifest(home: Home) -> Path:
    """The manifest that fits the dbt project as it is now; parses the project where there is none.

    Raises RuntimeError with dbt's own words where the project cannot be parsed.
    """
    manifest = manifest_path(home)
    if manifest.exists():
        return manifest
    home.create()
    call_dbt(home, "parse", to="parse the project")
    for older in home.manifests.iterdir():
        older.unlink()
    # A name of its own until it is whole: dbt may be stopped while it writes.
    draft = manifest.with_suffix(".draft")
    shutil.copyfile(home.dbt_target / "manifest.json", draft)
    draft.replace(manifest)
    return manifest


def manifest_nodes(manifest: Path) -> dict[str, dict[str, Any]]:
    """The models, seeds, tests and sources of a manifest by dbt's id."""
    found = json.loads(manifest.read_text(encoding="utf-8"))
    nodes: dict[str, dict[str, Any]] = found["nodes"] | found["sources"]
    return nodes


def table_of(node: Mapping[str, Any]) -> tuple[str, str]:
    """Schema and name of the table that a node is: of a model what people see, of a source what the ingest filled."""
    return node["schema"], node["identifier"] if node["resource_type"] == "source" else node["alias"]


def call_dbt(home: Home, *command: str, to: str) -> None:
    """Run a command of dbt in a home, in a process of its own.

    Raises RuntimeError with dbt's own words where it fails; `to` says what it was to do.
    """
    result = subprocess.run(
        [dbt_executable(), "--quiet", *command, *dbt_arguments(home)],
        env=os.environ | dbt_environment(home),
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
        check=False,
    )
    if result.returncode:
        raise RuntimeError(f"dbt cannot {to}:\n{result.stdout}{result.stderr}")


def dbt_executable() -> str:
    """dbt as a run calls it, in the environment that this process runs in, whatever PATH says."""
    return str(Path(sys.executable).with_name("warehouse-dbt"))


def dbt_arguments(home: Home) -> list[str]:
    """Arguments that every dbt call takes: where the project, its profile and its artefacts are."""
    return [
        "--project-dir", str(DBT_PROJECT),
        "--profiles-dir", str(DBT_PROJECT),
        "--target-path", str(home.dbt_target),
        "--log-path", str(home.dbt_target),
        # What it says is kept in last-run.log and in Dagster's history; its own log doubles that, and takes time.
        "--log-level-file", "none",
    ]  # fmt: skip


def dbt_environment(home: Home) -> dict[str, str]:
    """Environment variables that dbt needs: the home, the file to build in, its memory, silence towards the network."""
    return {
        "WAREHOUSE_HOME": str(home.path),
        "WAREHOUSE_BUILD": str(home.build_database),
        "WAREHOUSE_BUILD_MEMORY": memory_limit(),
        "WAREHOUSE_BUILD_SPILL": f"{home.spill}-dbt",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }
