"""What `warehouse findings` prints."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from orchestration import dutch
from orchestration.build.found import SEVERITIES
from orchestration.cli.summary_findings import print_finding, worst_first
from orchestration.cli.summary_suspects import print_block
from orchestration.plain_data import with_texts
from orchestration.problems import visible
from orchestration.record import Summary
from orchestration.release.latest import FoundHere


def print_found(found: FoundHere) -> None:
    """Print findings for people: counted by rule, then each with its cells and suspects."""
    width = None if sys.stdout.isatty() else 120
    console = Console(width=width, highlight=False, soft_wrap=False, markup=False, emoji=False)
    found = with_texts(found, lambda text: "\n".join(visible(line) for line in text.split("\n")))
    _print_waiting(console, found)
    still_open, waived = found.counts
    if not found.rules:
        console.print(f"No findings in {found.where}{' itself' if found.waiting_findings else ''}.")
        return
    said = f"{dutch.number(still_open)} open" + (f", {dutch.number(waived)} waived" if waived else "")
    console.print(Text.assemble((f"Findings of {found.where}", "bold"), f": {said}"))
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", min_width=8)
    table.add_column()
    table.add_column()
    for rule in sorted(found.rules, key=lambda one: (SEVERITIES.index(one.severity), -one.open, -one.waived)):
        count = dutch.number(rule.open) if rule.open else f"{dutch.number(rule.waived)} waived"
        table.add_row(count, rule.severity, Text.assemble(rule.title.nl, (f" ({rule.rule_id})", "dim")))
    console.print(table)
    titles = {rule.rule_id: rule.title for rule in found.rules}
    _print_each(console, Summary(titles=titles, findings=found.findings, suspects=found.suspects))
    if more := still_open + waived - len(found.findings):
        console.print(
            f"\n… and {dutch.number(more)} more: --all shows them, --rule ID and --report ID some of them.",
            soft_wrap=True,
        )


def _print_waiting(console: Console, found: FoundHere) -> None:
    """The findings that organisations wait for: they stand in rows that are not published."""
    if not found.waiting_findings:
        return
    names = ", ".join(one.name for one in found.waiting if one.why == "refused")
    many = "a finding" if len(found.waiting_findings) == 1 else f"{dutch.number(len(found.waiting_findings))} findings"
    said = f"  {names}: the newest rows are not published, because of {many}"
    console.print(Text.assemble(("Waits", "bold red"), said))
    _print_each(console, Summary(findings=found.waiting_findings, suspects=found.waiting_suspects))
    console.print()


def _print_each(console: Console, summary: Summary) -> None:
    blocks = {identity_id: block for block in summary.suspects or [] for identity_id in block.identity_ids}
    for finding in worst_first(summary.findings or [], summary):
        console.print()
        print_finding(console, summary, finding)
        if block := blocks.get(finding.identity_id):
            print_block(console, block, 2)
