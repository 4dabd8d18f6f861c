"""What happens in an invented municipality, year after year: whole numbers that agree with each other.

A case may count with two teams, as in the real reports: the city has fewer than its teams together. What is counted
once, referrals and household help, adds up over the teams exactly.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.country.names import TEAMS, slug, town_name

REPORTS_EACH = 3
"""Reports of an organisation, a year each; the last organisation of a country may have fewer."""

YEAR = range(12)
QUARTERS = [range(first, first + 3) for first in (0, 3, 6, 9)]

REFERRERS = (0.01, 0.16, 0.04, 0.09, 0.07, 0.06, 0.08, 0.02, 0.47)
"""Which part of the cases started each referrer brings; the same for the three breakdowns below."""
REASONS = (0.01, 0.5, 0.05, 0.02, 0.03, 0.12, 0.02, 0.07, 0.06, 0.1, 0.02)
CAN_CONTINUE = (0.2, 0.33, 0.32, 0.15)
CARE_KINDS = (0.4, 0.1, 0.05, 0.45)
"""Without residence, with residence, national; together they are youth care. The last is the Social Support Act."""


@dataclass
class Flow:
    """The cases of an area in a year: open at its start, started and closed by month."""

    opening: int
    started: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)

    def stock(self, month: int) -> int:
        """Cases open when the month begins; 12 for the end of the year."""
        return self.opening + sum(self.started[:month]) - sum(self.closed[:month])

    def running(self, months: range) -> int:
        """Cases open at some moment of the months."""
        return self.stock(months.start) + sum(self.started[month] for month in months)


@dataclass
class TeamYear:
    """A team in a year."""

    cases: Flow
    referrals: list[int]
    clients: list[int]
    """Unique clients by quarter, and then of the year."""
    wait: list[int]
    """Working days until the first meeting by month, in tenths."""
    household_help: int

    def mean_wait(self, months: Sequence[int]) -> int:
        """The wait over several months in tenths, weighted with the cases started."""
        return weighted_mean([(self.wait[month], self.cases.started[month]) for month in months])


@dataclass
class TownYear:
    """A municipality in a year; lists by category are in the order of the constants above."""

    year: int
    cases: Flow
    teams: list[TeamYear]
    clients: list[int]
    referrers: list[list[int]]
    reasons: list[list[int]]
    can_continue: list[list[int]]
    care_kinds: list[list[int]]
    registrations: int
    respondents: int
    rating: int
    complaints: int
    data_leaks: int
    before: TownYear | None
    """The year that the report before accounts for."""
    help_before: list[int] = field(default_factory=list)
    """Household help of the year before by team, as this year's report prints it: restated for one team, at times."""
    registrations_before: int | None = None
    has_break: bool = False


class Town:
    """An invented municipality and the organisation of its teams. The same seed and number make the same town.

    The twin of another differs from it in nothing but its name.
    """

    def __init__(self, seed: int, number: int, twin_of: int | None = None) -> None:
        like = number if twin_of is None else twin_of
        self.random = random.Random(f"{seed}/{like}")
        self.name = town_name(number)
        self.id = slug(self.name)
        self.organisation_id = f"buurtteams-{self.id}"
        self.organisation = f"Buurtteams {self.name}"
        self.teams = TEAMS[: self.random.randint(3, 6)]
        self.first_year = self.random.randint(2019, 2021)
        self.repeats_definitions = like % 2 == 1
        """Whether each of its reports says who its teams are, or the first alone."""

    def team_id(self, team: str) -> str:
        """The id of a team: towns share names of teams, never ids."""
        return f"{self.id}-{slug(team)}"

    def years(self) -> Iterator[TownYear]:
        """Its years one after the other; each begins with the cases that the one before left open."""
        sizes = [self.random.randint(8, 34) for _ in self.teams]
        stocks = [size * self.random.randint(8, 12) for size in sizes]
        shared = sum(stocks) // 20
        before: TownYear | None = None
        for year in range(self.first_year, self.first_year + REPORTS_EACH):
            flows = [self._flow(size, stock) for size, stock in zip(sizes, stocks, strict=True)]
            city = self._city(flows, shared)
            before = self._town_year(year, city, flows, before)
            stocks = [flow.stock(12) for flow in flows]
            shared = sum(stocks) - city.stock(12)
            yield before

    def _flow(self, size: int, stock: int) -> Flow:
        flow = Flow(stock)
        for _ in YEAR:
            flow.started.append(self._about(size))
            flow.closed.append(self._about(size))
        return flow

    def _city(self, flows: list[Flow], shared: int) -> Flow:
        """The city: what the teams have, less the cases that two of them share."""
        city = Flow(sum(flow.opening for flow in flows) - shared)
        for month in YEAR:
            started = sum(flow.started[month] for flow in flows)
            closed = sum(flow.closed[month] for flow in flows)
            both_start = self.random.randint(0, started // 40)
            shared += both_start
            both_close = self.random.randint(0, min(shared, closed // 40))
            shared -= both_close
            city.started.append(started - both_start)
            city.closed.append(closed - both_close)
        return city

    def _town_year(self, year: int, city: Flow, flows: list[Flow], before: TownYear | None) -> TownYear:
        teams = [self._team_year(flow) for flow in flows]
        referrals = [sum(team.referrals[month] for team in teams) for month in YEAR]
        now = TownYear(
            year,
            city,
            teams,
            [sum(team.clients[number] for team in teams) * 98 // 100 for number in range(5)],
            self._by_quarter(city.started, REFERRERS),
            self._by_quarter(city.closed, REASONS),
            _transposed([self._split(closed, CAN_CONTINUE) for closed in city.closed]),
            self._by_quarter(referrals, CARE_KINDS),
            registrations=sum(city.started) + self.random.randint(50, 400),
            respondents=self.random.randint(80, 400),
            rating=self.random.randint(71, 86),
            complaints=self.random.randint(2, 30),
            data_leaks=self.random.randint(1, 12),
            before=before,
        )
        if before is not None:
            now.help_before = [team.household_help for team in before.teams]
            now.registrations_before = before.registrations
            now.has_break = self.random.random() < 0.3
            if self.random.random() < 0.4:
                now.help_before[self.random.randrange(len(teams))] += self.random.randint(1, 9)
                now.registrations_before += self.random.randint(1, 40)
        return now

    def _team_year(self, cases: Flow) -> TeamYear:
        clients = [cases.running(quarter) * self.random.randint(104, 112) // 100 for quarter in QUARTERS]
        # Whoever came in a quarter came in the year; few came in all four.
        clients.append(max(clients) + (sum(clients) - max(clients)) * self.random.randint(15, 25) // 100)
        mean = self.random.randint(40, 120)
        return TeamYear(
            cases,
            referrals=[self._about(max(4, started // 3)) for started in cases.started],
            clients=clients,
            wait=[self._about(mean) for _ in YEAR],
            household_help=self.random.randint(30, 400),
        )

    def _about(self, size: int) -> int:
        return int(size * (0.6 + 0.8 * self.random.random())) + 1

    def _by_quarter(self, by_month: list[int], shares: Sequence[float]) -> list[list[int]]:
        return _transposed([self._split(sum(by_month[m] for m in quarter), shares) for quarter in QUARTERS])

    def _split(self, total: int, shares: Sequence[float]) -> list[int]:
        """Share out a total to the last one."""
        weights = [share * (0.8 + 0.4 * self.random.random()) for share in shares]
        whole, reached, given = sum(weights), 0.0, 0
        parts = []
        for weight in weights[:-1]:
            reached += weight
            upto = round(total * reached / whole)
            parts.append(upto - given)
            given = upto
        return [*parts, total - given]


def weighted_mean(pairs: Sequence[tuple[int, int]]) -> int:
    """The mean of values with their weights, as a whole number."""
    return round(sum(value * weight for value, weight in pairs) / sum(weight for _, weight in pairs))


def _transposed(rows: list[list[int]]) -> list[list[int]]:
    return [list(column) for column in zip(*rows, strict=True)]
