"""Numbers in running text: in digits and words, with unit, range and fraction."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.draft.prose.number_words import word_value
from orchestration.draft.prose.numbers import is_english, numbers

ONES = (
    "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien "
    "negentien"
)
TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"


def dutch(number: int) -> str:
    """A number below a million as Dutch writes it in one word."""
    if number < 20:
        return ONES.split()[number - 1]
    if number < 100:
        unit, ten = number % 10, TENS.split()[number // 10 - 2]
        link = "ën" if unit in (2, 3) else "en"
        return f"{dutch(unit)}{link}{ten}" if unit else ten
    size, word = (1000, "duizend") if number >= 1000 else (100, "honderd")
    times, rest = divmod(number, size)
    return ("" if times == 1 else dutch(times)) + word + (dutch(rest) if rest else "")


@given(st.integers(1, 999_999))
def test_dutch_words_are_read_as_they_are_written(number: int) -> None:
    assert word_value(dutch(number)) == number
    found = numbers(f"Er kwamen {dutch(number).upper()} mensen.", False)
    assert [one.value for one in found] == ([] if number == 1 else [number])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("twenty-one", 21),
        ("two hundred and fifty", 250),
        ("a hundred", 100),
        ("three thousand two hundred", 3200),
        ("twee miljoen", 2_000_000),
        ("eenentwintig", 21),
        ("één", 1),
        ("Negen-tien", 19),
    ],
)
def test_words_of_number(text: str, value: int) -> None:
    assert word_value(text) == value


@pytest.mark.parametrize("text", ["tientallen", "de", "eend", "tweede", "oneven", "vierkant", ""])
def test_what_is_no_number_is_none(text: str) -> None:
    assert word_value(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Er waren 1.204 leden en 7,5 % was jong.", [("1.204", None, None), ("7,5 %", None, "percent")]),
        ("Vier op de vijf lezers kwam terug.", [("Vier op de vijf", 80, "percent")]),
        ("Ruim een derde van de leden en driekwart.", [("een derde", 33, "percent"), ("driekwart", 75, "percent")]),
        (
            "Het aantal halveerde, later verdubbelde het.",
            [("halveerde", -50, "percent"), ("verdubbelde", 100, "percent")],
        ),
        ("Dat kostte € 12.500 of 3 miljoen euro.", [("12.500", None, "eur"), ("3 miljoen", None, "eur")]),
        ("Een tweedaagse cursus van twaalf uur.", [("tweedaagse", 2, "days"), ("twaalf", 12, "hours")]),
        ("Geen van de lezers kwam driemaal.", [("Geen", 0, None), ("driemaal", 3, None)]),
        ("Een team, het eerste boek.", []),
        ("Een eenvoudig en tweeledig plan.", []),
    ],
)
def test_dutch_numbers(text: str, found: list[tuple[str, int | None, str | None]]) -> None:
    assert not is_english(text, otherwise=False)
    assert [(one.text, one.value, one.unit) for one in numbers(text, False)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One in three of the readers came twice.", [("One in three", 33), ("twice", 2)]),
        ("The number of loans doubled to forty-two.", [("doubled", 100), ("forty-two", 42)]),
        ("None of the two thousand books was lost.", [("None", 0), ("two thousand", 2000)]),
        ("Two thirds of them and a quarter of us.", [("Two thirds", 67), ("a quarter", 25)]),
        ("At the end the reader, often alone, wins.", []),
    ],
)
def test_english_numbers(text: str, found: list[tuple[str, int]]) -> None:
    assert is_english(text)
    assert [(one.text, one.value) for one in numbers(text, True)] == [(said, Decimal(value)) for said, value in found]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("tussen de 12 en 15 lezers", "12", "15"),
        ("dertig tot tachtig lezers", "30", "80"),
        ("een daling van 40-60%", "40", "60%"),
        ("één à twee keer", "1", "2"),
        ("between 30 and 40 readers", "30", "40"),
    ],
)
def test_a_range_is_one_number_with_two_ends(text: str, low: str, high: str) -> None:
    (found,) = numbers(text, is_english(text))
    assert (found.form, found.low, found.high) == ("range", low, high)


@pytest.mark.parametrize(
    "text", ["van 40 naar 60", "12 en 15 lezers", "het varieerde tussen 12 en 15", "60-40", "Q4 a1", "B2-20"]
)
def test_two_numbers_are_not_always_a_range(text: str) -> None:
    assert [one.form for one in numbers(text, False)] == ["digits", "digits"]


@given(st.text("eéntwvijfacht-ën 0123456789.,%", max_size=200), st.booleans())
def test_numbers_stand_in_order_where_they_say(text: str, english: bool) -> None:
    found = numbers(text, english)
    assert all(text[one.start : one.end] == one.text and one.end <= one.unit_end for one in found)
    assert all(one.end <= after.start for one, after in pairwise(found))


@pytest.mark.parametrize("word", ["een", "achttien", "twee", "en", "-een", "vijftien"])
def test_a_word_without_end_is_read_in_one_pass(word: str) -> None:
    assert len(numbers(word * 2000 + "x", False)) == 0
