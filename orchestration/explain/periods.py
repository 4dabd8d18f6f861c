"""Calendar periods by their id: the one before, and the last day."""

from __future__ import annotations

import calendar
import re

_CALENDAR = re.compile(r"(?P<year>\d{4})(?:-(?P<kind>[HQ]?)(?P<rank>\d{1,2}))?")
_IN_A_YEAR = {None: 1, "H": 2, "Q": 4, "": 12}
_FORMS = {None: "{year:04}", "H": "{year:04}-H{rank}", "Q": "{year:04}-Q{rank}", "": "{year:04}-{rank:02}"}


def previous_period(period_id: str) -> str:
    """The period of the same kind before a year, half-year, quarter or month: `2020-Q4` before `2021-Q1`."""
    year, kind, rank = _parts(period_id)
    count = year * _IN_A_YEAR[kind] + rank - 2
    return _FORMS[kind].format(year=count // _IN_A_YEAR[kind], rank=count % _IN_A_YEAR[kind] + 1)


def last_day(period_id: str) -> str:
    """The last day of a year, half-year, quarter or month, as a period: `2021-12-31` of `2021`."""
    year, kind, rank = _parts(period_id)
    month = rank * 12 // _IN_A_YEAR[kind]
    return f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]:02}"


def _parts(period_id: str) -> tuple[int, str | None, int]:
    """Year, kind and rank in the year. Raises ValueError for an interval or a day: nothing regular precedes those."""
    found = _CALENDAR.fullmatch(period_id)
    if found is None:
        raise ValueError(f"{period_id} is no year, half-year, quarter or month")
    return int(found["year"]), found["kind"], int(found["rank"] or 1)
