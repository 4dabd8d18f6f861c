"""Runs a Dagster job in this process, so that the terminal and Dagster's page do the same and share one history."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.home import Home
from orchestration.problems import BadInputError
from orchestration.refresh import attempt
from orchestration.refresh.attempt import Attempt
from orchestration.refresh.dagster_home import dagster_environment

if TYPE_CHECKING:
    import dagster as dg

log = logging.getLogger("warehouse")


def run_job(job: str, home: Home, sources: Path, quiet: bool = False) -> Attempt:
    """Run `refresh` or `check`; returns the attempt's record, closed with its outcome.

    The record says what went wrong; only what keeps Dagster from starting at all is raised.
    """
    os.environ.update(dagster_environment(home) | {"WAREHOUSE_SOURCES": str(sources)})
    run_id = str(uuid.uuid4())
    with _progress(quiet), _kept_out_of_the_terminal(home):
        log.info("Starting")
        _import_checks_meanwhile()
        # Dagster announces what is new in it with warnings that mean nothing to the reader of a refresh.
        warnings.filterwarnings("ignore", module="dagster.*")
        import dagster as dg

        try:
            from orchestration.definitions import defs
        except BadInputError as bad:
            # The rules are read with the definitions: each is a check in the graph.
            record = attempt.begin(home.attempts, run_id)
            record.problems = [problem.as_dict() for problem in bad.problems]
            attempt.finish(home.attempts, record, "bad_input", f"{len(bad.problems)} problems in the rules")
            return record

        with dg.DagsterInstance.get() as instance:
            result = defs.resolve_job_def(job).execute_in_process(
                instance=instance,
                run_id=run_id,
                raise_on_error=False,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            )
    try:
        record = attempt.load(home.attempts, run_id)
    except FileNotFoundError:
        record = attempt.begin(home.attempts, run_id)
    if record.outcome == "running":
        if result.success:
            attempt.finish(home.attempts, record, "checked")
        else:
            attempt.finish(home.attempts, record, "failed", _reason(result))
    return record


def _reason(result: dg.ExecuteInProcessResult) -> str:
    """Why a run failed that left no reason in its record: the first failed step's own error."""
    for event in result.all_events:
        if event.is_step_failure and event.step_failure_data.error:
            error = event.step_failure_data.error
            while error.cause:
                error = error.cause
            return error.message.strip()
    return "the run failed before its first step"


def _import_checks_meanwhile() -> None:
    """Import Great Expectations on the second core: it takes seconds, and is needed only after dbt is done."""

    def load() -> None:
        with contextlib.suppress(ImportError):
            import expectations.suite  # noqa: F401

    threading.Thread(target=load, daemon=True).start()


@contextlib.contextmanager
def _kept_out_of_the_terminal(home: Home) -> Iterator[None]:
    """dbt's and Dagster's own chatter goes to a file; what people should see is said by our log lines."""
    with (
        (home.path / "last-run.log").open("w", encoding="utf-8") as log_file,
        contextlib.redirect_stdout(log_file),
    ):
        yield


@contextlib.contextmanager
def _progress(quiet: bool) -> Iterator[None]:
    """Show our log lines on stderr while the work goes on."""
    log.setLevel(logging.INFO)
    log.propagate = False
    if quiet:
        yield
        return
    from rich.console import Console
    from rich.logging import RichHandler

    handler = RichHandler(
        console=Console(stderr=True),
        show_level=False,
        show_path=False,
        log_time_format="%H:%M:%S",
        markup=False,
    )
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
