"""What a change looks like."""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.localise.slips import Surroundings, slip

NOWHERE = Surroundings()


@pytest.mark.parametrize(
    ("printed", "implied", "kind"),
    [
        ("477", "447", "one digit"),
        ("7", "3", "one digit"),
        ("7.3", "7.8", "one digit"),
        ("474", "447", "digits swapped"),
        ("1.2", "2.1", "digits swapped"),
        ("47", "447", "digit lost"),
        ("136", "1361", "digit lost"),
        ("4477", "447", "digit doubled"),
        ("4497", "447", "digit added"),
        ("78", "7.8", "decimal mark"),
        ("1.361", "1361", "decimal mark"),
        ("0.78", "7.8", "decimal mark"),
        ("45", "-45", "sign"),
        ("477", "912", "other"),
    ],
)
def test_the_kind_of_slip(printed: str, implied: str, kind: str) -> None:
    assert slip(Decimal(printed), Decimal(implied), NOWHERE).kind == kind


def test_a_swap_of_a_long_number_says_more_than_a_digit() -> None:
    swap, digit = (slip(Decimal(printed), Decimal(5457), NOWHERE) for printed in ("5475", "5451"))
    assert swap.likelihood > digit.likelihood > slip(Decimal(5009), Decimal(5457), NOWHERE).likelihood


def test_the_value_of_a_neighbour_and_of_another_edition() -> None:
    beside = Surroundings(neighbours=(Decimal(912),))
    assert slip(Decimal(912), Decimal(447), beside).kind == "neighbouring cell"
    assert slip(Decimal(912), Decimal(447), Surroundings(editions=(Decimal(447),))).kind == "another edition"


def test_what_is_usual_around_a_cell_makes_a_value_plausible() -> None:
    months = Surroundings(usual=tuple(map(Decimal, (40, 42, 44, 45))))
    outlier = slip(Decimal(93), Decimal(43), months)
    fitting = slip(Decimal(43), Decimal(93), months)
    assert outlier.likelihood > fitting.likelihood


def test_an_empty_cell_lost_its_digits() -> None:
    assert slip(None, Decimal(5), NOWHERE).kind == "digit lost"
