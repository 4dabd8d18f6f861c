"""Periods, over all forms and all texts: what is accepted has its days and their one id, the rest is named."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dbt.staged import COLUMN, FILE, Staged

in_batches = settings(
    deadline=None,
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.large_base_example],
)

Days = tuple[str, dt.date, dt.date]
"""Grain, first day and last day."""

FORMS = {
    "year": r"(\d{4})",
    "half_year": r"(\d{4})-H([12])",
    "quarter": r"(\d{4})-Q([1-4])",
    "month": r"(\d{4})-(\d{2})",
    "instant": r"(\d{4})-(\d{2})-(\d{2})",
}
MONTHS = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}


def days_of(text: str) -> Days | None:
    """What a text means as a period, said in another way than the macro says it; None where it means nothing."""
    first, stroke, last = text.partition("/")
    if stroke:
        start, end = days_of(first), days_of(last)
        if not start or not end or "/" in last or start[1] > end[2]:
            return None
        if start[0] == end[0] == "year" and start[1].year + 1 == end[1].year:
            return None
        return grain_of(start[1], end[2]), start[1], end[2]
    for grain, form in FORMS.items():
        # Of the digits that Unicode has, only ten are meant.
        if not (found := re.fullmatch(form, text, re.ASCII)):
            continue
        year, *parts = map(int, found.groups())
        if not 1900 <= year <= 2099:
            return None
        try:
            if grain == "instant":
                return grain, dt.date(year, *parts), dt.date(year, *parts)
            span = MONTHS[grain]
            month = (parts[0] if parts else 1) * span
            first_month = month - span + 1 if parts else 1
            last_month = first_month + span - 1
            end_of = calendar.monthrange(year, last_month)[1]
            return grain, dt.date(year, first_month, 1), dt.date(year, last_month, end_of)
        except (ValueError, calendar.IllegalMonthError):
            return None
    return None


def in_days(text: str) -> Days:
    """The days of a text that is known to be a period."""
    found = days_of(text)
    assert found
    return found


def calendar_names(year: int) -> dict[tuple[dt.date, dt.date], str]:
    """The calendar's periods of a year, by their first and last day."""
    names = [f"{year}", *(f"{year}-H{half}" for half in (1, 2)), *(f"{year}-Q{quarter}" for quarter in range(1, 5))]
    names += [f"{year}-{month:02}" for month in range(1, 13)]
    return {in_days(name)[1:]: name for name in names}


def grain_of(start: dt.date, end: dt.date) -> str:
    """What an interval is: a calendar period or a day, if its days are those of one."""
    if start == end:
        return "instant"
    name = calendar_names(start.year).get((start, end))
    return in_days(name)[0] if name else "interval"


def id_of(text: str) -> str | None:
    """The id of the period that a text names."""
    days = days_of(text)
    if not days:
        return None
    start, end = days[1:]
    if start == end:
        return str(start)
    name = calendar_names(start.year).get((start, end))
    whole_months = start.day == 1 and (end + dt.timedelta(days=1)).day == 1
    return name or (f"{start:%Y-%m}/{end:%Y-%m}" if whole_months else f"{start}/{end}")


def what_is_wrong(text: str) -> str:
    """The message on a text that is no period."""
    message = f'"{text}" is not a period'
    found = re.fullmatch(r"((?:19|20)\d{2}) ?[/–-] ?((?:19|20)?\d{2})", text, re.ASCII)
    if found and str(int(found[1]) + 1).endswith(found[2]):
        message += ": it can be two years, or a school year"
    return message


years = st.integers(1900, 2099)
simple = st.one_of(
    years.map(str),
    st.builds("{}-H{}".format, years, st.integers(1, 2)),
    st.builds("{}-Q{}".format, years, st.integers(1, 4)),
    st.builds("{}-{:02}".format, years, st.integers(1, 12)),
    st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)).map(str),
)
following = st.builds(lambda year, format: format.format(year, year + 1), years, st.sampled_from(["{}/{}", "{}-{}"]))
in_one_year = st.builds(
    lambda year, first, last: f"{year}-{first}/{year}-{last}",
    years,
    st.sampled_from(["H1", "H2", "Q1", "Q3", "01", "04", "10", "01-01", "07-01"]),
    st.sampled_from(["H1", "H2", "Q2", "Q4", "03", "06", "12", "06-30", "12-31"]),
)
intervals = st.one_of(st.builds("{}/{}".format, simple, simple), in_one_year)
damaged = st.builds(
    lambda text, place, extra, lost: text[: place % len(text)] + extra + text[place % len(text) + lost :],
    st.one_of(simple, intervals),
    st.integers(0, 20),
    st.sampled_from(["", "-", "/", "0", "1", "9", "Q", "H", "W", "q", " ", "\n", "٣", "２", "T", "Z", "."]),
    st.integers(0, 2),
)
numbers = st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 9999), st.integers(0, 14), st.integers(0, 33))
ANY = st.one_of(
    simple,
    intervals,
    following,
    damaged,
    numbers,
    st.text("0123456789-/QH", max_size=12),
    st.text(min_size=1, max_size=9),
)
ALWAYS = ["2021-13", "2021-00", "2021-02-29", "2020-02-29", "2021-Q5", "2021-H3", "21", "2021/2020", "2021/", "/2021"]
ALWAYS += ["2022/2023", "2019/2021", "2022/23", "1999/00", "2022-2023", "2022–2023", "2021/22/23", "2021/2021"]
ALWAYS += [
    "2021//2022",
    "2021/2022/2023",
    "2021-W01",
    "2021-001",
    "0000",
    "9999",
    "2201",
    "1899",
    "2100",
    "-2021",
    "+2021",
]
ALWAYS += [
    "2021-1",
    "2021-h1",
    "２０２１",
    "2021-12-31T00:00",
    "infinity",
    "epoch",
    "today",
    "1900",
    "2099-12",
    "vorig jaar",
]


def labels(texts: list[str]) -> list[str]:
    """Each text and each period once, as the ingest hands them on: two cells of a table must not say the same."""
    found = {id_of(text) or text: text for text in (text.strip() for text in texts)}
    return [text for text in found.values() if text]


def cells_in(texts: list[str]) -> list[dict[str, str]]:
    return [
        {"text": "7", "metric": "joiners", "area": "utrecht", "organisation": "bto-sociaal", "period": text}
        for text in texts
    ]


@in_batches
@given(st.lists(st.one_of(simple, intervals), min_size=60, max_size=150))
def test_every_period_has_its_days_and_one_id_for_them(staged: Staged, periods: list[str]) -> None:
    always = ["1900", "2099-12-31", "2000-02", "2023-01/2023-06", "2021-Q1/2021-Q4", "2018-01/2019-12"]
    texts = labels([text for text in [*periods, *always] if days_of(text)])
    found, rejected = staged.read(
        cells_in(texts),
        "SELECT c.row_number, c.period_id, p.grain, p.start_date, p.end_date "
        "FROM staging.cell AS c LEFT JOIN staging.period AS p ON c.period_said = p.period_said",
    )
    assert rejected == {}
    assert {texts[row - 1]: (period, days) for row, period, *days in found} == {
        text: (id_of(text), list(in_days(text))) for text in texts
    }


@in_batches
@given(st.lists(ANY, min_size=60, max_size=150))
def test_every_other_text_is_named_where_it_stands(staged: Staged, drawn: list[str]) -> None:
    texts = labels([*drawn, *ALWAYS])
    found, rejected = staged.read(cells_in(texts), "SELECT row_number, period_id FROM staging.cell")
    assert dict(found) == {row: id_of(text) for row, text in enumerate(texts, start=1)}
    # The cell beside it is the figure's; the period stands in the first.
    assert rejected == {
        (FILE, row, COLUMN - 1): {what_is_wrong(text)} for row, text in enumerate(texts, start=1) if not days_of(text)
    }
