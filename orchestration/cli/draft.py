"""The command that drafts a report folder from a document: `draft`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from orchestration.cli.options import json_option, sources_option
from orchestration.home import current_sources


@click.command()
@click.argument("document", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="DOCUMENT")
@click.option("--report", "report_id", required=True, metavar="ID", help="Id of the report: the name of its folder.")
@sources_option
@json_option
@click.option("--like", default="", metavar="OLD", help="An earlier report of the organisation, to go by.")
@click.option(
    "--only", default="", metavar="PART",
    help="A part of the document: `tables 1,4`, `pages 3-5` or `lines 100-200`.",
)  # fmt: skip
@click.option("--organisation", default="", help="Id of the organisation, if the report's id does not begin with it.")
def draft(document: Path, report_id: str, as_json: bool, like: str, only: str, organisation: str) -> None:
    """Draft the folder of a report from DOCUMENT: SOURCES/ID.

    DOCUMENT is a PDF with text, a Word file (.docx), a web page, Markdown, a workbook (.xlsx, .ods), a CSV, or a text
    with columns. Its tables are written as printed, with what they mean; what is not sure is asked in place, as a text
    that begins with FILL IN. Drafting again keeps every line that you wrote. docs/draft.md goes through it.
    """
    from orchestration.draft.command import draft_folder
    from orchestration.draft.document import DocumentError
    from orchestration.draft.summary import summary_lines
    from orchestration.problems import BadInputError

    try:
        drafted = draft_folder(document, report_id, current_sources(), like=like, only=only, organisation=organisation)
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from wrong
    except DocumentError as error:
        raise BadInputError([error.problem]) from error
    if as_json:
        click.echo(json.dumps(drafted.as_dict(), ensure_ascii=False))
        return
    for line in summary_lines(drafted):
        click.echo(line)
