"""One wrong digit: the refresh refuses, names identities and cells, and the last release stays."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from orchestration.attempt import load_all

Query = Callable[[str], list[tuple[Any, ...]]]

PINNED_METRICS = "('cases_started', 'cases_running', 'cases_closed', 'unique_clients')"


def test_a_changed_digit_is_refused_and_named(copy_of_released: Any) -> None:
    before = copy_of_released.link.resolve()
    copy_of_released.edit("bto-sociaal-2021/cases_started.csv", "De Meern,13,11,12,", "De Meern,13,11,17,")
    text = copy_of_released.run("refresh")
    assert text.returncode == 1
    # What it says to programs is what it keeps.
    record = load_all(copy_of_released.home / "attempts")[-1]
    assert record.outcome == "refused"
    found = record.summary.open
    assert {finding.identity_id for finding in found} == {
        "sum_over_time:bto-sociaal:cases_started:de-meern:-:2021/month",
        "stock_over_time:bto-sociaal:cases_running:de-meern:-:2021-03",
    }
    for finding in found:
        places = {(c.file, c.row_number, c.column_number, c.value_printed) for c in finding.cells}
        assert ("bto-sociaal-2021/cases_started.csv", 4, 4, "17") in places
    (block,) = record.summary.suspects or []
    assert (block.outcome, block.findings) == ("one_cell", 2)
    ((suspect,),) = [one.cells for one in block.suspect_sets]
    assert (suspect.figure_id, suspect.value_printed, suspect.implied_value, suspect.slip) == (
        "bto-sociaal-2021/cases_started/r4c4", "17", Decimal(12), "one digit",
    )  # fmt: skip
    assert not suspect.is_tied
    assert copy_of_released.link.resolve() == before
    assert copy_of_released.query("SELECT count(*) FROM core.figure WHERE value_printed = '17'")

    assert "bto-sociaal-2021/cases_started.csv row 4 column 4, line 1171: “17”" in text.stdout
    said = " ".join(text.stdout.split())
    assert "Probably this cell; it explains 2 findings:" in said
    assert "cases_started.csv row 4 column 4, line 1171: printed “17”, should read 12 (one digit)" in said
    assert "Refused" in text.stdout
    assert before.parent.name in text.stdout

    copy_of_released.edit("bto-sociaal-2021/cases_started.csv", "De Meern,13,11,17,", "De Meern,13,11,12,")
    assert copy_of_released.run("refresh").returncode == 0


def test_every_cell_of_the_case_tables_is_pinned(reader: Query) -> None:
    """An exact equation without tolerance fails, or differs from its waiver, once a figure in it changes."""
    loose = reader(
        f"""
        WITH pinned AS (
            SELECT t.figure_id
            FROM quality.identity_term AS t
            INNER JOIN quality.judged_identity AS i ON t.identity_id = i.identity_id
            INNER JOIN quality.rule_result AS r ON i.rule_id = r.rule_id
            WHERE i.relation = '=' AND i.tolerance = 0 AND i.verdict IN ('holds', 'fails') AND r.severity = 'critical'
            GROUP BY t.figure_id, t.identity_id
            HAVING sum(CASE t.side WHEN 'left' THEN t.coefficient ELSE -t.coefficient END) <> 0
        )
        SELECT figure_id FROM core.figure
        WHERE metric_id IN {PINNED_METRICS} AND report_id = 'bto-sociaal-2021' AND table_id <> 'key_figures'
            AND value IS NOT NULL AND figure_id NOT IN (SELECT figure_id FROM pinned WHERE figure_id IS NOT NULL)
        """
    )
    assert loose == []


def test_a_waiver_does_not_cover_another_difference(copy_of_released: Any) -> None:
    copy_of_released.edit("bto-sociaal-2021/own_request_reasons.csv", "8,- Andere baan", "6,- Andere baan")
    code, record = copy_of_released.run_json("refresh")
    assert code == 1
    found = [finding for finding in record["summary"]["findings"] if finding["status"] == "open"]
    assert [(f["difference"], f["remark"]) for f in found] == [(-3, "the waiver expects a difference of -1")]


def test_a_withdrawn_report_takes_its_figures_with_it(copy_of_released: Any) -> None:
    shutil.rmtree(copy_of_released.sources / "lokalis-2018-h1")
    code, record = copy_of_released.run_json("refresh")
    assert code == 0, record
    assert {r["report_id"]: r["status"] for r in record["summary"]["reports"]}["lokalis-2018-h1"] == "withdrawn"
    assert record["summary"]["changes"]["gone"] > 40
    assert copy_of_released.query("SELECT count(*) FROM core.figure WHERE report_id = 'lokalis-2018-h1'") == [(0,)]
