"""Prints a preview for people: each table as read, what is open, what cannot be, and what nothing pins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from orchestration.draft.preview_parts import (
    Preview,
    PreviewCell,
    PreviewRow,
    PreviewTable,
    own_meaning,
    suspect_words,
)
from orchestration.draft.words import counted
from orchestration.dutch import number
from orchestration.explain.finding_words import finding_sides
from orchestration.explain.paper import Paper, Part
from orchestration.problems import Problem

SIGNS = {
    "holds": ("", ""),
    "bounded": ("~", "yellow"),
    "alone": ("~", "yellow"),
    "fails": ("!", "bold white on red"),
    "open": ("?", "bold white on magenta"),
    "unreadable": ("?", "bold white on magenta"),
}
"""What stands behind a number, so that it is seen without colour; and its style."""
LEGEND = "behind a number: ! cannot be, ~ pinned by no equation, ? asked or unreadable"
SHOWN_CELLS = 24
SHOWN_SETS = 4
SHOWN_FINDINGS = 12
SHOWN_STRAYS = 30
SHOWN_DIFFERS = 30
SHOWN_PROBLEMS = 40
MOST_CELL = 44
"""Characters of a cell of text that are shown."""


def print_preview(preview: Preview, table_id: str | None = None) -> None:
    """Print all of it, or one table with what is about it."""
    paper = Paper()
    paper.line(
        (preview.title, "bold"), f"   {preview.report_id}", ("   draft" if preview.is_draft else "", "bold yellow")
    )
    for table in preview.tables:
        if table_id in (None, table.table_id):
            paper.line()
            _print_table(paper, table)
    paper.line()
    print_rest(paper, preview)


def print_rest(paper: Paper, preview: Preview) -> None:
    """Print all but the tables: what is wrong, asked, cannot be, and left over."""
    _print_problems(paper, "Mistakes", preview.problems)
    _print_problems(paper, "Questions open", preview.questions, next_steps=False)
    _print_differs(paper, preview)
    _print_findings(paper, preview)
    _print_strays(paper, preview)
    paper.line(("In all", "bold"), f"  {in_all(preview)}")


def in_all(preview: Preview) -> str:
    """The whole in one line."""
    numbers = sum(len(table.numbers) for table in preview.tables)
    holds = sum(table.count("holds") for table in preview.tables)
    parts = [
        f"{counted(len(preview.tables), 'table')}, {counted(numbers, 'number')}, "
        + counted(holds, "pinned and holds", "pinned and hold"),
        f"{counted(preview.holds, 'identity holds', 'identities hold')}, "
        + counted(len(preview.findings), "fails", "fail")
        + (f" ({waived} of them waived)" if (waived := sum(not one.is_open for one in preview.findings)) else ""),
        f"{questions_open(preview)} open",
        counted(len(preview.problems), "mistake"),
    ]
    if preview.explained is not None:
        many = len(preview.differs)
        parts.append(f"{counted(many, 'cell differs', 'cells differ')} from the document")
        parts.append(f"{len(preview.strays)} of {preview.explained.numbers:,} numbers of the document left over")
    return "; ".join(parts) + "."


def questions_open(preview: Preview) -> str:
    """How many questions are open, and in which files where there is more than one."""
    files = Counter(one.file.rpartition("/")[2] for one in preview.questions)
    said = counted(len(preview.questions), "question")
    return f"{said} ({', '.join(f'{many:,} in {file}' for file, many in files.items())})" if len(files) > 1 else said


def print_unread(paper: Paper, report_id: str, problems: list[Problem]) -> None:
    """Print what keeps the report.yml of a draft from being read; questions are told only if nothing else is wrong."""
    wrong = [one for one in problems if "has still to be filled in" not in one.message] or problems
    paper.line((report_id, "bold"), "  cannot be read yet")
    _print_problems(paper, "", wrong)


def print_short(paper: Paper, preview: Preview) -> None:
    """Print a draft in a few lines, for a check of many reports."""
    paper.line((preview.report_id, "bold"), "  draft: ", in_all(preview))
    _print_problems(paper, "", preview.problems + preview.questions, next_steps=False, indent=2)
    paper.line(f"  Next: warehouse preview {preview.report_id}")


def _print_table(paper: Paper, table: PreviewTable) -> None:
    lines = f", lines {table.document_lines}" if table.document_lines else f", page {table.page}" if table.page else ""
    paper.line((table.title, "bold"), f"   {table.table_id}   ", (f"{table.file}{lines}", "dim"))
    if table.read_as:
        paper.sentence(table.read_as, 2, style="dim")
    if table.common:
        paper.line(("  " + _said(table.common), "dim"))
    if table.is_key_figures:
        _print_key_figures(paper, table)
    else:
        _print_grid(paper, table)
    bad = any(cell.state in ("fails", "unreadable") or cell.differs for cell in table.cells)
    paper.sentence(table.proved, 2, style="bold red" if bad else "bold green" if not table.to_compare else "bold")
    if table.to_compare and table.count("open") < len(table.numbers):
        told = [_to_compare(table, cell) for cell in table.to_compare if cell.state != "open"]
        if told:
            more = f" … and {len(told) - SHOWN_CELLS} more" if len(told) > SHOWN_CELLS else ""
            paper.sentence(f"Compare with the document: {', '.join(told[:SHOWN_CELLS])}{more}", 2)
    for cell in table.cells:
        if (own := own_meaning(table, cell)) and not table.is_key_figures and cell.text is not None:
            paper.line(f"  {cell.address} “{cell.text}”: {_said(own)}")


def _to_compare(table: PreviewTable, cell: PreviewCell) -> str:
    where = cell.address
    if table.is_key_figures:
        where = next((row.cells[0].text or where for row in table.rows if row.number == cell.row), where)
    return f"{where} “{cell.text or ''}”"


def _said(meaning: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in meaning.items())


def _print_grid(paper: Paper, table: PreviewTable) -> None:
    grid = [[_shown(cell) for cell in row.cells] for row in table.rows]
    widths = [
        max((len(row[place]) + 1 for row in grid if place < len(row)), default=1)
        for place in range(max(map(len, grid), default=0))
    ]
    names = dict.fromkeys(name for said in table.of_columns.values() for name in said)
    under = {
        name: [table.of_columns.get(place, {}).get(name, "") for place in range(1, len(widths) + 1)] for name in names
    }
    for texts in under.values():
        widths = [max(width, len(text) + 1) for width, text in zip(widths, texts, strict=True)]
    for row, texts in zip(table.rows, grid, strict=True):
        if row.is_header:
            paper.line(*_row(table, row, texts, widths, style="bold"))
    for name, texts in under.items():
        line = "  ".join(text.rjust(width - 1) + " " for text, width in zip(texts, widths, strict=True))
        paper.line((f"  {line}  {name}", "dim"))
    for row, texts in zip(table.rows, grid, strict=True):
        if not row.is_header:
            said = _said(table.of_rows.get(row.number, {}))
            paper.line(*_row(table, row, texts, widths), (f"  {said}", "dim"))
            if row.printed is not None and any(cell.state in ("fails", "unreadable") for cell in row.cells):
                paper.line((f"    printed on line {row.document_line}: {' '.join(row.printed.split())}", "dim"))


def _row(table: PreviewTable, row: PreviewRow, texts: list[str], widths: list[int], style: str = "") -> list[Part]:
    parts: list[Part] = ["  "]
    for cell, text, width in zip(row.cells, texts, widths, strict=False):
        sign, mark = SIGNS.get(cell.state, ("", style))
        is_left = cell.column in table.labels
        shown = (text.ljust(width - 1) if is_left else text.rjust(width - 1)) + (sign or " ")
        parts.append((shown, mark or style))
        parts.append("  ")
    return parts


def _shown(cell: PreviewCell) -> str:
    """What is printed, and what it is read as where that is not seen from it."""
    text = " ".join((cell.text or "").split())
    if len(text) > MOST_CELL:
        text = text[: MOST_CELL - 1] + "…"
    if cell.read_as is not None:
        return f"{text} → {cell.read_as}?"
    if cell.suspicion is not None and cell.suspicion.is_first:
        return f"{text or '·'} → {cell.suspicion.text}?"
    if cell.status and cell.status != "printed":
        return f"{text or '·'} ({cell.status})"
    if cell.value is not None and (read := number(cell.value)) != _plain(text):
        return f"{text} = {read}"
    return text


def _plain(text: str) -> str:
    """A printed number without what does not change it: a percent sign, a nought behind the comma."""
    bare = text.strip().removesuffix("%").strip().removeprefix("€").strip()
    whole, comma, rest = bare.partition(",")
    return whole + (comma + rest).rstrip("0").rstrip(",")


def _print_key_figures(paper: Paper, table: PreviewTable) -> None:
    for row in table.rows:
        figure = next((cell for cell in row.cells if cell.is_number or cell.status), None)
        if row.is_header or figure is None:
            continue
        sign, style = SIGNS.get(figure.state, ("", ""))
        lacks = f"open: {', '.join(figure.lacks)}" if figure.lacks else _said(own_meaning(table, figure))
        line = f"line {row.document_line}" if row.document_line is not None else ""
        paper.line(
            "  ", (row.cells[0].text or "", ""), "  ", (f"{_shown(figure)}{sign}", style or "bold"),
            (f"  {lacks}  {line}", "dim"),
        )  # fmt: skip
        if row.printed is not None and figure.state in ("open", "fails", "unreadable"):
            paper.sentence(" ".join(row.printed.split()), 6, style="dim")


def _print_problems(
    paper: Paper, title: str, problems: list[Problem], *, next_steps: bool = True, indent: int = 2
) -> None:
    if not problems:
        return
    if title:
        paper.line((title, "bold"))
    for one in sorted(problems, key=lambda p: (p.file, p.row or 0, p.column or 0))[:SHOWN_PROBLEMS]:
        paper.sentence(f"{one.place()}: {one.message}", indent)
        if next_steps:
            paper.sentence(one.next_step, indent + 2, style="dim")
    if len(problems) > SHOWN_PROBLEMS:
        paper.line(f"{' ' * indent}… and {len(problems) - SHOWN_PROBLEMS} more")
    paper.line()


def _print_differs(paper: Paper, preview: Preview) -> None:
    if not preview.differs:
        return
    paper.line(("What the document prints otherwise", "bold"))
    for one in preview.differs[:SHOWN_DIFFERS]:
        paper.sentence(one.words, 2, style="bold")
        if 0 < one.line <= len(preview.document_text):
            paper.line((f"    line {one.line}: {' '.join(preview.document_text[one.line - 1].split())[:100]}", "dim"))
    if len(preview.differs) > SHOWN_DIFFERS:
        paper.line(f"  … and {len(preview.differs) - SHOWN_DIFFERS} more")
    paper.line()


def _print_findings(paper: Paper, preview: Preview) -> None:
    found = [one for one in preview.findings if one.is_open]
    if not found:
        return
    paper.line(("What cannot be", "bold"))
    told: set[str] = set()
    for block in preview.suspects:
        words = suspect_words(preview, block)
        if not words:
            continue
        told |= set(block.identity_ids)
        if len(words) == 1:
            paper.sentence(f"{words[0]}. Is that what is printed?", 2, style="bold")
        else:
            paper.sentence(f"One of these {len(words)}, the likeliest first:", 2, style="bold")
            for one in words[:SHOWN_SETS]:
                paper.sentence(one, 4)
            if len(words) > SHOWN_SETS:
                paper.line(f"    … and {len(words) - SHOWN_SETS} more")
        for finding in [each for each in found if each.identity_id in block.identity_ids][:SHOWN_SETS]:
            paper.sentence(f"{finding.sentence_en or finding.identity_id} [{finding_sides(finding)}]", 6, style="dim")
    rest = [finding for finding in found if finding.identity_id not in told]
    for finding in rest[:SHOWN_FINDINGS]:
        said = f"{finding.severity}: {finding.sentence_en or finding.identity_id} [{finding_sides(finding)}]"
        paper.sentence(said, 2)
        paper.line((f"    {finding.identity_id}", "dim"))
    if len(rest) > SHOWN_FINDINGS:
        paper.line(f"  … and {len(rest) - SHOWN_FINDINGS} more")
    paper.line()


def _print_strays(paper: Paper, preview: Preview) -> None:
    if preview.document_note:
        paper.sentence(preview.document_note, style="dim")
        paper.line()
    if not preview.strays:
        return
    paper.line(("Numbers of the document that are neither figure nor ignored", "bold"))
    for line, text, whole in preview.strays[:SHOWN_STRAYS]:
        paper.line(f"  line {line}: ", (text, "bold"), (f"   {' '.join(whole.split())[:100]}", "dim"))
    if len(preview.strays) > SHOWN_STRAYS:
        paper.line(f"  … and {len(preview.strays) - SHOWN_STRAYS} more")
    paper.line()
