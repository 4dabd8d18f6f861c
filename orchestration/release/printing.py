"""Releases and their differences in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from orchestration.dutch import number
from orchestration.record import Changes
from orchestration.release.history import HistoryEntry

SHOWN_WAITING = 6

STYLES = {"served": "bold green", "kept": "", "damaged": "bold red", "refused": "red", "bad_input": "red"}


def print_history(entries: Sequence[HistoryEntry]) -> None:
    """Print the list: releases in columns, attempts that published nothing with their reason below."""
    console = _console()
    if not entries:
        console.print("Nothing has been published or tried yet; run `warehouse refresh`.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("release or attempt", "when (UTC)", ""):
        table.add_column(name, no_wrap=True)
    for name in ("reports", "figures", "new", "changed", "gone", "findings"):
        table.add_column(name, justify="right")
    table.add_column("made", no_wrap=True)
    for entry in entries:
        counts = (entry.reports, entry.figures, entry.new, entry.changed, entry.gone)
        findings = "" if entry.open_findings is None else f"{entry.open_findings} open, {entry.waived_findings} waived"
        table.add_row(
            entry.entry_id[:25],
            entry.moment.replace("T", " "),
            Text(entry.status.replace("_", " "), style=STYLES.get(entry.status, "red")),
            *("" if count is None else number(count) for count in counts),
            findings,
            _made(entry),
        )
    console.print(table)
    told = [(entry.entry_id, said) for entry in entries for said in (entry.reason, _who_waits(entry)) if said]
    if told:
        console.print()
    for entry_id, said in told:
        console.print(Text.assemble((entry_id[:25], "bold"), f"  {said}"))


def _made(entry: HistoryEntry) -> str:
    """How a release was made, in short, and whether somebody waits in it."""
    made = "" if entry.made is None else "anew" if entry.made.startswith("anew") else "on another"
    return f"{made}, {len(entry.waiting)} wait{'s' if len(entry.waiting) == 1 else ''}" if entry.waiting else made


def _who_waits(entry: HistoryEntry) -> str | None:
    if not entry.waiting:
        return None
    more = f" and {number(len(entry.waiting) - SHOWN_WAITING)} more" if len(entry.waiting) > SHOWN_WAITING else ""
    verb = "waits" if len(entry.waiting) == 1 else "wait"
    return f"{', '.join(entry.waiting[:SHOWN_WAITING])}{more} {verb}: published as before, without the newest reports"


def print_changes(names: dict[str, str | None], changes: Changes) -> None:
    """Print what changed from one release to another, every figure and every mart value."""
    console = _console()
    console.print(Text(f"From {names['from']} to {names['to']}:", style="bold"))
    console.print(
        f"{changes.new} figures new, {changes.changed} changed, {changes.gone} gone, of those served; "
        f"{changes.mart_values} values in {len(changes.marts)} mart tables moved"
    )
    if changes.examples:
        figures = [(one.kind, one.figure_key, one.was, one.becomes) for one in changes.examples]
        console.print(_moves("figure", figures))
    if changes.moves:
        rows = [(one.mart, f"{one.row} {one.value_of}", one.was, one.becomes) for one in changes.moves]
        console.print(_moves("mart value", rows))


def _moves(what: str, rows: Sequence[tuple[str, str, str | None, str | None]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", title="")
    for name in ("", what):
        table.add_column(name, overflow="fold")
    for name in ("was", "becomes"):
        table.add_column(name, justify="right", overflow="fold")
    for first, second, was, becomes in rows:
        table.add_row(Text(first), Text(second), Text(was or "–"), Text(becomes or "–"))
    return table


def _console() -> Console:
    # A pipe has no width of its own; a terminal's is respected.
    return Console(width=None if sys.stdout.isatty() else 160, highlight=False)
