"""`warehouse explain` and `show` say why a figure of the real reports is what it is, and where that is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orchestration.explain.served import Served
from tests.sources.document import SOURCES, csv_dicts, reports

TIMELY = "lokalis:timely_introduction_share:utrecht:-:2022"


def test_every_reason_of_the_reports_stands_beside_one_served_figure(served: Served) -> None:
    written = {
        (report.id, reason["key"], reason["reason_en"], reason["reason_nl"], int(reason["line"]))
        for report in reports()
        if report.reasons
        for reason in csv_dicts(SOURCES / report.id / report.reasons)
    }
    columns = ("report_id", "reason_id", "reason", "reason_nl", "document_line")
    rows = served.rows("SELECT * FROM core.figure_reason")
    assert {tuple(row[name] for name in columns) for row in rows} == written
    assert len(rows) == len(written) == 95
    numbers = served.column(
        "SELECT s.value IS NOT NULL FROM core.figure_reason AS r "
        "LEFT JOIN core.served_figure AS s ON r.figure_id = s.figure_id AND r.figure_key = s.figure_key"
    )
    assert numbers == [True] * len(rows), "a reason explains a number that can be read"


def test_explain_tells_the_reasons_with_their_lines(ask: Any) -> None:
    text = " ".join(ask.text("explain", TIMELY).split())
    assert "Why Whoever asked for a later meeting counts as too late" in text
    assert "(lokalis-2022, line 101)" in text
    assert text.index("line 101") < text.index("line 106"), "in the order of the document"


def test_explain_gives_the_reasons_as_data(ask: Any) -> None:
    (explanation,) = ask.data("explain", "flow.team_year", "--team", "west", "--period", "2021")["explanations"]
    assert explanation["row"]["reason_ids"] == "wait-west-list-of-four-months"
    found = {value["name"]: value["figure"]["reasons"] for value in explanation["values"] if value["figure"]}
    assert found["cases_started"] == []
    (reason,) = found["wait_workdays"]
    assert reason["document_line"] == 92
    assert reason["report_id"] == "bto-sociaal-2021"
    assert reason["reason"].startswith("The team had a waiting list")
    assert reason["reason_nl"].startswith("Het team had")


def test_a_printed_table_tells_the_reasons_for_its_figures(ask: Any) -> None:
    text = " ".join(ask.text("show", "bto-sociaal-2021/wait_by_team").split())
    assert "Why The team had a waiting list for four months" in text
    assert "(bto-sociaal-2021, line 92): r19c18" in text


def test_a_release_from_before_reasons_has_none(changed: Callable[[str], Any]) -> None:
    (explanation,) = changed("DROP TABLE core.figure_reason").data("explain", TIMELY)["explanations"]
    (value,) = explanation["values"]
    assert value["figure"]["reasons"] == []
