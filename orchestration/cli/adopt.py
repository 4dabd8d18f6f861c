"""The command that moves a definition from a report to the seeds: `adopt`."""

from __future__ import annotations

import json

import click

from orchestration.cli.options import json_option, sources_option
from orchestration.home import current_sources


@click.command()
@click.argument("report_id", metavar="REPORT")
@click.argument("metric_id", metavar="METRIC")
@sources_option
@json_option
def adopt(report_id: str, metric_id: str, as_json: bool) -> None:
    """Move METRIC from the definitions of REPORT to the seeds, where every report finds it.

    Nothing is written if the seeds would not make sense with it.
    """
    from orchestration.build.adopt import adopt_metric
    from orchestration.problems import BadInputError

    try:
        files = adopt_metric(current_sources(), report_id, metric_id)
    except BadInputError as bad:
        raise click.ClickException("\n".join(str(problem) for problem in bad.problems)) from None
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from wrong
    if as_json:
        click.echo(json.dumps({"metric_id": metric_id, "files": [str(file) for file in files]}))
        return
    click.echo(f"{metric_id} stands in {files[0]}, and no longer in {files[1]}.")
    click.echo("Next: `warehouse check` shows that nothing has changed by it.")
