"""The suspects in the summary of a refresh: which cell to look at first, and what it should have read."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from orchestration import dutch
from orchestration.explain.finding_words import cell_place
from orchestration.explain.suspects import should_read
from orchestration.record import Summary

SHOWN_BLOCKS = 8
SHOWN_BLOCKS_OF_MANY = 5
SHOWN_SETS = 6

KINDS = {
    "one_cell": "groups of findings that one cell explains",
    "rows": "that a row in another place explains",
    "several_cells": "that several cells together explain",
    "unsolved": "without an explanation",
    "not_searched": "not searched, since a run's time for that was over",
}
"""What is said of the outcomes of `quality.suspect_block`."""


def print_suspects(console: Console, summary: Summary, is_much: bool = False) -> None:
    """Print per block what is probably wrong; where several sets repair it, that only the report can tell.

    `is_much`: where there are many findings, the blocks that are told best, and how many there are of each kind.
    """
    blocks = summary.suspects or []
    if is_much:
        _print_kinds(console, summary)
        # A cell that alone explains much is where to begin.
        blocks = sorted(blocks, key=lambda one: (one.sets != 1 or one.cells_per_set != 1, -one.findings))
    shown = SHOWN_BLOCKS_OF_MANY if is_much else SHOWN_BLOCKS
    for block in blocks[:shown]:
        sets, size = block.suspect_sets, block.cells_per_set or 1
        findings = f"{block.findings} finding{'s' if block.findings > 1 else ''}"
        if not sets:
            console.print(Text.assemble("\n", ("No suspect", "bold"), f" for {findings} together: {block.why}."))
            continue
        if len(sets) == 1 and size == 1:
            console.print(Text.assemble("\n", ("Probably", "bold"), f" this cell; it explains {findings}:"))
        elif len(sets) == 1:
            console.print(
                Text.assemble("\n", ("Probably", "bold"), f" these {size} cells together; they explain {findings}:")
            )
        else:
            each = "cells" if size == 1 else f"sets of {size} cells"
            said = f" of these {len(sets)} {each} explains {findings}; only the report can tell which. Likeliest first:"
            console.print(Text.assemble("\n", ("One", "bold"), said))
        for one in sets[:SHOWN_SETS]:
            for cell in one.cells:
                console.print(Padding(Text(f"{cell_place(cell)}: {should_read(cell)}"), (0, 0, 0, 4)))
            if size > 1 and len(sets) > 1:
                console.print()
        if len(sets) > SHOWN_SETS:
            console.print(Padding(Text(f"… and {len(sets) - SHOWN_SETS} more: see --json"), (0, 0, 0, 4)))
    if is_much and len(blocks) > shown:
        console.print("\n… and the others with their findings: `warehouse findings`.", soft_wrap=True)
    elif len(blocks) > shown:
        console.print(f"\n… and suspects for {len(blocks) - shown} more groups of findings: see --json.")


def _print_kinds(console: Console, summary: Summary) -> None:
    """How many groups of findings that share cells there are, by what was found behind them."""
    if summary.totals is not None:
        kinds = summary.totals.suspect_blocks
    else:
        kinds = dict(Counter(block.outcome for block in summary.suspects or []))
    said = [f"{dutch.number(kinds[kind])} {words}" for kind, words in KINDS.items() if kinds.get(kind)]
    console.print(Text.assemble("\n", ("Suspects", "bold"), f"  {'; '.join(said)}"))
