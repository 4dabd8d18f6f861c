"""The benchmark measures what it says, at the smallest size; nothing here looks at how long anything takes."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from dataclasses import fields
from typing import Any

import pytest

from tests.bench import sizes as names
from tests.bench.page import exponent, put_between, size_tables
from tests.bench.plot import BY_HAND, MODELS, plot
from tests.bench.process import TookTooLongError, run
from tests.bench.sizes import Bench, Cost, Size
from tests.bench.steps import SQL_STEPS, STEPS, fillings
from tests.country.__main__ import make_country

HOLDS_MEMORY = """
import subprocess, sys
held = bytearray(150_000_000)
subprocess.run([sys.executable, "-c", "held = bytearray(150_000_000); import time; time.sleep(0.6)"], check=True)
print("done")
"""


def test_memory_is_that_of_all_processes():
    taken = run([sys.executable, "-c", HOLDS_MEMORY])
    assert taken.output == "done\n"
    assert taken.memory > 280
    assert taken.wall > 0.6 > taken.cpu > 0


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
    assert size.cells > 3000
    assert size.costs.keys() == {
        *STEPS, names.FIGURES, names.FIGURES_BY_HAND, names.IDENTITIES, names.IDENTITIES_BY_HAND,
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


def test_the_tables_say_what_was_measured(measured):
    lines = size_tables(measured, runs=1)
    assert (
        lines[0] == "One run; 10 reports (12,000 cells), 100 reports (120,000 cells), 1,000 reports (1,200,000 cells)."
    )
    assert "| CPU seconds | 10 | 100 | 1,000 | exponent |" in lines
    assert "| read | 6.00 | 15.00 | 105 | 1.00 |" in lines
    assert "| marts | 6.00 | 15.00 | not ended |  |" in lines
    assert "| identities | 2.00 | 2.00 | 2.00 |  |" in lines, "the median of three runs"
    assert f"| {names.IDENTITIES}, 1,000 reports | 1.00 | 95.29 |" in lines
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


def test_every_measure_has_a_table():
    from tests.bench.page import MEASURES, ROWS

    assert MEASURES.keys() == ROWS.keys() == {one.name for one in fields(Cost)}
