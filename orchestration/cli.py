"""The `warehouse` command. Each subcommand imports what it needs when it runs, so that `--help` answers at once."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from orchestration.home import current_home, current_sources

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(
    context_settings=CONTEXT,
    epilog="Exit codes: 0 released or all well, 1 refused by a check, 2 bad input or usage, 3 anything else.",
)
@click.version_option(package_name="buurtcijfers")
def warehouse() -> None:
    """Printed report tables in, checked figures out."""


def _folder(context: click.Context, parameter: click.Parameter, value: str | None) -> Path | None:
    """A folder as given; an empty one is a variable that is not set, and never means "here"."""
    if value is None:
        return None
    if not value.strip():
        raise click.BadParameter("is empty; name a folder, or leave the option out")
    if Path(value).is_file():
        raise click.BadParameter(f"{value} is a file; name a folder")
    return Path(value)


def places(command: Any) -> Any:
    """Add the options that every command about a warehouse takes."""
    command = click.option(
        "--home", callback=_folder,
        help="State folder of the warehouse; the release is then DIR/warehouse.duckdb.  [default: .warehouse]",
        metavar="DIR", envvar="WAREHOUSE_HOME", show_envvar=True,
    )(command)  # fmt: skip
    return click.option(
        "--sources", callback=_folder,
        help="Folder with one folder per report.  [default: sources]",
        metavar="DIR", envvar="WAREHOUSE_SOURCES", show_envvar=True,
    )(command)  # fmt: skip


json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")


@warehouse.command()
@places
@json_option
def refresh(sources: Path | None, home: Path | None, as_json: bool) -> None:
    """Read the reports, build and check the warehouse, and publish it.

    Nothing is published where the sources cannot be read (exit 2) or a critical rule fails (exit 1); the last
    release stays as it is.
    """
    _use(sources, home)
    _run("refresh", as_json)


@warehouse.command()
@places
@json_option
@click.option("--served", is_flag=True, help="Show the results in the served release instead of checking anew.")
def check(sources: Path | None, home: Path | None, as_json: bool, served: bool) -> None:
    """Check the reports as they are now, and publish nothing."""
    _use(sources, home)
    if not served:
        _run("check", as_json)
    from orchestration.served import served_results
    from orchestration.summary import print_summary

    try:
        record = served_results(current_home())
    except FileNotFoundError as missing:
        raise click.UsageError(str(missing)) from missing
    print_summary(record, current_home(), as_json)
    sys.exit(record.exit_code)


@warehouse.command()
@places
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="Port on 127.0.0.1.")
def dagster(sources: Path | None, home: Path | None, port: int) -> None:
    """Open Dagster's pages on this machine: assets, checks, runs and their logs."""
    _use(sources, home)
    from orchestration.dagster_home import dagster_environment
    from orchestration.home import REPOSITORY

    environment = os.environ | dagster_environment(current_home()) | {"VIRTUAL_ENV": sys.prefix}
    executable = str(Path(sys.executable).with_name("dg"))
    os.chdir(REPOSITORY)
    os.execve(executable, [executable, "dev", "--host", "127.0.0.1", "--port", str(port)], environment)


def _use(sources: Path | None, home: Path | None) -> None:
    """Hand the places on through the environment: Dagster's processes and dbt read them there."""
    if sources is not None:
        os.environ["WAREHOUSE_SOURCES"] = str(sources.resolve())
    if home is not None:
        os.environ["WAREHOUSE_HOME"] = str(home.resolve())


def _run(job: str, as_json: bool) -> None:
    """Run a job of the code location in this process, print its summary and end with its exit code."""
    from orchestration.run import run_job
    from orchestration.summary import print_summary

    home = current_home()
    record = run_job(job, home, current_sources(), quiet=as_json)
    print_summary(record, home, as_json)
    sys.exit(record.exit_code)


def main() -> None:
    """Entry point: what nobody foresaw ends with exit code 3 and one line, not a traceback."""
    try:
        warehouse.main(prog_name="warehouse", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. The last release is still served.", err=True)
        sys.exit(3)
    except Exception as error:
        if os.environ.get("WAREHOUSE_DEBUG"):
            raise
        message = f"{type(error).__name__}: {error}"
        click.echo(
            f"Something went wrong that is no fault of the sources: {message}\n"
            "The last release is still served. Set WAREHOUSE_DEBUG=1 for the traceback.",
            err=True,
        )
        if "--json" in sys.argv:
            click.echo(json.dumps({"outcome": "failed", "error": message}))
        sys.exit(3)
