"""What a refresh costs with few and with many reports, whole and step by step, beside the script written by hand."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import duckdb

from orchestration.home import DEFAULT_SOURCES, Home
from tests.bench.commands import WAREHOUSE
from tests.bench.process import Taken, TookTooLongError, run
from tests.bench.steps import STEPS, Filling, fillings, keep_fillings, start_build
from tests.built import build_empty
from tests.country.__main__ import make_country

Measure = Literal["wall", "cpu", "memory", "size"]

REAL = 5
"""The size that stands for the real reports of `sources/`; all others are generated."""

WHOLE = "refresh, without pages"
AGAIN = "look for changes: refresh again"
PAGES = "pages, made apart"
FIGURES, FIGURES_BY_HAND = "cells to figures", "cells to figures, by hand"
IDENTITIES, IDENTITIES_BY_HAND = "figures to identities", "figures to identities, by hand"


@dataclass
class Cost:
    """What the runs of one thing took at one size."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    """MB of all processes together."""
    size: list[float] = field(default_factory=list)
    """MB of the file that it leaves."""

    def add(self, wall: float, cpu: float, memory: float | None = None, file: Path | None = None) -> None:
        """Note a run."""
        self.wall.append(wall)
        self.cpu.append(cpu)
        if memory is not None:
            self.memory.append(memory)
        if file is not None:
            self.size.append(file.stat().st_size / 2**20)

    def median(self, measure: Measure) -> float | None:
        """The median of a measure over the runs; None where it was not measured."""
        values: list[float] = getattr(self, measure)
        return statistics.median(values) if values else None


@dataclass
class Size:
    """What was measured with so many reports, and what did not end in time."""

    reports: int
    cells: int = 0
    costs: dict[str, Cost] = field(default_factory=lambda: defaultdict(Cost))
    tables: dict[str, Cost] = field(default_factory=lambda: defaultdict(Cost))
    """What filling each table took."""
    not_ended: set[str] = field(default_factory=set)

    def median(self, name: str, measure: Measure) -> float | None:
        """The median of what something took; None where it was not measured."""
        return self.costs[name].median(measure) if name in self.costs else None


def measure_sizes(folder: Path, sizes: Iterable[int], runs: int, limit: float) -> Iterator[Size]:
    """Measure every size in turn, in a folder of its own; what takes longer than `limit` seconds is stopped."""
    empty = build_empty(folder / "empty")
    tables = fillings(empty)
    for reports in sizes:
        place = folder / str(reports)
        place.mkdir()
        bench = Bench(place, Size(reports), _sources(place, reports), limit)
        for _ in range(runs):
            bench.whole_commands()
            bench.steps(empty.home.build_database, tables)
        shutil.rmtree(place)
        yield bench.size


def _sources(place: Path, reports: int) -> Path:
    if reports == REAL:
        return DEFAULT_SOURCES
    make_country(place / "sources", reports)
    return place / "sources"


@dataclass
class Bench:
    """The measurements of one size, in a place of its own."""

    place: Path
    size: Size
    sources: Path
    limit: float

    def whole_commands(self) -> None:
        """Refresh an empty home, refresh it again, and make its pages: each a command as people run it."""
        home = self._new_home("whole")
        at = ["--sources", str(self.sources), "--home", str(home.path)]
        # dbt's parse is kept from the first run in a home on; it takes as long whatever the number of reports.
        run([WAREHOUSE, "check", "--sources", str(DEFAULT_SOURCES), "--home", str(home.path)])
        home.raw_database.unlink()
        with self._in_time(WHOLE):
            self._command(WHOLE, ["refresh", "--no-pages", *at], home.link)
        if WHOLE in self.size.not_ended:
            return
        with self._in_time(AGAIN):
            self._command(AGAIN, ["refresh", "--no-pages", *at])
        with self._in_time(PAGES):
            self._command(PAGES, ["pages", "--home", str(home.path)])

    def steps(self, empty: Path, tables: list[Filling]) -> None:
        """Take the steps of a refresh one by one, and do the work of some by hand."""
        home = self._new_home("steps")
        for step in STEPS:
            with self._in_time(step):
                taken = self._module("tests.bench.steps", step, home.path, self.sources)
                found = json.loads(taken.output.splitlines()[-1])
                for table, (wall, cpu) in found["tables"].items():
                    self.size.tables[table].add(wall, cpu)
                file = {"read": home.raw_database, "release": home.link}.get(step, home.build_database)
                self.size.costs[step].add(found["wall"], found["cpu"], taken.memory, file)
            if step in self.size.not_ended:
                break
            if step == "read":
                self.size.cells = _cells(home)
                start_build(home, empty)
                keep_fillings(home, tables)
        self._by_hand(home, tables)

    def _by_hand(self, home: Home, tables: list[Filling]) -> None:
        """The script, and what the models took for the same."""
        by_hand = self.place / "by_hand.duckdb"
        by_hand.unlink(missing_ok=True)
        with self._in_time(IDENTITIES_BY_HAND):
            taken = self._module("tests.bench.by_hand", home.raw_database, by_hand)
            for (_, wall, cpu), name in zip(
                json.loads(taken.output.splitlines()[-1]), (FIGURES_BY_HAND, IDENTITIES_BY_HAND), strict=True
            ):
                self.size.costs[name].add(wall, cpu, taken.memory, by_hand)
        for name, is_of_it in ((FIGURES, {"stage", "core"}), (IDENTITIES, {"identities"})):
            same = [one.table for one in tables if one.is_asked_by_hand and one.step in is_of_it]
            if not is_of_it & self.size.not_ended and self.size.tables.keys() >= set(same):
                costs = [self.size.tables[table] for table in same]
                self.size.costs[name].add(sum(cost.wall[-1] for cost in costs), sum(cost.cpu[-1] for cost in costs))

    def _command(self, name: str, arguments: list[str], file: Path | None = None) -> None:
        taken = run([WAREHOUSE, *arguments], {"WAREHOUSE_ALERT_URLS": ""}, self.limit)
        self.size.costs[name].add(taken.wall, taken.cpu, taken.memory, file)

    def _module(self, module: str, *arguments: object) -> Taken:
        return run([sys.executable, "-m", module, *map(str, arguments)], limit=self.limit)

    @contextmanager
    def _in_time(self, name: str) -> Iterator[None]:
        try:
            yield
        except TookTooLongError:
            self.size.not_ended.add(name)

    def _new_home(self, name: str) -> Home:
        home = Home(self.place / name)
        shutil.rmtree(home.path, ignore_errors=True)
        return home


def _cells(home: Home) -> int:
    with duckdb.connect(str(home.raw_database), read_only=True) as connection:
        (cells,) = connection.execute("SELECT count(*) FROM raw.cell").fetchall()[0]
    return int(cells)
