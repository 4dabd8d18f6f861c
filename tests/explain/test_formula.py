"""The language of formulas, and the formulas of core.metric in it."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from orchestration.explain.explanation import Unfolding
from orchestration.explain.formula import (
    FormulaError,
    Meaning,
    Number,
    Operand,
    evaluate,
    operands,
    parse,
    written,
)
from orchestration.explain.marts import mart_named, mart_names
from orchestration.explain.served import Served

Query = Callable[[str], list[tuple[Any, ...]]]

VALUES = {"a": Decimal(12), "b": Decimal(4), "c": Decimal(2), "zero": Decimal(0), "none": None}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("a", 12),
        ("a - b - c", 6),
        ("a - (b - c)", 10),
        ("a / b / c", "1.5"),
        ("a / (b / c)", 6),
        ("a + b * c", 20),
        ("(a + b) * c", 32),
        ("2.5 * b", 10),
        ("100 * a / b", 300),
        ("a / zero", None),
        ("a + none", None),
        ("none / zero", None),
    ],
)
def test_arithmetic(formula: str, value: Any) -> None:
    result = evaluate(parse(formula), lambda operand: VALUES[operand.metric_id])
    assert result == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    "formula", ["a - b - c", "a - (b - c)", "a / b / c", "a / (b / c)", "a / (b * c)", "(a + b) * c", "a * b + c"]
)
def test_written_as_it_was_read(formula: str) -> None:
    """With no parenthesis too many or too few."""
    assert written(parse(formula), _text) == formula


def _text(item: Operand | Number) -> str:
    return str(item.value) if isinstance(item, Number) else str(item)


def test_operands_of_the_whole_and_of_a_category() -> None:
    whole, category = operands(parse("closed of the whole - closed with can_continue yes"))
    around = Meaning("o", "area", "2021", "referrer", "self")
    assert whole.meaning(around).figure_key(whole.metric_id) == "o:closed:area:-:2021"
    assert category.meaning(around).figure_key(category.metric_id) == "o:closed:area:can_continue=yes:2021"
    assert Operand("closed").meaning(around).figure_key("closed") == "o:closed:area:referrer=self:2021"
    assert [str(whole), str(category)] == ["closed of the whole", "closed with can_continue yes"]


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("", "the end"),
        ("a -", "a metric is expected where the end stands"),
        ("a b", "`b`"),
        ("a of whole", "`the`"),
        ("a with reason", "a category"),
        ("(a - b", "`)`"),
        ("a - b)", "`)`"),
        ("a % b", "'%'"),
        ("a - B", "'B'"),
        ("-a", "a metric"),
        ("1.", "'.'"),
    ],
)
def test_what_is_no_formula(formula: str, words: str) -> None:
    with pytest.raises(FormulaError) as error:
        parse(formula)
    assert words in str(error.value)


def test_every_formula_is_read_and_names_what_exists(reader: Query) -> None:
    metrics: dict[str, str | None] = dict(reader("SELECT metric_id, formula FROM core.metric"))
    categories = set(reader("SELECT breakdown_id, category_id FROM core.category"))
    formulas = {metric: formula for metric, formula in metrics.items() if formula is not None}
    assert len(formulas) >= 12
    for metric, formula in formulas.items():
        for operand in operands(parse(formula)):
            assert operand.metric_id in metrics, metric
            assert operand.category_id is None or (operand.breakdown_id, operand.category_id) in categories, metric


def test_a_formula_that_leads_back_to_itself_is_refused(changed: Any) -> None:
    asked = changed("UPDATE core.metric SET formula = 'closing_stock + 1' WHERE metric_id = 'opening_stock'; "
                    "UPDATE core.metric SET formula = 'opening_stock' WHERE metric_id = 'closing_stock'")  # fmt: skip
    with pytest.raises(FormulaError, match="leads back to itself"):
        asked.run("explain", "flow.city_year", "--period", "2021", "--column", "opening_stock")


def test_every_value_of_every_wide_mart_is_what_explain_says(served: Served) -> None:
    """Printed and computed columns alike: the formula, unfolded down to printed figures, gives the mart's value."""
    checked, computed = 0, 0
    formulas = set(served.column("SELECT metric_id FROM core.metric WHERE formula IS NOT NULL"))
    for name in mart_names(served):
        mart = mart_named(served, name)
        if mart.is_long:
            continue
        rows = served.rows(f"SELECT * FROM {name}")
        asked = [(column, row, mart.meaning(row)) for row in rows for column in mart.values]
        unfolding = Unfolding(served)
        unfolding.load((column, meaning) for column, _, meaning in asked)
        for column, row, meaning in asked:
            value = unfolding.value(column, column, meaning).value
            if row[column] is None:
                assert value is None, (name, column, meaning)
            else:
                assert value is not None, (name, column, meaning)
                assert math.isclose(float(value), float(row[column]), rel_tol=1e-12), (name, column, meaning)
            checked += 1
            computed += column in formulas
        assert formulas.isdisjoint(mart.values) or any(row[c] is not None for row in rows for c in mart.values)
    assert checked > 2500
    assert computed > 1000
