"""Commands that ask the served release: `explain`, `show` and `find`."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli.options import home_option, json_option
from orchestration.home import current_home

if TYPE_CHECKING:
    from orchestration.explain.served import Served


@click.command()
@click.argument("what")
@click.option("--team", "--area", "area", metavar="AREA", help="Team, group or city: an id or its Dutch name.")
@click.option("--period", metavar="PERIOD", help="Such as 2021-03, 2021-Q1, 2021, or “maart 2021”.")
@click.option("--organisation", metavar="ORGANISATION", help="Such as bto-sociaal.")
@click.option("--category", metavar="CATEGORY", help="A category's id, label, or breakdown=category.")
@click.option("--metric", metavar="METRIC", help="A metric's id or label.")
@click.option("--column", metavar="COLUMN", help="One column of the mart; all that hold a value if left out.")
@home_option
@json_option
def explain(
    what: str,
    area: str | None,
    period: str | None,
    organisation: str | None,
    category: str | None,
    metric: str | None,
    column: str | None,
    as_json: bool,
) -> None:
    """Say where a number comes from: its printed cell, the identities that pin it, the formula that made it.

    WHAT is a mart, with options that choose its row (flow.team_month --team oost --period 2021-03), a figure's id
    (bto-sociaal-2021/cases_started/r4c5) or a figure's key (bto-sociaal:cases_started:oost:-:2021-03).
    """
    from orchestration.explain.explanation import as_data
    from orchestration.explain.explanation import explain as ask
    from orchestration.explain.waiting import print_waiting, waiting_behind
    from orchestration.plain_data import to_json

    named = {"organisation": organisation, "area": area, "category": category, "metric": metric, "period": period}
    filters = {dimension: text for dimension, text in named.items() if text is not None}
    with _served(as_json) as served:
        explanations = ask(served, what, filters, column)
        waiting = waiting_behind(served, explanations)
        release = served.release_id
    if as_json:
        explained = [as_data(one) for one in explanations]
        click.echo(to_json({"release_id": release, "explanations": explained, "waiting": waiting}))
        return
    from orchestration.explain.explanation_text import print_explanations

    print_explanations(explanations)
    print_waiting(waiting)


class _Unanswered(click.ClickException):
    """A question that the release cannot answer as it was asked."""

    exit_code = 2


@contextmanager
def _served(as_json: bool, to_find: Sequence[str] = ()) -> Iterator[Served]:
    """The served release; what it cannot answer is told in words (and as data) and ends with exit code 2."""
    if not as_json and sys.stdout.isatty():
        # What prints the answer can be imported on the second core while the release is asked.
        threading.Thread(target=import_module, args=("rich.console",), daemon=True).start()
    from orchestration.explain.served import QuestionError, open_served
    from orchestration.plain_data import to_json
    from orchestration.problems import visible

    try:
        if to_find:
            from orchestration.explain.search import open_to_find

            opened = open_to_find(current_home(), list(to_find))
        else:
            opened = open_served(current_home())
        with opened as served:
            yield served
    except QuestionError as error:
        if as_json:
            data = {"error": error.message, "choices_are": error.choices_are, "choices": error.choices}
            click.echo(to_json(data | {"advice": error.advice}))
        lines = [f"{error.message}."]
        if error.choices:
            lines += [f"{error.choices_are}:", *(f"  {choice}" for choice in error.choices)]
        raise _Unanswered("\n".join(visible(line) for line in [*lines, *filter(None, [error.advice])])) from None


@click.command()
@click.argument("table", metavar="REPORT[/TABLE]", required=False)
@click.option(
    "--pinned",
    is_flag=True,
    help="Show instead how many cells of each table a rule pins; REPORT may be left out.",
)
@click.option("--html", "html_file", metavar="FILE", help="Write one self-contained HTML page; - for standard output.")
@home_option
@json_option
def show(table: str | None, pinned: bool, html_file: str | None, as_json: bool) -> None:
    """Print a table as its report prints it, with the cells marked that stand in a finding.

    A report alone lists its tables; REPORT/key_figures are the figures that stand in its text.
    """
    from orchestration.explain.printed_table import as_data, meanings, printed_table, table_list
    from orchestration.explain.waiting import print_waiting, waiting_with
    from orchestration.plain_data import to_json

    if html_file is not None and as_json:
        raise click.UsageError("--html and --json are two forms of one answer; ask for one")
    if pinned:
        if html_file is not None:
            raise click.UsageError("--html goes with a table, not with --pinned")
        _show_pinned(table, as_json)
        return
    if table is None:
        raise click.UsageError("Missing argument 'REPORT[/TABLE]'; `warehouse find WORD` looks for one.")
    report_id, _, table_id = table.strip("/").partition("/")
    if not table_id:
        if html_file is not None:
            raise click.UsageError(f"--html goes with a table; `warehouse show {report_id}` lists those of a report")
        with _served(as_json) as served:
            report = table_list(served, report_id)
            waiting = waiting_with(served, report_id)
        if as_json:
            click.echo(to_json({**report, "waiting": waiting}))
            return
        from orchestration.explain.printed_table_text import print_table_list

        print_table_list(report)
        print_waiting(waiting)
        return
    with _served(as_json) as served:
        printed = printed_table(served, report_id, table_id)
        about = meanings(served, report_id) if printed.is_key_figures else {}
        waiting = waiting_with(served, report_id)
        release = served.release_id
    if as_json:
        click.echo(to_json({"release_id": release, **as_data(printed), "waiting": waiting}))
    elif html_file is not None:
        from orchestration.explain.printed_table_html import page

        _write(html_file, page(printed, about, release))
    else:
        from orchestration.explain.printed_table_text import print_table

        print_table(printed)
        print_waiting(waiting)


def _show_pinned(report: str | None, as_json: bool) -> None:
    from orchestration.explain.pinned import as_data, pinned_tables, print_pinned
    from orchestration.plain_data import to_json

    if report is not None and "/" in report.strip("/"):
        raise click.UsageError(f"--pinned shows all tables of a report; name {report.partition('/')[0]} alone")
    with _served(as_json) as served:
        tables = pinned_tables(served, report and report.strip("/"))
        release = served.release_id
    if as_json:
        click.echo(to_json({"release_id": release, "pinned": as_data(tables)}))
    else:
        print_pinned(tables)


def _write(file: str, text: str) -> None:
    """Write a page to a file, or to standard output for `-`."""
    if file == "-":
        sys.stdout.buffer.write(text.encode("utf-8"))
        return
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise _Unanswered(f"{file} cannot be written: {error.strerror}") from None
    click.echo(f"Written to {file}", err=True)


@click.command()
@click.argument("words", nargs=-1, required=True)
@home_option
@json_option
def find(words: tuple[str, ...], as_json: bool) -> None:
    """Look for words in figures, metrics, areas, categories, questions, reports, tables and marts.

    Dutch or English, whole or in part, without regard for case, accents and typing errors, also by everyday words
    (`cliënten`, `personeel`). A metric with an area, and perhaps a period, is answered with its figure: `warehouse find
    wachttijd west maart 2021`. The best comes first, and each hit comes with the command to run next.
    """
    from orchestration.explain.search import as_data
    from orchestration.explain.search import find as look
    from orchestration.plain_data import to_json

    with _served(as_json, words) as served:
        found = look(served, list(words))
    if as_json:
        click.echo(to_json({"release_id": served.release_id, **as_data(found)}))
        return
    from orchestration.explain.search_text import print_found

    print_found(found)
