"""What the terminal shows of texts that somebody else wrote: the texts, and nothing that they ask for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.attempt import Attempt
from orchestration.cli.summary import SHOWN_PROBLEMS, print_summary
from orchestration.home import Home
from orchestration.plain_data import from_plain
from orchestration.problems import Problem, is_invisible, visible
from orchestration.record import PageFailure, Summary

STEERING = ["\x1b[2J\x1b]0;owned\x07", "\x9b31m", "a\rb", "\u202e12\u202c", "1\u200b2", "\u2028", "\x00", "\udcff"]
MARKUP = ["[bold red]Overig[/bold red]", "[/]", ":boom:", "[link=https://example.org]x[/link]", "\\[red]"]


def record_with(text: str) -> Attempt:
    problem = Problem(f"{text}/report.yml", 3, None, f'"{text}" is odd', f"Mend {text}.", text=text)
    return Attempt("1", "2024-01-01", "bad_input", error=text, problems=[problem])


def shown(record: Attempt, capsys: Any, as_json: bool = False) -> str:
    print_summary(record, Home(Path("nowhere")), as_json)
    printed: str = capsys.readouterr().out
    assert not [one for one in printed if is_invisible(one) and one != "\n"]
    return printed


@pytest.mark.parametrize("text", STEERING + MARKUP)
def test_problems_are_shown_as_text(text: str, capsys: Any) -> None:
    printed = shown(record_with(text), capsys)
    for part in (f'"{visible(text)}" is odd', f"{visible(text)}/report.yml", f"Mend {visible(text)}."):
        assert part in printed


def test_a_person_reads_place_problem_and_next_step(capsys: Any) -> None:
    found = [
        Problem("r/a.csv", 4, 2, '"1.36" is not a number', "Compare the cell.", text="1.36"),
        Problem("r/a.csv", None, None, "the file lacks a row", "Add the row."),
        Problem("r/report.yml", 7, None, "unknown key `perod`", "Correct this line."),
    ]
    lines = shown(Attempt("1", "2024-01-01", "bad_input", problems=found), capsys).splitlines()
    assert [line.strip() for line in lines if line.strip()] == [
        "3 problems in the sources:",
        "r/a.csv",
        'row 4, column 2: "1.36" is not a number',
        "Compare the cell.",
        "the file lacks a row",
        "Add the row.",
        "r/report.yml",
        "line 7: unknown key `perod`",
        "Correct this line.",
        "Stopped: the sources cannot be read as they are. Nothing was published. Nothing has been published yet.",
    ]


def test_a_rule_that_judged_too_little_says_what_and_why(capsys: Any) -> None:
    counts = {"identities": 9, "holding": 1, "failing": 0, "not_evaluable": 8, "declared": 1, "open_findings": 0}
    rule = {
        "rule_id": "sum_over_areas", "severity": "critical", "success": False, "error": None, "failing_rows": [],
        "counts": counts | {"waived_findings": 0}, "minimum_evaluated_share": 0.5, "next_steps": "Compare.",
    }  # fmt: skip
    why = "the printed areas hold 2 teams of 3"
    summary = {
        "figures": 9, "rules": [rule], "findings": [], "titles": {"sum_over_areas": {"nl": "De som", "en": "The sum"}},
        "unjudged": [{"identity_id": f"sum_over_areas:{n}", "rule_id": "sum_over_areas", "why": why} for n in range(7)],
    }  # fmt: skip
    record = Attempt(
        "1", "2024-01-01", "refused", error="critical rules failed: …", summary=from_plain(Summary, summary)
    )
    printed = shown(record, capsys)
    assert "TOO LITTLE JUDGED  De som" in printed
    assert "sum_over_areas: 1 of 8 could be judged, and 50% must be" in printed
    assert printed.count(why) == 6
    assert "… and 1 more" in printed
    assert "Refused: critical rules failed: …" in printed
    # Without the two that the report does not print, enough was judged.
    rule["counts"] = counts | {"identities": 3, "waived_findings": 0}
    record.summary = from_plain(Summary, summary)
    assert "TOO LITTLE" not in shown(record, capsys)


@pytest.mark.parametrize("text", STEERING + MARKUP)
def test_json_keeps_what_it_does_not_show(text: str, capsys: Any) -> None:
    assert json.loads(shown(record_with(text), capsys, as_json=True))["problems"][0]["text"] == text


@pytest.mark.parametrize("text", MARKUP)
@pytest.mark.parametrize("outcome", ["refused", "failed"])
def test_reasons_are_shown_as_text(text: str, outcome: Any, capsys: Any) -> None:
    assert f": {text}" in shown(Attempt("1", "2024-01-01", outcome, error=text), capsys)


@given(st.text(st.characters(), max_size=20))
def test_visible_shows_every_text_and_what_is_visible_as_it_is(text: str) -> None:
    assert not any(is_invisible(one) for one in visible(text))
    assert visible(visible(text)) == visible(text)
    if not any(is_invisible(one) for one in text):
        assert visible(text) == text


@pytest.mark.parametrize("outcome", ["released", "unchanged"])
def test_pages_that_failed_are_said_and_the_release_stands(outcome: Any, capsys: Any) -> None:
    failed = [PageFailure(f"wijk/team-{at}.html", "KeyError: '2023' (wijk.py line 150)") for at in range(8)]
    known = Summary(release_id="20260101T000000Z-aaaaaaaa", open_findings=0, waived_findings=0)
    record = Attempt("1", "2026-01-01", outcome, summary=replace(known, pages_failed=failed))
    assert record.exit_code == 3
    printed = " ".join(shown(record, capsys).split())
    assert "Pages failed. The release stands, and so do its other pages; 8 pages could not be made:" in printed
    assert "wijk/team-0.html: KeyError: '2023' (wijk.py line 150)" in printed
    assert "… and 2 more: see --json." in printed
    assert "`warehouse pages` tries again" in printed
    assert Attempt("1", "2026-01-01", outcome, summary=known).exit_code == 0


def problem(report: str, row: int, message: str, step: str = "Compare the cell.") -> Problem:
    return Problem(f"{report}/t.csv", row, 2, message, step, report_id=report, table_id="t")


def test_equal_problems_are_told_once_and_every_report_is_heard(capsys: Any) -> None:
    """Fifty dashes of one report do not hide the slips of two others."""
    dashes = [problem("a", row, '"-" stands here') for row in range(1, 51)]
    numbers = [problem("b", row, f'"{row}.5" is not a number') for row in range(1, 51)]
    problems = [*dashes, *numbers, problem("c", 3, "the line is empty", "Take it out.")]
    lines = shown(Attempt("1", "2024-01-01", "bad_input", problems=problems), capsys).splitlines()
    assert [line.strip() for line in lines if line.strip()][:-1] == [
        "101 problems in the sources:",
        "a/t.csv",
        'row 1, column 2 (and 49 more, to row 50, column 2): "-" stands here',
        "Compare the cell.",
        "b/t.csv",
        'row 1, column 2: "1.5" is not a number',
        'row 2, column 2: "2.5" is not a number',
        'row 3, column 2: "3.5" is not a number',
        "… and 47 more like these, to row 50, column 2",
        "Compare the cell.",
        "c/t.csv",
        "row 3, column 2: the line is empty",
        "Take it out.",
    ]


def test_some_of_every_report_are_shown_where_there_is_no_room_for_all(capsys: Any) -> None:
    kinds = [f"fault of kind {chr(97 + kind)}{chr(97 + other)}" for kind in range(3) for other in range(20)]
    problems = [problem(report, 1, f"{report} has a {kind}") for report in ("a", "b", "c") for kind in kinds]
    printed = shown(Attempt("1", "2024-01-01", "bad_input", problems=problems), capsys)
    counts = {report: printed.count(f"{report} has a fault") for report in ("a", "b", "c")}
    assert sum(counts.values()) == SHOWN_PROBLEMS
    assert min(counts.values()) >= SHOWN_PROBLEMS // 3
    said = ", ".join(f"{60 - count} in {report}" for report, count in counts.items())
    assert f"… and {180 - SHOWN_PROBLEMS} more, {said}: see --json." in printed


def test_how_files_were_read_is_told_and_only_so_many_of_it(capsys: Any) -> None:
    lines = [f"dorp-{year}/started.csv: read as semicolons; Windows-1252" for year in range(2000, 2020)]
    out = shown(Attempt("1", "2026-01-01", "checked", summary=Summary(recognised=lines[:1])), capsys)
    assert f"Recognised  in the files:\n  {lines[0]}" in out
    out = shown(Attempt("1", "2026-01-01", "checked", summary=Summary(recognised=lines)), capsys)
    assert "dorp-2011/started.csv" in out
    assert "dorp-2012/started.csv" not in out
    assert "… and 8 more" in out
