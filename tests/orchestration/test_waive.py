"""Starting a waiver: what is filled in, what a person must say, and what cannot be accepted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from expectations.rules import RULES_FILE, WAIVERS_FILE
from orchestration import attempt
from orchestration.build.rule_files import load_rules
from orchestration.home import Home
from orchestration.ingest.raw import create_raw_tables, open_raw
from orchestration.problems import BadInputError
from orchestration.release.waive import NotWaivableError, latest_findings, waive

SUM = "sum_over_time:dorp:cases_started:dorp:-:2021/quarter"
TEAMS = "every_area_printed:dorp:cases_started:2021@dorp-2021/started"
REVIEW = f"waivers_reviewed:{SUM}"


def finding(identity: str, difference: float | None = -1.5, reports: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "identity_id": identity,
        "rule_id": identity.partition(":")[0],
        "difference": difference,
        "next_steps": "Look again.",
        "cells": [{"report_id": report} for report in reports],
    }


SUMMARY: dict[str, Any] = {
    "findings": [finding(SUM, reports=("dorp-2020", "dorp-2021", "dorp-2021")), finding(TEAMS, -1), finding(REVIEW)],
    "reports": [{"report_id": "dorp-2020"}, {"report_id": "dorp-2021"}],
}


@pytest.fixture
def waivers(tmp_path: Path) -> Path:
    file = tmp_path / "waivers.yml"
    file.write_text("# What we accept.\n[]\n", encoding="utf-8")
    return file


def load(waivers: Path) -> list[tuple[Any, ...]]:
    with open_raw(waivers.with_suffix(".duckdb")) as connection:
        create_raw_tables(connection)
        load_rules(connection, dt.date(2026, 1, 1), RULES_FILE, waivers)
        return connection.execute("SELECT * FROM raw.waiver").fetchall()


def test_what_is_known_is_filled_in(waivers: Path) -> None:
    waive(SUM, SUMMARY, waivers)
    entry = waive(TEAMS, SUMMARY, waivers)
    text = waivers.read_text(encoding="utf-8")
    assert text.startswith(
        f"# What we accept.\n\n- identity: {SUM}\n  report: dorp-2021\n  expected_difference: -1.5\n"
    )
    assert text.endswith(entry)
    assert f"- identity: {TEAMS}\n  report: dorp-2021\n  expected_difference: -1\n" in entry


def test_it_does_not_load_before_a_person_has_completed_it(waivers: Path) -> None:
    entry = waive(SUM, SUMMARY, waivers)
    with pytest.raises(BadInputError) as told:
        load(waivers)
    first = waivers.read_text(encoding="utf-8").splitlines().index(f"- identity: {SUM}") + 1
    assert [(problem.row, problem.message.split(" has")[0]) for problem in told.value.problems] == [
        (first + 3, "`reason`"),
        (first + 4, "`evidence`"),
        (first + 5, "`owner`"),
        (first + 6, "`review_by`"),
    ]
    said = {
        "reason": "Printed so, twice.",
        "evidence": "Lines 1 and 2 print it.",
        "owner": "me",
        "review_by": "2030-01-01",
    }
    completed = [
        f"  {key}: {said[key]}" if (key := line.strip().partition(":")[0]) in said else line
        for line in entry.splitlines()
    ]
    waivers.write_text("\n".join(completed) + "\n", encoding="utf-8")
    assert [row[:3] for row in load(waivers)] == [(SUM, "dorp-2021", pytest.approx(-1.5))]


@pytest.mark.parametrize(
    ("identity", "message"),
    [
        ("every_area", f"there is no finding every_area; did you mean {TEAMS}?"),
        ("nothing", "there is no finding nothing; `warehouse check` lists them"),
        (REVIEW, f"{REVIEW} is about a waiver: Look again."),
    ],
)
def test_what_cannot_be_waived(identity: str, message: str, waivers: Path) -> None:
    before = waivers.read_text(encoding="utf-8")
    with pytest.raises(NotWaivableError) as told:
        waive(identity, SUMMARY, waivers)
    assert str(told.value).startswith(message)
    assert waivers.read_text(encoding="utf-8") == before


def test_a_finding_is_waived_once(waivers: Path) -> None:
    waive(SUM, SUMMARY, waivers)
    with pytest.raises(NotWaivableError, match="has an entry for it already, on line 3"):
        waive(SUM, SUMMARY, waivers)


def test_the_last_check_is_what_is_waived(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.attempts.mkdir()
    with pytest.raises(NotWaivableError, match="run `warehouse check` first"):
        latest_findings(home)
    for day, findings in ((1, []), (2, [finding(SUM)])):
        record = attempt.Attempt(f"{day}", f"2026-01-0{day}", "checked", summary={"findings": findings})
        attempt.save(home.attempts, record)
    attempt.save(home.attempts, attempt.Attempt("3", "2026-01-03", "bad_input"))
    assert [f["identity_id"] for f in latest_findings(home)["findings"]] == [SUM]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("rules", "family: bounds", "family: bonds", '"bonds" is not one of'),
        ("rules", "- id: sum_over_time", "- id: sum_over_tme", 'terms of rule "sum_over_tme"'),
        ("rules", "De {periods} tellen", "De {period} tellen", "nothing is known to fill in {period} with"),
        ("waivers", "- identity: stock_over_time:", "- identity: stock_over:", "there is no rule stock_over"),
    ],
)
def test_a_rule_or_waiver_that_nobody_knows(file: str, old: str, new: str, message: str, tmp_path: Path) -> None:
    paths = {"rules": RULES_FILE, "waivers": WAIVERS_FILE}
    text = paths[file].read_text(encoding="utf-8")
    assert old in text
    spoilt = tmp_path / paths[file].name
    spoilt.write_text(text.replace(old, new, 1), encoding="utf-8")
    paths[file] = spoilt
    with open_raw(tmp_path / "raw.duckdb") as connection, pytest.raises(BadInputError) as told:
        load_rules(connection, dt.date(2026, 1, 1), paths["rules"], paths["waivers"])
    line = text[: text.index(old)].count("\n") + 1
    problem = told.value.problems[0]
    assert message in problem.message
    assert problem.row == line
