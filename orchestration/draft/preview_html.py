"""A preview as one page that needs no other file: every number leads to its place in the document's own lines."""

from __future__ import annotations

from pathlib import Path

from orchestration.draft.preview_parts import Preview, PreviewCell, own_meaning, suspect_words
from orchestration.draft.preview_text import in_all
from orchestration.draft.words import counted
from orchestration.dutch import number
from orchestration.explain.finding_words import finding_sides
from orchestration.explain.printed_table_html import environment

TEMPLATES = Path(__file__).parent / "templates"


def page(preview: Preview) -> str:
    """The page; all that people wrote is escaped, and nothing is loaded from elsewhere."""
    suspects = [
        (suspect_words(preview, block), block, [one.cells[0] for one in block.suspect_sets])
        for block in preview.suspects
        if block.suspect_sets
    ]
    template = environment(TEMPLATES).get_template("preview.html")
    return template.render(
        preview=preview,
        suspects=suspects,
        in_all=in_all(preview),
        stray_lines={line for line, _, _ in preview.strays},
        own_meaning=own_meaning,
        sides=finding_sides,
        table_of={table.file: table.table_id for table in preview.tables},
        tip=_tip,
        counted=counted,
    )


def _tip(cell: PreviewCell) -> str:
    """What hovering over a number tells."""
    lines = [f"{name}: {value}" for name, value in cell.meaning.items()]
    if cell.value is not None:
        lines.insert(0, f"read as {number(cell.value)}")
    if cell.lacks:
        lines.append(f"still open: {', '.join(cell.lacks)}")
    if cell.read_as:
        lines.append(f"is {cell.read_as} printed?")
    if cell.differs:
        lines.append(cell.differs)
    if cell.suspicion:
        findings = counted(cell.suspicion.findings, "finding")
        lines.append(f"{cell.suspicion.text} would repair {findings} ({cell.suspicion.why})")
    return "\n".join(lines)
