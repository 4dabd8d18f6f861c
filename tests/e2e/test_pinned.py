"""Which wrong digits no refresh lets through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Query = Callable[[str], list[tuple[Any, ...]]]

PINNED_METRICS = "('cases_started', 'cases_running', 'cases_closed', 'unique_clients')"


def test_every_cell_of_the_case_tables_is_pinned(reader: Query) -> None:
    """An exact equation without tolerance fails, or differs from its waiver, once a figure in it changes."""
    loose = reader(
        f"""
        WITH pinned AS (
            SELECT t.figure_id
            FROM quality.identity_term AS t
            INNER JOIN quality.judged_identity AS i ON t.identity_id = i.identity_id
            INNER JOIN quality.rule_result AS r ON i.rule_id = r.rule_id
            WHERE i.relation = '=' AND i.tolerance = 0 AND i.verdict IN ('holds', 'fails') AND r.severity = 'critical'
            GROUP BY t.figure_id, t.identity_id
            HAVING sum(CASE t.side WHEN 'left' THEN t.coefficient ELSE -t.coefficient END) <> 0
        )
        SELECT figure_id FROM core.figure
        WHERE metric_id IN {PINNED_METRICS} AND report_id = 'bto-sociaal-2021' AND table_id <> 'key_figures'
            AND value IS NOT NULL AND figure_id NOT IN (SELECT figure_id FROM pinned WHERE figure_id IS NOT NULL)
        """
    )
    assert loose == []
