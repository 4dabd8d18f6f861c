"""Every rule from printed cells to verdict: what it passes and what it catches."""

from __future__ import annotations

from itertools import chain

import pytest
import yaml

from expectations.rules import RULES_FILE
from tests.dbt.rule_cases import CASES

GOOD = {rule: case.good for rule, case in CASES.items()}
BAD = {f"{rule}-{number}": (rule, *bad) for rule, case in CASES.items() for number, bad in enumerate(case.bad, 1)}


def test_every_rule_has_a_case():
    rules = {rule["id"] for rule in yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))}
    assert rules == {*CASES, "waivers_current", "waivers_reviewed"}
    assert all(case.bad for case in CASES.values())


@pytest.mark.prints(lambda rule: GOOD[rule])
@pytest.mark.parametrize("rule", GOOD)
def test_known_good(village, rule):
    verdicts = village.verdicts(rule)
    assert verdicts
    assert {verdict for verdict, _ in verdicts.values()} == {"holds"}, verdicts


@pytest.mark.prints(lambda name: GOOD[BAD[name][0]] | BAD[name][1])
@pytest.mark.parametrize("name", BAD)
def test_known_bad(village, name):
    rule, _, scope, difference = BAD[name]
    assert village.failing(rule) == {scope: pytest.approx(difference)}
    assert village.findings()[f"{rule}:{scope}"] == ("open", "new")
    sentences = village.sentences(rule)
    assert sentences
    for sentence in chain.from_iterable(sentences):
        # Neither a word left to fill in nor one that nothing is known of.
        assert not set(sentence) & set("{}?"), sentence
