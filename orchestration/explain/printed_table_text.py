"""Prints a report's tables for people: cells side by side as on the page, findings marked, nothing cut off."""

from __future__ import annotations

from typing import Any

from orchestration.explain.bilingual import PROVISIONAL
from orchestration.explain.paper import Paper, Part
from orchestration.explain.printed_table import MOST_ADDRESSES, PrintedTable, TableCell, TableFinding, by_table
from orchestration.problems import visible

MARKS = {"open": ("!", "bold white on red"), "waived": ("~", "bold yellow")}
"""What stands behind a cell in a finding, so that it is seen without colour; and its style."""

SUSPECT = ("?", "bold white on magenta")
"""What stands behind a cell that may have caused an open finding."""

LABEL = 12


def print_table(table: PrintedTable) -> None:
    """Print one table, its legend, and the findings that its cells stand in."""
    paper = Paper()
    paper.line((table.title, "bold"), f"   {table.report_id}/{table.table_id}")
    lines = f", lines {table.document_lines} of {table.document}" if table.document_lines else ""
    paper.sentence(f"{table.report_title}: {table.file}{lines}", style="dim")
    paper.line()
    _print_grid(paper, table)
    paper.line()
    if table.source:
        paper.sentence(table.source, LABEL, "Source")
    if table.note:
        paper.sentence(table.note, LABEL, "Note")
    _print_said(paper, table)
    _print_findings(paper, table)
    figures = [cell for row in table.rows for cell in row.cells if cell.figure_id]
    if figures:
        # The cell to ask about first: a suspect, or one in a finding.
        marked = [cell for cell in figures if cell.suspected] + [cell for cell in figures if cell.mark]
        example = (marked or figures)[0].figure_id
        paper.line()
        paper.line(("Next".ljust(LABEL), "bold"), f"warehouse explain {example}")


def print_table_list(report: dict[str, Any]) -> None:
    """Print a report with its tables, and how to see each."""
    paper = Paper()
    paper.line((report["title"], "bold"), f"   {report['report_id']}")
    document = f"{report['document']}, period {report['period_id']}" if report["document"] else report["period_id"]
    paper.line((document, "dim"))
    paper.line()
    width = max((len(table["table_id"]) for table in report["tables"]), default=0)
    for table in report["tables"]:
        findings: list[Part] = [
            (f"   {table[f'{status}_findings']} {status}{MARKS[status][0]}", MARKS[status][1])
            for status in MARKS
            if table[f"{status}_findings"]
        ]
        paper.line((table["table_id"].ljust(width), "bold"), f"  {table['title']}", *findings)
    paper.line()
    paper.line(("Next".ljust(LABEL), "bold"), f"warehouse show {report['report_id']}/{report['tables'][0]['table_id']}")


def _print_grid(paper: Paper, table: PrintedTable) -> None:
    """The cells in columns: the row's number and document line at the left, the column's number on top."""
    columns = sorted({cell.column_number for row in table.rows for cell in row.cells})
    by_column = {c: [cell for row in table.rows for cell in row.cells if cell.column_number == c] for c in columns}
    widths = {c: max(len(f"c{c}"), *(len(_shown(cell)) for cell in cells)) for c, cells in by_column.items()}
    to_right = {c for c, cells in by_column.items() if any(cell.is_number for cell in cells)}
    digits = len(str(table.rows[-1].row_number))
    margins = {
        row.row_number: f"r{row.row_number}".ljust(digits + 3)
        + (f"line {row.document_line}" if row.document_line else "")
        for row in table.rows
    }
    margin = max(map(len, margins.values()))
    paper.line((" " * margin, "dim"), *(_padded(f"c{c}", widths[c], c in to_right, " ", "dim") for c in columns))
    last_header = max((row.row_number for row in table.rows if row.is_header), default=0)
    for row in table.rows:
        cells = {cell.column_number: cell for cell in row.cells}
        parts: list[Part] = [(margins[row.row_number].ljust(margin), "dim")]
        for column in columns:
            cell = cells.get(column)
            mark, style = MARKS[cell.mark] if cell and cell.mark else (" ", "bold" if row.is_header else "")
            mark, style = SUSPECT if cell and cell.suspected else (mark, style)
            text = _shown(cell) if cell else ""
            parts.append(_padded(text, widths[column], column in to_right, mark, style))
        paper.line(*parts)
        if row.row_number == last_header:
            paper.line(("─" * (margin + sum(widths.values()) + 4 * len(columns)), "dim"))


def _padded(text: str, width: int, to_right: bool, mark: str, style: str) -> Part:
    return f"   {text.rjust(width) if to_right else text.ljust(width)}{mark}", style


def _shown(cell: TableCell) -> str:
    """The text on one line; a line break within a cell is shown."""
    return visible((cell.text or "").replace("\r\n", "\n").replace("\n", " ↵ "))


def _print_said(paper: Paper, table: PrintedTable) -> None:
    """What the report says of its numbers: what the marks mean, what is provisional, and the footnotes."""
    for (printed, meaning), cells in table.marks.items():
        mark = f"“{printed}”" if printed else "(empty)"
        paper.sentence(f"{mark} {meaning.nl} ({meaning.en}){_of(cells)}", LABEL, "Mark")
    if table.has_provisional:
        cells = [cell.address for cell in table.cells if cell.is_provisional]
        said = f"{PROVISIONAL.nl} ({PROVISIONAL.en}){_of(cells if len(cells) <= MOST_ADDRESSES else [])}"
        paper.sentence(said, LABEL, "Provisional")
    for note, cells in table.notes.items():
        paper.sentence(f"{note}{_of(cells)}", LABEL, "Note")
    for one in table.reasons:
        paper.sentence(f"{one.said.reason} ({one.said.place()}){_of(one.cells)}", LABEL, "Why")


def _of(cells: list[str]) -> str:
    return f": {', '.join(cells)}" if cells else ""


def _print_findings(paper: Paper, table: PrintedTable) -> None:
    if not table.findings:
        paper.sentence("No cell of this table stands in a finding.", LABEL, "Findings")
        return
    legend: list[Part] = []
    for status, says in (("open", " stands in an open finding"), ("waived", " stands in a waived finding")):
        if any(finding.status == status for finding in table.findings):
            legend += [MARKS[status], f"{says}   "]
    suspects = [cell for row in table.rows for cell in row.cells if cell.suspected]
    if suspects:
        legend += [SUSPECT, " may have caused an open finding"]
    paper.line(("Legend".ljust(LABEL), "bold"), *legend)
    for cell in suspects:
        says = f"r{cell.row_number}c{cell.column_number}: {cell.suspected}"
        paper.sentence(says, LABEL, f"suspect {SUSPECT[0]}", SUSPECT[1])
    for finding in table.findings:
        _print_finding(paper, finding)


def _print_finding(paper: Paper, finding: TableFinding) -> None:
    mark, style = MARKS[finding.status]
    paper.line()
    paper.line((f"{finding.status} {mark}".ljust(LABEL), style), finding.title_nl, (f" ({finding.title_en})", "dim"))
    paper.line(f"{finding.sides()}   " if finding.sides() else "", (finding.identity_id, "dim"), indent=LABEL)
    paper.sentence(f"In this table: {', '.join(finding.cells)}", LABEL)
    if finding.elsewhere:
        paper.sentence(f"Elsewhere: {'; '.join(by_table(finding.elsewhere))}", LABEL)
    if finding.status == "waived":
        paper.sentence(f"Waived: {finding.waiver_reason}", LABEL, style="yellow")
        paper.sentence(f"Evidence: {finding.waiver_evidence}", LABEL, style="dim")
    else:
        if finding.remark and finding.remark != "new":
            paper.sentence(finding.remark, LABEL)
        paper.sentence(f"Next: {finding.next_steps}", LABEL, style="red")
