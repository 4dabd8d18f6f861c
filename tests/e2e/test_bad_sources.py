"""Sources that cannot be read as they are: every offender at once, each with its place, and nothing published."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bad_sources.case import Caught, Refused
from tests.bad_sources.corpus import all_cases

CASES = [case for case in all_cases() if not case.why_not]


def test_the_corpus_is_refused_at_once_with_every_place(copy_of_released: Any) -> None:
    """Every case that must be refused, in one refresh: the first of them hides none of the others."""
    before = copy_of_released.link.resolve()
    reports = copy_of_released.query("SELECT count(*) FROM core.report")
    refused = [(case, case.outcome) for case in CASES if isinstance(case.outcome, Refused)]
    for case, _ in refused:
        case.write(copy_of_released.sources)
    result = copy_of_released.run("refresh", "--all-or-nothing", "--json")
    assert result.returncode == 2
    assert "Traceback" not in result.stdout + result.stderr
    record = json.loads(result.stdout)
    assert record["outcome"] == "bad_input"
    assert copy_of_released.link.resolve() == before == Path(record["warehouse"]).resolve()
    assert copy_of_released.query("SELECT count(*) FROM core.report") == reports
    told: dict[Any, list[str]] = {}
    for problem in record["problems"]:
        assert len(problem["next_step"]) > 10
        told.setdefault((problem["file"], problem["row"], problem["column"]), []).append(problem["message"])
    missed = {
        case.id: case.place(copy_of_released.sources)
        for case, outcome in refused
        if not any(outcome.says in message for message in told.get(case.place(copy_of_released.sources), []))
    }
    assert missed == {}


@pytest.mark.thorough
def test_wrong_digits_in_many_tables_are_refused_at_once_with_every_cell(copy_of_released: Any) -> None:
    before = copy_of_released.link.resolve()
    places = set()
    for case in CASES:
        if isinstance(case.outcome, Caught) and case.id.startswith("digit-changed-"):
            case.spoil(copy_of_released.sources / case.report)
            places.add((f"{case.report}/{case.outcome.file}", case.outcome.row, case.outcome.column))
    result = copy_of_released.run("refresh", "--all-or-nothing", "--json")
    assert result.returncode == 1
    assert "Traceback" not in result.stdout + result.stderr
    record = json.loads(result.stdout)
    assert record["outcome"] == "refused"
    assert copy_of_released.link.resolve() == before
    cells = {
        (cell["file"], cell["row_number"], cell["column_number"])
        for finding in record["summary"]["findings"]
        if finding["status"] == "open"
        for cell in finding["cells"]
    }
    assert len(places) > 10
    assert places - cells == set()


def test_no_reports_at_all(empty_place: Any) -> None:
    result = empty_place.run("refresh")
    assert result.returncode == 2
    assert "report.yml" in result.stdout
    assert "Nothing has been published yet" in result.stdout
    assert not empty_place.link.exists()


def test_wrong_usage(empty_place: Any) -> None:
    assert empty_place.run("refrehs").returncode == 2
    assert empty_place.run("refresh", "--sorces").returncode == 2


def test_check_of_a_release_that_is_not_there(empty_place: Any) -> None:
    result = empty_place.run("check", "--served")
    assert result.returncode == 2
    assert "warehouse refresh" in result.stderr


def test_an_empty_folder_name_is_not_here(empty_place: Any) -> None:
    warehouse = str(Path(sys.executable).with_name("warehouse"))
    result = subprocess.run(
        [warehouse, "refresh", "--home", ""], cwd=empty_place.path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert [path.name for path in empty_place.path.iterdir()] == ["sources"]
    assert "is empty" in result.stderr
