"""The suspects in the summary of a refresh: which cell to look at first, and what it should have read."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from orchestration import dutch
from orchestration.explain.finding_words import cell_place
from orchestration.explain.suspects import should_read
from orchestration.record import Summary, SuspectBlock

SHOWN_BLOCKS = 8
SHOWN_SETS = 6
SHOWN_SETS_OF_MANY = 3

KINDS = {
    "one_cell": "explained by one cell",
    "rows": "by a row in another place",
    "several_cells": "by several cells together",
    "unsolved": "by nothing that was found",
    "not_searched": "not searched, since a run's time for several cells was over",
}
"""What is said of the outcomes of `quality.suspect_block`."""


def print_suspects(console: Console, blocks: list[SuspectBlock]) -> None:
    """Print per block what is probably wrong; where several sets repair it, that only the report can tell."""
    for block in blocks[:SHOWN_BLOCKS]:
        console.print()
        print_block(console, block, 0, SHOWN_SETS)
    if len(blocks) > SHOWN_BLOCKS:
        console.print(
            f"\n… and suspects for {len(blocks) - SHOWN_BLOCKS} more groups of findings: see `warehouse findings`."
        )


def print_block(console: Console, block: SuspectBlock, left: int, most: int = SHOWN_SETS_OF_MANY) -> None:
    """Print what is probably wrong in one block, so far from the left."""
    sets, size = block.suspect_sets, block.cells_per_set or 1
    findings = f"{block.findings} finding{'s' if block.findings > 1 else ''}"
    if not sets:
        said = Text.assemble(("No suspect", "bold"), f" for {findings} together: {block.why}.")
        console.print(Padding(said, (0, 0, 0, left)))
        return
    if block.sets == 1 and size == 1:
        said = Text.assemble(("Probably", "bold"), f" this cell; it explains {findings}:")
    elif block.sets == 1:
        said = Text.assemble(("Probably", "bold"), f" these {size} cells together; they explain {findings}:")
    else:
        each = "cells" if size == 1 else f"sets of {size} cells"
        told = f" of these {block.sets} {each} explains {findings}; only the report can tell which. Likeliest first:"
        said = Text.assemble(("One", "bold"), told)
    console.print(Padding(said, (0, 0, 0, left)))
    for one in sets[:most]:
        for cell in one.cells:
            console.print(Padding(Text(f"{cell_place(cell)}: {should_read(cell)}"), (0, 0, 0, left + 4)))
        if size > 1 and block.sets > 1:
            console.print()
    if block.sets > most:
        console.print(Padding(Text(f"… and {block.sets - most} more: see --json"), (0, 0, 0, left + 4)))


def print_kinds_of_suspects(console: Console, summary: Summary) -> None:
    """Print how many groups of findings that share cells there are, by what explains them."""
    if summary.totals is not None:
        kinds = summary.totals.suspect_blocks
    else:
        kinds = dict(Counter(block.outcome for block in summary.suspects or []))
    if not kinds:
        return
    console.print(Text.assemble("\n", ("What explains them", "bold"), ", by groups that share cells"))
    for kind, words in KINDS.items():
        if kinds.get(kind):
            console.print(f"{dutch.number(kinds[kind]):>8}  {words}")
