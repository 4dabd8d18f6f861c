"""docs/rules.md: its list of rules is what rules.yml says, and its example of a waiver is one."""

from __future__ import annotations

import pytest
import yaml

from expectations.rules import Waivers
from expectations.rules_page import END, PAGE, START, page_text, read_rules


def test_the_list_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page_text(), "after a change of the rules: make docs"


def test_every_rule_stands_there_once_with_its_example() -> None:
    listed = page_text().partition(START)[2].partition(END)[0]
    for rule in read_rules():
        assert listed.count(f"Rule `{rule.id}`,") == 1
        assert listed.count(rule.next_steps) == 1
        assert listed.count(f"Example: `{rule.example}`\n") == 1
        assert rule.example.startswith(f"{rule.id}:")


def test_the_waiver_on_the_page_is_one() -> None:
    example = PAGE.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    (waiver,) = Waivers.model_validate(yaml.safe_load(example)).root
    assert waiver.expected_difference == 90


def test_a_page_without_the_marks_is_not_written_over(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "rules.md"
    page.write_text("# The rules\n", encoding="utf-8")
    monkeypatch.setattr("expectations.rules_page.PAGE", page)
    with pytest.raises(ValueError, match=r"rules\.md lacks the comments"):
        page_text()
