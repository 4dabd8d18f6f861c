"""The reports as they lie in `sources/`, read anew for the answers to docs/questions.md.

Nothing here touches the warehouse or the code that makes it: the tables are read as CSV, with a parser for Dutch
numbers of our own, and what report.yml says of the meaning of rows and columns is said here once more. Only the breaks
of a series, which stand nowhere else, are read from report.yml.
"""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import NamedTuple

import yaml

from orchestration.home import REPOSITORY

SOURCES = REPOSITORY / "sources"

BTO = "bto-sociaal-2021"
H1_2018, H1_2019, H1_2020, LOKALIS_2022 = "lokalis-2018-h1", "lokalis-2019-h1", "lokalis-2020-h1", "lokalis-2022"
REPORTS = {
    BTO: ("bto-sociaal", "2021"),
    H1_2018: ("lokalis", "2018-H1"),
    H1_2019: ("lokalis", "2019-H1"),
    H1_2020: ("lokalis", "2020-H1"),
    LOKALIS_2022: ("lokalis", "2022"),
}
"""Each report's organisation and period."""

QUARTERS = ["2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4"]
MONTHS = [f"2021-{month:02}" for month in range(1, 13)]
WITH_TOTALS = [
    *MONTHS[:3],
    QUARTERS[0],
    *MONTHS[3:6],
    QUARTERS[1],
    *MONTHS[6:9],
    QUARTERS[2],
    *MONTHS[9:],
    QUARTERS[3],
    "2021",
]
"""The columns of the tables that print a total behind every three months."""

QUALIFIERS = {
    "about": {"circa", "ongeveer", "rond", "rond de", "nagenoeg", "naar schatting", "zo’n"},
    "over": {"ruim", "ruime", "iets meer dan", "boven"},
    "nearly": {"bijna"},
    "under": {"onder"},
    "at_least": {"minimaal", "minstens", "ten minste", "tenminste", "zeker"},
    "at_most": {"maximaal", "tot"},
    "between": {"tussen"},
    "average": {"gemiddeld", "gemiddelde"},
}


# ---- reading


def number(text: str) -> Decimal | None:
    """A Dutch number: "1.361", "7,8", "€ 74.335,00", "71%"; None where none stands."""
    text = text.replace("€", "").replace("%", "").strip()
    if not re.fullmatch(r"-?\d{1,3}(\.\d{3})*(,\d+)?|-?\d+(,\d+)?", text):
        return None
    return Decimal(text.replace(".", "").replace(",", "."))


def table(name: str, report: str = BTO) -> list[list[str]]:
    """The cells of a table as printed."""
    with (SOURCES / report / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def by_label(name: str, report: str = BTO) -> dict[str, list[Decimal]]:
    """The numbers of each row of a table by the row's label; an empty cell counts as zero. Headers end in a word."""
    return {
        row[0]: [number(cell) or Decimal(0) for cell in row[1:]]
        for row in table(name, report)
        if number(row[-1]) is not None
    }


def teams(name: str) -> dict[str, list[Decimal]]:
    """The rows of a table by team, without the row of the city."""
    return {label: values for label, values in by_label(name).items() if label not in ("", "Totaal")}


class KeyFigure(NamedTuple):
    """A row of key_figures.csv with what it leaves to the report filled in."""

    report: str
    key: str
    metric: str
    organisation: str
    area: str
    category: str
    period: str
    compared_with: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    qualifier: str
    printed: str
    line: int


@cache
def key_figures() -> tuple[KeyFigure, ...]:
    """The key figures of all reports."""
    found = []
    for report, (organisation, period) in REPORTS.items():
        with (SOURCES / report / "key_figures.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                low, high = number(row["low"]), number(row["high"])
                words = [name for name, known in QUALIFIERS.items() if row["qualifier"].lower() in known]
                found.append(
                    KeyFigure(
                        report,
                        row["key"],
                        row["metric"],
                        row["organisation"] or organisation,
                        row["area"] or "utrecht",
                        f"{row['breakdown']}={row['category']}",
                        row["period"] or period,
                        row["compared_with"],
                        None if low is not None else number(row["value_read"] or row["number"]),
                        low,
                        high,
                        words[0] if words else "exact" if low is None else "between",
                        row["number"],
                        int(row["line"]),
                    )
                )
    return tuple(found)


def key(report: str, name: str) -> KeyFigure:
    """One key figure."""
    (found,) = [figure for figure in key_figures() if (figure.report, figure.key) == (report, name)]
    return found


def value(report: str, name: str) -> Decimal:
    """The number of one key figure."""
    found = key(report, name).value
    assert found is not None, name
    return found


def rounded(exact: Decimal, digits: int = 1) -> Decimal:
    """Rounded as one learns at school."""
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def share(part: Decimal, whole: Decimal) -> Decimal:
    """Part of the whole in percent, with one decimal."""
    return rounded(100 * part / whole)


# ---- periods and breaks


def first_and_last_day(period: str) -> tuple[date, date]:
    """The days between which a period lies."""
    if "/" in period:
        first, last = period.split("/")
        return first_and_last_day(first)[0], first_and_last_day(last)[1]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", period):
        return date.fromisoformat(period), date.fromisoformat(period)
    year, _, part = period.partition("-")
    months = {"": (1, 12), "H1": (1, 6), "H2": (7, 12), **{f"Q{q}": (3 * q - 2, 3 * q) for q in range(1, 5)}}
    first_month, last_month = months[part] if part in months else (int(part), int(part))
    return date(int(year), first_month, 1), date(int(year), last_month, monthrange(int(year), last_month)[1])


class Break(NamedTuple):
    """A break in the series of one metric."""

    id: str
    report: str
    organisation: str
    metric: str
    period: str
    starts: date
    line: int
    reason: str


@cache
def breaks() -> tuple[Break, ...]:
    """Every break of every metric, oldest first."""
    found = []
    for report, (organisation, _) in REPORTS.items():
        declared = yaml.safe_load((SOURCES / report / "report.yml").read_text(encoding="utf-8"))["breaks"]
        for one in declared:
            period = str(one["period"])
            starts = first_and_last_day(period)[0]
            found += [
                Break(one["id"], report, organisation, metric, period, starts, one["document_line"], one["reason"])
                for metric in one["metrics"]
            ]
    return tuple(sorted(found, key=lambda one: (one.starts, one.id)))


def last_break(organisation: str, metric: str, period: str) -> str | None:
    """The break that a mart shows beside a figure: the last that began by the end of its period."""
    end = first_and_last_day(period)[1]
    known = [b for b in breaks() if (b.organisation, b.metric) == (organisation, metric) and b.starts <= end]
    return min(known, key=lambda b: (-b.starts.toordinal(), b.id)).id if known else None


def marked(figure: KeyFigure) -> str | None:
    """The break beside a key figure."""
    return last_break(figure.organisation, figure.metric, figure.period)


# ---- tables that several questions need


def waits() -> dict[str, dict[str, Decimal]]:
    """Working days until the first meeting, by team and period."""
    return {team: dict(zip(WITH_TOTALS, row, strict=True)) for team, row in teams("wait_by_team").items()}


def city_waits() -> dict[str, Decimal]:
    """The same of the city, by quarter."""
    return dict(zip([*QUARTERS, "2021"], [row[0] for row in by_label("wait_in_city").values()], strict=True))


def city_cases(kind: str) -> dict[str, Decimal]:
    """Cases of the city by period: Gestart, Lopend or Afgesloten."""
    return dict(zip(WITH_TOTALS, by_label("cases_by_period")[kind], strict=True))
