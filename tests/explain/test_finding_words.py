"""Both sides of what was compared, and numbers, as people read them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from orchestration.dutch import number
from orchestration.explain.finding_words import cell_place, finding_sides, sides


@dataclass(frozen=True)
class Two:
    relation: str
    left_value: Decimal | None
    right_value: Decimal | None
    difference: Decimal | None
    identity_id: str = "sum_over_time:dorp:started:dorp:-:2021/month"


def two(relation: str, left: str | None, right: str | None, difference: str | None = None) -> Two:
    first, second, third = (None if text is None else Decimal(text) for text in (left, right, difference))
    return Two(relation, first, second, third)


@pytest.mark.parametrize(
    ("compared", "nl", "en"),
    [
        (two("=", "1408", "1409", "-1"), "1.408 is niet 1.409 (verschil -1)", "1.408 is not 1.409 (difference -1)"),
        (two("<=", "5.5", "5", "0.5"), "5,5 is meer dan 5 (verschil 0,5)", "5,5 is more than 5 (difference 0,5)"),
        (two("<", "5", "5", "0"), "5 is niet minder dan 5 (verschil 0)", "5 is not less than 5 (difference 0)"),
        (two("=", "5", None), "", ""),
        (two("=", None, "5"), "", ""),
        # One is yes and nought is no: that a withheld figure is given away, and not what it is.
        (
            replace(two("<=", "1", "0", "1"), identity_id="disclosure:dorp:started:dorp:-:2021@dorp/started/r2c2"),
            "",
            "",
        ),
    ],
)
def test_sides_that_do_not_agree(compared: Two, nl: str, en: str) -> None:
    assert (sides(compared, "nl"), sides(compared, "en")) == (nl, en)


@pytest.mark.parametrize(
    ("compared", "said"),
    [
        (two("=", "5", "5", "0"), "5 = 5"),
        (two("<=", "49", "490", "-441"), "49 ≤ 490 (difference -441)"),
        (two("<", "49", "490", "-441"), "49 < 490 (difference -441)"),
    ],
)
def test_sides_that_agree(compared: Two, said: str) -> None:
    assert sides(compared, fails=False) == said


def test_a_finding_about_a_waiver_has_the_difference_that_it_expects() -> None:
    assert finding_sides(two("=", None, "-13")) == "expected difference -13"
    assert finding_sides(two("=", None, "1300"), "nl") == "verwacht verschil 1.300"
    assert finding_sides(two("=", "1", "2", "-1"), before_difference="   ") == "1 is not 2   (difference -1)"


def test_a_place_names_the_line_where_it_is_known() -> None:
    @dataclass(frozen=True)
    class Place:
        file: str
        row_number: int
        column_number: int
        document_line: int | None

    assert cell_place(Place("r/t.csv", 4, 2, 1171)) == "r/t.csv row 4 column 2, line 1171"
    assert cell_place(Place("r/t.csv", 4, 2, None)) == "r/t.csv row 4 column 2"


@pytest.mark.parametrize(
    ("value", "how", "written"),
    [
        (1361, {}, "1.361"),
        (Decimal("1361.5000"), {}, "1.361,5"),
        (Decimal("0.00001"), {"most": 5}, "0,00001"),
        (100, {"most": 0}, "100"),
        (2.5, {"decimals": 2}, "2,50"),
        (-1234567.25, {}, "-1.234.567,25"),
    ],
)
def test_a_number_is_written_as_in_dutch(value: Any, how: dict[str, int], written: str) -> None:
    assert number(value, **how) == written
