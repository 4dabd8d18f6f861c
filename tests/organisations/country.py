"""A little country whose organisations print small reports, and what may happen to them between two refreshes."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REFERRALS = {"gp": "Huisarts", "school": "School"}
TEAMS = ("Noord", "Oost", "Zuid")


@dataclass
class Report:
    """A year of an organisation: numbers by team and quarter."""

    organisation: str
    year: int
    id: str
    started: dict[str, list[int]]
    """By team: the four quarters."""
    visits: int
    """Of the metric that the first organisation defines for all."""
    by_referrer: dict[str, int]
    before: int | None = None
    """The total of the year before, printed anew."""
    printed: dict[tuple[str, int], str] = field(default_factory=dict)
    """What stands in a cell instead of its number, by team and quarter."""
    total: int | None = None
    """The printed total where it is not the sum."""

    def sum(self) -> int:
        """What the cells add up to."""
        return sum(sum(quarters) for quarters in self.started.values())


@dataclass
class Organisation:
    """An organisation and what it calls things."""

    id: str
    name: str
    teams: dict[str, str]
    """Name by id."""
    aliases: list[str] = field(default_factory=list)
    """Labels that mean its first team and that no table prints."""


class Country:
    """Organisations with their reports, as report folders are written from them.

    The first organisation defines what all use: a metric, a breakdown with its categories, and the park, an area that
    every report has a number about.
    """

    def __init__(self, seed: int, organisations: int = 3, years: tuple[int, ...] = (2020, 2021)) -> None:
        self.chance = random.Random(seed)
        self.organisations: dict[str, Organisation] = {}
        self.reports: dict[str, Report] = {}
        self.shared = {"metric": "Bezoeken", "park": "Park", "gp": "Huisarts"}
        self.park_is_in = "dorp0"
        for _ in range(organisations):
            added = self.add_organisation()
            for year in years:
                self.add_report(added, year)

    @property
    def first(self) -> Organisation:
        """The one that defines for others."""
        return next(iter(self.organisations.values()))

    def add_organisation(self) -> str:
        """Add an organisation without a report; returns its id."""
        number = len(self.organisations)
        town = f"dorp{number}"
        teams = {f"{town}-{name.lower()}": name for name in TEAMS[: 2 + number % 2]}
        self.organisations[f"team-{town}"] = Organisation(f"team-{town}", f"Team {town.title()}", teams)
        return f"team-{town}"

    def add_report(self, organisation: str, year: int) -> Report:
        """Add a report whose numbers add up."""
        teams = self.organisations[organisation].teams
        started = {team: [self.chance.randint(5, 99) for _ in range(4)] for team in teams}
        earlier = self.reports.get(f"{organisation}-{year - 1}")
        report = Report(organisation, year, f"{organisation}-{year}", started, self.chance.randint(100, 900), {})
        report.before = earlier.sum() if earlier else None
        self._refer(report)
        self.reports[report.id] = report
        return report

    def change_number(self, report: Report) -> None:
        """Print another number, with another total."""
        team = self.chance.choice(sorted(report.started))
        report.started[team][self.chance.randrange(4)] += self.chance.randint(1, 9)
        self._refer(report)
        later = self.reports.get(f"{report.organisation}-{report.year + 1}")
        if later is not None and later.before is not None:
            later.before = report.sum()

    def _refer(self, report: Report) -> None:
        of_doctors = self.chance.randint(0, report.sum())
        report.by_referrer = {"gp": of_doctors, "school": report.sum() - of_doctors}

    def write(self, folder: Path, keeps: Collection[str] = ()) -> None:
        """Write the report folders in the place of those that are there, leaving files alone that stay the same.

        `keeps`: folders that are no report's of the country, and stay.
        """
        folder.mkdir(exist_ok=True)
        for there in folder.iterdir():
            if there.name not in self.reports and there.name not in keeps:
                shutil.rmtree(there)
        defined: set[str] = set()
        for report in self.reports.values():
            defines = report.organisation not in defined
            defined.add(report.organisation)
            for name, text in self._files(report, defines).items():
                file = folder / report.id / name
                file.parent.mkdir(exist_ok=True)
                if not file.exists() or file.read_text(encoding="utf-8") != text:
                    file.write_text(text, encoding="utf-8")

    def _files(self, report: Report, defines: bool) -> dict[str, str]:
        own = self.organisations[report.organisation]
        town = own.id.removeprefix("team-")
        before = [] if report.before is None else [str(report.year - 1)]
        lines = [["Team", "Kw 1", "Kw 2", "Kw 3", "Kw 4", str(report.year), *before]]
        for team, quarters in report.started.items():
            cells = [report.printed.get((team, at), str(number)) for at, number in enumerate(quarters)]
            lines.append([own.teams[team], *cells, str(sum(quarters)), *("" for _ in before)])
        by_quarter = [sum(quarters[at] for quarters in report.started.values()) for at in range(4)]
        total = report.sum() if report.total is None else report.total
        last = [] if report.before is None else [str(report.before)]
        lines.append(["Totaal", *map(str, by_quarter), str(total), *last])
        year, blank = report.year, {"blank": "none"}
        said: dict[str, Any] = {
            "id": report.id,
            "title": f"Jaarverslag {year}",
            "organisation": own.id,
            "period": year,
            "published": f"{year + 1}-03-01",
            "means": {"area": town, "period": year} | blank,
            "tables": [
                {
                    "id": "started",
                    "title": "Gestarte casussen",
                    "file": "started.csv",
                    "metric": "cases_started",
                    "rows_are": "area",
                    "columns_are": "period",
                    "header": [lines[0]],
                    "columns": [
                        "label", *(f"{year}-Q{at}" for at in range(1, 5)), {"period": str(year), "total": True},
                        *({"period": str(year - 1)} for _ in before),
                    ],
                    "rows": [
                        *own.teams.values(),
                        {"label": "Totaal", "area": town, "total": True},
                    ],
                },
                {
                    "id": "referrers",
                    "title": "Gestarte casussen naar verwijzer",
                    "file": "referrers.csv",
                    "metric": "cases_started",
                    "rows_are": "category",
                    "header": [["Verwijzer", "Aantal"]],
                    "columns": ["label", "value"],
                    "breakdown": "asked_by",
                    "rows": [
                        {"label": "Huisarts", "category": "gp"},
                        {"label": "School", "category": "school"},
                        {"label": "Totaal", "category": "whole", "total": True},
                    ],
                },
                {
                    "id": "visits",
                    "title": "Bezoeken",
                    "file": "visits.csv",
                    "metric": "visits",
                    "rows_are": "area",
                    "header": [["Waar", "Aantal"]],
                    "columns": ["label", "value"],
                    "rows": [
                        {"label": "Hele dorp", "area": town},
                        {"label": "Het park", "area": "park"},
                    ],
                },
            ],
        }  # fmt: skip
        if defines:
            said["define"] = self._definitions(own, town)
        referrers = [*report.by_referrer.items(), ("whole", report.sum())]
        labels = REFERRALS | {"whole": "Totaal"}
        return {
            # YAML reads JSON.
            "report.yml": json.dumps(said, indent=1, ensure_ascii=False) + "\n",
            "started.csv": _csv(lines),
            "referrers.csv": _csv([["Verwijzer", "Aantal"], *([labels[id_], str(n)] for id_, n in referrers)]),
            "visits.csv": _csv(
                [["Waar", "Aantal"], ["Hele dorp", str(report.visits)], ["Het park", str(report.visits // 3)]]
            ),
        }

    def _definitions(self, own: Organisation, town: str) -> dict[str, Any]:
        areas: list[dict[str, Any]] = [{"id": town, "name": town.title(), "kind": "city"}]
        areas += [{"id": id_, "name": name, "kind": "team", "part_of": [town]} for id_, name in own.teams.items()]
        said: dict[str, Any] = {
            "organisations": [{"id": own.id, "name": own.name, "area": town}],
            "areas": areas,
            "aliases": [{"dimension": "area", "label": text, "means": next(iter(own.teams))} for text in own.aliases],
        }
        if town == self.park_is_in:
            said["areas"].append(
                {"id": "park", "name": self.shared["park"], "kind": "neighbourhood", "part_of": [town]}
            )
        if own is self.first:
            said["breakdowns"] = [{"id": "asked_by", "name": "Verwijzer", "name_en": "Referrer"}]
            said["categories"] = [
                {"breakdown": "asked_by", "id": "gp", "name": self.shared["gp"], "name_en": "Doctor"},
                {"breakdown": "asked_by", "id": "school", "name": "School", "name_en": "School"},
            ]
            said["metrics"] = [{"id": "visits", "name": self.shared["metric"], "name_en": "Visits", "unit": "count"}]
        return {key: value for key, value in said.items() if value}


def _csv(lines: list[list[str]]) -> str:
    return "".join(",".join(line) + "\n" for line in lines)
