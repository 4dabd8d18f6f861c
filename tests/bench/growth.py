"""How the work of a query grows, in the rows that its operators handle: the clock of a busy machine says little.

An operator that looks at every pair of its rows handles all of these, however few it hands on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

Work = Counter[str]
"""The rows that a query handled, by operator and what that is about."""

PAIRING = {"NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN", "CROSS_PRODUCT"}
ABOUT = ("Table", "Join Type", "Conditions", "Expression", "Groups", "Aggregates", "Projections")
"""What DuckDB says of an operator that tells it from others of its kind."""

STEEPEST = 2.4
"""With twice as many reports, so many times the rows are too many for a query."""

STEEPEST_OPERATOR = 3.0
"""The same of an operator that pairs rows: of others, another order of joins moves rows from one to the next."""

ENOUGH = 5000
"""With fewer rows than this, nothing can be said of how an operator grows."""


def watch(connection: duckdb.DuckDBPyConnection) -> None:
    """Let DuckDB count what operators do, in one thread: how rows are shared out among several changes plans."""
    connection.execute("SET threads = 1")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET enable_profiling = 'no_output'")


def work_of(connection: duckdb.DuckDBPyConnection, query: str) -> Work:
    """Run a query on a connection that is watched; returns its work."""
    connection.execute(query)
    work: Work = Counter()
    for operator in _operators(json.loads(connection.get_profiling_information(format="json"))):
        work[_described(operator)] += _rows_handled(operator)
    return work


def _operators(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for child in plan["children"]:
        yield child
        yield from _operators(child)


def _rows_handled(operator: Mapping[str, Any]) -> int:
    rows = max(operator["operator_cardinality"], operator["operator_rows_scanned"])
    children = [child["operator_cardinality"] for child in operator["children"]]
    if operator["operator_name"].strip() in PAIRING and len(children) == 2:
        return int(max(rows, children[0] * children[1]))
    return int(rows)


def _described(operator: Mapping[str, Any]) -> str:
    about = operator["extra_info"]
    words = [str(about[key]) for key in ABOUT if about.get(key)]
    return " ".join([operator["operator_name"].strip(), *words])


def too_steep(half: Mapping[str, Work], whole: Mapping[str, Work]) -> list[str]:
    """What grows faster than its rows from half of the reports to all of them, in words, by the name of the query.

    Where a plan has changed in between, only the query as a whole can be compared.
    """
    told = []
    for name, work in whole.items():
        before = half[name]
        steep = [
            (rows, before[operator], operator)
            for operator, rows in work.items()
            if operator in before
            and operator.startswith(tuple(PAIRING))
            and _is_steep(before[operator], rows, STEEPEST_OPERATOR)
        ]
        if _is_steep(before.total(), work.total(), STEEPEST):
            rows, operator = max((rows, operator) for operator, rows in work.items())
            steep.append((work.total(), before.total(), f"all operators; the most rows: {operator} ({rows:,})"))
        told += [
            f"{name}: {before_rows:,} rows with half of the reports, {rows:,} with all: {operator}"
            for rows, before_rows, operator in sorted(steep, reverse=True)
        ]
    return told


def _is_steep(half: int, whole: int, steepest: float) -> bool:
    return whole > ENOUGH and whole > steepest * half
