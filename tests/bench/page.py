"""Measurements as Markdown tables and a plot, and their place in docs/performance.md."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from orchestration.home import REPOSITORY
from tests.bench.sizes import (
    AGAIN,
    FIGURES,
    FIGURES_BY_HAND,
    IDENTITIES,
    IDENTITIES_BY_HAND,
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
ROWS: dict[Measure, tuple[str, ...]] = {
    "cpu": (WHOLE, AGAIN, *STEPS, FIGURES, FIGURES_BY_HAND, IDENTITIES, IDENTITIES_BY_HAND, PAGES),
    "wall": (WHOLE, AGAIN, *STEPS, FIGURES, FIGURES_BY_HAND, IDENTITIES, IDENTITIES_BY_HAND, PAGES),
    "memory": (WHOLE, AGAIN, *STEPS, IDENTITIES_BY_HAND, PAGES),
    "size": (WHOLE, *STEPS, IDENTITIES_BY_HAND),
}
SLOWEST = 5
"""How many tables are named that take the most."""


def size_tables(sizes: Sequence[Size], runs: int) -> list[str]:
    """Everything that was measured at several sizes, in Markdown."""
    cells = ", ".join(f"{_count(size.reports)} reports ({_count(size.cells)} cells)" for size in sizes)
    lines = [f"{'One run' if runs == 1 else f'Medians of {runs} runs'}; {cells}."]
    for measure, title in MEASURES.items():
        lines += ["", *_table(sizes, measure, title)]
    return [*lines, "", *_ratios(sizes), "", *_slowest(sizes[-1])]


def _table(sizes: Sequence[Size], measure: Measure, title: str) -> list[str]:
    grown = growing(sizes)
    heads = [_count(size.reports) for size in sizes] + (["exponent"] if grown else [])
    lines = [f"| {title} | {' | '.join(heads)} |", f"| --- |{' ---: |' * len(heads)}"]
    for name in ROWS[measure]:
        texts = [_cell(size, name, measure) for size in sizes]
        if grown:
            texts.append(_exponent_text(grown, name, measure))
        lines.append(f"| {name} | {' | '.join(texts)} |")
    return lines


def _cell(size: Size, name: str, measure: Measure) -> str:
    value = size.median(name, measure)
    if value is None:
        return "not ended" if name in size.not_ended else ""
    return f"{value:,.0f}" if measure in ("memory", "size") or value >= 100 else f"{value:.2f}"


def growing(sizes: Sequence[Size]) -> tuple[Size, Size, Size] | None:
    """The smallest generated size and the two largest, where there are three."""
    generated = [size for size in sizes if size.reports != REAL]
    return (generated[0], generated[-2], generated[-1]) if len(generated) > 2 else None


def exponent(sizes: tuple[Size, Size, Size], name: str, measure: Measure) -> float | None:
    """By which power of the reports a cost grows from the second size to the third, beyond that of the first.

    1 is growth in proportion; None where something was not measured, or does not grow at all.
    """
    costs = [size.median(name, measure) for size in sizes]
    first, second, third = costs
    if first is None or second is None or third is None or second <= first or third <= first:
        return None
    reports = (sizes[2].reports - sizes[0].reports) / (sizes[1].reports - sizes[0].reports)
    return math.log((third - first) / (second - first)) / math.log(reports)


def _exponent_text(sizes: tuple[Size, Size, Size], name: str, measure: Measure) -> str:
    found = exponent(sizes, name, measure)
    return "" if found is None else f"{found:.2f}"


def _ratios(sizes: Sequence[Size]) -> list[str]:
    """The models against the script, in the same run."""
    lines = ["| Models by the script by hand | wall | CPU |", "| --- | ---: | ---: |"]
    for size in sizes:
        for name, by_hand in ((FIGURES, FIGURES_BY_HAND), (IDENTITIES, IDENTITIES_BY_HAND)):
            shares = [_ratio(size, name, by_hand, measure) for measure in ("wall", "cpu")]
            lines.append(f"| {name}, {_count(size.reports)} reports | {' | '.join(shares)} |")
    return lines


def _ratio(size: Size, name: str, by_hand: str, measure: Measure) -> str:
    ours, theirs = size.median(name, measure), size.median(by_hand, measure)
    return "" if ours is None or not theirs else f"{ours / theirs:.2f}"


def _slowest(size: Size) -> list[str]:
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
