"""The language of formulas, and the formulas of core.metric in it."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from orchestration.explain.explanation import Unfolding
from orchestration.explain.formula import (
    NO_PERIOD,
    Constant,
    FigureMeaning,
    FormulaError,
    Leaf,
    Operand,
    Rank,
    evaluate,
    leaves,
    parse,
    written,
)
from orchestration.explain.marts import mart_named, mart_names
from orchestration.explain.periods import last_day, previous_period
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


def _text(item: Leaf | Constant) -> str:
    return str(item.value) if isinstance(item, Constant) else str(item)


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        ("closed", "o:closed:area:referrer=self:2021-Q1"),
        ("closed of the whole", "o:closed:area:-:2021-Q1"),
        ("closed with can_continue yes", "o:closed:area:can_continue=yes:2021-Q1"),
        ("closed of the city", "o:closed:city:referrer=self:2021-Q1"),
        ("closed of the previous period", "o:closed:area:referrer=self:2020-Q4"),
        ("closed at the end", "o:closed:area:referrer=self:2021-03-31"),
        ("closed in 2021-02", "o:closed:area:referrer=self:2021-02"),
        ("closed in 2020-H1", "o:closed:area:referrer=self:2020-H1"),
        ("closed in 2020", "o:closed:area:referrer=self:2020"),
        ("closed in 2020-T1", "o:closed:area:referrer=self:2020-T1"),
        ("closed in 2020-W05", "o:closed:area:referrer=self:2020-W05"),
        ("closed in 2020 of area noord-zuid2", "o:closed:noord-zuid2:referrer=self:2020"),
    ],
)
def test_what_an_operand_is_about(formula: str, key: str) -> None:
    (operand,) = leaves(parse(f"1 - {formula}"))
    assert isinstance(operand, Operand)
    around = FigureMeaning("o", "area", "2021-Q1", "referrer", "self")
    assert operand.meaning(around, {"o": "city", "p": "town"}).figure_key(operand.metric_id) == key
    assert str(operand) == formula


def test_a_rank_is_a_leaf() -> None:
    assert list(leaves(parse("10 * rank of wait among teams - rank"))) == [Rank("wait"), Operand("rank")]
    assert str(Rank("wait")) == "rank of wait among teams"


@pytest.mark.parametrize(
    ("period", "before", "last"),
    [
        ("2021", "2020", "2021-12-31"),
        ("2021-H1", "2020-H2", "2021-06-30"),
        ("2021-H2", "2021-H1", "2021-12-31"),
        ("2021-Q1", "2020-Q4", "2021-03-31"),
        ("2021-Q4", "2021-Q3", "2021-12-31"),
        ("2021-01", "2020-12", "2021-01-31"),
        ("2021-12", "2021-11", "2021-12-31"),
        ("2020-02", "2020-01", "2020-02-29"),
    ],
)
def test_the_period_before_and_the_last_day(period: str, before: str, last: str) -> None:
    assert (previous_period(period), last_day(period)) == (before, last)


@pytest.mark.parametrize("period", ["2021-12-31", "2021-04/2021-09", "2018-01/2019-12", "2022/2023"])
@pytest.mark.parametrize("scope", ["of the previous period", "at the end"])
def test_what_no_regular_period_precedes_is_asked_without_a_crash(period: str, scope: str) -> None:
    ends = {"2021-12-31": "2021-12-31", "2021-04/2021-09": "2021-09-30", "2018-01/2019-12": "2019-12-31"}
    wanted = ends.get(period, NO_PERIOD) if scope == "at the end" else NO_PERIOD
    meaning = Operand("fte", scope).meaning(FigureMeaning("o", "area", period), {})
    assert meaning.period_id == wanted
    assert Operand("fte", scope).meaning(meaning, {}).period_id in (wanted, NO_PERIOD)


@pytest.mark.parametrize("period", ["2021-12-31", "2021-04/2021-09", "2018-01/2019-12"])
def test_days_and_intervals_have_no_period_before(period: str) -> None:
    with pytest.raises(ValueError, match="is no year, half-year, four months, quarter, month or week"):
        previous_period(period)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("", "the end"),
        ("a -", "a metric is expected where the end stands"),
        ("a b", "`b`"),
        ("a of whole", "`of the whole` or `of the city` or `of the previous period` or `at the end`"),
        ("a at end", "`at the end`"),
        ("rank of", "a metric is expected"),
        ("rank of a", "`among`"),
        ("rank of a of the city among teams", "`among` is expected where `of` stands"),
        ("a with reason", "a category"),
        ("(a - b", "`)`"),
        ("a - b)", "`)`"),
        ("a % b", "'%'"),
        ("a - B", "'B'"),
        ("-a", "a metric"),
        ("a in", "`in`"),
        ("a in 21", "`in`"),
        ("a in 2021-02-01", "`in`"),
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
        for leaf in leaves(parse(formula)):
            assert leaf.metric_id in metrics, metric
            if isinstance(leaf, Operand) and leaf.category_id is not None:
                assert (leaf.breakdown_id, leaf.category_id) in categories, metric


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
