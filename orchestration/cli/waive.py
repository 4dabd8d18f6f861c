"""The command that accepts a finding: `waive`."""

from __future__ import annotations

import json

import click

from orchestration.cli.options import home_option, json_option
from orchestration.home import current_home


@click.command()
@click.argument("finding")
@home_option
@json_option
def waive(finding: str, as_json: bool) -> None:
    """Start the waiver of FINDING, an id as `warehouse check` prints it, in expectations/waivers.yml.

    The reason, the evidence, the owner and the review date are yours to fill in; until then `check` and `refresh`
    refuse the file.
    """
    from expectations.rules import WAIVERS_FILE
    from orchestration.problems import BadInputError
    from orchestration.release.waive import NotWaivableError, latest_findings
    from orchestration.release.waive import waive as write_entry

    try:
        entry = write_entry(finding, latest_findings(current_home(), finding), WAIVERS_FILE)
    except NotWaivableError as wrong:
        raise click.UsageError(str(wrong)) from wrong
    except BadInputError as bad:
        problem = bad.problems[0]
        raise click.UsageError(f"{problem.file}, line {problem.row}: {problem.message}") from bad
    if as_json:
        click.echo(json.dumps({"identity": finding, "file": str(WAIVERS_FILE), "entry": entry}, ensure_ascii=False))
        return
    click.echo(f"Written at the end of {WAIVERS_FILE}:\n\n{entry}")
    click.echo("Next: replace what begins with FILL IN, and run `warehouse check` (docs/rules.md).")
