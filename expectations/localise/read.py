"""Reads the identities of a built warehouse for the localiser."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any, Protocol

import duckdb

from expectations.localise.system import Cell, Identity, Side, System, Term, scaled

OPEN_FINDINGS = """
    SELECT count(*) FROM quality.finding AS f
    WHERE f.status = 'open' AND f.severity <> 'info' AND f.rule_id <> 'plausible'
        AND f.identity_id IN (SELECT t.identity_id FROM quality.finding_cell AS t)
"""

# An identity of a rule that only informs, or only finds a number odd, is no reason to call a cell wrong, or right.
IDENTITIES = """
    SELECT i.identity_id, i.relation, w.expected_difference
    FROM quality.judged_identity AS i
    INNER JOIN raw.rule AS r ON i.rule_id = r.rule_id
    LEFT JOIN raw.waiver AS w ON i.identity_id = w.identity_id
    WHERE i.verdict IN ('holds', 'fails') AND r.severity <> 'info' AND i.rule_id <> 'plausible'
        AND i.figure_ids IS NOT NULL
    ORDER BY i.identity_id
"""

TERMS = """
    SELECT identity_id, side, combine, figure_id, coefficient, CASE counts_as WHEN 'value' THEN value END, rounding
    FROM quality.identity_term
    ORDER BY ALL
"""

# A cell whose decimal mark was lost prints too few decimals, and a whole number would look like the only one that
# repairs it: the most decimals that its report prints of the metric count.
CELLS = """
    WITH usual AS (
        SELECT report_id, metric_id, max(decimals) AS decimals
        FROM core.figure WHERE decimals IS NOT NULL
        GROUP BY report_id, metric_id
    )
    SELECT f.figure_id, f.figure_key, f.report_id, f.table_id, t.file, f.row_number, f.column_number, f.document_line,
        f.value_printed, f.value,
        CASE WHEN f.unit = 'count' THEN 0 ELSE greatest(coalesce(f.decimals, 0), coalesce(u.decimals, 0)) END,
        f.decimals, f.compared_with_period_id IS NULL AND coalesce(f.value, 0) >= 0, f.unit = 'count'
    FROM core.figure AS f
    INNER JOIN core.report_table AS t ON f.report_id = t.report_id AND f.table_id = t.table_id
    LEFT JOIN usual AS u ON f.report_id = u.report_id AND f.metric_id = u.metric_id
    ORDER BY f.report_id, f.table_id, f.row_number, f.column_number, f.figure_id
"""


class Database(Protocol):
    """What answers queries: a connection of DuckDB, or what stands before one."""

    def execute(self, query: str, /) -> duckdb.DuckDBPyConnection:
        """The answer to a query."""


def has_work(connection: Database) -> bool:
    """Whether any open finding has cells: without one there is nothing to read."""
    found = connection.execute(OPEN_FINDINGS).fetchone()
    return bool(found and found[0])


def read_system(connection: Database) -> System:
    """Every identity that was judged and every cell of the build."""
    wanted = {row[0]: row[1:] for row in connection.execute(IDENTITIES).fetchall()}
    sides: dict[str, dict[str, tuple[str, list[Term]]]] = defaultdict(dict)
    for identity_id, side, combine, figure_id, coefficient, value, rounding in connection.execute(TERMS).fetchall():
        if identity_id in wanted:
            _, terms = sides[identity_id].setdefault(side, (combine, []))
            terms.append(Term(figure_id, coefficient, scaled(value), scaled(rounding) or 0))
    return System(
        [_identity(identity_id, sides[identity_id], *about) for identity_id, about in wanted.items()],
        {row[0]: _cell(row) for row in connection.execute(CELLS).fetchall()},
    )


def _identity(identity_id: str, sides: dict[str, tuple[str, list[Term]]], relation: str, waived: Any) -> Identity:
    made = {side: Side(combine, tuple(terms)) for side, (combine, terms) in sides.items()}
    left, right, base = made["left"], made["right"], made.get("base")
    if waived is not None:
        expected = scaled(waived) or 0
        return Identity(identity_id, left, right, expected, expected, is_waived=True, base=base)
    return Identity(identity_id, left, right, 0 if relation == "=" else -math.inf, 0, base=base)


def _cell(row: tuple[Any, ...]) -> Cell:
    *address, value, decimals, printed_decimals, is_positive, is_count = row
    return Cell(*address, scaled(value), decimals, printed_decimals, 0 if is_positive else -math.inf, is_count)  # type: ignore[call-arg]
