"""The pages of the reports: every table as printed, with what the checks say of each cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orchestration.explain.printed_table import PrintedTable, meanings, printed_table
from orchestration.explain.printed_table_html import ForSite, context
from orchestration.explain.served import Served
from orchestration.pages.figures import QueryRow, figure_pages
from orchestration.pages.site import Site


@dataclass(frozen=True)
class Listed:
    """A report with its tables, as lists show them."""

    report: QueryRow
    tables: list[QueryRow]


def listed_reports(served: Served) -> list[Listed]:
    """The reports, the newest first."""
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
    of_report: dict[str, list[QueryRow]] = {}
    for table in tables:
        of_report.setdefault(table["report_id"], []).append(table)
    return [Listed(report, of_report.get(report["report_id"], [])) for report in reports]


def write_report_list(site: Site, served: Served) -> None:
    """The list of reports."""
    found = listed_reports(served)
    site.write(
        "reports/index.html",
        "reports.html",
        reports=[one.report for one in found],
        of_report={one.report["report_id"]: one.tables for one in found},
    )


def write_reports(site: Site, served: Served, figures: Callable[[], list[QueryRow]]) -> None:
    """A page per report, and a page per table under it.

    A printed table can be shown though `figures` cannot be read: then it does not lead to their series.
    """
    shown_on: dict[str, str] = {}
    with site.noting("reports: the way from a printed cell to its series"):
        shown_on = figure_pages(figures(), site.layout)
    for one in listed_reports(served):
        report_id = one.report["report_id"]
        own = f"reports/{report_id}/index.html"
        pages = {f"reports/{report_id}/{table['table_id']}.html": table for table in one.tables}
        with site.standing_alone(own, pages):
            site.write(own, "report.html", report=one.report, tables=one.tables)
            about = meanings(served, report_id)
            for page, table in pages.items():
                with site.standing_alone(page):
                    printed = printed_table(served, report_id, table["table_id"])
                    write_table(site, one.report, printed, shown_on, about)


def write_table(
    site: Site, report: QueryRow, table: PrintedTable, shown_on: Mapping[str, str], about: Mapping[str, QueryRow]
) -> None:
    """The page of one table; `about` has what each figure is about by its id."""
    site.write(
        f"reports/{table.report_id}/{table.table_id}.html",
        "table.html",
        report=report,
        **context(table, about, ForSite(shown_on)),
    )
