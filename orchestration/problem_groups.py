"""Problems as a person is told of them: those that are alike are one, and some of every report are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from orchestration.problems import Problem

Thing = TypeVar("Thing")

SHOWN_ALIKE = 3
"""Of problems that differ only in what they quote, how many are told in full."""


@dataclass
class ProblemGroup:
    """Problems of one table that differ only in their place and in the texts and numbers that they name."""

    report: str
    file: str
    problems: list[Problem] = field(default_factory=list)

    @property
    def next_step(self) -> str:
        """What to do, of the first one."""
        return self.problems[0].next_step

    def lines(self, with_file: bool = False) -> list[str]:
        """The problems in words, with their places in the file: equal ones once, and a few of those that are alike."""
        equal: dict[str, list[Problem]] = {}
        for problem in self.problems:
            equal.setdefault(problem.message, []).append(problem)
        shown = list(equal.items())[:SHOWN_ALIKE]
        lines = []
        for message, problems in shown:
            place = problems[0].place() if with_file else self._within(problems[0])
            if len(problems) > 1:
                place += f" (and {len(problems) - 1} more, to {self._within(problems[-1])})"
            lines.append(f"{place}: {message}" if place else message)
        if more := len(self.problems) - sum(len(problems) for _, problems in shown):
            lines.append(f"… and {more} more like these, to {self._within(self.problems[-1])}")
        return lines

    def _within(self, problem: Problem) -> str:
        return problem.place().removeprefix(self.file).removeprefix(", ")


def group_problems(problems: Sequence[Problem]) -> list[ProblemGroup]:
    """The problems of an attempt's record in groups, in their order."""
    groups: dict[tuple[str, ...], ProblemGroup] = {}
    for problem in problems:
        key = (problem.file, problem.table_id, _kind(problem.message), _kind(problem.next_step))
        groups.setdefault(key, ProblemGroup(problem.report, problem.file)).problems.append(problem)
    return list(groups.values())


def kinds_of_problems(problems: Sequence[Problem]) -> list[list[Problem]]:
    """The problems that are alike whatever report they are of, the largest kind first."""
    kinds: dict[str, list[Problem]] = {}
    for problem in problems:
        kinds.setdefault(_kind(problem.message), []).append(problem)
    return sorted(kinds.values(), key=len, reverse=True)


def shared_out(groups: Sequence[ProblemGroup], room: int) -> list[ProblemGroup]:
    """As many groups as there is room for, in their order; one of every report comes before a second of any."""
    return _shared_out(groups, [group.report for group in groups], room)


def some_of_every_report(problems: list[Problem], room: int) -> list[Problem]:
    """As many problems as there is room for, in their order; one of every report comes before a second of any."""
    if len(problems) <= room:
        return problems
    return _shared_out(problems, [problem.report for problem in problems], room)


def _shared_out(things: Sequence[Thing], reports: Sequence[str], room: int) -> list[Thing]:
    turns: dict[str, int] = {}
    ranked = []
    for position, report in enumerate(reports):
        turns[report] = turns.get(report, 0) + 1
        ranked.append((turns[report], position))
    return [things[position] for position in sorted(position for _, position in sorted(ranked)[:room])]


def _kind(message: str) -> str:
    """A message without the texts and numbers that it names."""
    return re.sub(r'"[^"]*"|\d+', "", message)
