"""Problems as a person is told of them: those that are alike are one, and some of every report are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

SHOWN_ALIKE = 3
"""Of problems that differ only in what they quote, how many are told in full."""


@dataclass
class ProblemGroup:
    """Problems of one table that differ only in their place and in the texts and numbers that they name."""

    report: str
    file: str
    problems: list[dict[str, Any]] = field(default_factory=list)

    @property
    def next_step(self) -> str:
        """What to do, of the first one."""
        return str(self.problems[0]["next_step"])

    def lines(self, with_file: bool = False) -> list[str]:
        """The problems in words, with their places in the file: equal ones once, and a few of those that are alike."""
        equal: dict[str, list[dict[str, Any]]] = {}
        for problem in self.problems:
            equal.setdefault(str(problem["message"]), []).append(problem)
        shown = list(equal.items())[:SHOWN_ALIKE]
        lines = []
        for message, problems in shown:
            place = str(problems[0]["place"]) if with_file else self._within(problems[0])
            if len(problems) > 1:
                place += f" (and {len(problems) - 1} more, to {self._within(problems[-1])})"
            lines.append(f"{place}: {message}" if place else message)
        if more := len(self.problems) - sum(len(problems) for _, problems in shown):
            lines.append(f"… and {more} more like these, to {self._within(self.problems[-1])}")
        return lines

    def _within(self, problem: dict[str, Any]) -> str:
        return str(problem["place"]).removeprefix(self.file).removeprefix(", ")


def group_problems(problems: Sequence[dict[str, Any]]) -> list[ProblemGroup]:
    """The problems of an attempt's record in groups, in their order."""
    groups: dict[tuple[str, ...], ProblemGroup] = {}
    for problem in problems:
        file = str(problem["file"])
        report = str(problem.get("report_id") or file.partition("/")[0])
        key = (file, str(problem.get("table_id") or ""), _kind(problem["message"]), _kind(problem["next_step"]))
        groups.setdefault(key, ProblemGroup(report, file)).problems.append(problem)
    return list(groups.values())


def shared_out(groups: Sequence[ProblemGroup], room: int) -> list[ProblemGroup]:
    """As many groups as there is room for, in their order; one of every report comes before a second of any."""
    turns: dict[str, int] = {}
    ranked = []
    for position, group in enumerate(groups):
        turns[group.report] = turns.get(group.report, 0) + 1
        ranked.append((turns[group.report], position))
    return [groups[position] for position in sorted(position for _, position in sorted(ranked)[:room])]


def _kind(message: object) -> str:
    """A message without the texts and numbers that it names."""
    return re.sub(r'"[^"]*"|\d+', "", str(message))
