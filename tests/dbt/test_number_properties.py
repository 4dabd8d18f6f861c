"""Notations, over all numbers and all texts: every number printed reads back, and nothing else is a number."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from pathlib import Path

import duckdb
import jinja2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestration.home import DBT_PROJECT
from tests.dbt.staged import COLUMN, FILE

MACROS = [DBT_PROJECT / "macros" / "text.sql", DBT_PROJECT / "macros" / "number.sql"]


class Adapter:
    """What dbt's `adapter` does for these macros: it finds the one for DuckDB."""

    macros: jinja2.environment.TemplateModule

    def dispatch(self, name):
        return getattr(self.macros, f"duckdb__{name}")


def render_macros():
    adapter = Adapter()
    source = "\n".join(Path(path).read_text(encoding="utf-8") for path in MACROS)
    template = jinja2.Environment(extensions=["jinja2.ext.do"]).from_string(source)
    adapter.macros = template.make_module({"adapter": adapter, "return": lambda value: value})
    return adapter.macros


@pytest.fixture(scope="module")
def read():
    """Reads a text as staging does: number and decimals; NULLs where it is no number in the notation."""
    macros = render_macros()
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")

        def read_text(text, notation="nl"):
            query = f"""
                WITH text AS (
                    SELECT trim({macros.replace_all("?::varchar", macros.blanks(), " ")}) AS own, ? AS notation
                ),
                parts AS ({macros.with_number_parts("text", "own")}),
                parsed AS (
                    SELECT
                        {macros.in_notation(macros.number_value, "bare", "notation")} AS number,
                        {macros.in_notation(macros.number_decimals, "bare", "notation")} AS decimals
                    FROM parts
                    WHERE is_number
                )
                SELECT number, CASE WHEN number IS NOT NULL THEN decimals END FROM parsed
            """
            return connection.execute(query, [text, notation]).fetchone() or (None, None)

        yield read_text


numbers = st.integers(0, 10**14 - 1)
decimals = st.integers(0, 4)


def printed(digits: int, places: int, *, thousands: bool, below_zero: str = "") -> str:
    """The number digits / 10**places in Dutch notation."""
    whole, part = divmod(digits, 10**places)
    left = f"{whole:,}".replace(",", ".") if thousands else str(whole)
    return f"{below_zero}{left},{part:0{places}}" if places else f"{below_zero}{left}"


@given(numbers, decimals, st.booleans(), st.sampled_from(["", "-", "−"]))
@example(1361, 0, True, "")
@example(2, 2, False, "")
@example(10**14 - 1, 0, True, "-")
def test_every_number_reads_back(read, digits, places, thousands, sign):
    expected = Decimal(digits).scaleb(-places)
    text = printed(digits, places, thousands=thousands, below_zero=sign)
    assert read(text) == (-expected if sign else expected, places)


def in_notation(text: str, notation: str) -> str:
    """A number in Dutch notation, with its thousands apart, in another."""
    other: dict[str, dict[str, str | int | None]] = {"en": {".": ",", ",": "."}, "si": {".": "\u202f"}}
    return text.translate(str.maketrans(other[notation]))


@given(numbers, decimals, st.sampled_from(["en", "si"]))
@example(1361, 0, "en")
@example(13615, 1, "si")
def test_every_number_reads_back_in_other_notations(read, digits, places, notation):
    text = in_notation(printed(digits, places, thousands=True), notation)
    assert read(text, notation) == (Decimal(digits).scaleb(-places), places)


@given(numbers, decimals)
def test_a_notation_reads_no_other(read, digits, places):
    """With thousands and decimals both, a number is one in its own notation alone."""
    text = printed(digits + 10**7, places + 1 if places < 4 else 4, thousands=True)
    assert read(text)[0] is not None
    assert read(text, "en") == read(text, "si") == (None, None)


@given(
    numbers, decimals, st.sampled_from(["€ {}", "€{}", "{}%", "{} %", "{} procent", "EUR {}", "{} euro", "{}\u00a0€"])
)
def test_the_unit_printed_with_it_changes_nothing(read, digits, places, unit):
    text = printed(digits, places, thousands=True)
    assert read(unit.format(text)) == read(text) == (Decimal(digits).scaleb(-places), places)


@given(numbers)
def test_whole_euros(read, digits):
    assert read(f"€ {printed(digits, 0, thousands=True)},-") == (Decimal(digits), 0)


def is_dutch(text: str) -> bool:
    """Whether a text is a Dutch number, said in another way than the macro says it."""
    text = text[1:].removeprefix(" ") if text[:1] in {"-", "−", "–", "+"} else text
    return is_without_sign(text)


def is_without_sign(text: str) -> bool:
    whole, comma, part = text.partition(",")
    if comma and part != "-" and not (set(part) <= set("0123456789") and 1 <= len(part) <= 4):
        return False
    first, *groups = whole.split("." if "." in whole else " ")
    if not first or not set(first) <= set("0123456789") or (len(first) > 1 and first.startswith("0")):
        return False
    if groups and (len(first) > 3 or first == "0"):
        return False
    return all(len(group) == 3 and set(group) <= set("0123456789") for group in groups)


def is_range(text: str) -> bool:
    """Whether a text is a range of two Dutch numbers, the lower first, and cannot be two years."""
    for separator in ("-", "–", "—", "−", " - ", " – ", " — ", " − "):
        low, found, high = text.partition(separator)
        if found and all(is_without_sign(end) and not end.endswith(",-") for end in (low, high)):
            ends = [Decimal(re.sub("[. ]", "", end).replace(",", ".")) for end in (low, high)]
            are_years = all(re.fullmatch("(19|20)[0-9]{2}", end) for end in (low, high))
            return ends[0] < ends[1] < 10**14 and not are_years
    return False


CURRENCY = "€|EUR|Eur|eur|Euro|euro"


def without_unit(text: str) -> str:
    """A text as it is compared, with single spaces, and without what may be printed with a number."""
    blank = "".join(" " if one in "\t\n\f\r" or unicodedata.category(one)[0] == "Z" else one for one in text)
    plain = re.sub(" +", " ", blank).strip(" ")
    sign = re.match(f"[-−–+] ?(?:{CURRENCY}) ?(?=[0-9])", plain)
    before = plain[0] + plain[sign.end() :] if sign else re.sub(f"^(?:{CURRENCY}) ?", "", plain)
    behind = re.sub(" ?[%€]$| (?:procent|percent|EUR|Eur|eur|Euro|euro)$", "", before).strip(" ")
    has_both = re.match(f"[-−–+]? ?(?:{CURRENCY})", plain) and re.search("(%| procent| percent)$", plain)
    return "two units" if has_both else behind


notation = st.text("0123456789.,-− ", min_size=1, max_size=12)
near_miss = st.builds(
    lambda text, place, extra: text[: place % (len(text) + 1)] + extra + text[place % (len(text) + 1) :],
    st.builds(printed, st.integers(0, 10**9), decimals, thousands=st.booleans()),
    st.integers(0, 20),
    st.sampled_from([".", ",", " ", "0", "-", "x", "٣", "\n", "'"]),
)


@given(st.one_of(notation, near_miss, st.text(max_size=12)))
@example("1.36")
@example("1,36,1")
@example("01")
@example("1361.")
@example("1 361")
@example("1 36")
@example("1.361 361")
@example("€ 5 %")
@example("1.361.36")
@example("0.361")
@example("7,12345")
@example("12\n")
@example("١٢")
@example("½")
@example("1e3")
@example("0x10")
@example("inf")
def test_what_is_not_dutch_is_never_a_number(read, text):
    number, places = read(text)
    assert (number is not None) == is_dutch(without_unit(text))
    assert (places is None) == (number is None)


@given(st.integers(10**14, 10**30), st.booleans())
def test_a_number_too_large_is_no_number_and_no_crash(read, digits, thousands):
    assert read(printed(digits, 0, thousands=thousands)) == (None, None)


ONE_EACH = ["1361", "1.36", "-", "€", "€ 5", "%", "5%", "0,82 procent", "+5", "5-", "５", "1 361", "10-15", "15-10"]


@settings(max_examples=8)
@given(st.lists(st.one_of(notation, near_miss, st.text(min_size=1, max_size=12)), min_size=60, max_size=150))
def test_what_is_accepted_prints_back_and_what_is_not_is_named(staged, drawn):
    """Through all of staging: of many cells in a table, those that are no number, each with file, row and column."""
    texts = [text for text in (one.strip() for one in [*drawn, *ONE_EACH]) if text]
    cells = [
        # A change in percentage points can be below zero, have decimals and be printed with a percent sign.
        {
            "text": text,
            "metric": "absence_rate_change",
            "area": "utrecht",
            "organisation": "bto-sociaal",
            "period": day,
            "compared_with": "2020",
        }
        for text, day in zip(texts, days(), strict=False)
    ]
    found, rejected = staged.read(cells, "SELECT row_number, value, decimals FROM staging.cell WHERE value IS NOT NULL")
    read = {row: (value, places) for row, value, places in found}
    bare = {row: without_unit(text) for row, text in enumerate(texts, start=1)}
    assert read.keys() == {row for row, text in bare.items() if is_dutch(text)}
    ranges = {row for row, text in bare.items() if is_range(text) and row not in read}
    for row, (value, places) in read.items():
        signed = re.sub("^[-−–+] ?", lambda sign: "" if sign[0][0] == "+" else "-", bare[row])
        thousands = re.search("[0-9]([. ])[0-9]", signed)
        back = printed(
            int(abs(value).scaleb(places)), places, thousands=bool(thousands), below_zero="-" if value < 0 else ""
        )
        assert back == signed.removesuffix(",-").replace(" ", ".") or value == 0
    in_euros = {row for row, text in enumerate(texts, start=1) if "€" in text and (row in read or row in ranges)}
    wrong = bare.keys() - read.keys() - ranges | in_euros | {row for row, text in bare.items() if not text}
    assert rejected.keys() == {(FILE, row, COLUMN) for row in wrong}
    for (_, row, _), messages in rejected.items():
        assert all(f'"{texts[row - 1]}"' in message for message in messages)


def days():
    """A period of its own for every cell."""
    day = dt.date(1901, 1, 1)
    while True:
        yield str(day)
        day += dt.timedelta(days=1)
