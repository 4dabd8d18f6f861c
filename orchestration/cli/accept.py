"""The command that takes a draft: `accept`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from orchestration.cli.options import home_option, json_option, sources_option
from orchestration.home import current_home, current_sources

if TYPE_CHECKING:
    from orchestration.draft.accept import Acceptance


@click.command()
@click.argument("report", metavar="REPORT")
@sources_option
@home_option
@json_option
@click.option(
    "--seen", metavar="ID", multiple=True,
    help="A table, or the key of a key figure, that you have compared with the document; `all` for every one.",
)  # fmt: skip
@click.option("--anyway", is_flag=True, help="Take it though a critical rule fails or the document says otherwise.")
def accept(report: str, as_json: bool, seen: tuple[str, ...], anyway: bool) -> None:
    """Take the draft SOURCES/REPORT: say what is left to do, and make it an input of the next refresh if nothing is.

    What has still to be filled in is named with file and line, and so is what a refresh would refuse. What a program
    proposed and nobody changed or named with --seen is written down under `unseen` in report.yml; `warehouse explain`
    says of such a figure whether a rule confirms it.
    """
    home, sources = current_home(), current_sources()
    home.refuse_unusable()
    from orchestration.draft.accept import Acceptance
    from orchestration.draft.accept import accept as take
    from orchestration.plain_data import to_json
    from orchestration.problems import BadInputError
    from orchestration.report_folders import REPORT_FILE

    if "/" in report or not (sources / report / REPORT_FILE).is_file():
        raise click.UsageError(f"there is no {REPORT_FILE} in {sources / report}")
    try:
        found = take(home, sources, report, seen, anyway=anyway)
    except BadInputError as bad:
        found = Acceptance(report, left=bad.problems)
    if as_json:
        told = {
            "report_id": report,
            "accepted": found.accepted,
            "left": found.left,
            "findings": found.findings,
            "differs": found.differs,
        }
        click.echo(to_json(told | {"unseen": found.unseen, "not_seen": found.not_seen}))
    else:
        _print(found)
    sys.exit(found.exit_code)


def _print(found: Acceptance) -> None:
    from orchestration.explain.paper import Paper

    paper = Paper()
    for one in found.left:
        paper.sentence(f"{one.place()}: {one.message}")
        paper.sentence(one.next_step, 4, style="dim")
    if found.left:
        paper.line((f"{found.report_id} stays a draft: {len(found.left)} left.", "bold"))
        return
    for finding in found.findings:
        paper.sentence(f"{finding.severity}: {finding.sentence_en or finding.identity_id}")
        paper.line(f"    {finding.identity_id}")
    for cell in found.differs:
        paper.sentence(f"{cell.words}.")
    if not found.accepted and not found.findings:
        paper.line((f"{found.report_id} stays a draft: the document prints something else.", "bold"))
        paper.sentence("Correct what was misread, or take it with --anyway.", 4)
        return
    if not found.accepted:
        paper.line((f"{found.report_id} stays a draft: with these a refresh would publish nothing.", "bold"))
        paper.sentence(
            "Correct what was misread (`warehouse preview` names it). If the report prints it so, take it with "
            "--anyway, and say so with `warehouse waive`.", 4,
        )  # fmt: skip
        return
    if found.not_seen:
        paper.sentence(f"Nothing unseen is called {', '.join(found.not_seen)}.")
    unseen = found.unseen
    if unseen:
        many = [
            f"{len(names)} {word}{'' if len(names) == 1 else 's'}"
            for names, word in ((unseen.tables, "table"), (unseen.key_figures, "key figure"))
            if names
        ]
        paper.sentence(
            f"{' and '.join(many)} as a program proposed them, and looked at by nobody: `unseen` in report.yml."
        )
    state = "was an input already" if found.was_input else "is an input"
    paper.line((f"{found.report_id} {state}.", "bold"), " Next: warehouse refresh")
