"""The command that starts a report folder: `new-report`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from orchestration.cli.options import json_option, sources_option
from orchestration.home import current_sources


@click.command("new-report")
@click.argument("report_id", metavar="ID")
@sources_option
@json_option
@click.option("--organisation", default="", help="Id or name of the organisation that accounts for itself.")
@click.option("--period", default="", help="What the report accounts for: 2023, 2023-H1, 2022-07/2023-06 …")
@click.option(
    "--like", default="", metavar="ID",
    help="The edition before it: what its tables mean is taken over, and its periods are moved.",
)  # fmt: skip
@click.option(
    "--document", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="The report as published; its name and SHA-256 are written down.",
)  # fmt: skip
def new_report(report_id: str, as_json: bool, organisation: str, period: str, like: str, document: Path | None) -> None:
    """Start the folder of a report: SOURCES/ID, with every place to fill in.

    With --like only what a new edition prints anew is to be filled in: numbers, lines of the document, notes.

    As it stands it is refused by `check` and `refresh`, which name what is left to fill in.
    docs/add-a-report.md goes through it step by step.
    """
    from orchestration.ingest.new_report import write_next_edition, write_skeleton

    if like and organisation:
        raise click.UsageError("--organisation is that of the report that --like names: leave it out")
    absent: list[Path] = []
    try:
        if like:
            files, absent = write_next_edition(current_sources(), report_id, like, period, document)
        else:
            files = write_skeleton(current_sources(), report_id, organisation, period, document)
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from wrong
    if as_json:
        said = {"report_id": report_id, "files": [str(file) for file in files]}
        if like:
            said["absent"] = [str(file) for file in absent]
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    click.echo("Written, to be filled in:")
    for file in files:
        click.echo(f"  {file}")
    if absent:
        click.echo("To be put there by you:")
    for file in absent:
        click.echo(f"  {file}")
    click.echo("Next: replace what begins with FILL IN, and ask `warehouse check` what is left (docs/add-a-report.md).")
