"""Stops a build whose cells cannot all be read."""

from __future__ import annotations

from pathlib import Path

from orchestration.database import connect
from orchestration.ingest.report_lines import on_their_lines
from orchestration.problems import BadInputError, Problem


def refuse_rejected_cells(build: Path, sources: Path) -> None:
    """Raise BadInputError with everything that stands in `staging.rejected_cell`; nothing where it is empty.

    Of what a report.yml says, the line is looked up in `sources`: SQL knows what it says and not where.
    """
    with connect(build, read_only=True) as connection:
        built = connection.execute(
            "SELECT count(*) FROM information_schema.tables "
            "WHERE table_schema = 'staging' AND table_name = 'rejected_cell'"
        ).fetchone()
        if not built or not built[0]:
            return
        rejected = connection.execute(
            "SELECT file, row_number, column_number, message, next_step, coalesce(report_id, ''), "
            "coalesce(table_id, ''), text FROM staging.rejected_cell"
        ).fetchall()
    if rejected:
        problems = on_their_lines([Problem(*row) for row in rejected], sources)
        raise BadInputError([problem.naming_look_alikes() for problem in problems])
