"""A state folder for small releases."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty one."""
    home = Home(tmp_path / "home")
    home.create()
    return home
