"""The reasons of `sources/` are our own words, in two languages, about a line of the document that has text."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from orchestration.ingest.report_file import Report
from tests.sources.document import DOCUMENTS, SOURCES, csv_dicts, document_lines, reports

REPORTS = [report for report in reports() if report.reasons]
COUNTS = {
    "bto-sociaal-2021": 31,
    "lokalis-2018-h1": 22,
    "lokalis-2019-h1": 4,
    "lokalis-2020-h1": 17,
    "lokalis-2022": 21,
}
LONGEST = 160
"""Letters of a reason: it stands beside a number."""
OWN_WORDS = 6
"""So many words in a row are the document's."""

by_report = pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.id)


def _reasons(report: Report) -> list[dict[str, str]]:
    return csv_dicts(SOURCES / report.id / str(report.reasons))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w'-]+", text.lower().replace("’", "'"))
    return {tuple(words[at : at + OWN_WORDS]) for at in range(len(words) - OWN_WORDS + 1)}


def test_every_report_explains_figures() -> None:
    assert {report.id: len(_reasons(report)) for report in REPORTS} == COUNTS


@by_report
def test_a_reason_is_a_short_sentence_in_two_languages_with_its_line(report: Report) -> None:
    for reason in _reasons(report):
        for text in (reason["reason_nl"], reason["reason_en"]):
            assert text[0].isupper(), reason["key"]
            assert text.endswith("."), reason["key"]
            assert len(text) <= LONGEST, reason["key"]
        assert reason["reason_nl"] != reason["reason_en"]
        assert int(reason["line"]) > 0


@by_report
def test_nothing_is_said_twice_of_one_figure(report: Report) -> None:
    said = Counter(
        (*(reason[name] for name in ("metric", "area", "period", "breakdown", "category")), reason["reason_nl"])
        for reason in _reasons(report)
    )
    assert [one for one, times in said.items() if times > 1] == []


@pytest.mark.skipif(
    not DOCUMENTS.is_dir(), reason="the documents are not here: set WAREHOUSE_DOCUMENTS to their folder"
)
@by_report
def test_a_reason_is_about_a_line_with_text_and_in_our_own_words(report: Report) -> None:
    assert report.document
    lines = document_lines(DOCUMENTS / report.document.file)
    printed = _runs(" ".join(lines))
    for reason in _reasons(report):
        assert lines[int(reason["line"]) - 1].strip(), reason["key"]
        for text in (reason["reason_nl"], reason["reason_en"]):
            assert not _runs(text) & printed, reason["key"]
