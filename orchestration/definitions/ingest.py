"""The reports as external assets, and the tables of schema `raw` that are read from them.

Reports are data: a new folder is observed and read without a reload; it enters the drawn graph at the next one.
"""

from collections.abc import Iterator

import dagster as dg
from pydantic import Field

from orchestration import attempt, home
from orchestration.alerts.tell import after_attempt
from orchestration.definitions.columns import column_schemas
from orchestration.definitions.owners import OWNERS
from orchestration.definitions.retries import RETRIES, permanent_is_final
from orchestration.definitions.stopped import COMMAND_TAG
from orchestration.ingest.raw import DESCRIPTIONS, REPORT_TABLES, RUN_TABLES
from orchestration.ingest.strays import strays
from orchestration.inputs import inputs_hash
from orchestration.lock import hold
from orchestration.report_folders import is_slug, reports_to_reread
from orchestration.run.needed import rest_of
from orchestration.run.steps import prepare_build
from orchestration.service.watch import why_rest


def report_key(report_id: str) -> dg.AssetKey:
    """The asset key of a report folder."""
    return dg.AssetKey(["reports", report_id])


def report_specs() -> list[dg.AssetSpec]:
    """One external asset per report folder that stands in `sources/` now; a name that is no id can be no asset's."""
    sources = home.current_sources()
    folders = sorted(p.parent.name for p in sources.glob("*/report.yml") if is_slug(p.parent.name))
    return [
        dg.AssetSpec(
            report_key(folder),
            group_name="reports",
            description=f"The report folder sources/{folder}: report.yml and its tables as printed.",
            kinds={"csv", "yaml"},
            owners=OWNERS,
        )
        for folder in folders
    ]


class Reread(dg.Config):
    """Reports that are read again though they have not changed."""

    reread: list[str] = Field(default=[], description="Ids of reports to read again, such as bto-sociaal-2021.")
    reread_all: bool = Field(default=False, description="Read every report again.")


@dg.multi_asset(
    name="ingest",
    specs=[
        dg.AssetSpec(
            dg.AssetKey(["raw", table]),
            group_name="raw",
            deps=[spec.key for spec in report_specs()] if table in REPORT_TABLES else [],
            description=DESCRIPTIONS[table],
            kinds={"duckdb"},
            owners=OWNERS,
            # A refresh that was asked for while another one did its work ends here.
            skippable=True,
        )
        for table in (*REPORT_TABLES, *RUN_TABLES)
    ],
    required_resource_keys={"frame"},
    retry_policy=RETRIES,
)
def raw_tables(context: dg.AssetExecutionContext, config: Reread) -> Iterator[dg.MaterializeResult[None]]:
    """Read new and changed reports, the rules and the waivers, and start the build with them."""
    place, sources = home.current_home(), home.current_sources()
    place.create()
    hold(place)
    asked = config.reread_all or config.reread
    may_rest = context.run.job_name == "refresh" and not asked and COMMAND_TAG not in context.run.tags
    if may_rest and (rest := rest_of(place, inputs_hash(sources))):
        context.log.info("Nothing to do: %s", why_rest(rest))
        after_attempt(place, rest)
        return
    attempt.begin(place.attempts, context.run_id, "check" if context.run.job_name == "check" else "refresh")
    with permanent_is_final(), attempt.recording(place.attempts, context.run_id) as record:
        record.summary.notices = strays(sources)
        reread = reports_to_reread(sources, config.reread, config.reread_all)
        prepared = prepare_build(place, sources, reread)
        record.summary.reports = prepared.reports
        record.summary.cells = prepared.rows["cell"]
        record.summary.inputs = prepared.inputs
    for report in prepared.reports:
        if report.status != "withdrawn" and is_slug(report.report_id):
            context.log_event(
                dg.AssetObservation(
                    report_key(report.report_id),
                    metadata={"status": report.status, "cells": report.cells},
                    tags={"dagster/data_version": report.checksum or ""},
                )
            )
    schemas = column_schemas(place.build_database, "raw")
    for table, rows in prepared.rows.items():
        yield dg.MaterializeResult(
            dg.AssetKey(["raw", table]),
            metadata={"dagster/row_count": rows, "dagster/column_schema": schemas[table]},
        )
