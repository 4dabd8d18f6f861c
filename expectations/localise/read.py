"""Reads the identities of a built warehouse for the localiser: all of them, or what lies near the open findings."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import duckdb

from expectations.localise.intervals import Between, with_bounds
from expectations.localise.system import SCALE, Cell, Identity, Side, System, Term, scaled
from orchestration.database import insert_rows
from orchestration.notation import notation_of

NEAR = Path(__file__).with_name("near.sql")
CANDIDATES = Path(__file__).with_name("candidates.sql")

OPEN_FINDINGS = """
    SELECT count(*) FROM quality.finding AS f
    WHERE f.status = 'open' AND f.severity <> 'info' AND f.rule_id NOT IN ('plausible', 'disclosure')
        AND f.identity_id IN (SELECT t.identity_id FROM quality.finding_cell AS t)
"""

# An identity of a rule that only informs, or only finds a number odd, is no reason to call a cell wrong, or right; nor
# is one that says what a report gives away.
IDENTITIES = """
    SELECT i.identity_id, i.relation, w.expected_difference, r.severity
    FROM quality.judged_identity AS i
    INNER JOIN raw.rule AS r ON i.rule_id = r.rule_id
    LEFT JOIN raw.waiver AS w ON i.identity_id = w.identity_id
    WHERE i.verdict IN ('holds', 'fails') AND r.severity <> 'info'
        AND i.rule_id NOT IN ('plausible', 'disclosure')
        AND i.identity_id IN (SELECT t.identity_id FROM quality.identity_term AS t WHERE t.figure_id IS NOT NULL)
    ORDER BY i.identity_id
"""

# The terms of identities in whole numbers of a hundred-thousandth.
TERMS = """
    SELECT t.identity_id, t.side, t.combine, t.figure_id, t.coefficient, t.counts_as = 'interval' AS is_between,
        CAST(CASE t.counts_as WHEN 'value' THEN t.value END * 100000 AS HUGEINT) AS value,
        CAST(CASE t.counts_as WHEN 'interval' THEN f.value_low END * 100000 AS HUGEINT) AS low,
        CAST(CASE t.counts_as WHEN 'interval' THEN f.value_high END * 100000 AS HUGEINT) AS high,
        coalesce(CAST(t.rounding * 100000 AS HUGEINT), 0) AS rounding
    FROM {terms} AS t
    LEFT JOIN core.figure AS f ON t.figure_id = f.figure_id
"""
NEAR_TERMS = TERMS.replace("{terms}", "near_identity_term")

# A cell whose decimal mark was lost prints too few decimals, and a whole number would look like the only one that
# repairs it: the most decimals that its report prints of the metric count. So does whether it prints any below zero.
USUAL = """
    SELECT report_id, metric_id, scale, max(decimals) AS decimals,
        bool_or(value < 0 AND compared_with_period_id IS NULL) AS has_negative
    FROM {figures} WHERE decimals IS NOT NULL
    GROUP BY report_id, metric_id, scale
"""

# What tells how a table writes its numbers: the longest of them that have a sign in or around them, and one below zero.
NOTED = """
    SELECT report_id, table_id,
        list([value_printed, CAST(value / scale AS VARCHAR)] ORDER BY length(value_printed) DESC, figure_id)[1:6]
        || list([value_printed, CAST(value / scale AS VARCHAR)] ORDER BY figure_id) FILTER (value < 0)[1:1] AS texts
    FROM {figures}
    WHERE value IS NOT NULL AND regexp_matches(value_printed, '\\d[.,\\s\u00a0\u202f]\\d|\\)|\\d\\s*[-\u2212]')
    GROUP BY report_id, table_id
"""

CELLS = """
    SELECT f.figure_id, f.figure_key, f.report_id, f.table_id, t.file, f.row_number, f.column_number, f.document_line,
        f.value_printed, f.value,
        greatest(coalesce(f.decimals, 0), coalesce(u.decimals, 0)) AS decimals, f.decimals,
        f.compared_with_period_id IS NULL AND coalesce(f.value, 0) >= 0 AND NOT coalesce(u.has_negative, false),
        f.unit = 'count', f.scale, f.rounding, n.texts
    FROM core.figure AS f
    INNER JOIN core.report_table AS t ON f.report_id = t.report_id AND f.table_id = t.table_id
    LEFT JOIN {usual} AS u
        ON f.report_id = u.report_id AND f.metric_id = u.metric_id AND f.scale = u.scale
    LEFT JOIN {noted} AS n ON f.report_id = n.report_id AND f.table_id = n.table_id
    {where}
    ORDER BY f.report_id, f.table_id, f.row_number, f.column_number, f.figure_id
"""

# The cells of `wanted`, those beside them in the table, and every print of the same meaning whatever its period.
AROUND = """
    WHERE f.figure_id IN (
        SELECT w.figure_id FROM wanted AS w
        UNION
        SELECT g.figure_id
        FROM wanted AS w
        INNER JOIN core.figure AS o ON w.figure_id = o.figure_id
        INNER JOIN core.figure AS g
            ON o.report_id = g.report_id AND o.table_id = g.table_id
            AND g.row_number BETWEEN o.row_number - 1 AND o.row_number + 1
            AND g.column_number BETWEEN o.column_number - 1 AND o.column_number + 1
        UNION
        SELECT g.figure_id
        FROM wanted AS w
        INNER JOIN core.figure AS o ON w.figure_id = o.figure_id
        INNER JOIN core.figure AS g
            ON o.organisation_id = g.organisation_id AND o.metric_id = g.metric_id AND o.area_id = g.area_id
            AND o.breakdown_id IS NOT DISTINCT FROM g.breakdown_id AND o.category_id IS NOT DISTINCT FROM g.category_id
    )
"""


class Database(Protocol):
    """What answers queries: a connection of DuckDB, or what stands before one."""

    def execute(self, query: str, /) -> duckdb.DuckDBPyConnection:
        """The answer to a query."""


def has_work(connection: Database, only: str = "") -> bool:
    """Whether any open finding has cells: without one there is nothing to read. `only`: a condition on the finding."""
    found = connection.execute(f"{OPEN_FINDINGS} {only}").fetchone()
    return bool(found and found[0])


def read_system(connection: Database) -> System:
    """Every identity that was judged and every cell of the build."""
    return System(
        list(_identities(connection, IDENTITIES, f"{TERMS.replace('{terms}', 'quality.identity_term')} ORDER BY ALL")),
        _cells(connection, "", *(f"({query.replace('{figures}', 'core.figure')})" for query in (USUAL, NOTED))),
    )


class Build:
    """A build whose identities are read where they are asked for: it may have a million, and few of them fail.

    Only those of the organisations in the temporary table `localised` are asked for.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute(NEAR.read_text(encoding="utf-8").replace("{terms}", NEAR_TERMS))
        figures = "(SELECT f.* FROM core.figure AS f SEMI JOIN localised USING (organisation_id))"
        for name, query in (("usual", USUAL), ("noted", NOTED)):
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query.replace('{figures}', figures)}")

    def failing(self) -> System:
        """The identities that may fail, with the cells in them."""
        identities = list(self._near("SELECT f.identity_id FROM failing AS f"))
        return System(identities, self.cells({name for one in identities for name in one.figure_ids}))

    def system(self, cells: Collection[str]) -> System:
        """The identities that some cells stand in, and the cells themselves.

        The cells stand in failing identities, or in a row with one that does.
        """
        self._want(cells)
        touching = "SELECT t.identity_id FROM near_term AS t WHERE t.figure_id IN (SELECT w.figure_id FROM wanted AS w)"
        identities = list(self._near(touching))
        return System(identities, self.cells(cells))

    def around(self, cells: Collection[str]) -> dict[str, Cell]:
        """Some cells and those around them, with which they are compared."""
        self._want(cells)
        return _cells(self._connection, AROUND)

    def cells(self, cells: Collection[str]) -> dict[str, Cell]:
        """Cells by their id."""
        self._want(cells)
        return _cells(self._connection, "WHERE f.figure_id IN (SELECT w.figure_id FROM wanted AS w)")

    def rows_of(self, cells: Collection[str]) -> set[str]:
        """The cells of the rows that some cells stand in."""
        self._want(cells)
        found = self._connection.execute(
            "SELECT f.figure_id FROM core.figure AS f SEMI JOIN (SELECT DISTINCT o.report_id, o.table_id, o.row_number "
            "FROM core.figure AS o SEMI JOIN wanted USING (figure_id)) AS near USING (report_id, table_id, row_number)"
        )
        return {figure_id for (figure_id,) in found.fetchall()}

    def candidates(self, shared: Sequence[Collection[str]]) -> list[list[str]]:
        """Of the cells that each block shares those that may repair it alone, in the order of their ids."""
        self._connection.execute("CREATE OR REPLACE TEMP TABLE shared (block INTEGER, figure_id VARCHAR)")
        pairs = [(block, figure_id) for block, cells in enumerate(shared) for figure_id in cells]
        insert_rows(self._connection, "shared", pairs)
        found: list[list[str]] = [[] for _ in shared]
        for block, figure_id in self._connection.execute(CANDIDATES.read_text(encoding="utf-8")).fetchall():
            found[block].append(figure_id)
        return found

    def _near(self, identity_ids: str) -> Iterator[Identity]:
        """The identities near a finding that a query names."""
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE named AS SELECT DISTINCT identity_id FROM ({identity_ids})"
        )
        return _identities(
            self._connection,
            "SELECT a.identity_id, a.relation, a.expected_difference, a.severity FROM asked AS a "
            "SEMI JOIN named USING (identity_id) ORDER BY a.identity_id",
            "SELECT t.* FROM near_term AS t SEMI JOIN named USING (identity_id) ORDER BY ALL",
        )

    def _want(self, cells: Iterable[str]) -> None:
        self._connection.execute("CREATE OR REPLACE TEMP TABLE wanted (figure_id VARCHAR)")
        insert_rows(self._connection, "wanted", [(name,) for name in sorted(cells)])


def _identities(connection: Database, identities: str, terms: str) -> Iterator[Identity]:
    wanted = {row[0]: row[1:] for row in connection.execute(identities).fetchall()}
    sides: dict[str, dict[str, tuple[str, list[Term]]]] = defaultdict(dict)
    between: dict[str, list[Between]] = defaultdict(list)
    for row in connection.execute(terms).fetchall():
        identity_id, side, combine, figure_id, coefficient, is_between, value, low, high, rounding = row
        if identity_id in wanted:
            _, made = sides[identity_id].setdefault(side, (combine, []))
            if is_between:
                ends = (-math.inf if low is None else low, math.inf if high is None else high)
                between[identity_id].append(Between(side, coefficient, *ends, rounding))
            else:
                made.append(Term(figure_id, coefficient, value, rounding))
    for identity_id, about in wanted.items():
        identity = with_bounds(_identity(identity_id, sides[identity_id], *about), between.get(identity_id, ()))
        if identity is not None:
            yield identity


def _identity(
    identity_id: str, sides: dict[str, tuple[str, list[Term]]], relation: str, waived: Any, severity: str
) -> Identity:
    made = {side: Side(combine, tuple(terms)) for side, (combine, terms) in sides.items()}
    left, right, base = made["left"], made["right"], made.get("base")
    is_critical = severity == "critical"
    if waived is not None:
        expected = scaled(waived) or 0
        return Identity(identity_id, left, right, expected, expected, True, base, is_critical)
    return Identity(identity_id, left, right, 0 if relation == "=" else -math.inf, 0, False, base, is_critical)


def _cells(connection: Database, where: str, usual: str = "usual", noted: str = "noted") -> dict[str, Cell]:
    query = CELLS.format(where=where, usual=usual, noted=noted)
    return {row[0]: _cell(row) for row in connection.execute(query).fetchall()}


def _cell(row: tuple[Any, ...]) -> Cell:
    *address, text, value, decimals, printed_decimals, is_positive, is_count, scale, rounding, texts = row
    factor = Fraction(scale)
    printed_step = int(SCALE * factor / 10 ** (printed_decimals or 0))
    moved = 2 * (scaled(rounding) or 0)
    printed = None if value is None else Decimal(value) / Decimal(scale)
    return Cell(  # type: ignore[call-arg, misc]
        *address,
        text,
        scaled(value),
        decimals,
        printed_decimals,
        0 if is_positive else -math.inf,
        is_in_full=is_count and scale <= 1 and not decimals and not moved,
        scale=factor,
        rounded_to=moved if moved > printed_step else 0,
        notation=notation_of(text, printed, [(one, Decimal(number)) for one, number in texts or ()]),
    )
