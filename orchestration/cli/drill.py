"""The command that tests the rules: `drill`."""

from __future__ import annotations

import sys

import click

from orchestration.cli.options import home_option, json_option, sources_option
from orchestration.home import current_home, current_sources


@click.command()
@click.option("--trials", type=click.IntRange(0), default=25, show_default=True, help="Slips of each kind.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same slips.")
@click.option(
    "--refresh", "refreshes", type=click.IntRange(0), default=1, show_default=True,
    help="Slips made in a copy of the sources and put through a real check.",
)  # fmt: skip
@click.option("--pinned", "only_pinned", is_flag=True, help="Only show which cells a rule pins, table by table.")
@click.option("--write", "write", is_flag=True, help="Put the result into docs/drill.md and docs/coverage.md.")
@sources_option
@home_option
@json_option
def drill(trials: int, seed: int, refreshes: int, only_pinned: bool, write: bool, as_json: bool) -> None:
    """Make slips on purpose and see whether the checks detect them and name the cell.

    The slips are those of typists and scanners: a wrong digit, two digits swapped, a decimal comma lost, a row in
    another place. They are made in a copy of the served release, which stays as it is.
    """
    from orchestration.drill.printing import print_drill, print_pinned
    from orchestration.drill.run import run_drill
    from orchestration.plain_data import to_json
    from orchestration.release.readable import NothingServedError, readable_served

    home = current_home()
    try:
        release = readable_served(home)
    except NothingServedError as missing:
        raise click.UsageError(str(missing)) from missing
    if only_pinned and write:
        raise click.UsageError("--write needs the whole drill; leave --pinned out")
    if only_pinned:
        trials = refreshes = 0
    result = run_drill(release, current_sources(), trials, seed, refreshes)
    if write:
        from orchestration.drill.pages import write_pages

        write_pages(result)
    if as_json:
        click.echo(to_json(result.as_dict()))
    else:
        print_drill(result)
        print_pinned(result.pinned)
    sys.exit(0)
