"""The benchmark measures what it says, at the smallest size; nothing here looks at how long anything takes."""

from __future__ import annotations

import json
import os
import sys
import xml.etree.ElementTree as ET
from dataclasses import fields
from typing import Any

import pytest

from orchestration.home import DEFAULT_SOURCES, Home
from tests.bench import __main__ as main
from tests.bench import commands, process
from tests.bench import sizes as names
from tests.bench.changed import change_one_number, own_copy
from tests.bench.page import exponent, put_between, size_tables
from tests.bench.plot import BY_HAND, MODELS, plot
from tests.bench.process import Taken, TookTooLongError, run
from tests.bench.sizes import Bench, Cost, Size, as_kept, from_kept
from tests.bench.steps import SQL_STEPS, STEPS, fillings
from tests.country.__main__ import make_country

HOLDS_MEMORY = """
import subprocess, sys
held = bytearray(150_000_000)
subprocess.run([sys.executable, "-c", "held = bytearray(150_000_000); import time; time.sleep(0.6)"], check=True)
print("done")
"""


def test_memory_is_that_of_all_processes(monkeypatch: pytest.MonkeyPatch):
    # On a busy machine a look takes so long that the next one would come after the end.
    monkeypatch.setattr(process, "LOOKS_PART", 1)
    taken = run([sys.executable, "-c", HOLDS_MEMORY])
    assert taken.output == "done\n"
    assert taken.memory > 280
    assert taken.wall > 0.6
    assert 0 < taken.cpu < taken.wall, "asleep most of the time"


def test_a_failure_is_no_measurement():
    with pytest.raises(RuntimeError, match=r"(?s)failed \(3\).*no such report"):
        run([sys.executable, "-c", "import sys; print('no such report'); sys.exit(3)"])


def test_what_takes_too_long_is_stopped_with_all_that_it_started():
    with pytest.raises(TookTooLongError):
        run([sys.executable, "-c", "import subprocess; subprocess.run(['sleep', '60'])"], limit=1)


def test_the_steps_of_a_few_reports(built: Any, tmp_path):
    """Each step is taken in its turn, and the script by hand beside them; the last one publishes a release."""
    make_country(tmp_path / "sources", 3)
    bench = Bench(tmp_path, Size(3), tmp_path / "sources", limit=600)
    tables = fillings(built)
    bench.steps(built.home.build_database, tables)
    size = bench.size
    assert not size.not_ended
    assert not size.failed
    assert size.cells > 3000
    assert size.costs.keys() == {
        *STEPS, names.FIGURES, names.FIGURES_BY_HAND, names.FIGURES_IN_PANDAS, names.IDENTITIES,
        names.IDENTITIES_BY_HAND, names.IDENTITIES_IN_PANDAS, names.JUDGED_IN_PANDAS,
    }  # fmt: skip
    for step in STEPS:
        ((cpu,), (memory,), (file,)) = (getattr(size.costs[step], measure) for measure in ("cpu", "memory", "size"))
        assert cpu > 0
        assert memory > 20
        assert file > 1
    assert size.tables.keys() == {one.table for one in tables} == set(built.tables(*_rooms(built)))
    assert {one.step for one in tables} == set(SQL_STEPS)
    assert {"core.figure", "quality.judged_identity"} <= {one.table for one in tables if one.is_asked_by_hand}
    assert (tmp_path / "steps" / "warehouse.duckdb").is_symlink(), "a release"


@pytest.mark.parametrize("reports", ["real", "generated"])
def test_one_number_is_changed_and_back(reports, tmp_path):
    """By a tenth, in the bench's own folders alone, and to the same bytes again."""
    sources = DEFAULT_SOURCES
    if reports == "generated":
        make_country(tmp_path / "made", 4)
        sources = tmp_path / "made"
    own = own_copy(sources, tmp_path / "own")
    before = {file: file.read_bytes() for file in own.rglob("*") if file.is_file()}
    changed = change_one_number(own)
    assert changed == max(own.glob("*/wait_by_team.csv"))
    was, is_now = before.pop(changed).decode(), changed.read_text(encoding="utf-8")
    assert len(was) == len(is_now)
    ((old, new),) = [(old, new) for old, new in zip(was, is_now, strict=True) if old != new]
    assert abs(int(old) - int(new)) == 1
    assert {file: file.read_bytes() for file in own.rglob("*") if file.is_file() and file != changed} == before
    original = sources / changed.relative_to(own)
    assert original.read_text(encoding="utf-8") == was
    change_one_number(own)
    assert changed.read_text(encoding="utf-8") == was


def test_folders_are_copied_where_they_cannot_be_linked(tmp_path, monkeypatch):
    make_country(tmp_path / "made", 1)

    def refuse(file, to):
        raise OSError(18, "another disk")

    monkeypatch.setattr(os, "link", refuse)
    own = own_copy(tmp_path / "made", tmp_path / "own")
    changed = change_one_number(own)
    assert changed.read_bytes() != (tmp_path / "made" / changed.relative_to(own)).read_bytes()


WAYS: dict[str, tuple[str, list[tuple[str, str | None]], bool]] = {
    "on the release before": (names.CHANGED, [("one", None), ("two", "one")], True),
    "no release": (names.CHANGED, [("one", None), ("one", None)], False),
    "all anew": (names.CHANGED, [("one", None), ("two", None)], False),
    "on another": (names.CHANGED, [("one", None), ("two", "zero")], False),
    "all anew, asked": (names.FULL, [("one", None), ("two", None)], True),
    "not anew, though asked": (names.FULL, [("one", None), ("two", "one")], False),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_refresh_made_in_another_way_is_no_measurement(way, tmp_path, monkeypatch):
    name, given, counts = WAYS[way]
    releases = [*given]
    make_country(tmp_path / "sources", 1)
    bench = Bench(tmp_path, Size(1), tmp_path / "sources", limit=60)
    (tmp_path / "warehouse.duckdb").touch()
    monkeypatch.setattr(names, "release_and_base", lambda home: releases.pop(0))
    monkeypatch.setattr(names, "run", lambda *asked: Taken(3.0, 2.0, 100.0, ""))
    bench.after_a_change(name, Home(tmp_path), ["refresh"] + ["--full"] * (name == names.FULL))
    assert (name in bench.size.costs) is counts
    assert (name in bench.size.failed) is not counts
    assert releases == []


def _rooms(built: Any) -> set[str]:
    return {node["schema"] for node in built.models().values()}


@pytest.fixture
def measured() -> list[Size]:
    """Three sizes: reading grows with the reports, the identities with their square, the release not at all."""
    sizes = []
    for reports in (10, 100, 1000):
        size = Size(reports, cells=1200 * reports)
        for name in (*STEPS, names.WHOLE, names.FIGURES, names.FIGURES_BY_HAND, names.IDENTITIES_BY_HAND):
            size.costs[name] = Cost([2.0], [5 + 0.1 * reports], [300.0], [12.0])
        size.costs["identities"] = size.costs[names.IDENTITIES] = Cost([1.0, 9.0, 2.0], [5 + 0.01 * reports**2] * 3)
        size.costs["release"] = Cost([1.0], [1.5], [100.0], [14.0])
        size.costs[names.IDENTITIES_IN_PANDAS] = Cost([0.5], [10.0], [900.0])
        size.costs[names.JUDGED_IN_PANDAS] = Cost([4.0], [50.0], [900.0])
        size.tables["core.figure"].add(1, 7)
        sizes.append(size)
    sizes[-1].costs.pop("marts")
    sizes[-1].not_ended.add("marts")
    return sizes


def test_growth_is_measured_beyond_the_smallest(measured):
    small, middle, large = measured
    assert exponent((small, middle, large), "read", "cpu") == pytest.approx(1)
    assert exponent((small, middle, large), "identities", "cpu") == pytest.approx(1.92, abs=0.01)
    assert exponent((small, middle, large), "release", "cpu") is None
    assert exponent((small, middle, large), "marts", "cpu") is None
    most = Size(10_000, costs={names.WHOLE: Cost([1.0], [2005.0])})
    assert exponent((*measured, most), names.WHOLE, "cpu") == pytest.approx(1.298, abs=0.01)
    assert exponent((*measured, most), "read", "cpu") == pytest.approx(1), "of the sizes at which it was measured"


def test_the_goals_are_held_against_what_was_measured(measured):
    five, most = Size(5, cells=10_000), Size(10_000, cells=12_000_000)
    five.costs[names.CHECK] = Cost([40.0], [50.0])
    *_, many = measured
    many.costs[names.CHANGED] = Cost([36.3], [55.4])
    assert "| goal |" not in "\n".join(size_tables(measured, runs=1))
    most.costs[names.WHOLE] = Cost([900.0], [1080.0], [8000.0])
    lines = size_tables([five, *measured, most], runs=1)
    # CPU of the check 50, of a thousand 105; wall 40 and 2.
    assert "| one changed among 1,000, CPU seconds | 55.50 | 55.40 | yes |" in lines
    assert "| one changed among 1,000, Wall seconds | 36.20 | 36.30 | no |" in lines
    assert "| CPU microseconds per cell, 10,000 reports; allowed: those of 1,000 | 87.50 | 90.00 | no |" in lines
    assert "| peak memory in MB, 10,000 reports | 8,192 | 8,000 | yes |" in lines
    assert f"| {names.CHANGED} |  |  |  | 55.40 |  |  |" in lines


def test_what_failed_is_told_in_the_tables(measured):
    measured[0].costs.pop("read")
    measured[0].failed["read"] = "no space"
    assert "| read | failed | 15.00 | 105 |  |" in size_tables(measured, runs=1)


COMMAND = ["bench", "--runs", "0", "--sizes", "10,20,30", "--without", "pages", "--write"]


def test_a_size_that_failed_leaves_the_others(tmp_path, monkeypatch, capsys):
    """What is measured is written at once, what fails is told and makes the exit code, and the rest goes on."""
    page = tmp_path / "page.md"
    page.write_text("<!-- sizes: made by make bench -->\n<!-- sizes ends -->\n", encoding="utf-8")
    monkeypatch.setattr(main, "PAGE", page)
    monkeypatch.setattr(main, "PLOT", tmp_path / "plot.svg")

    kept = tmp_path / "kept.json"
    earlier = Size(1000, cells=7, costs={names.WHOLE: Cost([9.0], [8.0])}, not_ended={names.PAGES})
    kept.write_text(json.dumps([as_kept(earlier), as_kept(Size(20, cells=1))]), encoding="utf-8")

    def measure(folder, asked, note):
        assert asked.without == ["pages"]
        for reports in asked.sizes:
            size = Size(reports, cells=10)
            if reports == 20:
                size.failed[names.WHOLE] = "failed (3): refresh"
            else:
                size.costs[names.WHOLE].add(3, 2, 100)
            note(size, names.WHOLE)
            written.append(page.read_text(encoding="utf-8"))

    written: list[str] = []
    monkeypatch.setattr(main, "measure_sizes", measure)
    monkeypatch.setattr(sys, "argv", [*COMMAND, "--kept", str(kept)])
    assert main.main() == 1
    rows = ("2.00 |  | 8.00 |", "2.00 | failed | 8.00 |", "2.00 | failed | 2.00 | 8.00 |")
    for row, text in zip(rows, written, strict=True):
        assert f"| {names.WHOLE} | {row}" in text
    sizes = {size.reports: size for size in map(from_kept, json.loads(kept.read_text(encoding="utf-8")))}
    assert sizes[1000] == earlier
    assert (sizes[10].cells, sizes[10].median(names.WHOLE, "cpu")) == (10, 2)
    assert sizes.keys() == {10, 20, 30, 1000}
    said = capsys.readouterr().err
    assert "30 reports: refresh, without pages: wall 3.0, cpu 2.0, memory 100.0" in said
    assert "20 reports: refresh, without pages: failed (3): refresh" in said
    assert (tmp_path / "plot.svg").is_file()


def test_the_tables_say_what_was_measured(measured):
    lines = size_tables(measured, runs=1)
    assert (
        lines[0] == "One run; 10 reports (12,000 cells), 100 reports (120,000 cells), 1,000 reports (1,200,000 cells)."
    )
    assert "| CPU seconds | 10 | 100 | 1,000 | exponent |" in lines
    assert "| read | 6.00 | 15.00 | 105 | 1.00 |" in lines
    assert "| marts | 6.00 | 15.00 | not ended |  |" in lines
    assert "| identities | 2.00 | 2.00 | 2.00 |  |" in lines, "the median of three runs"
    assert "| The warehouse by | script, wall | script, CPU | pandas, wall | pandas, CPU |" in lines
    assert f"| {names.IDENTITIES}, 1,000 reports | 1.00 | 95.29 | 4.00 | 1000.50 |" in lines
    assert "| expectations, 1,000 reports |  |  | 0.50 | 2.10 |" in lines
    assert lines[-1] == "The tables that take the most CPU with 1,000 reports: `core.figure` 7.0 s."


def test_the_plot_has_a_line_per_step(measured):
    drawn = ET.fromstring(plot(measured))
    lines = drawn.findall("{http://www.w3.org/2000/svg}polyline")
    texts = {text.text for text in drawn.findall("{http://www.w3.org/2000/svg}text")}
    assert {names.WHOLE, *STEPS, MODELS, BY_HAND, "10", "100", "1,000"} <= texts
    assert len(lines) == len(STEPS) + 3
    assert sorted({len(line.attrib["points"].split()) for line in lines}) == [2, 3], "marts did not end with 1,000"


def test_lines_are_put_in_their_place(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- sizes: made by make bench -->\nold\n<!-- sizes ends -->\nafter\n", encoding="utf-8")
    for _ in range(2):
        put_between(page, "sizes", ["| new |"])
        assert page.read_text(encoding="utf-8") == (
            "before\n<!-- sizes: made by make bench -->\n\n| new |\n\n<!-- sizes ends -->\nafter\n"
        )
    with pytest.raises(ValueError, match="has no place for commands"):
        put_between(page, "commands", [])


def test_the_rounds_of_the_commands_before_a_failure_count(tmp_path, monkeypatch, capsys):
    """The table of each round is written at once; a command that fails makes the exit code."""
    page = tmp_path / "page.md"
    page.write_text("<!-- commands: made by make bench -->\n<!-- commands ends -->\n", encoding="utf-8")
    monkeypatch.setattr(main, "PAGE", page)
    seconds = iter([1.0, 20.0, 10.0, 30.0, 10.0])

    def run_one(command, environment):
        if (wall := next(seconds, None)) is None:
            raise RuntimeError("failed (3): refresh")
        return Taken(wall, 2.0, 100.0, "")

    cases = [commands.Case(name, []) for name in ("dbt build, full parse", "refresh, nothing changed")]
    monkeypatch.setattr(commands, "_cases", lambda folder: cases)
    monkeypatch.setattr(commands, "run", run_one)
    monkeypatch.setattr(sys, "argv", ["bench", "--runs", "3", "--sizes", "", "--write"])
    assert main.main() == 1
    written = page.read_text(encoding="utf-8")
    assert "| medians of 2 runs | wall s | CPU s | peak MB | of dbt build |" in written
    assert "| dbt build, full parse | 25.00 | 2.00 | 100 | 1.00 |" in written
    assert "| refresh, nothing changed | 10.00 | 2.00 | 100 | 0.42 |" in written
    said = capsys.readouterr()
    assert "one run of each\n" in said.err
    assert "failed (3): refresh" in said.err
    assert "| refresh, nothing changed | 10.00 |" in said.out


def test_every_measure_has_a_table():
    from tests.bench.page import MEASURES, ROWS

    assert MEASURES.keys() == ROWS.keys() == {one.name for one in fields(Cost)}
