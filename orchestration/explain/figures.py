"""Figures with all that is known of them: where they are printed, and the identities that pin them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from orchestration.dutch import number
from orchestration.explain.bilingual import MARKED, is_range, status_words
from orchestration.explain.finding_words import cell_place, sides
from orchestration.explain.formula import FigureMeaning
from orchestration.explain.reasons import FigureReason, reasons_by_key
from orchestration.explain.served import Served, literals
from orchestration.explain.suspects import suspicions
from orchestration.explain.words import FIGURE_KINDS, QUALIFIERS, RESULT, period_names, with_unit


@dataclass(frozen=True)
class JudgedIdentity:
    """An identity that a figure stands in, with its verdict; `status` is `open` or `waived` where it is a finding."""

    identity_id: str
    rule_id: str
    title_nl: str
    title_en: str
    relation: str
    left_value: Decimal | None
    right_value: Decimal | None
    difference: Decimal | None
    tolerance: Decimal
    verdict: str
    why: str | None
    status: str | None
    waiver_reason: str | None
    waiver_evidence: str | None
    next_steps: str | None
    is_bounded: bool = False
    """Whether it stands on figures of which only bounds are known."""

    def sides(self) -> str:
        """Both sides as people read them: `1.408 is not 1.409 (difference -1)`; empty where one has no number."""
        return sides(self, fails=self.verdict == "fails")

    def room(self) -> str:
        """How far rounding lets the sides of an equation differ, where it does: a slip below that goes unnoticed."""
        if self.relation != "=" or not self.tolerance:
            return ""
        return f" (± {number(self.tolerance)} for rounding)"

    @property
    def pins(self) -> bool:
        """Whether it would notice any wrong digit: a judged equation, where a bound leaves room."""
        return self.relation == "=" and self.verdict != "not_evaluable" and not self.is_bounded


@dataclass(frozen=True)
class PrintedCell:
    """One printed place of a figure."""

    figure_id: str
    report_id: str
    report_title: str
    table_id: str
    table_title: str
    file: str
    row_number: int
    column_number: int
    document_line: int | None
    value_printed: str | None
    value_status: str
    is_served: bool
    note: str | None
    is_provisional: bool = False
    source: str | None = None

    def place(self) -> str:
        """The cell as people look it up."""
        return cell_place(self)

    def text(self) -> str:
        """What is printed there, in quotation marks."""
        return "(empty cell)" if self.value_printed is None else f"“{self.value_printed}”"


@dataclass(frozen=True)
class FigureBreak:
    """Why the figure cannot be compared with those of before."""

    break_id: str
    reason: str
    report_id: str
    document_line: int | None


@dataclass(frozen=True)
class Figure:
    """A figure: its meaning, its number, the cell that was asked for or is served, and the others that print it."""

    figure_key: str
    organisation_id: str
    metric_id: str
    area_id: str
    area_name: str
    period_id: str
    breakdown_id: str | None
    category_id: str | None
    compared_with_period_id: str | None
    category_label_nl: str | None
    category_label_en: str | None
    value: Decimal | None
    value_low: Decimal | None
    value_high: Decimal | None
    unit: str
    decimals: int | None
    qualifier: str
    cell: PrintedCell
    other_cells: list[PrintedCell]
    series_break: FigureBreak | None
    reasons: list[FigureReason] = field(default_factory=list)
    identities: list[JudgedIdentity] = field(default_factory=list)
    suspected: str | None = None
    """Of a suspect, what it prints and should read, in words."""
    confirmed_by: Literal["person", "rule", "nobody"] = "person"
    """Who says that it is printed so. What a program proposed a rule confirms, if identities that hold pin it."""

    @property
    def kind(self) -> str:
        """The kind of figure: the end of its key, if it is no result."""
        return "".join(self.figure_key.split(":")[5:]) or RESULT

    @property
    def meaning(self) -> FigureMeaning:
        """What the figure is about, apart from its metric."""
        category = (self.breakdown_id, self.category_id)
        return FigureMeaning(
            self.organisation_id, self.area_id, self.period_id, *category, self.compared_with_period_id, self.kind
        )

    def about(self) -> str:
        """What the figure is about, as a heading: `bto-sociaal · Oost · maart 2021`."""
        period = period_names(self.period_id)
        kind = None if self.kind == RESULT else FIGURE_KINDS[self.kind][0]
        parts = [self.organisation_id, self.area_name, self.category_label_nl, period[min(1, len(period) - 1)], kind]
        return " · ".join(part for part in parts if part)

    def written(self) -> str:
        """The value with its qualifier and unit, in Dutch notation."""
        row = {"value_status": self.cell.value_status, "value_printed": self.cell.value_printed, **vars(self)}
        if is_range(row):
            low, high = number(self.value_low or 0, self.decimals), number(self.value_high or 0, self.decimals)
            return f"tussen {low} en {with_unit(high, self.unit)}"
        if self.value is None:
            return status_words(row).nl if self.cell.value_status in MARKED else "no number"
        text = with_unit(number(self.value, self.decimals), self.unit)
        return f"{QUALIFIERS[self.qualifier]} {text}" if self.qualifier in QUALIFIERS else text


def figures_by_key(served: Served, keys: Iterable[str], asked: str | None = None) -> dict[str, Figure]:
    """The figures with these keys that some report prints, with their identities; the rest is left out.

    The cell of a figure is the one that is served, or the one with figure id `asked`.
    """
    rows = served.rows(_FIGURES.format(keys=literals(keys), asked=literals([asked] if asked else [])))
    prints: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        prints.setdefault(row["figure_key"], []).append(row)
    pinned = identities_by_figure(served, [cells[0]["figure_id"] for cells in prints.values()])
    reasons = reasons_by_key(served, f"figure_key IN {literals(prints)}")
    suspected = suspicions(served, f"s.figure_id IN {literals(cells[0]['figure_id'] for cells in prints.values())}")
    return {
        key: _figure(
            cells,
            reasons.get(key, []),
            pinned.get(cells[0]["figure_id"], []),
            suspected.get(cells[0]["figure_id"]),
        )
        for key, cells in prints.items()
    }


def identities_by_figure(served: Served, figure_ids: Iterable[str]) -> dict[str, list[JudgedIdentity]]:
    """Figure id to the identities that the figure stands in: failing ones first, those without a verdict last."""
    found: dict[str, list[JudgedIdentity]] = {}
    for row in served.rows(_IDENTITIES.format(figures=literals(sorted(set(figure_ids))))):
        # A release of before identities had bounds has no such column.
        identity = JudgedIdentity(**{name: row[name] for name in JudgedIdentity.__dataclass_fields__ if name in row})
        found.setdefault(row["figure_id"], []).append(identity)
    return found


def _figure(
    cells: list[dict[str, Any]], reasons: list[FigureReason], identities: list[JudgedIdentity], suspected: str | None
) -> Figure:
    first = cells[0]
    broken = first["series_break_id"]
    return Figure(
        **{name: first[name] for name in _FIGURE_COLUMNS},
        cell=_cell(first),
        other_cells=[_cell(row) for row in cells[1:]],
        series_break=FigureBreak(broken, first["break_reason"], first["break_report_id"], first["break_line"])
        if broken
        else None,
        reasons=reasons,
        identities=identities,
        suspected=suspected,
        confirmed_by=_confirmed_by(first, identities),
    )


def _confirmed_by(row: dict[str, Any], identities: Iterable[JudgedIdentity]) -> Literal["person", "rule", "nobody"]:
    # A release of before a program could propose figures has no such column: people typed them all.
    if not row.get("is_unseen"):
        return "person"
    pinning = [identity for identity in identities if identity.pins]
    return "rule" if pinning and all(identity.verdict == "holds" for identity in pinning) else "nobody"


def _cell(row: dict[str, Any]) -> PrintedCell:
    # A release of before reports could call a figure provisional has no such column.
    return PrintedCell(**{name: row[name] for name in PrintedCell.__dataclass_fields__ if name in row})


_FIGURE_COLUMNS = [
    name
    for name in Figure.__dataclass_fields__
    if name not in ("cell", "other_cells", "series_break", "reasons", "identities", "suspected", "confirmed_by")
]

_FIGURES = """
    SELECT
        f.*, r.title AS report_title, t.title AS table_title, t.file, a.name AS area_name,
        c.label_nl AS category_label_nl, c.label_en AS category_label_en, s.series_break_id,
        b.reason AS break_reason, b.report_id AS break_report_id, b.document_line AS break_line
    FROM core.figure AS f
    JOIN core.report AS r ON f.report_id = r.report_id
    JOIN core.report_table AS t ON f.report_id = t.report_id AND f.table_id = t.table_id
    JOIN core.area AS a ON f.area_id = a.area_id
    LEFT JOIN core.category AS c ON f.breakdown_id = c.breakdown_id AND f.category_id = c.category_id
    LEFT JOIN core.served_figure AS s ON f.figure_key = s.figure_key AND s.figure_key IN {keys}
    LEFT JOIN core.series_break AS b
        ON s.series_break_id = b.break_id AND f.metric_id = b.metric_id AND f.organisation_id = b.organisation_id
    WHERE f.figure_key IN {keys}
    ORDER BY f.figure_id NOT IN {asked}, f.is_served DESC, r.edition_date DESC, f.report_id DESC, f.figure_id
"""

_IDENTITIES = """
    WITH member AS (
        SELECT DISTINCT t.identity_id, t.figure_id FROM quality.identity_term AS t WHERE t.figure_id IN {figures}
    )
    SELECT
        m.figure_id, i.*, r.title_nl, r.title_en, f.status, f.waiver_reason, f.waiver_evidence, f.next_steps
    FROM member AS m
    JOIN quality.judged_identity AS i ON m.identity_id = i.identity_id
    JOIN quality.rule_result AS r ON i.rule_id = r.rule_id
    LEFT JOIN quality.finding AS f ON i.identity_id = f.identity_id
    ORDER BY
        CASE i.verdict WHEN 'fails' THEN 0 WHEN 'holds' THEN 1 ELSE 2 END,
        -- An equation pins a figure, a bound only limits it.
        i.relation DESC, i.rule_id, i.identity_id
"""
