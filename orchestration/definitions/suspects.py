"""The suspects as an asset: cells that may have caused the open findings, made after dbt, before the rules judge."""

import dagster as dg

from orchestration.definitions.columns import column_schemas
from orchestration.definitions.step import OWNERS, RETRIES, step
from orchestration.home import Home
from orchestration.run.steps import localise_build

SUSPECT = dg.AssetKey(["quality", "suspect"])
SUSPECT_BLOCK = dg.AssetKey(["quality", "suspect_block"])


def suspects(home: Home) -> dg.AssetsDefinition:
    """The tables that the localiser fills."""

    @dg.multi_asset(
        name="localise",
        specs=[
            dg.AssetSpec(
                key,
                group_name="quality",
                deps=[dg.AssetKey(["quality", table]) for table in ("finding", "finding_cell", "judged_identity")],
                description=description,
                kinds={"python", "duckdb"},
                owners=OWNERS,
            )
            for key, description in (
                (SUSPECT, "The cells that may have caused the open findings, with what they should have read."),
                (SUSPECT_BLOCK, "Open findings that share cells, and whether a repair of all of them was found."),
            )
        ],
        retry_policy=RETRIES,
    )
    def localise(context: dg.AssetExecutionContext) -> tuple[dg.MaterializeResult[None], ...]:
        """Look for the cells that repair all findings of a block and break no other identity."""
        with step(home, context.run_id) as record:
            cells, blocks = localise_build(home, record.summary.scope)
        schemas = column_schemas(home.build_database, "quality")
        return tuple(
            dg.MaterializeResult(
                key, metadata={"dagster/row_count": rows, "dagster/column_schema": schemas[key.path[-1]]}
            )
            for key, rows in ((SUSPECT, cells), (SUSPECT_BLOCK, blocks))
        )

    return localise
