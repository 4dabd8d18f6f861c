"""Who waits, in the summary of a refresh: why, since when, and what readers have of them meanwhile."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from orchestration import dutch
from orchestration.cli.summary_findings import print_finding
from orchestration.cli.summary_suspects import print_block
from orchestration.record import Summary, Waiting

SHOWN_WAITING = 20
SHOWN_REPORTS = 4
SHOWN_FINDINGS = 3
"""How many of the findings are told that an organisation waits for."""
SHOWN_FINDINGS_IN_ALL = 9


def print_waiting(console: Console, summary: Summary) -> None:
    """Print who keeps the rows of an earlier release, and the findings behind that; problems are told before."""
    waiting = summary.waiting or []
    blocks = {name: block for block in summary.waiting_suspects or [] for name in block.identity_ids}
    room = SHOWN_FINDINGS_IN_ALL
    console.print()
    for one in waiting[:SHOWN_WAITING]:
        since = f"{one.since[:16].replace('T', ' ')} UTC"
        console.print(Text.assemble(("Waits", "bold red"), f"   {one.name}, since {since}"))
        console.print(Padding(Text(_said(one)), (0, 0, 0, 8)))
        mine = [f for f in summary.waiting_findings or [] if f.organisation_id == one.organisation_id]
        shown = mine[: min(SHOWN_FINDINGS, room)] if one.why == "refused" else []
        told_blocks: set[int] = set()
        for finding in shown:
            console.print()
            print_finding(console, summary, finding)
            block = blocks.get(finding.identity_id)
            if block is not None and block.block_id not in told_blocks:
                told_blocks.add(block.block_id)
                print_block(console, block, 2)
        room -= len(shown)
        if shown and (more := one.counts - len(shown)) > 0:
            said = f"… and {dutch.number(more)} more: `warehouse findings` shows them."
            console.print(Padding(Text(said), (0, 0, 0, 2)))
    if len(waiting) > SHOWN_WAITING:
        console.print(f"        … and {dutch.number(len(waiting) - SHOWN_WAITING)} more: see --json.")


def what_to_do(waiting: list[Waiting]) -> str:
    """What a person does about those who wait."""
    steps = []
    if any(one.why == "bad_input" for one in waiting):
        steps.append("correct the places named above")
    if any(one.why == "refused" for one in waiting):
        steps.append("correct the cell or `warehouse waive` the finding")
    whose = "who waits is" if len(waiting) == 1 else "those who wait are"
    return f"{', '.join(steps)}, and refresh again: {whose} published then."


def _said(one: Waiting) -> str:
    what = "problem" if one.why == "bad_input" else "open critical finding"
    reports, more = ", ".join(one.reports[:SHOWN_REPORTS]), len(one.reports) - SHOWN_REPORTS
    where = f"{reports} and {more} more reports" if more > 0 else reports
    why = f"{dutch.number(one.counts)} {what}{'' if one.counts == 1 else 's'} in {where}"
    served = f"its rows of release {one.rows_from} are served" if one.rows_from else "nothing of it is published yet"
    return f"{why}; {served}"
