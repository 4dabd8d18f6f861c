"""The dbt models as assets: staging, core, marts and quality. Their SQL and their data tests are dbt's."""

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets

from orchestration import attempt, home
from orchestration.build.manifest import dbt_environment, dbt_executable, ensure_manifest, table_of
from orchestration.build.rejected import refuse_rejected_cells
from orchestration.build.tables import row_counts
from orchestration.database import MART_SCHEMAS
from orchestration.definitions.owners import OWNERS
from orchestration.definitions.retries import RETRIES, permanent_is_final
from orchestration.home import DBT_PROJECT

log = logging.getLogger("warehouse")


class RoomTranslator(DagsterDbtTranslator):
    """Names assets after the tables that people see (`flow/team_month`) and groups them by room."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The schema and table of a model; a source of `raw` has the key that the ingest gave it."""
        return dg.AssetKey(table_of(dbt_resource_props))

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The room: the four mart schemas share one."""
        schema = str(dbt_resource_props["schema"])
        return "marts" if schema in MART_SCHEMAS else schema

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str] | None:
        """The same for all."""
        return OWNERS


def dbt_resource() -> DbtCliResource:
    """dbt as a subprocess, building in the private file of the current home."""
    return DbtCliResource(project_dir=str(DBT_PROJECT), profiles_dir=str(DBT_PROJECT), dbt_executable=dbt_executable())


MANIFEST = ensure_manifest(home.current_home())


@dbt_assets(
    manifest=MANIFEST,
    exclude="resource_type:unit_test",
    name="dbt_build",
    dagster_dbt_translator=RoomTranslator(),
    retry_policy=RETRIES,
)
def dbt_models(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    """Build every model and run its data tests; stop where the sources hold what nobody declared."""
    place = home.current_home()
    os.environ.update(dbt_environment(place))
    with permanent_is_final(), attempt.recording(place.attempts, context.run_id) as record:
        log.info("Building and testing the models")
        # Nobody reads its log and its artefacts: what happened is in Dagster's history.
        arguments = ["build", "--log-level-file", "none", "--no-write-json"]
        invocation = dbt.cli(arguments, context=context, target_path=place.dbt_target, raise_on_error=False)
        # A model's rows can be counted when dbt has let go of the file; until then what it built is held back.
        built = []
        for event in invocation.stream():
            if isinstance(event, dg.Output):
                built.append(event)
            else:
                yield event
        yield from _described(context, built, row_counts(place.build_database))
        refuse_rejected_cells(place.build_database, home.current_sources())
        if not invocation.is_successful():
            raise invocation.get_error() or RuntimeError("dbt failed without saying why")
        record.summary.models = "built"


def _described(
    context: dg.AssetExecutionContext, built: list[dg.Output[Any]], rows: dict[str, int]
) -> Iterator[dg.Output[Any]]:
    for output in built:
        table = "/".join(context.asset_key_for_output(output.output_name).path)
        counted = {"dagster/row_count": rows[table]} if table in rows else {}
        yield dg.Output(output.value, output.output_name, metadata={**output.metadata, **counted})
