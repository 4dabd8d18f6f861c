"""What stands around every run: the home is held and tidied, helpers start beside it, and its end is told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from orchestration import home
from orchestration.build import dbt_server, judge
from orchestration.definitions.history import prune_history
from orchestration.definitions.stopped import COMMAND_TAG, close_stopped_runs, merge_queued
from orchestration.lock import hold
from orchestration.run.recover import recover
from orchestration.run.told import tell_end


class RunFrame(dg.ConfigurableResource[Any]):
    """Around a run that the daemon began. The command line does the same itself, before it imports Dagster."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[RunFrame]:
        """Hold the home, put away what a stopped run left, start dbt and the judge beside the run, and tell its end."""
        run, instance = context.run, context.instance
        if run is None or instance is None or COMMAND_TAG in run.tags:
            yield self
            return
        place = home.current_home()
        place.create()
        hold(place)
        recover(place)
        close_stopped_runs(instance, place, holding=True)
        if run.job_name == "refresh":
            merge_queued(instance, run.run_id)
        try:
            # What they say goes with the rest of the process's output, which Dagster keeps.
            with (
                os.fdopen(os.dup(2), "w", encoding="utf-8") as output,
                dbt_server.started(place, output),
                judge.started(),
            ):
                yield self
        finally:
            tell_end(place, run.run_id)
            prune_history(instance, place)
