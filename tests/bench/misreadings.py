"""A thousand tables with one planted misreading each: `python -m tests.bench.misreadings`.

A table of the reports in `sources/` is chosen, one of its numbers is printed as a scanner may read it, and what a
preview of that report alone says of it is counted. With `--whole N` as many go the whole way besides: the file is
changed, read and judged anew, and must come out the same.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from expectations.localise.suspects import Solved, localise
from expectations.localise.system import SCALE, Cell, System
from orchestration.draft.judged import judged, read_draft, without_pandas
from orchestration.draft.misread import reading
from orchestration.draft.preview import preview_of
from orchestration.draft.preview_parts import Preview
from orchestration.home import DEFAULT_SOURCES, Home, current_home

LETTERS = {"0": "O", "1": "l", "2": "Z", "5": "S", "8": "B"}
DIGITS = {"0": "68", "1": "7", "2": "7", "3": "8", "4": "9", "5": "6", "6": "05", "7": "1", "8": "36", "9": "4"}

NAMED, QUESTIONED, TOLD, LISTED, SILENT = "named", "questioned", "told", "listed", "silent"
OUTCOMES = {
    NAMED: "the cell and what it should read stand first and alone",
    QUESTIONED: "it is asked: no number, or among the cells that would repair what fails",
    TOLD: "sums fail that it stands in, and no cell is named",
    LISTED: "nothing notices it; it is on the list of numbers to compare",
    SILENT: "nothing notices it, and it was called pinned",
}


@dataclass(frozen=True)
class Trial:
    """A cell that is printed otherwise."""

    kind: str
    cell: Cell
    printed: str
    """What stands there instead."""


def letter_for_digit(chance: random.Random, text: str) -> str | None:
    """A letter stands where a digit was."""
    return _replaced(chance, text, [(at, LETTERS[sign]) for at, sign in enumerate(text) if sign in LETTERS])


def other_digit(chance: random.Random, text: str) -> str | None:
    """A digit reads as one that looks like it."""
    places = [(at, other) for at, sign in enumerate(text) for other in DIGITS.get(sign, "")]
    leading = next((at for at, sign in enumerate(text) if sign.isdigit()), 0)
    return _replaced(chance, text, [(at, other) for at, other in places if other != "0" or at != leading])


def comma_lost(chance: random.Random, text: str) -> str | None:
    """The decimal comma is not seen: 7,8 is 78."""
    return text.replace(",", "") if text.count(",") == 1 else None


def digit_lost(chance: random.Random, text: str) -> str | None:
    """A digit is not seen."""
    places = [at for at, sign in enumerate(text) if sign.isdigit()]
    if len(places) < 2 or "." in text:
        return None
    at = chance.choice(places)
    return text[:at] + text[at + 1 :]


def speck(chance: random.Random, text: str) -> str | None:
    """A speck behind the number reads as a point."""
    return f"{text}."


KINDS: dict[str, tuple[int, Callable[[random.Random, str], str | None]]] = {
    "letter for a digit": (30, letter_for_digit),
    "another digit": (40, other_digit),
    "comma lost": (10, comma_lost),
    "digit lost": (15, digit_lost),
    "speck": (5, speck),
}


def _replaced(chance: random.Random, text: str, places: list[tuple[int, str]]) -> str | None:
    if not places:
        return None
    at, other = chance.choice(places)
    return text[:at] + other + text[at + 1 :]


@dataclass
class Report:
    """A report as its preview has it."""

    report_id: str
    system: System
    pinned: set[str]
    tables: list[list[Cell]]


@contextmanager
def _previewed(home: Home, sources: Path, report_id: str) -> Iterator[tuple[System, Preview]]:
    with without_pandas(), judged(home, read_draft(sources, sources / report_id)) as found:
        yield found.system, preview_of(found, sources, sources / report_id)


def load(home: Home, sources: Path, report_id: str) -> Report:
    """A report, with its tables that hold numbers in Dutch notation."""
    with _previewed(home, sources, report_id) as (system, preview):
        states = {
            (table.table_id, cell.row, cell.column): cell.state for table in preview.tables for cell in table.numbers
        }
    tables: dict[str, list[Cell]] = {}
    pinned = set()
    for cell in system.cells.values():
        if cell.value is not None and _number(cell.value_printed) is not None:
            tables.setdefault(cell.table_id, []).append(cell)
        if states.get((cell.table_id, cell.row_number, cell.column_number)) == "holds":
            pinned.add(cell.figure_id)
    return Report(report_id, system, pinned, list(tables.values()))


def _number(text: str | None) -> Decimal | None:
    """A plain printed number."""
    bare = (text or "").removesuffix("%").strip().replace(".", "").replace(",", ".")
    return Decimal(bare) if bare.replace(".", "", 1).isdigit() else None


def trials(chance: random.Random, reports: list[Report], many: int) -> Iterator[tuple[Report, Trial]]:
    """So many tables, each with one misreading that changes its number or makes it none."""
    tables = [(report, table) for report in reports for table in report.tables]
    kinds = [kind for kind, (weight, _) in KINDS.items() for _ in range(weight)]
    made = 0
    while made < many:
        report, table = chance.choice(tables)
        cell, kind = chance.choice(table), chance.choice(kinds)
        assert cell.value_printed is not None
        printed = KINDS[kind][1](chance, cell.value_printed)
        if printed is not None and printed and _number(printed) != _number(cell.value_printed):
            made += 1
            yield report, Trial(kind, cell, printed)


def outcome(report: Report, trial: Trial) -> str:
    """What a preview says of a misreading."""
    cell, number = trial.cell, _number(trial.printed)
    if number is None:
        # No number is ever served of it: it is asked, with what it looks like where that is one.
        is_right = _number(reading(trial.printed)) == _number(cell.value_printed)
        return NAMED if is_right else QUESTIONED
    value = int(number * SCALE * Decimal(cell.scale.numerator) / Decimal(cell.scale.denominator))
    spoiled = report.system.printing({cell.figure_id: value})
    if all(identity.holds({}, {}) for identity in spoiled.by_cell.get(cell.figure_id, [])):
        return SILENT if cell.figure_id in report.pinned else LISTED
    return _told(localise(spoiled, 1.0), cell)


def _told(solved: list[Solved], cell: Cell) -> str:
    for block in solved:
        for place, one in enumerate(block.sets):
            for suspect in one.suspects:
                if suspect.figure_id == cell.figure_id:
                    assert cell.value is not None
                    fits = suspect.low <= cell.value <= suspect.high
                    is_alone = not place and len(one.suspects) == 1
                    is_first = is_alone and (len(block.sets) == 1 or block.sets[1].rank > one.rank)
                    if fits:
                        return NAMED if is_first and suspect.implied_value == cell.value else QUESTIONED
    return TOLD


def whole_way(home: Home, trial: Trial, expected: str) -> bool:
    """Whether a preview of the changed folder itself says the same of the cell."""
    cell = trial.cell
    with tempfile.TemporaryDirectory() as place:
        sources = Path(place) / "sources"
        shutil.copytree(DEFAULT_SOURCES / cell.report_id, sources / cell.report_id)
        _write(sources / cell.file, cell, trial.printed)
        with _previewed(home, sources, cell.report_id) as (_, preview):
            table = preview.table(cell.table_id)
            assert table is not None
            (found,) = [one for one in table.cells if (one.row, one.column) == (cell.row_number, cell.column_number)]
    if expected == QUESTIONED:
        return found.suspicion is not None or found.read_as is not None or found.state == "unreadable"
    if expected == NAMED:
        named = found.read_as or (found.suspicion.text if found.suspicion else None)
        return _number(named) == _number(cell.value_printed)
    return found.state in {TOLD: ("fails",), LISTED: ("bounded", "alone", "fails"), SILENT: ("holds",)}[expected]


def _write(file: Path, cell: Cell, printed: str) -> None:
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))
    rows[cell.row_number - 1][cell.column_number - 1] = printed
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows(rows)


def measure(home: Home, many: int, seed: int, whole: int, reports: Sequence[str] = ()) -> dict[str, dict[str, int]]:
    """How many misreadings of each kind came to what; of `whole` of them it is shown on the changed file.

    `reports` are the reports whose tables are taken; left out: all.
    """
    chance = random.Random(seed)
    names = reports or sorted(path.parent.name for path in DEFAULT_SOURCES.glob("*/report.yml"))
    loaded = [load(home, DEFAULT_SOURCES, name) for name in names]
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    differ: list[tuple[Trial, str]] = []
    for number, (report, trial) in enumerate(trials(chance, loaded, many)):
        found = outcome(report, trial)
        counts[trial.kind][found] += 1
        if number < whole and not whole_way(home, trial, found):
            differ.append((trial, found))
    if differ:
        raise SystemExit("the whole way says otherwise:\n" + "\n".join(f"{found}: {trial}" for trial, found in differ))
    return {kind: {name: counted[name] for name in OUTCOMES} for kind, counted in counts.items()}


def main() -> None:
    """Print the counts as a table of Markdown, or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--whole", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = measure(current_home(), asked.tables, asked.seed, asked.whole)
    total = {name: sum(counted[name] for counted in found.values()) for name in OUTCOMES}
    if asked.json:
        sys.stdout.write(json.dumps(found | {"all": total}) + "\n")
    else:
        lines = [f"| misreading | tables | {' | '.join(OUTCOMES)} |", f"| --- |{' ---: |' * (len(OUTCOMES) + 1)}"]
        for kind, counted in (*found.items(), ("all", total)):
            lines.append(f"| {kind} | {sum(counted.values())} | {' | '.join(map(str, counted.values()))} |")
        sys.stdout.write("\n".join(lines) + "\n")
    # What a rule pins is never served wrong in silence.
    sys.exit(1 if total[SILENT] else 0)


if __name__ == "__main__":
    main()
