"""The rules as Great Expectations says them: an expectation class for each family of rules.

Importing this module is what costs time: import it late.
"""

from __future__ import annotations

import functools
import os
import re
import types
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

from great_expectations import expectations as gxe


class ExpectSidesToAgree(gxe.ExpectColumnPairValuesAToBeGreaterThanB):
    """Expect the left side of every identity to lie where its right side, tolerance and waiver let it.

    Two of these speak of a rule: the left side is at most `at_most`, and at least `at_least`, which is empty where it
    may be as little as it likes.
    """


class ExpectEnoughToBeEvaluated(gxe.ExpectTableRowCountToBeBetween):
    """Expect a rule to have been able to judge enough of its identities: those that it could are the rows."""


@functools.cache
def expectation_of(family: str) -> type[ExpectSidesToAgree]:
    """The class of a family of rules: of `sum over time` it is ExpectSumOverTimeToAgree."""
    name = f"Expect{''.join(word.capitalize() for word in re.findall('[a-z]+', family))}ToAgree"
    about = {"__module__": __name__, "__doc__": f"Expect both sides to agree in the rules of family {family}."}
    return types.new_class(name, (ExpectSidesToAgree,), exec_body=lambda space: space.update(about))


def expectations_of(rule: dict[str, Any], least_evaluated: int, bounded_below: bool) -> list[gxe.Expectation]:
    """What is expected of the identities of a rule, a row of `quality.rule_result`.

    Without `bounded_below` none of them says how little its left side may be.
    """
    agree = expectation_of(rule["family"])
    expected: list[gxe.Expectation] = [
        agree(
            column_A="at_most",
            column_B="left_low",
            or_equal=True,
            ignore_row_if="neither",
            **_said(rule, "the left side is not too large"),
        )
    ]
    if bounded_below:
        expected.append(
            agree(
                column_A="left_high",
                column_B="at_least",
                or_equal=True,
                ignore_row_if="either_value_is_missing",
                **_said(rule, "the left side is not too small"),
            )
        )
    enough = ExpectEnoughToBeEvaluated(min_value=least_evaluated, **_said(rule, "enough identities can be judged"))
    return [*expected, enough]


def _said(rule: dict[str, Any], asks: str) -> dict[str, Any]:
    """What rules.yml says of the rule, as Great Expectations keeps it with an expectation."""
    return {
        "severity": rule["severity"],
        "description": f"{rule['title_en']}: {asks}",
        "notes": rule["description"],
        "meta": {name: rule[name] for name in ("rule_id", "family", "title_nl", "title_en", "next_steps")},
    }
