"""What the warehouse says of the real reports, as sorted text: figures, reasons, identities, findings, marts.

`make export` writes it anew from the release that is served; a row that changes is a change that
readers notice, and goes with a line in docs/changes.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from orchestration.database import MART_SCHEMAS
from orchestration.home import current_home

FOLDER = Path(__file__).parent
QUERIES = {
    "core.figure": "SELECT figure_id, figure_key, value, value_low, value_high, value_status, qualifier, unit, "
    "decimals, value_printed, is_served FROM core.figure",
    "core.figure_reason": "SELECT figure_id, reason_id, report_id, document_line, reason_nl, reason "
    "FROM core.figure_reason",
    "quality.identity": "SELECT identity_id, relation, left_value, right_value, difference, tolerance, verdict, why "
    "FROM quality.judged_identity",
    "quality.finding": "SELECT identity_id, status, difference, sentence_nl, sentence_en FROM quality.finding",
}


def export(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write a file of comma-separated text per table into the folder: its rows in order, one to a line."""
    marts = connection.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE list_contains($1, schema_name)",
        [list(MART_SCHEMAS)],
    ).fetchall()
    for name, query in (QUERIES | {mart: f"SELECT * FROM {mart}" for (mart,) in marts}).items():
        connection.execute(f"COPY ({query} ORDER BY ALL) TO '{folder / name}.csv' (HEADER)")


if __name__ == "__main__":
    with duckdb.connect(str(current_home().link), read_only=True) as served:
        for old in FOLDER.glob("*.csv"):
            old.unlink()
        export(served, FOLDER)
    sys.stdout.write(f"{len(list(FOLDER.glob('*.csv')))} files in {FOLDER.name}/\n")
