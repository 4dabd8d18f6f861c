"""The search engine of `warehouse find`, on an invented index; tests/pages/test_search.py asks the script the same."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.explain.find_engine import Engine
from orchestration.explain.find_index import everyday
from orchestration.explain.find_words import LONGEST, corrected, number_of, slips, stem, tokens
from tests.explain.find_index_case import CASES, HOSTILE, check, in_python, invented_index


@pytest.mark.parametrize("case", CASES, ids=[case["query"] for case in CASES])
def test_a_case(case: dict[str, Any]) -> None:
    index = invented_index()
    (found,) = in_python(index, [case["query"]])
    check(case, found, index)


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_what_nobody_asks_in_earnest_is_answered_in_words_of_bounded_length(query: str) -> None:
    result = Engine(invented_index()).look(query)
    assert len(result.sought) <= LONGEST
    assert all(len(word) <= LONGEST for word in result.sought)
    assert [answer.figure.words.nl for answer in result.answers if answer.figure and answer.figure.number is None] == []


def test_a_withheld_figure_is_found_by_no_number() -> None:
    index = invented_index()
    withheld = [figure for series in index.series for figure in series.figures if "afgeschermd" in figure.words.nl]
    assert [figure.number for figure in withheld] == [None]


def test_everyday_words_are_words_and_none_is_both_meant_and_ignored() -> None:
    words = everyday()
    for group in [*words["synonyms"], *words["ignored"]]:
        assert len(group) > 1
        assert len(set(group)) == len(group), group
        assert all(tokens(word) == [word] for word in group), group
    ignored = {word for group in words["ignored"] for word in group}
    assert not ignored & {word for group in words["synonyms"] for word in group}


@pytest.mark.parametrize(
    ("word", "cut"),
    [
        ("gezinnen", "gezin"), ("jaren", "jar"), ("jaar", "jar"), ("teams", "team"), ("huizen", "huis"),
        ("brieven", "brief"), ("families", "family"), ("wijk", "wijk"), ("les", "les"), ("proces", "proce"),
    ],
)  # fmt: skip
def test_the_stem_of_a_word(word: str, cut: str) -> None:
    assert stem(word) == cut


@pytest.mark.parametrize(
    ("asked", "known", "wrong"),
    [
        ("klacht", "klacht", 0),
        ("kalcht", "klacht", 1),
        ("klachtt", "klacht", 1),
        ("klahct", "klacht", 1),
        ("kat", "hond", 3),
    ],
)
def test_typing_errors_are_counted(asked: str, known: str, wrong: int) -> None:
    assert slips(asked, known, 2) == wrong


def test_short_words_and_numbers_are_corrected_to_nothing() -> None:
    assert corrected("wst", ["west"]) is None
    assert corrected("2o21", ["2021"]) is None
    assert corrected("wset", ["rest", "west"]) == "west"


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("5.457", "5457"),
        ("13,8", "13.8"),
        ("13.8", "13.8"),
        ("1.234.567,50", "1234567.5"),
        ("007", "7"),
        ("1.2.3", None),
        ("k3", None),
    ],
)
def test_numbers_are_read_in_dutch_notation(word: str, number: str | None) -> None:
    assert number_of(word) == number
