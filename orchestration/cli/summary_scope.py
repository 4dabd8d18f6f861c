"""What a run made anew, and what came of a comparison with the served release, in the summary."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from orchestration import dutch
from orchestration.record import BuildScope, Comparison

SHOWN_NAMES = 6


def built(scope: BuildScope) -> str:
    """How much was made anew, and why, or on which release."""
    if scope.base is None:
        return f"everything, because {scope.why_all}" if scope.why_all else "everything"
    names = scope.organisations
    in_all = f" of {dutch.number(scope.organisations_in_all)}" if scope.organisations_in_all else ""
    more = f" … and {dutch.number(len(names) - SHOWN_NAMES)} more" if len(names) > SHOWN_NAMES else ""
    which = f" ({', '.join(names[:SHOWN_NAMES])}{more})" if names else ""
    return f"{dutch.number(len(names))}{in_all} organisations{which} on release {scope.base}"


def print_differences(console: Console, compared: Comparison) -> None:
    """Print the tables in which the served release is not what the same inputs give."""
    if not compared.tables:
        said = f". Release {compared.release_id} has, row by row, what everything built anew has."
        console.print(Text.assemble(("The same", "bold green"), said))
        return
    many = len(compared.tables)
    tables = "1 table" if many == 1 else f"{dutch.number(many)} tables"
    console.print(Text.assemble(
        ("Different", "bold red"), f". In {tables} release {compared.release_id} is not what its inputs give:"
    ))  # fmt: skip
    table = Table(box=None, pad_edge=False, padding=(0, 2), header_style="bold")
    table.add_column("table")
    table.add_column("rows in the release alone", justify="right")
    table.add_column("in the full build alone", justify="right")
    for name, rows in compared.tables.items():
        table.add_row(name, dutch.number(rows.only_served), dutch.number(rows.only_anew))
    console.print(table)
    console.print(
        "Next    this is no fault of the sources: publish the full build with `warehouse refresh --full`, "
        "and report the tables."
    )
