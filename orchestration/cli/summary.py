"""The end of a refresh or check: a short summary that a person can act on, or the same as JSON."""

from __future__ import annotations

import sys
from collections import Counter

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from orchestration import dutch
from orchestration.attempt import Attempt
from orchestration.cli.summary_findings import print_findings
from orchestration.cli.summary_scope import built, print_differences
from orchestration.cli.summary_unjudged import print_unjudged
from orchestration.cli.summary_waiting import print_waiting, what_to_do
from orchestration.home import Home
from orchestration.plain_data import as_plain, to_json, with_texts
from orchestration.problem_groups import group_problems, kinds_of_problems, shared_out
from orchestration.problems import Problem, visible
from orchestration.record import ALL_PAGES, PageFailure, Summary, Telling
from orchestration.release.readable import WHAT_TO_DO, unreadable_releases
from orchestration.release.stored import release_id_of, served_release
from orchestration.release.waiting import note_waited_for
from orchestration.verdict import RuleVerdict, total_counts

SHOWN_PROBLEMS = 40
MANY_PROBLEMS = 200
"""Of more than so many it is said of which kinds they are, and fewer are shown."""
SHOWN_OF_MANY = 10
SHOWN_KINDS = 8
SHOWN_REPORTS = 20
SHOWN_WORST_REPORTS = 6
SHOWN_NAMES = 6
SHOWN_NOTICES = 12
SHOWN_PAGES = 6


def print_summary(record: Attempt, home: Home, as_json: bool) -> None:
    """Print the record of an attempt: what was read, checked and found, what is served, and what to do next."""
    if record.outcome == "unchanged":
        note_waited_for(home, record)
    served, unreadable = release_id_of(served_release(home)), unreadable_releases(home)
    if as_json:
        serving = None if served in unreadable else served
        result = as_plain(record) | {
            "exit_code": record.exit_code,
            "serving": serving,
            "warehouse": str(home.link) if serving else None,
            "unreadable": unreadable,
        }
        sys.stdout.write(to_json(result) + "\n")
        return
    # A pipe has no width of its own; a terminal's is respected.
    width = None if sys.stdout.isatty() else 120
    # What the sources say is text: no markup of rich, no names of emoji, nothing that steers the terminal.
    console = Console(width=width, highlight=False, soft_wrap=False, markup=False, emoji=False)
    record = with_texts(record, lambda text: "\n".join(visible(line) for line in text.split("\n")))
    summary = record.summary
    console.print()
    if summary.rules:
        console.print(_counts(summary, summary.rules))
    if summary.findings:
        print_findings(console, summary, summary.findings)
    print_unjudged(console, summary)
    if record.problems:
        _print_problems(console, record.problems, record.problems_in_all or len(record.problems))
    if summary.notices:
        _print_notices(console, summary.notices)
    if summary.recognised:
        _print_recognised(console, summary.recognised)
    if summary.waiting:
        print_waiting(console, summary)
    _print_outcome(console, record, home, _what_is_served(served, unreadable))
    for release_id, reason in unreadable.items():
        if release_id != served:
            said = f"  release {release_id}, which is kept and cannot be read: {reason}"
            console.print(Text.assemble(("Left out", "bold yellow"), said))
    if summary.alerts:
        _print_alerts(console, summary.alerts)


def _counts(summary: Summary, rules: list[RuleVerdict]) -> Table:
    statuses = Counter(report.status for report in summary.reports or [])
    total = total_counts(rule.counts for rule in rules)
    failed = [rule.rule_id for rule in rules if not rule.success]
    idle = [rule.rule_id for rule in rules if not rule.counts.identities]
    table = Table.grid(padding=(0, 3))
    table.add_column(style="bold")
    table.add_column()
    table.add_row(
        "Reports",
        f"{dutch.number(sum(statuses.values()))} "
        f"({', '.join(f'{dutch.number(n)} {status}' for status, n in statuses.items())}), "
        f"{dutch.number(summary.cells or 0)} cells",
    )
    if statuses.total() > SHOWN_REPORTS and len(statuses) > 1:
        for status in ("new", "changed", "withdrawn"):
            if names := [one.report_id for one in summary.reports or [] if one.status == status]:
                more = f" … and {dutch.number(len(names) - SHOWN_NAMES)} more" if len(names) > SHOWN_NAMES else ""
                table.add_row("", f"{status}: {', '.join(names[:SHOWN_NAMES])}{more}")
    if summary.scope:
        table.add_row("Built", built(summary.scope))
    table.add_row("Figures", dutch.number(summary.figures or 0))
    table.add_row(
        "Rules",
        f"{len(rules)}, {len(failed)} failed{': ' + ', '.join(failed) if failed else ''}"
        + (f"; nothing to compare for {', '.join(idle)}" if idle else ""),
    )
    table.add_row(
        "Identities",
        f"{dutch.number(total.identities)}: {dutch.number(total.holding)} hold, {dutch.number(total.failing)} fail "
        f"({dutch.number(total.waived_findings)} waived), {dutch.number(total.not_evaluable)} cannot be judged",
    )
    found = f"{dutch.number(total.open_findings)} open, {dutch.number(total.waived_findings)} waived"
    table.add_row("Findings", found)
    if changes := summary.changes:
        table.add_row(
            "Changes",
            f"{dutch.number(changes.new)} figures new, {dutch.number(changes.changed)} changed, "
            f"{dutch.number(changes.gone)} gone, of those served; "
            f"{dutch.number(changes.mart_values)} values in {len(changes.marts)} mart tables moved",
        )
        if unreadable := changes.instead_of:
            base = changes.compared_with or "nothing"
            table.add_row("", f"compared with {base}: release {unreadable}, which was served, cannot be read")
        for example in changes.examples if changes.changed or changes.gone else []:
            table.add_row("", f"{example.kind}  {example.figure_key}  {example.was} → {example.becomes}")
    return table


def _print_problems(console: Console, problems: list[Problem], in_all: int) -> None:
    many = f"{dutch.number(in_all)} problem{'s' if in_all > 1 else ''}"
    reports = len({problem.report for problem in problems})
    where = f" of {dutch.number(reports)} reports" if reports > SHOWN_REPORTS else ""
    console.print(Text.assemble((many, "bold red"), f" in the sources{where}:"))
    is_much = in_all > MANY_PROBLEMS
    if is_much:
        _print_kinds_of_problems(console, problems)
    groups = group_problems(problems)
    shown = shared_out(groups, SHOWN_OF_MANY if is_much else SHOWN_PROBLEMS)
    file = None
    for group in shown:
        if group.file != file:
            file = group.file
            console.print(Text(f"\n{file}", style="bold"))
        for line in group.lines():
            console.print(Padding(Text(line), (0, 0, 0, 2)))
        console.print(Padding(Text(group.next_step, style="dim"), (0, 0, 0, 4)))
    left = Counter(group.report for group in groups for _ in group.problems)
    left.subtract(group.report for group in shown for _ in group.problems)
    if more := +left:
        said = [f"{count} in {report}" for report, count in more.items()]
        if len(said) > SHOWN_REPORTS:
            worst = [f"{count} in {report}" for report, count in more.most_common(SHOWN_WORST_REPORTS)]
            said = [*worst, f"the rest in {dutch.number(len(said) - SHOWN_WORST_REPORTS)} other reports"]
        unseen = more.total() + in_all - len(problems)
        console.print(Text(f"\n… and {dutch.number(unseen)} more, {', '.join(said)}: see --json."))


def _print_kinds_of_problems(console: Console, problems: list[Problem]) -> None:
    """The problems that differ only in what they quote, those that are most first, each with an example."""
    kinds = kinds_of_problems(problems)
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", min_width=8)
    table.add_column()
    for alike in kinds[:SHOWN_KINDS]:
        reports = len({problem.report for problem in alike})
        where = f" (in {dutch.number(reports)} report{'' if reports == 1 else 's'})"
        table.add_row(dutch.number(len(alike)), Text.assemble(f"like: {alike[0].message}", (where, "dim")))
    if others := kinds[SHOWN_KINDS:]:
        table.add_row(dutch.number(sum(map(len, others))), f"of {dutch.number(len(others))} other kinds")
    console.print(table)


def _what_is_served(served: str | None, unreadable: dict[str, str]) -> str:
    """What readers find after an attempt that published nothing."""
    if served is None:
        return "Nothing has been published yet."
    if reason := unreadable.get(served):
        return f"Release {served} is served and cannot be read: {reason}. {WHAT_TO_DO[:1].upper()}{WHAT_TO_DO[1:]}."
    return f"Still served: release {served}."


def _print_notices(console: Console, notices: list[Problem]) -> None:
    """What stands in the sources and is not read: no fault, and yet not what somebody may believe."""
    console.print(Text.assemble("\n", ("Not read", "bold yellow"), "  in the sources:"))
    for notice in notices[:SHOWN_NOTICES]:
        console.print(Padding(Text(f"{notice.file}: {notice.message}"), (0, 0, 0, 2)))
        console.print(Padding(Text(notice.next_step, style="dim"), (0, 0, 0, 4)))
    if len(notices) > SHOWN_NOTICES:
        console.print(f"  … and {len(notices) - SHOWN_NOTICES} more: see --json.")


def _print_recognised(console: Console, lines: list[str]) -> None:
    """How files were read that say nowhere how they are written."""
    console.print(Text.assemble("\n", ("Recognised", "bold"), "  in the files:"))
    for line in lines[:SHOWN_NOTICES]:
        console.print(Padding(Text(line), (0, 0, 0, 2)))
    if len(lines) > SHOWN_NOTICES:
        console.print(f"  … and {len(lines) - SHOWN_NOTICES:,} more: see --json.")


def _print_outcome(console: Console, record: Attempt, home: Home, still: str) -> None:
    console.print()
    summary = record.summary
    match record.outcome:
        case "released":
            console.print(Text.assemble(("Served", "bold green"), f"  release {summary.release_id}"))
            console.print(f"        {home.link}", soft_wrap=True)
            if folder := summary.pages:
                console.print(f"Pages   {folder}/index.html, or `warehouse serve`", soft_wrap=True)
            _print_failed_pages(console, summary.pages_failed or [])
            if summary.waiting:
                console.print(f"Next    {what_to_do(summary.waiting)}")
                return
            console.print(
                "Next    query it read-only (README), see the rules with `warehouse check --served`, "
                "or open `warehouse dagster`."
            )
        case "unchanged":
            console.print(
                Text.assemble(
                    ("Nothing has changed", "bold green"),
                    f" since release {summary.release_id}. It is served, with "
                    f"{summary.open_findings} open and {summary.waived_findings} waived findings.",
                )
            )
            console.print(f"        {home.link}", soft_wrap=True)
            _print_failed_pages(console, summary.pages_failed or [])
            if summary.waiting:
                console.print(f"Next    {what_to_do(summary.waiting)}")
        case "held" if summary.hold:
            console.print(
                Text.assemble(
                    ("Held", "bold yellow"),
                    f". Release {summary.release_id} has been served instead of "
                    f"{summary.hold.instead_of} since {summary.hold.since}, and nothing has changed since.\n"
                    "Next    change what was wrong, or publish again with `warehouse refresh --resume`.",
                )
            )
        case "checked" if summary.compared:
            print_differences(console, summary.compared)
        case "checked":
            console.print(Text.assemble(("All well", "bold green"), f". Nothing was published. {still}"))
        case "refused":
            console.print(Text.assemble(("Refused", "bold red"), f": {record.error}. Nothing was published. {still}"))
        case "bad_input":
            said = f": the sources cannot be read as they are. Nothing was published. {still}"
            console.print(Text.assemble(("Stopped", "bold red"), said))
        case _:
            console.print(Text.assemble(("Failed", "bold red"), f": {record.error}"))
            why = home.lack_of_room() or "This is no fault of the sources."
            console.print(f"{why} Nothing was published. {still}\nMore: {home.path / 'last-run.log'}", soft_wrap=True)


def _print_failed_pages(console: Console, failed: list[PageFailure]) -> None:
    """Which pages could not be made; the release stands, and so do the other pages."""
    if not failed:
        return
    if failed[0].page == ALL_PAGES:
        said = " The release stands; its pages could not be made, and those of the release before are shown:"
    else:
        many = "1 page" if len(failed) == 1 else f"{len(failed)} pages"
        said = f" The release stands, and so do its other pages; {many} could not be made:"
    console.print(Text.assemble(("Pages failed.", "bold red"), said), soft_wrap=True)
    for failure in failed[:SHOWN_PAGES]:
        console.print(f"        {failure.page}: {failure.error}", soft_wrap=True)
    if len(failed) > SHOWN_PAGES:
        console.print(f"        … and {len(failed) - SHOWN_PAGES} more: see --json.")
    console.print("        This is no fault of the sources: mend the code of the pages; `warehouse pages` tries again.")


def _print_alerts(console: Console, alerts: Telling) -> None:
    """Who was told of what is open, and which channels do not work."""
    told = f"told {', '.join(alerts.channels)}" if alerts.channels else "nobody new to tell"
    if alerts.untold and not alerts.channels and not alerts.failing:
        told = f"{alerts.untold} told to nobody: set WAREHOUSE_ALERT_URLS (docs/operations.md)"
    elif alerts.untold:
        told = f"{alerts.untold} not told yet"
    console.print(f"Alerts  {alerts.open} open, {told}. See `warehouse alert --status`.")
    for channel in alerts.failing:
        said = f"{channel.name} took no message, and is tried again: {channel.last_error}"
        console.print(Text.assemble(("        Failed ", "bold yellow"), said))
    for problem in alerts.problems:
        console.print(Text.assemble(("        Problem ", "bold yellow"), problem))
