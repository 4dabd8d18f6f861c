"""The printed tables of a report, as text: rows, printed totals and Dutch notation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from tests.country.town import QUARTERS, YEAR, Flow, Town, TownYear, weighted_mean

INITIALS = ("J", "F", "M", "A", "M", "J", "J", "A", "S", "O", "N", "D")
MONTHS = (
    "Januari", "Februari", "Maart", "April", "Mei", "Juni", "Juli", "Augustus", "September", "Oktober", "November",
    "December",
)  # fmt: skip
WORDS = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")

REFERRERS = (
    "(nog) onbekend", "Aanvullende zorg / zorgpartners", "Gemeente Utrecht",
    "Huisarts, POH of medisch specialist/behandelaar", "Overig, nl:", "School/onderwijs",
    "Sociaal Netwerk (familie, burens, vrienden)", "Veilig Thuis", "Zelfmelder",
)  # fmt: skip
REASONS = (
    "Onbekend", "Beëindigd volgens plan", "Beëindigd wegens externe omstandigheden", "Cliënt is overleden",
    "Cliënt is verhuisd", "Cliënt reageert niet op contactpogingen", "Eenzijdig door de aanbieder beëindigd",
    "Eenzijdig door de Cliënt beëindigd", "Er is een maatwerkvoorziening toegekend",
    "In overeenstemming voortijdig afgesloten", "Reden (nog) onbekend",
)  # fmt: skip
CAN_CONTINUE = ("Onbekend", "Ja", "N.v.t.", "Nee")
YOUTH_CARE = ("Jeugdhulp ambulant", "Jeugdhulp met verblijf", "Landelijk ingekochte zorg")


@dataclass
class Row:
    """A printed row: its label, its numbers as printed, and what report.yml says of it beyond the label."""

    label: str
    cells: list[str]
    means: dict[str, str | bool] = field(default_factory=dict)


@dataclass
class Table:
    """A printed table. `pinned` says of a column whether an identity pins the numbers that stand in it."""

    id: str
    title: str
    means: dict[str, str]
    header: list[list[str]]
    columns: list[dict[str, str | bool]]
    """What report.yml says of each column behind the label."""
    rows: list[Row]
    pinned: Callable[[int], bool] = lambda column: True


def count(number: int) -> str:
    """A whole number in Dutch notation."""
    return f"{number:,}".replace(",", ".")


def tenths(number: int) -> str:
    """A number of tenths in Dutch notation."""
    return f"{number // 10},{number % 10}"


def percentage(part: int, whole: int) -> str:
    """A percentage with one decimal, half up, in Dutch notation."""
    rounded = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded}%".replace(".", ",")


def tables(town: Town, now: TownYear) -> list[Table]:
    """All tables of the report of a year."""
    return [
        _cases_by_period(now),
        _cases_by_team(
            town, now, "cases_started", "gestarte casussen", lambda flow, months: _sum(flow.started, months)
        ),
        _cases_by_team(town, now, "cases_running", "lopende casussen", lambda flow, months: flow.running(months)),
        _cases_by_team(
            town, now, "cases_closed", "afgesloten casussen", lambda flow, months: _sum(flow.closed, months)
        ),
        _clients(town, now),
        _referrals_by_team(town, now),
        _referrals_by_kind(now),
        _wait_in_city(now),
        _wait_by_team(town, now),
        _started_by_referrer(now),
        _closed_by_reason(now),
        _can_continue(now),
        _referrer_shares(now),
        _household_help(town, now),
    ]


def _cases_by_period(now: TownYear) -> Table:
    flow = now.cases
    by_metric = (
        ("Gestart", lambda months: _sum(flow.started, months)),
        ("Lopend", flow.running),
        ("Afgesloten", lambda months: _sum(flow.closed, months)),
    )
    return Table(
        "cases_by_period",
        "Aantal casussen per maand en per kwartaal",
        {"columns_are": "period", "rows_are": "metric"},
        _header_with_quarters(now, "Soort", "Totaal"),
        _columns_with_quarters(now),
        [Row(label, [count(of(months)) for months in _with_quarters()]) for label, of in by_metric],
    )


def _cases_by_team(town: Town, now: TownYear, metric: str, what: str, of: Callable[[Flow, range], int]) -> Table:
    periods = [*(range(month, month + 1) for month in YEAR), YEAR]

    def row(flow: Flow) -> list[str]:
        return [count(of(flow, months)) for months in periods]

    return Table(
        metric,
        f"Aantal {what} per buurtteam per maand",
        {"metric": metric, "columns_are": "period", "rows_are": "area"},
        [
            ["", *(text for number in range(1, 5) for text in (f"Kwartaal {number}", "", "")), "Totaal"],
            ["", *INITIALS, ""],
        ],
        [*_months(now), _year(now)],
        [
            *(Row(label, row(team.cases)) for label, team in zip(town.teams, now.teams, strict=True)),
            _total_row(row(now.cases), town),
        ],
    )


def _clients(town: Town, now: TownYear) -> Table:
    """Its rows print the names of the teams otherwise, which the report's aliases explain."""
    return Table(
        "unique_clients_by_quarter",
        "Aantal unieke klanten betrokken bij in periode lopende casussen per buurtteam",
        {"metric": "unique_clients", "columns_are": "period", "rows_are": "area"},
        [["", "1", "2", "3", "4", "Totaal jaar"]],
        [*_quarters(now), _year(now)],
        [
            *(
                Row(f"Buurtteam {label}", [*map(count, team.clients)])
                for label, team in zip(town.teams, now.teams, strict=True)
            ),
            _total_row(map(count, now.clients), town),
        ],
        pinned=lambda column: False,
    )


def _referrals_by_team(town: Town, now: TownYear) -> Table:
    total = [sum(team.referrals[month] for team in now.teams) for month in YEAR]
    return Table(
        "referrals_by_team",
        "Verwijzingen naar specialistische hulp per buurtteam",
        {"metric": "referrals", "columns_are": "period", "rows_are": "area"},
        _header_with_quarters(now, "", "Totaal"),
        _columns_with_quarters(now),
        [
            *(
                Row(label, [count(_sum(team.referrals, months)) for months in _with_quarters()])
                for label, team in zip(town.teams, now.teams, strict=True)
            ),
            Row(
                "Totaal", [count(_sum(total, months)) for months in _with_quarters()], {"area": town.id, "total": True}
            ),
        ],
    )


def _wait_in_city(now: TownYear) -> Table:
    def mean(months: Sequence[int]) -> str:
        """Weighted with the cases started, as each team's own mean is."""
        return tenths(weighted_mean([(team.wait[m], team.cases.started[m]) for team in now.teams for m in months]))

    return Table(
        "wait_in_city",
        "Gemiddelde tijd tussen aanmelding en eerste kennismakingsgesprek",
        {"metric": "wait_workdays"},
        [["Categorie", "Gemiddeld aantal dagen"]],
        [{}],
        [
            *(
                Row(
                    f"(eerste kennismaking na aanmelding) {number}e kwartaal",
                    [mean(months)],
                    {"period": f"{now.year}-Q{number}"},
                )
                for number, months in enumerate(QUARTERS, 1)
            ),
            Row("Totaal", [mean(YEAR)], {"period": str(now.year), "total": True}),
        ],
    )


def _wait_by_team(town: Town, now: TownYear) -> Table:
    return Table(
        "wait_by_team",
        "Gemiddeld aantal werkdagen tot eerste kennismaking",
        {"metric": "wait_workdays", "columns_are": "period", "rows_are": "area"},
        _header_with_quarters(now, "", "Totaal Q{}", "Eind Totaal"),
        _columns_with_quarters(now),
        [
            Row(label, [tenths(team.mean_wait(months)) for months in _with_quarters()])
            for label, team in zip(town.teams, now.teams, strict=True)
        ],
        # The mean of a quarter or a year lies between those of its months; a month may be anything.
        pinned=lambda column: column % 4 == 3 or column == 16,
    )


def _started_by_referrer(now: TownYear) -> Table:
    return _by_quarter(
        now,
        "cases_started_by_referrer",
        ("Aantal gestarte casussen per melder", "Melder"),
        {"metric": "cases_started", "breakdown": "referrer"},
        dict(zip(REFERRERS, now.referrers, strict=True)),
    )


def _closed_by_reason(now: TownYear) -> Table:
    return _by_quarter(
        now,
        "cases_closed_by_reason",
        ("Aantal afgesloten casussen, ingedeeld naar afsluitreden", "Afsluitreden"),
        {"metric": "cases_closed", "breakdown": "closing_reason"},
        dict(zip(REASONS, now.reasons, strict=True)),
    )


def _referrals_by_kind(now: TownYear) -> Table:
    """Kinds of youth care, their subtotal, and what is beside them."""
    *youth, support = now.care_kinds
    kinds = dict(zip(YOUTH_CARE, youth, strict=True))
    table = _by_quarter(
        now,
        "referrals_by_kind",
        ("Verwijzingen naar soort zorg", "Soort zorg"),
        {"metric": "referrals", "breakdown": "care_kind"},
        kinds | {"Maatwerkvoorziening (WMO)": support},
    )
    subtotal = _added(youth)
    table.rows.insert(len(kinds), Row("Jeugdhulp totaal", _with_sum(subtotal), {"total": True}))
    return table


def _by_quarter(
    now: TownYear, name: str, title_and_heading: tuple[str, str], means: dict[str, str], rows: dict[str, list[int]]
) -> Table:
    """A table by category, quarters and year, with the total of each."""
    title, heading = title_and_heading
    return Table(
        name,
        title,
        means | {"rows_are": "category", "columns_are": "period"},
        [[heading, "Kwartaal 1", "Kwartaal 2", "Kwartaal 3", "Kwartaal 4", "Jaar"]],
        [*_quarters(now), _year(now)],
        [
            *(Row(label, _with_sum(numbers)) for label, numbers in rows.items()),
            _total_row(_with_sum(_added(rows.values()))),
        ],
    )


def _can_continue(now: TownYear) -> Table:
    rows = dict(zip(CAN_CONTINUE, now.can_continue, strict=True))
    return Table(
        "cases_closed_can_continue",
        "Aantal afgesloten casussen, kan verder zonder begeleiding",
        {"metric": "cases_closed", "breakdown": "can_continue", "rows_are": "category", "columns_are": "period"},
        [["", *MONTHS, "Eindtotaal"]],
        [*_months(now), _year(now)],
        [*(Row(label, _with_sum(numbers)) for label, numbers in rows.items()), _total_row(_with_sum(now.cases.closed))],
    )


def _referrer_shares(now: TownYear) -> Table:
    """Beside the year the one before it, if a report accounts for that."""
    years = [now] if now.before is None else [now.before, now]
    return Table(
        "referrer_shares",
        "Aandeel van de melders in de gestarte casussen",
        {"metric": "referrer_share", "breakdown": "referrer", "rows_are": "category", "columns_are": "period"},
        [["Melder", *(str(year.year) for year in years)]],
        [{"period": str(year.year)} for year in years],
        [
            Row(label, [percentage(sum(year.referrers[number]), sum(year.cases.started)) for year in years])
            for number, label in enumerate(REFERRERS)
        ],
        # The share of the year before may be wrong in the report of that year only.
        pinned=lambda column: column == len(years) - 1,
    )


def _household_help(town: Town, now: TownYear) -> Table:
    """Beside the year the one before it, which may be restated."""
    columns = [[team.household_help for team in now.teams]]
    years = [now.year]
    if now.before is not None:
        columns.insert(0, now.help_before)
        years.insert(0, now.before.year)
    return Table(
        "household_help",
        "Aanvragen voor hulp bij het huishouden per buurtteam",
        {"metric": "household_help_requests", "rows_are": "area", "columns_are": "period"},
        [["Buurtteam", *map(str, years)]],
        [{"period": str(year)} for year in years],
        [
            *(Row(label, [count(n) for n in numbers]) for label, *numbers in zip(town.teams, *columns, strict=True)),
            _total_row((count(sum(column)) for column in columns), town),
        ],
        # The next report prints the year once more, and its print is the one that is judged.
        pinned=lambda column: False,
    )


def key_figures(now: TownYear) -> list[dict[str, str]]:
    """What the text of the report says: a row of key_figures.csv each."""
    flow, year = now.cases, str(now.year)
    started, closed, running = sum(flow.started), sum(flow.closed), flow.running(YEAR)
    rows = [
        {"key": "cases-started", "metric": "cases_started", "number": count(started)},
        {"key": "cases-running", "metric": "cases_running", "number": count(running)},
        {"key": "cases-closed", "metric": "cases_closed", "number": count(closed)},
        {"key": "registrations", "metric": "registrations", "number": count(now.registrations)},
        {"key": "client-rating", "metric": "client_rating", "number": tenths(now.rating), "qualifier": "gemiddeld"},
        {"key": "survey-respondents", "metric": "survey_respondents", "number": count(now.respondents)},
        {"key": "complaints", "metric": "complaints", "number": count(now.complaints)},
        {"key": "data-leaks", "metric": "data_leaks", "number": WORDS[now.data_leaks - 1],
         "value_read": count(now.data_leaks)},
        {"key": "portals-opened", "metric": "portals_opened", "number": count(now.registrations // 100 * 10),
         "qualifier": "circa"},
    ]  # fmt: skip
    if now.before is not None and now.registrations_before is not None:
        before = str(now.before.year)
        was = now.before.cases
        rows += [
            {"key": "registrations-before", "metric": "registrations", "period": before,
             "number": count(now.registrations_before)},
            {"key": "cases-closed-change", "metric": "cases_closed_change", "compared_with": before,
             "number": _change(closed - sum(was.closed))},
            {"key": "cases-running-growth", "metric": "cases_running_growth", "compared_with": before,
             "number": _growth(running, was.running(YEAR))},
        ]  # fmt: skip
    return [{"period": year, **row} for row in rows]


def _growth(now: int, before: int) -> str:
    text = percentage(abs(now - before), before)
    return text if now >= before else f"-{text}"


def _change(number: int) -> str:
    return count(number) if number >= 0 else f"-{count(-number)}"


def _sum(by_month: list[int], months: Iterable[int]) -> int:
    return sum(by_month[month] for month in months)


def _with_sum(numbers: list[int]) -> list[str]:
    return [count(number) for number in (*numbers, sum(numbers))]


def _total_row(cells: Iterable[str], town: Town | None = None) -> Row:
    """The row of the whole: the city where the rows are teams, otherwise all categories."""
    return Row("Totaal", list(cells), ({"area": town.id} if town else {"category": "whole"}) | {"total": True})


def _added(rows: Iterable[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


def _with_quarters() -> list[range]:
    """The months, each quarter behind its own, and the year."""
    periods = []
    for quarter in QUARTERS:
        periods += [range(month, month + 1) for month in quarter]
        periods.append(quarter)
    return [*periods, YEAR]


def _header_with_quarters(now: TownYear, heading: str, of_quarter: str, of_year: str = "") -> list[list[str]]:
    above, below = [heading], [""]
    for number, quarter in enumerate(QUARTERS, 1):
        above += [f"Kwartaal {number}", "", "", ""]
        below += [*(INITIALS[month] for month in quarter), of_quarter.format(number)]
    return [[*above, of_year or str(now.year)], [*below, ""]]


def _columns_with_quarters(now: TownYear) -> list[dict[str, str | bool]]:
    months, quarters = _months(now), _quarters(now)
    columns = []
    for number, quarter in enumerate(QUARTERS):
        columns += [months[month] for month in quarter]
        columns.append(quarters[number] | {"total": True})
    return [*columns, _year(now)]


def _months(now: TownYear) -> list[dict[str, str | bool]]:
    return [{"period": f"{now.year}-{month + 1:02}"} for month in YEAR]


def _quarters(now: TownYear) -> list[dict[str, str | bool]]:
    return [{"period": f"{now.year}-Q{number}"} for number in range(1, 5)]


def _year(now: TownYear) -> dict[str, str | bool]:
    return {"period": str(now.year), "total": True}
