"""Periods, over all forms, words and texts: what is accepted has its days and their one id, the rest is named."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import time
import unicodedata
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dbt.staged import COLUMN, FILE, Staged

in_batches = settings(max_examples=8)

Days = tuple[str, dt.date, dt.date]
"""Grain, first day and last day."""

FORMS = {
    "year": r"(\d{4})",
    "half_year": r"(\d{4})-H([12])",
    "four_months": r"(\d{4})-T([1-3])",
    "quarter": r"(\d{4})-Q([1-4])",
    "month": r"(\d{4})-(\d{2})",
    "week": r"(\d{4})-W(\d{2})",
    "instant": r"(\d{4})-(\d{2})-(\d{2})",
}
MONTHS = {"year": 12, "half_year": 6, "four_months": 4, "quarter": 3, "month": 1}


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
            if grain == "week":
                monday = dt.date.fromisocalendar(year, parts[0], 1)
                return grain, monday, monday + dt.timedelta(days=6)
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
    names += [f"{year}-T{third}" for third in (1, 2, 3)]
    return {in_days(name)[1:]: name for name in names}


def name_of(start: dt.date, end: dt.date) -> str | None:
    """The week or calendar period that has these days."""
    if start.isoweekday() == 1 and end - start == dt.timedelta(days=6):
        return f"{start.isocalendar().year}-W{start.isocalendar().week:02}"
    return calendar_names(start.year).get((start, end))


def grain_of(start: dt.date, end: dt.date) -> str:
    """What an interval is: a calendar period or a day, if its days are those of one."""
    if start == end:
        return "instant"
    name = name_of(start, end)
    return in_days(name)[0] if name else "interval"


def as_id(text: str) -> str:
    """A text that words a period, such as `Q1 2021`, as an id, "?" for a year left open; others as is."""
    plain = re.sub(r"[.,()]", " ", unicodedata.normalize("NFC", text.lower()).replace("–", "-"))
    plain = " ".join(plain.split())
    if days_of(text):
        return text
    if found := re.fullmatch(r"(.*\D)((?:19|20)\d{2})", plain, re.ASCII):
        year, part = found[2], re.sub(r"( ?[-/] ?| )$", "", found[1])
    elif found := re.fullmatch(r"((?:19|20)\d{2})(\D.*)", plain, re.ASCII):
        year, part = found[1], re.sub(r"^( ?[-/] ?| )", "", found[2])
    elif found := re.fullmatch(r"([qht][1-4])-(\d{2})", plain, re.ASCII):
        year, part = str(time.strptime(found[2], "%y").tm_year), found[1]
    else:
        year, part = "?", plain
    if re.fullmatch(r"(19|20)\d{2}", plain, re.ASCII):
        return plain
    if found := re.fullmatch(r"([qk]) ?([1-4])|([1-4]) ?[qk]", part, re.ASCII):
        return f"{year}-Q{found[2] or found[3]}"
    if found := re.fullmatch(r"(h) ?([12])|([12]) ?h|(t) ?([1-3])|([1-3]) ?t", part, re.ASCII):
        rank = found[2] or found[3] or found[5] or found[6]
        return f"{year}-{'T' if 't' in part else 'H'}{rank}"
    if found := re.fullmatch(r"w ?(0?[1-9]|[1-4]\d|5[0-3])", part, re.ASCII):
        return f"{year}-W{int(found[1]):02}"
    return text


def id_of(text: str) -> str | None:
    """The id of the period that a text names."""
    days = days_of(as_id(text))
    if not days:
        return None
    start, end = days[1:]
    if start == end:
        return str(start)
    name = name_of(start, end)
    whole_months = start.day == 1 and (end + dt.timedelta(days=1)).day == 1
    return name or (f"{start:%Y-%m}/{end:%Y-%m}" if whole_months else f"{start}/{end}")


def what_is_wrong(text: str) -> str:
    """The message on a text that is no period."""
    message = f'"{text}" is not a period'
    found = re.fullmatch(r"((?:19|20)\d{2}) ?[/–-] ?((?:19|20)?\d{2})", text, re.ASCII)
    if found and str(int(found[1]) + 1).endswith(found[2]):
        message += ": it can be two years, or a school year"
    elif "?" in as_id(text) and as_id(text) != text:
        message += ": it does not say its year"
    return message


years = st.integers(1900, 2099)
simple = st.one_of(
    years.map(str),
    st.builds("{}-H{}".format, years, st.integers(1, 2)),
    st.builds("{}-Q{}".format, years, st.integers(1, 4)),
    st.builds("{}-T{}".format, years, st.integers(1, 3)),
    st.builds("{}-{:02}".format, years, st.integers(1, 12)),
    st.builds("{}-W{:02}".format, years, st.integers(1, 52)),
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
WORDS = re.compile(r"[^\W\d_]{2}|t/m|t\.e\.m", re.IGNORECASE)
"""What words a period, which other tests are about: Hypothesis draws texts of the product's own code, too."""
ANY = st.one_of(
    simple,
    intervals,
    following,
    damaged,
    numbers,
    st.text("0123456789-/QH", max_size=12),
    st.text(min_size=1, max_size=9).filter(lambda text: not WORDS.search(text)),
)
ALWAYS = ["2021-13", "2021-00", "2021-02-29", "2020-02-29", "2021-Q5", "2021-H3", "21", "2021/2020", "2021/", "/2021"]
ALWAYS += ["2022/2023", "2019/2021", "2022/23", "1999/00", "2022-2023", "2022–2023", "2021/22/23", "2021/2021"]
ALWAYS += [
    "2021//2022",
    "2021/2022/2023",
    "2021-W00",
    "2021-W53",
    "2020-W53",
    "2020-W54",
    "2021-T4",
    "Q1",
    "2021-Q1-",
    "2021/",
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
    "q1-21",
    "2021 Q 1",
    "1Q 2021",
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
    always += ["2020-W53", "2023-01/2023-04", "2023-05-01/2023-05-07", "2023-W05/2023-W08", "2024-12-30/2025-01-05"]
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
    # A word such as "budget" is told as a kind of figures, too.
    told = {place: {one for one in said if not one.startswith("the row says")} for place, said in rejected.items()}
    # The cell beside it is the figure's; the period stands in the first.
    assert told == {
        (FILE, row, COLUMN - 1): {what_is_wrong(text)} for row, text in enumerate(texts, start=1) if not id_of(text)
    }


def test_every_week_is_that_of_the_iso_calendar(staged: Staged) -> None:
    """All weeks of two centuries, as ids and by their days, and the weeks 53 that no year has."""
    years = range(1900, 2100)
    said = [f"{year}-W{week:02}" for year in years for week in range(1, 54)]
    found = dict(days_and_id(staged, said))
    assert found.keys() == {text for text in said if days_of(text)}
    for text, (period, start, end) in found.items():
        year, week = int(text[:4]), int(text[6:])
        assert (period, start, end) == (
            text,
            dt.date.fromisocalendar(year, week, 1),
            dt.date.fromisocalendar(year, week, 7),
        )
    mondays = [start for _, start, end in found.values() if end.year < 2100]
    by_days = dict(days_and_id(staged, [f"{day}/{day + dt.timedelta(days=6)}" for day in mondays]))
    assert [period for period, _, _ in by_days.values()] == [
        period for period, _, end in found.values() if end.year < 2100
    ]
    # Seven days that begin on another day are no week.
    tuesday = dt.date(2023, 1, 3)
    (other,) = days_and_id(staged, [f"{tuesday}/{tuesday + dt.timedelta(days=6)}"])
    assert other[1][0] == "2023-01-03/2023-01-09"


def days_and_id(staged: Staged, texts: list[str]) -> list[tuple[str, tuple[str, dt.date, dt.date]]]:
    """Each text that is a period, in the order in which they were said, with its id and its days."""
    found, _ = staged.read(
        cells_in(texts),
        "SELECT c.row_number, p.period_said, p.period_id, p.start_date, p.end_date FROM staging.cell AS c "
        "INNER JOIN staging.period AS p ON c.period_said = p.period_said AND p.table_key > 0 "
        "WHERE c.period_id IS NOT NULL ORDER BY c.row_number",
    )
    return [(text, (period, start, end)) for _, text, period, start, end in found]


MONTH_NAMES = {
    name: month
    for month, names in enumerate(
        [
            ["januari", "january", "jan"], ["februari", "february", "feb"], ["maart", "march", "mrt", "mar"],
            ["april", "apr"], ["mei", "may"], ["juni", "june", "jun"], ["juli", "july", "jul"],
            ["augustus", "august", "aug"], ["september", "sept", "sep"], ["oktober", "october", "okt", "oct"],
            ["november", "nov"], ["december", "dec"],
        ],
        start=1,
    )
    for name in names
}  # fmt: skip
ORDINALS = {
    1: ["1e", "1ste", "1st", "eerste", "first"],
    2: ["2e", "2de", "2nd", "tweede", "second"],
    3: ["3e", "3de", "3rd", "derde", "third"],
    4: ["4e", "4de", "4th", "vierde", "fourth"],
}
month_part = st.sampled_from([(name, f"{month:02}") for name, month in MONTH_NAMES.items()])
rank_part = st.sampled_from(
    [
        (words, f"{letter}{rank}")
        for letter, count, names in [
            ("Q", 4, ["kwartaal", "kw", "quarter", "Q"]),
            ("T", 3, ["tertaal", "tertial", "T"]),
            ("H", 2, ["halfjaar", "half", "H"]),
        ]
        for rank in range(1, count + 1)
        for name in names
        for words in [f"{name} {rank}", f"{name}{rank}", *(f"{ordinal} {name}" for ordinal in ORDINALS[rank])]
    ]
)
week_part = st.builds(
    lambda name, week, width: (f"{name} {week:0{width}}", f"W{week:02}"),
    st.sampled_from(["week", "wk", "wk.", "W"]),
    st.integers(1, 52),
    st.sampled_from([1, 2]),
)
parts = st.one_of(month_part, rank_part, week_part)
cases = st.sampled_from([str, str.upper, str.capitalize, lambda text: text.replace(" ", "  "), lambda text: f"{text}."])
ways = st.sampled_from(["{part} {year}", "{year} {part}", "{part}, {year}", "{part} ’{short}", "{part} van {year}"])


@in_batches
@given(st.lists(st.tuples(parts, cases, ways, st.integers(1969, 2068)), min_size=60, max_size=150))
def test_words_are_the_period_that_they_name(
    staged: Staged, drawn: list[tuple[tuple[str, str], Callable[[str], str], str, int]]
) -> None:
    said = {}
    for (words, part), case, way, year in drawn:
        text = way.format(part=case(words), year=year, short=f"{year % 100:02}")
        said[re.sub(r"\s+", " ", text)] = f"{year}-{part}"
    found, rejected = staged.read(cells_in(list(said)), "SELECT row_number, period_id FROM staging.cell ORDER BY 1")
    assert dict(zip(said, (period for _, period in found), strict=True)) == said
    assert {message for messages in rejected.values() for message in messages} <= {
        f"two cells of this table say the same: bto-sociaal:joiners:utrecht:-:{period}" for period in said.values()
    }


def test_words_without_a_year_are_told_so(staged: Staged) -> None:
    said = [*MONTH_NAMES, *(f"{ordinal} kwartaal" for names in ORDINALS.values() for ordinal in names), "week 5", "Q1"]
    found, rejected = staged.read(cells_in(said), "SELECT row_number, period_id FROM staging.cell ORDER BY 1")
    assert [period for _, period in found] == [None] * len(said)
    assert rejected == {
        (FILE, row, COLUMN - 1): {f'"{text}" is not a period: it does not say its year'}
        for row, text in enumerate(said, start=1)
    }


@in_batches
# Twelve months may end in the year after, which is to be a year that a period can have, too.
@given(st.integers(1900, 2098), st.integers(1, 12), st.lists(st.tuples(parts, cases), min_size=30, max_size=60))
def test_a_year_that_is_not_said_is_that_of_the_table(
    staged: Staged, year: int, first: int, drawn: list[tuple[tuple[str, str], Callable[[str], str]]]
) -> None:
    """Of a part of the year that lies once in the table's twelve months; a week is where its Thursday is."""
    start = dt.date(year, first, 1)
    end = dt.date(year + (first > 1), first - 1 or 12, calendar.monthrange(year + (first > 1), first - 1 or 12)[1])
    said: dict[str, str | None] = {}
    for (words, part), case in drawn:
        inside = []
        for candidate in (f"{start.year}-{part}", f"{end.year}-{part}")[: 1 + (start.year < end.year)]:
            first_day, last_day = in_days(candidate)[1:]
            outside = dt.timedelta(days=3 if part[0] == "W" else 0)
            if start <= first_day + outside and last_day - outside <= end:
                inside.append(candidate)
        said[case(words)] = inside[0] if len(inside) == 1 else None
    # The labels of the file have single spaces, and a name is said once.
    said = {re.sub(r"\s+", " ", text): period for text, period in said.items()}
    found, _ = staged.read(
        cells_in(list(said)), "SELECT row_number, period_id FROM staging.cell ORDER BY 1", f"{start}/{end}"
    )
    assert dict(zip(said, (period for _, period in found), strict=True)) == said
