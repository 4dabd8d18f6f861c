"""What a report.yml says of its report, as rows of the raw tables: report, tables, words and series breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestration.ingest.organisation_file import OrganisationFile
from orchestration.ingest.report_file import KEY_FIGURES, Report
from orchestration.ingest.report_tables import Meaning
from orchestration.ingest.report_vocabulary import NewArea, NewMetric

RawRow = tuple[object, ...]


@dataclass(frozen=True)
class ReadAs:
    """How the file of a table was read."""

    header_rows: int
    """Rows down to and with the header."""
    said: Sequence[str]
    """What was recognised of it and is not what is expected; a run tells it."""


def report_rows(report: Report, checksum: str, read_as: Mapping[str, ReadAs]) -> Mapping[str, Sequence[RawRow]]:
    """Raw table to its rows of what report.yml says of the report, its tables, its words and its series breaks."""
    document, define = report.document, report.define
    one = (report.id, report.title, report.organisation, report.period, report.published)
    published_as = (document.file if document else None, document.sha256 if document else None, report.id, checksum)
    cadence = (report.cadence.every, report.cadence.due_after_days) if report.cadence else (None, None)
    return {
        "report": [(*one, *published_as, report.note, *cadence, report.source)],
        "report_table": _table_rows(report, read_as),
        "organisation": [(report.id, new.id, new.name, new.area) for new in define.organisations],
        "area": [_area_row(report.id, new) for new in define.areas],
        "area_member": [(report.id, group, new.id) for new in define.areas for group in new.part_of],
        "area_change": [(report.id, new.id, *change) for new in define.areas for change in new.changes()],
        "breakdown": [(report.id, one.id, one.name, one.name_en) for one in define.breakdowns],
        "category": [
            (report.id, c.breakdown, c.id, c.name, c.name_en, c.part_of, position)
            for position, c in enumerate(define.categories, start=1)
        ],
        "metric": [(report.id, *metric_row(new)) for new in define.metrics],
        "alias": [(report.id, a.dimension, a.breakdown, a.label, a.means, a.table) for a in define.aliases],
        "series_break": [
            (report.id, one.id, metric, one.period, one.reason, one.reason_nl, one.document_line)
            for one in report.breaks
            for metric in one.metrics
        ],
        "unseen": _unseen_rows(report),
    }


def shared_rows(report_id: str, file: str, shared: OrganisationFile) -> list[RawRow]:
    """The words that a report has of its organisation's file; none of a file that is of use by itself."""
    if shared.name is not None or shared.means != Meaning():
        return []
    define = shared.define
    words = [
        *(("organisation", None, one.id) for one in define.organisations),
        *(("area", None, one.id) for one in define.areas),
        *(("breakdown", None, one.id) for one in define.breakdowns),
        *(("category", one.breakdown, one.id) for one in define.categories),
        *(("metric", None, one.id) for one in define.metrics),
        *((one.dimension, one.breakdown, one.means) for one in define.aliases),
    ]
    return [(report_id, file, *word) for word in words]


def _unseen_rows(report: Report) -> list[RawRow]:
    """What nobody has looked at; of an entry that speaks for several sheets, all tables that came of it."""
    if report.unseen is None:
        return []
    names = [table.id for table in report.tables]
    tables = [
        name
        for said in report.unseen.tables
        for name in ([said] if said in names else [one for one in names if one.startswith(f"{said}-")])
    ]
    keys = [(report.id, KEY_FIGURES, key) for key in report.unseen.key_figures]
    return [*((report.id, name, None) for name in tables), *keys]


def _area_row(report_id: str, new: NewArea) -> RawRow:
    known = (new.code, new.inhabitants, new.valid.since, new.valid.until)
    return (report_id, new.id, new.name, new.kind, *known, *(new.tile or (None, None)))


def metric_row(new: NewMetric) -> RawRow:
    """A metric that a report defines, in the columns of seed__metric."""
    return (
        *(new.id, new.name, new.name_en, new.definition or new.name_en, new.definition_nl or new.name),
        *(new.unit, new.mart, *new.adds_up(), new.inflow, new.outflow),
        *(new.share_of, new.share_of_breakdown, new.share_of_category),
        *(new.part, new.part_breakdown, new.part_category),
        *(new.difference_of, new.growth_of, new.mean_of, new.formula, new.minimum, new.maximum),
    )


def _table_rows(report: Report, read_as: Mapping[str, ReadAs]) -> list[RawRow]:
    rows: list[RawRow] = []
    for position, table in enumerate(report.tables, start=1):
        read = read_as.get(table.id, ReadAs(len(table.header), ()))
        place = (f"{report.id}/{table.file}", table.sheet, table.page, table.document_lines)
        kind = (position, table.leading, False, read.header_rows)
        said = ("; ".join(read.said) or None, table.source or report.source)
        rows.append((report.id, table.id, table.title, *place, *kind, table.note, *said))
    if report.key_figures is not None:
        read = read_as.get(KEY_FIGURES, ReadAs(1, ()))
        place = (f"{report.id}/{report.key_figures}", None, None, None)
        kind = (len(rows) + 1, False, True, read.header_rows)
        note = report.key_figures_note
        said = ("; ".join(read.said) or None, report.source)
        rows.append((report.id, KEY_FIGURES, "Key figures", *place, *kind, note, *said))
    return rows
