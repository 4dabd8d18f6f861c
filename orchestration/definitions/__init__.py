"""The Dagster code location: the only package that imports Dagster.

Here belong assets, checks, jobs and what wires them together; what they do is plain functions in `orchestration`
and SQL in `dbt_project`. Loading this package parses the dbt project where it has changed.
"""

import dagster as dg

from orchestration.definitions.automation import ending_sensors, schedule, sensor
from orchestration.definitions.frame import RunFrame
from orchestration.definitions.ingest import raw_tables, report_specs
from orchestration.definitions.models import dbt_models, dbt_resource
from orchestration.definitions.pages import pages
from orchestration.definitions.release import published_release
from orchestration.definitions.rules import rule_checks
from orchestration.definitions.suspects import suspects

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

defs = dg.Definitions(
    assets=[*report_specs(), raw_tables, dbt_models, suspects, published_release, pages],
    asset_checks=[rule_checks],
    jobs=[refresh_job, check_job],
    schedules=[schedule(refresh_job)],
    sensors=[sensor(refresh_job), *ending_sensors()],
    resources={"dbt": dbt_resource(), "frame": RunFrame()},
    # One process imports the libraries once; a process per step takes three times as long.
    executor=dg.in_process_executor,
)
