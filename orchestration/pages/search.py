"""What can be found: metrics, neighbourhoods, tables of reports and marts, all in one page that its script narrows."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.explain.bilingual import NOTHING, Both, same
from orchestration.explain.served import Served
from orchestration.pages.figures import FigureBlock, QueryRow, query
from orchestration.pages.site import Site


@dataclass(frozen=True)
class SearchEntry:
    """One thing to find: where it is, and `words` by which it is found beside its label in both languages."""

    label: Both
    href: str
    words: str
    says: Both = NOTHING


def write_search(site: Site, served: Served, made: list[FigureBlock], marts: list[QueryRow]) -> None:
    """The page that finds; without JavaScript it lists all there is."""
    metrics = [
        SearchEntry(
            block.title,
            block.page,
            f"{block.metric['metric_id']} {block.title.nl} {block.title.en}",
            same(f"{block.organisation_name}, {block.years}"),
        )
        for block in sorted(made, key=lambda block: block.title.nl)
    ]
    areas = [
        SearchEntry(same(row["label"]), f"wijk/{row['area_id']}.html", f"{row['area_id']} {row['city_name'] or ''}")
        for row in query(served, "areas")
        if row["kind"] != "city"
    ]
    tables = [
        SearchEntry(
            Both("Cijfers in de tekst", "Figures in the text") if row["is_key_figures"] else same(row["title"]),
            f"reports/{row['report_id']}/{row['table_id']}.html",
            f"{row['report_id']} {row['table_id']}",
            same(row["report_title"]),
        )
        for row in served.rows(
            "SELECT t.*, r.title AS report_title FROM core.report_table AS t "
            "JOIN core.report AS r ON t.report_id = r.report_id ORDER BY r.edition_date DESC, t.report_id, t.position"
        )
    ]
    labels = {
        row["mart"]: row["labels"]
        for row in served.rows(
            "SELECT c.schema_name || '.' || c.table_name AS mart, string_agg(m.label_nl, ' ') AS labels "
            "FROM duckdb_columns() AS c JOIN core.metric AS m ON c.column_name = m.metric_id GROUP BY ALL"
        )
    }
    files = [
        SearchEntry(
            same(mart["mart"]),
            f"dictionary/{mart['mart']}.html",
            f"{mart['comment'] or ''} {labels.get(mart['mart'], '')}",
        )
        for mart in marts
    ]
    groups = {
        Both("Cijfers", "Figures"): metrics,
        Both("Wijken en teams", "Neighbourhoods and teams"): areas,
        Both("Tabellen van verslagen", "Tables of reports"): tables,
        Both("Tabellen om te downloaden", "Tables to download"): files,
    }
    site.write("search.html", "search.html", groups=groups)
