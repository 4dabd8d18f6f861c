"""The columns of tables that Dagster fills itself, as its pages show them; those of models come from dbt's manifest."""

from pathlib import Path

import dagster as dg

from orchestration.build.tables import table_columns


def column_schemas(build: Path, schema: str) -> dict[str, dg.TableSchema]:
    """By table of a schema of the build: its columns with type and description."""
    return {
        table: dg.TableSchema(
            [dg.TableColumn(name, kind, description) for name, (kind, description) in columns.items()]
        )
        for table, columns in table_columns(build, schema).items()
    }
