"""The command that shows what the rules found, all of it: `findings`."""

from __future__ import annotations

import click

from orchestration.cli.options import home_option, json_option
from orchestration.home import current_home

SHOWN = 20
"""So many are shown where not all are asked for."""


@click.command()
@click.option("--rule", metavar="ID", help="Of this rule only, such as sum_over_time.")
@click.option("--report", metavar="ID", help="Of this report only, such as bto-sociaal-2021.")
@click.option("--waived", "with_waived", is_flag=True, help="Also those that a person accepted.")
@click.option("--all", "show_all", is_flag=True, help=f"All of them, and not the {SHOWN} worst.")
@home_option
@json_option
def findings(rule: str | None, report: str | None, with_waived: bool, show_all: bool, as_json: bool) -> None:
    """Show the findings of the last check, or of the served release: by rule, and the worst first.

    With the cells in each, and the cell that is probably wrong. What is waived is left out unless it is asked for.
    """
    from orchestration.release.latest import find_findings
    from orchestration.release.readable import NothingServedError

    most = None if show_all else SHOWN
    try:
        found = find_findings(current_home(), rule, report, with_waived=with_waived, most=most)
    except NothingServedError as missing:
        raise click.UsageError(str(missing)) from missing
    except KeyError as unknown:
        raise click.UsageError(str(unknown.args[0])) from unknown
    if as_json:
        from orchestration.plain_data import as_plain, to_json

        click.echo(to_json(as_plain(found)))
        return
    from orchestration.cli.findings_text import print_found

    print_found(found)
