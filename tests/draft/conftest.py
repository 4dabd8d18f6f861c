"""A folder of sources for drafts, and a document in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.draft.command import Drafted, draft_folder
from tests.draft.printed import write

Draft = Callable[..., Drafted]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """An empty folder of sources."""
    (folder := tmp_path / "sources").mkdir()
    return folder


@pytest.fixture
def draft(tmp_path: Path, sources: Path) -> Draft:
    """Draft a text as the report of an id."""

    def made(text: str, report_id: str, name: str = "document.txt", **asked: str) -> Drafted:
        return draft_folder(write(tmp_path, text, name), report_id, sources, **asked)

    return made
