"""Commands that make a warehouse: `refresh`, `check` and `dagster`."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click

from orchestration.attempt import Job
from orchestration.cli.options import home_option, json_option, sources_option, wait_option
from orchestration.home import Home, current_home, current_sources


@click.command()
@sources_option
@home_option
@json_option
@wait_option
@click.option("--resume", "go_on", is_flag=True, help="Publish again after a rollback, though nothing has changed.")
@click.option("--reread", metavar="ID", multiple=True, help="Read this report again, though it has not changed.")
@click.option("--reread-all", is_flag=True, help="Read every report again.")
@click.option("--full", is_flag=True, help="Make everything anew, and not only what has changed.")
@click.option(
    "--all-or-nothing",
    is_flag=True,
    envvar="WAREHOUSE_ALL_OR_NOTHING",
    show_envvar=True,
    help="Publish nothing while a report of anybody cannot be read or a critical rule fails.",
)
@click.option(
    "--no-pages", is_flag=True, envvar="WAREHOUSE_NO_PAGES", show_envvar=True, help="Make no pages after the release."
)
def refresh(
    as_json: bool,
    no_wait: bool,
    go_on: bool,
    reread: tuple[str, ...],
    reread_all: bool,
    full: bool,
    all_or_nothing: bool,
    no_pages: bool,
) -> None:
    """Read the reports, build and check the warehouse, and publish it.

    Does nothing where the served release is made from these very reports, rules and models. An organisation with a
    report that cannot be read (exit 2), or about which a critical rule fails (exit 1), keeps its last published rows,
    and all others are published; nothing is where the mistake is everybody's.
    """
    home, sources = current_home(), current_sources()
    # Before the libraries are imported, which takes longer than to see that they could do nothing there.
    home.refuse_unusable()
    from orchestration.cli.summary import print_summary
    from orchestration.run.conductor import run_job

    asked = {"reread": _reports_to_reread(sources, reread, reread_all), "full": full, "all_or_nothing": all_or_nothing}
    os.environ["WAREHOUSE_NO_PAGES"] = "1" if no_pages else ""
    with _progress(as_json):
        record = run_job(
            "refresh", home, sources, partial(_in_dagster, "refresh", home, sources, asked),
            wait=not no_wait, go_on=go_on, asked=full or bool(asked["reread"]),
        )  # fmt: skip
    print_summary(record, home, as_json)
    sys.exit(record.exit_code)


def _reports_to_reread(sources: Path, reread: tuple[str, ...], reread_all: bool) -> list[str]:
    """The ids of the reports to read again. Raises UsageError where one of them is none."""
    from orchestration.problems import BadInputError
    from orchestration.report_folders import reports_to_reread

    try:
        return reports_to_reread(sources, reread, reread_all)
    except BadInputError as bad:
        raise click.UsageError(f"{bad.problems[0].message}. {bad.problems[0].next_step}") from bad


@click.command()
@sources_option
@home_option
@json_option
@wait_option
@click.option("--served", is_flag=True, help="Show the results in the served release instead of checking anew.")
@click.option(
    "--compare",
    "compares",
    is_flag=True,
    help="Make everything anew and compare it with the served release, row by row (exit 3 where they differ).",
)
def check(as_json: bool, no_wait: bool, served: bool, compares: bool) -> None:
    """Check the reports as they are now, show what they would change, and publish nothing.

    It names all that is wrong, of every organisation: exit 1 or 2 also where `warehouse refresh` would publish all
    others. Of each draft, which no refresh reads, it says in short what `warehouse preview` shows.
    """
    home = current_home()
    if served and compares:
        raise click.UsageError("--served shows a release, and --compare checks it; ask for one")
    if not served:
        home.refuse_unusable()
    from orchestration.cli.summary import print_summary

    if served:
        from orchestration.release.readable import NothingServedError
        from orchestration.release.served import served_results
        from orchestration.release.waiting import note_waited_for

        try:
            record = served_results(home)
            note_waited_for(home, record)
        except NothingServedError as missing:
            raise click.UsageError(str(missing)) from missing
    else:
        from orchestration.run.conductor import run_job

        sources = current_sources()
        if compares:
            _refuse_comparison(home, sources)
        asked = {"compare": True} if compares else {}
        with _progress(as_json):
            record = run_job(
                "check", home, sources, partial(_in_dagster, "check", home, sources, asked), wait=not no_wait
            )
    print_summary(record, home, as_json)
    if not served and not compares and not as_json:
        _print_drafts(home, current_sources())
    sys.exit(record.exit_code)


def _refuse_comparison(home: Home, sources: Path) -> None:
    from orchestration.run.comparing import why_not_comparable

    if reason := why_not_comparable(home, sources):
        raise click.UsageError(f"there is nothing to compare: {reason}")


def _print_drafts(home: Home, sources: Path) -> None:
    """Print in short what becomes of the drafts."""
    from orchestration.draft.previews import print_drafts
    from orchestration.run.looking import looks_of

    print_drafts(home, sources, looks_of(home, sources).drafts())


def _in_dagster(job: Job, home: Home, sources: Path, asked: Mapping[str, Any], run_id: str) -> str | None:
    # Dagster announces what is new in it with warnings that mean nothing to the reader of a refresh.
    warnings.filterwarnings("ignore", module="dagster.*")
    from orchestration.definitions.launch import launch

    return launch(job, home, sources, asked, run_id)


@contextlib.contextmanager
def _progress(quiet: bool) -> Iterator[None]:
    """Show our log lines on stderr while the work goes on."""
    log = logging.getLogger("warehouse")
    log.setLevel(logging.INFO)
    log.propagate = False
    if quiet:
        yield
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


@click.command()
@click.argument("part", type=click.Choice(["code-server", "daemon", "webserver"]), required=False)
@sources_option
@home_option
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="Port on 127.0.0.1.")
def dagster(part: str | None, port: int) -> None:
    """Run Dagster's pages and daemon on this machine until Ctrl-C: schedule, sensor, checks, runs and their logs.

    That is Dagster's own `dg dev` with the settings of the home. With PART it is one of the three processes that a
    server runs as units (docs/operations.md).
    """
    from orchestration.service.start import ServiceError, become_dagster

    try:
        become_dagster(current_home(), port, part)
    except ServiceError as error:
        click.echo(str(error), err=True)
        sys.exit(3)
