"""The command about alerts: `alert --test` and `alert --status`."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from orchestration.cli.options import home_option, json_option
from orchestration.home import current_home
from orchestration.problems import visible


@click.command()
@home_option
@json_option
@click.option(
    "--test", "is_test", is_flag=True, help="Send a short and a long sample to every channel; exit 1 where one fails."
)
@click.option("--status", "is_status", is_flag=True, help="Show what is open, and how the channels do (the default).")
def alert(as_json: bool, is_test: bool, is_status: bool) -> None:
    """Show the open alerts and the channels that hear of them, or test those channels.

    The channels are Apprise URLs in WAREHOUSE_ALERT_URLS; docs/operations.md says how to set them up.
    """
    from orchestration.alerts.status import status, try_channels

    if is_test and is_status:
        raise click.UsageError("--test and --status are two questions; ask one.")
    home = current_home()
    if is_test:
        home.create()
    answer = try_channels(home) if is_test else status(home)
    failed = is_test and (not answer["channels"] or answer["problems"] or any(c["error"] for c in answer["channels"]))
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        for line in _tested(answer) if is_test else _standing(answer):
            click.echo(visible(line))
    sys.exit(1 if failed else 0)


def _tested(answer: dict[str, Any]) -> list[str]:
    lines = [
        f"Failed  {one['name']}: {one['error']}" if one["error"] else f"Sent    {one['name']}"
        for one in answer["channels"]
    ]
    return [
        *(lines or ["No channel is configured: set WAREHOUSE_ALERT_URLS (docs/operations.md)."]),
        *_problems(answer),
    ]


def _standing(answer: dict[str, Any]) -> list[str]:
    lines = []
    for one in answer["open"]:
        told = ", ".join(one["told_to"]) or "nobody yet"
        lines += [
            f"{one['severity'].upper()}  {one['sentence_nl']}",
            f"  {one['sentence_en']}",
            f"  seen {one['seen']} times, since {one['first_seen']}; told to {told}",
            f"  Next: {one['next_steps']}",
            "",
        ]
    lines += [] if answer["open"] else ["Nothing is open.", ""]
    for channel in answer["channels"]:
        lines.append(f"Channel  {channel['name']}: {' and '.join(channel['severities'])}")
        if failing := channel["failing"]:
            lines.append(
                f"  fails since {failing['since']} ({failing['failures']} times): {failing['last_error']} "
                f"Tried again at the first refresh after {failing['retry_after']}."
            )
    if not answer["channels"]:
        lines.append("No channel is configured: set WAREHOUSE_ALERT_URLS (docs/operations.md).")
    return lines + _problems(answer)


def _problems(answer: dict[str, Any]) -> list[str]:
    return [f"Problem  {problem}" for problem in answer["problems"]]
