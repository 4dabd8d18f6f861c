"""Every rule from printed cells to verdict: what it passes, what it catches and what it cannot judge.

The cells are written into schema raw of a built file, and its tables are filled by their own compiled SQL, as dbt fills
them but without a run of dbt for each test. Each test rolls its rows back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pytest
import yaml

from expectations.rules import RULES_FILE
from orchestration.refresh.rule_files import load_rules

# A village with three teams, two of which make a group.
AREAS = """
INSERT INTO raw.organisation VALUES ('r', 'dorp', 'Buurtteam Dorp', 'dorp');
INSERT INTO raw.area VALUES
    ('r', 'dorp', 'Dorp', 'city'), ('r', 'polder', 'Polder', 'group'),
    ('r', 'heide', 'Heide', 'team'), ('r', 'kerk', 'Kerk', 'team'), ('r', 'haven', 'Haven', 'team');
INSERT INTO raw.area_member VALUES
    ('r', 'dorp', 'heide'), ('r', 'dorp', 'kerk'), ('r', 'dorp', 'haven'),
    ('r', 'polder', 'heide'), ('r', 'polder', 'kerk');
"""

Cells = dict[str, str | None]


@dataclass
class Warehouse:
    """A built file in a transaction of its own."""

    connection: duckdb.DuckDBPyConnection
    tables: dict[str, str]

    def print_cells(self, cells: Cells) -> None:
        """Read cells, each a meaning and the text printed.

        A meaning is "metric area [breakdown=category] period", for a change "later~earlier" as its period, behind
        "table|" where the table is not t; table k is prose. A report other than r, which is of 2022, stands before the
        table: "2023/t|…" is of 2023. Of the texts "-" stands for none and "" for unknown; words before a number are its
        qualifier.
        """
        read = [
            (number, *_read(meaning, text))
            for number, (meaning, text) in enumerate(cells.items(), 1)
            if text is not None
        ]
        for report in {cell[1] for cell in read}:
            period = "2022" if report == "r" else report
            self._insert("report", report, report, "dorp", period, None, None, None, f"sources/{report}", *[None] * 4)
        for report, table in {cell[1:3] for cell in read}:
            file = f"sources/{report}/{table}.csv"
            position = ord(table)
            self._insert(
                "report_table", report, table, table, file, None, None, None, position, False, table == "k", 1, None
            )
            for dimension, value in {"organisation": "dorp", "dash": "none", "blank": "unknown"}.items():
                self._insert("axis", report, table, "table", None, None, dimension, value)
        for number, report, table, text, said in read:
            self._insert("cell", report, table, number, 1, text, 100 + number, f"{table}.csv", None)
            for dimension, value in (said | ({"key": f"k{number}"} if table == "k" else {})).items():
                self._insert("axis", report, table, "row", number, None, dimension, value)
        for name in self.tables:
            self._fill(name)
            if name == "core.figure":
                break
        assert self.rows("SELECT message FROM staging.rejected_cell") == []

    def waive(self, identity: str, difference: str, report: str = "r", due: bool = False) -> None:
        """Accept a difference; to be said before the cells are read."""
        self._insert("waiver", identity, report, difference, "printed so", "line 1", "somebody", "2030-01-01", due)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, list(values)).fetchall()

    def verdicts(self, rule: str) -> dict[str, tuple[str, float | None]]:
        """Identity (without its rule) to verdict and difference."""
        query = "SELECT scope, verdict, difference FROM quality.identity WHERE rule_id = ?"
        return {
            scope: (verdict, None if difference is None else float(difference))
            for scope, verdict, difference in self.rows(query, rule)
        }

    def failing(self, rule: str) -> dict[str, float | None]:
        verdicts = self.verdicts(rule).items()
        return {scope: difference for scope, (verdict, difference) in verdicts if verdict == "fails"}

    def judged(self, identity: str) -> tuple[str, str | None]:
        """Verdict and why of one identity."""
        (found,) = self.rows("SELECT verdict, why FROM quality.identity WHERE identity_id = ?", identity)
        return found

    def findings(self) -> dict[str, tuple[str, str | None]]:
        """Identity to status and remark."""
        self._fill("quality.judged_identity")
        self._fill("quality.finding")
        rows = self.rows("SELECT identity_id, status, remark FROM quality.finding")
        return {identity: (status, remark) for identity, status, remark in rows}

    def result(self, rule: str, *columns: str) -> tuple[Any, ...]:
        """Columns of a rule's result; the findings must have been asked for."""
        self._fill("quality.rule_result")
        (found,) = self.rows(f"SELECT {', '.join(columns)} FROM quality.rule_result WHERE rule_id = ?", rule)
        return found

    def _fill(self, table: str) -> None:
        self.connection.execute(f"INSERT INTO {table} BY NAME ({self.tables[table]})")

    def _insert(self, table: str, *values: Any) -> None:
        self.connection.execute(f"INSERT INTO raw.{table} VALUES ({', '.join('?' * len(values))})", values)


def _read(key: str, text: str) -> tuple[str, str, str, dict[str, str]]:
    place, bar, meaning = key.rpartition("|")
    report, slash, table = place.rpartition("/")
    metric, area, *category, period = meaning.split()
    period, compared, earlier = period.partition("~")
    said = {"metric": metric, "area": area, "period": period}
    if compared:
        said["compared_with"] = earlier
    if category:
        said["breakdown"], said["category"] = category[0].split("=")
    words, space, number = text.rpartition(" ")
    if space:
        said["qualifier"] = words
    return (report if slash else "r", table if bar else "t", number, said)


@pytest.fixture(scope="module")
def village(built, built_copy, tmp_path_factory):
    """The built file with the village and the rules in it."""
    no_waivers = tmp_path_factory.mktemp("waivers") / "waivers.yml"
    no_waivers.write_text("[]\n", encoding="utf-8")
    tables = built.tables("staging", "core", "quality")
    with duckdb.connect(built_copy) as connection:
        connection.execute("SET threads = 1")
        load_rules(connection, dt.date(2026, 1, 1), waivers_file=no_waivers)
        connection.execute(AREAS)
        for table in tables:
            connection.execute(f"DELETE FROM {table}")
        yield Warehouse(connection, tables)


@pytest.fixture
def warehouse(village):
    village.connection.begin()
    yield village
    village.connection.rollback()


@dataclass(frozen=True)
class Case:
    """Cells that a rule passes, and changes to them, each with the identity that must fail and its difference."""

    good: Cells
    bad: list[tuple[Cells, str, float]] = field(default_factory=list)


MONTHS = {"{} 2021-01": "10", "{} 2021-02": "11", "{} 2021-03": "12"}


def over_months(series: str) -> Cells:
    return {month.format(series): text for month, text in MONTHS.items()}


CASES = {
    "sum_over_time": Case(
        over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": "33"},
        [
            ({"cases_started dorp 2021-02": "12"}, "dorp:cases_started:dorp:-:2021-Q1/month", 1),
            ({"cases_started dorp 2021-Q1": "34"}, "dorp:cases_started:dorp:-:2021-Q1/month", -1),
        ],
    ),
    "sum_over_areas": Case(
        {
            "complaints dorp 2021": "12",
            "complaints heide 2021": "3",
            "complaints kerk 2021": "4",
            "complaints haven 2021": "5",
        },
        [({"complaints haven 2021": "6"}, "dorp:complaints:dorp:-:2021/teams", 1)],
    ),
    "overlap_over_areas": Case(
        {
            "cases_started dorp 2021": "11",
            "cases_started heide 2021": "3",
            "cases_started kerk 2021": "4",
            "cases_started haven 2021": "5",
        },
        [
            ({"cases_started dorp 2021": "13"}, "dorp:cases_started:dorp:-:2021/teams:to", 1),
            ({"cases_started dorp 2021": "4"}, "dorp:cases_started:dorp:-:2021/teams:from", 1),
        ],
    ),
    "sum_over_categories": Case(
        {
            "incidents dorp 2021": "16",
            "incidents dorp incident_kind=aggression 2021": "9",
            "incidents dorp incident_kind=serious_threat 2021": "4",
            "incidents dorp incident_kind=verbal_violence 2021": "5",
            "incidents dorp incident_kind=natural_death 2021": "7",
            "leavers dorp leaving_reason=own_request 2021": "19",
            "u|leavers dorp own_request_reason=other_job 2021": "11",
            "u|leavers dorp own_request_reason=career 2021": "8",
            "cases_closed dorp 2021": "10",
            "k|cases_closed dorp closing_reason=client_moved 2021": "3",
            "k|cases_closed dorp closing_reason=client_deceased 2021": "4",
        },
        [
            (
                {"incidents dorp incident_kind=natural_death 2021": "8"},
                "dorp:incidents:dorp:-:2021/incident_kind@r/t",
                1,
            ),
            (
                {"incidents dorp incident_kind=verbal_violence 2021": "4"},
                "dorp:incidents:dorp:incident_kind=aggression:2021/incident_kind@r/t",
                -1,
            ),
            (
                {"u|leavers dorp own_request_reason=career 2021": "7"},
                "dorp:leavers:dorp:leaving_reason=own_request:2021/own_request_reason@r/u",
                -1,
            ),
            (
                {"k|cases_closed dorp closing_reason=client_moved 2021": "7"},
                "dorp:cases_closed:dorp:-:2021/closing_reason@r/k:to",
                1,
            ),
        ],
    ),
    "stock_over_time": Case(
        {
            "cases_running heide 2021-01": "100",
            "cases_closed heide 2021-01": "7",
            "cases_started heide 2021-02": "10",
            "cases_running heide 2021-02": "103",
        },
        [
            ({"cases_running heide 2021-02": "104"}, "dorp:cases_running:heide:-:2021-02", -1),
            ({"cases_closed heide 2021-01": "6"}, "dorp:cases_running:heide:-:2021-02", 1),
        ],
    ),
    "stock_in_period": Case(
        {
            "cases_running heide 2021-01": "100",
            "cases_started heide 2021-01": "10",
            "cases_started heide 2021-Q1": "40",
            "cases_running heide 2021-Q1": "130",
        },
        [
            ({"cases_running heide 2021-Q1": "131"}, "dorp:cases_running:heide:-:2021-Q1/month", -1),
            ({"cases_started heide 2021-01": "9"}, "dorp:cases_running:heide:-:2021-Q1/month", 1),
        ],
    ),
    "same_in_two_tables": Case(
        {
            "cases_started dorp 2021": "12",
            "u|cases_started dorp 2021": "12",
            "absence_rate dorp 2021": "7,83%",
            "k|absence_rate dorp 2021": "8%",
        },
        [
            ({"u|cases_started dorp 2021": "13"}, "dorp:cases_started:dorp:-:2021@r/u", 1),
            ({"k|absence_rate dorp 2021": "7%"}, "dorp:absence_rate:dorp:-:2021@r/k/r/k4", -0.83),
        ],
    ),
    "same_in_two_reports": Case(
        {
            "k|wait_days dorp 2021": "gemiddeld 7,44",
            "2023/k|wait_days dorp 2021": "minder dan 7,5",
            "cases_started dorp 2021": "12",
            "2023/t|cases_started dorp 2021": "12",
            "absence_rate dorp 2021": "7,83%",
            "2023/t|absence_rate dorp 2021": "7,8%",
        },
        [
            ({"2023/t|cases_started dorp 2021": "13"}, "dorp:cases_started:dorp:-:2021@2023", 1),
            ({"2023/t|absence_rate dorp 2021": "7,7%"}, "dorp:absence_rate:dorp:-:2021@2023", -0.13),
            ({"k|wait_days dorp 2021": "gemiddeld 7,64"}, "dorp:wait_days:dorp:-:2021@2023", 0.14),
        ],
    ),
    "share_of_whole": Case(
        {
            "cases_started dorp 2021": "5.457",
            "cases_started dorp referrer=self 2021": "2.925",
            "k|referrer_share dorp referrer=self 2021": "54%",
            # Cut off instead of rounded: 7,568.
            "cases_started dorp referrer=social_network 2021": "413",
            "k|referrer_share dorp referrer=social_network 2021": "7,5%",
            # Of those for whom it is known: yes / (yes + no).
            "cases_closed dorp can_continue=yes 2021": "1.793",
            "cases_closed dorp can_continue=no 2021": "736",
            "k|can_continue_share dorp 2021": "71%",
            "sroi_value dorp sroi_component=new_staff 2021": "€153.801,00",
            "sroi_value dorp sroi_component=goal 2021": "€949.282,70",
            "sroi_share_of_goal dorp sroi_component=new_staff 2021": "16,20%",
        },
        [
            (
                {"k|referrer_share dorp referrer=self 2021": "45%"},
                "dorp:referrer_share:dorp:referrer=self:2021@r",
                8.6009,
            ),
            (
                {"k|referrer_share dorp referrer=self 2021": "55%"},
                "dorp:referrer_share:dorp:referrer=self:2021@r",
                -1.3991,
            ),
            ({"cases_closed dorp can_continue=no 2021": "763"}, "dorp:can_continue_share:dorp:-:2021@r", -0.8513),
            (
                {"sroi_share_of_goal dorp sroi_component=new_staff 2021": "16,02%"},
                "dorp:sroi_share_of_goal:dorp:sroi_component=new_staff:2021@r",
                0.1818,
            ),
        ],
    ),
    "change_between_periods": Case(
        {
            "cases_closed dorp 2020": "4.544",
            "cases_closed dorp 2021": "5.462",
            "k|cases_closed_change dorp 2021~2020": "918",
            "absence_rate dorp 2020": "5,95%",
            "absence_rate dorp 2021": "6,2%",
            "k|absence_rate_change dorp 2021~2020": "0,2",
        },
        [
            ({"cases_closed dorp 2020": "4.554"}, "dorp:cases_closed_change:dorp:-:2021~2020@r", -10),
            ({"k|absence_rate_change dorp 2021~2020": "0,4"}, "dorp:absence_rate_change:dorp:-:2021~2020@r", -0.15),
        ],
    ),
    "growth_between_periods": Case(
        {
            "referrals dorp 2020": "759",
            "referrals dorp 2021": "583",
            "k|referrals_growth dorp 2021~2020": "-23%",
            "cases_running dorp 2020": "10.834",
            "cases_running dorp 2021": "11.654",
            "k|cases_running_growth dorp 2021~2020": "7%",
        },
        [
            ({"k|referrals_growth dorp 2021~2020": "-24%"}, "dorp:referrals_growth:dorp:-:2021~2020@r", 0.8116),
            ({"k|cases_running_growth dorp 2021~2020": "6%"}, "dorp:cases_running_growth:dorp:-:2021~2020@r", 1.5688),
        ],
    ),
    "percentage_rounded": Case(
        {
            "cases_started dorp 2021": "5.457",
            "cases_started dorp referrer=social_network 2021": "413",
            "k|referrer_share dorp referrer=social_network 2021": "7,6%",
            "referrals dorp 2020": "759",
            "referrals dorp 2021": "582",
            "k|referrals_growth dorp 2021~2020": "-23%",
        },
        [
            (
                {"k|referrer_share dorp referrer=social_network 2021": "7,5%"},
                "dorp:referrer_share:dorp:referrer=social_network:2021@r",
                0.0683,
            ),
            ({"referrals dorp 2021": "578"}, "dorp:referrals_growth:dorp:-:2021~2020@r", -0.8472),
        ],
    ),
    "bounds_over_time": Case(
        over_months("unique_clients heide") | {"unique_clients heide 2021-Q1": "20"},
        [
            ({"unique_clients heide 2021-Q1": "34"}, "dorp:unique_clients:heide:-:2021-Q1/month:to", 1),
            ({"unique_clients heide 2021-Q1": "11"}, "dorp:unique_clients:heide:-:2021-Q1/month:from", 1),
        ],
    ),
    "mean_over_time": Case(
        {
            "wait_workdays heide 2021-01": "7,0",
            "wait_workdays heide 2021-02": "8,0",
            "wait_workdays heide 2021-03": "9,0",
            "wait_workdays heide 2021-Q1": "7,0",
        },
        [
            ({"wait_workdays heide 2021-Q1": "9,1"}, "dorp:wait_workdays:heide:-:2021-Q1/month:to", 0.1),
            ({"wait_workdays heide 2021-Q1": "6,9"}, "dorp:wait_workdays:heide:-:2021-Q1/month:from", 0.1),
        ],
    ),
    "mean_over_areas": Case(
        {
            "wait_workdays dorp 2021": "14,1",
            "wait_workdays heide 2021": "7,8",
            "wait_workdays kerk 2021": "10,0",
            "wait_workdays haven 2021": "14,1",
        },
        [
            ({"wait_workdays dorp 2021": "141,0"}, "dorp:wait_workdays:dorp:-:2021/teams:to", 126.9),
            ({"wait_workdays dorp 2021": "7,7"}, "dorp:wait_workdays:dorp:-:2021/teams:from", 0.1),
        ],
    ),
    "value_in_range": Case(
        {"absence_rate dorp 2021": "100%", "client_rating dorp 2021": "0", "k|work_happiness dorp 2021": "ruim 8"},
        [
            ({"absence_rate dorp 2021": "100,01%"}, "dorp:absence_rate:dorp:-:2021@r/t/r1c1:to", 0.01),
            ({"client_rating dorp 2021": "-0,1"}, "dorp:client_rating:dorp:-:2021@r/t/r2c1:from", 0.1),
            ({"k|work_happiness dorp 2021": "ruim 80"}, "dorp:work_happiness:dorp:-:2021@r/k3:to", 70),
        ],
    ),
    "weighted_mean": Case(
        {
            "wait_workdays dorp 2021": "9,2",
            "wait_workdays heide 2021": "7,0",
            "wait_workdays kerk 2021": "9,0",
            "wait_workdays haven 2021": "11,0",
            "cases_started heide 2021": "10",
            "cases_started kerk 2021": "70",
            "cases_started haven 2021": "20",
        },
        [
            ({"wait_workdays dorp 2021": "10,2"}, "dorp:wait_workdays", -1),
            ({"wait_workdays kerk 2021": "10,0"}, "dorp:wait_workdays", 0.7),
        ],
    ),
    "additivity_holds": Case(
        # Three teams in four years: twelve sums.
        {
            f"complaints {area} {period}": text
            for area in ("heide", "kerk", "haven")
            for year in (2018, 2019, 2020, 2021)
            for period, text in ((f"{year}-H1", "3"), (f"{year}-H2", "4"), (str(year), "7"))
        },
        [
            (
                {
                    f"complaints {area} {year}": "5"
                    for area in ("heide", "kerk", "haven")
                    for year in (2018, 2019, 2020, 2021)
                },
                "dorp:complaints/sum_over_time",
                1.2,
            )
        ],
    ),
    "every_area_printed": Case(
        {"complaints polder 2021": "3", "complaints haven 2021": "-", "complaints heide 2022": "4"},
        [({"complaints kerk 2022": "5"}, "dorp:complaints:2022@r/t", -1)],
    ),
    "every_cell_legible": Case(
        {"complaints heide 2021": "3", "complaints haven 2021": "-"},
        [
            ({"complaints haven 2021": ""}, "r/t", -1),
            ({"complaints haven 2021": "circa 5"}, "r/t", -1),
        ],
    ),
}


def test_every_rule_has_a_case():
    rules = {rule["id"] for rule in yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))}
    assert rules == {*CASES, "waivers_current", "waivers_reviewed"}
    assert all(case.bad for case in CASES.values())


@pytest.mark.parametrize("rule", CASES)
def test_known_good(warehouse, rule):
    warehouse.print_cells(CASES[rule].good)
    verdicts = warehouse.verdicts(rule)
    assert verdicts
    assert {verdict for verdict, _ in verdicts.values()} == {"holds"}, verdicts


@pytest.mark.parametrize(
    ("rule", "bad"),
    [
        pytest.param(rule, bad, id=f"{rule}-{number}")
        for rule, case in CASES.items()
        for number, bad in enumerate(case.bad, 1)
    ],
)
def test_known_bad(warehouse, rule, bad):
    change, scope, difference = bad
    warehouse.print_cells(CASES[rule].good | change)
    assert warehouse.failing(rule) == {scope: pytest.approx(difference)}
    assert warehouse.findings()[f"{rule}:{scope}"] == ("open", "new")
    query = "SELECT unnest([sentence_nl, sentence_en]) FROM quality.finding WHERE rule_id = ?"
    for (sentence,) in warehouse.rows(query, rule):
        # Neither a word left to fill in nor one that nothing is known of.
        assert not set(sentence) & set("{}?"), sentence


# ---- what cannot be judged ------------------------------------------------------------------------------------------


def test_a_month_is_not_printed(warehouse):
    """What the months add up to is not known; the largest of them still is not larger than the quarter."""
    cells = over_months("cases_started heide") | over_months("unique_clients heide")
    cells |= {"cases_started heide 2021-Q1": "11", "unique_clients heide 2021-Q1": "11"}
    cells |= {"cases_started heide 2021-02": None, "unique_clients heide 2021-02": None}
    warehouse.print_cells(cells)
    gap = ("not_evaluable", "only 2 figures by month are printed")
    assert warehouse.judged("sum_over_time:dorp:cases_started:heide:-:2021-Q1/month") == gap
    assert warehouse.judged("bounds_over_time:dorp:unique_clients:heide:-:2021-Q1/month:to") == gap
    assert warehouse.failing("bounds_over_time") == {"dorp:unique_clients:heide:-:2021-Q1/month:from": 1}


def test_any_complete_cover_of_a_period(warehouse):
    """Half-years of a year, quarters of a half-year, two quarters and a half-year, the months of an interval."""
    warehouse.print_cells(
        {"complaints dorp 2020-H1": "3", "complaints dorp 2020-H2": "4", "complaints dorp 2020": "8"}
        | {"complaints heide 2020-Q3": "3", "complaints heide 2020-Q4": "4", "complaints heide 2020-H2": "8"}
        | {"complaints kerk 2021-Q1": "1", "complaints kerk 2021-Q2": "2", "complaints kerk 2021-H2": "3"}
        | {"complaints kerk 2021": "7"}
        | {"complaints haven 2021-05": "1", "complaints haven 2021-06": "2", "complaints haven 2021-05/2021-06": "4"}
        | {"complaints haven 2021-05/2021-09": "5"}
    )
    only_quarters = ("not_evaluable", "only 2 figures by quarter are printed")
    assert warehouse.failing("sum_over_time") == {
        "dorp:complaints:dorp:-:2020/half_year": -1,
        "dorp:complaints:heide:-:2020-H2/quarter": -1,
        "dorp:complaints:kerk:-:2021/mixed": -1,
        "dorp:complaints:haven:-:2021-05/2021-06/month": -1,
    }
    assert warehouse.judged("sum_over_time:dorp:complaints:kerk:-:2021/quarter") == only_quarters
    assert len(warehouse.verdicts("sum_over_time")) == 5


def test_a_metric_that_does_not_add_up_is_one_finding(warehouse):
    cells: Cells = {
        f"complaints {area} {period}": text
        for area in ("heide", "kerk", "haven")
        for year in (2018, 2019, 2020, 2021)
        for period, text in ((f"{year}-H1", "3"), (f"{year}-H2", "4"), (str(year), "5"))
    }
    warehouse.print_cells(cells | {"complaints heide 2018": "7"})
    assert warehouse.findings().keys() == {"additivity_holds:dorp:complaints/sum_over_time"}
    why = ("not_evaluable", "the metric does not add up so: 1 of 12 hold")
    assert warehouse.judged("sum_over_time:dorp:complaints:kerk:-:2021/half_year") == why


def test_many_findings_of_a_metric_that_does_add_up_stay_apart(warehouse):
    cells: Cells = {
        f"complaints {area} {period}": text
        for area in ("heide", "kerk", "haven")
        for year in (2018, 2019, 2020, 2021)
        for period, text in ((f"{year}-H1", "3"), (f"{year}-H2", "4"), (str(year), "5"))
    }
    warehouse.print_cells(cells | {"complaints heide 2018": "7", "complaints heide 2019": "7"})
    assert len(warehouse.failing("sum_over_time")) == 10
    assert warehouse.failing("additivity_holds") == {}


def test_a_report_with_one_table_only(warehouse):
    """Nothing to compare is no failure, and is said as that."""
    warehouse.print_cells({"cases_started heide 2021": "4", "cases_started kerk 2021": "5"})
    assert warehouse.findings() == {"every_area_printed:dorp:cases_started:2021@r/t": ("open", "new")}
    assert warehouse.result("sum_over_areas", "identities", "evaluated_share") == (0, None)


@pytest.mark.parametrize("weight", [None, "circa 20"])
def test_a_weighted_mean_needs_every_weight(warehouse, weight):
    warehouse.print_cells(CASES["weighted_mean"].good | {"cases_started haven 2021": weight})
    assert warehouse.verdicts("weighted_mean") == {}


def test_closing_stock(warehouse):
    cells: Cells = {
        "cases_running heide 2021-03": "100",
        "cases_closed heide 2021-03": "10",
        "cases_closed heide 2021-Q1": "40",
        "cases_running heide 2021-Q1": "131",
    }
    warehouse.print_cells(cells)
    assert warehouse.failing("stock_in_period") == {"dorp:cases_running:heide:-:2021-Q1/month:end": -1}


def test_a_team_is_not_printed(warehouse):
    warehouse.print_cells(
        {"cases_started dorp 2021": "4", "cases_started heide 2021": "5", "cases_started kerk 2021": "3"}
        | {"complaints dorp 2021": "4", "complaints heide 2021": "5", "complaints kerk 2021": "3"}
    )
    gap = ("not_evaluable", "the printed areas hold 2 teams of 3")
    assert warehouse.judged("overlap_over_areas:dorp:cases_started:dorp:-:2021/teams:to") == gap
    assert warehouse.judged("sum_over_areas:dorp:complaints:dorp:-:2021/teams") == gap
    assert warehouse.failing("overlap_over_areas") == {"dorp:cases_started:dorp:-:2021/teams:from": 1}


def test_a_group_stands_for_its_teams(warehouse):
    warehouse.print_cells(
        {"complaints dorp 2021": "12", "complaints polder 2021": "7", "complaints haven 2021": "6"}
        | {"data_leaks dorp 2021": "12", "data_leaks polder 2021": "7", "data_leaks haven 2021": "5"}
        | {"data_leaks heide 2021": "3", "data_leaks kerk 2021": "5"}
    )
    assert warehouse.verdicts("sum_over_areas") == {
        "dorp:complaints:dorp:-:2021/groups": ("fails", 1),
        "dorp:data_leaks:dorp:-:2021/groups": ("holds", 0),
        "dorp:data_leaks:dorp:-:2021/teams": ("fails", 1),
        "dorp:data_leaks:polder:-:2021/teams": ("fails", 1),
    }


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("circa 11", "1 of 4 figures cannot be read exactly"),
        ("ruim 11", "1 of 4 figures cannot be read exactly"),
        ("", "1 of 4 figures cannot be read exactly"),
    ],
)
def test_a_figure_that_cannot_be_read_exactly(warehouse, printed, why):
    cells = over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": "33"}
    warehouse.print_cells(cells | {"cases_started dorp 2021-02": printed})
    identity = "sum_over_time:dorp:cases_started:dorp:-:2021-Q1/month"
    assert warehouse.judged(identity) == ("not_evaluable", why)
    assert warehouse.findings().keys() == {"every_cell_legible:r/t"}


@pytest.mark.parametrize(("quarter", "verdict"), [("22", "holds"), ("23", "fails")])
def test_an_empty_cell_counts_as_nothing(warehouse, quarter, verdict):
    cells = over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": quarter}
    warehouse.print_cells(cells | {"cases_started dorp 2021-02": "-"})
    identity = "sum_over_time:dorp:cases_started:dorp:-:2021-Q1/month"
    assert warehouse.judged(identity) == (verdict, "1 empty cells counted as nothing")


@pytest.mark.parametrize(
    ("printed", "verdict", "why"),
    [
        (
            {"k|referrer_share dorp referrer=self 2021": "circa 54%"},
            "not_evaluable",
            "1 of 3 figures cannot be read exactly",
        ),
        ({"k|referrer_share dorp referrer=self 2021": "53%"}, "holds", "the printed digits are cut off, not rounded"),
        ({"cases_started dorp 2021": "0"}, "not_evaluable", "the base of the ratio is zero"),
    ],
)
def test_a_share_that_is_not_judged_as_it_stands(warehouse, printed, verdict, why):
    warehouse.print_cells(
        {
            "cases_started dorp 2021": "5.457",
            "cases_started dorp referrer=self 2021": "2.925",
            "k|referrer_share dorp referrer=self 2021": "54%",
        }
        | printed
    )
    assert warehouse.judged("share_of_whole:dorp:referrer_share:dorp:referrer=self:2021@r") == (verdict, why)


def test_a_share_that_is_wrong_is_told_once(warehouse):
    """What is off by more than a digit cut off is found by one rule, and left alone by the other."""
    warehouse.print_cells(
        {
            "cases_started dorp 2021": "5.457",
            "cases_started dorp referrer=self 2021": "2.925",
            "k|referrer_share dorp referrer=self 2021": "45%",
        }
    )
    scope = "dorp:referrer_share:dorp:referrer=self:2021@r"
    assert warehouse.findings().keys() == {f"share_of_whole:{scope}"}
    why = ("not_evaluable", "off by more than digits that were cut off")
    assert warehouse.judged(f"percentage_rounded:{scope}") == why


@pytest.mark.parametrize("missing", ["cases_started dorp 2021", "cases_started dorp referrer=self 2021"])
def test_a_share_whose_part_or_whole_is_not_printed_is_no_identity(warehouse, missing):
    cells: Cells = {
        "cases_started dorp 2021": "5.457",
        "cases_started dorp referrer=self 2021": "2.925",
        "k|referrer_share dorp referrer=self 2021": "45%",
    }
    warehouse.print_cells(cells | {missing: None})
    assert warehouse.verdicts("share_of_whole") == {}


def test_a_share_is_of_the_figures_of_its_own_report(warehouse):
    """A later report restates the whole; the earlier percentage was right when it was printed."""
    warehouse.print_cells(
        {
            "cases_started dorp 2021": "100",
            "cases_started dorp referrer=self 2021": "54",
            "k|referrer_share dorp referrer=self 2021": "54%",
            "2023/t|cases_started dorp 2021": "120",
        }
    )
    assert warehouse.failing("share_of_whole") == {}
    assert warehouse.failing("same_in_two_reports") == {"dorp:cases_started:dorp:-:2021@2023": 20}


# ---- tolerance, and which print a rule looks at ---------------------------------------------------------------------

COMPONENTS = ["mbo_interns", "new_staff", "sheltered_workshops", "work_experience", "local_initiatives"]


@pytest.mark.parametrize(("whole", "verdict"), [("50,03%", "holds"), ("50,04%", "fails"), ("49,97%", "holds")])
def test_five_rounded_percentages(warehouse, whole, verdict):
    parts: Cells = {f"sroi_share_of_subsidy dorp sroi_component={part} 2021": "10,00%" for part in COMPONENTS}
    warehouse.print_cells(parts | {"sroi_share_of_subsidy dorp 2021": whole})
    identity = "sum_over_categories:dorp:sroi_share_of_subsidy:dorp:-:2021/sroi_component@r/t"
    assert warehouse.judged(identity) == (verdict, None)


def test_whole_euros_are_rounded_and_counts_are_not(warehouse):
    parts: Cells = {f"sroi_value dorp sroi_component={part} 2021": "€10" for part in COMPONENTS}
    counts: Cells = {f"incidents dorp incident_kind={kind} 2021": "10" for kind in ("natural_death", "aggression")}
    warehouse.print_cells(parts | counts | {"sroi_value dorp 2021": "€53", "incidents dorp 2021": "21"})
    assert warehouse.verdicts("sum_over_categories") == {
        "dorp:sroi_value:dorp:-:2021/sroi_component@r/t": ("holds", -3),
        "dorp:incidents:dorp:-:2021/incident_kind@r/t": ("fails", -1),
    }


def test_a_target_is_no_part(warehouse):
    warehouse.print_cells(
        {
            "sroi_value dorp sroi_component=goal 2021": "999",
            "sroi_value dorp sroi_component=new_staff 2021": "5",
            "sroi_value dorp sroi_component=mbo_interns 2021": "7",
            "sroi_value dorp 2021": "12",
        }
    )
    assert warehouse.verdicts("sum_over_categories") == {"dorp:sroi_value:dorp:-:2021/sroi_component@r/t": ("holds", 0)}


def test_the_served_print_is_summed(warehouse):
    """A later report corrects a month: the sum is of what is served; nothing is compared across reports here."""
    cells = over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": "34"}
    warehouse.print_cells(cells | {"2023/t|cases_started dorp 2021-02": "12"})
    assert warehouse.verdicts("sum_over_time") == {"dorp:cases_started:dorp:-:2021-Q1/month": ("holds", 0)}
    assert warehouse.verdicts("same_in_two_tables") == {}


def test_restated_categories_are_held_to_their_own_whole(warehouse):
    """A later report restates the total and its categories: both tables add up, and neither is wrong."""
    warehouse.print_cells(
        {
            "cases_closed dorp 2021": "10",
            "cases_closed dorp can_continue=yes 2021": "4",
            "cases_closed dorp can_continue=no 2021": "6",
            "2023/t|cases_closed dorp 2021": "12",
            "2023/t|cases_closed dorp can_continue=yes 2021": "5",
            "2023/t|cases_closed dorp can_continue=no 2021": "7",
        }
    )
    assert warehouse.failing("sum_over_categories") == {}


def test_qualifiers(warehouse):
    words = {
        "circa": "about",
        "ongeveer": "about",
        "ruim": "over",
        "iets meer dan": "over",
        "bijna": "nearly",
        "minder dan": "under",
        "minimaal": "at_least",
        "ten hoogste": "at_most",
        "gemiddeld": "average",
        "precies": "exact",
    }
    cells: Cells = {f"k|cases_started dorp {year}": f"{word} 12" for year, word in enumerate(words, 2001)}
    warehouse.print_cells(cells | {"k|cases_started dorp 2000": "12"})
    read = warehouse.rows("SELECT qualifier FROM core.figure WHERE is_served ORDER BY period_id")
    assert [qualifier for (qualifier,) in read] == ["exact", *words.values()]


# ---- waivers --------------------------------------------------------------------------------------------------------

BROKEN = over_months("cases_started dorp") | {"cases_started dorp 2021-Q1": "34"}
IDENTITY = "sum_over_time:dorp:cases_started:dorp:-:2021-Q1/month"
COUNTS = ("identities", "holding", "failing", "open_findings", "waived_findings", "evaluated_share")


def test_a_waiver_accepts_its_difference(warehouse):
    warehouse.waive(IDENTITY, "-1")
    warehouse.print_cells(BROKEN)
    assert warehouse.findings() == {IDENTITY: ("waived", "new")}
    assert warehouse.result("waivers_current", *COUNTS) == (1, 1, 0, 0, 0, 1.0)


def test_a_waiver_accepts_no_other_difference(warehouse):
    warehouse.waive(IDENTITY, "-1")
    warehouse.print_cells(BROKEN | {"cases_started dorp 2021-02": "13"})
    assert warehouse.findings() == {IDENTITY: ("open", "the waiver expects a difference of -1")}


def test_a_waiver_outlives_its_finding(warehouse):
    warehouse.waive(IDENTITY, "-1")
    warehouse.print_cells(BROKEN | {"cases_started dorp 2021-Q1": "33"})
    obsolete = ("open", "the waived finding is gone: look at its cells before you remove the waiver")
    assert warehouse.findings() == {f"waivers_current:{IDENTITY}": obsolete}
    assert warehouse.result("waivers_current", *COUNTS) == (1, 0, 1, 1, 0, 1.0)


def test_a_waiver_whose_review_date_has_passed(warehouse):
    warehouse.waive(IDENTITY, "-1", due=True)
    warehouse.print_cells(BROKEN)
    due = ("open", "the review date of the waiver has passed")
    assert warehouse.findings() == {IDENTITY: ("waived", "new"), f"waivers_reviewed:{IDENTITY}": due}
    assert warehouse.result("waivers_reviewed", *COUNTS) == (1, 0, 1, 1, 0, 1.0)


def test_a_waiver_of_an_identity_that_does_not_exist(warehouse):
    never = "sum_over_time:dorp:cases_started:dorp:-:2031-Q1/month"
    warehouse.waive(never, "-1")
    warehouse.print_cells(BROKEN)
    unknown = "no identity has this id, now or any more: compare it with those that `warehouse check` prints"
    assert warehouse.findings()[f"waivers_current:{never}"] == ("open", unknown)


def test_a_waiver_rests_while_its_report_is_not_loaded(warehouse):
    warehouse.waive(IDENTITY, "-1", report="elsewhere")
    warehouse.print_cells({"cases_started dorp 2021": "12"})
    assert warehouse.findings() == {}
    assert warehouse.result("waivers_current", *COUNTS) == (0, 0, 0, 0, 0, None)


def test_counts_of_a_rule(warehouse):
    quarter = over_months("cases_closed dorp") | {"cases_closed dorp 2021-Q1": "33"}
    unclear: Cells = {"joiners dorp 2021-01": "ruim 3", "joiners dorp 2021-02": "2", "joiners dorp 2021-Q1": "5"}
    warehouse.waive(IDENTITY, "-1")
    warehouse.print_cells(BROKEN | quarter | unclear)
    assert warehouse.findings()[IDENTITY] == ("waived", "new")
    assert warehouse.result("sum_over_time", *COUNTS) == (3, 1, 1, 0, 1, pytest.approx(2 / 3))


def test_a_rule_without_anything_to_look_at(warehouse):
    warehouse.print_cells({"cases_started dorp 2021": "12"})
    assert warehouse.findings() == {}
    assert warehouse.result("sum_over_time", *COUNTS) == (0, 0, 0, 0, 0, None)


# ---- what is said of a finding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "sentence_nl", "sentence_en"),
    [
        (
            {
                **{f"cases_started dorp 2021-Q{quarter}": "1.364" for quarter in (1, 2, 3, 4)},
                "cases_started dorp 2021": "5.457",
            },
            "De kwartalen tellen op tot 5.456; het jaartotaal is 5.457 (Gestarte casussen, Dorp, 2021).",
            "The quarters add up to 5.456; the total of the year is 5.457 (Cases started, Dorp, 2021).",
        ),
        (
            {"wait_workdays dorp 2021": "7,7", "wait_workdays heide 2021": "7,8", "wait_workdays polder 2021": "9,0"}
            | {"wait_workdays kerk 2021": "8,1", "wait_workdays haven 2021": "9,0"},
            "Het gemiddelde van Dorp is 7,7, lager dan het laagste van de teams: 7,8 "
            "(Wachttijd tot eerste gesprek, Dorp, 2021).",
            "The mean of Dorp is 7,7, below the lowest of the teams: 7,8 (Wait until first meeting, Dorp, 2021).",
        ),
        (
            {"incidents dorp 2021": "3", "incidents dorp incident_kind=natural_death 2021": "1"}
            | {"incidents dorp incident_kind=aggression 2021": "1"},
            "De delen naar aard van het incident tellen op tot 2; het totaal is 3 (Incidenten, Dorp, 2021).",
            "The parts by kind of incident add up to 2; the total is 3 (Incidents, Dorp, 2021).",
        ),
    ],
)
def test_a_finding_in_words(warehouse, cells, sentence_nl, sentence_en):
    warehouse.print_cells(cells)
    warehouse.findings()
    said = warehouse.rows("SELECT sentence_nl, sentence_en FROM quality.finding")
    assert (sentence_nl, sentence_en) in said
