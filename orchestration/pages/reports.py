"""The pages of the reports: every table as printed, with what the checks say of each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from orchestration.explain.figures import JudgedIdentity
from orchestration.explain.finding_words import sides
from orchestration.explain.printed_table import PrintedTable, TableCell, TableFinding, TableRow, printed_table
from orchestration.explain.served import Served, literal
from orchestration.pages.figures import QueryRow
from orchestration.pages.site import Site
from orchestration.pages.words import Both

VERDICTS = {
    "open": Both("klopt niet", "fails"),
    "waived": Both("klopt niet, aanvaard", "fails, waived"),
    "holds": Both("klopt", "holds"),
    "not_evaluable": Both("geen oordeel", "no verdict"),
}


def write_reports(site: Site, served: Served, figures: Callable[[], list[QueryRow]]) -> None:
    """The list of reports, a page per report, and a page per table under it.

    A printed table can be shown though `figures` cannot be read: then it does not lead to their series.
    """
    reports = served.rows(
        """
        SELECT r.*, o.name AS organisation_name
        FROM core.report AS r JOIN core.organisation AS o ON r.organisation_id = o.organisation_id
        ORDER BY r.edition_date DESC, r.report_id
        """
    )
    tables = served.rows(
        """
        SELECT
            t.*,
            count(DISTINCT f.identity_id) FILTER (f.status = 'open') AS open_findings,
            count(DISTINCT f.identity_id) FILTER (f.status = 'waived') AS waived_findings,
            (
                SELECT count(*) FROM core.figure AS g WHERE g.report_id = t.report_id AND g.table_id = t.table_id
            ) AS figures
        FROM core.report_table AS t
        LEFT JOIN quality.finding_cell AS f ON t.report_id = f.report_id AND t.table_id = f.table_id
        GROUP BY ALL ORDER BY t.report_id, min(t.position)
        """
    )
    of_report = {
        report["report_id"]: [t for t in tables if t["report_id"] == report["report_id"]] for report in reports
    }
    with site.standing_alone("reports/index.html"):
        site.write("reports/index.html", "reports.html", reports=reports, of_report=of_report)
    shown_on: dict[str, str] = {}
    with site.noting("reports: the way from a printed cell to its series"):
        shown_on = {figure["figure_key"]: f"{figure['mart']}.html#{figure['figure_key']}" for figure in figures()}
    for report in reports:
        report_id = report["report_id"]
        own = f"reports/{report_id}/index.html"
        pages = {f"reports/{report_id}/{table['table_id']}.html": table for table in of_report[report_id]}
        with site.standing_alone(own, pages):
            site.write(own, "report.html", report=report, tables=of_report[report_id])
            meanings = _meanings(served, report_id)
            for page, table in pages.items():
                with site.standing_alone(page):
                    printed = printed_table(served, report_id, table["table_id"])
                    write_table(site, report, printed, shown_on, meanings)


def _meanings(served: Served, report_id: str) -> dict[str, QueryRow]:
    """What each figure of a report is about, by its id: for figures in the text, which have no table around them."""
    rows = served.rows(
        f"""
        SELECT
            f.figure_id, m.label_nl, m.label_en, c.label_nl AS category_nl, c.label_en AS category_en,
            a.name AS area_name, f.period_id, f.compared_with_period_id, f.unit, f.decimals, f.qualifier, f.value,
            f.value_low, f.value_high, f.value_status
        FROM core.figure AS f
        JOIN core.metric AS m ON f.metric_id = m.metric_id
        JOIN core.area AS a ON f.area_id = a.area_id
        LEFT JOIN core.category AS c ON f.breakdown_id = c.breakdown_id AND f.category_id = c.category_id
        WHERE f.report_id = {literal(report_id)}
        """
    )
    return {row["figure_id"]: row for row in rows}


def write_table(
    site: Site, report: QueryRow, table: PrintedTable, shown_on: Mapping[str, str], meanings: Mapping[str, QueryRow]
) -> None:
    """The page of one table.

    `shown_on` has the page and anchor of every served figure by its key, `meanings` what each is about by its id.
    """
    identities = {
        identity.identity_id: identity for row in table.rows for cell in row.cells for identity in cell.identities
    }
    # Findings first, then by rule: as a reader wants to see them.
    listed = sorted(identities.values(), key=lambda one: (_status(one) not in ("open", "waived"), one.rule_id))
    position = {identity.identity_id: at for at, identity in enumerate(listed, start=1)}
    numbers = {cell.column_number for row in table.rows if not row.is_header for cell in row.cells if cell.is_number}
    heads = [row for row in table.rows if row.is_header]
    site.write(
        f"reports/{table.report_id}/{table.table_id}.html",
        "table.html",
        report=report,
        table=table,
        heads=[head_cells(row, numbers, is_last=row is heads[-1]) for row in heads],
        rows=[row for row in table.rows if not row.is_header],
        first_label=min(table.label_columns, default=0),
        suspects=[cell for row in table.rows for cell in row.cells if cell.suspected],
        identities=[(at, one, _status(one), both_sides(one)) for at, one in enumerate(listed, start=1)],
        meanings=meanings,
        pinned=lambda cell: " ".join(str(position[one.identity_id]) for one in cell.identities),
        verdicts=VERDICTS,
        finding_sides=both_sides,
        shown_on=shown_on,
    )


def head_cells(row: TableRow, numbers: Iterable[int], is_last: bool) -> list[tuple[TableCell, int, bool]]:
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


def both_sides(compared: JudgedIdentity | TableFinding) -> Both:
    """Both sides of an identity or finding as people read them; empty where one has no number."""
    why = (None if isinstance(compared, TableFinding) else compared.why) or ""
    fails = isinstance(compared, TableFinding) or compared.verdict == "fails"
    return Both(sides(compared, "nl", fails=fails) or why, sides(compared, "en", fails=fails) or why)


def _status(identity: JudgedIdentity) -> str:
    return identity.status or identity.verdict
