"""The suspects in the summary of a refresh: which cell to look at first, and what it should have read."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from orchestration.explain.finding_words import cell_place
from orchestration.explain.suspects import should_read
from orchestration.record import SuspectBlock

SHOWN_BLOCKS = 8
SHOWN_SETS = 6


def print_suspects(console: Console, blocks: list[SuspectBlock]) -> None:
    """Print per block what is probably wrong; where several sets repair it, that only the report can tell."""
    for block in blocks[:SHOWN_BLOCKS]:
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
    if len(blocks) > SHOWN_BLOCKS:
        console.print(f"\n… and suspects for {len(blocks) - SHOWN_BLOCKS} more groups of findings: see --json.")
