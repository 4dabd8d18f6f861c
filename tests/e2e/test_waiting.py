"""One mistake holds up one organisation: the others go on, everybody is told who waits, and it catches up.

The refreshes are made once, on organisations of one table each; every test looks at the moments it is about.
`make test` goes as far as the first mistake; what comes after is in tests/organisations too, without dbt and Dagster.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.alerts.conftest import web_server
from tests.command import run_warehouse
from tests.conftest import Place
from tests.e2e.chain import Chain, Steps
from tests.e2e.waiting_reports import write_organisation

BERG, DAL, KUST, MEER = (f"sociaal-{name}" for name in ("berg", "dal", "kust", "meer"))
QUARTER = "SELECT value_printed FROM core.figure WHERE figure_key = 'sociaal-{0}:cases_started:{0}-noord:-:2023-Q1'"
FINDING = "sum_over_time:sociaal-dal:cases_started:dal-noord:-:2023/quarter"

CHECKS = """
import json
import sys
import dagster as dg
with dg.DagsterInstance.get() as instance:
    run_id = sys.argv[1]
    found = {"run": instance.get_run_by_id(run_id).status.value}
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
        check = entry.dagster_event.asset_check_evaluation_data
        said = {name: value.value for name, value in check.metadata.items()}
        found[check.check_name] = {"passed": check.passed, "severity": check.severity.value} | said
print("answer: " + json.dumps(found))
"""
"""What Dagster's page knows of the checks of a run."""


@dataclass
class Moment:
    """What a refresh left."""

    code: int
    record: dict[str, Any]
    printed: str
    release: str
    north: dict[str, str | None]
    """What readers have of each organisation: a number of its report."""
    organisations: dict[str, dict[str, Any]]
    """The rows of `release.organisation`."""
    told: list[str]
    """The messages about it."""
    said: dict[str, subprocess.CompletedProcess[str]] = field(default_factory=dict)
    """What other commands answered at that moment."""
    checks: dict[str, Any] = field(default_factory=dict)

    @property
    def waiting(self) -> list[dict[str, Any]]:
        waiting: list[dict[str, Any]] = self.record["summary"].get("waiting", [])
        return waiting


class Waiting(Chain[Moment]):
    """The moments of one state folder."""

    def __init__(self, path: Path) -> None:
        super().__init__(self._live())
        self.place = Place(path)

    def _live(self) -> Steps[Moment]:
        """Next to nothing is expected of it here, so that a test fails only for what it is about."""
        place = self.place
        with pytest.MonkeyPatch.context() as environment, web_server() as webhook:
            environment.setenv("WAREHOUSE_ALERT_URLS", webhook.url)

            def refresh(*arguments: str, ask: dict[str, tuple[str, ...]] | None = None) -> Moment:
                heard = len(webhook.posts)
                result = place.run("refresh", *arguments)
                printed = " ".join(result.stdout.split())
                attempts = sorted((place.home / "attempts").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
                moment = Moment(
                    result.returncode, json.loads(attempts[-1].read_text(encoding="utf-8")), printed,
                    place.link.resolve().parent.name, _north(place), _organisations(place), webhook.texts()[heard:],
                )  # fmt: skip
                moment.said = {what: _answer(place, command) for what, command in (ask or {}).items()}
                return moment

            for organisation in ("Berg", "Dal", "Kust"):
                write_organisation(place, organisation)
            yield "all", refresh()
            write_organisation(place, "Dal", "3l0")
            write_organisation(place, "Kust", "311", "431")
            yield "dal errs", refresh(ask={"again": ("refresh",), "as data": ("refresh", "--json")})
            write_organisation(place, "Berg", "312", "432")
            yield "the others go on", refresh(ask={"show": ("show", "dal-2023"), "list": ("releases",)})
            write_organisation(place, "Dal", "320", "440")
            yield "mended", refresh()

            write_organisation(place, "Dal", "302", "430", year=1230)
            refused = refresh(ask={"findings": ("findings",), "served": ("check", "--served")})
            refused.checks = place.answer(CHECKS, refused.record["attempt_id"])
            yield "dal is refused", refused
            write_organisation(place, "Dal", "321", "441")
            write_organisation(place, "Kust", "3x1", "431")
            write_organisation(place, "Meer", "3l0")
            yield "kust in its turn", refresh(ask={
                "show": ("show", "meer-2023"), "status": ("alert", "--status", "--json"),
                "compare": ("check", "--compare"),
            })  # fmt: skip
            write_organisation(place, "Berg", "313", "433")
            yield "all or nothing", refresh("--all-or-nothing")
            place.run("rollback")
            yield "rolled back", refresh("--resume")


@pytest.fixture(scope="module")
def moments(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Waiting]:
    """What became of three organisations, and a fourth."""
    with closing(Waiting(tmp_path_factory.mktemp("waiting") / "place")) as moments:
        yield moments


def _answer(place: Place, command: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """What a command says; of those that ask a release none reads the reports."""
    if command[0] in ("refresh", "check"):
        return place.run(*command)
    return run_warehouse(*command, "--home", str(place.home), environment=os.environ)


def _north(place: Place) -> dict[str, str | None]:
    rows = {name: place.query(QUARTER.format(name)) for name in ("berg", "dal", "kust", "meer")}
    return {name: found[0][0] if found else None for name, found in rows.items()}


def _organisations(place: Place) -> dict[str, dict[str, Any]]:
    found = place.query(
        "SELECT organisation_id, rows_from_release, waits_since, waits_because FROM release.organisation"
    )
    names = ("rows_from", "since", "why")
    return {organisation: dict(zip(names, row, strict=True)) for organisation, *row in found}


# ---- A cell that cannot be read ----


def test_one_that_cannot_be_read_keeps_its_last_rows(moments: Waiting) -> None:
    first, second = moments["all"], moments["dal errs"]
    assert (first.code, second.code) == (0, 2)
    assert [first.record["outcome"], second.record["outcome"]] == ["released"] * 2
    assert first.north == {"berg": "310", "dal": "310", "kust": "310", "meer": None}
    assert second.north == first.north | {"kust": "311"}


@pytest.mark.thorough
def test_the_others_go_on(moments: Waiting) -> None:
    second, third = moments["dal errs"], moments["the others go on"]
    assert (third.code, third.record["outcome"]) == (2, "released")
    assert third.north == second.north | {"berg": "312"}
    assert third.record["summary"]["scope"] == {
        "base": second.release, "organisations": [BERG], "organisations_in_all": 3,
    }  # fmt: skip
    assert third.organisations[BERG]["rows_from"] == third.release
    assert third.organisations[KUST]["rows_from"] == second.release
    assert third.organisations[DAL] == second.organisations[DAL]
    assert [waits["since"] for waits in third.waiting] == [second.waiting[0]["since"]]
    assert third.told == []


def test_readers_see_who_waits_and_since_when(moments: Waiting) -> None:
    first, second = moments["all"], moments["dal errs"]
    assert all(row["since"] is None for row in first.organisations.values())
    row = second.organisations[DAL]
    assert (row["rows_from"], row["why"]) == (first.release, "bad_input")
    assert row["since"] is not None
    (waits,) = second.waiting
    assert (waits["organisation_id"], waits["reports"], waits["counts"], waits["rows_from"]) == (
        DAL, ["dal-2023"], 1, first.release,
    )  # fmt: skip


def test_the_command_says_who_waits_for_what(moments: Waiting) -> None:
    second, again = moments["dal errs"], moments["dal errs"].said["again"]
    since = second.waiting[0]["since"][:16].replace("T", " ")
    for printed in (second.printed, " ".join(again.stdout.split())):
        assert f"Waits Sociaal team Dal, since {since} UTC 1 problem in dal-2023" in printed
        assert f"its rows of release {moments['all'].release} are served" in printed
        assert 'dal-2023/cases_started.csv row 2, column 2: "3l0" is not a number in Dutch notation' in printed
        assert "Next correct the places named above, and refresh again" in printed
    assert f"Built 1 of 3 organisations (sociaal-kust) on release {moments['all'].release}" in second.printed
    assert again.returncode == 2
    data = json.loads(second.said["as data"].stdout)
    assert (data["outcome"], data["exit_code"], data["serving"]) == ("unchanged", 2, second.release)
    assert [one["organisation_id"] for one in data["summary"]["waiting"]] == [DAL]
    assert [one["report_id"] for one in data["problems"]] == ["dal-2023"]


@pytest.mark.thorough
def test_the_table_and_the_list_of_releases_say_so(moments: Waiting) -> None:
    third = moments["the others go on"]
    shown = " ".join(third.said["show"].stdout.split())
    assert "Wacht Sociaal team Dal wacht sinds" in shown
    assert f"dal-2023 is niet te lezen. Wat hier staat, is van release {moments['all'].release}." in shown
    assert "Waits Sociaal team Dal has waited since" in shown
    listed = third.said["list"].stdout
    assert f"{third.release[:25]}  Sociaal team Dal waits: published as before" in listed
    assert listed.count("on another, 1 waits") == 2
    assert listed.count("anew") == 1


@pytest.mark.thorough
def test_it_catches_up(moments: Waiting) -> None:
    mended = moments["mended"]
    assert (mended.code, mended.north["dal"], mended.waiting) == (0, "320", [])
    assert mended.organisations[DAL] == {"rows_from": mended.release, "since": None, "why": None}
    assert "Waits" not in mended.printed


def test_who_waits_is_told_once(moments: Waiting) -> None:
    [begins] = moments["dal errs"].told
    flat = " ".join(begins.split())
    assert "Organisatie wacht: Sociaal team Dal wacht sinds" in flat
    assert "omdat in dal-2023 op 1 plaats niet te lezen is wat er staat" in flat
    assert '"3l0" is not a number in Dutch notation' in flat
    assert "geweigerd" not in flat


@pytest.mark.thorough
def test_who_catches_up_is_told_once(moments: Waiting) -> None:
    [ends] = moments["mended"].told
    assert "Hersteld: 1 organisatie wacht niet meer" in ends


# ---- A critical finding ----


@pytest.mark.thorough
def test_one_with_a_critical_finding_waits_and_its_finding_can_be_seen(moments: Waiting) -> None:
    refused = moments["dal is refused"]
    assert (refused.code, refused.record["outcome"], refused.north["dal"]) == (1, "released", "320")
    (waits,) = refused.waiting
    assert (waits["organisation_id"], waits["why"], waits["rows_from"]) == (DAL, "refused", moments["mended"].release)
    summary = refused.record["summary"]
    # What is published has no finding; the other one is what is waited for.
    assert summary["findings"] == []
    assert all(rule["success"] for rule in summary["rules"])
    assert FINDING in {one["identity_id"] for one in summary["waiting_findings"]}
    assert waits["counts"] == len(summary["waiting_findings"])
    for answer in (refused.printed, *(" ".join(one.stdout.split()) for one in refused.said.values())):
        assert FINDING in answer
        assert "dal-2023/cases_started.csv" in answer
    assert refused.said["served"].returncode == 1
    [told] = refused.told
    assert "die publicatie tegenhoud" in told
    assert "geweigerd" not in told


@pytest.mark.thorough
def test_dagster_warns_and_names_who_waits(moments: Waiting) -> None:
    checks = moments["dal is refused"].checks
    assert checks["run"] == "SUCCESS"
    rule, everybody = checks["sum_over_time"], checks["everybody_is_published"]
    assert (rule["passed"], rule["severity"], rule["organisations"], rule["waiting"]) == (
        False, "WARN", [DAL], ["Sociaal team Dal"],
    )  # fmt: skip
    assert (everybody["passed"], everybody["severity"], everybody["waiting"]) == (False, "WARN", ["Sociaal team Dal"])
    assert everybody["why"][0]["since"] == moments["dal is refused"].waiting[0]["since"]
    assert checks["stock_over_time"]["passed"]
    assert checks["stock_over_time"]["organisations"] == []


# ---- In turn, and somebody new ----


@pytest.mark.thorough
def test_another_errs_in_its_turn_and_one_that_is_new_is_not_there_yet(moments: Waiting) -> None:
    turn = moments["kust in its turn"]
    assert (turn.code, turn.north) == (2, {"berg": "312", "dal": "321", "kust": "311", "meer": None})
    assert {one["organisation_id"]: one["rows_from"] for one in turn.waiting} == {
        KUST: moments["dal errs"].release, MEER: None,
    }  # fmt: skip
    assert turn.organisations[MEER]["rows_from"] is None
    assert turn.organisations[DAL] == {"rows_from": turn.release, "since": None, "why": None}
    assert "nothing of it is published yet" in turn.printed
    assert "report “meer-2023” is not published: Sociaal team Meer waits" in turn.said["show"].stderr
    assert turn.said["show"].returncode == 2
    opened = {one["key"] for one in json.loads(turn.said["status"].stdout)["open"]}
    assert opened == {f"waiting:{KUST}:bad_input", f"waiting:{MEER}:bad_input"}


@pytest.mark.thorough
def test_a_release_without_somebody_is_the_same_as_one_built_anew(moments: Waiting) -> None:
    compare = moments["kust in its turn"].said["compare"]
    assert compare.returncode == 0, compare.stdout
    assert "The same" in compare.stdout


@pytest.mark.thorough
def test_all_or_nothing_refuses_for_one(moments: Waiting) -> None:
    nothing = moments["all or nothing"]
    assert (nothing.code, nothing.record["outcome"]) == (2, "bad_input")
    assert (nothing.release, nothing.north) == (moments["kust in its turn"].release, moments["kust in its turn"].north)


@pytest.mark.thorough
def test_after_a_rollback_who_waits_goes_on_waiting(moments: Waiting) -> None:
    back = moments["rolled back"]
    assert (back.code, back.north["berg"], back.north["dal"]) == (2, "313", "321")
    for name in (KUST, MEER):
        assert back.organisations[name]["since"] == moments["kust in its turn"].organisations[name]["since"]
