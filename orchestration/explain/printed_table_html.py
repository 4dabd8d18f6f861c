"""One table of a report as one HTML page that needs nothing else: no script, no font, no picture."""

from __future__ import annotations

from html import escape

from orchestration.explain.finding_words import sides
from orchestration.explain.printed_table import PrintedTable, TableCell, TableFinding, TableRow, by_table
from orchestration.problems import visible

STATUS_NL = {"open": "open bevinding", "waived": "aanvaarde bevinding"}
STATUS_EN = {"open": "open finding", "waived": "waived finding"}
VERDICTS = {"holds": "klopt", "fails": "klopt niet", "not_evaluable": "geen oordeel"}
SHOWN_IDENTITIES = 6
"""How many identities the tip of a cell names; of those that hold, the rest is counted."""


def page(table: PrintedTable, release_id: str | None) -> str:
    """The page: Dutch, with English beside it; every figure has the anchor `r4c5` of its address."""
    parts = [
        "<!DOCTYPE html>",
        '<html lang="nl">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(table.title)} – {_text(table.report_title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        _heading(table),
        '<div class="scroll" tabindex="0" role="region" aria-labelledby="caption">',
        "<table>",
        f'<caption id="caption">{_text(table.title)}</caption>',
        *_rows(table),
        "</table>",
        "</div>",
        _legend(table),
        f'<p class="note"><b>Toelichting</b> {_en("Note")} {_text(table.note)}</p>' if table.note else "",
        _suspects(table),
        _findings(table),
        "</main>",
        _footer(table, release_id),
        "</body>",
        "</html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _heading(table: PrintedTable) -> str:
    lines = f", regels {_text(table.document_lines)} van {_text(table.document)}" if table.document_lines else ""
    title, says = _text(table.title), (
        f"De tabel zoals het verslag haar afdrukt; niets is gecorrigeerd. "
        f"{_en('The table as the report prints it; nothing is corrected.')}"
    )  # fmt: skip
    if table.is_key_figures:
        title = f"Kerncijfers {_en('Key figures')}"
        says = (
            f"De cijfers in de tekst van het verslag, zoals afgedrukt; niets is gecorrigeerd. "
            f"{_en('The figures in the text of the report, as printed; nothing is corrected.')}"
        )
    return (
        f'<header>\n<p class="report">{_text(table.report_title)}</p>\n<h1>{title}</h1>\n'
        f"<p>{says}</p>\n"
        f'<p class="source">Bron <code>{_text(table.file)}</code>{lines}</p>\n</header>'
    )


def _rows(table: PrintedTable) -> list[str]:
    headers = [row for row in table.rows if row.is_header]
    rows = [row for row in table.rows if not row.is_header]
    first_label = min(table.label_columns, default=0)
    parts = []
    if headers:
        parts.append("<thead>")
        numbers = {cell.column_number for row in rows for cell in row.cells if cell.is_number}
        parts += [_header_row(row, numbers, is_last=row is headers[-1]) for row in headers]
        parts.append("</thead>")
    parts.append("<tbody>")
    for row in rows:
        cells = "".join(
            _cell(cell, cell.column_number == first_label, cell.column_number in table.label_columns)
            for cell in row.cells
        )
        parts.append(f"<tr>{_line(row)}{cells}</tr>")
    parts.append("</tbody>")
    return parts


def _header_row(row: TableRow, numbers: set[int], is_last: bool) -> str:
    """A header row; above the last one, a heading spans the empty cells to its right, as it does on the page."""
    spans: list[tuple[TableCell, int]] = []
    for cell in row.cells:
        if not is_last and spans and spans[-1][0].text and not cell.text:
            spans[-1] = (spans[-1][0], spans[-1][1] + 1)
        else:
            spans.append((cell, 1))
    cells = []
    for cell, span in spans:
        wide = f' colspan="{span}"' if span > 1 else ""
        scope = "colgroup" if span > 1 else "col"
        align = "" if cell.column_number in numbers else ' class="label"'
        cells.append(f'<th scope="{scope}"{wide}{align}>{_text(cell.text)}</th>' if cell.text else f"<td{wide}></td>")
    title = '<th scope="col" class="line">regel</th>' if is_last else '<td class="line"></td>'
    return f"<tr>{title}{''.join(cells)}</tr>"


def _line(row: TableRow) -> str:
    return f'<td class="line">{row.document_line or ""}</td>'


def _cell(cell: TableCell, names_row: bool, is_label: bool) -> str:
    if names_row:
        return f'<th scope="row">{_text(cell.text)}</th>'
    if cell.figure_id is None:
        return f'<td class="{"label" if is_label else "text"}">{_text(cell.text)}</td>'
    classes = " ".join(["figure", *([cell.mark] if cell.mark else []), *(["suspect"] if cell.suspected else [])])
    marks = "".join(
        f'<a class="mark" href="#finding-{position}" aria-label="{STATUS_NL[cell.mark]} {position}">{position}</a>'
        for position in cell.findings
        if cell.mark
    )
    anchor = f"r{cell.row_number}c{cell.column_number}"
    tip = _text(_tip(cell), keep_lines=True)
    return f'<td id="{anchor}" class="{classes}" title="{tip}">{_text(cell.text)}{marks}</td>'


def _tip(cell: TableCell) -> str:
    """What hovering over a figure tells: its address and meaning, and the identities that it stands in."""
    lines = [f"{cell.figure_id}", f"{cell.figure_key}"]
    if not cell.is_served:
        lines.append("Een andere plaats is leidend (another print is served)")
    if cell.note:
        lines.append(cell.note)
    if cell.suspected:
        lines.append(f"Verdacht (suspect): {cell.suspected}")
    if not cell.identities:
        lines.append("Geen enkele regel toetst dit cijfer (no identity stands on it)")
    shown = [i for i in cell.identities if i.verdict == "fails"]
    shown += [i for i in cell.identities if i.verdict != "fails"][: max(SHOWN_IDENTITIES - len(shown), 0)]
    for identity in shown:
        verdict = "aanvaard" if identity.status == "waived" else VERDICTS[identity.verdict]
        lines.append(f"{verdict}: {identity.title_nl} ({identity.sides() or identity.why or identity.identity_id})")
    if len(cell.identities) > len(shown):
        lines.append(f"en nog {len(cell.identities) - len(shown)} (more)")
    return "\n".join(lines)


def _legend(table: PrintedTable) -> str:
    used = [status for status in STATUS_NL if any(finding.status == status for finding in table.findings)]
    items = [
        f'<li><span class="sample {status}">12<span class="mark">n</span></span> staat in {STATUS_NL[status]} n '
        f"{_en(f'stands in {STATUS_EN[status]} n')}</li>"
        for status in used
    ]
    if any(cell.suspected for row in table.rows for cell in row.cells):
        items.append(
            '<li><span class="sample suspect">12<span class="mark">?</span></span> kan een open bevinding hebben '
            f"veroorzaakt {_en('may have caused an open finding')}</li>"
        )
    return f'<ul class="legend">{"".join(items)}</ul>' if items else ""


def _suspects(table: PrintedTable) -> str:
    """The cells that may have caused an open finding, with what they should have read."""
    suspects = [cell for row in table.rows for cell in row.cells if cell.suspected]
    if not suspects:
        return ""
    items = "\n".join(
        f'<li><a href="#r{cell.row_number}c{cell.column_number}">r{cell.row_number}c{cell.column_number}</a> '
        f'<span lang="en">{_text(cell.suspected)}</span></li>'
        for cell in suspects
    )
    return f'<section><h2>Verdachte cellen {_en("Suspects")}</h2>\n<ul class="suspects">\n{items}\n</ul></section>'


def _findings(table: PrintedTable) -> str:
    heading = f"<h2>Bevindingen {_en('Findings')}</h2>"
    if not table.findings:
        return (
            f"<section>{heading}\n<p>Geen enkele cel van deze tabel staat in een bevinding. "
            f"{_en('No cell of this table stands in a finding.')}</p></section>"
        )
    return (
        f"<section>{heading}\n<ol>\n" + "\n".join(_finding(finding) for finding in table.findings) + "\n</ol></section>"
    )


def _finding(finding: TableFinding) -> str:
    cells = ", ".join(f'<a href="#{cell}">{cell}</a>' for cell in finding.cells)
    parts = [
        f'<li id="finding-{finding.number}" class="{finding.status}">',
        f"<p><b>{_text(finding.title_nl)}</b> {_en(finding.title_en)} "
        f'<span class="status">{STATUS_NL[finding.status]}</span></p>',
        f'<p class="sides">{sides(finding, "nl")}</p>' if finding.sides() else "",
        f"<p>Cellen {_en('cells')}: {cells}</p>",
    ]
    if finding.elsewhere:
        parts.append(f"<p>Elders {_en('elsewhere')}: {_text('; '.join(by_table(finding.elsewhere)))}</p>")
    if finding.status == "waived":
        dutch = _text(finding.waiver_reason_nl or "")
        parts.append(f'<p>Aanvaard {_en("waived")}: {dutch} <span lang="en">{_text(finding.waiver_reason)}</span></p>')
        dutch = _text(finding.waiver_evidence_nl or "")
        parts.append(f'<p class="evidence">{dutch} <span lang="en">{_text(finding.waiver_evidence)}</span></p>')
    else:
        dutch = _text(finding.next_steps_nl)
        parts.append(f'<p>Wat te doen {_en("next")}: {dutch} <span lang="en">{_text(finding.next_steps)}</span></p>')
    parts.append(f'<p class="id"><code>{_text(finding.identity_id)}</code></p></li>')
    return "\n".join(part for part in parts if part)


def _footer(table: PrintedTable, release_id: str | None) -> str:
    return (
        f"<footer><p>Uitgave {_en('release')} <code>{_text(release_id)}</code> · "
        f"<code>warehouse show {_text(table.report_id)}/{_text(table.table_id)}</code></p></footer>"
    )


def _en(text: str) -> str:
    """English beside the Dutch."""
    return f'<span class="en" lang="en">({_text(text)})</span>'


def _text(text: str | None, keep_lines: bool = False) -> str:
    """A text as HTML shows it: escaped, without control characters; a line break stays one where it can be seen."""
    lines = (text or "").replace("\r\n", "\n").split("\n")
    return ("&#10;" if keep_lines else "<br>").join(escape(visible(line), quote=True) for line in lines)


_STYLE = """
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1d2129; --soft: #5b6472; --rule: #d5dae1; --band: #f4f6f8; --link: #0b57a4;
  --open: #fde3e1; --open-ink: #a3180f; --waived: #fff1c9; --waived-ink: #7a5200; --target: #cfe6ff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181d; --ink: #e6e9ee; --soft: #9aa4b2; --rule: #343b46; --band: #1d222a; --link: #7db8f5;
    --open: #4a1d1b; --open-ink: #ffb1aa; --waived: #43360f; --waived-ink: #f4d27a; --target: #16395c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
}
main, footer { max-width: 88rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding: 2.25rem 0 .75rem; }
header p { margin: .25rem 0; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: .15rem 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
a { color: var(--link); }
code { font: .86em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.report { color: var(--soft); font-weight: 600; }
.source, footer, .evidence, .id { color: var(--soft); font-size: .9rem; }
.en { color: var(--soft); font-weight: 400; font-size: .92em; }
.scroll { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .93rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: .32rem .7rem; border-bottom: 1px solid var(--rule); vertical-align: baseline; }
thead th { text-align: right; font-weight: 600; border-bottom-color: var(--soft); white-space: nowrap; }
thead th[colspan] { text-align: center; border-left: 1px solid var(--rule); }
thead td { border-bottom-color: var(--soft); }
tbody th { text-align: left; font-weight: 500; min-width: 11rem; background: var(--paper); position: sticky; left: 0; }
tbody tr:hover > * { background: var(--band); }
.line { color: var(--soft); font-weight: 400; font-size: .82rem; text-align: right; }
.figure { text-align: right; white-space: nowrap; scroll-margin: 6rem; position: relative; }
th, .figure { padding-right: 1rem; }
td.text, td.label, thead th.label { text-align: left; }
td.label { min-width: 7rem; max-width: 24rem; }
.open, tbody tr:hover > .open { background: var(--open); }
.waived, tbody tr:hover > .waived { background: var(--waived); }
td.open { box-shadow: inset 0 0 0 2px var(--open-ink); font-weight: 700; }
td.suspect, .sample.suspect { outline: 3px dashed var(--open-ink); outline-offset: -3px; }
td.waived { box-shadow: inset 0 -2px 0 var(--waived-ink); }
.mark { font-size: .7em; vertical-align: super; line-height: 0; margin-left: .2em; font-weight: 700; }
a.mark { text-decoration: none; }
.figure .mark { position: absolute; right: .2rem; top: .75rem; margin: 0; letter-spacing: .1em; }
.open .mark, .open .status { color: var(--open-ink); }
.waived .mark, .waived .status { color: var(--waived-ink); }
:target, tbody tr:hover > :target { background: var(--target); outline: 2px solid var(--link); outline-offset: -2px; }
.legend { list-style: none; padding: 0; margin: .75rem 0; font-size: .9rem; }
.sample { display: inline-block; padding: 0 .5rem; margin-right: .4rem; border-radius: 2px; }
.note { max-width: 60rem; }
section ol { padding-left: 1.4rem; }
section li { padding: .6rem .9rem; margin: .7rem 0; border-left: 4px solid; background: var(--band); }
section li.open { border-color: var(--open-ink); }
section li.waived { border-color: var(--waived-ink); background: var(--band); }
section li p { margin: .2rem 0; max-width: 60rem; }
.sides { font-size: 1.05rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.status { font-size: .85rem; font-weight: 600; margin-left: .4rem; }
footer { border-top: 1px solid var(--rule); margin-top: 2.5rem; padding-top: .5rem; padding-bottom: 1.5rem; }
@media print { .scroll { overflow: visible; } table { font-size: .75rem; } }
""".strip()
