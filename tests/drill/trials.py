"""Slips made on purpose, and whether the rules and the localiser find them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from expectations.localise.suspects import SECONDS_PER_RUN, Solved, localise
from expectations.localise.system import Cell, System, as_decimal
from tests.drill.slips import (
    KINDS,
    MARK_LOST,
    OF_ONE_CELL,
    Values,
    digit_lost,
    digits_swapped,
    one_digit,
    tables_of,
)
from tests.drill.structure import named_alone, noticing, pair_is_told

ATTEMPTS = 200
"""A kind of slip that no cell allows in so many attempts is not made."""

PAIR = "two cells of a table"

Reprint = Callable[[System, Mapping[str, int]], System]
"""Gives a system in which some cells print something else."""


@dataclass
class Tally:
    """What came of the trials of one kind; every number counts trials."""

    kind: str
    tried: int = 0
    pinned: int = 0
    """An equation must notice: the limit of detection."""
    pinned_detected: int = 0
    detected: int = 0
    tellable: int = 0
    """Pinned, and the equations tell the true cells from any other: the limit of naming."""
    tellable_alone: int = 0
    """Tellable, and the suspects are the true cells and nothing else."""
    among: int = 0
    """Detected, and the true cells are among the suspects."""
    tellable_among: int = 0
    first: int = 0
    """Detected, and the sets of first rank are the true cells."""
    implied: int = 0
    """The true cells are among the suspects with exactly what they should read."""
    implied_known: int = 0
    """The true cells are among the suspects and only one value repairs them."""
    false_alarms: int = 0
    """A block was suspected that none of the true cells stands in."""
    tied: int = 0
    tied_first: int = 0
    tied_chance: float = 0.0
    """What a blind choice among the tied sets would get right."""
    is_localised: bool = True
    """False where nothing is printed wrong, so that no cell can be named."""
    missed: list[dict[str, str]] = field(default_factory=list)


def run_trials(
    system: System,
    trials: int,
    seed: int,
    without_decimals: Reprint = System.printing,
    seconds: float = SECONDS_PER_RUN,
) -> list[Tally]:
    """Make `trials` slips of each kind, and as many pairs of slips in one table.

    `without_decimals` prints what has lost its decimal mark.
    """
    cells = [cell for cell in system.cells.values() if cell.value is not None]
    tables = tables_of(cells)
    tallies = []
    for kind, slip in KINDS.items():
        # Each kind has a chance of its own, so that one more kind changes nothing for the others.
        chance = random.Random(f"{seed} {kind}")
        tally = Tally(kind)
        reprint = without_decimals if kind == MARK_LOST else System.printing
        for _ in range(trials):
            values = next(filter(None, (slip(chance, system, cells, tables) for _ in range(ATTEMPTS))), None)
            if values:
                _try(tally, system, reprint, values, seconds)
        tallies.append(tally)
    tallies.append(_pairs(system, cells, trials, random.Random(f"{seed} {PAIR}"), seconds))
    return tallies


def _pairs(system: System, cells: list[Cell], trials: int, chance: random.Random, seconds: float) -> Tally:
    tally = Tally(PAIR)
    slips = (one_digit, digits_swapped, digit_lost)
    for _ in range(trials):
        for _ in range(ATTEMPTS):
            first = chance.choice(cells)
            same = [
                cell for cell in cells
                if (cell.report_id, cell.table_id) == (first.report_id, first.table_id) and cell != first
            ]  # fmt: skip
            if not same:
                continue
            made = [chance.choice(slips)(chance, system, [cell], []) for cell in (first, chance.choice(same))]
            if all(made):
                _try(tally, system, System.printing, {k: v for one in made if one for k, v in one.items()}, seconds)
                break
    return tally


def _try(tally: Tally, system: System, reprint: Reprint, values: Values, seconds: float) -> None:
    solved = localise(reprint(system, values), seconds)
    true = set(values)
    pinned = bool(noticing(system, values))
    if tally.kind in OF_ONE_CELL:
        tellable = pinned and named_alone(system, next(iter(values)), values)
    else:
        tellable = pinned and pair_is_told(system, values)
    tally.tried += 1
    tally.pinned += pinned
    tally.tellable += tellable
    tally.detected += bool(solved)
    tally.pinned_detected += pinned and bool(solved)
    tally.false_alarms += any(not true & _cells_of(one) for one in solved)
    if not solved:
        return
    found = {s.figure_id for one in solved for candidate in one.sets for s in candidate.suspects}
    best = {s.figure_id for one in solved for candidate in one.sets if candidate.rank == 1 for s in candidate.suspects}
    among = true <= found
    tally.among += among
    tally.tellable_among += tellable and among
    tally.tellable_alone += tellable and found == true
    tally.first += best == true
    if among:
        mine = [s for one in solved for c in one.sets for s in c.suspects if s.figure_id in true]
        known = [s for s in mine if s.implied_value is not None]
        right = {s.figure_id for s in known if s.implied_value == system.cells[s.figure_id].value}
        tally.implied_known += {s.figure_id for s in known} == true
        tally.implied += right == true
        is_tied = any(len(one.sets) > 1 for one in solved)
        if is_tied:
            tally.tied += 1
            tally.tied_first += best == true
            share = 1.0
            for one in solved:
                share /= len(one.sets)
            tally.tied_chance += share
    elif tellable or len(true) == 1:
        tally.missed.append(
            {name: f"{system.cells[name].value_printed} as {as_decimal(value)}" for name, value in values.items()}
        )


def _cells_of(solved: Solved) -> set[str]:
    return {figure_id for identity in solved.block for figure_id in identity.figure_ids}
