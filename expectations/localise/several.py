"""The fewest cells that repair a block together, by mixed-integer programming; every smallest set.

Of each cell that stands in the block: whether it changes, and by how many steps of its last printed digit. Sums are
constraints; so is every term of a largest value that has to stay below a sum. What is not linear is left out, and
looked at again in exact algebra, as is every set that the solver proposes.
"""

from __future__ import annotations

import ctypes
import math
import os
import time
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from expectations.localise.blocks import Block, cells_of
from expectations.localise.system import Identity, Interval, Side, System

CELLS = 600
"""A block with more cells than this is not looked at."""

SECONDS = 10.0
"""How long the search in one block may take."""

SETS = 200
"""How many smallest sets of one block are kept; that there are more is said."""

Constraint = tuple[dict[int, float], float, float]
"""Coefficients by column, and the least and most of their sum; the first columns are steps, the rest whether."""


@dataclass
class Search:
    """The smallest sets: of each, its cells with the values that they may have. `stopped` says why it is not all."""

    sets: list[dict[str, Interval]] = field(default_factory=list)
    stopped: str | None = None


def smallest_sets(
    system: System, block: Block, cells: int = CELLS, seconds: float = SECONDS, sets: int = SETS
) -> Search:
    """Every smallest set of cells that repairs the block, within the limits."""
    names = cells_of(block)
    if len(names) > cells:
        return Search(stopped=f"the block has {len(names)} cells and at most {cells} are looked at")
    program = _Program(system, block, names, time.monotonic() + seconds)
    found = Search()
    size: int | None = None
    while True:
        if len(found.sets) == sets:
            found.stopped = f"there are more than {sets} smallest sets"
            return found
        answer = program.solve(size)
        if answer is None:
            if program.is_late:
                found.stopped = f"the search took longer than {seconds:g} s"
            return found
        if found.sets and len(answer) > len(found.sets[0]):
            return found
        program.exclude(answer)
        if (repair := program.checked(answer)) is not None:
            found.sets.append(repair)
            size = len(answer)


class _Program:
    """The constraints of one block, as rows over the steps of its cells and over which of them change."""

    def __init__(self, system: System, block: Block, names: list[str], deadline: float) -> None:
        self.system, self.block, self.names, self.deadline = system, block, names, deadline
        self.is_late = False
        self.place = {name: number for number, name in enumerate(names)}
        self.steps = [system.cells[name].step for name in names]
        self.base = [system.cells[name].value or 0 for name in names]
        reach = sum(_violation(identity) for identity in block)
        self.reach = [max(2 * reach // step + 1, 10) for step in self.steps]
        self.rows: list[Constraint] = []
        self.cuts: list[Constraint] = []
        for identity in system.touching(names):
            for coefficients, low, high in _linear_rows(identity, system, self.place):
                self._bind(coefficients, low, high)
        many = len(names)
        for number, reach_of in enumerate(self.reach):
            self.rows.append(({number: 1, many + number: -reach_of}, -math.inf, 0))
            self.rows.append(({number: 1, many + number: reach_of}, 0, math.inf))
        for identity in block:
            # One of its cells has to change: the solver would find out, and is told.
            self.rows.append(({many + self.place[i]: 1 for i in identity.figure_ids}, 1, math.inf))

    def solve(self, size: int | None) -> dict[str, int] | None:
        """A smallest set that is not excluded, with a value for each cell; None where there is none, or no time."""
        many = len(self.names)
        rows = [*self.rows, *self.cuts]
        if size is not None:
            rows.append(({many + n: 1 for n in range(many)}, size, size))
        answer = self._milp(rows, np.r_[np.zeros(many), np.ones(many)])
        if answer is None:
            return None
        chosen = [n for n in range(many) if answer[many + n] > 0.5]
        return {self.names[n]: self.base[n] + round(answer[n]) * self.steps[n] for n in chosen}

    def exclude(self, answer: dict[str, int]) -> None:
        """Never find these cells again."""
        many = len(self.names)
        self.cuts.append(({many + self.place[name]: 1 for name in answer}, -math.inf, len(answer) - 1))

    def checked(self, answer: dict[str, int]) -> dict[str, Interval] | None:
        """The cells with all the values that they may have; None where exact algebra does not confirm the repair."""
        changed = answer
        if not self.system.repairs(changed, self.block):
            for name in answer:
                low, high = self.system.allowed(name, {k: v for k, v in changed.items() if k != name})
                value = low if isinstance(low, int) else high
                if low <= high and isinstance(value, int):
                    changed = changed | {name: value}
            if not self.system.repairs(changed, self.block):
                return None
        if _is_determined(self.system, list(answer)):
            return {name: (value, value) for name, value in changed.items()}
        return {name: self._range(name, changed) for name in changed}

    def _range(self, name: str, changed: dict[str, int]) -> Interval:
        """From the least to the most that one cell can be while these cells, and no others, repair the block."""
        many, place = len(self.names), self.place[name]
        fixed: list[Constraint] = [
            ({many + n: 1}, float(one in changed), float(one in changed)) for n, one in enumerate(self.names)
        ]
        rows = [*self.rows, *fixed]
        ends: list[int] = []
        for sign in (1, -1):
            objective = np.zeros(2 * many)
            objective[place] = sign
            answer = self._milp(rows, objective)
            value = changed[name] if answer is None else self.base[place] + round(answer[place]) * self.steps[place]
            ends.append(value)
        return (min(ends), max(ends))

    def _bind(self, coefficients: dict[str, int], low: float, high: float) -> None:
        """left minus right of an identity within its ends, over the steps of the cells that may change."""
        row = {self.place[i]: net * self.steps[self.place[i]] for i, net in coefficients.items() if i in self.place}
        unit = math.gcd(*(abs(value) for value in row.values()))
        if row and unit:
            self.rows.append(({n: value / unit for n, value in row.items()}, low / unit, high / unit))

    def _milp(self, rows: Sequence[Constraint], objective: Any) -> Any:
        left = self.deadline - time.monotonic()
        if left <= 0:
            self.is_late = True
            return None
        many = len(self.names)
        entries = [(r, n, value) for r, (row, _, _) in enumerate(rows) for n, value in row.items()]
        places = ([r for r, _, _ in entries], [n for _, n, _ in entries])
        matrix = csr_array(([value for _, _, value in entries], places), shape=(len(rows), 2 * many))
        least = [
            max(-reach, math.ceil((self.system.cells[name].least - base) / step))
            if not math.isinf(self.system.cells[name].least)
            else -reach
            for name, base, step, reach in zip(self.names, self.base, self.steps, self.reach, strict=True)
        ]
        with _quiet():
            result = milp(
                objective,
                integrality=np.ones(2 * many),
                bounds=Bounds(np.r_[least, np.zeros(many)], np.r_[self.reach, np.ones(many)]),
                constraints=LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows]),
                options={"time_limit": left},
            )
        self.is_late = result.status == 1
        return result.x if result.status == 0 else None


@contextmanager
def _quiet() -> Iterator[None]:
    """Within the block nothing reaches standard output: HiGHS prints remarks there, whatever it is told."""
    c_library = ctypes.CDLL(None)
    c_library.fflush(None)
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        c_library.fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _linear_rows(
    identity: Identity, system: System, may_change: Container[str]
) -> Iterator[tuple[dict[str, int], float, float]]:
    """What an identity asks of the changes of its cells, as far as it is linear."""
    repaired = system.roundings(name for name in identity.figure_ids if name in may_change)
    (low, high), (other_low, other_high) = identity.wanted({}), identity.wanted(repaired)
    low, high = min(low, other_low), max(high, other_high)
    if identity.is_linear:
        is_now = identity.difference({})
        yield {i: identity.net(i) for i in identity.figure_ids}, low - is_now, high - is_now
    elif (
        identity.base is None and identity.left.combine == "max" and identity.right.combine == "sum" and math.isinf(low)
    ):
        whole = identity.right.value({})
        for term in identity.left.terms:
            if term.figure_id and term.value is not None:
                part = Side("sum", (term,))
                nets = {i: -identity.right.net(i) for i in identity.figure_ids if identity.right.net(i)}
                nets[term.figure_id] = nets.get(term.figure_id, 0) + term.coefficient
                yield nets, -math.inf, high - (part.value({}) - whole)


def _violation(identity: Identity) -> int:
    """By how much an identity fails."""
    low, high = identity.wanted({})
    is_now = identity.difference({})
    return 0 if math.isinf(is_now) else int(max(low - is_now, is_now - high, 0))


def _is_determined(system: System, names: list[str]) -> bool:
    """Whether the exact equations leave each of the cells one value: their columns are independent."""
    equations = [
        [float(identity.net(name)) for name in names]
        for identity in system.touching(names)
        if identity.is_exact_sum and not identity.tolerance({})
    ]
    return bool(equations) and int(np.linalg.matrix_rank(np.array(equations))) == len(names)
