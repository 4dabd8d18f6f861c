"""The `warehouse` command. Each subcommand imports what it needs when it runs, so that `--help` answers at once."""

from __future__ import annotations

import json
import os
import sys

import click

from orchestration.cli.accept import accept
from orchestration.cli.adopt import adopt
from orchestration.cli.alert import alert
from orchestration.cli.draft import draft
from orchestration.cli.explain import explain, find, show
from orchestration.cli.findings import findings
from orchestration.cli.locale_fallback import escape_what_cannot_be_shown, use_utf8
from orchestration.cli.new_report import new_report
from orchestration.cli.pages import pages, serve
from orchestration.cli.preview import preview
from orchestration.cli.refresh import check, dagster, refresh
from orchestration.cli.releases import diff, releases, rollback
from orchestration.cli.waive import waive
from orchestration.garbage import collect_seldom
from orchestration.home import UnusableHomeError, current_home
from orchestration.lock import BusyError
from orchestration.memory import told
from orchestration.problems import visible


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 released or all well, 1 refused by a check, 2 bad input or usage, 3 anything else.",
)
@click.version_option(package_name="buurtcijfers")
def warehouse() -> None:
    """Printed report tables in, checked figures out."""


commands = (
    refresh, check, findings, waive, explain, show, find, pages, serve, releases, diff, rollback, new_report, draft,
    preview, accept, adopt, alert, dagster,
)  # fmt: skip
for command in commands:
    warehouse.add_command(command)


def main() -> None:
    """Entry point: what nobody foresaw ends with exit code 3 and one line, not a traceback."""
    collect_seldom()
    use_utf8()
    escape_what_cannot_be_shown()
    try:
        warehouse.main(prog_name="warehouse", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (UnusableHomeError, BusyError) as error:
        click.echo(visible(str(error)), err=True)
        if "--json" in sys.argv:
            click.echo(json.dumps({"outcome": "failed", "error": str(error)}))
        sys.exit(2 if isinstance(error, UnusableHomeError) else 3)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. The last release is still served.", err=True)
        sys.exit(3)
    except Exception as error:
        if os.environ.get("WAREHOUSE_DEBUG"):
            raise
        message = visible(told(error))
        why = current_home().lack_of_room()
        click.echo(
            f"Something went wrong that is no fault of the sources: {message}\n"
            + (f"{why}\n" if why else "")
            + "The last release is still served. Set WAREHOUSE_DEBUG=1 for the traceback.",
            err=True,
        )
        if "--json" in sys.argv:
            click.echo(json.dumps({"outcome": "failed", "error": message}))
        sys.exit(3)
