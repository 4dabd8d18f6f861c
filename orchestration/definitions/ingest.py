"""The reports as external assets, and the tables of schema `raw` that are read from them.

Reports are data: a new folder is observed and read without a reload; it enters the drawn graph at the next one. Few
reports are an asset each. Many are one: nobody finds one among a thousand nodes, and each event costs Dagster 15 ms.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import dagster as dg
from pydantic import Field

from orchestration import attempt
from orchestration.definitions.columns import column_schemas
from orchestration.definitions.history import COMMAND_TAG
from orchestration.definitions.step import OWNERS, RETRIES, step
from orchestration.home import Home
from orchestration.ingest.raw import DESCRIPTIONS, REPORT_TABLES, RUN_TABLES
from orchestration.lock import hold
from orchestration.report_folders import is_slug, reports_to_reread
from orchestration.run.comparing import begin_comparison
from orchestration.run.conductor import note_strays, rest
from orchestration.run.looking import looks_of
from orchestration.run.needed import why_rest
from orchestration.run.settle import note_scope
from orchestration.run.steps import Prepared, prepare_build

DRAWN = 50
"""With more reports than this they are one asset together."""
ALL_REPORTS = dg.AssetKey(["reports", "all"])


def report_key(report_id: str) -> dg.AssetKey:
    """The asset key of a report folder."""
    return dg.AssetKey(["reports", report_id])


def report_specs(sources: Path) -> list[dg.AssetSpec]:
    """One external asset per report folder that stands in `sources` now, or one for all of them if there are many.

    A name that is no id can be no asset's.
    """
    folders = sorted(p.parent.name for p in sources.glob("*/report.yml") if is_slug(p.parent.name))
    if len(folders) > DRAWN:
        return [_external(ALL_REPORTS, f"The {len(folders):,} report folders, each a report.yml and its tables.")]
    return [
        _external(report_key(folder), f"The report folder sources/{folder}: report.yml and its tables as printed.")
        for folder in folders
    ]


def _external(key: dg.AssetKey, description: str) -> dg.AssetSpec:
    return dg.AssetSpec(key, group_name="reports", description=description, kinds={"csv", "yaml"}, owners=OWNERS)


class Asked(dg.Config):
    """What is asked of a run beyond what has changed."""

    reread: list[str] = Field(default=[], description="Ids of reports to read again, such as bto-sociaal-2021.")
    reread_all: bool = Field(default=False, description="Read every report again.")
    full: bool = Field(default=False, description="Make everything anew, and not only what has changed.")
    all_or_nothing: bool = Field(
        default=False, description="Publish nothing while a report of anybody cannot be read or a critical rule fails."
    )
    compare: bool = Field(
        default=False, description="Of a check: build everything, and compare it with the served release row by row."
    )


def raw_tables(home: Home, sources: Path, reports: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The tables of schema `raw`, read from the folders that `reports` stand for and those that came since."""

    @dg.multi_asset(
        name="ingest",
        specs=[
            dg.AssetSpec(
                dg.AssetKey(["raw", table]),
                group_name="raw",
                deps=reports if table in REPORT_TABLES else [],
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
    def ingest(context: dg.AssetExecutionContext, config: Asked) -> Iterator[dg.MaterializeResult[None]]:
        """Read new and changed reports, the rules and the waivers, and start the build with them."""
        run, asked = context.run, config.reread_all or config.reread or config.full
        hold(home)
        # The command has looked whether there is anything to do before it began the run.
        may_rest = run.job_name == "refresh" and not asked and COMMAND_TAG not in run.tags
        if may_rest and (nothing := rest(home, sources)):
            context.log.info("Nothing to do: %s", why_rest(nothing))
            return
        attempt.begin(home.attempts, run.run_id, "check" if run.job_name == "check" else "refresh")
        with step(home, run.run_id) as record:
            note_strays(record, sources, looks_of(home, sources))
            reread = reports_to_reread(sources, config.reread, config.reread_all)
            compares = config.compare and record.job == "check"
            if compares:
                begin_comparison(home, record)
            prepared = prepare_build(home, sources, reread, full=config.full or compares)
            # A check names all that is wrong; what it compares is a release in which somebody may wait.
            record.summary.all_or_nothing = config.all_or_nothing or (record.job == "check" and not compares) or None
            note_scope(record, prepared.scope, prepared.organisations)
            record.summary.reports = prepared.reports
            record.summary.cells = prepared.rows["cell"]
            record.summary.inputs = prepared.inputs
            record.summary.recognised = prepared.recognised or None
        for observation in _observed(prepared):
            context.log_event(observation)
        schemas = column_schemas(home.build_database, "raw")
        for table, rows in prepared.rows.items():
            yield dg.MaterializeResult(
                dg.AssetKey(["raw", table]),
                metadata={"dagster/row_count": rows, "dagster/column_schema": schemas[table]},
            )

    return ingest


def _observed(prepared: Prepared) -> Iterator[dg.AssetObservation]:
    """The reports as they were read, for Dagster's history."""
    here = [one for one in prepared.reports if one.status != "withdrawn" and is_slug(one.report_id)]
    if len(here) > DRAWN:
        counts = Counter(report.status for report in prepared.reports)
        yield dg.AssetObservation(
            ALL_REPORTS,
            metadata={**counts, "reports": len(here), "cells": sum(report.cells for report in here)},
            tags={"dagster/data_version": prepared.inputs},
        )
        return
    for report in here:
        yield dg.AssetObservation(
            report_key(report.report_id),
            metadata={"status": report.status, "cells": report.cells},
            tags={"dagster/data_version": report.checksum or ""},
        )
