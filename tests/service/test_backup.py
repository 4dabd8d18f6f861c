"""Backup and restore as docs/operations.md has it: what was served is served, and a refresh finds nothing to do."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.conftest import Place


def test_a_restored_state_folder_goes_on_where_it_was(released: Place, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    subprocess.run(["tar", "-C", str(released.path), "-czf", str(archive), "home", "sources"], check=True)
    restored = Place(tmp_path / "elsewhere")
    restored.path.mkdir()
    subprocess.run(["tar", "-C", str(restored.path), "-xzf", str(archive)], check=True)
    assert restored.link.resolve().is_relative_to(restored.path)
    figures = "SELECT count(*), sum(value) FROM core.figure"
    assert restored.query(figures) == released.query(figures)
    code, record = restored.run_json("refresh")
    assert (code, record["outcome"]) == (0, "unchanged")
    code, entries = restored.run_json_home("releases")
    assert code == 0
    assert entries == released.run_json_home("releases")[1]
