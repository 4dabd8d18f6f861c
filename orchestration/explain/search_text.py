"""Prints what was found, each hit with the command to run next."""

from __future__ import annotations

from orchestration.explain.paper import Paper
from orchestration.explain.search import KINDS, Looked

SAID = 90
"""How many characters of a description are shown."""


NONE_PRINTED = "(no report prints a figure of it)"
NO_COMMAND = {"question": "(answered in docs/questions.md)"}
"""What is said where nothing can be explained, by kind."""


def print_found(looked: Looked) -> None:
    """Print the hits by kind: id, label, the beginning of what is said of it, and the next command."""
    paper = Paper()
    for word, meant in looked.corrections.items():
        paper.line((f"“{word}” is read as “{meant}”.", "yellow"))
    for said in looked.not_printed:
        paper.line((f"{said}.", "yellow"))
    for number, one in enumerate(looked.found):
        if number or looked.corrections or looked.not_printed:
            paper.line()
        shown = "" if one.count == len(one.hits) else f", {len(one.hits)} shown"
        paper.line((KINDS[one.kind], "bold underline"), f"  {one.count}{shown}")
        for hit in one.hits:
            said = hit.says or ""
            short = said if len(said) <= SAID or one.kind == "figure" else f"{said[: SAID - 1]}…"
            paper.line((hit.hit_id, "bold"), f"   {hit.label}" if hit.label else "", indent=2)
            if short:
                paper.line((short, "dim"), indent=4)
            command = hit.command or NO_COMMAND.get(one.kind, NONE_PRINTED)
            paper.line((command, "cyan" if hit.command else "dim"), indent=4)
