"""What a refresh costs with few and with many reports, whole and step by step, beside what people would use instead."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import duckdb

from orchestration.home import DEFAULT_SOURCES, Home
from tests.bench.changed import change_one_number, own_copy, release_and_base
from tests.bench.commands import WAREHOUSE
from tests.bench.process import Taken, TookTooLongError, run
from tests.bench.steps import STEPS, Filling, fillings, keep_fillings, start_build
from tests.built import build_empty
from tests.country.__main__ import make_country

Measure = Literal["wall", "cpu", "memory", "size"]

REAL = 5
"""The size that stands for the real reports of `sources/`; all others are generated."""

LARGEST_WHOLE = 1000
"""Of more reports, only the commands are measured that somebody waits for: the rest says nothing new."""

LONGER = 3
"""How many times the seconds a command gets with more reports than that."""

WHOLE = "refresh, without pages"
AGAIN = "look for changes: refresh again"
CHANGED = "refresh after one report changed"
FULL = "the same, all made anew (--full)"
CHECK = "check"
PAGES = "pages, made apart"
FIGURES, FIGURES_BY_HAND = "cells to figures", "cells to figures, by hand"
IDENTITIES, IDENTITIES_BY_HAND = "figures to identities", "figures to identities, by hand"
FIGURES_IN_PANDAS, IDENTITIES_IN_PANDAS = "cells to figures, in pandas", "figures to identities, in pandas"
JUDGED_IN_PANDAS = "judging, Great Expectations over pandas"

PARTS = ("commands", "full", "pages", "steps", "yardsticks")
"""What can be left out: all whole commands, or of these what makes all anew or pages; single steps; yardsticks."""


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
    """What was measured with so many reports, and what did not end in time or failed."""

    reports: int
    cells: int = 0
    costs: dict[str, Cost] = field(default_factory=lambda: defaultdict(Cost))
    tables: dict[str, Cost] = field(default_factory=lambda: defaultdict(Cost))
    """What filling each table took."""
    not_ended: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    """What failed, with what it said."""

    def median(self, name: str, measure: Measure) -> float | None:
        """The median of what something took; None where it was not measured."""
        return self.costs[name].median(measure) if name in self.costs else None

    def is_without(self, name: str) -> bool:
        """Whether something was tried and gave no measurement."""
        return name in self.not_ended or name in self.failed


def as_kept(size: Size) -> dict[str, Any]:
    """A size as JSON can say it."""
    costs = {of: {name: vars(cost) for name, cost in getattr(size, of).items()} for of in ("costs", "tables")}
    return vars(size) | costs | {"not_ended": sorted(size.not_ended)}


def from_kept(said: dict[str, Any]) -> Size:
    """A size that was kept as JSON."""
    costs, tables = (
        defaultdict(Cost, {name: Cost(**cost) for name, cost in said[of].items()}) for of in ("costs", "tables")
    )
    return Size(said["reports"], said["cells"], costs, tables, set(said["not_ended"]), said["failed"])


@dataclass(frozen=True)
class Asked:
    """What to measure, and how."""

    sizes: Sequence[int]
    runs: int = 1
    limit: float = 1200
    """Seconds after which a command or step is stopped."""
    without: Collection[str] = ()
    """Which of PARTS to leave out."""
    sources: Mapping[int, Path] = field(default_factory=dict)
    """Folders of a size that were made before."""


def measure_sizes(folder: Path, asked: Asked, note: Callable[[Size, str], None]) -> None:
    """Measure every size in turn, in a folder of its own; `note` hears of each thing as soon as it is measured."""
    measures_steps = not {"steps", "yardsticks"} <= set(asked.without)
    empty = build_empty(folder / "empty") if measures_steps else None
    for reports in asked.sizes:
        place = folder / str(reports)
        place.mkdir()
        is_large = reports > LARGEST_WHOLE
        bench = Bench(
            place,
            Size(reports),
            _sources(place, reports, asked.sources),
            asked.limit * (LONGER if is_large else 1),
            set(asked.without) | (set(PARTS[1:]) if is_large else set()),
            note,
        )
        for _ in range(asked.runs):
            if "commands" not in asked.without:
                bench.whole_commands()
            if empty is not None and not is_large:
                bench.steps(empty.home.build_database, fillings(empty))
        shutil.rmtree(place)


def _sources(place: Path, reports: int, made: Mapping[int, Path]) -> Path:
    """Folders that the benchmark may write in."""
    sources = place / "sources"
    if reports == REAL or reports in made:
        return own_copy(made.get(reports, DEFAULT_SOURCES), sources)
    make_country(sources, reports, processes=os.cpu_count() or 1)
    return sources


@dataclass
class Bench:
    """The measurements of one size, in a place of its own."""

    place: Path
    size: Size
    sources: Path
    limit: float
    without: set[str] = field(default_factory=set)
    note: Callable[[Size, str], None] = lambda size, name: None

    def whole_commands(self) -> None:
        """Refresh an empty home, again, and after a change, and make its pages: each a command as people run it."""
        home = self._new_home("whole")
        at = ["--sources", str(self.sources), "--home", str(home.path)]
        # dbt's parse is kept from the first run in a home on; it takes as long whatever the number of reports.
        run([WAREHOUSE, "check", "--sources", str(DEFAULT_SOURCES), "--home", str(home.path)])
        home.raw_database.unlink()
        self._command(WHOLE, ["refresh", "--no-pages", *at], home.link)
        if self.size.is_without(WHOLE):
            return
        self.size.cells = _cells(home)
        self._command(AGAIN, ["refresh", "--no-pages", *at])
        if self.size.reports == REAL:
            self._command(CHECK, ["check", *at])
        self.after_a_change(CHANGED, home, ["refresh", "--no-pages", *at])
        if "full" not in self.without:
            self.after_a_change(FULL, home, ["refresh", "--no-pages", "--full", *at])
        if "pages" not in self.without:
            self._command(PAGES, ["pages", "--home", str(home.path)])

    def after_a_change(self, name: str, home: Home, command: list[str]) -> None:
        """Measure a refresh that has one number to make anew, and see that it was made in the way that is measured."""
        before, _ = release_and_base(home)
        change_one_number(self.sources)

        def refuse_another_way() -> None:
            release, base = release_and_base(home)
            if release == before or base != (None if "--full" in command else before):
                raise RuntimeError(f"{name}: release {release} is built on {base}; before it was {before}")

        self._command(name, command, home.link, refuse_another_way)

    def steps(self, empty: Path, tables: list[Filling]) -> None:
        """Take the steps of a refresh one by one, and do the work of some in other ways."""
        home = self._new_home("steps")
        for step in STEPS[:1] if "steps" in self.without else STEPS:
            with self._measuring(step):
                taken = self._module("tests.bench.steps", step, home.path, self.sources)
                found = json.loads(taken.output.splitlines()[-1])
                for table, (wall, cpu) in found["tables"].items():
                    self.size.tables[table].add(wall, cpu)
                file = {"read": home.raw_database, "release": home.link}.get(step, home.build_database)
                self.size.costs[step].add(found["wall"], found["cpu"], taken.memory, file)
            if self.size.is_without(step):
                break
            if step == "read":
                self.size.cells = _cells(home)
                start_build(home, empty)
                keep_fillings(home, tables)
        self._models_of_the_same(tables)
        if "yardsticks" not in self.without and not self.size.is_without("read"):
            self._by_hand(home)
            self._in_pandas(home)

    def _models_of_the_same(self, tables: list[Filling]) -> None:
        """What the models took for the work that the yardsticks do."""
        for name, is_of_it in ((FIGURES, {"stage", "core"}), (IDENTITIES, {"identities"})):
            same = [one.table for one in tables if one.is_asked_by_hand and one.step in is_of_it]
            if not any(map(self.size.is_without, is_of_it)) and self.size.tables.keys() >= set(same):
                costs = [self.size.tables[table] for table in same]
                self.size.costs[name].add(sum(cost.wall[-1] for cost in costs), sum(cost.cpu[-1] for cost in costs))

    def _by_hand(self, home: Home) -> None:
        """The script in SQL."""
        by_hand = self.place / "by_hand.duckdb"
        by_hand.unlink(missing_ok=True)
        with self._measuring(IDENTITIES_BY_HAND):
            taken = self._module("tests.bench.by_hand", home.raw_database, by_hand)
            for (_, wall, cpu), name in zip(
                json.loads(taken.output.splitlines()[-1]), (FIGURES_BY_HAND, IDENTITIES_BY_HAND), strict=True
            ):
                self.size.costs[name].add(wall, cpu, taken.memory, by_hand)

    def _in_pandas(self, home: Home) -> None:
        """The same work in pandas, and the judging of what it makes."""
        frames = self.place / "frames.pickle"
        with self._measuring(IDENTITIES_IN_PANDAS):
            taken = self._module("tests.bench.in_pandas", home.raw_database, frames)
            for (_, wall, cpu), name in zip(
                json.loads(taken.output.splitlines()[-1]), (FIGURES_IN_PANDAS, IDENTITIES_IN_PANDAS), strict=True
            ):
                self.size.costs[name].add(wall, cpu, taken.memory)
        # The frames read no number in words, of which the real reports have so many that it would judge too little.
        if self.size.is_without(IDENTITIES_IN_PANDAS) or self.size.reports == REAL:
            return
        with self._measuring(JUDGED_IN_PANDAS):
            taken = self._module("tests.bench.judged_in_pandas", frames)
            found = json.loads(taken.output.splitlines()[-1])
            self.size.costs[JUDGED_IN_PANDAS].add(found["wall"], found["cpu"], taken.memory)

    def _command(
        self, name: str, arguments: list[str], file: Path | None = None, look: Callable[[], None] = lambda: None
    ) -> None:
        with self._measuring(name):
            taken = run([WAREHOUSE, *arguments], {"WAREHOUSE_ALERT_URLS": ""}, self.limit)
            look()
            self.size.costs[name].add(taken.wall, taken.cpu, taken.memory, file)

    def _module(self, module: str, *arguments: object) -> Taken:
        return run([sys.executable, "-m", module, *map(str, arguments)], limit=self.limit)

    @contextmanager
    def _measuring(self, name: str) -> Iterator[None]:
        """Go on with what comes after, whatever becomes of it."""
        try:
            yield
        except TookTooLongError:
            self.size.not_ended.add(name)
        except RuntimeError as error:
            self.size.failed[name] = str(error)
        self.note(self.size, name)

    def _new_home(self, name: str) -> Home:
        home = Home(self.place / name)
        shutil.rmtree(home.path, ignore_errors=True)
        return home


def _cells(home: Home) -> int:
    with duckdb.connect(str(home.raw_database), read_only=True) as connection:
        (cells,) = connection.execute("SELECT count(*) FROM raw.cell").fetchall()[0]
    return int(cells)
