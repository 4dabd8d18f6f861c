"""dbt's manifest: parsed anew when the dbt project has changed, and kept in the state folder."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from orchestration.home import DBT_PROJECT, Home

_PARSED = {".sql", ".yml", ".csv", ".md"}


def ensure_manifest(home: Home) -> Path:
    """The manifest that fits the dbt project as it is now; parses the project where it does not.

    Raises RuntimeError with dbt's own words where the project cannot be parsed.
    """
    manifest = home.dbt_target / "manifest.json"
    stamp = home.dbt_target / "manifest.inputs"
    inputs = _inputs_hash()
    if manifest.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == inputs:
        return manifest
    home.create()
    stamp.unlink(missing_ok=True)
    result = subprocess.run(
        [dbt_executable(), "--quiet", "parse", *dbt_arguments(home)],
        env=os.environ | dbt_environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise RuntimeError(f"dbt cannot parse the project:\n{result.stdout}{result.stderr}")
    stamp.write_text(inputs, encoding="utf-8")
    return manifest


def dbt_executable() -> str:
    """The dbt of the environment that this process runs in, whatever PATH says."""
    return str(Path(sys.executable).with_name("dbt"))


def dbt_arguments(home: Home) -> list[str]:
    """Arguments that every dbt call takes: where the project, its profile and its artefacts are."""
    return [
        "--project-dir", str(DBT_PROJECT),
        "--profiles-dir", str(DBT_PROJECT),
        "--target-path", str(home.dbt_target),
        "--log-path", str(home.dbt_target),
    ]  # fmt: skip


def dbt_environment(home: Home) -> dict[str, str]:
    """Environment variables that dbt needs: the file to build in, and silence towards the network."""
    return {
        "WAREHOUSE_BUILD": str(home.build_database),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }


def _inputs_hash() -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in DBT_PROJECT.rglob("*") if p.suffix in _PARSED):
        digest.update(f"{path.relative_to(DBT_PROJECT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
