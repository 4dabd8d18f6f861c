"""Options that several commands share, and what they do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click


def _folder(context: click.Context, parameter: click.Parameter, value: str | None) -> Path | None:
    """A folder as given; an empty one is a variable that is not set, and never means "here"."""
    if value is None:
        return None
    if not value.strip():
        raise click.BadParameter("is empty; name a folder, or leave the option out")
    if Path(value).is_file():
        raise click.BadParameter(f"{value} is a file; name a folder")
    return Path(value)


def home_option(command: Any) -> Any:
    """Add `--home` to a command, and hand its value on."""
    return click.option(
        "--home", callback=_hand_on, expose_value=False,
        help="State folder of the warehouse; the release is then DIR/warehouse.duckdb.  [default: .warehouse]",
        metavar="DIR", envvar="WAREHOUSE_HOME", show_envvar=True,
    )(command)  # fmt: skip


def sources_option(command: Any) -> Any:
    """Add `--sources` to a command, and hand its value on."""
    return click.option(
        "--sources", callback=_hand_on, expose_value=False,
        help="Folder with one folder per report.  [default: sources]",
        metavar="DIR", envvar="WAREHOUSE_SOURCES", show_envvar=True,
    )(command)  # fmt: skip


json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
wait_option = click.option(
    "--no-wait", is_flag=True, help="End with a message instead of waiting for another run of this home."
)


def _hand_on(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    """Hand the place on through the environment: Dagster's processes and dbt read it there."""
    folder = _folder(context, parameter, value)
    if folder is not None:
        os.environ[str(parameter.envvar)] = str(folder.resolve())
