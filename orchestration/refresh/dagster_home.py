"""Dagster's own folder inside the state folder: the run history that terminal and page share, and its settings."""

from __future__ import annotations

from pathlib import Path

from orchestration.home import Home
from orchestration.refresh.manifest import dbt_environment

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
  # A run whose process was killed is closed as failed, also where the daemon was killed with it.
  enabled: true
  poll_interval_seconds: 10
  start_timeout_seconds: 300
  cancel_timeout_seconds: 60
run_retries:
  # Such a run is begun once more. What failed by itself is retried by its own policy, or not at all.
  enabled: true
  retry_on_asset_or_op_failure: false
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


def dagster_environment(home: Home) -> dict[str, str]:
    """Environment variables for Dagster on this home; writes its settings file where it is missing or old."""
    home.create()
    settings: Path = home.dagster / "dagster.yaml"
    if not settings.exists() or settings.read_text(encoding="utf-8") != SETTINGS:
        settings.write_text(SETTINGS, encoding="utf-8")
    return dbt_environment(home) | {
        "DAGSTER_HOME": str(home.dagster),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
