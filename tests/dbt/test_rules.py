"""Every rule from printed cells to verdict: what it passes and what it catches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from expectations.rules import RULES_FILE
from expectations.rules_page import read_rules
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


@pytest.fixture(scope="module")
def validations(villages) -> dict[str, dict[str, Any]]:
    """Rule to its validation result as it is kept, of all villages together: SQL says the same of every identity."""
    verdicts = villages[next(iter(GOOD))].said_by_gx()
    return {rule: json.loads(json.dumps(verdict.validation, allow_nan=False)) for rule, verdict in verdicts.items()}


@pytest.mark.parametrize("name", BAD)
def test_known_bad_in_the_validation_result(villages, validations, name):
    """Who knows Great Expectations and nothing else sees what does not agree, with both sides."""
    rule, _, scope, difference = BAD[name]
    village = villages[name]
    (row,) = [row for row in unexpected(validations[rule]) if village.mark in row["identity_id"]]
    assert row["identity_id"].replace(village.mark, "") == f"{rule}:{scope}"
    assert row["left_value"] - row["right_value"] == pytest.approx(difference, abs=0.0001)
    assert row["expected_difference"] is None


@pytest.mark.parametrize("rule", GOOD)
def test_known_good_is_expected(villages, validations, rule):
    mark = villages[rule].mark
    assert validations[rule]["results"][0]["result"]["element_count"] > len(unexpected(validations[rule]))
    assert not [row for row in unexpected(validations[rule]) if mark in row["identity_id"]]


def test_expectations_say_what_the_rules_say(validations):
    for rule in read_rules():
        for result in validations[rule.id]["results"]:
            config = result["expectation_config"]
            assert config["severity"] == rule.severity
            assert config["description"].startswith(rule.title_en)
            assert config["notes"] == rule.description
            assert config["meta"]["title_nl"] == rule.title_nl
    kinds = {rule.family: validations[rule.id]["results"][0]["expectation_config"]["type"] for rule in read_rules()}
    assert kinds["sum over time"] == "expect_sum_over_time_to_agree"
    assert len(set(kinds.values())) == len(kinds), "each family has a class of its own"


def unexpected(validation: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that fail, of all expectations of a rule."""
    return [row for one in validation["results"] for row in one["result"].get("unexpected_index_list", [])]
