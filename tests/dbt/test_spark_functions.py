"""What the project gives Spark in place of functions of DuckDB answers as DuckDB does."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.build.spark_functions import FUNCTIONS, damerau_levenshtein, nfc_normalize, strip_accents

LETTERS = st.text(alphabet="abcdeéèëïöüñçåøßÆ \u0301\u0308-'0123", max_size=12)


@pytest.fixture(scope="module")
def ask():
    with duckdb.connect() as connection:
        yield lambda query, *texts: connection.execute(f"SELECT {query}", texts).fetchall()[0][0]


@given(one=LETTERS, other=LETTERS)
def test_texts_are_as_far_apart_as_duckdb_says(ask, one, other):
    assert damerau_levenshtein(one, other) == ask("damerau_levenshtein(?, ?)", one, other)


@given(text=LETTERS)
def test_accents_go_as_duckdb_takes_them_away(ask, text):
    assert nfc_normalize(text) == ask("nfc_normalize(?)", text)
    assert strip_accents(text) == ask("strip_accents(?)", text)


def test_nothing_is_made_of_nothing():
    for function, _ in FUNCTIONS.values():
        parameters = 2 if function is damerau_levenshtein else 1
        assert function(*[None] * parameters) is None


def test_swapped_letters_are_one_slip():
    assert damerau_levenshtein("wijkteam", "wjikteam") == 1
    assert damerau_levenshtein("ca", "abc") == 2
