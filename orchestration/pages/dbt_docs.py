"""dbt's own documentation of the models, as one page that needs nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from orchestration.home import Home
from orchestration.refresh.manifest import dbt_arguments, dbt_environment, dbt_executable


def make_dbt_docs(release: Path) -> Path:
    """The page about a release; it stands in a folder that the caller may leave to the system.

    dbt knows the warehouse by the name of its file and opens it to write, so it gets a copy. Raises RuntimeError with
    dbt's own words where it fails.
    """
    home = Home(Path(tempfile.mkdtemp(prefix="warehouse-docs-")))
    home.create()
    shutil.copyfile(release, home.build_database)
    result = subprocess.run(
        [dbt_executable(), "--quiet", "docs", "generate", "--static", "--no-compile", *dbt_arguments(home)],
        env=os.environ | dbt_environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise RuntimeError(f"dbt cannot document its models:\n{result.stdout}{result.stderr}")
    home.build_database.unlink()
    return home.dbt_target / "static_index.html"
