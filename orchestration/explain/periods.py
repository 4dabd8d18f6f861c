"""Calendar periods by their id: the one before, and the last day."""

from __future__ import annotations

import calendar
import datetime as dt
import re

_CALENDAR = re.compile(r"(?P<year>\d{4})(?:-(?P<kind>[HTQ]?)(?P<rank>\d{1,2}))?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_IN_A_YEAR = {None: 1, "H": 2, "T": 3, "Q": 4, "": 12}
_FORMS = {
    None: "{year:04}",
    "H": "{year:04}-H{rank}",
    "T": "{year:04}-T{rank}",
    "Q": "{year:04}-Q{rank}",
    "": "{year:04}-{rank:02}",
}


def previous_period(period_id: str) -> str:
    """The period of the same kind before a calendar period or week: `2020-Q4` before `2021-Q1`."""
    if found := _WEEK.fullmatch(period_id):
        return week_of(dt.date.fromisocalendar(int(found[1]), int(found[2]), 1) - dt.timedelta(days=7))
    year, kind, rank = _parts(period_id)
    count = year * _IN_A_YEAR[kind] + rank - 2
    return _FORMS[kind].format(year=count // _IN_A_YEAR[kind], rank=count % _IN_A_YEAR[kind] + 1)


def last_day(period_id: str) -> str:
    """The last day of a calendar period, a week or an interval, as a period: `2021-12-31` of `2021`; of a day itself.

    Raises ValueError for two years, which may be a school year.
    """
    first, _, last = period_id.rpartition("/")
    if first and len(last) > len("2021"):
        period_id = last
    if _DAY.fullmatch(period_id):
        return period_id
    if found := _WEEK.fullmatch(period_id):
        return dt.date.fromisocalendar(int(found[1]), int(found[2]), 7).isoformat()
    year, kind, rank = _parts(period_id)
    month = rank * 12 // _IN_A_YEAR[kind]
    return f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]:02}"


def week_of(day: dt.date) -> str:
    """The week (ISO 8601) that a day lies in: `2020-W53` of 1 January 2021."""
    return f"{day.isocalendar().year:04}-W{day.isocalendar().week:02}"


def _parts(period_id: str) -> tuple[int, str | None, int]:
    """Year, kind and rank in the year. Raises ValueError for an interval or a day: nothing regular precedes those."""
    found = _CALENDAR.fullmatch(period_id)
    if found is None:
        raise ValueError(f"{period_id} is no year, half-year, four months, quarter, month or week")
    return int(found["year"]), found["kind"], int(found["rank"] or 1)
