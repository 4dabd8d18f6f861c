"""Every bad source is refused with its place, caught by a rule or comes through as the text it is; none crashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.problems import visible
from tests.bad_sources.case import Case, Caught, Escaped, Refused
from tests.bad_sources.corpus import all_cases, counts, counts_table
from tests.bad_sources.warehouse import Read, controls

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(corpus_read: Read, case: Case) -> None:
    if case.why_not:
        pytest.skip(case.why_not)
    problems = corpus_read.problems.get(visible(case.name), [])
    told = [(problem.file, problem.row, problem.column, problem.message) for problem in problems]
    if isinstance(case.outcome, Refused):
        place = corpus_read.places[case.id]
        assert any(one[:3] == place and case.outcome.says in one[3] for one in told), (
            place,
            case.outcome.says,
            told[:9],
        )
        assert all(problem.message and len(problem.next_step) > 10 for problem in problems)
        assert case.name not in corpus_read.figures
    elif isinstance(case.outcome, Caught):
        assert told == []
        cell = (case.outcome.file, case.outcome.row, case.outcome.column)
        rules = corpus_read.findings.get(case.name, {}).get(cell, set())
        assert rules, f"no rule finds it; found: {corpus_read.findings.get(case.name)}"
        assert rules <= case.outcome.rules, rules
    else:
        assert isinstance(case.outcome, Escaped)
        assert told == []
        assert case.outcome.text in corpus_read.texts[case.name]
        assert corpus_read.figures[case.name]
        assert case.name not in corpus_read.findings


def test_unspoiled_parts_are_read_to_the_end(corpus_read: Read) -> None:
    """Else it would not be the spoiling that a case is refused for."""
    good = [case.name for case in controls(CASES).values()]
    assert {name: corpus_read.problems[name] for name in good if name in corpus_read.problems} == {}
    assert [name for name in good if not corpus_read.figures.get(name)] == []


def test_the_corpus_is_read_in_bounded_memory(corpus_read: Read) -> None:
    """With bombs of hundreds of megabytes and of ten billion letters in it."""
    assert corpus_read.megabytes < 1_000


def test_the_readme_counts_the_cases() -> None:
    readme = (Path(__file__).with_name("README.md")).read_text(encoding="utf-8")
    assert counts_table(CASES) in readme
    assert sum(counts(CASES)[-1][1].values()) >= 100
