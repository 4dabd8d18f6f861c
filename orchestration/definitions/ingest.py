"""The reports as external assets, and the tables of schema `raw` that are read from them.

Reports are data: a new folder is observed and read without a reload; it enters the drawn graph at the next one.
"""

from collections.abc import Iterator

import dagster as dg

from orchestration import home
from orchestration.ingest.raw import DESCRIPTIONS, REPORT_TABLES, RUN_TABLES
from orchestration.ingest.report_file import is_slug
from orchestration.refresh import attempt
from orchestration.refresh.build import prepare_build
from orchestration.refresh.lock import hold


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
        )
        for folder in folders
    ]


@dg.multi_asset(
    name="ingest",
    specs=[
        dg.AssetSpec(
            dg.AssetKey(["raw", table]),
            group_name="raw",
            deps=[spec.key for spec in report_specs()] if table in REPORT_TABLES else [],
            description=DESCRIPTIONS[table],
            kinds={"duckdb"},
        )
        for table in (*REPORT_TABLES, *RUN_TABLES)
    ],
)
def raw_tables(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Read new and changed reports, the rules and the waivers, and start the build with them."""
    place = home.current_home()
    place.create()
    hold(place)
    attempt.begin(place.attempts, context.run_id)
    with attempt.recording(place.attempts, context.run_id) as record:
        prepared = prepare_build(place, home.current_sources())
        record.summary["reports"] = prepared.reports
        record.summary["cells"] = prepared.rows["cell"]
        record.summary["inputs"] = prepared.inputs
    for report in prepared.reports:
        if report["status"] != "withdrawn" and is_slug(str(report["report_id"])):
            context.log_event(
                dg.AssetObservation(
                    report_key(str(report["report_id"])),
                    metadata={"status": report["status"], "cells": report["cells"]},
                    tags={"dagster/data_version": str(report["checksum"])},
                )
            )
    for table, rows in prepared.rows.items():
        yield dg.MaterializeResult(dg.AssetKey(["raw", table]), metadata={"dagster/row_count": rows})
