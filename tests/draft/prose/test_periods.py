"""Periods that running text names."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.draft.prose.periods import before, periods


@pytest.mark.parametrize(
    ("text", "own", "first"),
    [
        ("In 2019 ging het goed", "2021", ["2019"]),
        ("in het derde kwartaal", "2021", ["2021-Q3"]),
        ("in kwartaal vier van 2020", "2021", ["2020-Q4"]),
        ("in het laatste kwartaal van 2021", "2021", ["2021-Q4"]),
        ("de laatste drie maanden van het jaar", "2021", ["2021-Q4"]),
        ("in het eerste halfjaar van 2018", "2018-H1", ["2018-H1"]),
        ("in the first half of 2018", "2021", ["2018-H1"]),
        ("in maart 2020 en in mei", "2021", ["2020-03", "2021-05"]),
        ("augustus tot en met november", "2021", ["2021-08/2021-11"]),
        ("vorig jaar", "2021", ["2020"]),
        ("een jaar geleden", "2019-H1", ["2018-H1"]),
        ("last year and the year before", "2021", ["2020", "2020"]),
        ("op 17 december 2020", "2021", ["2020-12-17"]),
        ("sinds mei 2021", "2021", ["2021-05/2021-12"]),
        ("tot en met december", "2021", ["2021"]),
        ("het vierde kwartaal van 2019 (12) en 2020 (14)", "2021", ["2019-Q4", "2020-Q4"]),
        ("in 2018-2019", "2021", ["2018-01/2019-12"]),
        ("volgend jaar", "2021", ["2022"]),
        ("eind 2020", "2021", ["2020-12-31"]),
        ("in Q2 2020", "2021", ["2020-Q2"]),
    ],
)
def test_periods_as_printed(text: str, own: str, first: list[str]) -> None:
    assert [one.periods[0] for one in periods(text, own)] == first


@pytest.mark.parametrize(
    "text", ["2000 euro", "2020 bezoekers is geen jaar: 2020 lezers", "art. 1 lid 2", "€ 2019", "de 2e editie"]
)
def test_what_is_no_period(text: str) -> None:
    assert periods(text.replace("bezoekers", "mensen").replace("lezers", "klanten"), "2021") == []


def test_a_half_year_may_be_named_by_its_year() -> None:
    (found,) = periods("in 2018", "2018-H1")
    assert found.periods == ("2018-H1", "2018")


def test_a_report_compares_itself_with_the_year_before() -> None:
    assert before("2019-H1") == ("2018-H1", "2018")
    assert before("2021") == ("2020",)
    assert before("") == ()


@given(
    st.text("eerste tweede kwartaal jaar half van 2019 2020 -/.,’'()0123456789 januari mei t/m", max_size=120),
    st.sampled_from(["2021", "2019-H1", "2018-07/2019-06", "2021-12-31", "2021-W05", ""]),
)
def test_any_text_is_read_for_any_report(text: str, own: str) -> None:
    found = periods(text, own)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= after.start for one, after in pairwise(found))
