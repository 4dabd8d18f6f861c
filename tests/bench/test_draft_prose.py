"""What a draft finds of the reports' own key figures, where their documents are."""

from __future__ import annotations

import pytest

from orchestration.ingest.report_file import Report
from tests.bench.draft_prose import measure, unexplained
from tests.sources.document import DOCUMENTS, reports

needs_documents = pytest.mark.skipif(
    not DOCUMENTS.is_dir(),
    reason="the documents are not here: set WAREHOUSE_DOCUMENTS to the folder that holds them",
)


@needs_documents
@pytest.mark.parametrize("report", [one for one in reports() if one.document], ids=lambda report: report.id)
def test_a_draft_finds_the_key_figures_and_writes_nothing_wrong(report: Report) -> None:
    found = measure(report, DOCUMENTS)
    assert found.committed > 40
    assert found.among / found.committed >= 0.95
    assert found.dropped == []
    assert found.wrong == []
    assert unexplained(report, DOCUMENTS) == []


@needs_documents
def test_half_of_the_key_figures_have_the_right_metric_period_and_qualifier() -> None:
    found = [measure(one, DOCUMENTS) for one in reports() if one.document]
    assert sum(one.right for one in found) / sum(one.committed for one in found) >= 0.5
