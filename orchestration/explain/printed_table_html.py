"""A table of a report as HTML: one template, for a page that needs nothing else and for the pages of a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from orchestration.explain.bilingual import Both, figure_words, period_words, written_words
from orchestration.explain.figures import JudgedIdentity
from orchestration.explain.finding_words import sides
from orchestration.explain.printed_table import PrintedTable, TableCell, TableFinding, TableRow, by_table
from orchestration.problems import visible

TEMPLATES = Path(__file__).parent / "templates"
LOOK = TEMPLATES / "look.css"
"""The style sheet of every page."""

FINDINGS = {
    "open": Both("open bevinding", "open finding"),
    "waived": Both("aanvaarde bevinding", "waived finding"),
}
VERDICTS = {
    "open": Both("klopt niet", "fails"),
    "waived": Both("klopt niet, aanvaard", "fails, waived"),
    "holds": Both("klopt", "holds"),
    "not_evaluable": Both("geen oordeel", "no verdict"),
}
TIPPED_IDENTITIES = 6
"""How many identities the tip of a cell names; of those that hold, the rest is counted."""


@dataclass(frozen=True)
class ForSite:
    """What the pages of a release show with a table: `shown_on` has the page and anchor of each figure by its key."""

    shown_on: Mapping[str, str]


def environment(*folders: Path) -> Environment:
    """What renders pages: the templates of these folders and of this one, texts in two languages, nothing undefined."""
    made = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(t=Both)
    made.filters.update(attribute=Both.attribute, period=period_words, figure=figure_words, written=written_words)
    return made


def page(table: PrintedTable, meanings: Mapping[str, Any], release_id: str | None) -> str:
    """One page that needs no other file: both languages, every figure with the anchor `r4c5` of its address."""
    template = environment().get_template("printed_page.html")
    return template.render(**context(table, meanings), release_id=release_id)


def context(table: PrintedTable, meanings: Mapping[str, Any], for_site: ForSite | None = None) -> dict[str, Any]:
    """What the template `printed_table.html` is rendered with. `meanings` says what each figure of a text is about."""
    found = {identity.identity_id: identity for row in table.rows for cell in row.cells for identity in cell.identities}
    # Findings first, then by rule: as a reader wants to see them.
    identities = sorted(found.values(), key=lambda one: (one.status is None, one.rule_id, _judged_as(one)))
    position = {identity.identity_id: at for at, identity in enumerate(identities, start=1)}
    heads = [row for row in table.rows if row.is_header]
    rows = [row for row in table.rows if not row.is_header]
    numbers = {cell.column_number for row in rows for cell in row.cells if cell.is_number}
    return {
        "table": table,
        "heads": [_head_cells(row, numbers, is_last=row is heads[-1]) for row in heads],
        "rows": rows,
        "first_label": min(table.label_columns, default=0),
        "suspects": [cell for row in table.rows for cell in row.cells if cell.suspected],
        "identities": [list(of_rule) for _, of_rule in groupby(identities, lambda one: (one.rule_id, _judged_as(one)))],
        "judged_as": _judged_as,
        "position": position,
        "meanings": meanings,
        "pinned": lambda cell: " ".join(str(position[one.identity_id]) for one in cell.identities),
        "tip": _tip,
        "both_sides": both_sides,
        "by_table": by_table,
        "finding_names": FINDINGS,
        "verdicts": VERDICTS,
        "for_site": for_site,
    }


def _judged_as(judged: JudgedIdentity) -> str:
    return judged.status or judged.verdict


def both_sides(judged: JudgedIdentity | TableFinding) -> Both:
    """Both sides of an identity or finding as people read them, or why there is no verdict."""
    why, fails = (judged.why or "", judged.verdict == "fails") if isinstance(judged, JudgedIdentity) else ("", True)
    return Both(sides(judged, "nl", fails=fails) or why, sides(judged, "en", fails=fails) or why)


def _head_cells(row: TableRow, numbers: Iterable[int], is_last: bool) -> list[tuple[TableCell, int, bool]]:
    """A header row: each cell, how many columns it spans, and whether numbers stand under it.

    Above the last header row a heading spans the empty cells to its right, as it does on paper.
    """
    cells: list[tuple[TableCell, int, bool]] = []
    for cell in row.cells:
        if not is_last and cells and cells[-1][0].text and not cell.text:
            first, span, right = cells[-1]
            cells[-1] = (first, span + 1, right)
        else:
            cells.append((cell, 1, cell.column_number in numbers))
    return cells


def _tip(cell: TableCell) -> str:
    """What hovering over a figure tells: its address and meaning, and the identities that it stands in."""
    lines = [f"{cell.figure_id}", f"{cell.figure_key}"]
    if not cell.is_served:
        lines.append("Een andere plaats is leidend (another print is served)")
    if cell.says:
        lines.append(f"{cell.says.nl} ({cell.says.en})")
    if cell.note:
        lines.append(cell.note)
    if cell.suspected:
        lines.append(f"Verdacht (suspect): {cell.suspected}")
    if not cell.identities:
        lines.append("Geen enkele regel toetst dit cijfer (no rule checks this figure)")
    shown = [i for i in cell.identities if i.verdict == "fails"]
    shown += [i for i in cell.identities if i.verdict != "fails"][: max(TIPPED_IDENTITIES - len(shown), 0)]
    for identity in shown:
        verdict = VERDICTS[identity.status or identity.verdict].nl
        lines.append(f"{verdict}: {identity.title_nl} ({both_sides(identity).nl or identity.identity_id})")
    if len(cell.identities) > len(shown):
        lines.append(f"en nog {len(cell.identities) - len(shown)} (more)")
    return "\n".join(lines)


def _shown(value: Any) -> Any:
    """What an expression in a template prints: nothing for None, and no character that steers a reader's screen."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return "\n".join(visible(line) for line in value.split("\n"))
    return value
