"""What the warehouse makes of one report folder: its tables as read, what is open, what holds and what cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from expectations.localise.system import System
from orchestration.build.found import findings, suspect_blocks
from orchestration.database import by_name, literal
from orchestration.draft.judged import Address, Judged
from orchestration.draft.misread import why as why_read
from orchestration.draft.preview_document import note_document
from orchestration.draft.preview_parts import DIMENSIONS, Preview, PreviewCell, PreviewRow, PreviewTable, Suspicion
from orchestration.drafts import FILL_IN
from orchestration.explain.suspects import implied
from orchestration.ingest.draft_report import assumed_in
from orchestration.ingest.fill_in import left_in_tables, left_to_fill_in
from orchestration.ingest.report_file import report_yaml
from orchestration.ingest.report_lines import on_their_lines
from orchestration.problems import Problem
from orchestration.record import Finding, SuspectBlock
from orchestration.report_folders import REPORT_FILE, named_files

NOT_OF_ONE_REPORT = ("waivers_current", "waivers_reviewed")
"""Rules about waivers, which may be of identities that other reports stand in too."""

FIGURES = """
    SELECT f.figure_id, f.figure_key, f.table_id, f.row_number, f.column_number, f.value, f.value_low, f.value_high,
        f.value_status, f.scale, f.metric_id AS metric, nullif(f.kind, 'realised') AS kind, f.area_id AS area,
        CASE WHEN f.category_id IS NOT NULL THEN concat(f.breakdown_id, '=', f.category_id) END AS category,
        f.period_id AS period, f.compared_with_period_id AS compared_with, f.unit,
        nullif(f.qualifier, 'exact') AS qualifier, f.is_provisional, f.note
    FROM core.figure AS f
"""
TABLES = """
    SELECT t.table_id, t.title, t.file, t.document_lines, t.page, t.sheet, t.is_key_figures, t.header_rows, t.note,
        t.read_as
    FROM raw.report_table AS t ORDER BY t.position, t.table_id
"""
CELLS = """
    SELECT c.table_id, c.row_number, c.column_number, c.text, c.document_line
    FROM raw.cell AS c ORDER BY c.table_id, c.row_number, c.column_number
"""
LABELS = (
    "SELECT table_id, column_number FROM raw.axis WHERE scope = 'column' AND dimension = 'role' AND value = 'label'"
)
REJECTED = """
    SELECT file, row_number, column_number, message, next_step, coalesce(report_id, ''), coalesce(table_id, ''), text
    FROM staging.rejected_cell
"""


def preview_of(judged: Judged, sources: Path, folder: Path, document: Path | None = None) -> Preview:
    """The preview of a report folder that was judged; `document` is the report as published, if it is at hand."""
    connection = judged.connection
    ((title, said_document, sha256),) = connection.execute(
        "SELECT title, document, document_sha256 FROM raw.report"
    ).fetchall()
    yaml = report_yaml(folder / REPORT_FILE, sources)
    is_draft = bool(isinstance(yaml.data, dict) and yaml.data.get("draft"))
    preview = Preview(folder.name, title, is_draft, questions=left_to_fill_in(yaml))
    preview.questions += left_in_tables(folder, named_files(yaml.data, folder))
    preview.is_draft = is_draft or bool(preview.questions)
    _note_rejected(preview, judged, sources)
    where = "f.rule_id NOT IN ({})".format(", ".join(map(literal, NOT_OF_ONE_REPORT)))
    preview.findings = [one for one in findings(connection, where=where) if one.severity != "info"]
    preview.suspects = suspect_blocks(connection)
    counts = dict(connection.execute("SELECT verdict, count(*) FROM quality.judged_identity GROUP BY 1").fetchall())
    preview.holds, preview.not_judged = counts.get("holds", 0), counts.get("not_evaluable", 0)
    preview.tables = _tables(judged, preview)
    for table_id, said in assumed_in(yaml):
        if (table := preview.table(table_id)) is not None:
            table.assumes += (said,)
    note_document(preview, folder, document, said_document, sha256)
    return preview


def _note_rejected(preview: Preview, judged: Judged, sources: Path) -> None:
    """What a refresh would refuse, but for what is asked already."""
    found = [Problem(*row) for row in judged.connection.execute(REJECTED).fetchall()]
    wrong = [one for one in found if FILL_IN not in one.message and FILL_IN not in (one.text or "")]
    preview.problems = [one.naming_look_alikes() for one in on_their_lines(wrong, sources)]
    files = {table["table_id"]: table["file"] for table in by_name(judged.connection.execute(TABLES))}
    preview.questions += [
        Problem(
            files[table], row, column, f'"{text}" is no number; is {read} printed? ({why_read(text, read)})',
            "Look at the document, and write what it prints.", preview.report_id, table, text,
        )
        for (table, row, column), (text, read) in judged.readings.items()
    ]  # fmt: skip


def _tables(judged: Judged, preview: Preview) -> list[PreviewTable]:
    connection = judged.connection
    rows: dict[str, dict[int, PreviewRow]] = {}
    told = by_name(connection.execute(TABLES))
    headers = {table["table_id"]: table["header_rows"] for table in told}
    for table_id, row, column, text, line in connection.execute(CELLS).fetchall():
        of_table = rows.setdefault(table_id, {})
        is_header = row <= (headers.get(table_id) or 0)
        of_table.setdefault(row, PreviewRow(row, line, is_header, [])).cells.append(PreviewCell(row, column, text))
    cells = {
        (table_id, cell.row, cell.column): cell
        for table_id, of_table in rows.items()
        for row in of_table.values()
        for cell in row.cells
    }
    _note_figures(connection, judged.system, cells, preview.findings)
    _note_open(connection, judged.readings, cells)
    _note_suspects(preview.suspects, cells)
    labels: dict[str, list[int]] = {}
    for table_id, column in connection.execute(LABELS).fetchall():
        labels.setdefault(table_id, []).append(column)
    made = []
    for table in told:
        table_id = table["table_id"]
        made.append(
            PreviewTable(
                table_id, table["title"], table["file"], table["document_lines"], table["page"],
                table["is_key_figures"], table["note"], table["read_as"], list(rows.get(table_id, {}).values()),
                tuple(sorted(labels.get(table_id, []))),
            )
        )  # fmt: skip
        _factor_out(made[-1])
    return made


def _note_figures(
    connection: Any, system: System, cells: Mapping[Address, PreviewCell], found: Sequence[Finding]
) -> None:
    """What became of each figure."""
    fails: dict[str, list[int]] = {}
    numbers = {one.identity_id: number for number, one in enumerate(found, 1)}
    for figure_id, identity_id in connection.execute(
        "SELECT figure_id, identity_id FROM quality.finding_cell WHERE status = 'open' ORDER BY ALL"
    ).fetchall():
        if identity_id in numbers:
            fails.setdefault(figure_id, []).append(numbers[identity_id])
    for figure in by_name(connection.execute(FIGURES)):
        cell = cells[figure["table_id"], figure["row_number"], figure["column_number"]]
        figure_id = figure["figure_id"]
        cell.findings += tuple(fails.get(figure_id, ()))
        if cell.state:
            # The second number of a pair; the cell tells of the first.
            continue
        cell.value, cell.status = figure["value"], figure["value_status"]
        cell.figure_key, cell.note = figure["figure_key"], figure["note"]
        cell.meaning = {name: figure[name] for name in DIMENSIONS if figure[name] is not None}
        if figure["is_provisional"]:
            cell.meaning["provisional"] = "yes"
        if cell.value is not None:
            cell.state = _state(system, figure_id, bool(fails.get(figure_id)))


def _state(system: System, figure_id: str, fails: bool) -> str:
    if fails:
        return "fails"
    if not system.by_cell.get(figure_id):
        return "alone"
    # Rounding may leave a sum room for other numbers: pinned is what can be nothing else.
    low, high = system.allowed(figure_id, {})
    return "holds" if low == high == system.cells[figure_id].value else "bounded"


def _note_open(
    connection: Any, readings: Mapping[Address, tuple[str, str]], cells: Mapping[Address, PreviewCell]
) -> None:
    found = connection.execute("SELECT table_id, row_number, column_number, fault, lacks FROM open_cell").fetchall()
    for table_id, row, column, fault, lacks in found:
        cell = cells[table_id, row, column]
        cell.state, cell.lacks = "unreadable" if fault is not None else "open", tuple(lacks)
    for address, (text, read) in readings.items():
        cells[address].text, cells[address].read_as = text, read


def _note_suspects(blocks: Iterable[SuspectBlock], cells: Mapping[Address, PreviewCell]) -> None:
    for block in blocks:
        for one in reversed(block.suspect_sets):
            for suspect in one.cells:
                cell = cells[suspect.table_id, suspect.row_number, suspect.column_number]
                cell.suspicion = Suspicion(
                    implied(suspect), suspect.why, block.findings, block.sets - 1, block.cells_per_set or 1,
                    suspect.rank == 1,
                )  # fmt: skip


def _factor_out(table: PreviewTable) -> None:
    """Say once what all figures of a table, a column or a row mean alike; what then is left is said of a cell."""
    figures = [cell for cell in table.cells if cell.meaning]
    if table.is_key_figures:
        return
    for name in DIMENSIONS:
        said = {cell.meaning.get(name) for cell in figures}
        if len(said) == 1:
            if value := next(iter(said)):
                table.common[name] = value
        elif (of_columns := _alike(figures, name, "column")) is not None:
            for column, value in of_columns.items():
                table.of_columns.setdefault(column, {})[name] = value
        elif (of_rows := _alike(figures, name, "row")) is not None:
            for row, value in of_rows.items():
                table.of_rows.setdefault(row, {})[name] = value


def _alike(figures: Sequence[PreviewCell], name: str, along: str) -> dict[int, str] | None:
    found: dict[int, set[str | None]] = {}
    for cell in figures:
        found.setdefault(getattr(cell, along), set()).add(cell.meaning.get(name))
    if any(len(values) > 1 for values in found.values()):
        return None
    return {place: value for place, (value,) in found.items() if value is not None}
