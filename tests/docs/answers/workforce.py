"""The questions on workforce."""

from __future__ import annotations

from decimal import Decimal

from tests.docs.answers.register import Rows, answers
from tests.docs.printed import (
    BTO,
    H1_2018,
    H1_2019,
    H1_2020,
    REPORTS,
    by_label,
    city_cases,
    key,
    marked,
    number,
    rounded,
    share,
    table,
    value,
)


@answers("How many running cases are there per full-time equivalent at BTO Sociaal?")
def _() -> Rows:
    running, fte = city_cases("Lopend")["2021"], value(BTO, "fte")
    people, left = value(BTO, "headcount"), value(BTO, "leavers-2021")
    return [("bto-sociaal", "2021", running, fte, rounded(running / fte), people, left, share(left, people))]


@answers("Did more people join than leave?")
def _() -> Rows:
    return [
        ("lokalis", "2018-H1", value(H1_2018, "joiners"), value(H1_2018, "leavers")),
        ("bto-sociaal", "2020", None, value(BTO, "leavers-2020")),
        ("bto-sociaal", "2021", value(BTO, "joiners"), sum(number(row[0]) or 0 for row in table("leavers"))),
    ]


@answers("Why did employees of BTO Sociaal leave at their own request in 2021?")
def _() -> Rows:
    whole, *reasons = [
        (number(count) or Decimal(0), label.removeprefix("- ")) for count, label in table("own_request_reasons")
    ]
    together = sum(count for count, _ in reasons)
    return [(label, count, together, whole[0]) for count, label in sorted(reasons, reverse=True)]


@answers("How high was the absence rate (ziekteverzuim), and may one compare the figures?")
def _() -> Rows:
    figures = [
        (key(H1_2018, "absence-rate-2018-q1"), "quarter"),
        (key(H1_2018, "absence-rate"), "half_year"),
        (key(H1_2018, "absence-rate-2018-q2"), "quarter"),
        (key(H1_2019, "absence-rate-rolling-year"), "interval"),
        (key(H1_2020, "absence-rate-2019"), "year"),
        (key(H1_2020, "absence-rate"), "half_year"),
        (key(BTO, "absence-rate"), "year"),
    ]
    return [(f.organisation, f.period, grain, f.value, f.qualifier, marked(f)) for f, grain in figures]


@answers("Is the absence of BTO Sociaal above that of its sector?")
def _() -> Rows:
    figures = [key(BTO, "absence-rate"), key(BTO, "sector-absence-rate")]
    return [(f.metric, f.period, f.value, marked(f)) for f in figures]


@answers("How did work happiness and work stress develop?")
def _() -> Rows:
    names = (
        "work-happiness-2020",
        "work-happiness",
        "work-stress",
        "work-stress-before-2021-q4",
        "work-stress-2021-q4",
    )
    figures = [key(BTO, name) for name in names]
    return [(f.metric, f.period, f.value, f.qualifier, 10, marked(f)) for f in figures]


@answers("Did BTO Sociaal reach its goal for social return (SROI) in 2021?")
def _() -> Rows:
    rows = by_label("sroi")
    reached, goal = rows["Totaal"][0], rows["Doel"][0]
    return [(reached, goal, rounded(100 * reached / goal, 2), rows["Totaal"][1])]


@answers("Did the budgeted staff (formatie) of Lokalis grow, and how many left per month?")
def _() -> Rows:
    return [
        (REPORTS[report][1], value(report, "fte-budgeted"), value(report, "fte-leaving-per-month"))
        for report in (H1_2019, H1_2020)
    ]
