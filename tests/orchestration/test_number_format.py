"""What a spreadsheet shows of a number under its format, or why that is not read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.ingest.number_format import ShownOtherwiseError, check_text_shown, shown_number

SINCE_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001  # so openpyxl says it
SINCE_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
ACCOUNTING = '_ "€" * #,##0.00_ ;_ "€" * -#,##0.00_ ;_ "€" * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        # General: eleven places, the comma among them
        ("12", "General", "12"),
        ("-12.5", "General", "-12,5"),
        ("0", "General", "0"),
        ("4.48314606741573", "General", "4,483146067"),
        ("7.700000000000001", "General", "7,7"),
        ("1234567.891234", "General", "1234567,891"),
        ("0.3333333333333333", "General", "0,333333333"),
        ("99999999999", "General", "99999999999"),
        ("0.0000001", "General", "0,0000001"),
        ("12", "general", "12"),
        ("-3", "General;-General", "-3"),
        ("5", "@", "5"),
        # Decimals as shown; half goes away from zero
        ("4.48314606741573", "0.0", "4,5"),
        ("7", "0.0", "7,0"),
        ("3.5", "0.00", "3,50"),
        ("2.5", "0", "3"),
        ("-2.5", "0", "-3"),
        ("1.005", "0.00", "1,01"),
        ("2.4999999999999996", "0", "3"),
        ("-0.2", "0", "0"),
        ("4.5", "0.0#", "4,5"),
        ("4", "0.##", "4"),
        ("4.5", "0.??", "4,5"),
        ("0.5", "#.0", "0,5"),
        ("7", "000", "007"),
        # Separators between thousands are a look
        ("1361", "#,##0", "1361"),
        ("74335", "#,##0.00", "74335,00"),
        ("0", "#,##0", "0"),
        # Percentages
        ("0.71", "0%", "71%"),
        ("0.0775", "0.0%", "7,8%"),
        ("0.285", "0%", "29%"),
        ("71", '0"%"', "71%"),
        ("71", r"0\ \%", "71%"),
        # Signs and colours
        ("-3", "0;(0)", "-3"),
        ("-3", "0_);(0)", "-3"),
        ("-3", "#,##0;[Red]-#,##0", "-3"),
        ("-3", "[Blue]0;[Color 5]-0", "-3"),
        ("-0.2", "0;-0", "0"),
        # Euros
        ("12", '"€" #,##0.00', "€ 12,00"),
        ("12", "[$€-413] #,##0", "€ 12"),
        ("12", "#,##0 [$€-1]", "€ 12"),
        ("12", '0",-"', "12"),
        ("12", ACCOUNTING, "€ 12,00"),
        ("-12", ACCOUNTING, "€ -12,00"),
        # What the format would say of other numbers
        ("31", '[<5]"<5";0', "31"),
        ("5", '[<5]"<5";0', "5"),
        ("12", '0;0;"n.b."', "12"),
        ("150", '[>1000]"veel";[<5]"<5";0', "150"),
        # Dates as a Dutch spreadsheet shows them
        ("44927", "mmm-yy", "jan-23"),
        ("44986", "mmm-yy", "mrt-23"),
        ("44986", "[$-409]mmm-yy", "Mar-23"),
        ("44986", "[$-en-US]mmm-yy", "Mar-23"),
        ("44986", "[$-413]d mmmm yyyy;@", "1 maart 2023"),
        ("44986", "[$-nl-NL]dddd d mmm", "woensdag 1 mrt"),
        ("44986", "[$-40C]dd/mm/yyyy", "01-03-2023"),
        ("44986", "ddd", "wo"),
        ("44986", r"yyyy\-mm", "2023-03"),
        ("44986", "dd.mm.yyyy", "01.03.2023"),
        ("44986", "mmmmm", "m"),
        ("44986.75", "d-m-yyyy", "1-3-2023"),
        ("1", "d-m-yyyy", "1-1-1900"),
        ("44986", "yyyy", "2023"),
        ("44986", '"Q1" yyyy', "Q1 2023"),
    ],
)
def test_what_is_shown_of_a_number(value, code, shown):
    assert shown_number(Decimal(value), code, SINCE_1900) == shown


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        ("1361000", "0,", "divided by a thousand"),
        ("1361000", "#,##0,", "divided by a thousand"),
        ("1361000", "#,##0.0,,", "divided by a thousand"),
        ("3", '[<5]"<5";0', 'shows "<5" in its place'),
        ("0", '0;0;"n.b."', 'shows "n.b." in its place'),
        ("0", ACCOUNTING, 'shows "€ -" in its place'),
        ("3", ";;;", "shows nothing"),
        ("3", ";;", "shows nothing"),
        ("0", "0;-0;", "shows nothing"),
        ("0", "#", "shows nothing"),
        ("3", "", "shows nothing"),
        ("12", '"circa "0', 'adds "circa"'),
        ("12", "[$EUR] 0", 'adds "EUR"'),
        ("12", '"$"0', 'adds "$"'),
        ("12", '0" dagen"', 'adds "dagen"'),
        ("12", '0"*"', 'adds "*"'),
        ("12", "+0", 'adds "+"'),
        ("12", "0-", 'adds "-"'),
        ("12", '"<"0', 'adds "<"'),
        ("0.5", "# ?/?", "as a fraction"),
        ("0.5", "# ??/100", "as a fraction"),
        ("1200", "0.00E+00", "in powers of ten"),
        ("123456789012", "General", "in powers of ten"),
        ("0.0000123456789", "General", "in powers of ten"),
        ("-3", "0;0", "without a minus sign"),
        ("-3", "0;[Red]0", "without a minus sign"),
        ("3", "-0", "with a minus sign"),
        ("-3", '[<5]"<5";0', "conditions that are not read"),
        ("3", '0;[<5]"x"', "conditions that are not read"),
        ("0.71", "0%%", "more than one unit"),
        ("0.71", '0%"%"', "more than one unit"),
        ("0.71", "€0%", "more than one unit"),
        ("0.71", "General%", "times a hundred"),
        ("1361", "# ##0", "signs between its digits"),
        ("12", "0-00", "signs between its digits"),
        ("12", "0*-", 'fills the cell with "-"'),
        ("12", "[White]0", "in white"),
        ("12", "[Color 2]0", "in white"),
        ("12", "[DBNum1]0", "holds [DBNum1]"),
        ("12", "0;0;0;@;0", "more parts"),
        ("12", "0 xyz", 'holds "x"'),
        ("0.5", "h:mm", "as a time"),
        ("0.5", "[h]:mm", "as a time"),
        ("0.5", "mm:ss", "as a time"),
        ("44986.5", "d-m-yyyy h:mm", "as a time"),
        ("44986", "[$-F800]dddd d mmmm yyyy", "as the machine is set"),
        ("44986", "[$-40C]mmm-yy", "a language that is not read"),
        ("-1", "d-m-yyyy", "as a date, which it is not"),
        ("1e9", "d-m-yyyy", "as a date, which it is not"),
        ("12", "0 d", "as a date among digits"),
        ("Infinity", "0", "beyond all numbers"),
    ],
)
def test_what_is_not_read_of_a_number(value, code, said):
    with pytest.raises(ShownOtherwiseError) as caught:
        shown_number(Decimal(value), code, SINCE_1900)
    assert said in str(caught.value)


def test_a_workbook_that_counts_from_1904():
    assert shown_number(Decimal(43465), "d-m-yyyy", SINCE_1904) == "1-1-2023"
    assert shown_number(Decimal(0), "d-m-yyyy", SINCE_1904) == "1-1-1904"


@pytest.mark.parametrize("code", ["General", "0.0", "@", ACCOUNTING, "0;0", "0;0;0;@", ";;"])
def test_formats_that_show_a_text_as_it_is(code):
    check_text_shown(code)


@pytest.mark.parametrize(
    ("code", "said"),
    [(";;;", "shows nothing"), ('0;0;0;"x"', 'shows "x" in its place'), ('"circa "@', 'adds "circa"')],
)
def test_formats_that_show_another_text(code, said):
    with pytest.raises(ShownOtherwiseError) as caught:
        check_text_shown(code)
    assert said in str(caught.value)


@given(value=st.decimals(min_value=-(10**10), max_value=10**10, places=4), places=st.integers(0, 4))
def test_what_is_shown_is_the_number_to_its_decimals(value, places):
    shown = shown_number(value, "#,##0" + ("." + "0" * places if places else ""), SINCE_1900)
    assert len(shown.partition(",")[2]) == places
    assert abs(Decimal(shown.replace(",", ".")) - value) <= Decimal(1).scaleb(-places) / 2


@given(code=st.text(alphabet='0#?.,;%@"\\_*[]$€-<5> dmyhsGeneralE+/()x', max_size=12), value=st.integers(-20, 60_000))
def test_any_format_shows_a_text_or_says_why_not(code, value):
    try:
        shown = shown_number(Decimal(value), code, SINCE_1900)
    except ShownOtherwiseError as error:
        shown = str(error)
    assert shown.strip()
