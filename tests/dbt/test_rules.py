"""Every rule from printed cells to verdict: what it passes and what it catches."""

from __future__ import annotations

import pytest
import yaml

from expectations.rules import RULES_FILE
from tests.dbt.rule_cases import CASES


def test_every_rule_has_a_case():
    rules = {rule["id"] for rule in yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))}
    assert rules == {*CASES, "waivers_current", "waivers_reviewed"}
    assert all(case.bad for case in CASES.values())


@pytest.mark.parametrize("rule", CASES)
def test_known_good(warehouse, rule):
    warehouse.print_cells(CASES[rule].good)
    verdicts = warehouse.verdicts(rule)
    assert verdicts
    assert {verdict for verdict, _ in verdicts.values()} == {"holds"}, verdicts


@pytest.mark.parametrize(
    ("rule", "bad"),
    [
        pytest.param(rule, bad, id=f"{rule}-{number}")
        for rule, case in CASES.items()
        for number, bad in enumerate(case.bad, 1)
    ],
)
def test_known_bad(warehouse, rule, bad):
    change, scope, difference = bad
    warehouse.print_cells(CASES[rule].good | change)
    assert warehouse.failing(rule) == {scope: pytest.approx(difference)}
    assert warehouse.findings()[f"{rule}:{scope}"] == ("open", "new")
    query = "SELECT unnest([sentence_nl, sentence_en]) FROM quality.finding WHERE rule_id = ?"
    for (sentence,) in warehouse.rows(query, rule):
        # Neither a word left to fill in nor one that nothing is known of.
        assert not set(sentence) & set("{}?"), sentence
