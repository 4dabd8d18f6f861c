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

        A meaning is "metric area [breakdown=category] period", behind "table|" where the table is not t; table k is
        prose. A report other than r, which is of 2022, stands before the table: "2023/t|…" is of 2023. Of the texts
        "-" stands for none and "" for unknown; words before a number are its qualifier.
        """
        read = [
            (number, *_read(meaning, text))
            for number, (meaning, text) in enumerate(cells.items(), 1)
            if text is not None
        ]
        for report in {cell[1] for cell in read}:
            period = "2022" if report == "r" else report
            self._insert("report", report, report, "dorp", period, None, None, None, f"sources/{report}", None, None)
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
    said = {"metric": metric, "area": area, "period": period}
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
