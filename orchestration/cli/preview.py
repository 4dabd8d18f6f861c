"""The command that shows what becomes of one report folder, before any refresh: `preview`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli.options import home_option, json_option, sources_option
from orchestration.home import current_home, current_sources

if TYPE_CHECKING:
    from orchestration.problems import Problem


@click.command()
@click.argument("report", metavar="REPORT")
@sources_option
@home_option
@json_option
@click.option("--table", "table_id", metavar="ID", help="Show this table alone.")
@click.option(
    "--html", "html_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page in which a number leads to its place in the report.",
)  # fmt: skip
@click.option(
    "--document", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="The report as published, if it stands neither in its folder nor in WAREHOUSE_DOCUMENTS.",
)  # fmt: skip
@click.option(
    "--assume",
    is_flag=True,
    help="Answer each question of report.yml (none of key_figures.csv) with its first candidate.",
)
def preview(
    report: str, as_json: bool, table_id: str | None, html_file: Path | None, document: Path | None, assume: bool
) -> None:
    """Show what the warehouse makes of the report folder SOURCES/REPORT, a draft or not, and build nothing.

    Each table as read, questions open, labels that nobody knows, sums that hold and fail with the cells that may be
    wrong, numbers that nothing pins, and numbers of the document that are left over. It needs no release. The first
    preview after the models have changed takes half a minute longer.
    """
    home, sources = current_home(), current_sources()
    home.refuse_unusable()
    from orchestration.draft.judged import judged, read_draft, without_pandas
    from orchestration.draft.preview import preview_of
    from orchestration.report_folders import REPORT_FILE

    folder = sources / report
    if "/" in report or not (folder / REPORT_FILE).is_file():
        raise click.UsageError(f"there is no {REPORT_FILE} in {folder}")
    read = read_draft(sources, folder, assume=assume)
    if not read.rows["report"]:
        _print_unread(report, read.problems, as_json)
        sys.exit(2)
    with without_pandas(), judged(home, read) as found:
        made = preview_of(found, sources, folder, document)
        if table_id is not None and made.table(table_id) is None:
            known = ", ".join(table.table_id for table in made.tables)
            raise click.UsageError(f"{report} has no table {table_id}; it has {known}")
        if html_file is not None:
            from orchestration.draft.preview_html import page

            html_file.write_text(page(made), encoding="utf-8")
    if as_json:
        from orchestration.plain_data import to_json

        click.echo(to_json(replace(made, document_text=())))
    elif html_file is None:
        from orchestration.draft.preview_text import print_preview

        print_preview(made, table_id)
    else:
        from orchestration.draft.preview_text import in_all

        click.echo(f"{html_file}: {in_all(made)}")
    sys.exit(made.exit_code)


def _print_unread(report: str, problems: list[Problem], as_json: bool) -> None:
    if as_json:
        from orchestration.plain_data import to_json

        click.echo(to_json({"problems": problems}))
        return
    from orchestration.draft.preview_text import print_unread
    from orchestration.explain.paper import Paper

    print_unread(Paper(), report, problems)
