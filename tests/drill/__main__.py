"""Slips made on purpose, and whether the checks detect them and name the cell: `python -m tests.drill --help`."""

from __future__ import annotations

import click

from expectations.localise.suspects import SECONDS_PER_RUN
from orchestration.cli.options import home_option, json_option, sources_option
from orchestration.home import current_home, current_sources
from orchestration.plain_data import to_json
from orchestration.release.readable import NothingServedError, readable_served
from tests.built import BuiltWarehouse
from tests.drill.pages import write_pages
from tests.drill.printing import print_drill
from tests.drill.run import run_drill


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--trials", type=click.IntRange(0), default=25, show_default=True, help="Slips of each kind.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same slips.")
@click.option(
    "--refresh", "refreshes", type=click.IntRange(0), default=1, show_default=True,
    help="Slips made in a copy of the sources and put through a real check.",
)  # fmt: skip
@click.option(
    "--seconds", type=click.FloatRange(0), default=SECONDS_PER_RUN, show_default=True,
    help="How long the search for several cells may take per slip.",
)  # fmt: skip
@click.option("--write", "write", is_flag=True, help="Put the result into docs/drill.md and docs/coverage.md.")
@sources_option
@home_option
@json_option
def drill(trials: int, seed: int, refreshes: int, seconds: float, write: bool, as_json: bool) -> None:
    """Make slips on purpose and see whether the checks detect them and name the cell.

    The slips are those of typists and scanners: a wrong digit, two digits swapped, a decimal comma lost, a row in
    another place. They are made in a copy of the served release, which stays as it is.
    """
    try:
        home = current_home()
        release = readable_served(home)
    except NothingServedError as missing:
        raise click.UsageError(str(missing)) from missing
    result = run_drill(release, BuiltWarehouse(home), current_sources(), trials, seed, refreshes, seconds)
    if write:
        write_pages(result)
    if as_json:
        click.echo(to_json(result.as_dict()))
    else:
        print_drill(result)


if __name__ == "__main__":
    drill(prog_name="python -m tests.drill")
