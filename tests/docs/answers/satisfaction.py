"""The questions on satisfaction and quality."""

from __future__ import annotations

from decimal import Decimal

from tests.docs.answers.register import Rows, answers
from tests.docs.printed import (
    BTO,
    H1_2018,
    H1_2019,
    H1_2020,
    LOKALIS_2022,
    MONTHS,
    by_label,
    city_cases,
    key,
    marked,
    number,
    rounded,
    share,
    table,
    teams,
    value,
)


@answers("What share of the clients of BTO Sociaal can go on without support, and what would it be on another base?")
def _() -> Rows:
    row = {label: values[-1] for label, values in by_label("cases_closed_can_continue").items()}
    known = row["Ja"] + row["Nee"]
    return [
        (
            *(row["Ja"], known, share(row["Ja"], known), row["Totaal"], share(row["Ja"], row["Totaal"])),
            value(BTO, "can-continue-share"),
        )
    ]


@answers("In which month of 2021 was the share that can go on the highest, and in which the lowest?")
def _() -> Rows:
    row = by_label("cases_closed_can_continue")
    months = [
        (m, yes, yes + no, share(yes, yes + no)) for m, yes, no in zip(MONTHS, row["Ja"], row["Nee"], strict=False)
    ]
    return [max(months, key=lambda month: month[3]), min(months, key=lambda month: month[3])]


@answers("How did the share that can go on without support develop in both organisations?")
def _() -> Rows:
    figures = [key(BTO, f"can-continue-share{year}") for year in ("-2019", "-2020", "")]
    figures += [key(H1_2018, "can-continue-share-2017"), key(H1_2018, "can-continue-share")]
    figures += [key(H1_2019, "can-continue-share-2018"), key(H1_2019, "can-continue-share")]
    figures += [key(H1_2020, "can-continue-share-2019"), key(H1_2020, "can-continue-share")]
    return [(f.organisation, f.period, f.value, f.qualifier, marked(f)) for f in figures]


@answers("What mark (rapportcijfer) do families give Lokalis?")
def _() -> Rows:
    figures = [key(H1_2018, "client-rating-2017"), *(key(r, "client-rating") for r in (H1_2018, H1_2019, H1_2020))]
    return [(f.period, f.value, f.qualifier) for f in figures]


@answers("What did the client survey of Lokalis say in 2022, compared with 2021?")
def _() -> Rows:
    rows = []
    for name in ("better-now-share", "helped-well-share", "solution-together-share"):
        now, before = key(LOKALIS_2022, name), value(LOKALIS_2022, f"{name}-2021")
        rows.append((now.metric, before, now.value, (now.value or 0) - before, marked(now)))
    return sorted(rows, key=lambda row: row[3])


@answers("How many complaints were there?")
def _() -> Rows:
    figures = [key(report, "complaints") for report in (H1_2019, H1_2020, BTO)]
    return [(f.organisation, f.period, f.value, f.qualifier, marked(f)) for f in figures]


@answers("What were the complaints of 2021 about?")
def _() -> Rows:
    return sorted(
        ((label, row[0]) for label, row in by_label("complaints_by_kind").items()), key=lambda r: (-r[1], r[0])
    )


@answers("How many complaints about teams were there per 1,000 running cases in 2021?")
def _() -> Rows:
    complaints = {label.removeprefix("Buurtteam "): row[0] for label, row in by_label("complaints_by_team").items()}
    running = teams("cases_running")
    everywhere = city_cases("Lopend")["2021"]
    rows: Rows = [
        (team, "team", count, running[team][-1], rounded(1000 * count / running[team][-1]))
        for team, count in complaints.items()
        if count and team in running
    ]
    total = sum(complaints.values(), Decimal(0))
    rows.append(("Utrecht", "city", total, everywhere, rounded(1000 * total / everywhere)))
    groups = [
        (label[len("Buurtteams ") : -4], "group", count, None, None)
        for label, count in complaints.items()
        if "s " in label[:11]
    ]
    return sorted(rows, key=lambda row: (-row[4], row[0])) + sorted(groups)


INCIDENT_TEAMS = {
    "Hoograven-Tolsteeg": "Hoograven / Tolsteeg",
    "Rivieren Dichterswijk": "Dichters- en Rivierenwijk",
    "Ondiep-Pijlsweerd": "Ondiep Pijlsweerd",
}
"""Teams whose name the table of incidents writes otherwise."""


@answers("Which teams reported the most incidents per 1,000 running cases in 2021?")
def _() -> Rows:
    running, everywhere = teams("cases_running"), city_cases("Lopend")["2021"]
    *lines, (_, _, _, total) = table("incidents_by_team")
    cells = [pair for line in lines for pair in ((line[0], line[1]), (line[2], line[3]))]
    counts = {INCIDENT_TEAMS.get(label, label): number(text) or Decimal(0) for label, text in cells}
    rows = [(team, n, running[team][-1], rounded(1000 * n / running[team][-1])) for team, n in counts.items() if n >= 4]
    whole = number(total) or Decimal(0)
    return sorted([*rows, ("Utrecht", whole, everywhere, rounded(1000 * whole / everywhere))], key=lambda row: -row[3])


@answers("What kinds of incidents were reported in 2021?")
def _() -> Rows:
    kinds = {label: row[0] for label, row in by_label("incidents_by_kind").items()}
    total = kinds.pop("")
    largest = sorted(kinds, key=lambda kind: (-kinds[kind], kind))[:3]
    return [(kind, kinds[kind], total, share(kinds[kind], total)) for kind in largest]


@answers("How many data leaks were there in 2021, and how many were reported to the authority?")
def _() -> Rows:
    leaks = sum(row[0] for row in by_label("data_leaks").values())
    return [("data_leaks", leaks), ("data_leaks_reported", value(BTO, "data-leaks-reported"))]
