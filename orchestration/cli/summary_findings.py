"""The findings in the summary of a refresh: a few one by one; of many how many there are, and the worst of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from orchestration import dutch
from orchestration.build.found import SEVERITIES
from orchestration.cli.summary_suspects import print_block, print_kinds_of_suspects, print_suspects
from orchestration.explain.finding_words import cell_place, finding_sides
from orchestration.record import Finding, FindingCell, Summary, SuspectBlock

SHOWN_FINDINGS = 12
"""So many are told one by one; if more are open the worst, after how many there are."""
SHOWN_WORST = 5
SHOWN_RULES = 10
SHOWN_REPORTS = 5
SHOWN_CELLS = 6
SHOWN_CELLS_OF_WORST = 3


def print_findings(console: Console, summary: Summary, found: list[Finding]) -> None:
    """Print the findings with the suspects behind them."""
    if summary.findings_in_all[0] > SHOWN_FINDINGS:
        _print_many(console, summary)
        return
    findings = sorted(found, key=lambda finding: (not finding.is_open, finding.rule_id))
    for finding in findings[:SHOWN_FINDINGS]:
        console.print()
        print_finding(console, summary, finding)
    _print_how_many_more(console, summary, len(findings[:SHOWN_FINDINGS]))
    if summary.suspects:
        print_suspects(console, summary.suspects)
    else:
        _print_common_cells(console, findings)


def _print_many(console: Console, summary: Summary) -> None:
    """Print how many findings there are of what, and the worst of them with the cells that are probably wrong."""
    _print_counts(console, summary)
    print_kinds_of_suspects(console, summary)
    suspects = {identity_id: block for block in summary.suspects or [] for identity_id in block.identity_ids}
    console.print(Text("\nThe worst of them", style="bold"))
    worst = _one_of_each_block(worst_first(summary.open, summary), suspects)[:SHOWN_WORST]
    for finding in worst:
        console.print()
        _print_headline(console, summary, finding)
        if block := suspects.get(finding.identity_id):
            print_block(console, block, 2)
        else:
            for cell in finding.cells[:SHOWN_CELLS_OF_WORST]:
                console.print(Padding(Text(_cell(cell)), (0, 0, 0, 4)))
    for step in dict.fromkeys(finding.next_steps for finding in worst):
        console.print(Text(f"\nNext: {step}"))
    _print_how_many_more(console, summary, len(worst))


def _one_of_each_block(findings: list[Finding], suspects: Mapping[str, SuspectBlock]) -> list[Finding]:
    """Of findings that one repair explains together the first."""
    seen: set[int] = set()
    kept = []
    for finding in findings:
        block = suspects.get(finding.identity_id)
        if block is None or block.block_id not in seen:
            kept.append(finding)
        if block is not None:
            seen.add(block.block_id)
    return kept


def _print_how_many_more(console: Console, summary: Summary, shown: int) -> None:
    if more := sum(summary.findings_in_all) - shown:
        said = f"{dutch.number(more)} more finding{'' if more == 1 else 's'}"
        console.print(f"\n… and {said}: `warehouse findings` shows them.", soft_wrap=True)


def _print_headline(console: Console, summary: Summary, finding: Finding) -> None:
    # A release of before findings were told in words has the title of their rule.
    title = summary.title(finding.rule_id)
    status = (finding.status.upper(), "bold red") if finding.is_open else (finding.status, "yellow")
    console.print(Text.assemble(status, "  ", (finding.sentence_nl or title.nl, "bold")))
    console.print(Padding(Text(finding.sentence_en or title.en), (0, 0, 0, 2)))
    console.print(Padding(Text(finding.identity_id), (0, 0, 0, 2)))
    console.print(Padding(Text(finding_sides(finding, before_difference="   ")), (0, 0, 0, 2)))


def print_finding(console: Console, summary: Summary, finding: Finding) -> None:
    """Print one finding: in words, with both sides, its cells, and what to do."""
    _print_headline(console, summary, finding)
    if not finding.is_open:
        console.print(Padding(Text(f"Waived: {finding.waiver_reason}"), (0, 0, 0, 2)))
        return
    console.print(Padding(Text(_first_seen(finding)), (0, 0, 0, 2)))
    for cell in finding.cells[:SHOWN_CELLS]:
        console.print(Padding(Text(_cell(cell)), (0, 0, 0, 4)))
    if len(finding.cells) > SHOWN_CELLS:
        more = len(finding.cells) - SHOWN_CELLS
        console.print(Padding(Text(f"… and {more} more cell{'s' if more > 1 else ''}"), (0, 0, 0, 4)))
    console.print(Padding(Text(f"Next: {finding.next_steps}"), (0, 0, 0, 2)))


def worst_first(found: list[Finding], summary: Summary) -> list[Finding]:
    """Findings with the open and critical ones first, then those of the largest blocks that one cell explains."""
    explained = {
        identity_id: block.findings
        for block in summary.suspects or []
        if block.cells_per_set == 1 and block.sets == 1
        for identity_id in block.identity_ids
    }

    def place(one: Finding) -> tuple[bool, int, int, Decimal, str]:
        apart = -abs(one.difference or Decimal(0))
        is_explained = -explained.get(one.identity_id, 0)
        return not one.is_open, SEVERITIES.index(one.severity), is_explained, apart, one.identity_id

    return sorted(found, key=place)


def _print_counts(console: Console, summary: Summary) -> None:
    """How many findings there are, rule by rule and report by report, the worst first."""
    rules = [rule for rule in summary.rules or [] if rule.counts.open_findings]
    rules.sort(key=lambda rule: (SEVERITIES.index(rule.severity), -rule.counts.open_findings))
    if rules:
        console.print(Text("\nOpen findings by rule", style="bold"))
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", min_width=8)
    table.add_column()
    table.add_column()
    for rule in rules[:SHOWN_RULES]:
        style = "red" if rule.severity == "critical" else "yellow"
        title = summary.title(rule.rule_id)
        said = Text.assemble(title.nl, (f" ({rule.rule_id})", "dim"))
        table.add_row(dutch.number(rule.counts.open_findings), Text(rule.severity, style=style), said)
    console.print(table)
    if rest := rules[SHOWN_RULES:]:
        many = dutch.number(sum(rule.counts.open_findings for rule in rest))
        console.print(Padding(f"… and {many} of {len(rest)} other rules", (0, 0, 0, 2)))
    reports = _open_by_report(summary)
    if reports:
        console.print(Text("\nOpen findings by report", style="bold"))
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", min_width=8)
    table.add_column()
    for report_id, count in reports[:SHOWN_REPORTS]:
        table.add_row(dutch.number(count), report_id)
    console.print(table)
    if len(reports) > SHOWN_REPORTS:
        console.print(Padding(f"… and in {dutch.number(len(reports) - SHOWN_REPORTS)} other reports", (0, 0, 0, 2)))


def _open_by_report(summary: Summary) -> list[tuple[str, int]]:
    """The reports with open findings, those with most first."""
    if summary.totals is not None:
        return [(one.report_id, one.open) for one in summary.totals.by_report if one.open]
    found = Counter(report for one in summary.open for report in {cell.report_id for cell in one.cells})
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def _print_common_cells(console: Console, findings: list[Finding]) -> None:
    """The cells that stand in most of the open findings: where to look first."""
    cells = {
        (cell.file, cell.row_number, cell.column_number): cell
        for finding in findings
        if finding.is_open
        for cell in finding.cells
    }
    most = max((cell.findings_of_cell for cell in cells.values()), default=0)
    if most < 2:
        return
    console.print(Text.assemble("\n", ("Look first at", "bold"), f" what stands in {most} of the open findings:"))
    for cell in [one for one in cells.values() if one.findings_of_cell == most][:SHOWN_CELLS]:
        console.print(Padding(Text(_cell(cell)), (0, 0, 0, 4)))


def _first_seen(finding: Finding) -> str:
    """Whether the finding is new, what has become of its waiver, and the release that first had it."""
    seen = finding.first_seen_release
    words = [finding.remark, f"first seen by release {seen}" if seen else None]
    said = "; ".join(word for word in words if word)
    return f"{said[:1].upper()}{said[1:]}."


def _cell(cell: FindingCell) -> str:
    text = "(empty)" if cell.value_printed is None else f"“{cell.value_printed}”"
    return f"{cell_place(cell)}: {text}  {cell.figure_key}"
