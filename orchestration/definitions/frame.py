"""What stands around every run in Dagster: the conductor, if the daemon began it, and a history kept tidy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.definitions.history import COMMAND_TAG, tended
from orchestration.home import Home
from orchestration.run.conductor import conducted


class RunFrame(dg.ConfigurableResource[Any]):
    """Around every run of a home."""

    home: str
    """The path of the state folder."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[RunFrame]:
        """Let the conductor stand around the run, unless it is the command's, which has it already."""
        run, instance = context.run, context.instance
        if run is None or instance is None:
            yield self
            return
        home = Home(Path(self.home))
        with ExitStack() as around:
            if COMMAND_TAG not in run.tags:
                around.enter_context(conducted(home, "check" if run.job_name == "check" else "refresh", run.run_id))
            around.enter_context(tended(instance, home, run))
            yield self
