"""Checks the file of key figures as printed: what each row needs before anything is made of it."""

from __future__ import annotations

import duckdb

from orchestration.ingest.axis import KEY_FIGURE_COLUMNS
from orchestration.ingest.table_file import MAX_PROBLEMS, TableNotes
from orchestration.report_folders import SLUG
from orchestration.yaml_file import clip


def check_key_figures(connection: duckdb.DuckDBPyConnection, notes: TableNotes) -> None:
    """Note keys that are missing, no slug or used twice, lines that are no line number, and numbers left out unsaid."""
    key, line, number, low, note = (
        KEY_FIGURE_COLUMNS.index(name) + 1 for name in ("key", "line", "number", "low", "note")
    )
    found = connection.execute(
        f"""
        WITH
            wrong AS (
                SELECT
                    *,
                    CASE
                        WHEN column_number = $3 THEN
                            CASE WHEN text IS NULL AND count(text) FILTER (WHERE column_number IN ($4, $5))
                                OVER (PARTITION BY row_number) = 0 THEN 'unsaid' END
                        WHEN column_number IN ($4, $5) THEN NULL
                        WHEN column_number = $2 THEN
                            CASE WHEN NOT regexp_full_match(text, '[0-9]{{1,9}}') THEN 'line' END
                        WHEN text IS NULL THEN 'empty'
                        WHEN NOT regexp_full_match(text, '{SLUG}') THEN 'slug'
                        WHEN row_number > min(row_number) OVER (PARTITION BY column_number, text) THEN 'twice'
                    END AS what,
                    min(row_number) OVER (PARTITION BY column_number, text) AS first_row
                FROM printed
                WHERE row_number > 1 AND column_number IN ($1, $2, $3, $4, $5)
            )
        SELECT row_number, column_number, text, what, first_row
        FROM wrong
        WHERE what IS NOT NULL
        ORDER BY row_number, column_number
        LIMIT {MAX_PROBLEMS + 1}
        """,
        [key, line, number, low, note],
    ).fetchall()
    for row, column, text, what, first_row in found:
        if row in notes.empty_lines:
            continue
        said = clip(text)
        message, step = {
            "line": (f"{said} is not a line number", "Write the number of the document's line alone"),
            "unsaid": ("there is no number, and no note says why", "Fill it in, or say in `note` why it is not there"),
            "empty": ("the key is empty", "Give every key figure a key of its own"),
            "slug": (f"{said} cannot be a key", "Use lower-case letters and digits, joined by - or _"),
            "twice": (f"the key {said} stands in row {first_row} too", "Give each figure its own key"),
        }[what]
        notes.add(row, column, message, step, text)
