"""The dbt models as assets: the tables of staging, core, marts and quality. Their SQL and their data tests are dbt's.

Views are built with them and are no assets: they hold no rows of their own.
"""

import collections
import contextlib
import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliInvocation, DbtCliResource, dbt_assets

from orchestration.build import judge
from orchestration.build.engine import FAILED, why_failed
from orchestration.build.manifest import dbt_environment, dbt_executable, table_of
from orchestration.build.tables import row_counts
from orchestration.database import MART_SCHEMAS
from orchestration.definitions.step import OWNERS, RETRIES, step
from orchestration.home import DBT_PROJECT, Home
from orchestration.run.settle import base_copied, settle_build

log = logging.getLogger("warehouse")

# Nobody reads its log and its artefacts: what happened is in Dagster's history.
BUILD = ["build", "--exclude-resource-type", "unit_test", "--log-level-file", "none", "--no-write-json"]


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


TRANSLATOR = RoomTranslator()


class DbtAlone(DbtCliResource):
    """dbt as a subprocess, and none of it in this process."""

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:
        """No adapter: nothing here asks dbt's adapter for columns or rows, and to begin one takes seconds."""


def dbt_resource() -> DbtCliResource:
    """dbt as a subprocess, building in the private file of its home."""
    return DbtAlone(project_dir=str(DBT_PROJECT), profiles_dir=str(DBT_PROJECT), dbt_executable=dbt_executable())


def dbt_models(home: Home, sources: Path, manifest_file: Path) -> dg.AssetsDefinition:
    """Every table that dbt makes, built in one call of dbt together with its views and seeds."""
    manifest = json.loads(manifest_file.read_bytes())

    @dbt_assets(
        manifest=manifest,
        select="config.materialized:table",
        name="dbt_build",
        dagster_dbt_translator=TRANSLATOR,
        retry_policy=RETRIES,
    )
    def dbt_build(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
        """Build every model and run its data tests; stop where the sources hold what nobody declared."""
        os.environ.update(dbt_environment(home))
        with step(home, context.run_id) as record:
            log.info("Building and testing the models")
            # The other core is idle while dbt builds.
            judge.import_beside()
            again = True
            while again:
                with base_copied(home, record) as copied:
                    invocation = dbt.cli(
                        BUILD,
                        manifest=manifest,
                        dagster_dbt_translator=TRANSLATOR,
                        target_path=home.dbt_target,
                        raise_on_error=False,
                    )
                    # Held back until dbt has let go of the file, so that rows can be counted, and it is known whether
                    # it has to build once more.
                    events = list(_asset_events(context, invocation, manifest))
                    if invocation.process.returncode == FAILED:
                        raise why_failed(home)
                    again = settle_build(home, sources, record, bool(invocation.is_successful()), copied)
            yield from _counted(context, events, row_counts(home.build_database))
            if not invocation.is_successful():
                raise invocation.get_error() or RuntimeError("dbt failed without saying why")
            record.summary.models = "built"

    parents = _parents_by_table(manifest)
    return dbt_build.map_asset_specs(lambda spec: spec.replace_attributes(deps=parents[spec.key]))


def _asset_events(
    context: dg.AssetExecutionContext, invocation: DbtCliInvocation, manifest: Mapping[str, Any]
) -> Iterator[Any]:
    """What Dagster is told of the tables and their tests; a test of a view, or between tables, is dbt's alone."""
    messages = invocation.stream_raw_events()
    try:
        for message in messages:
            for event in message.to_default_asset_events(manifest, TRANSLATOR, context, invocation.target_path):
                is_view = isinstance(event, dg.Output) and event.output_name not in context.selected_output_names
                if not is_view and not isinstance(event, dg.AssetObservation):
                    yield event
    except Exception:
        # dagster-dbt's stream cannot be closed before its end.
        invocation.process.terminate()
        with contextlib.suppress(Exception):
            collections.deque(messages, maxlen=0)
        raise


def _counted(context: dg.AssetExecutionContext, events: list[Any], rows: dict[str, int]) -> Iterator[Any]:
    """What dbt told, each table with its rows."""
    for output in events:
        if not isinstance(output, dg.Output):
            yield output
            continue
        table = "/".join(context.asset_key_for_output(output.output_name).path)
        counted = {"dagster/row_count": rows[table]} if table in rows else {}
        yield dg.Output(output.value, output.output_name, metadata={**output.metadata, **counted})


def _parents_by_table(manifest: Mapping[str, Any]) -> dict[dg.AssetKey, list[dg.AssetKey]]:
    """By table: the tables that it is made from, through whatever views; a seed is no table that is made."""
    nodes = manifest["nodes"] | manifest["sources"]

    def tables_above(unique_id: str) -> set[dg.AssetKey]:
        above: set[dg.AssetKey] = set()
        for parent in nodes[unique_id]["depends_on"]["nodes"]:
            node = nodes[parent]
            if node["resource_type"] == "source" or node["config"]["materialized"] == "table":
                above.add(TRANSLATOR.get_asset_key(node))
            elif node["config"]["materialized"] == "view":
                above |= seen[parent] if parent in seen else seen.setdefault(parent, tables_above(parent))
        return above

    seen: dict[str, set[dg.AssetKey]] = {}
    return {
        TRANSLATOR.get_asset_key(node): sorted(tables_above(unique_id))
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["config"]["materialized"] == "table"
    }
