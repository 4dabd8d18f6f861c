"""Runs a job in this process, so that the terminal and Dagster's page do the same and share one history."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.attempt import Job
from orchestration.definitions.code_location import build_defs
from orchestration.definitions.history import COMMAND_TAG
from orchestration.home import Home
from orchestration.run.dagster_home import dagster_environment


def launch(job: Job, home: Home, sources: Path, asked: Mapping[str, Any], run_id: str) -> str | None:
    """Run a job under a run id; returns why it failed, or None.

    `asked`: what is asked of the run beyond what has changed, as the config of the ingest has it. Raises BadInputError
    where the rules cannot be read.
    """
    os.environ.update(dagster_environment(home) | {"WAREHOUSE_SOURCES": str(sources)})
    defs = build_defs(home, sources)
    with dg.DagsterInstance.get() as instance:
        result = defs.resolve_job_def(job).execute_in_process(
            instance=instance,
            run_id=run_id,
            tags={COMMAND_TAG: job},
            raise_on_error=False,
            run_config={
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                "ops": {"ingest": {"config": dict(asked)}},
            },
        )
    return None if result.success else _reason(result)


def _reason(result: dg.ExecuteInProcessResult) -> str:
    """Why a run failed that left no reason in its record: the first failed step's own error."""
    for event in result.all_events:
        if event.is_step_failure and event.step_failure_data.error:
            error = event.step_failure_data.error
            while error.cause:
                error = error.cause
            return error.message.strip()
    return "the run failed before its first step"
