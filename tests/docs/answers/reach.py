"""The questions on reach."""

from __future__ import annotations

from tests.docs.answers.register import Rows, answers
from tests.docs.printed import (
    BTO,
    H1_2018,
    H1_2019,
    H1_2020,
    LOKALIS_2022,
    breaks,
    by_label,
    key,
    marked,
    share,
    teams,
    value,
)


@answers("How did the share of families reached develop from 2018 to 2022, and may one compare those years?")
def _() -> Rows:
    figures = [
        (key(H1_2018, "families-reached-share"), "half_year"),
        (key(H1_2019, "families-reached-share"), "half_year"),
        (key(H1_2020, "families-reached-share"), "half_year"),
        (key(LOKALIS_2022, "families-reached-share-2021"), "year"),
        (key(LOKALIS_2022, "families-reached-share"), "year"),
    ]
    return [(f.period, grain, f.value, f.qualifier, marked(f)) for f, grain in figures]


@answers("Which breaks do the reports state for the share of families reached?")
def _() -> Rows:
    return [(b.id, b.period, b.report, b.line) for b in breaks() if b.metric == "families_reached_share"]


@answers("In which neighbourhoods does Lokalis reach the most and the fewest families?")
def _() -> Rows:
    of_2018 = ["kanaleneiland-noord", "overvecht-vechtzoom", "binnenstad", "noordoost", "oost"]
    of_2022 = ["overvecht-de-gagel", "oost"]
    return [
        ("2018-H1", area.replace("-", " ").title(), value(H1_2018, f"families-reached-share-{area}"))
        for area in of_2018
    ] + [
        (
            "2022",
            area.replace("-", " ").title().replace("De G", "De G"),
            value(LOKALIS_2022, f"families-reached-share-{area}"),
        )
        for area in of_2022
    ]


@answers("How many unique families did Lokalis support per half year?")
def _() -> Rows:
    figures = [key(report, "unique-families") for report in (H1_2018, H1_2019, H1_2020)]
    return [(f.period, f.value, marked(f)) for f in figures]


@answers("Why did the number of unique clients of Lokalis fall by a third in 2022?")
def _() -> Rows:
    before, now = value(LOKALIS_2022, "unique-clients-2021"), value(LOKALIS_2022, "unique-clients")
    return [
        (b.id, before, now, share(before - now, before), b.line)
        for b in sorted(breaks(), key=lambda b: b.line)
        if (b.organisation, b.metric, b.period) == ("lokalis", "unique_clients", "2022")
    ]


@answers("Which teams had the most unique clients in 2021, and what share of the city is that?")
def _() -> Rows:
    city = by_label("unique_clients_by_quarter")["Totaal"][4]
    by_team = {team: row[4] for team, row in teams("unique_clients_by_quarter").items()}
    largest = sorted(by_team, key=lambda team: -by_team[team])[:3]
    return [(team, by_team[team], city, share(by_team[team], city)) for team in largest]


@answers("Where did the number of clients grow most in the course of 2021?")
def _() -> Rows:
    rows = [(team, q1, q4, q4 - q1) for team, (q1, _, _, q4, _) in teams("unique_clients_by_quarter").items()]
    return sorted(rows, key=lambda row: (-row[3], row[0]))[:3]


@answers("May one add up the unique clients of the quarters to the year?")
def _() -> Rows:
    *quarters, year = by_label("unique_clients_by_quarter")["Totaal"]
    return [(sum(quarters), year, "distinct")]


@answers("What share of the clients of BTO Sociaal had been there before in 2021?")
def _() -> Rows:
    figures = [key(BTO, "returning-clients-share-earlier"), key(BTO, "returning-clients-share")]
    return [(f.period, f.value, f.qualifier) for f in figures]
