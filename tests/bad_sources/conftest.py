"""The whole corpus, written, read and judged once."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from tests.bad_sources.corpus import all_cases
from tests.bad_sources.warehouse import Read, read_all


@pytest.fixture(scope="session")
def corpus_read(built: Any, tmp_path_factory: pytest.TempPathFactory) -> Read:
    """What became of every case that can be tried on this machine."""
    folder = tmp_path_factory.mktemp("corpus")
    # Its name is the catalog's, and so it has to stay.
    warehouse = folder / "build" / built.home.build_database.name
    warehouse.parent.mkdir()
    shutil.copyfile(built.home.build_database, warehouse)
    cases = [case for case in all_cases() if not case.why_not]
    return read_all(cases, folder, warehouse, built.tables("staging", "core", "quality"))
