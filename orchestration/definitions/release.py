"""The published release as an asset: made only where every critical rule passed."""

import base64
from collections.abc import Iterable
from pathlib import Path

import dagster as dg

from orchestration import attempt
from orchestration.definitions.rules import RESULTS
from orchestration.definitions.step import OWNERS, RETRIES, step
from orchestration.definitions.suspects import SUSPECT, SUSPECT_BLOCK
from orchestration.home import Home
from orchestration.plain_data import as_plain
from orchestration.release.plot import findings_per_release
from orchestration.run.steps import publish_build

WAREHOUSE = dg.AssetKey(["release", "warehouse"])


def published_release(home: Home, sources: Path, models: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """The release that is served, made of the `models`."""

    @dg.asset(
        key=WAREHOUSE,
        group_name="release",
        deps=[*models, RESULTS, SUSPECT, SUSPECT_BLOCK],
        kinds={"duckdb"},
        owners=OWNERS,
        retry_policy=RETRIES,
        description="warehouse.duckdb: the release that people and BI tools read.",
    )
    def publish(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        """Publish the build and swap the link to it."""
        with step(home, context.run_id) as record:
            release_id = publish_build(home, sources, record)
            attempt.finish(home.attempts, record, "released")
        return dg.MaterializeResult(
            metadata={
                "release_id": release_id,
                "path": dg.MetadataValue.path(home.link),
                "changes": dg.MetadataValue.json(as_plain(record.summary.changes)),
                "findings_per_release": dg.MetadataValue.md(_picture(findings_per_release(home))),
            }
        )

    return publish


def _picture(svg: str) -> str:
    """An SVG as the page of Dagster shows it."""
    return f"![findings per release](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"
