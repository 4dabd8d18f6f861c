"""What a build cannot read of the reports."""

from __future__ import annotations

from pathlib import Path

from orchestration.database import connect
from orchestration.ingest.report_lines import on_their_lines
from orchestration.problems import Problem


def rejected(build: Path, sources: Path) -> list[Problem]:
    """Everything that stands in `staging.rejected_cell` of a build; nothing where dbt did not come so far.

    Of what a report.yml says, the line is looked up in `sources`: SQL knows what it says and not where.
    """
    with connect(build, read_only=True) as connection:
        built = connection.execute(
            "SELECT count(*) FROM information_schema.tables "
            "WHERE table_schema = 'staging' AND table_name = 'rejected_cell'"
        ).fetchone()
        if not built or not built[0]:
            return []
        found = connection.execute(
            "SELECT file, row_number, column_number, message, next_step, coalesce(report_id, ''), "
            "coalesce(table_id, ''), text FROM staging.rejected_cell"
        ).fetchall()
    problems = on_their_lines([Problem(*row) for row in found], sources)
    return [problem.naming_look_alikes() for problem in problems]
