"""Prints what was found, each hit with the command to run next."""

from __future__ import annotations

from orchestration.explain.paper import Paper
from orchestration.explain.search import KINDS, Found

SAID = 90
"""How many characters of a description are shown."""


def print_found(found: list[Found]) -> None:
    """Print the hits by kind: id, label, the beginning of what is said of it, and the next command."""
    paper = Paper()
    for number, one in enumerate(found):
        if number:
            paper.line()
        shown = "" if one.count == len(one.hits) else f", {len(one.hits)} shown"
        paper.line((KINDS[one.kind], "bold underline"), f"  {one.count}{shown}")
        for hit in one.hits:
            said = hit.says or ""
            short = said if len(said) <= SAID else f"{said[: SAID - 1]}…"
            paper.line((hit.hit_id, "bold"), f"   {hit.label}" if hit.label else "", indent=2)
            if short:
                paper.line((short, "dim"), indent=4)
            paper.line((hit.command or "(no report prints a figure of it)", "cyan" if hit.command else "dim"), indent=4)
