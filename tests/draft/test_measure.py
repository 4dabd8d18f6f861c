"""The goals of a draft, measured on the committed reports where their documents are at hand."""

from __future__ import annotations

import pytest

from tests.bench.draft_tables import main_score
from tests.sources.document import DOCUMENTS

pytestmark = pytest.mark.skipif(
    not DOCUMENTS.is_dir(),
    reason="the documents are not here: set WAREHOUSE_DOCUMENTS to the folder that holds them",
)


def test_a_draft_says_what_a_person_said() -> None:
    scores = main_score(DOCUMENTS)
    cells, figures = sum(one.cells for one in scores), sum(one.figures for one in scores)

    assert figures > 1_700
    assert sum(one.as_printed for one in scores) >= 0.98 * cells
    assert sum(one.otherwise for one in scores) == 0
    assert sum(one.known + one.first for one in scores) >= 0.9 * figures
    assert [line for one in scores for line in one.wrong] == []
    assert sum(one.silent for one in scores) == 0
