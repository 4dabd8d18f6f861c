"""Periods, over all forms and all texts: what is accepted has its days and stays as written, the rest is named."""

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
        return "interval", start[1], end[2]
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


years = st.integers(1900, 2099)
simple = st.one_of(
    years.map(str),
    st.builds("{}-H{}".format, years, st.integers(1, 2)),
    st.builds("{}-Q{}".format, years, st.integers(1, 4)),
    st.builds("{}-{:02}".format, years, st.integers(1, 12)),
    st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)).map(str),
)
intervals = st.builds("{}/{}".format, simple, simple)
damaged = st.builds(
    lambda text, place, extra, lost: text[: place % len(text)] + extra + text[place % len(text) + lost :],
    st.one_of(simple, intervals),
    st.integers(0, 20),
    st.sampled_from(["", "-", "/", "0", "1", "9", "Q", "H", "W", "q", " ", "\n", "٣", "２", "T", "Z", "."]),
    st.integers(0, 2),
)
numbers = st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 9999), st.integers(0, 14), st.integers(0, 33))
ANY = st.one_of(
    simple, intervals, damaged, numbers, st.text("0123456789-/QH", max_size=12), st.text(min_size=1, max_size=9)
)
ALWAYS = ["2021-13", "2021-00", "2021-02-29", "2020-02-29", "2021-Q5", "2021-H3", "21", "2021/2020", "2021/", "/2021"]
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
    """Each text once, as the ingest hands it on."""
    return [text for text in dict.fromkeys(text.strip() for text in texts) if text]


def cells_in(texts: list[str]) -> list[dict[str, str]]:
    return [
        {"text": "7", "metric": "joiners", "area": "utrecht", "organisation": "bto-sociaal", "period": text}
        for text in texts
    ]


@in_batches
@given(st.lists(st.one_of(simple, intervals), min_size=60, max_size=150))
def test_every_period_keeps_its_name_and_has_its_days(staged: Staged, periods: list[str]) -> None:
    texts = labels([text for text in [*periods, "1900", "2099-12-31", "2000-02"] if days_of(text)])
    found, rejected = staged.read(
        cells_in(texts),
        "SELECT c.row_number, c.period_id, p.grain, p.start_date, p.end_date "
        "FROM staging.cell AS c LEFT JOIN staging.period AS p ON c.period_id = p.period_id",
    )
    assert rejected == {}
    assert {texts[row - 1]: (period, days) for row, period, *days in found} == {
        text: (text, list(days_of(text) or ())) for text in texts
    }


@in_batches
@given(st.lists(ANY, min_size=60, max_size=150))
def test_every_other_text_is_named_where_it_stands(staged: Staged, drawn: list[str]) -> None:
    texts = labels([*drawn, *ALWAYS])
    found, rejected = staged.read(cells_in(texts), "SELECT row_number, period_id FROM staging.cell")
    assert dict(found) == {row: text if days_of(text) else None for row, text in enumerate(texts, start=1)}
    # The cell beside it is the figure's; the period stands in the first.
    assert rejected == {
        (FILE, row, COLUMN - 1): {f'"{text}" is not a period'}
        for row, text in enumerate(texts, start=1)
        if not days_of(text)
    }
