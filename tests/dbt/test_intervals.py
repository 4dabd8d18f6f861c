"""What identities say of figures that are known within bounds only, against all whole numbers that these may be."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

import duckdb
import pytest

OPEN = 30
"""So far are the ends enumerated that have no bound: farther than the others may reach together."""

TERM = (
    "rule_id VARCHAR, about_number INTEGER, about VARCHAR, relation VARCHAR, side VARCHAR, combine VARCHAR, "
    "coefficient INTEGER, figure_number INTEGER, constant DECIMAL(18, 4), counts_as VARCHAR, rounding DECIMAL(18, 5), "
    "gap VARCHAR"
)
FIGURE = (
    "figure_number INTEGER, figure_id VARCHAR, figure_key VARCHAR, series_number INTEGER, report_id VARCHAR, "
    "table_id VARCHAR, value DECIMAL(18, 4), value_low DECIMAL(18, 4), value_high DECIMAL(18, 4), "
    "value_status VARCHAR, unit VARCHAR, counts_as VARCHAR, rounding DECIMAL(18, 5)"
)


@dataclass
class Figure:
    """A printed number, or one between bounds; None is no bound."""

    low: int | None
    high: int | None

    @property
    def is_exact(self) -> bool:
        return self.low is not None and self.low == self.high

    def values(self) -> range:
        """All that it may be."""
        low = -OPEN if self.low is None else self.low
        return range(low, (OPEN if self.high is None else self.high) + 1)


@dataclass
class Made:
    """An identity of a few figures: side to its coefficients and figures."""

    relation: str
    sides: dict[str, list[tuple[int, Figure]]]
    combine: dict[str, str] = field(default_factory=dict)

    def of(self, side: str, values: list[int]) -> int:
        """What a side is where its figures have some values."""
        signed = [sign * value for (sign, _), value in zip(self.sides[side], values, strict=True)]
        combine = self.combine.get(side, "sum")
        return sum(signed) if combine == "sum" else min(signed) if combine == "min" else max(signed)

    def sides_possible(self) -> dict[str, set[int]]:
        """Side to all that it can be."""
        return {
            side: {self.of(side, list(values)) for values in product(*(figure.values() for _, figure in terms))}
            for side, terms in self.sides.items()
        }

    def may_hold(self) -> bool:
        """Whether the figures can be such that both sides agree."""
        possible = self.sides_possible()
        for left, right, base in product(possible["left"], possible["right"], possible.get("base", {1})):
            quotient = Fraction(left, base)
            if quotient == right or (self.relation != "=" and "base" not in self.sides and quotient < right):
                if self.relation == "<" and quotient == right:
                    continue
                return True
        return False


def some_figure(chance: random.Random, inexact: float, least: int = -5, is_open: bool = True) -> Figure:
    """A figure that may be known within bounds only."""
    low = chance.randint(least, 5)
    if chance.random() >= inexact:
        return Figure(low, low)
    high = low + chance.randint(1, 4)
    open_end = chance.random() if is_open else 1
    return Figure(None if open_end < 0.2 else low, None if open_end > 0.2 and open_end < 0.4 else high)


def some_identity(chance: random.Random, number: int) -> Made:
    """One of many: sums, the smallest or largest of some, or a quotient."""
    relation = ["=", "<=", "<", "ratio"][number % 4]
    sides = {
        side: [
            (chance.choice([1, 1, -1]), some_figure(chance, 0.5, is_open=relation != "ratio"))
            for _ in range(chance.randint(1, 2))
        ]
        for side in ("left", "right")
    }
    if relation == "ratio":
        sides["base"] = [(1, some_figure(chance, 0.5, chance.choice([-9, 1, 1]), is_open=False))]
        return Made("=", sides)
    combine = {}
    if relation == "<=":
        side, way = chance.choice([("left", "min"), ("left", "max"), ("right", "max"), ("right", "sum")])
        combine = {side: way}
        sides[side] = [(1, figure) for _, figure in sides[side]]
    return Made(relation, sides, combine)


@pytest.fixture(scope="module")
def tables(built: Any) -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, str]]]:
    """Empty tables that the models look at, and the models' own SQL."""
    sql = {f"{node['schema']}.{node['alias']}": built.compiled(node) for node in built.models().values()}
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1; CREATE SCHEMA quality; CREATE SCHEMA core")
        connection.execute(f"CREATE TABLE quality.united_term ({TERM}); CREATE TABLE quality.every_term ({TERM})")
        connection.execute(f"CREATE TABLE quality.checked_figure ({FIGURE})")
        connection.execute("CREATE TABLE quality.series (series_number INTEGER, metric_id VARCHAR, kind VARCHAR)")
        connection.execute(
            "CREATE TABLE core.metric (metric_id VARCHAR, minimum DECIMAL(18, 4), maximum DECIMAL(18, 4), "
            "difference_of_metric_id VARCHAR, formula VARCHAR)"
        )
        connection.execute(
            "CREATE TABLE core.figure "
            "(figure_id VARCHAR, report_id VARCHAR, metric_id VARCHAR, decimals INTEGER, scale DECIMAL(18, 6))"
        )
        connection.execute(
            "INSERT INTO quality.series VALUES (1, 'm', 'realised'); INSERT INTO core.metric (metric_id) VALUES ('m')"
        )
        yield connection, sql


@dataclass
class Store:
    """What is written into the tables."""

    figures: list[tuple[Any, ...]] = field(default_factory=list)
    terms: list[tuple[Any, ...]] = field(default_factory=list)

    def figure(self, figure: Figure, status: str = "suppressed") -> int:
        """Write a figure; its number."""
        number = len(self.figures) + 1
        value = figure.low if figure.is_exact else None
        counts_as = (
            "value" if value is not None else "unknown" if (figure.low, figure.high) == (None, None) else "interval"
        )
        self.figures.append(
            (number, f"f{number}", f"f{number}", 1, "r", "t", value, figure.low, figure.high,
             "printed" if value is not None else status, "count", counts_as, 0)
        )  # fmt: skip
        return number

    def term(self, about: str, relation: str, side: str, combine: str, sign: int, number: int) -> None:
        self.terms.append(
            ("sum_over_areas", None, about, relation, side, combine, sign, number, None, None, None, None)
        )

    def fill(self, connection: duckdb.DuckDBPyConnection) -> None:
        for table in ("quality.checked_figure", "quality.united_term", "quality.every_term", "core.figure"):
            connection.execute(f"DELETE FROM {table}")
        marks = ", ".join("?" * len(self.figures[0]))
        connection.executemany(f"INSERT INTO quality.checked_figure VALUES ({marks})", self.figures)
        marks = ", ".join("?" * len(self.terms[0]))
        connection.executemany(f"INSERT INTO quality.united_term VALUES ({marks})", self.terms)
        connection.execute("INSERT INTO quality.every_term SELECT * FROM quality.united_term")
        connection.execute("INSERT INTO core.figure SELECT figure_id, 'r', 'm', 0, 1 FROM quality.checked_figure")


def test_a_verdict_is_that_of_all_that_the_figures_may_be(tables: Any) -> None:
    connection, sql = tables
    chance = random.Random(17)
    made = {str(number): some_identity(chance, number) for number in range(400)}
    store = Store()
    for about, identity in made.items():
        for side, terms in identity.sides.items():
            for sign, figure in terms:
                number = store.figure(figure, "printed")
                store.term(about, identity.relation, side, identity.combine.get(side, "sum"), sign, number)
    store.fill(connection)
    judged = connection.execute(
        "SELECT about, form, verdict, is_bounded, left_low, left_high, right_low, right_high, left_value, "
        f"right_value, difference FROM ({sql['quality.identity']}) WHERE rule_id = 'sum_over_areas'"
    ).fetchall()
    assert len(judged) == len(made)
    seen: dict[str, int] = {}
    for about, form, verdict, is_bounded, left_low, left_high, right_low, right_high, left, right, difference in judged:
        identity, possible = made[about], made[about].sides_possible()
        if any((figure.low, figure.high) == (None, None) for terms in identity.sides.values() for _, figure in terms):
            assert verdict == "not_evaluable"
            continue
        if 0 in range(min(possible.get("base", {1})), max(possible.get("base", {1})) + 1):
            assert verdict == "not_evaluable", identity
            continue
        seen[f"{form} {verdict} {is_bounded}"] = seen.get(f"{form} {verdict} {is_bounded}", 0) + 1
        inexact = {side: any(not one.is_exact for _, one in terms) for side, terms in identity.sides.items()}
        assert is_bounded == any(inexact.values())
        if form == "linear":
            assert verdict == ("holds" if identity.may_hold() else "fails"), identity
        elif identity.may_hold():
            # Between the ends of a quotient lie numbers that no quotient is.
            assert verdict == "holds", identity
        ends = [Fraction(one, base) for one, base in product(possible["left"], possible.get("base", {1}))]
        for end, wanted in ((left_low, min(ends)), (left_high, max(ends))):
            # What is enumerated ends where an end has no bound.
            assert end is None or abs(float(end) - float(wanted)) <= 0.0001, identity
        assert right_low is None or right_low == min(possible["right"]), identity
        assert right_high is None or right_high == max(possible["right"]), identity
        if verdict == "holds" and inexact["left"] and (left_low is None or left_low != left_high):
            meets = left_low is None or right_high is None or left_low <= right_high
            apart = left_high is not None and right_low is not None and left_high < right_low
            assert not meets or apart or left is None, identity
        if verdict == "fails":
            assert difference == left - right
    assert {f"linear {verdict} {bounded}" for verdict in ("holds", "fails") for bounded in (True, False)} <= set(seen)
    assert min(seen["ratio holds True"], seen["ratio fails True"]) > 5


def solutions(cells: dict[str, Figure], sums: list[tuple[list[str], str]]) -> dict[str, set[int]]:
    """Of each cell all whole numbers, not below zero, that every sum leaves it."""
    unknown = [name for name, figure in cells.items() if not figure.is_exact]
    ranges = [
        range(cells[name].low or 0, (8 if cells[name].high is None else cells[name].high) + 1)  # type: ignore[operator]
        for name in unknown
    ]
    found: dict[str, set[int]] = {name: set() for name in unknown}
    for values in product(*ranges):
        have = {name: figure.low or 0 for name, figure in cells.items()} | dict(zip(unknown, values, strict=True))
        if all(sum(have[part] for part in parts) == have[whole] for parts, whole in sums):
            for name in unknown:
                found[name].add(have[name])
    return found


def test_what_is_given_away_has_one_value_only(tables: Any) -> None:
    """Tables of two rows and two columns with their totals, in which some numbers are withheld."""
    connection, sql = tables
    chance = random.Random(4)
    store, told = Store(), {}
    grids = []
    for number in range(60):
        true = {
            "aa": chance.randint(0, 4),
            "ab": chance.randint(0, 4),
            "ba": chance.randint(0, 4),
            "bb": chance.randint(0, 4),
        }
        true |= {"a": true["aa"] + true["ab"], "b": true["ba"] + true["bb"]}
        true |= {"A": true["aa"] + true["ba"], "B": true["ab"] + true["bb"]}
        sums = [(["aa", "ab"], "a"), (["ba", "bb"], "b"), (["aa", "ba"], "A"), (["ab", "bb"], "B")]
        hidden = chance.sample(sorted(true), chance.randint(1, 4))
        bounds = chance.choice([(None, None), (0, 4)])
        cells = {
            name: Figure(
                *(bounds if name in hidden and value <= 4 else (None, None) if name in hidden else (value, value))
            )
            for name, value in true.items()
        }
        numbers = {name: store.figure(figure) for name, figure in cells.items()}
        for place, (parts, whole) in enumerate(sums):
            for part in parts:
                store.term(f"{number}/{place}", "=", "left", "sum", 1, numbers[part])
            store.term(f"{number}/{place}", "=", "right", "sum", 1, numbers[whole])
        grids.append((hidden, cells, sums, numbers))
    store.fill(connection)
    told = dict(connection.execute(sql["quality.withheld"]).fetchall())
    assert told.keys() == {numbers[name] for hidden, _, _, numbers in grids for name in hidden}
    alone = given = 0
    for hidden, cells, sums, numbers in grids:
        possible = solutions(cells, sums)
        for name in hidden:
            is_given = told[numbers[name]] is not None
            given += is_given
            if is_given:
                assert len(possible[name]) == 1, (name, cells)
            if any(
                name in (*parts, whole) and all(cells[other].is_exact for other in (*parts, whole) if other != name)
                for parts, whole in sums
            ):
                alone += 1
                assert told[numbers[name]] == "sum_over_areas"
    assert given > alone > 10, "some are found from several sums together"
