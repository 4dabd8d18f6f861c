"""What goes wrong with a release that is built on, and what organisations do to each other."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import partial
from pathlib import Path

import duckdb
import pytest

from orchestration.build import assemble
from orchestration.build.rule_files import load_rules
from orchestration.release.readable import why_unreadable
from orchestration.release.same_rows import different_rows
from orchestration.release.stored import served_release
from orchestration.run import steps
from tests.organisations.conftest import Town

BLOCK = 262_144


class KilledError(BaseException):
    """What no step catches."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory, compiled) -> Town:
    """Three organisations, published."""
    town = Town(tmp_path_factory.mktemp("begun"), compiled)
    assert town.refresh().outcome == "released"
    return town


@pytest.fixture
def town(begun, tmp_path, compiled) -> Town:
    """A copy of them to work with."""
    town = Town(tmp_path, compiled)
    shutil.rmtree(town.home.path)
    shutil.copytree(begun.home.path, town.home.path, symlinks=True)
    return town


def _release(town: Town) -> Path:
    release = served_release(town.home)
    assert release is not None
    return release


def _refresh_beside_all(town):
    """Refresh, and see that the release says what a build of everything says that began from the same state."""
    copy, everything = town.full()
    attempt = town.refresh()
    assert (attempt.outcome, everything.outcome) == ("released", "checked"), attempt.problems
    assert different_rows(_release(town), copy.build_database) == {}
    return attempt


def _waiting(attempt) -> dict[str | None, tuple[str, str | None]]:
    return {one.organisation_id: (one.why, one.rows_from) for one in attempt.summary.waiting or []}


def test_a_damaged_release_is_not_built_on(town):
    release = _release(town)
    release.chmod(0o644)
    with release.open("r+b") as file:
        # In the middle of a block, so that it opens.
        file.seek(release.stat().st_size // 2)
        as_written = file.read(64)
        file.seek(-64, os.SEEK_CUR)
        file.write(bytes(byte ^ 0xFF for byte in as_written))
    assert why_unreadable(release) is None
    town.country.change_number(town.country.reports["team-dorp1-2021"])
    attempt = town.refresh()
    assert attempt.outcome == "released"
    assert attempt.summary.scope.base is None
    because = f"release {release.parent.name} cannot be built on (its file is not as it was published)"
    assert attempt.summary.scope.why_all == because
    with duckdb.connect(str(_release(town)), read_only=True) as connection:
        said = connection.execute("SELECT base_release_id, made_because FROM release.release").fetchone()
    assert said == (None, because)


def test_a_release_says_its_checksum(town):
    folder = _release(town).parent
    checked = subprocess.run(["sha256sum", "--check", "warehouse.duckdb.sha256"], cwd=folder, check=False)
    assert checked.returncode == 0


def test_a_build_that_is_killed_between_two_organisations_leaves_nothing_to_the_next(town, monkeypatch):
    before = _release(town)
    for report in ("team-dorp1-2021", "team-dorp2-2020"):
        town.country.change_number(town.country.reports[report])

    def kill(*_):
        raise KilledError

    with monkeypatch.context() as patch:
        # The rows are in, and what follows from them is not.
        patch.setattr(assemble, "work_out", kill)
        with pytest.raises(KilledError):
            town.refresh()
    assert _release(town) == before
    attempt = _refresh_beside_all(town)
    assert attempt.summary.scope.organisations == ["team-dorp1", "team-dorp2"]
    assert [path.name for path in town.home.build_database.parent.iterdir()] == []


def test_a_full_disk_in_the_middle_leaves_nothing_to_the_next(town, monkeypatch):
    before = _release(town)
    town.country.change_number(town.country.reports["team-dorp1-2021"])

    def fill(source, target):
        target.write_bytes(source.read_bytes()[:BLOCK])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(assemble, "copy_with_checksum", fill)
        attempt = town.refresh()
    # There was room for a build that does not start from a copy.
    because = f"release {before.parent.name} cannot be built on ([Errno 28] No space left on device)"
    assert attempt.summary.scope.why_all == because
    assert attempt.outcome == "released"
    assert [path.name for path in town.home.build_database.parent.iterdir()] == []


def test_an_organisation_that_is_called_otherwise_is_another_one(town):
    country = town.country
    renamed = country.organisations["team-dorp1"]
    renamed.id = "team-dorp1-nieuw"
    for report in country.reports.values():
        if report.organisation == "team-dorp1":
            report.organisation = "team-dorp1-nieuw"
    country.organisations["team-dorp1-nieuw"] = renamed
    attempt = _refresh_beside_all(town)
    assert attempt.summary.scope.organisations == ["team-dorp1", "team-dorp1-nieuw"]
    with duckdb.connect(str(_release(town)), read_only=True) as connection:
        there = connection.execute("SELECT DISTINCT organisation_id FROM core.figure ORDER BY ALL").fetchall()
    assert [name for (name,) in there] == ["team-dorp0", "team-dorp1-nieuw", "team-dorp2"]


def test_who_withdraws_what_others_use_waits(town):
    """And so does nobody else: their words are those of before."""
    country, before = town.country, _release(town).parent.name
    for name in [name for name, report in country.reports.items() if report.organisation == "team-dorp0"]:
        del country.reports[name]
    country.change_number(country.reports["team-dorp1-2021"])
    attempt = town.refresh()
    assert attempt.outcome == "released"
    assert attempt.exit_code == 2
    assert _waiting(attempt) == {"team-dorp0": ("bad_input", before)}
    (problem,) = attempt.problems
    assert problem.report_id == "team-dorp0-2021"
    assert "team-dorp1 cannot be read without what team-dorp0 defined in the release" in problem.message
    with duckdb.connect(str(_release(town)), read_only=True) as connection:
        changed = connection.execute("SELECT figures_changed FROM release.release").fetchone()
        there = connection.execute("SELECT count(*) FROM core.figure WHERE organisation_id = 'team-dorp0'").fetchone()
    assert changed is not None
    assert changed[0] > 0
    assert there is not None
    assert there[0] > 0


def test_a_word_that_seems_to_be_of_all_touches_one(town):
    town.country.organisations["team-dorp1"].aliases.append("Bijnaam")
    attempt = town.refresh()
    assert attempt.summary.scope.organisations == ["team-dorp1"]
    assert attempt.summary.changes.changed == 0


def test_an_area_that_moves_to_another_city_moves_for_all(town):
    town.country.park_is_in = "dorp1"
    attempt = _refresh_beside_all(town)
    assert attempt.summary.scope.organisations == ["team-dorp0", "team-dorp1"]


def test_another_name_of_what_others_use_is_built_for_all(town):
    town.country.shared["metric"] = "Bezoekers"
    attempt = town.refresh()
    assert attempt.outcome == "released"
    because = "team-dorp1, team-dorp2 use what another report has come to define otherwise"
    assert attempt.summary.scope.why_all == because


def test_a_report_that_is_delivered_twice_holds_up_its_organisation_alone(town):
    before = _release(town).parent.name
    town.country.write(town.sources)
    twice = town.sources / "nogmaals"
    shutil.copytree(town.sources / "team-dorp1-2021", twice)
    town.country.change_number(town.country.reports["team-dorp2-2020"])
    attempt = town.refresh(keeps=("nogmaals",))
    assert attempt.outcome == "released"
    assert attempt.exit_code == 2
    assert _waiting(attempt) in ({"team-dorp1": ("bad_input", before)}, {None: ("bad_input", None)})


def _waive(file: Path, findings) -> None:
    file.write_text(
        "".join(
            f"- identity: {finding.identity_id}\n  report: team-dorp1-2021\n"
            f"  expected_difference: {finding.difference:f}\n  reason: Printed so.\n  evidence: The total is 1.\n"
            "  owner: data team\n  review_by: 2099-01-01\n"
            for finding in findings
        ),
        encoding="utf-8",
    )


def test_a_waiver_lets_who_waits_be_published_and_builds_nobody_else(town, monkeypatch, tmp_path):
    waivers = tmp_path / "waivers.yml"
    waivers.write_text("[]\n", encoding="utf-8")
    monkeypatch.setattr(steps, "load_rules", partial(load_rules, waivers_file=waivers))
    town.country.reports["team-dorp1-2021"].total = 1
    refused = town.refresh()
    assert _waiting(refused) == {"team-dorp1": ("refused", refused.summary.scope.base)}
    _waive(waivers, refused.summary.waiting_findings)
    accepted = town.refresh()
    assert accepted.outcome == "released"
    assert _waiting(accepted) == {}
    assert accepted.summary.scope.organisations == ["team-dorp1"]
    with duckdb.connect(str(_release(town)), read_only=True) as connection:
        assert connection.execute(
            "SELECT DISTINCT status FROM quality.finding WHERE severity = 'critical'"
        ).fetchall() == [("waived",)]
    waivers.write_text("[]\n", encoding="utf-8")
    assert _waiting(town.refresh()).keys() == {"team-dorp1"}


def test_a_waiver_of_rows_that_wait_says_nothing_about_those_that_stay(town, monkeypatch, tmp_path):
    waivers = tmp_path / "waivers.yml"
    waivers.write_text("[]\n", encoding="utf-8")
    monkeypatch.setattr(steps, "load_rules", partial(load_rules, waivers_file=waivers))
    report = town.country.reports["team-dorp1-2021"]
    was, report.total = report.total, 1
    found = town.refresh().summary.waiting_findings
    assert len(found) > 1
    # In the rows that are published there is no such finding, and nobody else waits for that.
    _waive(waivers, found[:1])
    some = town.refresh()
    assert some.outcome == "released"
    assert {one.identity_id for one in some.summary.waiting_findings} == {one.identity_id for one in found[1:]}
    # Nor are there suspects of rows that nobody can see.
    assert some.summary.waiting_suspects
    with duckdb.connect(str(_release(town)), read_only=True) as connection:
        assert connection.execute("FROM quality.suspect").fetchall() == []
        assert connection.execute("FROM quality.suspect_block").fetchall() == []
    _waive(waivers, found)
    accepted = town.refresh()
    assert _waiting(accepted) == {}
    # The report is mended and its waivers stand: it waits for them to go.
    report.total = was
    mended = town.refresh()
    assert _waiting(mended) == {"team-dorp1": ("refused", accepted.summary.release_id)}
    assert {one.rule_id for one in mended.summary.waiting_findings} == {"waivers_current"}
    assert mended.summary.waiting[0].reports == ["team-dorp1-2021"]
