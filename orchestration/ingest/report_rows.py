"""Writes what a report.yml says of its report into the raw tables: report, tables, words and series breaks."""

from __future__ import annotations

import duckdb

from orchestration.ingest.axis import insert_rows
from orchestration.ingest.report_file import KEY_FIGURES, Report


def write_report(connection: duckdb.DuckDBPyConnection, report: Report, checksum: str) -> None:
    """Write what report.yml says of the report, its tables, its words and its series breaks."""
    document, define = report.document, report.define
    one = (report.id, report.title, report.organisation, report.period, report.published)
    source = (document.file if document else None, document.sha256 if document else None, report.id, checksum)
    cadence = (report.cadence.every, report.cadence.due_after_days) if report.cadence else (None, None)
    insert_rows(connection, "report", [(*one, *source, report.note, *cadence)])
    insert_rows(connection, "report_table", _table_rows(report))
    insert_rows(connection, "organisation", [(report.id, new.id, new.name, new.area) for new in define.organisations])
    insert_rows(connection, "area", [(report.id, new.id, new.name, new.kind) for new in define.areas])
    members = [(report.id, group, new.id) for new in define.areas for group in new.part_of]
    insert_rows(connection, "area_member", members)
    categories = [(report.id, c.breakdown, c.id, c.name, c.name_en, c.part_of) for c in define.categories]
    insert_rows(connection, "category", categories)
    aliases = [(report.id, a.dimension, a.breakdown, a.label, a.means, a.table) for a in define.aliases]
    insert_rows(connection, "alias", aliases)
    breaks = [
        (report.id, one.id, metric, one.period, one.reason, one.reason_nl, one.document_line)
        for one in report.breaks
        for metric in one.metrics
    ]
    insert_rows(connection, "series_break", breaks)


def _table_rows(report: Report) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for position, table in enumerate(report.tables, start=1):
        place = (f"{report.id}/{table.file}", table.sheet, table.page, table.document_lines)
        kind = (position, table.leading, False, len(table.header))
        rows.append((report.id, table.id, table.title, *place, *kind, table.note))
    if report.key_figures is not None:
        place = (f"{report.id}/{report.key_figures}", None, None, None)
        note = report.key_figures_note
        rows.append((report.id, KEY_FIGURES, "Key figures", *place, len(rows) + 1, False, True, 1, note))
    return rows
