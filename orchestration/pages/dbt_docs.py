"""dbt's own documentation of the models, as one page that needs nothing else."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from orchestration.build.manifest import call_dbt, ensure_manifest
from orchestration.home import Home

NAME = "dbt.html"
"""The page's name in the site."""


def write_dbt_docs(home: Home, release: Path, out: Path) -> None:
    """Write the page about a release into the folder of a site.

    dbt knows the warehouse by the name of its file and opens it to write, so it gets a copy in a home of its own.
    Raises RuntimeError with dbt's own words where it fails.
    """
    with tempfile.TemporaryDirectory(prefix="warehouse-docs-") as folder:
        own = Home(Path(folder))
        own.create()
        shutil.copyfile(release, own.build_database)
        # dbt documents what it finds here; to compile the models again would take longer and say no more.
        shutil.copyfile(ensure_manifest(home), own.dbt_target / "manifest.json")
        call_dbt(own, "docs", "generate", "--static", "--no-compile", to="document its models")
        shutil.copyfile(own.dbt_target / "static_index.html", out / NAME)
