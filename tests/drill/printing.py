"""What a drill found, as tables on the terminal or as a page."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

from expectations.localise.pinned import PinnedCells
from orchestration.explain.pinned import COLUMNS as PINNED_COLUMNS
from orchestration.explain.pinned import pinned_rows
from tests.drill.run import Drill
from tests.drill.slips import OF_ONE_CELL
from tests.drill.trials import PAIR, Tally

COLUMNS = (
    "slip", "tried", "pinned", "detected of pinned", "detected in all", "true cells among suspects",
    "nameable alone", "named alone", "first rank", "implied value exact", "false alarms",
)  # fmt: skip

MEANINGS = (
    ("pinned", "an equation holds the cells so tightly that it must notice: the limit of detection"),
    ("nameable alone", "the equations tell the true cells from all others: the limit of naming"),
    ("named alone", "of those, the suspects are the true cells and no other"),
    ("true cells among suspects", "of the detected"),
    ("first rank", "of the detected, only the true cells have rank 1"),
    ("implied value exact", "of those where one value repairs the block, it is the one that was printed"),
    ("false alarms", "findings without any of the true cells"),
)


def print_drill(drill: Drill) -> None:
    """Print what came of a drill."""
    console = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    console.print()
    if drill.tallies:
        console.print(_table("Slips", COLUMNS, [_row(tally) for tally in drill.tallies]))
        for name, meaning in MEANINGS:
            console.print(f"  [bold]{name}[/bold]: {meaning}")
        for line in _sentences(drill):
            console.print(line)
    for one in drill.refreshed:
        console.print(f"Refresh: {_refreshed(one.figure_id, one.printed, one.misread, vars(one))}")


def drill_tables(drill: Drill) -> str:
    """What came of the slips, in Markdown."""
    lines = [
        f"{drill.trials} slips of each kind with seed {drill.seed}: "
        f"`make drill ARGS='--trials {drill.trials} --seed {drill.seed} --write'`.",
        "",
        *_markdown(COLUMNS, [_row(tally) for tally in drill.tallies]),
        "",
        *(f"- **{name}**: {meaning}." for name, meaning in MEANINGS),
        "",
        *(f"- {sentence}" for sentence in _sentences(drill)),
        *(
            f"- Through a real refresh: {_refreshed(one.figure_id, one.printed, one.misread, vars(one))}"
            for one in drill.refreshed
        ),
    ]
    return "\n".join(lines)


def pinned_table(tables: list[PinnedCells]) -> str:
    """Which cells a rule pins, in Markdown."""
    return "\n".join(_markdown(PINNED_COLUMNS, pinned_rows(tables)))


def _row(tally: Tally) -> tuple[str, ...]:
    t = tally
    if not t.is_localised:
        return (t.kind, str(t.tried), "", "", _of(t.detected, t.tried), "", "", "", "", "", "")
    return (
        t.kind, str(t.tried), str(t.pinned), _of(t.pinned_detected, t.pinned), _of(t.detected, t.tried),
        _of(t.among, t.detected), str(t.tellable), _of(t.tellable_alone, t.tellable), _of(t.first, t.detected),
        _of(t.implied, t.implied_known), str(t.false_alarms),
    )  # fmt: skip


def _sentences(drill: Drill) -> list[str]:
    singles = [tally for tally in drill.tallies if tally.kind in OF_ONE_CELL]
    tied, first = sum(t.tied for t in singles), sum(t.tied_first for t in singles)
    said = [
        f"Untouched reports: {drill.untouched['findings']} findings that are not waived, "
        f"{drill.untouched['suspects']} suspects.",
    ]
    if tied:
        blind = sum(t.tied_chance for t in singles) / tied
        said.append(
            f"One cell, where several would repair it ({tied} trials): the first rank is right in {first / tied:.0%}, "
            f"a blind choice in {blind:.0%}."
        )
    said += [
        f"Two cells of a table: the true pair is among the suspects in {_of(pair.among, pair.detected)} of those "
        f"detected, and in {_of(pair.tellable_among, pair.tellable)} of those that no single cell explains as well."
        for pair in drill.tallies
        if pair.kind == PAIR and pair.detected
    ]
    return said


def _refreshed(figure_id: str, printed: str, misread: str, is_so: dict[str, object]) -> str:
    said = {
        "is_refused": ("refused", "not refused"),
        "is_suspect": ("the cell is a suspect", "the cell is no suspect"),
        "is_alone": ("the only one", "one of several"),
        "is_implied": ("with the right value", "without the right value"),
    }
    told = ", ".join(yes if is_so[name] else no for name, (yes, no) in said.items())
    return f"{figure_id} printed “{printed}”, misread as “{misread}”: {told}."


def _of(part: int, whole: int) -> str:
    return f"{part}/{whole} ({part / whole:.0%})" if whole else "–"


def _table(title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    table = Table(title=title, title_justify="left")
    for number, name in enumerate(columns):
        table.add_column(name, justify="left" if number == 0 else "right")
    for row in rows:
        table.add_row(*row)
    return table


def _markdown(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    marks = ["---", *["---:"] * (len(columns) - 1)]
    return [f"| {' | '.join(row)} |" for row in (columns, marks, *rows)]
