"""Documents as organisations print them, as texts with tabs between the cells: what the tests of the drafter read."""

from __future__ import annotations

from pathlib import Path

STARTED = """\
# Jaarverslag 2023

Buurtteamorganisatie Sociaal Utrecht

## Tabel 1. Aantal gestarte casussen per buurtteam

Buurtteam\tKw 1\tKw 2\tKw 3\tKw 4\t2023
Binnenstad\t310\t295\t301\t320\t1.226
De Meern\t120\t118\t99\t131\t468
West\t80\t77\t85\t90\t332
Totaal\t510\t490\t485\t541\t2.026
"""
"""All of it is known: an organisation, its city and teams, a metric, quarters and totals."""

ZEIST = """\
# Jaarverslag 2023

Sociaal team Zeist

Bewoners gaven ons in 2023 gemiddeld een 7,8. Er gingen 12.400 koppen koffie doorheen.

## Tabel 1. Gestarte casussen per wijk

Wijk\tKw 1\tKw 2\tKw 3\tKw 4\t2023
Centrum\t310\t295\t301\t320\t1.226
Vollenhove\t120\t118\t99\t131\t468
Wijk-Noord\t80\t77\t85\t90\t332
Totaal\t510\t490\t485\t541\t2.026
"""
"""Nobody knows the organisation, its city or its teams."""

KINDS = """\
# Jaarrekening 2020

Gemeente Zeist, bedragen x € 1.000

## Programma 3. Sociaal domein (x € 1.000)

Programma 3\tRealisatie 2019\tPrimitief 2020\tBegroot 2020\tRealisatie 2020\tAfwijking 2020
Lasten\t40.757\t40.866\t46.416\t54.162\t7.746
Baten\t9.127\t8.805\t9.868\t17.044\t7.176
"""
"""Realised, budgets and what lies between them, in thousands of euros."""

ENGLISH = """\
# Annual report 2023

Community team Springfield served 1,204 people in 2023.

## Visitors by area and quarter

District\tQ1\tQ2\tQ3\tQ4\tTotal
North\t1,204\t1,310\t980\t1,105\t4,599
South\t310\t295\tx\t320\t925
East\t-\t15\t12\t9\t36¹
All districts\t1,514\t1,620\t992\t1,434\t5,560
"""
"""English notation, a dash, a mark, and a raised sign behind a number."""

PARTS = """\
# Verslag 2022

Lokalis

## Inlopers naar dag

Wijk\tMaandag\tDinsdag\tWoensdag\tTotaal
Binnenstad\t3\t4\t5\t12
De Meern\t6\t1\t2\t9
West\t2\t2\t2\t6
Totaal\t11\t7\t9\t27
"""
"""A metric and columns that nobody knows; the columns add up."""

PAIRS = """\
# Verslag 2021

Buurtteamorganisatie Sociaal Utrecht

## Incidenten per buurtteam

Binnenstad\t4\tDe Meern\t3
West\t3\tOost\t-
Zuilen\t1\tVleuten\t9
\t\t\t20
"""
"""Two tables side by side, with a total that has no label."""

HOSTILE = """\
# Verslag 2022

Lokalis

## =HYPERLINK("http://example.org";"x") ../../../etc/passwd <script>alert(1)</script>

Wijk: "a" | b # c\tKw 1\tKw 2
=cmd|' /C calc'!A1\t3\t4
../../report\t6\t1
<b onclick="x">&lt;script&gt; {x: y}, [z] # no\t2\t2
- draft: true\t5\t6
"""
"""Labels that are formulas, paths, scripts and YAML."""

WORDS = """\
# Verslag 2022

Lokalis

## Contactpersonen

Naam\tTeam
Jansen\tWest
De Vries\tOost
"""
"""A table without a number."""

OTHER_YEAR = """\
# Verslag 2023

Buurtteamorganisatie Sociaal Utrecht

## Gestarte casussen per buurtteam in 2022

Buurtteam\tKw 1\tKw 2
Binnenstad\t310\t295
West\t80\t77

## Lopende casussen per buurtteam in 2022

Buurtteam\t2023\t2024
Binnenstad\t310\t295
West\t80\t77
"""
"""Titles that promise another year than the report and the columns."""


def write(folder: Path, text: str, name: str = "document.txt") -> Path:
    """Write a document; returns its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
