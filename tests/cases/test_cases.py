"""Every case is read as its `expected.yml` says, or refused in its words; see README.md."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.home import DEFAULT_SOURCES
from tests.cases.conftest import CASES, Judged

LOOKS = {"decimals", "rounding", "notes", "provisional", "qualifiers", "ids", "ranges"}
KEYS = {"right", "refused", "figures", "findings", "holding", "breaks"} | LOOKS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(judged: Judged, case: Path) -> None:
    expected: dict[str, Any] = yaml.safe_load((case / "expected.yml").read_text(encoding="utf-8"))
    assert expected.keys() <= KEYS
    assert expected["right"]
    assert ("refused" in expected) != ("figures" in expected)
    problems = judged.problems.get(case.name, [])
    told = [(problem.file, problem.row, problem.column, problem.message) for problem in problems]
    for place in expected.get("refused", []):
        file = place["file"] if "/" in place["file"] else f"{case.name}/{place['file']}"
        where = (file, place.get("row"), place.get("column"))
        assert any(one[:3] == where and place["says"] in one[3] for one in told), (where, place["says"], told)
        assert all(len(problem.next_step) > 10 for problem in problems)
    if "refused" in expected:
        # What one fault causes is told once: nothing is refused beside what is named.
        assert len(told) == len(expected["refused"]), told
        return
    assert told == []
    read = judged.figures[case.name]
    assert read
    assert {key: read.get(key) for key in expected["figures"]} == expected["figures"], read
    looks = judged.looks[case.name]
    for look in LOOKS & expected.keys():
        assert {key: looks[key][look] for key in expected[look]} == expected[look]
    assert judged.findings.get(case.name, set()) == set(expected.get("findings", []))
    holding = judged.holding.get(case.name, Counter())
    assert {rule: holding[rule] for rule in expected.get("holding", {})} == expected.get("holding", {}), holding
    breaks = judged.breaks.get(case.name, {})
    assert {key: breaks[key] for key in expected.get("breaks", {})} == expected.get("breaks", {})


def test_the_real_reports_stand_beside_the_cases_unharmed(judged: Judged) -> None:
    real = {folder.name for folder in DEFAULT_SOURCES.iterdir()}
    assert {name: judged.problems[name] for name in real & judged.problems.keys()} == {}
