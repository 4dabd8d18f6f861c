"""A report of another organisation, with other teams and an .xlsx: no code and no SQL changes for it."""

from __future__ import annotations

from typing import Any

import openpyxl

REPORT = """\
id: zeist-2023
title: Jaarverslag sociaal team Zeist
organisation: sociaal-zeist
period: 2023
published: 2024-03-01
means: {area: zeist}
tables:
  - id: cases_started
    title: Gestarte casussen per wijk
    file: cases_started.csv
    metric: cases_started
    header: [[Wijk, Kw 1, Kw 2, Kw 3, Kw 4, Jaar]]
    rows_are: area
    columns_are: period
    columns: [label, 2023-Q1, 2023-Q2, 2023-Q3, 2023-Q4, {period: 2023, total: true}]
    rows: [Centrum, Vollenhove, Wijk-Noord, {label: Totaal, area: zeist, total: true}]
  - id: complaints
    title: Klachten naar soort
    file: complaints.xlsx
    sheet: Klachten
    range: B2:D5
    metric: complaints
    breakdown: complaint_kind
    header: [[Soort, 1e helft, 2e helft]]
    rows_are: category
    columns_are: period
    columns: [label, 2023-H1, 2023-H2]
    rows: [Bejegening, Wachttijd, {label: Totaal, category: whole, total: true}]
define:
  organisations: [{id: sociaal-zeist, name: Sociaal team Zeist, area: zeist}]
  areas:
    - {id: zeist, name: Zeist, kind: city}
    - {id: zeist-centrum, name: Zeist Centrum, kind: team, part_of: [zeist]}
    - {id: vollenhove, name: Vollenhove, kind: team, part_of: [zeist]}
    - {id: zeist-noord, name: Zeist Noord, kind: team, part_of: [zeist]}
  categories: [{breakdown: complaint_kind, id: waiting_time, name: Wachttijd, name_en: Waiting time}]
  aliases:
    - {dimension: area, label: Centrum, means: zeist-centrum}
    - {dimension: area, label: Wijk-Noord, means: zeist-noord}
"""

CASES = """\
Wijk,Kw 1,Kw 2,Kw 3,Kw 4,Jaar
Centrum,310,295,301,320,1.226
Vollenhove,120,118,99,131,468
Wijk-Noord,80,77,85,90,332
Totaal,509,489,484,541,2.023
"""


def _write(place: Any, cases: str = CASES) -> None:
    folder = place.sources / "zeist-2023"
    folder.mkdir(exist_ok=True)
    (folder / "report.yml").write_text(REPORT, encoding="utf-8")
    (folder / "cases_started.csv").write_text(cases, encoding="utf-8")
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Klachten")
    for row in (
        [],
        [None, "Soort", "1e helft", "2e helft"],
        [None, "Bejegening", 3, 5],
        [None, "Wachttijd", 4, "2"],
    ):
        sheet.append(row)
    sheet.append([None, "Totaal", 7, 7])
    book.save(folder / "complaints.xlsx")


def test_it_flows_to_the_marts_and_is_checked(copy_of_released: Any) -> None:
    _write(copy_of_released)
    code, record = copy_of_released.run_json("refresh")
    assert code == 0, record
    assert record["summary"]["changes"]["gone"] == 0
    teams = copy_of_released.query(
        "SELECT area_id, area_name, cases_started FROM flow.team_year "
        "WHERE organisation_id = 'sociaal-zeist' AND period_id = '2023' ORDER BY area_id"
    )
    assert teams == [
        ("vollenhove", "Vollenhove", 468),
        ("zeist-centrum", "Zeist Centrum", 1226),
        ("zeist-noord", "Zeist Noord", 332),
    ]
    complaints = copy_of_released.query(
        "SELECT category_id, category_label_nl, value FROM satisfaction.category_period "
        "WHERE organisation_id = 'sociaal-zeist' AND period_id = '2023-H1' ORDER BY category_id"
    )
    assert complaints == [("treatment", "Bejegening", 3.0), ("waiting_time", "Wachttijd", 4.0)]
    rules = copy_of_released.query(
        "SELECT DISTINCT rule_id FROM quality.identity WHERE identity_id LIKE '%sociaal-zeist%' "
        "AND verdict = 'holds' ORDER BY rule_id"
    )
    assert [rule for (rule,) in rules] == [
        "every_area_printed", "overlap_over_areas", "plausible", "sum_over_categories", "sum_over_time",
    ]  # fmt: skip

    _write(copy_of_released, CASES.replace("Vollenhove,120", "Vollenhove,210"))
    code, record = copy_of_released.run_json("refresh")
    assert code == 1
    failing = [f["identity_id"] for f in record["summary"]["findings"] if f["status"] == "open"]
    assert failing == ["sum_over_time:sociaal-zeist:cases_started:vollenhove:-:2023/quarter"]


def test_it_stands_alone(empty_place: Any) -> None:
    """Without the reports that the waivers speak of: those rest, and rules without figures have nothing to say."""
    _write(empty_place)
    code, record = empty_place.run_json("refresh")
    assert code == 0, record
    counts = {rule["rule_id"]: rule["counts"] for rule in record["summary"]["rules"]}
    assert counts["waivers_current"]["identities"] == 0
    assert counts["stock_over_time"]["identities"] == 0
    assert counts["sum_over_time"]["holding"] == 4
