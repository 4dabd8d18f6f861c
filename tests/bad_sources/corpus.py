"""The corpus: the cases written as data in `cases/*.yml`, and those that have to be made by a program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from tests.bad_sources import bombs, digits, paths, texts, workbooks
from tests.bad_sources.case import REPORT, Case, Caught, Outcome, Refused, Spoil, all_of, cell, edit, remove, write

CASE_FILES = sorted(Path(__file__).with_name("cases").glob("*.yml"))
WAYS: dict[str, Callable[..., Spoil]] = {"edit": edit, "cell": cell, "write": write, "remove": remove}
KEYS = {"id", "report", "base", "hand_made", "refused", "caught", *WAYS}


def all_cases() -> list[Case]:
    """Every case, by group in the order of the files. Raises AssertionError where two have one id."""
    cases = [_read(path.stem, entry) for path in CASE_FILES for entry in yaml.safe_load(path.read_text("utf-8"))]
    cases += [one for module in (workbooks, digits, paths, bombs, texts) for one in module.cases()]
    names = [case.id for case in cases]
    assert len(set(names)) == len(names), f"twice: {sorted({name for name in names if names.count(name) > 1})}"
    return cases


def counts(cases: list[Case]) -> list[tuple[str, dict[str, int]]]:
    """Group and number of cases by outcome; the last row is of all together."""
    groups = {case.group: dict.fromkeys(("refused", "caught", "escaped"), 0) for case in cases}
    total = dict.fromkeys(("refused", "caught", "escaped"), 0)
    for case in cases:
        groups[case.group][case.kind] += 1
        total[case.kind] += 1
    return [*groups.items(), ("all", total)]


def counts_table(cases: list[Case]) -> str:
    """The counts as the table that README.md shows."""
    lines = ["| group | refused | caught | escaped | cases |", "| --- | ---: | ---: | ---: | ---: |"]
    for group, by_outcome in counts(cases):
        numbers = [*by_outcome.values(), sum(by_outcome.values())]
        lines.append(f"| {group} | {' | '.join(str(number) for number in numbers)} |")
    return "\n".join(lines) + "\n"


def _read(group: str, entry: dict[str, Any]) -> Case:
    unknown = set(entry) - KEYS
    assert not unknown, f"case {entry.get('id')} of {group}.yml has unknown keys {unknown}"
    ways = [way(*_arguments(entry[name])) for name, way in WAYS.items() if name in entry and name != "edit"]
    edits = entry.get("edit", [])
    ways += [edit(*one) for one in (edits if edits and isinstance(edits[0], list) else [edits] if edits else [])]
    return Case(
        id=entry["id"],
        group=group,
        outcome=_outcome(entry),
        spoil=all_of(*ways),
        base=tuple(entry.get("base", [])),
        report=entry.get("report", REPORT),
        hand_made=entry.get("hand_made", False),
    )


def _arguments(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _outcome(entry: dict[str, Any]) -> Outcome:
    if "refused" in entry:
        said = entry["refused"]
        row = said.get("row", said.get("line"))
        assert set(said) <= {"file", "row", "line", "column", "says"}, said
        return Refused(said["file"], row, said.get("column"), said["says"])
    said = entry["caught"]
    return Caught(said["file"], said.get("row"), said.get("column"), frozenset(said["rules"]))
