"""The end of a refresh or check: a short summary that a person can act on, or the same as JSON."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict, replace
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from orchestration.attempt import Attempt, plain
from orchestration.cli.summary_suspects import print_suspects
from orchestration.cli.summary_unjudged import print_unjudged
from orchestration.home import Home
from orchestration.pages.failures import ALL
from orchestration.problem_groups import group_problems, shared_out
from orchestration.problems import is_invisible, visible
from orchestration.release.readable import WHAT_TO_DO, unreadable_releases
from orchestration.release.stored import release_id_of, served_release

SHOWN_PROBLEMS = 40
SHOWN_REPORTS = 20
SHOWN_FINDINGS = 12
SHOWN_NOTICES = 12
SHOWN_CELLS = 6
SHOWN_PAGES = 6


def print_summary(record: Attempt, home: Home, as_json: bool) -> None:
    """Print the record of an attempt: what was read, checked and found, what is served, and what to do next."""
    served, unreadable = release_id_of(served_release(home)), unreadable_releases(home)
    if as_json:
        serving = None if served in unreadable else served
        result = asdict(record) | {
            "exit_code": record.exit_code,
            "serving": serving,
            "warehouse": str(home.link) if serving else None,
            "unreadable": unreadable,
        }
        text = json.dumps(result, ensure_ascii=False, indent=1, default=plain)
        for mark in {one for one in text if is_invisible(one)} - {"\n"}:
            text = text.replace(mark, json.dumps(mark)[1:-1])
        sys.stdout.write(text + "\n")
        return
    # A pipe has no width of its own; a terminal's is respected.
    width = None if sys.stdout.isatty() else 120
    # What the sources say is text: no markup of rich, no names of emoji, nothing that steers the terminal.
    console = Console(width=width, highlight=False, soft_wrap=False, markup=False, emoji=False)
    record = replace(record, **{name: _shown(value) for name, value in vars(record).items()})
    summary = record.summary
    console.print()
    if summary.get("rules"):
        console.print(_counts(record))
    if summary.get("findings"):
        _print_findings(console, summary)
    print_unjudged(console, summary)
    if record.problems:
        _print_problems(console, record.problems)
    if summary.get("notices"):
        _print_notices(console, summary["notices"])
    _print_outcome(console, record, home, _what_is_served(served, unreadable))
    for release_id, reason in unreadable.items():
        if release_id != served:
            said = f"  release {release_id}, which is kept and cannot be read: {reason}"
            console.print(Text.assemble(("Left out", "bold yellow"), said))
    if summary.get("alerts"):
        _print_alerts(console, summary["alerts"])


def _shown(value: Any) -> Any:
    """Plain data with every text as it can be shown."""
    if isinstance(value, str):
        return "\n".join(visible(line) for line in value.split("\n"))
    if isinstance(value, dict):
        return {_shown(key): _shown(one) for key, one in value.items()}
    return [_shown(one) for one in value] if isinstance(value, list) else value


def _counts(record: Attempt) -> Table:
    summary = record.summary
    statuses = Counter(report["status"] for report in summary.get("reports", []))
    totals: Counter[str] = Counter()
    for rule in summary["rules"]:
        totals.update(rule["counts"])
    failed = [rule["rule_id"] for rule in summary["rules"] if not rule["success"]]
    idle = [rule["rule_id"] for rule in summary["rules"] if not rule["counts"]["identities"]]
    table = Table.grid(padding=(0, 3))
    table.add_column(style="bold")
    table.add_column()
    table.add_row(
        "Reports",
        f"{sum(statuses.values())} ({', '.join(f'{n} {status}' for status, n in statuses.items())}), "
        f"{_number(summary.get('cells', 0))} cells",
    )
    table.add_row("Figures", _number(summary["figures"]))
    table.add_row(
        "Rules",
        f"{len(summary['rules'])}, {len(failed)} failed{': ' + ', '.join(failed) if failed else ''}"
        + (f"; nothing to compare for {', '.join(idle)}" if idle else ""),
    )
    table.add_row(
        "Identities",
        f"{_number(totals['identities'])}: {_number(totals['holding'])} hold, {_number(totals['failing'])} fail "
        f"({_number(totals['waived_findings'])} waived), "
        f"{_number(totals['not_evaluable'])} cannot be judged",
    )
    table.add_row("Findings", f"{totals['open_findings']} open, {totals['waived_findings']} waived")
    if changes := summary.get("changes"):
        table.add_row(
            "Changes",
            f"{_number(changes['new'])} figures new, {_number(changes['changed'])} changed, "
            f"{_number(changes['gone'])} gone, of those served; "
            f"{_number(sum(sum(counts.values()) for counts in changes['marts'].values()))} values in "
            f"{len(changes['marts'])} mart tables moved",
        )
        if unreadable := changes.get("instead_of"):
            base = changes["compared_with"] or "nothing"
            table.add_row("", f"compared with {base}: release {unreadable}, which was served, cannot be read")
        for example in changes["examples"] if changes["changed"] or changes["gone"] else []:
            table.add_row("", f"{example['kind']}  {example['figure_key']}  {example['was']} → {example['becomes']}")
    return table


def _print_findings(console: Console, summary: dict[str, Any]) -> None:
    findings = sorted(summary["findings"], key=lambda f: (f["status"] != "open", f["rule_id"]))
    for number, finding in enumerate(findings):
        if number == SHOWN_FINDINGS:
            console.print(f"\n… and {len(findings) - number} more findings: see --json.")
            break
        is_open = finding["status"] == "open"
        console.print()
        # A release of before findings were told in words has the title of their rule.
        title = summary["titles"][finding["rule_id"]]
        status = (finding["status"].upper(), "bold red") if is_open else (finding["status"], "yellow")
        console.print(Text.assemble(status, "  ", (finding.get("sentence_nl") or title["nl"], "bold")))
        console.print(Padding(Text(finding.get("sentence_en") or title["en"]), (0, 0, 0, 2)))
        console.print(Padding(Text(finding["identity_id"]), (0, 0, 0, 2)))
        console.print(Padding(Text(_sides(finding)), (0, 0, 0, 2)))
        if not is_open:
            console.print(Padding(Text(f"Waived: {finding['waiver_reason']}"), (0, 0, 0, 2)))
            continue
        console.print(Padding(Text(_first_seen(finding)), (0, 0, 0, 2)))
        for cell in finding["cells"][:SHOWN_CELLS]:
            console.print(Padding(Text(_cell(cell)), (0, 0, 0, 4)))
        if len(finding["cells"]) > SHOWN_CELLS:
            console.print(Padding(Text(f"… and {len(finding['cells']) - SHOWN_CELLS} more cells"), (0, 0, 0, 4)))
        console.print(Padding(Text(f"Next: {finding['next_steps']}"), (0, 0, 0, 2)))
    if summary.get("suspects"):
        print_suspects(console, summary["suspects"])
    else:
        _print_common_cells(console, findings)


def _print_common_cells(console: Console, findings: list[dict[str, Any]]) -> None:
    """The cells that stand in most of the open findings: where to look first."""
    cells = {
        (c["file"], c["row_number"], c["column_number"]): c
        for finding in findings
        if finding["status"] == "open"
        for c in finding["cells"]
    }
    most = max((c["findings_of_cell"] for c in cells.values()), default=0)
    if most < 2:
        return
    console.print(Text.assemble("\n", ("Look first at", "bold"), f" what stands in {most} of the open findings:"))
    for cell in [c for c in cells.values() if c["findings_of_cell"] == most][:SHOWN_CELLS]:
        console.print(Padding(Text(_cell(cell)), (0, 0, 0, 4)))


def _print_problems(console: Console, problems: list[dict[str, Any]]) -> None:
    many = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
    console.print(Text.assemble((many, "bold red"), " in the sources:"))
    groups = group_problems(problems)
    shown = shared_out(groups, SHOWN_PROBLEMS)
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
        reports = [f"{count} in {report}" for report, count in more.items()]
        if len(reports) > SHOWN_REPORTS:
            reports[SHOWN_REPORTS:] = [f"the rest in {len(reports) - SHOWN_REPORTS} other reports"]
        console.print(Text(f"\n… and {more.total()} more, {', '.join(reports)}: see --json."))


def _what_is_served(served: str | None, unreadable: dict[str, str]) -> str:
    """What readers find after an attempt that published nothing."""
    if served is None:
        return "Nothing has been published yet."
    if reason := unreadable.get(served):
        return f"Release {served} is served and cannot be read: {reason}. {WHAT_TO_DO[:1].upper()}{WHAT_TO_DO[1:]}."
    return f"Still served: release {served}."


def _print_notices(console: Console, notices: list[dict[str, Any]]) -> None:
    """What stands in the sources and is not read: no fault, and yet not what somebody may believe."""
    console.print(Text.assemble("\n", ("Not read", "bold yellow"), "  in the sources:"))
    for notice in notices[:SHOWN_NOTICES]:
        console.print(Padding(Text(f"{notice['file']}: {notice['message']}"), (0, 0, 0, 2)))
        console.print(Padding(Text(str(notice["next_step"]), style="dim"), (0, 0, 0, 4)))
    if len(notices) > SHOWN_NOTICES:
        console.print(f"  … and {len(notices) - SHOWN_NOTICES} more: see --json.")


def _print_outcome(console: Console, record: Attempt, home: Home, still: str) -> None:
    console.print()
    match record.outcome:
        case "released":
            console.print(Text.assemble(("Served", "bold green"), f"  release {record.summary['release_id']}"))
            console.print(f"        {home.link}", soft_wrap=True)
            if folder := record.summary.get("pages"):
                console.print(f"Pages   {folder}/index.html, or `warehouse serve`", soft_wrap=True)
            _print_failed_pages(console, record.summary.get("pages_failed", []))
            console.print(
                "Next    query it read-only (README), see the rules with `warehouse check --served`, "
                "or open `warehouse dagster`."
            )
        case "unchanged":
            console.print(
                Text.assemble(
                    ("Nothing has changed", "bold green"),
                    f" since release {record.summary['release_id']}. It is served, with "
                    f"{record.summary['open_findings']} open and {record.summary['waived_findings']} waived findings.",
                )
            )
            console.print(f"        {home.link}", soft_wrap=True)
            _print_failed_pages(console, record.summary.get("pages_failed", []))
        case "held":
            hold = record.summary["hold"]
            console.print(
                Text.assemble(
                    ("Held", "bold yellow"),
                    f". Release {record.summary['release_id']} has been served instead of {hold['instead_of']} since "
                    f"{hold['since']}, and nothing has changed since.\n"
                    "Next    change what was wrong, or publish again with `warehouse refresh --resume`.",
                )
            )
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


def _print_failed_pages(console: Console, failed: list[dict[str, str]]) -> None:
    """Which pages could not be made; the release stands, and so do the other pages."""
    if not failed:
        return
    if failed[0]["page"] == ALL:
        said = " The release stands; its pages could not be made, and those of the release before are shown:"
    else:
        many = "1 page" if len(failed) == 1 else f"{len(failed)} pages"
        said = f" The release stands, and so do its other pages; {many} could not be made:"
    console.print(Text.assemble(("Pages failed.", "bold red"), said), soft_wrap=True)
    for failure in failed[:SHOWN_PAGES]:
        console.print(f"        {failure['page']}: {failure['error']}", soft_wrap=True)
    if len(failed) > SHOWN_PAGES:
        console.print(f"        … and {len(failed) - SHOWN_PAGES} more: see --json.")
    console.print("        This is no fault of the sources: mend the code of the pages; `warehouse pages` tries again.")


def _print_alerts(console: Console, alerts: dict[str, Any]) -> None:
    """Who was told of what is open, and which channels do not work."""
    told = f"told {', '.join(alerts['channels'])}" if alerts["channels"] else "nobody new to tell"
    if alerts["untold"] and not alerts["channels"] and not alerts["failing"]:
        told = f"{alerts['untold']} told to nobody: set WAREHOUSE_ALERT_URLS (docs/operations.md)"
    elif alerts["untold"]:
        told = f"{alerts['untold']} not told yet"
    console.print(f"Alerts  {alerts['open']} open, {told}. See `warehouse alert --status`.")
    for channel in alerts["failing"]:
        said = f"{channel['name']} took no message, and is tried again: {channel['last_error']}"
        console.print(Text.assemble(("        Failed ", "bold yellow"), said))
    for problem in alerts["problems"]:
        console.print(Text.assemble(("        Problem ", "bold yellow"), problem))


def _sides(finding: dict[str, Any]) -> str:
    if finding["left_value"] is None:
        return f"expected difference {_number(finding['right_value'])}"
    relation = {"=": "is not", "<=": "is more than", "<": "is not less than"}[finding["relation"]]
    return (
        f"{_number(finding['left_value'])} {relation} {_number(finding['right_value'])}"
        f"   (difference {_number(finding['difference'])})"
    )


def _first_seen(finding: dict[str, Any]) -> str:
    """Whether the finding is new, what has become of its waiver, and the release that first had it."""
    seen = finding["first_seen_release"]
    words = [finding["remark"], f"first seen by release {seen}" if seen else None]
    said = "; ".join(word for word in words if word)
    return f"{said[:1].upper()}{said[1:]}."


def _cell(cell: dict[str, Any]) -> str:
    line = f", line {cell['document_line']}" if cell["document_line"] else ""
    text = "(empty)" if cell["value_printed"] is None else f"“{cell['value_printed']}”"
    return f"{cell['file']} row {cell['row_number']} column {cell['column_number']}{line}: {text}  {cell['figure_key']}"


def _number(value: Any) -> str:
    """A number in Dutch notation, without decimals that say nothing."""
    text = f"{float(value):,.4f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))
