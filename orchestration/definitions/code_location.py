"""Wires assets, checks, jobs, schedule and sensors together for one home and one folder of reports."""

from pathlib import Path

import dagster as dg

from orchestration.build.manifest import ensure_manifest
from orchestration.definitions.automation import comparison, ending_sensors, schedule, sensor
from orchestration.definitions.frame import RunFrame
from orchestration.definitions.ingest import raw_tables, report_specs
from orchestration.definitions.models import dbt_models, dbt_resource
from orchestration.definitions.pages import pages
from orchestration.definitions.release import published_release
from orchestration.definitions.rules import rule_checks
from orchestration.definitions.suspects import suspects
from orchestration.home import Home

RELEASE = dg.AssetSelection.groups("release")

refresh_job = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    description="Read the reports, build and check the warehouse, and publish it if no critical rule fails.",
    # A run whose process was killed is begun once more.
    tags={"dagster/max_retries": "1", "dagster/retry_strategy": "ALL_STEPS"},
)

check_job = dg.define_asset_job(
    "check",
    selection=dg.AssetSelection.all() - RELEASE,
    description="Read the reports, build and check the warehouse, and publish nothing.",
)


def build_defs(home: Home, sources: Path) -> dg.Definitions:
    """The code location of a home.

    Raises BadInputError where the rules cannot be read, and RuntimeError where dbt cannot parse its project.
    """
    reports = report_specs(sources)
    models = dbt_models(home, sources, ensure_manifest(home))
    return dg.Definitions(
        assets=[
            *reports,
            raw_tables(home, sources, [report.key for report in reports]),
            models,
            suspects(home),
            published_release(home, sources, models.keys),
            pages(home),
        ],
        asset_checks=[rule_checks(home)],
        jobs=[refresh_job, check_job],
        schedules=[schedule(refresh_job, home, sources), comparison(check_job, home, sources)],
        sensors=[sensor(refresh_job, home, sources), *ending_sensors(home)],
        resources={"dbt": dbt_resource(), "frame": RunFrame(home=str(home.path))},
        # One process imports the libraries once; a process per step takes three times as long.
        executor=dg.in_process_executor,
    )
