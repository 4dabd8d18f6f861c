"""The questions on flow."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

from tests.docs.answers.register import Rows, answers
from tests.docs.printed import (
    BTO,
    H1_2018,
    H1_2019,
    H1_2020,
    LOKALIS_2022,
    MONTHS,
    QUARTERS,
    breaks,
    by_label,
    city_cases,
    city_waits,
    first_and_last_day,
    key,
    marked,
    rounded,
    share,
    teams,
    value,
    waits,
)


@answers("Which teams were at or above ten working days in each quarter of 2021?")
def _() -> Rows:
    rows = [(quarter, team, wait[quarter]) for quarter in QUARTERS for team, wait in waits().items()]
    return sorted((row for row in rows if row[2] >= 10), key=lambda row: (row[0], -row[2], row[1]))


@answers("Which teams were at or above ten working days in all four quarters of 2021?")
def _() -> Rows:
    rows = [(team, [wait[quarter] for quarter in QUARTERS]) for team, wait in waits().items()]
    return sorted((team, min(wait), max(wait)) for team, wait in rows if min(wait) >= 10)


@answers("How long did residents wait for a first meeting at BTO Sociaal?")
def _() -> Rows:
    city = city_waits()
    return [("2020", value(BTO, "wait-2020")), ("2021", city["2021"]), *((q, city[q]) for q in QUARTERS)]


@answers("In which team did the wait grow most during 2021, and where did it fall most?")
def _() -> Rows:
    rows = [(team, w["2021-Q1"], w["2021-Q4"], w["2021-Q4"] - w["2021-Q1"]) for team, w in waits().items()]
    return [max(rows, key=lambda row: row[3]), min(rows, key=lambda row: row[3])]


@answers("How does the wait of each team compare with the city in the last quarter of 2021?")
def _() -> Rows:
    city = city_waits()["2021-Q4"]
    rows = [(team, w["2021-Q4"], w["2021-Q4"] - w["2021-Q3"]) for team, w in waits().items()]
    rows.sort(key=lambda row: (-row[1], row[0]))
    return [
        (team, wait, city, wait - city, 1 + sum(other > wait for _, other, _ in rows), change)
        for team, wait, change in rows
    ]


@answers("How often did the introduction at Lokalis take place in time, and what is called timely?")
def _() -> Rows:
    figures = [key(report, "timely-introduction-share") for report in (H1_2018, H1_2019, H1_2020)]
    figures += [key(LOKALIS_2022, "timely-introduction-share-2021"), key(LOKALIS_2022, "timely-introduction-share")]
    rows: Rows = []
    before = date.min
    for figure in figures:
        end = first_and_last_day(figure.period)[1]
        between = [b for b in breaks() if b.metric == figure.metric and before < b.starts <= end]
        rows += [(figure.period, figure.value, b.id, b.report, b.line, b.reason) for b in between]
        rows += [] if between else [(figure.period, figure.value, None, None, None, None)]
        before = end
    return rows


@answers("How many cases started, ran and closed per quarter of 2021, with what stock before and after?")
def _() -> Rows:
    started, running, closed = city_cases("Gestart"), city_cases("Lopend"), city_cases("Afgesloten")
    return [(q, started[q], running[q], closed[q], running[q] - started[q], running[q] - closed[q]) for q in QUARTERS]


@answers("What was the net flow of 2021, and of which teams was it the largest and the smallest?")
def _() -> Rows:
    started, closed = teams("cases_started"), teams("cases_closed")
    rows = [(team, started[team][-1], closed[team][-1], started[team][-1] - closed[team][-1]) for team in started]
    started_city, closed_city = city_cases("Gestart")["2021"], city_cases("Afgesloten")["2021"]
    extremes = [max(rows, key=lambda row: row[3]), min(rows, key=lambda row: row[3])]
    return sorted([*extremes, ("Utrecht", started_city, closed_city, started_city - closed_city)])


@answers("In which months of 2021 did BTO Sociaal close more cases than it started?")
def _() -> Rows:
    started, closed = city_cases("Gestart"), city_cases("Afgesloten")
    return [(m, started[m], closed[m], started[m] - closed[m]) for m in MONTHS if closed[m] > started[m]]


@answers("Which teams closed the largest and the smallest part of their running cases in 2021?")
def _() -> Rows:
    closed, running = teams("cases_closed"), teams("cases_running")
    rows = [(team, closed[team][-1], running[team][-1], share(closed[team][-1], running[team][-1])) for team in closed]
    return [max(rows, key=lambda row: row[3]), min(rows, key=lambda row: row[3])]


REFERRERS = {
    "(nog) onbekend": "(Nog) onbekend",
    "Overig, nl:": "Overig",
    "Sociaal Netwerk (familie, burens, vrienden)": "Sociaal netwerk (familie, buren, vrienden)",
}
"""Referrers whose label the warehouse writes otherwise."""


def referrers() -> dict[str, list[Decimal]]:
    """Cases started by referrer: four quarters and the year."""
    return {REFERRERS.get(label, label): row for label, row in teams("cases_started_by_referrer").items()}


@answers("Who refers the residents: what was the share of each referrer (melder) in 2021?")
def _() -> Rows:
    year = city_cases("Gestart")["2021"]
    rows = [(label, row[4], share(row[4], year), year) for label, row in referrers().items()]
    return sorted(rows, key=lambda row: -row[1])


@answers("Which referrers gained and lost share between the first and the last quarter of 2021?")
def _() -> Rows:
    started = city_cases("Gestart")
    rows = []
    for label, row in referrers().items():
        first, last = 100 * row[0] / started["2021-Q1"], 100 * row[3] / started["2021-Q4"]
        if abs(last - first) >= 1:
            rows.append((label, rounded(first), rounded(last), rounded(last - first)))
    return sorted(rows, key=lambda row: -row[3])


@answers("Did the share of residents who come by themselves (zelfmelders) rise at BTO Sociaal since 2018?")
def _() -> Rows:
    names = ("self-referral-share-before-2020", "self-referral-share-2020", "self-referral-share")
    return [(f.period, f.value, f.qualifier, marked(f)) for f in (key(BTO, name) for name in names)]


def closing_reasons() -> dict[str, list[Decimal]]:
    """Cases closed by reason: four quarters and the year."""
    return {
        label.replace("door de Cliënt", "door de cliënt"): row for label, row in teams("cases_closed_by_reason").items()
    }


@answers("Which closing reason grew most between the first and the last quarter of 2021?")
def _() -> Rows:
    rows = [(label, row[0], row[3], row[3] - row[0]) for label, row in closing_reasons().items()]
    return sorted(rows, key=lambda row: (-row[3], row[0]))[:3]


@answers("What share of the cases ended as planned (volgens plan), from 2019 to 2021?")
def _() -> Rows:
    figures = [key(BTO, f"closed-as-planned-share{year}") for year in ("-2019", "-2020", "")]
    return [(f.period, f.value, f.qualifier, marked(f)) for f in figures]


@answers("How many cases of 2021 ended because the client left or no longer answered?")
def _() -> Rows:
    reasons, year = closing_reasons(), city_cases("Afgesloten")["2021"]
    labels = ("Cliënt reageert niet op contactpogingen", "Eenzijdig door de cliënt beëindigd")
    return [(label, reasons[label][4], share(reasons[label][4], year), year) for label in labels]


@answers("How many referrals to specialist care did Lokalis make per quarter, and to which kind?")
def _() -> Rows:
    kinds = by_label("referrals", H1_2018)
    labels = ("Jeugdhulp ambulant", "Jeugdhulp met verblijf", "Landelijk ingekochte zorg", "Maatwerkvoorziening (WMO)")
    quarters = ("2017-Q1", "2017-Q2", "2018-Q1", "2018-Q2")
    return [
        (quarter, *(kinds[label][column] for label in labels), kinds["Totaal"][column])
        for column, quarter in enumerate(quarters)
    ]


@answers("Did the number of referrals really fall by 23 percent from the first half of 2017 to that of 2018?")
def _() -> Rows:
    figures = [key(H1_2018, "referrals-2017-h1"), key(H1_2018, "referrals-2018-h1"), key(H1_2019, "referrals")]
    values = [figure.value or Decimal(0) for figure in figures]
    growth = [None, *(rounded(100 * later / earlier - 100) for earlier, later in pairwise(values))]
    return [(f.period, f.value, grown, marked(f)) for f, grown in zip(figures, growth, strict=True)]


@answers("How many days lay between the introduction and the start of support?")
def _() -> Rows:
    figures = [
        key(H1_2018, "start-wait-days"),
        key(H1_2020, "start-wait-days-2019-h1"),
        key(H1_2020, "start-wait-days"),
    ]
    figures += [key(BTO, "start-wait-2021-q3"), key(BTO, "start-wait-2021-q4")]
    return [(f.organisation, f.period, f.value, f.qualifier, marked(f)) for f in figures]


@answers("How far did the registrations at Lokalis fall in the first lockdown?")
def _() -> Rows:
    names = (
        "registrations-growth-de-meern",
        "registrations-change",
        "registrations-growth",
        "registrations-per-week-change",
    )
    areas = {"utrecht": "Utrecht", "de-meern": "De Meern"}
    return [
        (areas[f.area], f.metric, f.period, f.compared_with, f.value, f.low, f.high, f.qualifier)
        for f in (key(H1_2020, name) for name in names)
    ]


@answers("By how much did the requests for household help (hulp bij huishouden) rise?")
def _() -> Rows:
    now, before = value(BTO, "household-help-requests"), value(BTO, "household-help-requests-2020")
    return [(now, before, now - before, value(BTO, "household-help-requests-change"))]
