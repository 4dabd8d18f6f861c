"""`warehouse find`: what is found, in which order, and that every command it tells works."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from orchestration.explain.search import open_to_find
from orchestration.explain.served import QuestionError
from orchestration.home import Home


def _ids(answer: Any) -> dict[str, list[str]]:
    return {found["kind"]: [hit["hit_id"] for hit in found["hits"]] for found in answer["found"]}


@pytest.mark.parametrize(
    ("words", "kind", "first"),
    [
        (["wachttijd"], "metric", "wait_workdays"),
        (["Wait until"], "metric", "wait_workdays"),
        (["ABSENCE rate"], "metric", "absence_rate"),
        (["ziekteverzuim"], "metric", "absence_rate"),
        (["verzuim"], "metric", "absence_rate"),
        (["cliënten"], "metric", "unique_clients"),
        (["personeel"], "metric", "headcount"),
        (["klahcten"], "metric", "complaints"),
        (["maatwerkvoorziening"], "category", "care_kind=wmo"),
        (["gagel"], "area", "overvecht-de-gagel"),
        (["Overvécht", "de", "gagel"], "area", "overvecht-de-gagel"),
        (["utrecht"], "area", "utrecht"),
        (["zelfmelder"], "category", "referrer=self"),
        (["self-referral"], "category", "referrer=self"),
        (["afsluitreden"], "table", "bto-sociaal-2021/cases_closed_by_reason"),
        (["wachttijd"], "table", "bto-sociaal-2021/wait_in_city"),
        (["lokalis"], "report", "lokalis-2022"),
        (["waarover", "klachten"], "question", "complaints-bto-sociaal-complaint_kind#37"),
        (["team_month"], "mart", "flow.team_month"),
        (["opening_stock"], "column", "flow.city_month.opening_stock"),
        (["5.457"], "figure", "bto-sociaal-2021/cases_by_period/r3c18"),
        (["wachttijd", "west"], "figure", "bto-sociaal-2021/wait_by_team/r19c18"),
        (["wachttijd", "gagel", "2021-03"], "figure", "bto-sociaal-2021/wait_by_team/r15c4"),
    ],
)
def test_what_comes_first(ask: Any, words: list[str], kind: str, first: str) -> None:
    assert _ids(ask.data("find", *words))[kind][0] == first


def test_the_kind_with_the_fittest_hit_comes_first_and_definitions_come_last(ask: Any) -> None:
    answered = ask.data("find", "wachttijd", "west")
    assert answered["found"][0]["kind"] == "figure"
    assert "13,8 werkdagen" in answered["found"][0]["hits"][0]["says"]
    found = {one["kind"]: one for one in ask.data("find", "cases", "started")["found"]}
    ids = [hit["hit_id"] for hit in found["metric"]["hits"]]
    assert ids[0] == "cases_started"
    # Only its definition speaks of cases started.
    assert "referrer_share" not in ids or ids.index("referrer_share") > ids.index("cases_started_base")
    assert found["metric"]["count"] >= len(ids)


def test_a_typing_error_and_a_period_that_is_not_printed_are_told(ask: Any) -> None:
    assert ask.data("find", "wachtijd", "wset")["corrections"] == {"wachtijd": "wachttijd", "wset": "west"}
    assert "“wachtijd” is read as “wachttijd”." in ask.text("find", "wachtijd")
    data = ask.data("find", "wachttijd", "west", "2019")
    assert data["found"][0]["kind"] != "figure"
    assert "not printed of that period, but of 2021, 2021-Q4" in data["not_printed"][0]
    assert data["not_printed"][0] in ask.text("find", "wachttijd", "west", "2019").replace(".\n", "\n")


def test_a_word_that_is_nowhere_is_answered_with_no_figure(ask: Any) -> None:
    told = ask.refused("find", "klanten", "amsterdam")
    assert "“amsterdam” stands nowhere" in told
    assert "warehouse find klanten" in told


def test_what_people_read(ask: Any) -> None:
    text = ask.text("find", "wachttijd")
    assert "Metrics (Maten)  " in text
    assert "wait_workdays   Wachttijd tot eerste gesprek · Wait until first meeting" in text
    assert "warehouse explain lokalis:wait_workdays:utrecht:-:2022" in text
    assert ", 5 shown" in text


@pytest.mark.parametrize("word", ["wachttijd", "opening", "share", "overvecht", "2021", "workforce", "e"])
def test_every_command_works(ask: Any, word: str) -> None:
    commands = [hit["command"] for one in ask.data("find", word)["found"] for hit in one["hits"] if hit["command"]]
    assert commands
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "warehouse"
        ask.text(*arguments)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["xyzzy"], "nothing found for “xyzzy”"),
        (["wachttijd", "xyzzy"], "Try one of the words"),
        (["%"], "no letter or digit"),
        (["'"], "no letter or digit"),
        (["x' OR '1'='1"], "nothing found"),
        ([], "Missing argument"),
    ],
)
def test_nothing_found(ask: Any, words: list[str], told: str) -> None:
    assert told in ask.refused("find", *words)


def test_before_a_first_release_the_seeds_are_searched(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="nothing has been published yet") as asked:
        open_to_find(Home(tmp_path), ["Formatie", "eind"])
    assert asked.value.choices == ["metric fte_at_end: Formatie aan het eind · Full-time equivalents at the end"]
    assert "dbt_project/seeds" in asked.value.advice
