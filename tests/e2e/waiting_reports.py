"""Small organisations, each with a report of one table, and the slips that keep one of them waiting."""

from __future__ import annotations

from tests.conftest import Place

REPORT = """\
id: {id}-2023
title: Jaarverslag sociaal team {name}
organisation: sociaal-{id}
period: 2023
published: 2024-03-01
means: {{area: {id}}}
tables:
  - id: cases_started
    title: Gestarte casussen per wijk
    file: cases_started.csv
    metric: cases_started
    header: [[Wijk, Kw 1, Kw 2, Kw 3, Kw 4, Jaar]]
    rows_are: area
    columns_are: period
    columns: [label, 2023-Q1, 2023-Q2, 2023-Q3, 2023-Q4, {{period: 2023, total: true}}]
    rows: [{name} Noord, {name} Zuid, {{label: Totaal, area: {id}, total: true}}]
define:
  organisations: [{{id: sociaal-{id}, name: Sociaal team {name}, area: {id}}}]
  areas:
    - {{id: {id}, name: {name}, kind: city}}
    - {{id: {id}-noord, name: {name} Noord, kind: team, part_of: [{id}]}}
    - {{id: {id}-zuid, name: {name} Zuid, kind: team, part_of: [{id}]}}
"""


def write_organisation(
    place: Place, name: str, north: str = "310", total: str = "430", year: int | None = None
) -> None:
    """Lay the report of an organisation in the sources.

    `north` and `total` are what it prints of a first quarter, and `year` of the year in the north (default: what adds
    up).
    """
    folder = place.sources / f"{name.lower()}-2023"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.yml").write_text(REPORT.format(id=name.lower(), name=name), encoding="utf-8")
    year = year or (int(north) if north.isdigit() else 310) + 900
    years = int(total) + 1230
    lines = [
        "Wijk,Kw 1,Kw 2,Kw 3,Kw 4,Jaar",
        f"{name} Noord,{north},295,301,304,{year}",
        f"{name} Zuid,120,110,100,120,450",
        f"Totaal,{total},405,401,424,{years}",
    ]
    (folder / "cases_started.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
