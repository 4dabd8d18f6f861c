"""Rules that could judge too little, in the summary of a refresh: how much they judged, and what not and why."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from orchestration.record import Summary
from orchestration.verdict import TOO_LITTLE_JUDGED

SHOWN = 6


def print_unjudged(console: Console, summary: Summary) -> None:
    """Print each rule that could judge too little, with some of the identities that it could not judge."""
    for verdict in summary.rules or []:
        # A release of before these were counted apart says nothing of them.
        if verdict.counts.declared is None or not verdict.judged_too_little:
            continue
        judged, found = verdict.judged
        mine = [one for one in summary.unjudged or [] if one.rule_id == verdict.rule_id][:SHOWN]
        title = summary.title(verdict.rule_id)
        share = f"{judged} of {found} could be judged, and {verdict.minimum_evaluated_share:.0%} must be"
        console.print(Text.assemble("\n", ("TOO LITTLE JUDGED", "bold red"), "  ", (title.nl, "bold")))
        console.print(Padding(Text(title.en), (0, 0, 0, 2)))
        console.print(Padding(Text(f"{verdict.rule_id}: {share}"), (0, 0, 0, 2)))
        for one in mine:
            console.print(Padding(Text(f"{one.identity_id}: {one.why}"), (0, 0, 0, 4)))
        if (more := found - judged - len(mine)) > 0:
            console.print(Padding(Text(f"… and {more} more"), (0, 0, 0, 4)))
        console.print(Padding(Text(f"Next: {TOO_LITTLE_JUDGED}"), (0, 0, 0, 2)))
