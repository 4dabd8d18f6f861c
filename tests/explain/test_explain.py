"""`warehouse explain` on the real release: every source it names is looked up in the files themselves."""

from __future__ import annotations

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.explain.figures import identities_by_figure
from orchestration.explain.marts import mart_named, mart_names
from orchestration.explain.served import Served

REPORT = "bto-sociaal-2021"
TEAM_MONTH = ("explain", "flow.team_month", "--team", "overvecht-de-gagel", "--period", "2021-03")


def _values(answer: Any) -> dict[str, Any]:
    (explanation,) = answer["explanations"]
    return {value["name"]: value for value in explanation["values"]}


def test_a_row_of_a_wide_mart(ask: Any) -> None:
    values = _values(ask.data(*TEAM_MONTH))
    assert {name: value["value"] for name, value in values.items()} == {
        "cases_started": 24, "cases_running": 400, "cases_closed": 18,
        "opening_stock": 376, "closing_stock": 382, "net_flow": 6, "wait_workdays": 3.5,
    }  # fmt: skip
    for name, table in {"cases_started": "cases_started", "wait_workdays": "wait_by_team"}.items():
        cell = values[name]["figure"]["cell"]
        assert cell["file"] == f"{REPORT}/{table}.csv"
        assert cell["value_printed"] == ask.printed(f"{REPORT}/{table}", cell["row_number"], cell["column_number"])
    assert values["cases_started"]["figure"]["cell"]["document_line"] == 1182
    assert values["opening_stock"]["steps"] == ["cases_running - cases_started", "400 - 24", "376"]


def test_what_people_read(ask: Any) -> None:
    text = ask.text(*TEAM_MONTH)
    for words in (
        "flow.team_month · bto-sociaal · Overvecht De Gagel · maart 2021 (2021-03)",
        "cases_started = 24   Gestarte casussen (Cases started)",
        f"“24” in {REPORT}/cases_started.csv row 15 column 4, line 1182",
        "Het verslag van 2021 (bto-sociaal-2021), table “Aantal gestarte casussen per buurtteam",
        "stock_over_time:bto-sociaal:cases_running:overvecht-de-gagel:-:2021-03",
        "Lopend volgt uit de vorige periode (What runs follows from the period before)",
        "opening_stock = cases_running - cases_started = 400 - 24 = 376",
        "wait_workdays = 3,5 werkdagen",
        "registration-2019: Cases were registered in a new way",
    ):
        assert words in text
    assert "\x1b" not in text


def test_one_column_of_the_city_unfolds_to_its_cells(ask: Any) -> None:
    arguments = ["explain", "flow.city_month", "--area", "Utrecht", "--period", "januari 2021"]
    text = ask.text(*arguments, "--column", "opening_stock")
    assert "opening_stock = cases_running - cases_started = 6.623 - 426 = 6.197" in text
    assert f"“6.623” in {REPORT}/cases_by_period.csv row 4 column 2, line 1153" in text
    assert ask.printed(f"{REPORT}/cases_by_period", 4, 2) == "6.623"
    assert ask.printed(f"{REPORT}/cases_by_period", 3, 2) == "426"
    assert "closing_stock" not in text


@pytest.mark.parametrize(
    "filters",
    [
        ["--team", "Overvecht De Gagel", "--period", "2021-03"],
        ["--area", "OVERVECHT DE GAGEL", "--period", "Maart 2021"],
        ["--team", "overvecht-de-gagel", "--period", "march 2021", "--organisation", "BTO-Sociaal"],
    ],
)
def test_names_and_ids_choose_the_same_row(ask: Any, filters: list[str]) -> None:
    assert ask.data("explain", "flow.team_month", *filters) == ask.data(*TEAM_MONTH)


def test_a_figure_by_id_and_by_key(ask: Any) -> None:
    by_id = ask.data("explain", f"{REPORT}/cases_started/r15c4")
    assert by_id == ask.data("explain", "bto-sociaal:cases_started:overvecht-de-gagel:-:2021-03")
    assert _values(by_id)["cases_started"]["figure"] == _values(ask.data(*TEAM_MONTH))["cases_started"]["figure"]


def test_a_share_with_its_base(ask: Any) -> None:
    values = _values(ask.data("explain", "flow.referrer_year", "--category", "zelfmelder", "--period", "2021"))
    share = values["cases_started_share"]
    assert share["steps"] == ["100 * cases_started / cases_started of the whole", "100 * 2.925 / 5.457", "53,6 %"]
    assert [part["figure"]["cell"]["value_printed"] for part in share["parts"]] == ["2.925", "5.457"]
    assert ask.printed(f"{REPORT}/cases_started_by_referrer", 10, 6) == "2.925"
    text = ask.text("explain", f"{REPORT}/can-continue-share")
    assert "a share of can_continue_known = can_continue_yes + can_continue_no = 1.793 + 736 = 2.529" in text


def test_formulas_within_formulas(ask: Any) -> None:
    (share,) = _values(
        ask.data("explain", "satisfaction.can_continue_year", "--column", "can_continue_known_share")
    ).values()
    yes, known = share["parts"]
    assert yes["parts"][0]["figure"]["cell"]["value_printed"] == "1.793"
    assert [part["name"] for part in known["parts"]] == ["can_continue_yes", "can_continue_no"]
    assert known["parts"][1]["parts"][0]["figure"]["cell"]["value_printed"] == "736"
    assert share["written"] == "70,9 %"


def test_what_no_report_prints_for_a_quarter_unfolds_to_its_months(ask: Any) -> None:
    arguments = ["explain", "flow.team_quarter", "--team", "west", "--period", "2021-Q2"]
    values = _values(ask.data(*arguments))
    started, stock = values["cases_started"], values["closing_stock"]
    assert started["figure"] is None
    assert started["steps"][0] == "cases_started in 2021-04 + cases_started in 2021-05 + cases_started in 2021-06"
    cells = [part["figure"]["cell"] for part in started["parts"]]
    for cell in cells:
        table = cell["file"].removesuffix(".csv")
        assert cell["value_printed"] == ask.printed(table, cell["row_number"], cell["column_number"])
    assert started["value"] == sum(_decimal(cell["value_printed"]) for cell in cells)
    # Formulas within formulas, down to what is printed.
    running, closed = stock["parts"]
    assert running["formula"] == "cases_running in 2021-04 - cases_started in 2021-04 + cases_started"
    assert running["parts"][2]["formula"] == started["formula"]
    assert stock["value"] == running["value"] - closed["value"]
    assert "cases_started in 2021-05" in ask.text(*arguments, "--column", "cases_started")


def test_a_release_from_before_values_were_computed(changed: Any) -> None:
    asked = changed("DROP VIEW core.mart_value; DROP TABLE core.computed_value")
    text = asked.text("explain", "flow.team_quarter", "--team", "west", "--period", "2021-Q2")
    assert "wait_workdays = " in text
    assert "No report prints cases_started" in text


def test_a_team_beside_the_city_and_the_quarter_before(ask: Any) -> None:
    answer = ask.data("explain", "flow.team_comparison_quarter", "--team", "west", "--period", "2021-Q2")
    values = _values(answer)
    team, city = (
        part["figure"]["cell"] for part in values["wait_gap"]["parts"][0:1] + values["city_wait_workdays"]["parts"]
    )
    for cell in (team, city):
        table = cell["file"].removesuffix(".csv")
        assert cell["value_printed"] == ask.printed(table, cell["row_number"], cell["column_number"])
    gap = _decimal(team["value_printed"]) - _decimal(city["value_printed"])
    assert values["wait_gap"]["value"] == pytest.approx(float(gap))
    now, before = (part["figure"] for part in values["wait_change"]["parts"])
    assert (now["period_id"], before["period_id"]) == ("2021-Q2", "2021-Q1")
    change = _decimal(now["cell"]["value_printed"]) - _decimal(before["cell"]["value_printed"])
    assert values["wait_change"]["value"] == pytest.approx(float(change))


def test_a_rank_unfolds_to_the_teams_it_is_among(ask: Any) -> None:
    arguments = ["--team", "west", "--period", "2021-Q3", "--column", "wait_rank"]
    (value,) = _values(ask.data("explain", "flow.team_comparison_quarter", *arguments)).values()
    (rank,) = value["parts"]
    waits = [_decimal(part["figure"]["cell"]["value_printed"]) for part in rank["parts"]]
    (own,) = (_decimal(p["figure"]["cell"]["value_printed"]) for p in rank["parts"] if p["figure"]["area_id"] == "west")
    assert len(waits) == 18
    assert waits == sorted(waits, reverse=True)
    assert value["value"] == 1 + sum(wait > own for wait in waits)
    assert "rank of wait_workdays among teams = 1 of 18 teams have more than 13,9 = 2" in ask.text(
        "explain", "flow.team_comparison_quarter", *arguments
    )


def test_the_end_of_a_year_is_its_last_day(ask: Any) -> None:
    text = ask.text("explain", "workforce.city_year", "--period", "2021", "--column", "cases_per_fte")
    assert "cases_per_fte = cases_running / fte_at_end = 11.654 / 243,9 = 47,78" in text
    (value,) = _values(
        ask.data("explain", "workforce.city_year", "--period", "2021", "--column", "fte_at_end")
    ).values()
    assert value["parts"][0]["figure"]["period_id"] == "2021-12-31"


def _decimal(printed: str) -> Decimal:
    return Decimal(printed.replace(".", "").replace(",", "."))


def test_a_waived_finding_with_its_reason(ask: Any) -> None:
    text = ask.text("explain", "bto-sociaal:leavers:utrecht:leaving_reason=own_request:2021")
    assert "3 identities: 1 waived, 2 hold" in text
    assert "18 is not 19 (difference -1)" in text
    assert "Waived: The report prints 19 leavers at own request" in text
    assert f"“19” in {REPORT}/own_request_reasons.csv row 1 column 1, line 1040, not served" in text


def test_a_key_figure_with_a_qualifier_that_nothing_pins(ask: Any) -> None:
    text = ask.text("explain", "lokalis-2020-h1/complaints")
    assert "complaints = circa 20" in text
    assert "“twintig”" in text
    assert "circa (about): not an exact number" in text
    assert "no identity stands on this figure" in text


def test_bounds_alone_do_not_pin(ask: Any) -> None:
    text = ask.text("explain", "satisfaction.city_period", "--metric", "better_now_share", "--period", "2021")
    assert "2 identities: 2 hold; bounds only" in text


def test_a_print_that_is_not_served(ask: Any) -> None:
    text = ask.text("explain", f"{REPORT}/cases-started")
    assert f"Marts serve another print: “5.457” of {REPORT}/cases_by_period/r3c18." in text
    figure = _values(ask.data("explain", f"{REPORT}/cases-started"))["cases_started"]["figure"]
    assert {cell["figure_id"]: cell["is_served"] for cell in [figure["cell"], *figure["other_cells"]]} == {
        f"{REPORT}/cases-started": False,
        f"{REPORT}/cases_by_period/r3c18": True,
        f"{REPORT}/cases_started/r21c14": False,
        f"{REPORT}/cases_started_by_referrer/r11c6": False,
    }


def test_words_dashes_and_empty_cells(ask: Any) -> None:
    text = ask.text("explain", f"{REPORT}/group_trainings/r5c2")
    assert "group_trainings = no number" in text
    assert "“Follow up”" in text
    assert "A dash stands here; report.yml says that it means 0." in ask.text(
        "explain", "bto-sociaal:incidents:overvecht-spoorzoom:-:2021"
    )
    text = ask.text("explain", "flow.referrer_quarter", "--period", "2021-Q3", "--category", "school")
    assert "(empty cell)" in text
    assert "100 * ? / 1.337 = no value" in text


def test_the_base_in_a_long_mart(ask: Any) -> None:
    arguments = ["--metric", "referrer_share", "--category", "self", "--period", "2021", "--column", "base_value"]
    (value,) = _values(ask.data("explain", "flow.category_period", *arguments)).values()
    assert (value["metric_id"], value["value"]) == ("cases_started", 5457)


def test_an_open_finding_says_what_to_do(changed: Any) -> None:
    asked = changed("UPDATE quality.finding SET status = 'open' WHERE identity_id LIKE '%leaving_reason=own_request%'")
    text = asked.text("explain", f"{REPORT}/leavers/r5c1")
    assert "FAILS" in text
    assert "Open finding. Next: Compare every row of the table" in text


def test_an_edition_that_prints_something_else_is_told(changed: Any) -> None:
    asked = changed(f"UPDATE core.figure SET value_printed = '5.458' WHERE figure_id = '{REPORT}/cases-started'")
    assert "“5.458” differs, in" in asked.text("explain", "bto-sociaal:cases_started:utrecht:-:2021")


def test_every_mart_is_explained(ask: Any, served: Served) -> None:
    """One row of each, and each of its values equals the mart's."""
    explained = []
    for name in mart_names(served):
        mart = mart_named(served, name)
        rows = served.rows(f"SELECT * FROM {name} ORDER BY period_id DESC, area_id DESC LIMIT 1")
        if not rows:
            assert "is empty" in ask.refused("explain", name)
            continue
        answer = ask.data(*mart.command(rows[0]).split()[1:])
        values = {value["name"]: value["value"] for value in answer["explanations"][0]["values"]}
        for column in mart.values:
            expected = rows[0][column]
            assert values[column] == pytest.approx(None if expected is None else float(expected)), (name, column)
        explained.append(name)
    assert len(explained) >= 30
    assert {name.split(".")[0] for name in explained} == {"reach", "flow", "satisfaction", "workforce"}


def test_a_few_rows_are_explained_at_once(ask: Any) -> None:
    answer = ask.data("explain", "flow.can_continue_year")
    assert sorted(one["row"]["category_id"] for one in answer["explanations"]) == [
        "no", "not_applicable", "unknown", "yes",
    ]  # fmt: skip


def test_identities_are_those_of_the_views(served: Served) -> None:
    """What is kept for quick answers is what quality.identity and its terms say."""
    expected: dict[str, set[tuple[str, str]]] = {}
    for row in served.rows(
        "SELECT DISTINCT t.figure_id, i.identity_id, i.verdict FROM quality.identity_term AS t "
        "JOIN quality.identity AS i ON t.identity_id = i.identity_id WHERE t.figure_id IS NOT NULL"
    ):
        expected.setdefault(row["figure_id"], set()).add((row["identity_id"], row["verdict"]))
    found = identities_by_figure(served, served.column("SELECT figure_id FROM core.figure"))
    assert {
        figure: {(i.identity_id, i.verdict) for i in identities} for figure, identities in found.items()
    } == expected
    assert len(expected) > 1500


SHARE = ("--metric", "can_continue_share", "--period", "2021")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["flow.team_mnth"], ["no mart “flow.team_mnth”", "flow.team_month"]),
        (["team_month"], ["flow.team_month", "reach.team_month"]),
        (["core.figure"], ["no mart “core.figure”"]),
        (["flow.team_month; DROP TABLE x"], ["no mart"]),
        (["flow.team_month", "--column", "cases_strated"], ["no column “cases_strated”", "cases_started"]),
        (["flow.team_month", "--column", "wait_workdays", "--metric", "cases_closed"], ["has no metric to choose by"]),
        (
            ["satisfaction.city_period", *SHARE, "--column", "base_value"],
            ["no report prints can_continue_known", f"warehouse explain {REPORT}/can-continue-share"],
        ),
        (["flow.team_month", "--column", "area_id"], ["holds no value of its own", "wait_workdays"]),
        (["flow.team_month", "--team", "overvecht-de-gagl"], ["no area “overvecht-de-gagl”", "overvecht-de-gagel"]),
        (["flow.team_month", "--team", "' OR 1=1 --"], ["no area “' OR 1=1 --”"]),
        (["flow.team_month", "--period", "2021-13"], ["no period “2021-13”", "2021-12"]),
        (["flow.team_month", "--category", "self"], ["has no category", "--area"]),
        (["flow.team_month"], ["216 rows", "Choose by --area, --period", "explain flow.team_month --organisation"]),
        (["flow.city_year", "--period", "2020", "--column", "x"], ["no column “x”", "wait_workdays"]),
        (
            ["satisfaction.city_period", "--organisation", "lokalis", "--period", "2016"],
            ["no period “2016” in satisfaction.city_period", "2018-H1"],
        ),
        ([f"{REPORT}/cases_started/r4c55"], [f"{REPORT}/cases_started/r4c5"]),
        ([f"{REPORT}/cases_started"], ["is a table", f"warehouse show {REPORT}/cases_started"]),
        (["bto-sociaal:cases_started:oost:-:2021-3"], ["bto-sociaal:cases_started:oost:-:2021-03"]),
        ([f"{REPORT}/cases-started", "--period", "2021"], ["a figure is one number"]),
        (["flow.city_period", "--metric", "wait_workdays", "--period", "2021", "--column", "base_value"], ["no share"]),
    ],
)  # fmt: skip
def test_questions_that_cannot_be_answered(ask: Any, arguments: list[str], words: list[str]) -> None:
    told = ask.refused("explain", *arguments)
    for word in words:
        assert word in told
    assert "Traceback" not in told


def test_a_refusal_as_data(ask: Any) -> None:
    result = ask.run("explain", "flow.team_mnth", "--json")
    assert result.exit_code == 2
    assert '"error": "there is no mart “flow.team_mnth”"' in result.stdout


def test_commands_in_a_refusal_work(ask: Any) -> None:
    told = ask.refused("explain", "workforce.category_period", "--metric", "leavers")
    commands = re.findall(r"^  warehouse (explain .+)$", told, flags=re.MULTILINE)
    assert len(commands) >= 6
    for command in commands:
        assert len(ask.data(*command.split())["explanations"]) == 1


def test_nothing_published(tmp_path: Path) -> None:
    from tests.explain.conftest import Asker

    for question in (["explain", "flow.team_month"], ["show", "a/b"], ["find", "x"]):
        assert "warehouse refresh" in Asker(tmp_path, tmp_path).refused(*question)


def test_a_release_of_another_version(changed: Any) -> None:
    told = changed("DROP TABLE quality.judged_identity").refused(*TEAM_MONTH)
    assert "another version of this project" in told
    assert "warehouse refresh" in told


def test_text_has_no_power_over_the_terminal(changed: Any) -> None:
    asked = changed(
        "UPDATE core.figure SET note = '[bold]x[/bold] ' || chr(27) || '[2J' || chr(155) || '31m' || chr(8238) "
        f"WHERE figure_id = '{REPORT}/leavers/r5c1'"
    )
    text = asked.text("explain", f"{REPORT}/leavers/r5c1")
    assert "[bold]x[/bold] \\x1b[2J\\x9b31m\\u202e" in text
    raw = asked.text("explain", f"{REPORT}/leavers/r5c1", "--json")
    assert not set(raw) & {"\x1b", "\x9b", "\u202e"}
    note = asked.data("explain", f"{REPORT}/leavers/r5c1")["explanations"][0]["values"][0]["figure"]["cell"]["note"]
    assert note == "[bold]x[/bold] \x1b[2J\x9b31m\u202e"


def test_heavy_libraries_stay_out(released: Any) -> None:
    """An answer must come at once; any of these takes longer than all the rest."""
    code = (
        "import sys; from orchestration.cli import warehouse\n"
        f"warehouse({list(TEAM_MONTH)!r}, standalone_mode=False)\n"
        "heavy = {'dagster', 'dbt', 'great_expectations', 'pandas', 'numpy', 'pydantic', 'yaml', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"WAREHOUSE_HOME": str(released.home), "PATH": ""},
    )
    assert result.stderr.strip() == "[]"
