"""Which reports should have come by now: what `cadence` in report.yml promises, compared with a day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from orchestration.database import connect
from orchestration.explain.periods import last_day, week_of
from orchestration.explain.words import fold

WEEK = dt.timedelta(days=7)
MONTHS = {"month": 1, "quarter": 3, "four-months": 4, "half-year": 6, "year": 12}


@dataclass(frozen=True)
class Covered:
    """A report that was read: what it accounts for, and when it says that the next one comes."""

    report_id: str
    organisation: str
    period: str
    every: str | None
    """One of MONTHS, or `week`; None where no next report is promised."""
    due_after_days: int | None


@dataclass(frozen=True)
class Overdue:
    """A report that has not come."""

    organisation: str
    after: str
    """The report that promised it: the organisation's latest."""
    period: str
    """What it would account for."""
    due: dt.date
    missing: int
    """How many reports of the organisation should have come by now, this one included."""


def overdue(reports: Iterable[Covered], today: dt.date) -> list[Overdue]:
    """The reports that are overdue today, at most one per organisation: the first that is missing.

    Each organisation's latest report speaks for what follows: the period after its own, as long as `every`, and due
    so many days after that period's end. A latest report without a cadence awaits no other.
    """
    latest: dict[str, tuple[dt.date, Covered]] = {}
    for report in reports:
        end = _end(report.period)
        known = latest.get(fold(report.organisation))
        if end is not None and (known is None or end > known[0]):
            latest[fold(report.organisation)] = (end, report)
    found = (_first_missing(report, end, today) for end, report in latest.values())
    return sorted((one for one in found if one is not None), key=lambda one: one.organisation)


def covered_reports(database: Path) -> list[Covered]:
    """The reports of a raw store or a release. Raises duckdb.Error where it cannot be read or is of an older form."""
    with connect(database, read_only=True) as connection:
        query = "SELECT report_id, organisation, period, cadence, due_after_days FROM raw.report ORDER BY report_id"
        return [Covered(*row) for row in connection.execute(query).fetchall()]


def _first_missing(report: Covered, end: dt.date, today: dt.date) -> Overdue | None:
    if report.every is None or report.due_after_days is None:
        return None
    grace = dt.timedelta(days=report.due_after_days)
    if report.every == "week":
        weeks = max(0, -((end + grace - today) // WEEK) - 1)
        period = week_of(end + WEEK)
        return Overdue(report.organisation, report.report_id, period, end + WEEK + grace, weeks) if weeks else None
    length = MONTHS[report.every]
    # Months counted from the year 0; the next period begins with the month after the covered one.
    first = end.year * 12 + end.month
    missing = 0
    while _month_end(first + (missing + 1) * length - 1) + grace < today:
        missing += 1
    if not missing:
        return None
    due = _month_end(first + length - 1) + grace
    return Overdue(report.organisation, report.report_id, _period(first, length), due, missing)


def _end(period: str) -> dt.date | None:
    """The last day of a period as report.yml writes it; None where it is none, which the refresh refuses."""
    if re.fullmatch(r"\d{4}/\d{4}", period) and int(period[:4]) + 1 == int(period[5:]):
        return None  # 2022/2023 is two years, or a school year that ends in July.
    last = period.rpartition("/")[2]
    try:
        return dt.date.fromisoformat(last if len(last) == len("2021-12-31") else last_day(last))
    except ValueError:
        return None


def _month_end(month: int) -> dt.date:
    year, rank = divmod(month, 12)
    return dt.date(year, rank + 1, calendar.monthrange(year, rank + 1)[1])


def _period(first: int, length: int) -> str:
    """The period of so many months from `first`: its calendar id, or first/last where it is not the calendar's."""
    year, month = divmod(first, 12)
    if length > 1 and month % length:
        last_year, last_month = divmod(first + length - 1, 12)
        return f"{year}-{month + 1:02}/{last_year}-{last_month + 1:02}"
    rank = month // length + 1
    forms = {1: f"{year}-{rank:02}", 3: f"{year}-Q{rank}", 4: f"{year}-T{rank}", 6: f"{year}-H{rank}", 12: f"{year}"}
    return forms[length]
