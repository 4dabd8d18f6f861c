"""Invented blocks of figures, as the pages lay them out, without a release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from orchestration.explain.bilingual import same
from orchestration.pages.figures import FigureBlock, Line, PeriodColumn, QueryRow

METRIC: QueryRow = {
    "metric_id": "wait", "label_nl": "Wachttijd", "label_en": "Wait", "definition": "How long.",
    "definition_nl": "Hoe lang.", "unit": "workdays", "mart": "flow", "over_time": "mean",
}  # fmt: skip


def period(period_id: str) -> PeriodColumn:
    """A year, half year, quarter or month."""
    year, _, part = period_id.partition("-")
    first, months, grain = 1, 12, "year"
    if part:
        months, grain = {"H": (6, "half_year"), "Q": (3, "quarter")}.get(part[0], (1, "month"))
        first = (int(part[1:] if months > 1 else part) - 1) * months + 1
    start = dt.date(int(year), first, 1)
    following = dt.date(int(year) + (first + months - 1) // 12, (first + months - 1) % 12 + 1, 1)
    return PeriodColumn(period_id, grain, start.isoformat(), (following - dt.timedelta(days=1)).isoformat())


def figure(column: PeriodColumn, value: float | str | None, **more: Any) -> QueryRow:
    """A figure of a city's; a text instead of its number says its status."""
    status = value if isinstance(value, str) else "printed" if value is not None else "illegible"
    number = None if isinstance(value, str) or value is None else Decimal(str(value))
    made: QueryRow = {
        "organisation_id": "org", "organisation_name": "Organisatie", "metric_id": "wait", "area_id": "stad",
        "area_name": "Stad", "area_kind": "city", "breakdown_id": None, "category_id": None, "category_label_nl": None,
        "category_label_en": None, "period_id": column.period_id, "grain": column.grain,
        "start_date": dt.date.fromisoformat(column.start), "end_date": dt.date.fromisoformat(column.end),
        "compared_with_period_id": None, "kind": "realised", "value": number, "value_low": None, "value_high": None,
        "unit": "workdays", "qualifier": "exact", "value_printed": "x" if status != "printed" else str(value),
        "value_status": status, "decimals": None, "has_waived_finding": False, "is_provisional": False,
        "crosses_break": False, "crossed_break_ids": None, "source": None, "mart": "flow", "report_id": "verslag",
        "table_id": "tabel", "row_number": 1, "column_number": 1, "reasons": [],
    }  # fmt: skip
    made |= more
    made["figure_id"] = made["figure_key"] = ":".join(
        str(made[name]) for name in ("area_id", "category_id", "period_id", "kind")
    )
    return made


def line(
    columns: Sequence[PeriodColumn], values: Sequence[Any], area: str = "stad", kind: str = "city", **more: Any
) -> Line:
    """A line of figures; a value may be a dict of what its figure has beside its number (`value`)."""
    cells: list[QueryRow | None] = []
    about = {"area_id": area, "area_name": area.title(), "area_kind": kind} | more
    for column, value in zip(columns, values, strict=True):
        extra = dict(value) if isinstance(value, dict) else {"value": value}
        cells.append(None if value is None else figure(column, extra.pop("value", None), **(about | extra)))
    label = same(more.get("category_label_nl") or about["area_name"])
    return Line(label, area, kind, False, cells, category_id=more.get("category_id"), kind=more.get("kind", "realised"))


def block(
    lines: list[Line], columns: Sequence[PeriodColumn], breakdown_id: str | None = None, **more: Any
) -> FigureBlock:
    """A block of them; `more` are properties of its metric."""
    breakdown = same("Soort") if breakdown_id else None
    return FigureBlock(
        METRIC | more, "org", "Organisatie", breakdown_id, breakdown, list(columns), lines, has_page=True
    )
