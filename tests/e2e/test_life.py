"""The life of a warehouse, once for all tests that ask about a part of it: each looks at the moment it is about.

A refresh of the real reports takes long, so they share a few: one that finds nothing to do, one that is refused for
slips in three reports, its mending, a release in which nothing changes, the way back to the first release, one whose
reports change while it runs, one that is killed, and a release with new reports and without an old one. `make test`
goes as far as the mending.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.alerts.conftest import mail_server, web_server
from tests.bad_sources.case import Escaped
from tests.bad_sources.corpus import all_cases
from tests.command import WAREHOUSE
from tests.conftest import Place
from tests.e2e.chain import Chain, Steps
from tests.faults.conftest import kill_refresh, what_a_killed_refresh_left

# A report of another organisation, with other teams and an .xlsx: no code and no SQL changes for it.
ZEIST = """\
id: zeist-2023
title: Jaarverslag sociaal team Zeist
organisation: sociaal-zeist
period: 2023
published: 2024-03-01
means: {area: zeist}
tables:
  - id: cases_started
    title: Gestarte casussen per wijk
    file: cases_started.csv
    metric: cases_started
    header: [[Wijk, Kw 1, Kw 2, Kw 3, Kw 4, Jaar]]
    rows_are: area
    columns_are: period
    columns: [label, 2023-Q1, 2023-Q2, 2023-Q3, 2023-Q4, {period: 2023, total: true}]
    rows: [Centrum, Vollenhove, Wijk-Noord, {label: Totaal, area: zeist, total: true}]
  - id: complaints
    title: Klachten naar soort
    file: complaints.xlsx
    sheet: Klachten
    range: B2:D5
    metric: complaints
    breakdown: complaint_kind
    header: [[Soort, 1e helft, 2e helft]]
    rows_are: category
    columns_are: period
    columns: [label, 2023-H1, 2023-H2]
    rows: [Bejegening, Wachttijd, {label: Totaal, category: whole, total: true}]
define:
  organisations: [{id: sociaal-zeist, name: Sociaal team Zeist, area: zeist}]
  areas:
    - {id: zeist, name: Zeist, kind: city}
    - {id: zeist-centrum, name: Zeist Centrum, kind: team, part_of: [zeist]}
    - {id: vollenhove, name: Vollenhove, kind: team, part_of: [zeist]}
    - {id: zeist-noord, name: Zeist Noord, kind: team, part_of: [zeist]}
  categories: [{breakdown: complaint_kind, id: waiting_time, name: Wachttijd, name_en: Waiting time}]
  aliases:
    - {dimension: area, label: Centrum, means: zeist-centrum}
    - {dimension: area, label: Wijk-Noord, means: zeist-noord}
"""
CASES_OF_ZEIST = """\
Wijk,Kw 1,Kw 2,Kw 3,Kw 4,Jaar
Centrum,310,295,301,320,1.226
Vollenhove,120,118,99,131,468
Wijk-Noord,80,77,85,90,332
Totaal,509,489,484,541,2.023
"""

SLIPS = [
    ("bto-sociaal-2021/cases_started.csv", "De Meern,13,11,12,", "De Meern,13,11,17,"),
    ("bto-sociaal-2021/own_request_reasons.csv", "8,- Andere baan", "6,- Andere baan"),
]
"""One wrong digit, and one in a cell of a finding that is waived."""
SLIP_OF_ZEIST = ("zeist-2023/cases_started.csv", "Vollenhove,120", "Vollenhove,210")

TITLE = ("bto-sociaal-2021/report.yml", "title: Het verslag van 2021")
WITHDRAWN = "lokalis-2018-h1"
ESCAPED = [(case, case.outcome) for case in all_cases() if not case.why_not and isinstance(case.outcome, Escaped)]
"""Reports with texts that are code."""


def write_zeist(place: Place) -> None:
    """Lay the report of Zeist beside the others."""
    folder = place.sources / "zeist-2023"
    folder.mkdir()
    (folder / "report.yml").write_text(ZEIST, encoding="utf-8")
    (folder / "cases_started.csv").write_text(CASES_OF_ZEIST, encoding="utf-8")
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Klachten")
    for row in (
        [],
        [None, "Soort", "1e helft", "2e helft"],
        [None, "Bejegening", 3, 5],
        [None, "Wachttijd", 4, "2"],
        [None, "Totaal", 7, 7],
    ):
        sheet.append(row)
    book.save(folder / "complaints.xlsx")


@dataclass
class Moment:
    """What a refresh left: how it ended, what is recorded, which release is served, and what people have been told."""

    code: int
    record: dict[str, Any]
    printed: str
    served: Path
    mails: list[str]
    posts: list[str]

    @property
    def outcome(self) -> tuple[int, str]:
        return self.code, self.record["outcome"]

    def open_findings(self, mark: str) -> list[dict[str, Any]]:
        """Those whose identity speaks of something."""
        found = self.record["summary"]["findings"]
        return [one for one in found if one["status"] == "open" and mark in one["identity_id"]]


class Life(Chain[Moment]):
    """The moments of one state folder, which a test sees as it is at the last that was asked for."""

    def __init__(self, released: Place, path: Path) -> None:
        super().__init__(self._live())
        self.place = Place(path)
        shutil.copytree(released.path, self.place.path, symlinks=True)
        self.first = self.place.link.resolve()
        """The release that was there at the beginning."""
        self.of_first = set(self.place.query(FIGURES))
        """Its figures, other than those of the report that is withdrawn."""
        self.listed: list[dict[str, Any]] = []
        """The releases after the second was published."""
        self.findings: list[tuple[Any, ...]] = []
        """Since when the second release knows its findings, and how its history has them."""

    def _live(self) -> Steps[Moment]:
        """Next to nothing is expected of it here, so that a test fails only for what it is about."""
        place = self.place
        with pytest.MonkeyPatch.context() as environment, mail_server() as mailbox, web_server() as webhook:
            environment.setenv("WAREHOUSE_ALERT_URLS", f"{mailbox.url} {webhook.url}")

            def refresh(*arguments: str, as_json: bool = True) -> Moment:
                result = place.run("refresh", *arguments, *(["--json"] if as_json else []))
                # What it says to programs is what it keeps.
                newest = max((place.home / "attempts").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
                record = json.loads(result.stdout if as_json else newest.read_text(encoding="utf-8"))
                return Moment(
                    result.returncode, record, result.stdout, place.link.resolve(), mailbox.texts(), webhook.texts()
                )

            yield "nothing to do", refresh()
            (place.sources / WITHDRAWN / "notes.txt").write_text("no input\n", encoding="utf-8")
            yield "a file that is no input", refresh()

            write_zeist(place)
            for slip in (*SLIPS, SLIP_OF_ZEIST):
                place.edit(*slip)
            # What becomes of the others where they need not wait: test_waiting.py.
            yield "slips", refresh("--all-or-nothing", as_json=False)
            shutil.rmtree(place.sources / "zeist-2023")
            for file, right, wrong in SLIPS:
                place.edit(file, wrong, right)
            yield "mended", refresh()
            yield "still mended", refresh()

            with (place.sources / WITHDRAWN / "report.yml").open("a", encoding="utf-8") as report:
                report.write("# Read again.\n")
            again = refresh()
            self.findings = place.query(
                "SELECT DISTINCT 'waived', first_seen_release FROM quality.finding "
                "UNION ALL SELECT DISTINCT status, first_seen_release FROM release.finding_history"
            )
            self.listed = place.run_json_home("releases")[1]
            yield "read again", again

            place.run("rollback")
            yield "rolled back", refresh()

            place.edit(*TITLE, "title: Het verslag van 2021!")
            yield "changed while it ran", _changed_while_it_runs(place)
            kill_refresh(place, random.choice(["Reading", "Building", "Checking", "Publishing"]), with_its_group=False)

            write_zeist(place)
            shutil.rmtree(place.sources / WITHDRAWN)
            for case, _ in ESCAPED:
                case.write(place.sources)
            yield "other reports", refresh()


FIGURES = f"SELECT figure_id, value_printed FROM core.figure WHERE report_id <> '{WITHDRAWN}'"


@pytest.fixture(scope="module")
def life(released: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """The life of a copy of the released place."""
    with closing(Life(released, tmp_path_factory.mktemp("life") / "place")) as life:
        yield life


def _changed_while_it_runs(place: Place) -> Moment:
    command = [str(WAREHOUSE), "refresh", "--sources", str(place.sources), "--home", str(place.home)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if "Building" in line:
                break
        place.edit(TITLE[0], "title: Het verslag van 2021!", "title: Het verslag van 2021!!")
        output, _ = running.communicate()
    return Moment(running.returncode, {}, output, place.link.resolve(), [], [])


# ---- Nothing changes ----


def test_a_second_refresh_does_nothing_until_something_changes(life: Life) -> None:
    for moment in ("nothing to do", "a file that is no input"):
        assert life[moment].outcome == (0, "unchanged")
        assert life[moment].served == life.first


@pytest.mark.thorough
def test_a_report_that_is_read_again_is_released(life: Life) -> None:
    again = life["read again"]
    assert again.outcome == (0, "released")
    statuses = {report["report_id"]: report["status"] for report in again.record["summary"]["reports"]}
    # Against what was read last, which was the refused: the slips are mended, and Zeist is gone.
    assert [statuses.pop(name) for name in (WITHDRAWN, "bto-sociaal-2021")] == ["changed", "changed"]
    assert statuses.pop("zeist-2023") == "withdrawn"
    assert set(statuses.values()) == {"unchanged"}
    changes = again.record["summary"]["changes"]
    assert (changes["new"], changes["changed"], changes["gone"], changes["marts"]) == (0, 0, 0, {})
    assert life.first.exists()
    assert again.served != life.first
    assert life.findings == [("waived", life.first.parent.name)] * 2
    assert [entry["status"] for entry in life.listed] == ["served", "refused", "kept"]


# ---- Slips, and the way back ----


def test_a_changed_digit_is_refused_and_named(life: Life) -> None:
    slips = life["slips"]
    assert slips.outcome == (1, "refused")
    assert slips.served == life.first
    found = slips.open_findings(":cases_started:de-meern:") + slips.open_findings(":cases_running:de-meern:")
    assert {finding["identity_id"] for finding in found} == {
        "sum_over_time:bto-sociaal:cases_started:de-meern:-:2021/month",
        "stock_over_time:bto-sociaal:cases_running:de-meern:-:2021-03",
    }
    for finding in found:
        places = {(c["file"], c["row_number"], c["column_number"], c["value_printed"]) for c in finding["cells"]}
        assert ("bto-sociaal-2021/cases_started.csv", 4, 4, "17") in places
    (block,) = [one for one in slips.record["summary"]["suspects"] if found[0]["identity_id"] in one["identity_ids"]]
    assert (block["outcome"], block["findings"]) == ("one_cell", 2)
    ((suspect,),) = [one["cells"] for one in block["suspect_sets"]]
    assert (suspect["figure_id"], suspect["value_printed"], suspect["implied_value"], suspect["slip"]) == (
        "bto-sociaal-2021/cases_started/r4c4", "17", 12, "one digit",
    )  # fmt: skip
    assert not suspect["is_tied"]

    assert "bto-sociaal-2021/cases_started.csv row 4 column 4, line 1171: “17”" in slips.printed
    said = " ".join(slips.printed.split())
    assert "Probably this cell; it explains 2 findings:" in said
    assert "cases_started.csv row 4 column 4, line 1171: printed “17”, should read 12 (one digit)" in said
    assert "Refused" in slips.printed
    assert slips.served.parent.name in slips.printed


def test_a_waiver_does_not_cover_another_difference(life: Life) -> None:
    found = life["slips"].open_findings(":leavers:")
    assert [(f["difference"], f["remark"]) for f in found] == [(-3, "the waiver expects a difference of -1")]


def test_a_slip_in_a_new_report_is_found(life: Life) -> None:
    failing = [finding["identity_id"] for finding in life["slips"].open_findings(":sociaal-zeist:")]
    assert failing == ["sum_over_time:sociaal-zeist:cases_started:vollenhove:-:2023/quarter"]


def test_nothing_else_is_found(life: Life) -> None:
    assert len(life["slips"].open_findings("")) == 4


def test_a_wrong_digit_is_heard_and_so_is_its_mending(life: Life) -> None:
    slips, mended = life["slips"], life["mended"]
    assert len(slips.record["summary"]["alerts"]["channels"]) == 2
    for [text] in (slips.mails, slips.posts):
        flat = " ".join(text.split())
        assert "bto-sociaal-2021/cases_started.csv rij 4 kolom 4, regel 1171 van het document: gedrukt “17”" in flat
        assert "moet waarschijnlijk zijn: 12" in flat
        assert f"Geserveerd wordt release {slips.served.parent.name}, sinds" in flat
    # Mended: the inputs are those of the served release again, and nothing is built.
    assert mended.outcome == (0, "unchanged")
    assert mended.served == slips.served
    for [_, text] in (mended.mails, mended.posts):
        assert "Hersteld: het verversen lukt weer" in text
    assert len(life["still mended"].mails) == len(life["still mended"].posts) == 2


@pytest.mark.thorough
def test_what_is_rolled_back_stays_so(life: Life) -> None:
    assert life["rolled back"].outcome == (0, "held")
    assert life["rolled back"].served == life.first


# ---- Interrupted ----


@pytest.mark.thorough
def test_reports_change_during_a_refresh(life: Life) -> None:
    """What was read is no longer what is there: told, not published; the next refresh reads what is there."""
    assert life["changed while it ran"].code == 1, life["changed while it ran"].printed
    assert life["changed while it ran"].served == life.first
    assert life["other reports"].outcome == (0, "released"), life["other reports"].record
    titles = life.place.query("SELECT title FROM core.report WHERE report_id LIKE 'bto%'")
    assert titles == [("Het verslag van 2021!!",)]


@pytest.mark.thorough
def test_after_a_killed_refresh_the_next_begins_as_if_nothing_had_been(life: Life) -> None:
    assert life["other reports"].outcome == (0, "released"), life["other reports"].record
    assert what_a_killed_refresh_left(life.place) == []


# ---- Other reports ----


@pytest.mark.thorough
def test_other_reports_lift_the_hold(life: Life) -> None:
    assert life["other reports"].outcome == (0, "released"), life["other reports"].record
    assert life["other reports"].served not in (life.first, life["read again"].served)


@pytest.mark.thorough
def test_a_withdrawn_report_takes_its_figures_with_it(life: Life) -> None:
    summary = life["other reports"].record["summary"]
    assert {r["report_id"]: r["status"] for r in summary["reports"]}[WITHDRAWN] == "withdrawn"
    assert summary["changes"]["gone"] > 40
    assert life.place.query(f"SELECT count(*) FROM core.figure WHERE report_id = '{WITHDRAWN}'") == [(0,)]


@pytest.mark.thorough
def test_a_new_report_flows_to_the_marts_and_is_checked(life: Life) -> None:
    assert life["other reports"].outcome == (0, "released"), life["other reports"].record
    assert len(life.of_first) > 1000
    assert life.of_first <= set(life.place.query(FIGURES))
    teams = life.place.query(
        "SELECT area_id, area_name, cases_started FROM flow.team_year "
        "WHERE organisation_id = 'sociaal-zeist' AND period_id = '2023' ORDER BY area_id"
    )
    assert teams == [
        ("vollenhove", "Vollenhove", 468),
        ("zeist-centrum", "Zeist Centrum", 1226),
        ("zeist-noord", "Zeist Noord", 332),
    ]
    complaints = life.place.query(
        "SELECT category_id, category_label_nl, value FROM satisfaction.category_period "
        "WHERE organisation_id = 'sociaal-zeist' AND period_id = '2023-H1' ORDER BY category_id"
    )
    assert complaints == [("treatment", "Bejegening", 3.0), ("waiting_time", "Wachttijd", 4.0)]
    rules = life.place.query(
        "SELECT DISTINCT rule_id FROM quality.identity WHERE identity_id LIKE '%sociaal-zeist%' "
        "AND verdict = 'holds' ORDER BY rule_id"
    )
    assert [rule for (rule,) in rules] == [
        "every_area_printed", "overlap_over_areas", "plausible", "sum_over_categories", "sum_over_time",
    ]  # fmt: skip


@pytest.mark.thorough
def test_texts_that_are_code_are_published_as_text(life: Life) -> None:
    assert life["other reports"].outcome == (0, "released"), life["other reports"].record
    published = life.place.query(
        "SELECT report_id, title FROM core.report UNION SELECT report_id, text FROM raw.cell "
        "UNION SELECT report_id, note FROM core.figure UNION SELECT report_id, report_id FROM core.report "
        "UNION SELECT report_id, substr(file, length(report_id) + 2) FROM core.report_table"
    )
    assert [case.id for case, outcome in ESCAPED if (case.name, outcome.text) not in published] == []
