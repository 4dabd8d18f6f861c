"""Every rule from printed cells to verdict: what it passes and what it catches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from expectations.rules import RULES_FILE
from tests.dbt.rule_cases import CASES
from tests.dbt.village import Cells, Village

GOOD = {rule: case.good for rule, case in CASES.items()}
BAD = {f"{rule}-{number}": (rule, *bad) for rule, case in CASES.items() for number, bad in enumerate(case.bad, 1)}


@pytest.fixture(scope="module")
def villages(village: Village) -> Iterator[dict[str, Village]]:
    """A village for each case, judged all at once: no rule looks from one organisation into another."""
    cells: dict[str, Cells] = GOOD | {name: GOOD[rule] | change for name, (rule, change, *_) in BAD.items()}
    found = {
        name: Village(village.connection, village.tables, mark=f"#{number:03}") for number, name in enumerate(cells)
    }
    village.connection.begin()
    for name, one in found.items():
        one.found()
        one.write(cells[name])
    village.judge()
    yield found
    village.connection.rollback()


def test_every_rule_has_a_case():
    rules = {rule["id"] for rule in yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))}
    assert rules == {*CASES, "waivers_current", "waivers_reviewed"}
    assert all(case.bad for case in CASES.values())


@pytest.mark.parametrize("rule", GOOD)
def test_known_good(villages, rule):
    verdicts = villages[rule].verdicts(rule)
    assert verdicts
    assert {verdict for verdict, _ in verdicts.values()} == {"holds"}, verdicts


@pytest.mark.parametrize("name", BAD)
def test_known_bad(villages, name):
    rule, _, scope, difference = BAD[name]
    village = villages[name]
    assert village.failing(rule) == {scope: pytest.approx(difference)}
    assert village.findings()[f"{rule}:{scope}"] == ("open", "new")
    sentences = village.sentences(rule)
    assert sentences
    for sentence in sentences:
        # Neither a word left to fill in nor one that nothing is known of.
        assert not set(sentence) & set("{}?"), sentence
