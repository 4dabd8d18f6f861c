"""Nothing that readers of the real reports rely on changes unseen."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.conftest import Place
from tests.export.export import FOLDER, export


def test_no_row_of_the_real_reports_has_changed(released: Place, tmp_path: Path) -> None:
    with duckdb.connect(str(released.link), read_only=True) as connection:
        export(connection, tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {file.name for file in FOLDER.glob("*.csv")}
    changed = {
        file.name: sorted(set(lines(file)) ^ set(lines(FOLDER / file.name)))[:5]
        for file in tmp_path.iterdir()
        if lines(file) != lines(FOLDER / file.name)
    }
    assert changed == {}, "a change that is meant: `make export`, and a line in docs/changes.md"


def lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()
