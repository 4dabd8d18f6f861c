"""The served release laid beside a build of everything: where they differ, it is said and ends with exit code 3."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.attempt import Attempt
from orchestration.cli.summary import print_summary
from orchestration.home import Home
from orchestration.record import BuildScope, Changes, DifferentRows
from orchestration.release.publish import publish
from orchestration.run.comparing import begin_comparison, compare_build, is_made_anew, why_not_comparable
from tests.release.releases import INPUTS, VERDICT, build_small, publish_small


def compared(home: Home, value: str) -> Attempt:
    """What comes of comparing the served release with a build of another value, or of the same."""
    record = Attempt("a", "2026-11-02", "checked", job="check")
    begin_comparison(home, record)
    build_small(home, value)
    compare_build(home, record)
    return record


def test_a_release_that_is_not_what_its_inputs_give(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    release_id = publish_small(home, "7.8")
    record = compared(home, "7.9")
    assert record.exit_code == 3
    assert record.summary.compared is not None
    assert record.summary.compared.release_id == release_id
    tables = dict.fromkeys(("core.figure", "satisfaction.city_year"), DifferentRows(1, 1))
    assert record.summary.compared.tables == tables
    # Nobody takes what was only compared for what was checked last.
    assert not home.build_database.exists()
    print_summary(record, home, as_json=False)
    said = " ".join(capsys.readouterr().out.split())
    assert f"Different. In 2 tables release {release_id} is not what its inputs give" in said
    assert "core.figure 1 1" in said
    assert "warehouse refresh --full" in said


def test_one_that_is(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    publish_small(home, "7.8")
    record = compared(home, "7.8")
    assert record.exit_code == 0
    assert record.summary.compared is not None
    assert record.summary.compared.tables == {}
    print_summary(record, home, as_json=False)
    assert "The same" in capsys.readouterr().out


def test_what_there_is_to_compare(home: Home, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    assert why_not_comparable(home, tmp_path / "sources") == "nothing has been published yet"
    assert not is_made_anew(home)
    release_id = publish_small(home)
    assert is_made_anew(home)
    assert "refresh first" in (why_not_comparable(home, tmp_path / "sources") or "")
    build_small(home, "7.9")
    publish(home, [VERDICT], INPUTS, Changes(), scope=BuildScope(release_id, ["dorp"]))
    assert not is_made_anew(home)
