"""Dagster's own folder inside the state folder: the run history that terminal and page share, and its settings."""

from __future__ import annotations

import os
from pathlib import Path

from orchestration.build.manifest import dbt_environment
from orchestration.home import Home

# Our log lines belong in the run's log on the page too; nothing is sent anywhere.
SETTINGS = """\
telemetry:
  enabled: false
nux:
  enabled: false
python_logs:
  managed_python_loggers:
    - warehouse
  python_log_level: INFO
run_coordinator:
  module: dagster
  class: QueuedRunCoordinator
  config:
    # A home has one build file: one run at a time.
    max_concurrent_runs: 1
    dequeue_interval_seconds: 1
run_monitoring:
  # A run that does not get as far as to begin, or to end when it is cancelled. One that was killed while it worked is
  # closed by our own watch: Dagster cannot tell.
  enabled: true
  poll_interval_seconds: 10
  start_timeout_seconds: 300
  cancel_timeout_seconds: 60
run_retries:
  # Such a run is begun once more. What failed by itself is retried by its own policy, or not at all.
  enabled: true
  retry_on_asset_or_op_failure: false
code_servers:
  # The definitions are loaded anew where the dbt project has changed, which takes its time on a busy machine.
  local_startup_timeout: 600
retention:
  # Days that the ticks of the schedule and the sensors are kept.
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days:
      skipped: 1
      failure: 30
      success: 30
"""

POSTGRES_VARIABLE = "WAREHOUSE_POSTGRES_URL"
POSTGRES = f"""\
storage:
  postgres:
    postgres_url:
      env: {POSTGRES_VARIABLE}
"""
"""Added where the variable is set: the history then stands in that database, and not in files."""


def dagster_environment(home: Home) -> dict[str, str]:
    """Environment variables for Dagster on this home; writes its settings file where it is missing or old."""
    home.create()
    settings: Path = home.dagster / "dagster.yaml"
    wanted = SETTINGS + (POSTGRES if os.environ.get(POSTGRES_VARIABLE) else "")
    if not settings.exists() or settings.read_text(encoding="utf-8") != wanted:
        settings.write_text(wanted, encoding="utf-8")
    return dbt_environment(home) | {
        "DAGSTER_HOME": str(home.dagster),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
