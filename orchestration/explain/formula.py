"""The formulas of core.metric: a small language, its parser and its arithmetic.

    formula  = term { ( "+" | "-" ) term }
    term     = factor { ( "*" | "/" ) factor }
    factor   = number | operand | rank | "(" formula ")"
    operand  = metric [ "of the whole" | "of the city" | "of the previous period" | "at the end"
                      | "in" period [ "of area" area ] | "with" breakdown category ]
    rank     = "rank of" metric "among teams"
    number   = digits [ "." digits ]

metric, period, area, breakdown and category are ids; a period is a year, half-year, four months, quarter, month or
week. An operand is the figure of that metric in the organisation, area, period and category of the value that the
formula is for. `of the whole` leaves the category out, and `with` names another; `of the city` is about the
organisation's city, `of the previous period` about the period of the same kind before, `at the end` about the last day
of the period, `in` about the period that it names, and `of area` about that area. A rank is 1 for the team with the
greatest number; teams with equal numbers share one, and a team without a number has none. An operand that has a formula
itself is computed by it. Where an operand has no number, or the divisor is zero, so has the result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NoReturn

from orchestration.explain.periods import last_day, previous_period
from orchestration.explain.words import RESULT

_TOKEN = re.compile(
    r"\s*(?:in\s+(?P<period>\d{4}(?:-(?:[HQT]\d|W\d\d|\d\d))?)(?![\w-])"
    r"|of\s+area\s+(?P<area>[a-z0-9]+(?:[-_][a-z0-9]+)*)|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<word>[a-z][a-z0-9_]*)|(?P<sign>[-+*/()]))"
)
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2}

_SCOPES = ("of the whole", "of the city", "of the previous period", "at the end")
"""What may follow a metric in a formula."""


NO_PERIOD = "none"
"""In the place of a period where a formula asks for one that there is not, so that no figure is of it."""


class FormulaError(ValueError):
    """A formula that does not follow the grammar."""


@dataclass(frozen=True)
class FigureMeaning:
    """What a value is about, apart from its metric. Breakdown and category are both None for the whole."""

    organisation_id: str
    area_id: str
    period_id: str
    breakdown_id: str | None = None
    category_id: str | None = None
    compared_with: str | None = None
    """Of a change or growth: the period that it is compared with."""
    kind: str = RESULT

    def figure_key(self, metric_id: str) -> str:
        """The figure key of a metric with this meaning, as core.figure has it."""
        category = f"{self.breakdown_id}={self.category_id}" if self.category_id else "-"
        period = f"{self.period_id}~{self.compared_with}" if self.compared_with else self.period_id
        ending = "" if self.kind == RESULT else f":{self.kind}"
        return f"{self.organisation_id}:{metric_id}:{self.area_id}:{category}:{period}{ending}"


@dataclass(frozen=True)
class Constant:
    """A number that stands in the formula."""

    value: Decimal


@dataclass(frozen=True)
class Operand:
    """A metric in a formula, as written there; `scope` is the words of the grammar that follow it."""

    metric_id: str
    scope: str | None = None
    breakdown_id: str | None = None
    category_id: str | None = None
    period_id: str | None = None
    area_id: str | None = None

    def __str__(self) -> str:
        if self.area_id:
            return f"{self.metric_id} in {self.period_id} of area {self.area_id}"
        if self.period_id:
            return f"{self.metric_id} in {self.period_id}"
        if self.scope:
            return f"{self.metric_id} {self.scope}"
        if self.category_id:
            return f"{self.metric_id} with {self.breakdown_id} {self.category_id}"
        return self.metric_id

    def meaning(self, around: FigureMeaning, cities: Mapping[str, str]) -> FigureMeaning:
        """What the operand is about, in a formula for a value that is about `around`.

        `cities` has the city of every organisation. The period is NO_PERIOD where there is none such: nothing regular
        precedes a day.
        """
        match self.scope:
            case "of the city":
                return replace(around, area_id=cities[around.organisation_id])
            case "of the previous period":
                return replace(around, period_id=_or_none(previous_period, around.period_id))
            case "at the end":
                return replace(around, period_id=_or_none(last_day, around.period_id))
        if self.period_id:
            return replace(around, period_id=self.period_id, area_id=self.area_id or around.area_id)
        if self.scope or self.category_id:
            return replace(around, breakdown_id=self.breakdown_id, category_id=self.category_id)
        return around


def _or_none(of: Callable[[str], str], period_id: str) -> str:
    try:
        return of(period_id)
    except ValueError:
        return NO_PERIOD


@dataclass(frozen=True)
class Rank:
    """The place of a team among all teams of its organisation and period, by the number of a metric."""

    metric_id: str

    def __str__(self) -> str:
        return f"rank of {self.metric_id} among teams"


@dataclass(frozen=True)
class Operation:
    """Two expressions and the sign between them."""

    sign: str
    left: Expression
    right: Expression


Leaf = Operand | Rank
"""What a formula takes from figures."""

Expression = Constant | Leaf | Operation


def parse(formula: str) -> Expression:
    """The formula as a tree. Raises FormulaError with the place where it stops making sense."""
    return _Parser(formula).whole()


def leaves(expression: Expression) -> Iterator[Leaf]:
    """The operands and ranks from left to right, each as often as it stands there."""
    if isinstance(expression, Operation):
        yield from leaves(expression.left)
        yield from leaves(expression.right)
    elif not isinstance(expression, Constant):
        yield expression


def evaluate(expression: Expression, value_of: Callable[[Leaf], Decimal | None]) -> Decimal | None:
    """The value, from those of the leaves; None where one has none or a divisor is zero."""
    if isinstance(expression, Constant):
        return expression.value
    if isinstance(expression, Leaf):
        return value_of(expression)
    left, right = evaluate(expression.left, value_of), evaluate(expression.right, value_of)
    if left is None or right is None:
        return None
    match expression.sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right if right else None


def written(expression: Expression, text_of: Callable[[Leaf | Constant], str]) -> str:
    """The formula with each number and leaf written by `text_of`, and only the parentheses that it needs."""
    return _written(expression, text_of, 0)


def _written(expression: Expression, text_of: Callable[[Leaf | Constant], str], around: int) -> str:
    if not isinstance(expression, Operation):
        return text_of(expression)
    binds = _BINDS[expression.sign]
    left = _written(expression.left, text_of, binds)
    # Of equal signs the left ones go first, so the right side needs parentheses where its sign binds no tighter.
    right = _written(expression.right, text_of, binds + (expression.sign in "-/"))
    text = f"{left} {expression.sign} {right}"
    return f"({text})" if binds < around else text


class _Parser:
    """Reads one formula from left to right."""

    def __init__(self, formula: str) -> None:
        self._formula = formula
        self._tokens: list[tuple[str, str]] = []
        self._next = 0
        position = 0
        while formula[position:].strip():
            found = _TOKEN.match(formula, position)
            if found is None:
                raise FormulaError(f"{formula[position:].strip()[0]!r} means nothing in the formula {formula!r}")
            self._tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            position = found.end()

    def whole(self) -> Expression:
        expression = self._formula_()
        if self._peek() != ("end", ""):
            self._fail("an operator or the end")
        return expression

    def _formula_(self) -> Expression:
        left = self._term()
        while (sign := self._peek()[1]) in ("+", "-"):
            self._next += 1
            left = Operation(sign, left, self._term())
        return left

    def _term(self) -> Expression:
        left = self._factor()
        while (sign := self._peek()[1]) in ("*", "/"):
            self._next += 1
            left = Operation(sign, left, self._factor())
        return left

    def _factor(self) -> Expression:
        kind, text = self._peek()
        if kind == "number":
            self._next += 1
            return Constant(Decimal(text))
        if text == "(":
            self._next += 1
            inner = self._formula_()
            self._expect(")")
            return inner
        return self._leaf()

    def _leaf(self) -> Leaf:
        metric_id = self._word("a metric")
        if metric_id == "rank" and self._peek() == ("word", "of"):
            self._expect("of")
            metric_id = self._word("a metric")
            self._expect("among")
            self._expect("teams")
            return Rank(metric_id)
        kind, text = self._peek()
        if kind == "period":
            self._next += 1
            kind, area = self._peek()
            if kind != "area":
                return Operand(metric_id, period_id=text)
            self._next += 1
            return Operand(metric_id, period_id=text, area_id=area)
        if self._peek() in (("word", "of"), ("word", "at")):
            return Operand(metric_id, self._scope())
        if self._peek() == ("word", "with"):
            self._expect("with")
            return Operand(metric_id, None, self._word("a breakdown"), self._word("a category"))
        return Operand(metric_id)

    def _scope(self) -> str:
        for scope in _SCOPES:
            words = scope.split()
            if [text for _, text in self._tokens[self._next : self._next + len(words)]] == words:
                self._next += len(words)
                return scope
        self._fail(" or ".join(f"`{scope}`" for scope in _SCOPES))

    def _word(self, what: str) -> str:
        kind, text = self._peek()
        if kind != "word":
            self._fail(what)
        self._next += 1
        return text

    def _expect(self, text: str) -> None:
        if self._peek()[1] != text:
            self._fail(f"`{text}`")
        self._next += 1

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._next] if self._next < len(self._tokens) else ("end", "")

    def _fail(self, expected: str) -> NoReturn:
        found = f"`{self._peek()[1]}`" if self._peek()[1] else "the end"
        raise FormulaError(f"{expected} is expected where {found} stands in the formula {self._formula!r}")
