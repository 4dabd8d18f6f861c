"""The list of rules in `docs/rules.md`, made from `rules.yml` so that it says what the rules say.

Remake it after a change of the rules: `make docs`. The rest of the page is written by hand.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from expectations.rules import RULES_FILE, Rule, Rules

PAGE = Path(__file__).resolve().parents[1] / "docs" / "rules.md"
START, END = "<!-- from expectations/rules.yml: make docs -->", "<!-- end -->"


def read_rules() -> list[Rule]:
    """The rules in the order of `rules.yml`."""
    return Rules.model_validate(yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))).root


def page_text() -> str:
    """The page as it is, with its list of rules made anew.

    Raises ValueError where the page has lost the two comments between which the list stands.
    """
    before, found, rest = PAGE.read_text(encoding="utf-8").partition(START)
    _, found_end, after = rest.partition(END)
    if not (found and found_end):
        raise ValueError(f"{PAGE.name} lacks the comments {START} and {END}")
    return before + START + "\n\n" + "\n".join(map(_entry, read_rules())) + END + after


def _entry(rule: Rule) -> str:
    return (
        f"### {rule.title_nl}\n\n"
        f"*{rule.title_en}.* Rule `{rule.id}`, family {rule.family}, **{rule.severity}**, "
        f"judges at least {rule.minimum_evaluated_share:.0%} of its identities.\n\n"
        f"{rule.description}\n\n"
        f"**Where it fails:** {rule.next_steps}\n\n"
        f"Example: `{rule.example}`\n"
    )


if __name__ == "__main__":
    PAGE.write_text(page_text(), encoding="utf-8")
