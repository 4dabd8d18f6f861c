"""Slips that change more than values, made in a copy of a warehouse and looked at through its quality models.

`warehouse` has the SQL of these models.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

import duckdb

from expectations.localise.read import read_system
from expectations.localise.system import System, as_decimal
from tests.built import BuiltWarehouse
from tests.drill.trials import Reprint, Tally

ROW_MISSING = "row missing"

FAILING = """
    SELECT i.identity_id, i.difference FROM quality.identity AS i
    INNER JOIN raw.rule AS r ON i.rule_id = r.rule_id
    WHERE i.verdict = 'fails' AND r.severity <> 'info'
"""


def without_decimals(connection: duckdb.DuckDBPyConnection, warehouse: BuiltWarehouse) -> Reprint:
    """Prints values as whole numbers: the tolerance of what they stand in changes with their decimals."""

    def reprint(system: System, values: Mapping[str, int]) -> System:
        connection.execute("BEGIN")
        try:
            for figure_id, value in values.items():
                connection.execute(
                    "UPDATE core.figure SET value = ?, decimals = 0, rounding = 0.5 WHERE figure_id = ?",
                    [as_decimal(value), figure_id],
                )
            warehouse.refill_terms(connection)
            return read_system(connection)
        finally:
            connection.execute("ROLLBACK")

    return reprint


def missing_rows(connection: duckdb.DuckDBPyConnection, warehouse: BuiltWarehouse, trials: int, seed: int) -> Tally:
    """Leave out one row of a table at a time; it is detected where an identity fails that did not."""
    chance = random.Random(f"{seed} {ROW_MISSING}")
    rows = connection.execute(
        "SELECT DISTINCT report_id, table_id, row_number FROM core.figure WHERE value IS NOT NULL "
        "AND table_id <> 'key_figures' ORDER BY ALL"
    ).fetchall()
    before = set(connection.execute(FAILING).fetchall())
    tally = Tally(ROW_MISSING, is_localised=False)
    for row in chance.sample(rows, min(trials, len(rows))):
        connection.execute("BEGIN")
        connection.execute("DELETE FROM core.figure WHERE report_id = ? AND table_id = ? AND row_number = ?", row)
        warehouse.refill_terms(connection)
        after = set(connection.execute(FAILING).fetchall())
        connection.execute("ROLLBACK")
        tally.tried += 1
        tally.detected += after != before
        if after == before:
            tally.missed.append({"row": "{}/{} row {}".format(*row)})
    return tally
