"""Invented reports of every kind that the pages must show, and a release of them without a run of dbt.

Each report is of an organisation and a city of its own. A figure is said as
`metric@area|breakdown=category|period|printed`, of the city where no area is named.
"""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from pathlib import Path

import duckdb

from expectations.localise.suspects import TABLES as SUSPECT_TABLES
from orchestration.build.rule_files import load_rules
from orchestration.ingest.reports import ingest
from orchestration.release.catalogue import write_catalogue
from orchestration.release.publish import RELEASE_TABLES
from tests.built import BuiltWarehouse

REPORTS: dict[str, list[str]] = {
    "only-years": ["cases_started||2020|410", "cases_started||2021|420", "client_rating||2021|7,8"],
    "only-quarters": [f"cases_running||2021-Q{at}|{100 + at}" for at in (1, 2, 3, 4)],
    # A year of two teams, and no months.
    "teams-of-a-year": [
        f"cases_started@{team}||2021|{count}" for team, count in {"team-heide": 1, "team-kerk": 0}.items()
    ],
    "only-weeks-apart": ["cases_started||2021-01-01/2021-01-14|12", "cases_started||2021-03-01/2021-03-14|14"],
    "one-figure": ["headcount||2021-12-31|30"],
    "all-unknown": ["cases_started||2020|", "cases_started||2021|", "client_rating||2021|"],
    "only-percentages": [
        "can_continue_share||2020|71", "can_continue_share||2021|75",
        *(f"referrer_share|referrer={one}|2021|{share}" for one, share in
          {"self": 50, "school": 20, "medical": 20, "other": 10}.items()),
    ],
    # A mean that is printed per half year, and later per year, across a break.
    "mean-of-other-periods": [
        "timely_introduction_share||2018-H1|70", "timely_introduction_share||2019-H1|80",
        "timely_introduction_share||2020-H1|80", "timely_introduction_share||2021|54",
        "timely_introduction_share||2022|32",
    ],
    # Months, and then a total of the year after.
    "months-then-a-year": [
        *(f"cases_started||2021-{at:02}|{40 + at}" for at in range(1, 13)), "cases_started||2022|600",
    ],
    "bounds": [
        "client_rating||2019|8,2", "client_rating||2020|8,4", "client_rating||2021|ruim 8",
        "unique_clients||2020|500", "unique_clients||2021|circa 520", "unique_families||2020|80",
        "unique_families||2021|90", "unique_families||2022|tussen 60 en 70",
    ],
    # The reasons of those who left at own request, as a whole of 19 among 30 who left.
    "nested": [
        "leavers||2021|30", "leavers|leaving_reason=own_request|2021|19", "leavers|leaving_reason=retirement|2021|11",
        *(f"leavers|own_request_reason={one}|2021|{count}" for one, count in
          {"other_job": 9, "career": 6, "work_content": 4}.items()),
        *(f"sroi_value|sroi_component={one}|2021|{count}" for one, count in
          {"new_staff": 10, "local_initiatives": 30, "work_experience": 5, "goal": 90}.items()),
        "sroi_value||2021|45",
        *(f"incidents|incident_kind={one}|2021|{count}" for one, count in
          {"aggression": 7, "verbal_violence": 4, "serious_threat": 3, "natural_death": 2}.items()),
    ],
    # Last year's distribution in full, and one category of this year.
    "older-distribution": [
        *(f"referrer_share|referrer={one}|2020|{share}" for one, share in
          {"self": 50, "school": 20, "medical": 20, "other": 10}.items()),
        "referrer_share|referrer=self|2021|55",
    ],
}  # fmt: skip

KEY_FIGURE = (
    "key", "metric", "organisation", "area", "breakdown", "category", "period", "compared_with", "number", "value_read",
    "low", "high", "qualifier", "line", "note",
)  # fmt: skip
TEAMS = {"teams-of-a-year": ("team-heide", "team-kerk")}
BREAKS = {"mean-of-other-periods": ("timely_introduction_share", "2022")}

ONLY_TEXTS = """\
id: only-texts
title: Alleen woorden
organisation: only-texts
period: 2021
means: {area: only-texts}
tables:
  - id: norms
    title: Normen
    file: norms.csv
    metric: timely_introduction_workdays
    header: [[Norm, Waarde]]
    columns: [label, {no_number: In words}]
    rows: [{label: Gesprek}]
define:
  organisations: [{id: only-texts, name: Alleen woorden, area: only-texts}]
  areas: [{id: only-texts, name: Woorddorp, kind: city}]
"""
"""A report that prints words where numbers would stand."""


AIMED_AND_CROSSED = """\
id: aimed-and-crossed
title: Doelen en kruistabellen
organisation: aimed-and-crossed
period: 2022
means: {area: aimed-and-crossed}
tables:
  - id: ratings
    title: Rapportcijfer
    file: ratings.csv
    metric: client_rating
    header: [[Jaar, Streefwaarde, Resultaat, Boven]]
    rows_are: period
    columns_are: kind
    columns: [label, target, realised, over_target]
    rows: [2020, 2021, {label: 2022, cells: {3: {ignore: not there yet}, 4: {ignore: not there yet}}}]
  - id: crossed
    title: Soort klacht naar afloop
    file: crossed.csv
    metric: complaints
    header: [[Soort, Gegrond, Ongegrond, Totaal]]
    rows_are: category
    breakdown: kind_of_complaint
    columns_are: crossed_category
    crossed_breakdown: outcome
    columns: [label, Gegrond, Ongegrond, {crossed_category: whole, total: true}]
    rows: [Bejegening, Wachttijd, {label: Totaal, category: whole, total: true}]
define:
  organisations: [{id: aimed-and-crossed, name: Doelstad, area: aimed-and-crossed}]
  areas: [{id: aimed-and-crossed, name: Doelstad, kind: city}]
  categories:
    - {breakdown: kind_of_complaint, id: treatment, name: Bejegening, name_en: Treatment}
    - {breakdown: kind_of_complaint, id: wait, name: Wachttijd, name_en: Wait}
    - {breakdown: outcome, id: upheld, name: Gegrond, name_en: Upheld}
    - {breakdown: outcome, id: rejected, name: Ongegrond, name_en: Rejected}
"""
"""A report of targets beside results, and of one breakdown by another."""

RATINGS = 'Jaar,Streefwaarde,Resultaat,Boven\n2020,"7,5","7,8","0,3"\n2021,"7,6","7,2","-0,4"\n2022,8,,\n'
CROSSED = "Soort,Gegrond,Ongegrond,Totaal\nBejegening,1,2,3\nWachttijd,4,5,9\nTotaal,5,7,12\n"


def write_reports(sources: Path) -> None:
    """The report folders."""
    aimed = sources / "aimed-and-crossed"
    aimed.mkdir(parents=True)
    for name, text in {"report.yml": AIMED_AND_CROSSED, "ratings.csv": RATINGS, "crossed.csv": CROSSED}.items():
        (aimed / name).write_text(text, encoding="utf-8")
    (sources / "only-texts").mkdir(parents=True)
    (sources / "only-texts" / "report.yml").write_text(ONLY_TEXTS, encoding="utf-8")
    (sources / "only-texts" / "norms.csv").write_text("Norm,Waarde\nGesprek,zo snel mogelijk\n", encoding="utf-8")
    for report_id, figures in REPORTS.items():
        folder = sources / report_id
        folder.mkdir(parents=True)
        (folder / "report.yml").write_text(_report_yml(report_id), encoding="utf-8")
        with (folder / "key_figures.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(KEY_FIGURE)
            for at, figure in enumerate(figures):
                metric, part, period, printed = figure.split("|")
                metric, _, area = metric.partition("@")
                breakdown, _, category = part.partition("=")
                words = printed.split()
                between = words[:1] == ["tussen"]
                low, high = (words[1], words[3]) if between else ("", "")
                number = "" if between or not words else words[-1]
                said = words[0] if len(words) > 1 else ""
                note = "" if printed else "Not legible."
                rows.writerow(
                    [f"k{at}", metric, "", area, breakdown, category, period, "", number, "", low, high, said, "", note]
                )


def _report_yml(report_id: str) -> str:
    broken = BREAKS.get(report_id)
    breaks = (
        f"breaks: [{{id: {report_id}-break, metrics: [{broken[0]}], period: {broken[1]}, reason: Counted anew}}]\n"
        if broken
        else ""
    )
    return (
        f"id: {report_id}\ntitle: Verslag {report_id}\norganisation: {report_id}\nperiod: 2021\n"
        f"means: {{area: {report_id}}}\nkey_figures: key_figures.csv\n{breaks}define:\n"
        f"  organisations: [{{id: {report_id}, name: Organisatie {report_id}, area: {report_id}}}]\n"
        f"  areas:\n    - {{id: {report_id}, name: Stad {report_id}, kind: city}}\n"
        + "".join(
            f"    - {{id: {area}, name: {area.title()}, kind: team, part_of: [{report_id}]}}\n"
            for area in TEAMS.get(report_id, ())
        )
    )


def release_of(built: BuiltWarehouse, sources: Path, folder: Path) -> Path:
    """A release of report folders: every table is filled by its own SQL, as dbt fills it."""
    # The name is the catalog's, which views say.
    release = folder / built.home.build_database.name
    shutil.copyfile(built.home.build_database, release)
    ingest(sources, release)
    tables = built.tables("staging", "core", "reach", "flow", "satisfaction", "workforce", "quality")
    with duckdb.connect(str(release)) as connection:
        connection.execute("SET threads = 1")
        load_rules(connection, dt.date(2026, 1, 1))
        assert connection.execute("SELECT report_id, message FROM raw.problem").fetchall() == []
        for table, query in tables.items():
            connection.execute(f"DELETE FROM {table}")
            connection.execute(f"INSERT INTO {table} BY NAME ({query})")
            if table == "staging.rejected_cell":
                assert connection.execute(f"SELECT message FROM {table}").fetchall() == []
        connection.execute(SUSPECT_TABLES.read_text(encoding="utf-8"))
        connection.execute("DROP SCHEMA IF EXISTS release CASCADE")
        connection.execute(RELEASE_TABLES.read_text(encoding="utf-8"))
        connection.execute(
            "INSERT INTO release.release BY NAME SELECT '20260101T000000Z-aaaaaaaa' AS release_id, "
            "TIMESTAMP '2026-01-01' AS released_at, 1 AS schema_version, count(*) AS figures FROM core.figure"
        )
        write_catalogue(connection, built.home.dbt_target / "manifest.json")
    return release
