"""Why figures are what they are, as reports explain them in their own words."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.explain.served import Served


@dataclass(frozen=True)
class FigureReason:
    """What a report says of why a figure is what it is."""

    reason_id: str
    reason: str
    reason_nl: str
    report_id: str
    document_line: int | None

    def place(self) -> str:
        """Where it is said: `lokalis-2022, line 101`."""
        return f"{self.report_id}, line {self.document_line}" if self.document_line else self.report_id


def reasons_by_key(served: Served, where: str) -> dict[str, list[FigureReason]]:
    """The reasons for figures by their keys, in the order of the documents; `where` chooses rows of core.figure_reason.

    A release from before reports could give reasons has none.
    """
    if not served.rows("SELECT 1 FROM duckdb_tables() WHERE (schema_name, table_name) = ('core', 'figure_reason')"):
        return {}
    found: dict[str, list[FigureReason]] = {}
    for row in served.rows(
        f"SELECT * FROM core.figure_reason WHERE {where} ORDER BY document_line, report_id, reason_id"
    ):
        said = {name: row[name] for name in FigureReason.__dataclass_fields__}
        found.setdefault(row["figure_key"], []).append(FigureReason(**said))
    return found
