"""The real reports, from the folders to the served file: what a reader finds there."""

from __future__ import annotations

import csv
import os
import shutil
import stat
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from expectations.rules import RULES_FILE
from expectations.rules_page import read_rules
from orchestration.files import checksum_beside

Query = Callable[[str], list[tuple[Any, ...]]]


def test_started_cases_by_quarter(reader: Query) -> None:
    rows = reader(
        "SELECT period_id, cases_started FROM flow.city_quarter "
        "WHERE organisation_id = 'bto-sociaal' AND period_id LIKE '2021-Q%' ORDER BY period_id"
    )
    assert rows == [("2021-Q1", 1361), ("2021-Q2", 1350), ("2021-Q3", 1337), ("2021-Q4", 1409)]


def test_longest_wait(reader: Query) -> None:
    query = "SELECT area_id, wait_workdays FROM flow.team_quarter WHERE period_id = '2021-Q3' ORDER BY 2 DESC LIMIT 1"
    assert reader(query) == [("kanaleneiland-noord", 14.1)]


def test_self_referrals_and_their_base(reader: Query) -> None:
    query = (
        "SELECT cases_started, cases_started_base, round(cases_started_share, 1) FROM flow.referrer_year "
        "WHERE category_id = 'self' AND period_id = '2021'"
    )
    assert reader(query) == [(2925, 5457, 53.6)]


def test_referrals_of_a_half_year(reader: Query) -> None:
    query = (
        "SELECT value FROM flow.city_period "
        "WHERE organisation_id = 'lokalis' AND metric_id = 'referrals' AND period_id = '2018-H1'"
    )
    assert reader(query) == [(583.0,)]


def test_stock_and_flow_of_a_team(reader: Query) -> None:
    query = (
        "SELECT cases_started, cases_running, cases_closed, opening_stock, closing_stock, wait_workdays "
        "FROM flow.team_month WHERE area_id = 'overvecht-de-gagel' AND period_id = '2021-03'"
    )
    assert reader(query) == [(24, 400, 18, 376, 382, 3.5)]


def test_can_continue_of_those_for_whom_it_is_known(reader: Query) -> None:
    query = (
        "SELECT can_continue_yes, can_continue_known, round(can_continue_known_share) "
        "FROM satisfaction.can_continue_year WHERE period_id = '2021'"
    )
    assert reader(query) == [(1793, 2529, 71.0)]


def test_staff(reader: Query) -> None:
    query = (
        "SELECT metric_id, value, qualifier FROM workforce.city_period "
        "WHERE metric_id IN ('headcount', 'fte') AND value IS NOT NULL ORDER BY organisation_id, metric_id"
    )
    assert reader(query) == [
        ("fte", 243.9, "exact"), ("headcount", 278.0, "exact"), ("headcount", 330.0, "average"),
    ]  # fmt: skip


def test_every_printed_cell_is_a_figure_with_its_line(reader: Query, released: Any) -> None:
    """Every cell that report.yml does not set aside stands in core.figure with the text of the file and its line."""
    figures = {
        (report, table, row, column): (text, line)
        for report, table, row, column, text, line in reader(
            "SELECT report_id, table_id, row_number, column_number, value_printed, document_line FROM core.figure"
        )
    }
    checked = 0
    for report_file in sorted(released.sources.glob("*/report.yml")):
        report = yaml.safe_load(report_file.read_text(encoding="utf-8"))
        for table in report.get("tables", []):
            rows = list(csv.reader((report_file.parent / table["file"]).open(encoding="utf-8", newline="")))
            skipped = _set_aside(table)
            for row_number, row in enumerate(rows, start=1):
                for column_number, text in enumerate(row, start=1):
                    address = (report["id"], table["id"], row_number, column_number)
                    if (row_number, column_number) in skipped:
                        assert address not in figures, f"{address} is a label or heading"
                        continue
                    printed, line = figures[address]
                    assert printed == (text.strip() or None), address
                    assert isinstance(line, int), address
                    checked += 1
    assert checked > 1500
    only_key_figures = reader("SELECT count(*) FROM core.figure WHERE table_id <> 'key_figures'")
    assert only_key_figures == [(checked,)]


def _set_aside(table: dict[str, Any]) -> set[tuple[int, int]]:
    """Cells that are headers, labels or ignored, from report.yml alone: independent of the project's own reading."""
    width, headers = len(table["columns"]), len(table.get("header", []))
    aside = {(row, column) for row in range(1, headers + 1) for column in range(1, width + 1)}
    for column, entry in enumerate(table["columns"], start=1):
        if entry in ("label", "ignore") or (isinstance(entry, dict) and ("labels" in entry or "ignore" in entry)):
            aside |= {(row, column) for row in range(1, headers + len(table["rows"]) + 1)}
    for row, entry in enumerate(table["rows"], start=headers + 1):
        if isinstance(entry, dict):
            if "ignore" in entry:
                aside |= {(row, column) for column in range(1, width + 1)}
            aside |= {(row, int(c)) for c, meaning in entry.get("cells", {}).items() if "ignore" in meaning}
    return aside


def test_text_in_a_numeric_column_is_kept_without_a_value(reader: Query) -> None:
    query = "SELECT value, value_printed, value_status FROM core.figure WHERE figure_id LIKE '%/group_trainings/r5c2'"
    assert reader(query) == [(None, "Follow up", "text")]


def test_dash_and_blank_are_two_things(reader: Query) -> None:
    dash = reader(
        "SELECT value, value_printed, value_status FROM core.figure "
        "WHERE figure_key = 'bto-sociaal:incidents:overvecht-spoorzoom:-:2021'"
    )
    blank = reader(
        "SELECT value, value_printed, value_status FROM core.figure "
        "WHERE figure_key = 'bto-sociaal:cases_started:utrecht:referrer=school:2021-Q3'"
    )
    assert (dash, blank) == ([(Decimal(0), "-", "dash")], [(None, None, "blank")])


def test_exactly_one_figure_per_key_is_served(reader: Query) -> None:
    query = "SELECT figure_key FROM core.figure GROUP BY figure_key HAVING count(*) FILTER (WHERE is_served) <> 1"
    assert reader(query) == []


def test_every_served_figure_stands_in_one_long_mart(reader: Query) -> None:
    marts = " UNION ALL ".join(
        f"SELECT figure_id FROM {mart}.{shape}_period"
        for mart in ("reach", "flow", "satisfaction", "workforce")
        for shape in ("city", "area", "category")
    )
    query = f"""
        SELECT f.figure_id, count(m.figure_id)
        FROM (SELECT figure_id FROM core.figure WHERE is_served) AS f
        LEFT JOIN ({marts}) AS m ON f.figure_id = m.figure_id
        GROUP BY f.figure_id HAVING count(m.figure_id) <> 1
    """
    assert reader(query) == []


def test_integers_stay_integers(reader: Query) -> None:
    query = (
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE schema_name IN ('flow', 'reach') AND (column_name LIKE 'cases%' OR column_name LIKE '%stock') "
        "AND column_name NOT LIKE '%share' AND data_type <> 'BIGINT'"
    )
    assert reader(query) == []


def test_every_table_and_column_is_described(reader: Query) -> None:
    query = """
        SELECT schema_name || '.' || table_name || '.' || column_name FROM duckdb_columns()
        WHERE NOT internal AND schema_name NOT IN ('raw', 'seed') AND coalesce(comment, '') = ''
        UNION ALL
        SELECT schema_name || '.' || table_name FROM duckdb_tables()
        WHERE schema_name NOT IN ('raw', 'seed') AND coalesce(comment, '') = ''
        UNION ALL
        SELECT schema_name || '.' || view_name FROM duckdb_views()
        WHERE NOT internal AND coalesce(comment, '') = ''
    """
    assert reader(query) == []


def test_known_printing_errors_are_kept_and_waived(reader: Query) -> None:
    rows = reader(
        "SELECT rule_id, difference, status FROM quality.finding "
        "WHERE rule_id <> 'same_in_two_tables' ORDER BY rule_id, difference"
    )
    assert rows == [
        ("change_between_periods", Decimal(13), "waived"),
        ("percentage_rounded", Decimal("0.0683"), "waived"),
        ("percentage_rounded", Decimal("0.5688"), "waived"),
        ("share_of_whole", Decimal("0.3715"), "waived"),
        ("stock_over_time", Decimal(93), "waived"),
        ("sum_over_categories", Decimal(-1), "waived"),
        ("sum_over_categories", Decimal(-1), "waived"),
        ("sum_over_categories", Decimal(-1), "waived"),
        ("sum_over_categories", Decimal("-0.37"), "waived"),
    ]
    printed = reader("SELECT value_printed FROM core.figure WHERE figure_id LIKE '%/own_request_reasons/r1c1'")
    assert printed == [("19",)]


def test_the_release_is_a_read_only_file_behind_a_link(released: Any) -> None:
    assert released.link.is_symlink()
    stored = released.link.resolve()
    assert stat.S_IMODE(stored.stat().st_mode) == 0o444
    assert sorted(stored.parent.iterdir()) == [stored, checksum_beside(stored)]
    (release_id,) = released.query("SELECT release_id FROM release.release")[0]
    assert stored == (released.home / "releases").resolve() / release_id / "warehouse.duckdb"
    assert released.query("SELECT count(*) FROM release.source") == [(5,)]
    assert released.query("SELECT count(*) FROM release.check_result WHERE NOT success") == [(0,)]
    kept = released.query(
        "SELECT count(*), count(DISTINCT result->'$.results[0].expectation_config.type') "
        "FROM quality.validation_result JOIN release.check_result USING (rule_id, success) "
        "WHERE result->>'$.suite_name' = rule_id"
    )
    rules = read_rules()
    assert kept == [(len(rules), len({rule.family for rule in rules}))], "what Great Expectations said of each rule"


def test_an_ordinary_user_reads_it_and_cannot_write_it(released: Any, tmp_path_factory: Any) -> None:
    place = tmp_path_factory.mktemp("readers")
    copy = shutil.copy2(released.link.resolve(), place / "warehouse.duckdb")
    for folder in (place, *place.parents[:-2]):
        folder.chmod(folder.stat().st_mode | 0o755)
    outcome = _as_ordinary_user(lambda: _read_and_try_to_write(Path(copy)))
    assert outcome == "read 1361, refused to write"


def _read_and_try_to_write(path: Path) -> str:
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute(
            "SELECT cases_started FROM flow.city_quarter "
            "WHERE organisation_id = 'bto-sociaal' AND period_id = '2021-Q1'"
        ).fetchone()
    try:
        duckdb.connect(str(path))
    except duckdb.IOException:
        return f"read {row[0] if row else None}, refused to write"
    return "could write"


def _as_ordinary_user(work: Callable[[], str]) -> str:
    """The result of `work` in a child process that is not root."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            result = work()
        except BaseException as error:  # noqa: BLE001
            result = f"{type(error).__name__}: {error}"
        os.write(writing, result.encode()[:2000])
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read().decode()


def test_views_answer_under_any_file_name(released: Any, tmp_path: Path) -> None:
    copy = tmp_path / "another-name.duckdb"
    shutil.copyfile(released.link.resolve(), copy)
    with duckdb.connect(str(copy), read_only=True) as connection:
        views = connection.execute(
            "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
        assert len(views) > 10
        for (view,) in views:
            connection.execute(f"SELECT * FROM {view} LIMIT 1").fetchall()


def test_what_the_pages_say_is_said_in_dutch_too(reader: Query) -> None:
    for table, said, where in (
        ("core.series_break", "reason_nl", ""),
        ("quality.rule_result", "description_nl", ""),
        ("quality.finding", "waiver_reason_nl", "WHERE status = 'waived'"),
        ("quality.rule_result", "next_steps_nl", ""),
        ("quality.finding", "waiver_evidence_nl", "WHERE status = 'waived'"),
    ):
        ((rows, in_dutch),) = reader(f"SELECT count(*), count({said}) FROM {table} {where}")
        assert rows == in_dutch > 0, table


@pytest.mark.parametrize("served", [True, pytest.param(False, marks=pytest.mark.thorough)])
def test_check_lists_identities_and_findings(copy_of_released: Any, served: bool) -> None:
    before = copy_of_released.link.resolve()
    code, record = copy_of_released.run_json("check", *(["--served"] if served else []))
    assert code == 0, record
    assert copy_of_released.link.resolve() == before
    counts = {rule["rule_id"]: rule["counts"] for rule in record["summary"]["rules"]}
    assert len(counts) == len(yaml.safe_load(RULES_FILE.read_text(encoding="utf-8")))
    assert counts["sum_over_time"]["holding"] > 50
    assert sum(c["open_findings"] for c in counts.values()) == 0
    findings = record["summary"]["findings"]
    assert {finding["status"] for finding in findings} == {"waived"}
    assert all(finding["waiver_reason"] and finding["waiver_evidence"] and finding["cells"] for finding in findings)
