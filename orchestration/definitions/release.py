"""The published release as an asset: made only where every critical rule passed."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import dagster as dg

from orchestration import attempt
from orchestration.build.found import KEPT_ORGANISATIONS
from orchestration.definitions.rules import RESULTS
from orchestration.definitions.step import OWNERS, RETRIES, step
from orchestration.definitions.suspects import SUSPECT, SUSPECT_BLOCK
from orchestration.home import Home
from orchestration.plain_data import as_plain
from orchestration.record import Waiting
from orchestration.run.steps import publish_build

WAREHOUSE = dg.AssetKey(["release", "warehouse"])
EVERYBODY = "everybody_is_published"
"""The check that warns where a release was published without somebody's newest reports."""


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
        check_specs=[
            dg.AssetCheckSpec(
                EVERYBODY,
                asset=WAREHOUSE,
                description="Every organisation is published as its reports are; who errs keeps its last good rows.",
            )
        ],
    )
    def publish(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        """Publish the build and swap the link to it."""
        with step(home, context.run_id) as record:
            release_id = publish_build(home, sources, record)
            attempt.finish(home.attempts, record, "released")
        still_open, waived = record.summary.findings_in_all
        yield dg.MaterializeResult(
            metadata={
                "release_id": release_id,
                "path": dg.MetadataValue.path(home.link),
                "changes": dg.MetadataValue.json(as_plain(record.summary.changes)),
                # Numbers, which Dagster plots over the releases.
                "open_findings": still_open,
                "waived_findings": waived,
            },
            check_results=[_everybody(record.summary.waiting or [])],
        )

    return publish


def _everybody(waiting: list[Waiting]) -> dg.AssetCheckResult:
    """A warning that names who waits, why, since when, and with which reports; passed where nobody does."""
    shown = waiting[:KEPT_ORGANISATIONS]
    return dg.AssetCheckResult(
        check_name=EVERYBODY,
        passed=not waiting,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "waiting_organisations": len(waiting),
            "waiting": [one.name for one in shown],
            "why": dg.MetadataValue.json([as_plain(one) for one in shown]),
        },
    )
