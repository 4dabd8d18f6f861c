"""What a report.yml says of its report, as rows of the raw tables: report, tables, words and series breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestration.ingest.organisation_file import OrganisationFile
from orchestration.ingest.report_file import KEY_FIGURES, Report
from orchestration.ingest.report_tables import Meaning
from orchestration.ingest.report_vocabulary import NewArea, NewMetric

RawRow = tuple[object, ...]


def report_rows(report: Report, checksum: str) -> Mapping[str, Sequence[RawRow]]:
    """Raw table to its rows of what report.yml says of the report, its tables, its words and its series breaks."""
    document, define = report.document, report.define
    one = (report.id, report.title, report.organisation, report.period, report.published)
    source = (document.file if document else None, document.sha256 if document else None, report.id, checksum)
    cadence = (report.cadence.every, report.cadence.due_after_days) if report.cadence else (None, None)
    return {
        "report": [(*one, *source, report.note, *cadence)],
        "report_table": _table_rows(report),
        "organisation": [(report.id, new.id, new.name, new.area) for new in define.organisations],
        "area": [_area_row(report.id, new) for new in define.areas],
        "area_member": [(report.id, group, new.id) for new in define.areas for group in new.part_of],
        "area_change": [(report.id, new.id, *change) for new in define.areas for change in new.changes()],
        "category": [(report.id, c.breakdown, c.id, c.name, c.name_en, c.part_of) for c in define.categories],
        "metric": [_metric_row(report.id, new) for new in define.metrics],
        "alias": [(report.id, a.dimension, a.breakdown, a.label, a.means, a.table) for a in define.aliases],
        "series_break": [
            (report.id, one.id, metric, one.period, one.reason, one.reason_nl, one.document_line)
            for one in report.breaks
            for metric in one.metrics
        ],
    }


def shared_rows(report_id: str, file: str, shared: OrganisationFile) -> list[RawRow]:
    """The words that a report has of its organisation's file; none of a file that is of use by itself."""
    if shared.name is not None or shared.means != Meaning():
        return []
    define = shared.define
    words = [
        *(("organisation", None, one.id) for one in define.organisations),
        *(("area", None, one.id) for one in define.areas),
        *(("category", one.breakdown, one.id) for one in define.categories),
        *(("metric", None, one.id) for one in define.metrics),
        *((one.dimension, one.breakdown, one.means) for one in define.aliases),
    ]
    return [(report_id, file, *word) for word in words]


def _area_row(report_id: str, new: NewArea) -> RawRow:
    known = (new.code, new.inhabitants, new.valid.since, new.valid.until)
    return (report_id, new.id, new.name, new.kind, *known)


def _metric_row(report_id: str, new: NewMetric) -> RawRow:
    return (
        *(report_id, new.id, new.name, new.name_en, new.definition, new.definition_nl, new.unit, new.mart),
        *(new.over_time, new.over_areas, new.over_categories, new.inflow, new.outflow),
        *(new.share_of, new.share_of_breakdown, new.share_of_category),
        *(new.part, new.part_breakdown, new.part_category),
        *(new.difference_of, new.growth_of, new.mean_of, new.formula, new.minimum, new.maximum),
    )


def _table_rows(report: Report) -> list[RawRow]:
    rows: list[RawRow] = []
    for position, table in enumerate(report.tables, start=1):
        place = (f"{report.id}/{table.file}", table.sheet, table.page, table.document_lines)
        kind = (position, table.leading, False, len(table.header))
        rows.append((report.id, table.id, table.title, *place, *kind, table.note))
    if report.key_figures is not None:
        place = (f"{report.id}/{report.key_figures}", None, None, None)
        note = report.key_figures_note
        rows.append((report.id, KEY_FIGURES, "Key figures", *place, len(rows) + 1, False, True, 1, note))
    return rows
