"""Report folders of the invented country: report.yml, a CSV file per table and key_figures.csv, written as text."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.country.errors import Planted, plant
from tests.country.tables import Row, Table, key_figures, tables
from tests.country.town import Town, TownYear

KEY_FIGURES = [
    "key", "metric", "organisation", "area", "breakdown", "category", "period", "compared_with", "number", "value_read",
    "low", "high", "qualifier", "line", "note",
]  # fmt: skip

PLAIN = re.compile(r"[^\W\d_][^\W_]*([ /-]+[^\W_]+)*")
"""Words that mean themselves in YAML without quotes."""
NOT_PLAIN = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}

BREAK = """
breaks:
  - id: registration-{year}
    metrics: [cases_started, cases_running, cases_closed, unique_clients]
    period: {year}
    reason: Cases are registered in a new system from this year on.
    reason_nl: Casussen worden vanaf dit jaar in een nieuw systeem geregistreerd.
"""


def write_town(
    folder: Path, seed: int, number: int, reports: int, errors: float, twin_of: int | None = None
) -> list[Planted]:
    """Write the first reports of a municipality into `folder`; returns the errors planted in them."""
    town = Town(seed, number, twin_of)
    chance = random.Random(f"errors/{seed}/{number}")
    planted = []
    for position, now in zip(range(reports), town.years(), strict=False):
        report = f"{town.organisation_id}-{now.year}"
        printed = tables(town, now)
        planted += plant(chance, report, printed, errors)
        defines = position == 0 or town.repeats_definitions
        _write_report(folder / report, town, now, printed, defines)
    return planted


def _write_report(place: Path, town: Town, now: TownYear, printed: list[Table], defines: bool) -> None:
    place.mkdir()
    for table in printed:
        _write_csv(place / f"{table.id}.csv", [*table.header, *([row.label, *row.cells] for row in table.rows)])
    figures = [[row.get(name, "") for name in KEY_FIGURES] for row in key_figures(now)]
    _write_csv(place / "key_figures.csv", [KEY_FIGURES, *figures])
    (place / "report.yml").write_text(_report_yml(town, now, printed, defines), encoding="utf-8")


def _write_csv(path: Path, rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _report_yml(town: Town, now: TownYear, printed: list[Table], defines: bool) -> str:
    parts = [
        f"id: {town.organisation_id}-{now.year}\n"
        f"title: Jaarverslag {now.year}\n"
        f"organisation: {town.organisation_id}\n"
        f"period: {now.year}\n"
        f"published: {now.year + 1}-04-15\n"
        f"means: {{area: {town.id}, period: {now.year}}}\n"
        "\nkey_figures: key_figures.csv\n"
        "\ntables:\n",
        "\n".join(map(_table, printed)),
    ]
    parts.append(_define(town, defines))
    if now.has_break:
        parts.append(BREAK.format(year=now.year))
    return "".join(parts)


def _table(table: Table) -> str:
    lines = [
        f"  - id: {table.id}",
        f"    title: {_text(table.title)}",
        f"    file: {table.id}.csv",
        *(f"    {key}: {value}" for key, value in table.means.items()),
        "    header:",
        *(f"      - [{', '.join(map(_text, row))}]" for row in table.header),
        "    columns:",
        "      - label",
        *(f"      - {_column(column)}" for column in table.columns),
        "    rows:",
        *(f"      - {_row(row)}" for row in table.rows),
    ]
    return "\n".join(lines) + "\n"


def _column(column: Mapping[str, str | bool]) -> str:
    if not column:
        return "value"
    return str(column["period"]) if column.keys() == {"period"} else _mapping(column)


def _row(row: Row) -> str:
    return _mapping({"label": row.label} | row.means) if row.means else _text(row.label)


def _mapping(said: Mapping[str, str | bool]) -> str:
    inside = (
        f"{key}: {str(value).lower() if isinstance(value, bool) else _text(value)}" for key, value in said.items()
    )
    return "{" + ", ".join(inside) + "}"


def _text(text: str) -> str:
    plain = PLAIN.fullmatch(text) and text.lower() not in NOT_PLAIN
    return text if plain else json.dumps(text, ensure_ascii=False)


def _define(town: Town, areas_too: bool) -> str:
    """What the report says who is who. An alias counts in its own report, and so each report has them."""
    lines = ["", "define:"]
    if areas_too:
        lines += [
            f"  organisations: [{{id: {town.organisation_id}, name: {_text(town.organisation)}, area: {town.id}}}]",
            "  areas:",
            f"    - {{id: {town.id}, name: {_text(town.name)}, kind: city}}",
            *(
                f"    - {{id: {town.team_id(team)}, name: {_text(team)}, kind: team, part_of: [{town.id}]}}"
                for team in town.teams
            ),
        ]
    lines += [
        "  aliases:",
        *(
            f"    - {{dimension: area, label: {_text(f'Buurtteam {team}')}, means: {town.team_id(team)}}}"
            for team in town.teams
        ),
    ]
    return "\n".join(lines) + "\n"
