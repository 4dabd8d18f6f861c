"""The published release as an asset: made only where every critical rule passed."""

import base64

import dagster as dg

from orchestration import attempt, home
from orchestration.definitions.models import dbt_models
from orchestration.definitions.owners import OWNERS
from orchestration.definitions.retries import RETRIES, permanent_is_final
from orchestration.definitions.rules import RESULTS
from orchestration.definitions.suspects import SUSPECT, SUSPECT_BLOCK
from orchestration.plain_data import as_plain
from orchestration.release.plot import findings_per_release
from orchestration.run.steps import publish_build


@dg.asset(
    key=["release", "warehouse"],
    group_name="release",
    deps=[*dbt_models.keys, RESULTS, SUSPECT, SUSPECT_BLOCK],
    kinds={"duckdb"},
    owners=OWNERS,
    retry_policy=RETRIES,
    description="warehouse.duckdb: the release that people and BI tools read.",
)
def published_release(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Publish the build and swap the link to it."""
    place = home.current_home()
    with permanent_is_final(), attempt.recording(place.attempts, context.run_id) as record:
        release_id = publish_build(place, home.current_sources(), record)
        attempt.finish(place.attempts, record, "released")
    return dg.MaterializeResult(
        metadata={
            "release_id": release_id,
            "path": dg.MetadataValue.path(place.link),
            "changes": dg.MetadataValue.json(as_plain(record.summary.changes)),
            "findings_per_release": dg.MetadataValue.md(_picture(findings_per_release(place))),
        }
    )


def _picture(svg: str) -> str:
    """An SVG as the page of Dagster shows it."""
    return f"![findings per release](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"
