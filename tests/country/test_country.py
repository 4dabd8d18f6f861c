"""The invented country: the same for the same seed, read without a problem, true unless errors are planted."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.country.__main__ import make_country
from tests.country.errors import COLUMNS
from tests.country.names import MOST_TOWNS, town_name


def test_every_report_is_read(judged):
    assert judged.problems == {}


def test_rules_have_something_to_judge(judged):
    """Totals over time, areas and categories, stocks, shares, means, changes and reprints are all there."""
    asked = {
        "sum_over_time", "sum_over_areas", "overlap_over_areas", "sum_over_categories", "stock_over_time",
        "stock_in_period", "same_in_two_tables", "same_in_two_reports", "share_of_whole", "change_between_periods",
        "growth_between_periods", "bounds_over_time", "mean_over_time", "mean_over_areas", "every_area_printed",
    }  # fmt: skip
    holding = Counter(rule for _, rule, *_, verdict in judged.identities if verdict == "holds")
    assert {rule for rule in asked if holding[rule] < 5} == set()


def test_right_reports_differ_in_what_is_restated_alone(judged):
    assert {rule for rule, report in judged.findings if report in judged.right} == {"same_in_two_reports"}


def test_every_planted_error_is_found(judged):
    assert len(judged.planted) > 50
    found = {cell[:4] for cell in judged.cells}
    assert [one for one in judged.planted if (one.report, one.table, one.row, one.column) not in found] == []


def test_only_planted_errors_are_found(judged):
    planted = {(one.report, one.table, one.row, one.column) for one in judged.planted}
    explained = {identity for *place, identity in judged.cells if tuple(place) in planted}
    assert {identity for *_, identity in judged.cells} == explained


def test_same_seed_same_bytes(tmp_path):
    ours, theirs, others = tmp_path / "ours", tmp_path / "theirs", tmp_path / "others"
    planted = make_country(ours, 5, errors=0.01)
    assert make_country(theirs, 25, errors=0.01, processes=2)[: len(planted)] == planted
    make_country(others, 5, seed=2, errors=0.01)
    reports = contents(ours)
    assert reports == {name: content for name, content in contents(theirs).items() if name in reports}
    assert reports != contents(others)
    assert len(list(ours.iterdir())) == 5
    assert len(list(theirs.iterdir())) == 25


def test_the_list_says_what_is_printed(tmp_path):
    """Without the errors on the list, the reports are those that are made without errors."""
    right, spoilt = tmp_path / "right", tmp_path / "spoilt"
    command = [sys.executable, "-m", "tests.country", "4"]
    subprocess.run([*command, "--to", str(right)], check=True, capture_output=True)
    assert [path.name for path in tmp_path.iterdir()] == ["right"], "no list without errors"
    subprocess.run([*command, "--to", str(spoilt), "--errors", "0.01"], check=True, capture_output=True)
    with (tmp_path / "spoilt-planted.csv").open(encoding="utf-8", newline="") as file:
        header, *listed = csv.reader(file)
    assert header == COLUMNS
    assert len(listed) > 10
    for report, table, row, column, printed, should_be, kind in listed:
        path = spoilt / report / f"{table}.csv"
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        assert rows[int(row) - 1][int(column) - 1] == printed != should_be, kind
        rows[int(row) - 1][int(column) - 1] = should_be
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    assert contents(spoilt) == contents(right)


def test_a_folder_that_is_there_stays_as_it_is(tmp_path):
    command = [sys.executable, "-m", "tests.country", "1", "--to", str(tmp_path)]
    refused = subprocess.run(command, check=False, capture_output=True, text=True)
    assert refused.returncode == 2
    assert "is there already" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_towns_have_names_of_their_own():
    assert len({town_name(number) for number in range(MOST_TOWNS)}) == MOST_TOWNS


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their path in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
