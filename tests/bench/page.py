"""Measurements as Markdown tables and a plot, and their place in docs/performance.md."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from orchestration.home import REPOSITORY
from tests.bench.sizes import (
    AGAIN,
    CHANGED,
    CHECK,
    FIGURES,
    FIGURES_BY_HAND,
    FIGURES_IN_PANDAS,
    FULL,
    IDENTITIES,
    IDENTITIES_BY_HAND,
    IDENTITIES_IN_PANDAS,
    JUDGED_IN_PANDAS,
    PAGES,
    REAL,
    WHOLE,
    Measure,
    Size,
)
from tests.bench.steps import STEPS

PAGE = REPOSITORY / "docs" / "performance.md"
PLOT = PAGE.with_name("performance.svg")

MEASURES: dict[Measure, str] = {
    "cpu": "CPU seconds",
    "wall": "Wall seconds",
    "memory": "Peak memory in MB",
    "size": "MB of the file",
}
COMMANDS = (WHOLE, AGAIN, CHANGED, FULL, CHECK)
SAME_WORK = (
    FIGURES, FIGURES_BY_HAND, FIGURES_IN_PANDAS, IDENTITIES, IDENTITIES_BY_HAND, IDENTITIES_IN_PANDAS, JUDGED_IN_PANDAS,
)  # fmt: skip
ROWS: dict[Measure, tuple[str, ...]] = {
    "cpu": (*COMMANDS, *STEPS, *SAME_WORK, PAGES),
    "wall": (*COMMANDS, *STEPS, *SAME_WORK, PAGES),
    "memory": (*COMMANDS, *STEPS, IDENTITIES_BY_HAND, IDENTITIES_IN_PANDAS, JUDGED_IN_PANDAS, PAGES),
    "size": (WHOLE, CHANGED, *STEPS, IDENTITIES_BY_HAND),
}
SLOWEST = 5
"""How many tables are named that take the most."""

MANY, MOST = 1000, 10_000
"""The sizes of the goals."""
SHARE = 10
"""One changed report may cost so many times less than all of them, beyond a check of the real ones."""
MOST_MEMORY = 8 * 1024
"""MB that the most reports may need."""


def size_tables(sizes: Sequence[Size], runs: int) -> list[str]:
    """Everything that was measured at several sizes, in Markdown."""
    cells = ", ".join(f"{_count(size.reports)} reports ({_count(size.cells)} cells)" for size in sizes)
    lines = [f"{'One run' if runs == 1 else f'Medians of {runs} runs'}; {cells}."]
    if goals := _goals({size.reports: size for size in sizes}):
        lines += ["", "| goal | allowed | measured | reached |", "| --- | ---: | ---: | --- |", *goals]
    for measure, title in MEASURES.items():
        lines += ["", *_table(sizes, measure, title)]
    return [*lines, "", *_ratios(sizes), *_slowest(sizes)]


def _goals(sizes: dict[int, Size]) -> list[str]:
    """What is asked of one changed report and of ten thousand, where it was measured."""
    lines = []
    for measure in ("cpu", "wall"):
        check, whole, changed = (
            _at(sizes, reports, name, measure) for reports, name in ((REAL, CHECK), (MANY, WHOLE), (MANY, CHANGED))
        )
        if check is not None and whole is not None and changed is not None:
            allowed = check + (whole - check) / SHARE
            lines.append(_goal(f"one changed among {_count(MANY)}, {MEASURES[measure]}", allowed, changed))
    of_many, of_most = (_per_cell(sizes, reports) for reports in (MANY, MOST))
    if of_many is not None and of_most is not None:
        about = f"CPU microseconds per cell, {_count(MOST)} reports; allowed: those of {_count(MANY)}"
        lines.append(_goal(about, of_many, of_most))
    if (memory := _at(sizes, MOST, WHOLE, "memory")) is not None:
        lines.append(_goal(f"peak memory in MB, {_count(MOST)} reports", MOST_MEMORY, memory))
    return lines


def _at(sizes: dict[int, Size], reports: int, name: str, measure: Measure) -> float | None:
    return sizes[reports].median(name, measure) if reports in sizes else None


def _per_cell(sizes: dict[int, Size], reports: int) -> float | None:
    cpu = _at(sizes, reports, WHOLE, "cpu")
    # The cells are counted after the refresh.
    return cpu / sizes[reports].cells * 1e6 if cpu is not None and sizes[reports].cells else None


def _goal(about: str, allowed: float, measured: float) -> str:
    return f"| {about} | {_number(allowed)} | {_number(measured)} | {'yes' if measured <= allowed else 'no'} |"


def _table(sizes: Sequence[Size], measure: Measure, title: str) -> list[str]:
    grows = sum(size.reports != REAL for size in sizes) > 2
    heads = [_count(size.reports) for size in sizes] + (["exponent"] if grows else [])
    lines = [f"| {title} | {' | '.join(heads)} |", f"| --- |{' ---: |' * len(heads)}"]
    for name in ROWS[measure]:
        if not any(name in size.costs or size.is_without(name) for size in sizes):
            continue
        texts = [_cell(size, name, measure) for size in sizes]
        if grows:
            found = exponent(sizes, name, measure)
            texts.append("" if found is None else f"{found:.2f}")
        lines.append(f"| {name} | {' | '.join(texts)} |")
    return lines


def _cell(size: Size, name: str, measure: Measure) -> str:
    value = size.median(name, measure)
    if value is None:
        return "not ended" if name in size.not_ended else "failed" if name in size.failed else ""
    return f"{value:,.0f}" if measure in ("memory", "size") else _number(value)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def exponent(sizes: Sequence[Size], name: str, measure: Measure) -> float | None:
    """By which power of the reports a cost grows from the second largest size to the largest, beyond the smallest's.

    Of the generated sizes at which it was measured; 1 is growth in proportion. None where there are fewer than three,
    or where it does not grow at all.
    """
    costs = [(size.reports, size.median(name, measure)) for size in sizes if size.reports != REAL]
    measured = [(reports, cost) for reports, cost in costs if cost is not None]
    if len(measured) < 3:
        return None
    (least, first), (fewer, second), (most, third) = measured[0], measured[-2], measured[-1]
    if second <= first or third <= first:
        return None
    return math.log((third - first) / (second - first)) / math.log((most - least) / (fewer - least))


def _ratios(sizes: Sequence[Size]) -> list[str]:
    """The warehouse against the script and pandas, in the same run."""
    lines = []
    for size in sizes:
        for name, *others in (
            (FIGURES, FIGURES_BY_HAND, FIGURES_IN_PANDAS),
            (IDENTITIES, IDENTITIES_BY_HAND, IDENTITIES_IN_PANDAS),
            ("expectations", None, JUDGED_IN_PANDAS),
        ):
            shares = [_ratio(size, name, other, measure) for other in others for measure in ("wall", "cpu")]
            if any(shares):
                lines.append(f"| {name}, {_count(size.reports)} reports | {' | '.join(shares)} |")
    if not lines:
        return []
    head = "| The warehouse by | script, wall | script, CPU | pandas, wall | pandas, CPU |"
    return [head, "| --- | ---: | ---: | ---: | ---: |", *lines, ""]


def _ratio(size: Size, name: str, other: str | None, measure: Measure) -> str:
    ours, theirs = size.median(name, measure), size.median(other, measure) if other else None
    return "" if ours is None or not theirs else f"{ours / theirs:.2f}"


def _slowest(sizes: Sequence[Size]) -> list[str]:
    with_tables = [size for size in sizes if size.tables]
    if not with_tables:
        return []
    size = with_tables[-1]
    costs = {table: cost.median("cpu") or 0 for table, cost in size.tables.items()}
    most = sorted(costs.items(), key=lambda one: -one[1])[:SLOWEST]
    named = ", ".join(f"`{table}` {cpu:.1f} s" for table, cpu in most)
    return [f"The tables that take the most CPU with {_count(size.reports)} reports: {named}."]


def _count(number: int) -> str:
    return f"{number:,}"


def put_between(page: Path, name: str, lines: Sequence[str]) -> None:
    """Write lines between the two comments of a page that name them."""
    begins, ends = f"<!-- {name}: made by make bench -->", f"<!-- {name} ends -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begins)
    _, found, after = rest.partition(ends)
    if not found:
        raise ValueError(f"{page} has no place for {name}: {begins} and, below it, {ends}")
    page.write_text("\n".join([before + begins, "", *lines, "", ends + after]), encoding="utf-8")
