"""The localiser on numbers that are not simply printed: scaled, rounded to a step, below zero, or between bounds."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from expectations.localise.blocks import blocks
from expectations.localise.intervals import Between, with_bounds
from expectations.localise.pinned import is_pinned
from expectations.localise.rows import row_repairs
from expectations.localise.suspects import RepairedCell, localise
from expectations.localise.system import SCALE, Cell, Identity, Side, System, Term
from orchestration.notation import Notation, notation_of

TRUE = {"a": 1361, "b": 1247, "t": 2608}
"""A sum as it should be printed."""


def cell(name: str, printed: float, scale: Fraction = Fraction(1), decimals: int = 0, rounded_to: int = 0) -> Cell:
    value = int(Fraction(str(printed)) * scale * SCALE)
    return Cell(
        name, name, "r", "t", "r/t.csv", 0, 0, None, str(printed), value, decimals, decimals, 0,
        scale == 1 and not rounded_to and not decimals, scale, rounded_to * SCALE,
    )  # fmt: skip


def equal(cells: list[Cell], between: tuple[Between, ...] = ()) -> Identity:
    """All cells but the last make up the last, with what is only known between bounds."""
    terms = [Term(one.figure_id, 1, one.value, one.rounding) for one in cells]
    identity = Identity("sum", Side("sum", tuple(terms[:-1])), Side("sum", (terms[-1],)), 0, 0)
    made = with_bounds(identity, between)
    assert made is not None
    return made


def system(cells: list[Cell], between: tuple[Between, ...] = ()) -> System:
    return System([equal(cells, between)], {one.figure_id: one for one in cells})


def likeliest(whole: System) -> list[RepairedCell]:
    (solved,) = localise(whole)
    return [one for found in solved.sets if found.rank == 1 for one in found.suspects]


@pytest.mark.parametrize("scale", [Fraction(1000), Fraction(100), Fraction(1, 100)])
@pytest.mark.parametrize("wrong", TRUE)
def test_a_swap_of_digits_is_seen_in_the_printed_number(scale: Fraction, wrong: str) -> None:
    swapped = {"a": 1316, "b": 1274, "t": 2680}
    whole = system([cell(name, swapped[name] if name == wrong else true, scale) for name, true in TRUE.items()])
    (found,) = [one for one in likeliest(whole) if one.figure_id == wrong]
    assert found.slip == "digits swapped"
    # Each of three numbers is off by half a unit of the last digit, so that several readings agree.
    assert found.low <= TRUE[wrong] * scale * SCALE <= found.high
    assert f"{TRUE[wrong]:,}".replace(",", ".") in found.why


def test_scaled_numbers_are_repaired_in_steps_of_their_scale() -> None:
    whole = system([cell("a", 474, Fraction(1000)), cell("b", 212, Fraction(1000)), cell("t", 659, Fraction(1000))])
    (solved,) = localise(whole)
    ends = {one.figure_id: (one.low, one.high) for found in solved.sets for one in found.suspects}
    # 447 and 212 make 659, give or take one and a half thousand.
    assert ends["a"] == (446_000 * SCALE, 448_000 * SCALE)
    assert all(end % (1000 * SCALE) == 0 for both in ends.values() for end in both)


def test_a_decimal_of_a_scaled_number_is_one_of_the_printed_number() -> None:
    """1,4 and 2,3 thousand make 3,7 thousand; the comma of 2,3 is lost."""
    cells = [cell("a", 1.4, Fraction(1000), 1), cell("b", 23, Fraction(1000), 1), cell("t", 3.7, Fraction(1000), 1)]
    (found,) = [one for one in likeliest(system(cells)) if one.figure_id == "b"]
    assert found.slip == "decimal mark"
    assert "2,3 would be" in found.why


def test_numbers_rounded_to_a_step_add_up_within_it_and_not_beyond() -> None:
    fives = [cell("a", 120, rounded_to=5), cell("b", 35, rounded_to=5)]
    assert system([*fives, cell("t", 160, rounded_to=5)]).failing() == []
    assert system([*fives, cell("t", 165, rounded_to=5)]).failing() != []


def test_a_number_rounded_to_a_step_is_repaired_with_one() -> None:
    whole = system([cell("a", 210, rounded_to=5), cell("b", 35, rounded_to=5), cell("t", 160, rounded_to=5)])
    suspects = {one.figure_id: one for one in likeliest(whole)}
    assert suspects["a"].slip == "digits swapped"
    assert (suspects["a"].low, suspects["a"].high) == (120 * SCALE, 130 * SCALE)


def test_a_lost_sign_is_found_where_others_are_below_zero() -> None:
    cells = [replace(cell(name, value), least=-math.inf) for name, value in (("a", 3), ("b", 8), ("t", 5))]
    (solved,) = localise(system(cells))
    suspects = {one.figure_id: one for found in solved.sets for one in found.suspects}
    assert suspects["a"].slip == "sign"
    assert suspects["a"].implied_value == -3 * SCALE
    printed = replace(cells[0], notation=Notation(before="(", behind=")"))
    assert printed.written(-3 * SCALE) == "(3)"


def test_a_row_shifted_into_a_column_of_another_scale_moves_as_it_is_printed() -> None:
    percent = replace(cell("share", 0.5, Fraction(100), 1), column_number=2)
    count = replace(cell("count", 12), column_number=1)
    assert count.value_of(percent) == SCALE // 2
    assert percent.value_of(count) == 1200 * SCALE
    assert cell("count", 12).value_of(replace(percent, value=None)) is None


WITHHELD = (Between("left", 1, 0, 4 * SCALE, 0),)
"""A part that is printed as "<5"."""


@pytest.mark.parametrize(("total", "holds"), [(149, False), (150, True), (154, True), (155, False)])
def test_a_sum_with_a_withheld_part_holds_where_it_can(total: int, holds: bool) -> None:
    whole = system([cell("a", 120), cell("b", 30), cell("t", total)], WITHHELD)
    assert (whole.failing() == []) == holds


def test_what_holds_only_within_bounds_pins_nothing() -> None:
    cells = [cell("a", 120), cell("b", 30), cell("t", 152)]
    whole = system(cells, WITHHELD)
    assert not any(is_pinned(whole, one.figure_id) for one in cells)
    exact = equal([cell("t", 152), cell("copy", 512)])
    (solved,) = localise(System([*whole.identities, exact], whole.cells | {"copy": cell("copy", 512)}))
    # It confirms neither: 152 may be right for all it says, and so may 150.
    (only,) = [found.suspects[0] for found in solved.sets]
    assert (only.figure_id, only.implied_value) == ("copy", 152 * SCALE)


def test_a_sum_that_cannot_hold_is_repaired_to_the_nearest_bound_and_names_no_withheld_cell() -> None:
    whole = system([cell("a", 210), cell("b", 30), cell("t", 152)], WITHHELD)
    (solved,) = localise(whole)
    suspects = {one.figure_id: one for found in solved.sets for one in found.suspects}
    assert suspects.keys() == {"a", "t"}
    assert (suspects["a"].low, suspects["a"].high) == (118 * SCALE, 122 * SCALE)
    assert suspects["a"].implied_value is None


def test_a_part_without_bounds_says_nothing_of_the_others() -> None:
    cells = [cell("a", 120), cell("t", 152)]
    terms = [Term(one.figure_id, 1, one.value, 0) for one in cells]
    identity = Identity("sum", Side("sum", (terms[0],)), Side("sum", (terms[1],)), 0, 0)
    assert with_bounds(identity, [Between("left", 1, -math.inf, math.inf, 0)]) is None
    # Of a count that is withheld at least the sign may be known.
    made = with_bounds(identity, [Between("left", 1, 0, math.inf, 0)])
    assert made is not None
    assert made.holds({}, {})
    assert not made.holds({"a": 160 * SCALE}, {})


@pytest.mark.parametrize(("whole", "holds"), [(11, False), (12, True), (20, True)])
def test_the_largest_part_may_be_a_withheld_one(whole: int, holds: bool) -> None:
    """max(a, x) <= t, where x lies from 12 to 15: t is at least 12."""
    terms = (Term("a", 1, 9 * SCALE, 0),)
    total = Side("sum", (Term("t", 1, whole * SCALE, 0),))
    identity = Identity("from", Side("max", terms), total, -math.inf, 0)
    made = with_bounds(identity, [Between("left", 1, 12 * SCALE, 15 * SCALE, 0)])
    assert made is not None
    assert made.holds({}, {}) == holds
    unknown = with_bounds(identity, [Between("left", 1, -math.inf, 15 * SCALE, 0)])
    assert unknown is not None
    assert not unknown.holds({"t": 8 * SCALE}, {})


def test_a_ratio_of_a_withheld_number_is_told_only_where_it_cannot_hold() -> None:
    """A share of 25 % of 40 is 10: from 8 to 12 can be, from 14 to 16 cannot, and 14 is the nearest."""
    right = Side("sum", (Term("share", 1, 25 * SCALE, SCALE // 2),))
    base = Side("sum", (Term("whole", 1, 40 * SCALE, 0),))
    identity = Identity("share", Side("sum", ()), right, 0, 0, base=base)
    assert with_bounds(identity, [Between("left", 100, 8 * SCALE, 12 * SCALE, 0)]) is None
    told = with_bounds(identity, [Between("left", 100, 14 * SCALE, 16 * SCALE, 0)])
    assert told is not None
    assert not told.holds({}, {})
    assert told.holds({"share": 35 * SCALE}, {})


def test_a_waiver_accepts_no_difference_of_bounds() -> None:
    identity = equal([cell("a", 1), cell("t", 3)])
    assert with_bounds(replace(identity, is_waived=True), WITHHELD) is None


def test_no_row_is_moved_over_a_withheld_cell() -> None:
    """Row 2 is shifted by a column from its third cell on, where "x" is printed."""
    right = {f"r{r}c{c}": 100 * r + 7 * c * r for r in (1, 2) for c in (1, 2, 3, 4, 5)}
    prints = right | {"r2c4": right["r2c3"], "r2c5": right["r2c4"]}
    cells = {
        name: replace(cell(name, value), row_number=int(name[1]), column_number=int(name[3]))
        for name, value in prints.items()
    }
    cells["r2c3"] = replace(cells["r2c3"], value=None, value_printed="x")
    identities = []
    for c in (1, 2, 3, 4, 5):
        total = cell(f"t{c}", right[f"r1c{c}"] + right[f"r2c{c}"])
        cells[total.figure_id] = total
        parts = [cells[f"r{r}c{c}"] for r in (1, 2)]
        known = [one for one in parts if one.value is not None]
        withheld = tuple(Between("left", 1, 0, 400 * SCALE, 0) for one in parts if one.value is None)
        identities.append(replace(equal([*known, total], withheld), identity_id=f"column {c}"))
    spoilt = System(identities, cells)
    found = blocks(spoilt.failing())
    assert found
    assert all("r2c3" not in repair.changed for repair in row_repairs(spoilt, found))
    named = {one.figure_id for solved in localise(spoilt) for each in solved.sets for one in each.suspects}
    assert "r2c3" not in named


@pytest.mark.parametrize(
    ("printed", "value", "around", "reading"),
    [
        ("1.316,5", "1316.5", [], "1.361,5"),
        ("1,316.5", "1316.5", [], "1,361.5"),
        ("1 316,5", "1316.5", [], "1 361,5"),
        ("1316,5", "1316.5", [], "1361,5"),
        ("316", "316", [("7.8", "7.8"), ("1,200", "1200")], "1,361.5"),
        ("316", "316", [("7,8", "7.8"), ("1 200", "1200")], "1 361,5"),
        ("316", "316", [], "1.361,5"),
        (None, None, [("1,200", "1200")], "1,361.5"),
        ("onbekend", None, [], "1.361,5"),
    ],
)
def test_a_reading_is_written_in_the_notation_of_its_table(
    printed: str | None, value: str | None, around: list[tuple[str, str]], reading: str
) -> None:
    number = None if value is None else Decimal(value)
    notation = notation_of(printed, number, [(text, Decimal(one)) for text, one in around])
    assert notation.written(Decimal("1361.5")) == reading


@pytest.mark.parametrize(
    ("printed", "written"), [("(3)", "(1.250)"), ("3-", "1.250-"), ("-3", "-1.250"), ("(3,5)", "(1.250)")]
)
def test_what_is_below_zero_is_written_as_its_table_does(printed: str, written: str) -> None:
    value = -Decimal(printed.strip("()-").replace(",", "."))
    assert notation_of(printed, value).written(Decimal(-1250)) == written
    assert notation_of("12", Decimal(12), [(printed, value)]).written(Decimal(-1250)) == written
