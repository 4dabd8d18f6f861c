"""The wijksheets: the state of one neighbourhood, or of a group of them, on one sheet of paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from orchestration.explain.bilingual import Both
from orchestration.explain.formula import FigureMeaning
from orchestration.explain.served import Served
from orchestration.explain.words import FIGURE_KINDS, RESULT
from orchestration.pages.computed import Origin, Origins
from orchestration.pages.figures import QueryRow, mark_of, metric_page, query, reasons_once
from orchestration.pages.plot import Plot, plot
from orchestration.pages.site import Site
from orchestration.pages.words import AREA_KINDS, domain_of

PRINTED = (
    "cases_running", "cases_started", "cases_closed", "unique_clients", "wait_workdays",
    "complaints_about_teams", "incidents",
)  # fmt: skip
COMPUTED = ("closing_stock", "incidents_per_1000")
TILES = (
    "cases_running", "cases_started", "cases_closed", "closing_stock", "unique_clients", "wait_workdays",
    "complaints_about_teams", "incidents", "incidents_per_1000",
)  # fmt: skip
"""What a sheet tells of the year, in this order where nothing stands out; with COMPUTED, what teams are compared by."""

MEANS = ("wait_workdays", "incidents_per_1000")
"""Of these an area may be laid beside the city: it is no part of the city's number."""
EMPTY = ("blank", "dash")
"""What a report prints where it has nothing to say; a sheet leaves that out."""
AIMS = ("target", "budget", "original_budget", "forecast")
"""The kinds of figure that a result is laid beside."""

NORM = "timely_introduction_workdays"
"""The metric that holds an organisation's own norm for the wait, where it prints one."""


def sheet_page(area_id: str) -> str:
    """Where the sheet of an area stands, from the root of the site."""
    return f"wijk/{area_id}.html"


@dataclass
class WijkValue:
    """A number of the year: printed (`figure`), or computed by the mart (`value`, with its `origin`)."""

    figure: QueryRow | None = None
    value: float | None = None
    origin: Origin | None = None
    metric_id: str = ""
    beside: QueryRow | None = None
    """How it stands among others; None of what is not given exactly."""
    targets: list[QueryRow] = field(default_factory=list)
    """What was aimed at, where a report prints that."""

    @property
    def is_said(self) -> bool:
        """Whether there is anything to show: a number, or a word in its place."""
        return self.value is not None or (self.figure is not None and not is_empty(self.figure))

    @property
    def stands_out(self) -> bool:
        """Whether it is at an end of the row of areas."""
        return self.beside is not None and self.beside["stands_out"]

    @property
    def place(self) -> Both | None:
        """Its place among the areas of its kind: `hoogste van 18`, `6e van 18`; None where that says nothing."""
        row = self.beside
        if row is None or row["rank_from_highest"] is None or row["sharing"] == row["areas"]:
            return None
        of = Both(f" van {row['areas']}", f" of {row['areas']}")
        if row["rank_from_highest"] == 1:
            said = Both("hoogste", "highest") + of
        elif row["rank_from_lowest"] == 1:
            said = Both("laagste", "lowest") + of
        else:
            rank = row["rank_from_highest"]
            said = Both(f"{rank}e", ordinal(rank)) + of
        return Both("gedeeld ", "joint ") + said if row["sharing"] > 1 else said


def is_empty(figure: QueryRow) -> bool:
    """Whether the report prints nothing where a number would stand, and means none by it."""
    return figure["value"] is None and figure["value_status"] in EMPTY


def ordinal(rank: int) -> str:
    """A rank in English: 1st, 2nd, 11th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th") if rank % 100 not in (11, 12, 13) else "th"
    return f"{rank}{ending}"


@dataclass
class Account:
    """What one organisation accounts for in one area over one year."""

    organisation_id: str
    organisation_name: str
    year_id: str
    values: dict[str, WijkValue]
    city: dict[str, WijkValue]
    months: dict[str, list[QueryRow | None]]
    month_ids: list[str]
    quarters: dict[str, list[QueryRow | None]]
    """The wait by quarter, of the area and of the city by name; empty where none is printed."""
    quarter_ids: list[str]
    plots: list[tuple[Both, Plot]]
    stands_out: QueryRow | None
    norm: QueryRow | None
    reasons: list[tuple[QueryRow, QueryRow]] = field(default_factory=list)
    """Why its figures are what they are, as the reports say: a figure with its reason, each reason once."""
    origins: list[Origin] = field(default_factory=list)

    @property
    def tiles(self) -> list[WijkValue]:
        """What there is of the year, what stands out before the rest."""
        said = [self.values[metric] for metric in TILES if self.values[metric].is_said]
        return sorted(said, key=lambda value: not value.stands_out)


@dataclass(frozen=True)
class CityOfTeams:
    """The teams of a city, each with what the organisations account for in it."""

    name: str | None
    """The city; None where nothing says in which one the teams are."""
    teams: list[tuple[QueryRow, list[Account]]]

    @property
    def accounts(self) -> list[Account]:
        """One account per organisation, for the figures of the city beside its teams."""
        return list({account.organisation_id: account for _, accounts in self.teams for account in accounts}.values())

    @property
    def is_compared(self) -> bool:
        """Whether any team has what teams are compared by."""
        return bool(self.accounts)


class Surroundings:
    """What stands around areas: their cities, groups, and what they came of and became."""

    def __init__(self, served: Served) -> None:
        self.areas = {row["area_id"]: row for row in query(served, "areas")}
        self.changes = served.rows("SELECT * FROM core.area_change ORDER BY ended_on, area_id, successor_area_id")
        # Which areas make up a group is the same for all organisations, but for the city's.
        self.members: dict[str, list[str]] = {}
        for row in served.rows("SELECT * FROM core.area_member WHERE organisation_id IS NULL ORDER BY ALL"):
            if self.areas[row["area_id"]]["kind"] == "group":
                self.members.setdefault(row["area_id"], []).append(row["member_area_id"])

    def groups(self, area_id: str) -> list[str]:
        """The groups that the reports put an area in."""
        return [group for group, ids in self.members.items() if area_id in ids]

    def group(self, area_id: str) -> str | None:
        """The largest of them, whose members are the similar areas."""
        return max(self.groups(area_id), key=lambda one: (len(self.members[one]), one), default=None)

    def similar(self, area_id: str) -> list[str]:
        """The areas that a sheet lays beside each other: those of a group, or those of the group of an area."""
        group = self.group(area_id)
        return self.members.get(area_id) or (self.members[group] if group else [])

    def facts(self, area_id: str) -> Any:
        """What a sheet says of its area besides figures."""

        def named(other: str) -> tuple[Any, ...]:
            return other, self.areas[other]["name"], self.areas[other]["kind"]

        row = self.areas[area_id]
        return (
            # What it is called beside areas of other cities is not said on its sheet.
            sorted((name, str(value)) for name, value in row.items() if name != "label"),
            [named(one) for one in self.groups(area_id)],
            [named(one) for one in self.similar(area_id)],
            [
                (*map(str, change.values()), named(change["area_id"]), named(change["successor_area_id"]))
                for change in self.changes
                if area_id in (change["area_id"], change["successor_area_id"])
            ],
        )


class Sheets:
    """Everything the sheets are made from, read once."""

    def __init__(self, site: Site, served: Served, figures: list[QueryRow]) -> None:
        self.site = site
        self.figures = [figure for figure in figures if figure["kind"] == RESULT]
        self.by_area: dict[str, list[QueryRow]] = {}
        for figure in self.figures:
            self.by_area.setdefault(figure["area_id"], []).append(figure)
        self.norms = [figure for figure in self.figures if figure["metric_id"] == NORM]
        self.waits = [figure for figure in self.figures if figure["metric_id"] == "wait_workdays"]
        self.accounts: dict[str, list[Account]] = {}
        self.origins = Origins(served, self.figures)
        self.by_key = {figure["figure_key"]: figure for figure in self.figures}
        self.counts = Counter((figure["organisation_id"], figure["metric_id"]) for figure in figures)
        self.targets: dict[str, list[QueryRow]] = {}
        for figure in figures:
            if figure["kind"] in AIMS:
                self.targets.setdefault(figure["figure_key"].removesuffix(f":{figure['kind']}"), []).append(figure)
        self.beside = {
            (row["organisation_id"], row["metric_id"], row["area_id"], row["period_id"]): row
            for row in query(served, "beside")
        }
        self.titles = {row["report_id"]: row["title"] for row in served.rows("SELECT * FROM core.report")}
        self.around = Surroundings(served)
        self.areas = self.around.areas
        self.organisations = served.rows("SELECT * FROM core.organisation ORDER BY organisation_id")
        self.metrics = served.metrics
        self.years = {
            row["organisation_id"]: row["year_id"]
            for row in served.rows("SELECT organisation_id, max(period_id) AS year_id FROM flow.team_year GROUP BY ALL")
        }
        self.months: dict[str, list[str]] = {}
        self.quarters: dict[str, list[str]] = {}
        for row in served.rows(
            "SELECT * FROM core.period WHERE grain IN ('month', 'quarter') "
            "AND period_id IN (SELECT period_id FROM core.served_figure) ORDER BY start_date"
        ):
            kind = self.months if row["grain"] == "month" else self.quarters
            kind.setdefault(row["year_id"], []).append(row["period_id"])
        self.computed = {
            (row["organisation_id"], row["area_id"], row["period_id"], row["metric_id"]): row["value"]
            for row in query(served, "computed_year")
        }
        self.stands_out = {(row["organisation_id"], row["area_id"]): row for row in query(served, "stands_out")}

    def write(self, areas: Iterable[str]) -> None:
        """A sheet for each of these areas."""
        for area_id in areas:
            with self.site.standing_alone(sheet_page(area_id)):
                self._sheet(self.areas[area_id])

    def write_index(self, path: str, areas: Iterable[str]) -> None:
        """The page that lists these areas and lays them beside each other."""
        listed = set(areas)
        shown = [area for area in self.areas.values() if area["area_id"] in listed]
        kinds: dict[str, list[QueryRow]] = {}
        for area in shown:
            kinds.setdefault(area["kind"], []).append(area | {"numbers": self._numbers(area["area_id"])})
        teams: dict[str | None, list[tuple[QueryRow, list[Account]]]] = {}
        for area in sorted(kinds.get("team", []), key=lambda area: area["city_name"] or ""):
            teams.setdefault(area["city_name"], []).append((area, self._accounts(area)))
        cities = [CityOfTeams(name, rows) for name, rows in teams.items()]
        self.site.write(
            path, "wijken.html", kinds=kinds, cities=cities, metrics=self.metrics, columns=TILES,
            area_kinds=AREA_KINDS,
            members={group: [self.areas[one]["name"] for one in ids] for group, ids in self.around.members.items()},
        )  # fmt: skip

    def _sheet(self, area: QueryRow) -> None:
        area_id = area["area_id"]
        accounts = self._accounts(area)
        group = self.around.group(area_id)
        told = {(a.organisation_id, m) for a in accounts for m in PRINTED if a.values[m].figure or m in a.months}
        others = [
            figure
            for figure in self.by_area.get(area_id, [])
            if (figure["organisation_id"], figure["metric_id"]) not in told and not is_empty(figure)
        ]
        beside = [(self.areas[one], self._accounts(self.areas[one])) for one in self.around.similar(area_id)]
        accounts_beside = [account for _, theirs in beside for account in theirs]
        self.site.write(
            sheet_page(area_id),
            "wijk.html",
            area=area,
            accounts=accounts,
            groups=[self.areas[one] for one in self.around.groups(area_id)],
            group=self.areas[group] if group else None,
            similar=beside,
            others=[self._value(figure) for figure in others],
            reports=[
                (report_id, self.titles[report_id], name)
                for name, report_id in sorted(
                    {(one["organisation_name"], one["report_id"]) for one in self.by_area.get(area_id, [])}
                )
            ],
            became=[row for row in self.around.changes if row["area_id"] == area_id],
            came_of=[row for row in self.around.changes if row["successor_area_id"] == area_id],
            areas=self.areas,
            aims={kind: Both(*FIGURE_KINDS[kind]) for kind in AIMS},
            means=MEANS,
            metrics=self.metrics,
            columns=[metric for metric in TILES if any(a.values[metric].is_said for a in accounts_beside)],
            page_of=self._page_of,
        )

    def _accounts(self, area: QueryRow) -> list[Account]:
        if area["area_id"] not in self.accounts:
            found = (self._account(area, organisation) for organisation in self.organisations)
            self.accounts[area["area_id"]] = [account for account in found if account is not None]
        return self.accounts[area["area_id"]]

    def _account(self, area: QueryRow, organisation: QueryRow) -> Account | None:
        """What an organisation accounts for in an area; None where it prints none of it for the year."""
        organisation_id, area_id = organisation["organisation_id"], area["area_id"]
        year_id = self.years.get(organisation_id)
        if year_id is None:
            return None
        values = self._values(organisation_id, area_id, year_id)
        # A year that no report has months of has none here.
        month_ids = self.months.get(year_id, [])
        months = {
            metric: rows
            for metric in PRINTED
            if any(rows := [self._figure(organisation_id, metric, area_id, month) for month in month_ids])
        }
        if not months and not any(value.figure for value in values.values()):
            return None
        city_id = organisation["area_id"]
        quarters = self.quarters.get(year_id, [])
        waits = {
            self.areas[one]["name"]: [
                self._figure(organisation_id, "wait_workdays", one, quarter) for quarter in quarters
            ]
            for one in (area_id, city_id)
        }
        plots = [
            (
                Both("Begonnen en afgesloten", "Started and closed"),
                self._plot(organisation_id, month_ids, [("cases_started", area), ("cases_closed", area)]),
            ),
            (
                Both("Lopende casussen", "Cases running"),
                self._plot(organisation_id, month_ids, [("cases_running", area)]),
            ),
        ]
        if any(waits[area["name"]]):
            both = [("wait_workdays", area), ("wait_workdays", self.areas[city_id])]
            title = Both("Wachttijd per kwartaal (werkdagen)", "Wait per quarter (working days)")
            plots.append((title, self._plot(organisation_id, quarters, both)))
        norms = [norm for norm in self.norms if norm["organisation_id"] == organisation_id]
        account = Account(
            organisation_id,
            organisation["name"],
            year_id,
            values,
            self._values(organisation_id, city_id, year_id),
            months,
            month_ids,
            waits if any(waits[area["name"]]) else {},
            quarters,
            [(title, drawn) for title, drawn in plots if drawn.is_drawn],
            self._stands_out(organisation_id, area_id, city_id),
            max(norms, key=lambda figure: figure["end_date"], default=None),
        )
        account.reasons = self._reasons(organisation_id, area_id, year_id)
        for metric in ("closing_stock", "wait_gap", "net_flow", "incidents_per_1000"):
            if self.computed.get((organisation_id, area_id, year_id, metric)) is not None:
                account.origins.append(self.origins.of(metric, FigureMeaning(organisation_id, area_id, year_id)))
        return account

    def _stands_out(self, organisation_id: str, area_id: str, city_id: str) -> QueryRow | None:
        """What the sheet says in words. Of a bound or an approximation nobody knows how far it lies from others."""
        row = self.stands_out.get((organisation_id, area_id))
        if row is None:
            return None
        waits = [
            figure
            for figure in self.waits
            if figure["organisation_id"] == organisation_id
            and figure["period_id"] == row["year_id"]
            and mark_of(figure)
        ]
        if waits:
            row = row | {"wait_rank": None, "wait_rank_from_shortest": None}
        if any(figure["area_id"] in (area_id, city_id) for figure in waits):
            row = row | {"wait_workdays": None, "wait_gap": None}
        return row

    def _values(self, organisation_id: str, area_id: str, year_id: str) -> dict[str, WijkValue]:
        values = {}
        for metric in (*PRINTED, *COMPUTED):
            key = FigureMeaning(organisation_id, area_id, year_id).figure_key(metric)
            values[metric] = WijkValue(
                self.by_key.get(key) if metric in PRINTED else None,
                self.computed.get((organisation_id, area_id, year_id, metric)) if metric in COMPUTED else None,
                metric_id=metric,
                beside=self.beside.get((organisation_id, metric, area_id, year_id)),
                targets=self.targets.get(key, []),
            )
        return values

    def _value(self, figure: QueryRow) -> WijkValue:
        """A figure that is no tile, with what stands beside it."""
        of = tuple(figure[name] for name in ("organisation_id", "metric_id", "area_id", "period_id"))
        beside = self.beside.get(of) if figure["breakdown_id"] is None else None
        return WijkValue(figure, None, None, figure["metric_id"], beside, self.targets.get(figure["figure_key"], []))

    def _page_of(self, figure: QueryRow) -> str:
        """Where all figures of a metric stand; of a metric with one figure, that figure."""
        if self.counts[figure["organisation_id"], figure["metric_id"]] > 1:
            return metric_page(figure["organisation_id"], figure["metric_id"])
        page = self.site.layout.domain(domain_of(figure["mart"]), figure["organisation_id"])
        return f"{page}#{figure['figure_key']}"

    def _reasons(self, organisation_id: str, area_id: str, year_id: str) -> list[tuple[QueryRow, QueryRow]]:
        of_year = [
            figure
            for figure in self.by_area.get(area_id, [])
            if figure["organisation_id"] == organisation_id and str(figure["start_date"].year) == year_id
        ]
        return reasons_once(sorted(of_year, key=lambda one: one["grain"] != "year"))

    def _figure(self, organisation_id: str, metric_id: str, area_id: str, period_id: str) -> QueryRow | None:
        return self.by_key.get(FigureMeaning(organisation_id, area_id, period_id).figure_key(metric_id))

    def _plot(self, organisation_id: str, periods: list[str], wanted: list[tuple[str, QueryRow]]) -> Plot:
        """Curves named after what tells them apart: the areas, or else the metrics."""
        several_areas = len({area["area_id"] for _, area in wanted}) > 1
        return plot(
            {
                area["name"] if several_areas else self.metrics[metric]["metric_id"]: [
                    self._figure(organisation_id, metric, area["area_id"], period) for period in periods
                ]
                for metric, area in wanted
            },
            periods,
        )

    def _numbers(self, area_id: str) -> int:
        return sum(1 for figure in self.by_area.get(area_id, []) if figure["value"] is not None)
