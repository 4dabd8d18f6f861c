"""How pages write periods and figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from markupsafe import Markup

from orchestration.explain.bilingual import Both, figure_words, period_words, same, written_words


@pytest.mark.parametrize(
    ("period_id", "dutch", "english"),
    [
        ("2021", "2021", "2021"),
        ("2021-03", "maart 2021", "March 2021"),
        ("2021-Q3", "3e kwartaal 2021", "third quarter of 2021"),
        ("2018-H1", "1e halfjaar 2018", "first half of 2018"),
        ("2018-07/2019-06", "juli 2018 t/m juni 2019", "July 2018 to June 2019"),
        ("2018-03-19/2018-07-01", "19 maart 2018 t/m 1 juli 2018", "19 March 2018 to 1 July 2018"),
        ("2021-12-31", "31 december 2021", "31 December 2021"),
    ],
)
def test_periods_in_both_languages(period_id: str, dutch: str, english: str) -> None:
    assert period_words(period_id) == Both(dutch, english)


def test_periods_over_columns_are_short() -> None:
    assert period_words("2021-03", short=True) == Both("mrt 2021", "Mar 2021")
    assert period_words("2021-Q3", short=True) == Both("K3 2021", "Q3 2021")


def _figure(**changes: Any) -> dict[str, Any]:
    whole = {"value": Decimal("12.5000"), "value_low": None, "value_high": None, "unit": "percent", "decimals": 1}
    return whole | {"qualifier": "exact", "value_status": "printed"} | changes


@pytest.mark.parametrize(
    ("changes", "dutch", "english"),
    [
        ({}, "12,5 %", "12,5 %"),
        ({"qualifier": "about"}, "circa 12,5 %", "about 12,5 %"),
        ({"qualifier": "at_least", "unit": "workdays"}, "minstens 12,5 werkdagen", "at least 12,5 working days"),
        ({"value": Decimal(1361), "unit": "count", "decimals": 0}, "1.361", "1.361"),
        ({"value": None, "value_status": "illegible"}, "onleesbaar", "illegible"),
        ({"value": None, "value_status": "blank"}, "leeg", "blank"),
        (
            {"value": None, "value_status": "suppressed", "value_printed": "<5", "value_low": 0, "value_high": 4},
            "<5 (afgeschermd)",
            "<5 (withheld)",
        ),
        ({"value": None, "value_status": "unknown", "value_printed": "."}, ". (onbekend)", ". (unknown)"),
        (
            {"value": None, "value_status": "not_applicable", "value_printed": "n.v.t."},
            "n.v.t. (niet van toepassing)",
            "n.v.t. (not applicable)",
        ),
        ({"value": None, "value_status": "not_yet", "value_printed": None}, "nog niet bekend", "not known yet"),
        ({"is_provisional": True}, "12,5 % (voorlopig)", "12,5 % (provisional)"),
        (
            {
                "value": None,
                "value_low": Decimal(90),
                "value_high": Decimal(105),
                "decimals": 0,
                "qualifier": "between",
            },
            "tussen 90 en 105 %",
            "between 90 and 105 %",
        ),
    ],
)
def test_figures_with_what_the_report_says_of_them(changes: dict[str, Any], dutch: str, english: str) -> None:
    assert figure_words(_figure(**changes)) == Both(dutch, english)


def test_a_range_in_a_narrow_cell_is_both_its_ends() -> None:
    printed = _figure(value=None, value_low=Decimal(10), value_high=Decimal(15), decimals=0, qualifier="between")
    assert figure_words(printed, with_unit=False) == same("10–15")
    assert figure_words(printed) == Both("tussen 10 en 15 %", "between 10 and 15 %")
    # Between what a withheld figure lies is no range that the report prints.
    withheld = printed | {"value_status": "suppressed", "value_printed": "x"}
    assert figure_words(withheld, with_unit=False) == Both("x (afgeschermd)", "x (withheld)")
    assert figure_words(withheld | {"is_provisional": True}) == Both("x (afgeschermd)", "x (withheld)")


def test_what_people_wrote_in_english_alone_is_said_to_be_english() -> None:
    assert written_words("Recounted.", "Herteld.") == Both("Herteld.", "Recounted.")
    assert written_words("<b>", None) == Markup('<span lang="en">&lt;b&gt;</span>')


def test_both_languages_are_escaped() -> None:
    assert Both("<b>", "&").__html__() == ("<span class=nl lang=nl>&lt;b&gt;</span><span class=en lang=en>&amp;</span>")
    assert Both('"a"', "b").attribute("title") == ' title="&#34;a&#34;" data-en-title="b"'
    # A character that turns the direction of what follows is shown, and does nothing.
    assert "\\u202e" in Both("\u202e", "x").__html__()
